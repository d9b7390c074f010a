package config

import "planet"

// groupKeys are the keys of a group (FY-5).
var groupKeys = []key[planet.Group]{
	{"slug", "Short name in addresses. Never change it once published.", func(g *planet.Group) shape { return slug(&g.Slug) }, "standard"},
	{"name", "Name that readers see; the slug if none is given.", func(g *planet.Group) shape { return line(&g.Name) }, ""},
	{"description", "What the group is about.", func(g *planet.Group) shape { return lines(&g.Description) }, ""},
	{"contact", "Whom to ask: the address of a page, or mailto:.", func(g *planet.Group) shape { return contact(&g.Contact) }, ""},
	{"chat", "Address of a chat room.", func(g *planet.Group) shape { return web(&g.Chat) }, ""},
	{"calendar", "Address of a calendar with the group's calls (comes later).", func(g *planet.Group) shape { return asked(&g.Calendar) }, ""},
	{"only", "Entries to keep on the group's page: those that match.", func(g *planet.Group) shape { return filter(&g.Only) }, ""},
	{"skip", "Entries to drop from the group's page: those that match.", func(g *planet.Group) shape { return filter(&g.Skip) }, ""},
	{"all", "Every member is in it: with only, a stream by topic or language.", func(g *planet.Group) shape { return truth(&g.All) }, ""},
}

func groupList(into *[]planet.Group) series[planet.Group] {
	return each(into, "{slug: standard, name: Standard Working Group}", func(g *planet.Group) shape {
		return table[planet.Group]{g, groupKeys}
	})
}

// groupsOnce says which slugs two groups share, and gives a group without a
// name that of its slug.
func (r *reading) groupsOnce(n *node) {
	lines := map[string]int{}
	for _, one := range n.each() {
		at := one.get("slug")
		if at == nil || at.kind != text {
			continue
		}
		if line, taken := lines[at.text]; taken {
			r.say(at, planet.CodeSlugTaken, "the slug %s is already that of the group on line %d; write another one", quoted(at.text), line)
			continue
		}
		lines[at.text] = at.line
	}
	for i := range r.site.Groups {
		if g := &r.site.Groups[i]; g.Name == "" {
			g.Name = g.Slug
		}
	}
}

// inGroup says whether there is a group with this slug.
func (r *reading) inGroup(n *node, slug string) bool {
	if r.broken["groups"] {
		return true
	}
	names := make([]string, len(r.site.Groups))
	for i, g := range r.site.Groups {
		if g.Slug == slug {
			return true
		}
		names[i] = g.Slug
	}
	switch near := nearest(slug, names); {
	case near != "":
		r.say(n, planet.CodeUnknownGroup, "there is no group %s; did you mean %s?", quoted(slug), near)
	case len(names) == 0:
		r.say(n, planet.CodeUnknownGroup, "there is no group %s; write groups: into feeds.yaml, and below it - {slug: %s}", quoted(slug), short(slug))
	default:
		r.say(n, planet.CodeUnknownGroup, "there is no group %s; write %s", quoted(slug), short(either(names)))
	}
	return false
}
