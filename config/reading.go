package config

import (
	"path/filepath"
	"slices"

	"github.com/goccy/go-yaml/token"

	"planet"
)

// A reading is one list on its way into a Site: what has been read so far and
// what was found wrong with it.
type reading struct {
	Loader
	site    *planet.Site
	file    string   // which is being read, as messages name it
	files   []string // in the order of reading
	found   []Problem
	broken  map[string]bool  // sections that could not be read: nothing is missing from them
	planet  *node            // the section "planet"; nil if there is none
	feeds   map[string]place // by plain address
	slugs   map[string]place // of members
	further []further        // items that name another member
}

// A place is where something stands in the files.
type place struct {
	file    string
	line    int
	name    string // what stands there
	derived bool   // of a slug: made by us, not written
}

// A further is an item with the key "member", which is looked up when all
// members are known.
type further struct {
	file string
	at   *node
	slug string // of the item itself
}

func newReading(l Loader, path string) *reading {
	r := &reading{
		Loader: l,
		site:   defaults(path),
		broken: map[string]bool{},
		feeds:  map[string]place{},
		slugs:  map[string]place{},
	}
	r.begin(path)
	return r
}

// begin turns to another file.
func (r *reading) begin(path string) {
	r.file = printable(filepath.ToSlash(path))
	r.files = append(r.files, r.file)
}

// An entry is one key of the list, with what stands below it.
type entry struct {
	key   *node
	value *node          // nil if it could not be read
	items []token.Tokens // of "feeds", not yet parsed; then value is empty
}

// list reads feeds.yaml: planet first, since it says what addresses may be,
// then groups, since items name them.
func (r *reading) list(src string) {
	src, ok := r.readable(src, maxListBytes)
	if !ok {
		r.broken["planet"] = true
		return
	}
	entries := r.entries(src)
	r.known(entries)
	for _, name := range sectionNames {
		for _, e := range entries {
			if e.key.text == name {
				r.section(e)
			}
		}
	}
	if r.planet == nil && !r.broken["planet"] {
		r.say(nil, planet.CodeYAML, "planet is missing; write planet: and below it title: and the name of the community")
	}
}

// section reads one entry of the list.
func (r *reading) section(e entry) {
	switch {
	case e.value == nil:
		r.broken[e.key.text] = true
	case e.key.text == "planet":
		r.planetSection(e.value)
	case e.key.text == "groups":
		groupList(&r.site.Groups).read(r, e.value)
		r.groupsOnce(e.value)
	case e.items != nil:
		for _, tokens := range e.items {
			if n := r.parse(tokens); n != nil {
				r.items(n)
			}
		}
	default:
		r.items(e.value)
	}
}

// items reads the value of "feeds", or a part of it.
func (r *reading) items(n *node) {
	switch n.kind {
	case empty:
	case list:
		for _, one := range n.items {
			r.item(one, "")
		}
	default:
		r.say(n, planet.CodeYAML, "feeds is %s; write a list, with each item on a line of its own, after a dash", n.shown())
	}
}

// entries gives the keys of the list and their values.
func (r *reading) entries(src string) []entry {
	var entries []entry
	for _, s := range r.sections(src) {
		if s.items != nil {
			key := &node{kind: text, text: s.key.Value, name: s.key.Value}
			key.line, key.column = position(s.key)
			entries = append(entries, entry{key, &node{}, s.items})
			continue
		}
		n := r.parse(s.tokens)
		switch {
		case n == nil && s.key != nil:
			r.broken[s.key.Value] = true
		case n == nil:
			r.broken["planet"], r.broken["groups"] = true, true
		case n.kind == list || n.kind == text:
			r.say(n, planet.CodeYAML, "the file begins with %s; begin with planet: and feeds:, and indent what belongs below them", n.shown())
			r.broken["planet"] = true
		}
		if n != nil {
			for _, p := range n.pairs {
				entries = append(entries, entry{key: p.key, value: p.value})
			}
		}
	}
	return entries
}

// sectionNames are the keys of the list, in the order of reading (FY-1).
var sectionNames = []string{"planet", "groups", "feeds"}

// known says which keys of the list are not known, or stand there twice.
func (r *reading) known(entries []entry) {
	lines := map[string]int{}
	for _, e := range entries {
		if !slices.Contains(sectionNames, e.key.text) {
			r.unknown(e.key, sectionNames)
		}
		r.twice(e.key, lines)
	}
}

// itemFile reads a file of feeds.d; its name is the slug.
func (r *reading) itemFile(slug, src string) {
	if !validSlug(slug) {
		r.say(nil, planet.CodeBadValue, "the name of this file becomes the slug; name it %s.yaml", suggestedFile(slug))
		return
	}
	src, ok := r.readable(src, maxItemBytes)
	if !ok {
		return
	}
	n := r.itemTree(src)
	switch {
	case n == nil:
	case n.kind == empty:
		r.say(nil, planet.CodeYAML, "this file is empty; write one item, such as site: https://blog.example.net/")
	case n.kind == list:
		r.say(n, planet.CodeYAML, "this file holds a list; write its one item without the dash")
	default:
		r.item(n, slug)
	}
}

// suggestedFile is a name for a file of feeds.d.
func suggestedFile(name string) string {
	if s := slugOf(name); validSlug(s) {
		return s
	}
	return "ann-example"
}

// itemTree parses a file of feeds.d.
func (r *reading) itemTree(src string) *node {
	tokens, bad := tokenize(src)
	if bad != nil {
		r.syntax(bad, bad.Error)
		return nil
	}
	return r.parse(tokens)
}
