package render

import (
	"cmp"
	"strings"

	"planet"
	"planet/store"
)

// opmlFeeds returns the feeds of m, called name, with what they say of
// themselves: asked is what is remembered of them, by address. Those who left
// or were removed have none; paused and failing ones are in (OPML-8), but for
// a home page whose feed was never found.
func opmlFeeds(m planet.Member, name string, asked map[string]store.Address) []opmlFeed {
	if m.Status != "" {
		return nil
	}
	var groups []string
	for _, in := range m.Groups {
		groups = append(groups, in.Group)
	}
	var all []opmlFeed
	for _, f := range m.Feeds {
		a, home := asked[f.URL], ""
		if f.Home && a.Found == "" {
			continue
		}
		if f.Home {
			home = f.URL
		}
		all = append(all, opmlFeed{
			Name:        name,
			Title:       a.Source.Title,
			XMLURL:      cmp.Or(a.Found, f.URL),
			HTMLURL:     cmp.Or(m.Site, home, a.Source.HomeURL),
			Description: cmp.Or(m.About, a.Source.Subtitle),
			Language:    cmp.Or(m.Language, a.Source.Language),
			Version:     opmlVersion(a.Format),
			Created:     m.Joined,
			Groups:      groups,
			kind:        feedKind(a.Format),
		})
	}
	return all
}

// opmlVersion names the kind of RSS in OPML's words; other formats have none.
func opmlVersion(format string) string {
	switch {
	case strings.HasPrefix(format, "RSS 2"):
		return "RSS2"
	case strings.HasPrefix(format, "RSS 1"):
		return "RSS1"
	case strings.HasPrefix(format, "RSS"):
		return "RSS"
	}
	return ""
}

// feedKind names a format as feedLink does; what was never read counts as RSS,
// the commonest.
func feedKind(format string) string {
	switch {
	case strings.HasPrefix(format, "Atom"):
		return "atom"
	case strings.HasPrefix(format, "JSON"):
		return "json"
	}
	return "rss"
}
