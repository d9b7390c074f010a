package config

import (
	"fmt"
	"iter"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"planet"
)

// A series is a list of values of one kind.
type series[T any] struct {
	into  *[]T
	item  func(*T) shape
	such  string // an entry, for the advice
	most  int    // entries; 0 means maxEntries
	alone bool   // one value may stand there without a list
}

// each is a list of items.
func each[T any](into *[]T, such string, item func(*T) shape) series[T] {
	return series[T]{into: into, item: item, such: such}
}

func (s series[T]) read(r *reading, n *node) bool {
	if !s.fits(r, n) {
		return false
	}
	ok := true
	for _, one := range n.each() {
		var v T
		switch {
		case one.kind == empty:
			r.say(one, planet.CodeBadValue, "an entry of %s is empty; remove its dash", called(n))
			ok = false
		case s.item(&v).read(r, one):
			*s.into = append(*s.into, v)
		default:
			ok = false
		}
	}
	return ok
}

// fits says what is wrong with the list as a whole.
func (s series[T]) fits(r *reading, n *node) bool {
	most := s.limit()
	switch {
	case n.kind == mapping && s.alone:
		r.say(n, planet.CodeYAML, "%s is a mapping; write %s: %s, or a list of such", called(n), lastName(n), s.such)
	case n.kind == mapping, n.kind == text && !s.alone:
		r.say(n, planet.CodeYAML, "%s is %s; write a list, like %s: [%s]", called(n), n.shown(), lastName(n), s.example(n))
	case len(n.items) > most:
		r.say(n, planet.CodeBadValue, "%s has %d entries; write at most %d", called(n), len(n.items), most)
	default:
		return true
	}
	return false
}

// plainText may stand in brackets without quotes.
var plainText = onUse(`^[\pL\pN]([\pL\pN ._/-]|:[^\s])*$`)

// example is an entry for the advice: what stands there, if it can be one.
func (s series[T]) example(n *node) string {
	if n.kind == text && n.text != "" && !strings.HasPrefix(s.such, "{") && plainText().MatchString(n.text) {
		return short(n.text)
	}
	return s.such
}

func (s series[T]) write() *node {
	n := &node{kind: list}
	var zero T
	usual := s.item(&zero).write()
	for i := range *s.into {
		n.items = append(n.items, s.item(&(*s.into)[i]).write().without(usual))
	}
	if s.alone && len(n.items) == 1 {
		return n.items[0]
	}
	return n.orEmpty()
}

func (s series[T]) limit() int {
	if s.most > 0 {
		return s.most
	}
	return maxEntries
}

func (s series[T]) schema() *schema {
	var v T
	items := s.item(&v).schema()
	many := &schema{Type: "array", Items: items, MaxItems: s.limit()}
	if s.alone {
		return &schema{AnyOf: []*schema{items, many}}
	}
	return many
}

// lastName is the key alone: entries of front.entries.
func lastName(n *node) string {
	return n.name[strings.LastIndexByte(n.name, '.')+1:]
}

// A named is a mapping whose keys are free, as far as allowed lets them.
type named[T any] struct {
	add  func(key string, value T)
	all  func() iter.Seq2[string, T] // what was added, in the order of writing
	item func(*T) shape
	keys *regexp.Regexp
	want func(key string) string // completes "write …" for a key
}

func (m named[T]) read(r *reading, n *node) bool {
	switch {
	case n.kind == empty:
		return true
	case n.kind != mapping:
		r.say(n, planet.CodeYAML, "%s is %s; write keys below it, each with its value", called(n), n.shown())
		return false
	case len(n.pairs) > maxEntries:
		r.say(n, planet.CodeBadValue, "%s has %d keys; write at most %d", called(n), len(n.pairs), maxEntries)
		return false
	}
	ok, lines := true, map[string]int{}
	for _, p := range n.pairs {
		var v T
		switch {
		case !m.keys.MatchString(p.key.text):
			r.say(p.key, planet.CodeBadValue, "the key %s in %s cannot be used; write %s", quoted(p.key.text), called(n), m.want(p.key.text))
			ok = false
		case !r.twice(p.key, lines), !m.item(&v).read(r, p.value):
			ok = false
		default:
			m.add(p.key.text, v)
		}
	}
	return ok
}

func (m named[T]) write() *node {
	n := &node{kind: mapping}
	for k, v := range m.all() {
		n.pairs = append(n.pairs, pair{said(k), m.item(&v).write()})
	}
	return n.orEmpty()
}

func (m named[T]) schema() *schema {
	var v T
	return &schema{Type: "object", PropertyNames: &schema{Pattern: m.keys.String()}, Additional: m.item(&v).schema()}
}

// free is a mapping of anything (FY-3).
type free struct{ into *map[string]any }

// maxDepth is how many mappings and lists may stand in one another below extra.
const maxDepth = 8

func (f free) read(r *reading, n *node) bool {
	if n.kind == empty {
		return true
	}
	if n.kind != mapping {
		r.say(n, planet.CodeYAML, "%s is %s; write keys below it, each with its value", called(n), n.shown())
		return false
	}
	v, ok := r.plain(n, maxDepth)
	if !ok {
		return false
	}
	*f.into, _ = v.(map[string]any)
	return true
}

func (f free) write() *node { return plainNode(*f.into).orEmpty() }

// plainNode is the way back of plain: mappings come in the order of their keys.
func plainNode(v any) *node {
	switch v := v.(type) {
	case nil:
		return &node{}
	case string:
		return &node{kind: text, text: v, value: v} // "" is a text here
	case []any:
		n := &node{kind: list}
		for _, one := range v {
			n.items = append(n.items, plainNode(one))
		}
		return n
	case map[string]any:
		n := &node{kind: mapping}
		for _, k := range slices.Sorted(maps.Keys(v)) {
			n.pairs = append(n.pairs, pair{plainNode(k), plainNode(v[k])})
		}
		return n
	case float64:
		return &node{kind: text, text: floatText(v), value: v}
	}
	return &node{kind: text, text: fmt.Sprint(v), value: v}
}

// floatText writes a number so that YAML reads no whole number of it.
func floatText(v float64) string {
	switch {
	case math.IsNaN(v):
		return ".nan"
	case math.IsInf(v, 1):
		return ".inf"
	case math.IsInf(v, -1):
		return "-.inf"
	}
	s := strconv.FormatFloat(v, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

func (f free) schema() *schema { return &schema{Type: "object"} }

// plain makes Go values of a node: text, number, truth or nil, []any and
// map[string]any.
func (r *reading) plain(n *node, depth int) (any, bool) {
	if depth == 0 {
		r.say(n, planet.CodeBadValue, "what begins here is more than %d levels deep; write it flatter", maxDepth)
		return nil, false
	}
	ok := true
	switch n.kind {
	case list:
		values := make([]any, len(n.items))
		for i, one := range n.items {
			v, fine := r.plain(one, depth-1)
			values[i], ok = v, ok && fine
		}
		return values, ok
	case mapping:
		values, lines := make(map[string]any, len(n.pairs)), map[string]int{}
		for _, p := range n.pairs {
			v, fine := r.plain(p.value, depth-1)
			values[p.key.text], ok = v, r.twice(p.key, lines) && ok && fine
		}
		return values, ok
	}
	return n.value, true
}
