package config

import (
	"path/filepath"
	"slices"
	"strings"

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
	lines   []string // of the file that is being read, with their ends
	found   []Problem
	broken  map[string]bool  // sections that could not be read: nothing is missing from them
	planet  *node            // the section "planet"; nil if there is none
	home    string           // plain address of the planet; "" if it has none
	feeds   map[string]place // by plain address
	slugs   map[string]place // of members
	further []further        // items that name another member
}

// A place is where something stands in the files.
type place struct {
	file    string
	line    int
	name    string // what stands there
	slug    string // of a slug: that of the item, which differs for an alias
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
		r.lost()
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

// expect makes room for n members at once: a list may have 36,000.
func (r *reading) expect(n int) {
	r.site.Members = make([]planet.Member, 0, n)
	r.feeds = make(map[string]place, n)
	r.slugs = make(map[string]place, n)
}

// lost says of all sections that they could not be read.
func (r *reading) lost() {
	for _, name := range sectionNames {
		r.broken[name] = true
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
		r.expect(len(e.items))
		for _, tokens := range e.items {
			if one := r.addressOnly(tokens); one != nil {
				r.item(one, "")
			} else if n := r.parse(tokens); n != nil {
				r.items(n)
			}
		}
	default:
		r.items(e.value)
	}
}

// items reads the value of "feeds", or a part of it.
func (r *reading) items(n *node) {
	switch {
	case n.kind == empty:
	case n.kind == list:
		for _, one := range n.items {
			r.item(one, "")
		}
	case n.kind == text && strings.HasPrefix(n.text, "-"):
		for strings.HasPrefix(strings.TrimSpace(r.typed(n.line-1)), "-") {
			n.line, n.column = n.line-1, 0 // the library names the last line of such a text
		}
		r.say(n, planet.CodeYAML, "a dash needs a space behind it; write - %s", short(strings.Fields(n.text[1:] + " …")[0]))
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
			r.lost()
		case n.kind == list || n.kind == text:
			r.say(n, planet.CodeYAML, "the file begins with %s; begin with planet: and feeds:, and indent what belongs below them", n.shown())
			r.lost()
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
		near := nearest(e.key.text, sectionNames)
		switch {
		case slices.Contains(sectionNames, e.key.text):
		case near == "" && slices.Contains(table[planet.Site]{keys: planetKeys}.names(), e.key.text):
			r.say(e.key, planet.CodeYAML, "%s is not known here; write it below planet, two spaces further in", short(e.key.text))
		default:
			r.unknown(e.key, sectionNames)
			r.broken[near] = true
		}
		r.twice(e.key, lines)
	}
}

// itemFile reads a file of feeds.d; its name is the slug.
func (r *reading) itemFile(slug, src string) {
	if !validSlug(slug) {
		r.say(nil, planet.CodeBadValue, "the name of this file becomes the slug, %s; name it %s.yaml", slugRule(slug), suggestedFile(slug))
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

// slugRule says which rule a name breaks.
func slugRule(name string) string {
	if slices.Contains(reservedSlugs, name) {
		return "and this one is reserved for a page of ours or a device"
	}
	return "a short name of a-z, 0-9 and -"
}

// suggestedFile is a name for a file of feeds.d.
func suggestedFile(name string) string {
	switch s := slugOf(name); {
	case validSlug(s):
		return s
	case slices.Contains(reservedSlugs, s):
		return s + "-blog"
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
