package place

import (
	"slices"

	"planet"
)

// groups decides which entries stand in which groups (GRP-1, GRP-2).
type groups struct {
	rules   map[string]*rule            // of each group
	members map[string]map[string]*rule // by item slug, then group
	all     map[string]bool             // groups that every member is in
	order   []string
	plain   map[string][]string // by item slug: where no rule is asked
}

// newGroups reads the groups of a site, and who is in them.
func newGroups(site *planet.Site) *groups {
	g := &groups{rules: map[string]*rule{}, members: map[string]map[string]*rule{}, all: map[string]bool{}, plain: map[string][]string{}}
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

// of returns the slugs of the groups that an entry of slug stands in, in the
// order of the list. e has its title and text if look says so, else language and
// labels.
func (g *groups) of(slug string, e *planet.Entry) []string {
	if !g.ask(slug) {
		in, known := g.plain[slug]
		if !known {
			in = g.standing(slug, func(*rule) bool { return true })
			g.plain[slug] = in
		}
		return in
	}
	return g.standing(slug, func(r *rule) bool { return r.pass(e) })
}

// standing gives the groups of slug whose rules pass.
func (g *groups) standing(slug string, pass func(*rule) bool) []string {
	var in []string
	for _, group := range g.order {
		if own, member := g.members[slug][group]; (member || g.all[group]) && pass(g.rules[group]) && (!member || pass(own)) {
			in = append(in, group)
		}
	}
	return in
}

// look reports whether a group that the item slug is in looks at texts.
func (g *groups) look(slug string) bool {
	return g.anyRule(slug, (*rule).looks)
}

// ask reports whether a group that the item slug is in leaves anything out.
func (g *groups) ask(slug string) bool {
	return g.anyRule(slug, (*rule).asks)
}

// anyRule reports whether one of the rules of the groups that slug is in is such.
func (g *groups) anyRule(slug string, is func(*rule) bool) bool {
	return slices.ContainsFunc(g.order, func(group string) bool {
		own, member := g.members[slug][group]
		return (member || g.all[group]) && (is(g.rules[group]) || member && is(own))
	})
}

// Listed reports whether an entry may stand in lists of the newest, its
// group's among them: nothing but a lack of room keeps it off (WHY-2).
func (p *Place) Listed() bool {
	switch p.Why {
	case planet.ReasonShown, planet.ReasonWindow, planet.ReasonUncleaned:
		return true
	}
	return false
}
