package config

import (
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"planet"
)

// A kind is what a node is.
type kind int

const (
	empty kind = iota // nothing stands there, or null
	text
	list
	mapping
)

// A node is one value of a file and where it stands.
type node struct {
	name         string // the key it stands below, with those around it: "front.entries"; "" for an item
	kind         kind
	entry        bool   // it stands in a list
	text         string // as it stands there, without quotes
	value        any    // as YAML understands it: text, number or truth
	line, column int
	items        []*node
	pairs        []pair
}

type pair struct{ key, value *node }

// tree makes nodes of what the library read. Texts with hidden characters are
// mistakes, whatever they are for (SAFE-11).
func (r *reading) tree(from ast.Node, name string) *node {
	n := &node{name: name}
	if from == nil {
		return n
	}
	n.line, n.column = position(from.GetToken())
	switch from := from.(type) {
	case *ast.NullNode:
	case *ast.MappingNode:
		n.kind, n.line, n.column = mapping, 0, 0
		for _, v := range from.Values {
			r.treePair(n, v)
		}
	case *ast.MappingValueNode:
		n.kind, n.line, n.column = mapping, 0, 0
		r.treePair(n, from)
	case *ast.SequenceNode:
		n.kind = list
		if name == "feeds" { // items are called by what they are
			name = ""
		}
		for _, v := range from.Values {
			one := r.tree(v, name)
			one.entry = true
			n.items = append(n.items, one)
		}
	case *ast.LiteralNode:
		r.scalar(n, from.Value.Value, from.Value.Value)
	case *ast.StringNode:
		r.scalar(n, from.Value, from.Value)
	case ast.ScalarNode:
		r.scalar(n, from.GetToken().Value, from.GetValue())
	}
	return n
}

// treePair adds one key and its value. A mapping begins where its first key does.
func (r *reading) treePair(n *node, from *ast.MappingValueNode) {
	tok := from.Key.GetToken()
	key := &node{}
	key.line, key.column = position(tok)
	r.scalar(key, tok.Value, tok.Value)
	key.name = key.text
	if n.name != "" {
		key.name = n.name + "." + key.text
	}
	if n.line == 0 {
		n.line, n.column = key.line, key.column
	}
	value := r.tree(from.Value, key.name)
	if value.line == 0 { // {} has no key to begin at
		value.line, value.column = key.line, key.column
	}
	n.pairs = append(n.pairs, pair{key, value})
}

func (r *reading) scalar(n *node, said string, value any) {
	n.kind, n.text, n.value = text, said, value
	if c, is := firstHidden(said); is {
		r.say(n, planet.CodeBadValue, "the text %s holds the invisible character U+%04X; remove it", quoted(said), c)
	}
}

// position gives a token's line and column. That of a block of text is off,
// so a column may be 0.
func position(t *token.Token) (line, column int) {
	if t == nil || t.Position == nil {
		return 0, 0
	}
	return max(0, t.Position.Line), max(0, t.Position.Column)
}

// get gives the value below key, or nil.
func (n *node) get(key string) *node {
	for _, p := range n.pairs {
		if p.key.text == key {
			return p.value
		}
	}
	return nil
}

// each gives the items of a list; any other value counts as a list of one.
func (n *node) each() []*node {
	switch {
	case n == nil || n.kind == empty:
		return nil
	case n.kind == list:
		return n.items
	}
	return []*node{n}
}

// shown is n in a message: what stands there, as it was typed.
func (n *node) shown() string {
	switch n.kind {
	case empty:
		return "empty"
	case list:
		return "a list"
	case mapping:
		return "a mapping"
	}
	if _, err := strconv.ParseFloat(n.text, 64); err == nil {
		return short(n.text)
	}
	return quoted(n.text)
}

// quoted is a text in a message, cut and in quotation marks.
func quoted(s string) string { return `"` + strings.ReplaceAll(short(s), `"`, "'") + `"` }
