package config

import (
	"slices"
	"strings"

	"planet"
)

// A shape is one kind of value: it reads a node into a field of ours, and it
// describes itself to editors.
type shape interface {
	// read fills the field, or keeps what is wrong and reports false. A value
	// that is left out (name: with nothing behind) counts as not given.
	read(r *reading, n *node) bool
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
		r.say(n, planet.CodeYAML, "%s is %s; write keys below it, such as %s:", called(n), n.shown(), t.keys[0].name)
		return false
	}
	ok, lines := true, map[string]int{}
	for _, p := range n.pairs {
		ok = t.pair(r, p) && ok
		ok = r.twice(p.key, lines) && ok
	}
	return t.complete(r, n) && ok
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
			r.say(n, planet.CodeBadValue, "%s is missing here; write %s: %s", k.name, k.name, k.need)
			ok = false
		}
	}
	return ok
}

// knows reports whether all keys of n are known. If not, one of them may be
// meant for what seems to be missing.
func (t table[T]) knows(n *node) bool {
	names := t.names()
	return !slices.ContainsFunc(n.pairs, func(p pair) bool { return !slices.Contains(names, p.key.text) })
}

func (t table[T]) names() []string {
	names := make([]string, len(t.keys))
	for i, k := range t.keys {
		names[i] = k.name
	}
	return names
}

// called is what a message calls n: its key, or the item it is.
func called(n *node) string {
	if n.name == "" {
		return "this item"
	}
	return short(n.name)
}

// unknown says that a key is not one of names (FY-3).
func (r *reading) unknown(key *node, names []string) {
	what := short(key.text)
	if near := nearest(key.text, names); near != "" {
		r.say(key, planet.CodeYAML, "%s is not known here; did you mean %s?", what, near)
		return
	}
	advice := "the keys here are " + strings.Join(slices.Sorted(slices.Values(names)), ", ")
	if slices.Contains(names, "extra") {
		advice = "what only your theme knows goes below extra:"
	}
	r.say(key, planet.CodeYAML, "%s is not known here; %s", what, advice)
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
