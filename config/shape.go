package config

import (
	"slices"
	"strings"

	"planet"
)

// A shape is one kind of value: it reads a node into a field of ours, writes
// such a node of it, and describes itself to editors.
type shape interface {
	// read fills the field, or keeps what is wrong and reports false. A value
	// that is left out (name: with nothing behind) counts as not given.
	read(r *reading, n *node) bool
	// write gives what the field holds, as it would be read; an empty node if
	// it says nothing.
	write() *node
	schema() *schema
}

// A key is a key of a mapping that fills a T.
type key[T any] struct {
	name, doc string
	shape     func(*T) shape
	need      string // what to write if it is missing; "" if it may be
}

// A table is a mapping of known keys.
type table[T any] struct {
	into *T
	keys []key[T]
}

func (t table[T]) read(r *reading, n *node) bool {
	switch n.kind {
	case empty:
		return true
	case text, list:
		first := t.keys[0]
		r.say(n, planet.CodeYAML, "%s is %s; write keys below it, such as %s", called(n), n.shown(), strings.TrimSpace(first.name+": "+first.need))
		return false
	}
	ok, lines := true, map[string]int{}
	for _, p := range n.pairs {
		ok = t.pair(r, p) && ok
		ok = r.twice(p.key, lines) && ok
	}
	return t.complete(r, n) && ok
}

func (t table[T]) write() *node {
	n := &node{kind: mapping}
	for _, k := range t.keys {
		if v := k.shape(t.into).write(); v.kind != empty {
			n.pairs = append(n.pairs, pair{said(k.name), v})
		}
	}
	return n.orEmpty()
}

func (t table[T]) pair(r *reading, p pair) bool {
	for _, k := range t.keys {
		if k.name == p.key.text {
			return k.shape(t.into).read(r, p.value)
		}
	}
	r.unknown(p.key, t.names())
	return false
}

// complete says which keys must be there and are not.
func (t table[T]) complete(r *reading, n *node) bool {
	ok := true
	for _, k := range t.keys {
		if v := n.get(k.name); k.need != "" && (v == nil || v.kind == empty || v.kind == text && v.text == "") {
			ok = false
			if !t.mistyped(n, k.name) {
				r.say(n, planet.CodeBadValue, "%s is missing here; write %s: %s", k.name, k.name, k.need)
			}
		}
	}
	return ok
}

// mistyped reports whether n has a key that is not known and was probably
// meant to be name: then name is not missing, and one message is enough.
func (t table[T]) mistyped(n *node, name string) bool {
	names := t.names()
	return slices.ContainsFunc(n.pairs, func(p pair) bool {
		return !slices.Contains(names, p.key.text) && nearest(p.key.text, names) == name
	})
}

func (t table[T]) names() []string {
	names := make([]string, len(t.keys))
	for i, k := range t.keys {
		names[i] = k.name
	}
	return names
}

// called is what a message calls n: its key, an entry of its list, or the item
// it is.
func called(n *node) string {
	switch {
	case n.name == "":
		return "this item"
	case n.entry:
		return "an entry of " + short(n.name)
	}
	return short(n.name)
}

// maxNamed is how many keys a message may list.
const maxNamed = 12

// unknown says that a key is not one of names (FY-3).
func (r *reading) unknown(key *node, names []string) {
	what := short(key.text)
	if r.misplaced(key, what) {
		return
	}
	if near := nearest(strings.Trim(key.text, printed), names); near != "" {
		r.say(key, planet.CodeYAML, "%s is not known here; did you mean %s?", what, near)
		return
	}
	advice := "the keys here are " + strings.Join(slices.Sorted(slices.Values(names)), ", ")
	switch {
	case slices.Contains(names, "extra"):
		advice = "what only your theme knows goes below extra:"
	case len(names) > maxNamed:
		advice = "remove it, or look in feeds.schema.json for the right name"
	}
	r.say(key, planet.CodeYAML, "%s is not known here; %s", what, advice)
}

// misplaced says where a key of the list belongs that stands below planet, or
// in a file of feeds.d.
func (r *reading) misplaced(key *node, what string) bool {
	below := key.name == "planet."+key.text
	near := nearest(key.text, sectionNames)
	switch {
	case below && key.text == near:
		r.say(key, planet.CodeYAML, "%s stands below planet; begin its line without spaces, as planet does", what)
	case below && near != "" && nearest(key.text, table[planet.Site]{keys: planetKeys}.names()) == "":
		r.say(key, planet.CodeYAML, "%s is not known here; did you mean %s, at the beginning of its line?", what, near)
	case key.text == near && key.name == key.text && r.file != r.files[0]:
		r.say(key, planet.CodeYAML, "%s belongs into feeds.yaml; write the keys of one item here, such as site:", what)
	default:
		return false
	}
	return true
}

// twice says that a key has stood in its mapping before, at one of lines.
func (r *reading) twice(key *node, lines map[string]int) bool {
	line, before := lines[key.text]
	if before {
		r.say(key, planet.CodeYAML, "%s already stands on line %d; remove one of the two", short(key.text), line)
		return false
	}
	lines[key.text] = key.line
	return true
}
