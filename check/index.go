package check

import (
	"planet"
	"planet/fetcher"
)

// An index is a list made ready to be asked of each of its feeds: it may have
// thousands.
type index struct {
	members map[string]*planet.Member // by slug
	feeds   map[string][]planet.Feed  // that are followed, by the one spelling of their address
	about   map[string]bool           // folded tags that the planet is about, whatever the member
}

func indexed(site *planet.Site) *index {
	x := &index{members: map[string]*planet.Member{}, feeds: map[string][]planet.Feed{}, about: topicsOf(site)}
	for i := range site.Members {
		m := &site.Members[i]
		x.members[m.Slug] = m
		for _, f := range m.Feeds {
			if at := fetcher.Canonical(f.URL); m.Status == "" && at != "" {
				x.feeds[at] = append(x.feeds[at], f)
			}
		}
	}
	return x
}
