package place

import (
	"net/url"
	"strings"

	"planet"
)

// Own reports whether a post is its member's own beyond doubt: its address is
// at the home page that the list names, or below it; without one, at the host
// of the feed. So what stands elsewhere under the same address is a copy of
// it, and goes when it goes (LEAVE-4). What a feed itself says of its home
// counts for nothing, for it may lie (SAFE-21).
func Own(site *planet.Site, e *planet.Entry) bool {
	members := bySlug(site)
	m := members[e.Feed]
	if m == nil {
		return host(e.FeedURL) != "" && host(e.FeedURL) == host(e.Canonical)
	}
	home := m.Site
	if home == "" && members[m.Of] != nil {
		home = members[m.Of].Site
	}
	if home != "" {
		return below(home, e.Canonical)
	}
	return host(e.FeedURL) != "" && host(e.FeedURL) == host(e.Canonical)
}

// below reports whether an address is a page or one below it.
func below(page, address string) bool {
	p, err1 := url.Parse(page)
	a, err2 := url.Parse(address)
	if err1 != nil || err2 != nil || host(page) == "" || host(page) != host(address) {
		return false
	}
	return strings.HasPrefix(a.Path+"/", strings.TrimSuffix(p.Path, "/")+"/")
}
