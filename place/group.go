package place

import (
	"slices"

	"planet"
)

// Groups decides which entries stand in which groups (GRP-1, GRP-2). It is
// made once for a site and then only read.
type Groups struct {
	rules   map[string]*rule            // of each group
	members map[string]map[string]*rule // by item slug, then group
	all     map[string]bool             // groups that every member is in
	order   []string
}

// NewGroups reads the groups of a site, and who is in them.
func NewGroups(site *planet.Site) *Groups {
	g := &Groups{rules: map[string]*rule{}, members: map[string]map[string]*rule{}, all: map[string]bool{}}
	for _, group := range site.Groups {
		g.rules[group.Slug] = &rule{ready(group.Only), ready(group.Skip)}
		g.all[group.Slug] = group.All
		g.order = append(g.order, group.Slug)
	}
	for _, m := range site.Members {
		in := map[string]*rule{}
		for _, s := range m.Groups {
			in[s.Group] = &rule{only: ready(s.Only)}
		}
		g.members[m.Slug] = in
	}
	return g
}

// Of returns the slugs of the groups that e stands in, in the order of the
// list. e needs its text where a filter looks at texts.
func (g *Groups) Of(e *planet.Entry) []string {
	in := g.members[e.Feed]
	return slices.DeleteFunc(slices.Clone(g.order), func(group string) bool {
		own, member := in[group]
		return !member && !g.all[group] || !g.rules[group].pass(e) || member && !own.pass(e)
	})
}

// NeedsText reports whether a group that the item slug is in looks at texts.
func (g *Groups) NeedsText(slug string) bool {
	return slices.ContainsFunc(g.order, func(group string) bool {
		own, member := g.members[slug][group]
		return (member || g.all[group]) && (member && own.looks() || g.rules[group].looks())
	})
}

func (r *rule) looks() bool { return r.only.looks() || r.skip.looks() }

// Listed reports whether an entry may stand in lists of the newest, its
// group's among them: nothing but a lack of room keeps it off (WHY-2).
func (p *Place) Listed() bool {
	switch p.Why {
	case planet.ReasonShown, planet.ReasonWindow, planet.ReasonUncleaned:
		return true
	}
	return false
}
