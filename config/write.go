package config

import (
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"

	"planet"
)

// What is written here is what the tables of keys would read: each shape writes
// the node that it reads, and what is so anyway is left out.

// NewMember is a member who says nothing: not the zero Member, since search and
// the like are true unless somebody says otherwise.
func NewMember() planet.Member { return newItem().Member }

// NewSite is the site of a list at path that says nothing.
func NewSite(path string) *planet.Site { return defaults(path) }

// ItemText is m as one item of feeds, with its dash after indent spaces, up to
// the end of its last line. What is as in [NewMember] is left out; the keys
// come in the order of itemKeys. A member with nothing but an address that is
// searched for its feed becomes that address alone.
//
// Settings of the feeds are those of the first one. File, Line and the feeds'
// own slugs say where an item stands, and are not written.
func ItemText(m planet.Member, indent int) string {
	var b strings.Builder
	writeEntry(&b, itemNode(m), indent, false)
	return b.String()
}

// FileText is m as a file of feeds.d, whose name is m.Slug and ".yaml". For the
// rest see [ItemText].
func FileText(m planet.Member) string {
	m.Slug = ""
	n := itemNode(m)
	if n.kind == text {
		return scalarText(n, false) + "\n"
	}
	var b strings.Builder
	writePairs(&b, n, 0)
	return b.String()
}

// ListText is a whole list with the settings, groups and members of site. What
// is as in [NewSite] is left out.
func ListText(site *planet.Site) string {
	s := *site
	for _, p := range []*string{&s.Output, &s.Database} {
		*p = besideList(s.Dir, *p)
	}
	var b strings.Builder
	b.WriteString("planet:\n")
	settings := table[planet.Site]{&s, planetKeys}.write()
	writePairs(&b, settings.without(table[planet.Site]{defaults(s.File), planetKeys}.write()), listIndent)
	groups := slices.Clone(s.Groups)
	for i := range groups {
		if groups[i].Name == groups[i].Slug {
			groups[i].Name = ""
		}
	}
	if len(groups) > 0 {
		b.WriteString("groups:")
		writeValue(&b, groupList(&groups).write(), 0)
	}
	b.WriteString("feeds:\n")
	for _, m := range s.Members {
		b.WriteString(ItemText(m, listIndent))
	}
	return b.String()
}

// besideList is a path as the list in dir names it.
func besideList(dir, p string) string {
	if rel, err := filepath.Rel(dir, p); err == nil && filepath.IsLocal(rel) {
		p = rel
	}
	return filepath.ToSlash(p)
}

// itemNode is what an item says.
func itemNode(m planet.Member) *node {
	if address := bareAddress(m); address != "" {
		return said(address)
	}
	i := &item{Member: m}
	if len(m.Feeds) > 0 {
		i.feed = m.Feeds[0]
	}
	for _, f := range m.Feeds {
		if !f.Home {
			i.feeds = append(i.feeds, f.URL)
		} else if i.Site == "" {
			i.Site = f.URL
		}
	}
	return i.says()
}

// says is what differs from an item that says nothing.
func (i *item) says() *node {
	return table[item]{i, itemKeys}.write().without(sayNothing())
}

// sayNothing is what an item says that says nothing.
var sayNothing = sync.OnceValue(func() *node { return table[item]{newItem(), itemKeys}.write() })

// bareAddress is the address that is all that m says, or "". The slug that
// would be made of it anyway need not be said.
func bareAddress(m planet.Member) string {
	if len(m.Feeds) != 1 || !m.Feeds[0].Home || m.Site != "" {
		return ""
	}
	f := m.Feeds[0]
	for made := range slugsOf("", f.URL) {
		if m.Slug == made {
			m.Slug = ""
		}
		break
	}
	m.Feeds, m.File, m.Line = nil, "", 0
	if !reflect.DeepEqual(m, NewMember()) || !reflect.DeepEqual(f, planet.Feed{Slug: f.Slug, URL: f.URL, Home: true}) {
		return ""
	}
	return f.URL
}

// said is a node with a text; an empty one says nothing.
func said(s string) *node {
	if s == "" {
		return &node{}
	}
	return &node{kind: text, text: s, value: s}
}

// orEmpty is n, or an empty node if nothing is in it.
func (n *node) orEmpty() *node {
	if len(n.items)+len(n.pairs) == 0 {
		return &node{}
	}
	return n
}

// without is what n says that usual does not say already.
func (n *node) without(usual *node) *node {
	if n.same(usual) {
		return &node{}
	}
	if n.kind != mapping || usual.kind != mapping {
		return n
	}
	rest := &node{kind: mapping}
	for _, p := range n.pairs {
		v := p.value
		if u := usual.get(p.key.text); u != nil {
			v = v.without(u)
		}
		if v.kind != empty {
			rest.pairs = append(rest.pairs, pair{p.key, v})
		}
	}
	return rest.orEmpty()
}

// same reports whether two nodes say the same.
func (n *node) same(m *node) bool {
	return n.kind == m.kind && n.text == m.text && slices.EqualFunc(n.items, m.items, (*node).same) &&
		slices.EqualFunc(n.pairs, m.pairs, func(a, b pair) bool { return a.key.same(b.key) && a.value.same(b.value) })
}
