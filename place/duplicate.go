package place

import (
	"net/url"
	"slices"
	"strings"

	"planet"
)

// joinDuplicates finds the same post in several feeds and leaves one of each:
// the choice is the same for any order of arrival (FLOW-8, ID-11).
func joinDuplicates(members map[string]*planet.Member, places []Place) {
	for _, same := range sets(places) {
		best := slices.MinFunc(same, func(a, b int) int { return byCredit(members, &places[a], &places[b]) })
		for _, i := range same {
			if i != best {
				places[i].Why, places[i].Of = planet.ReasonDuplicate, best
				places[best].AlsoIn = append(places[best].AlsoIn, places[i].Entry.Feed)
			}
		}
		slices.Sort(places[best].AlsoIn)
	}
}

// sets returns the indexes of entries that are the same post, two or more
// each, by their canonical address or their id.
func sets(places []Place) [][]int {
	byURL, byID := map[string][]int{}, map[string][]int{}
	for i := range places {
		p := &places[i]
		if p.Why != "" {
			continue
		}
		if p.Entry.Canonical != "" {
			byURL[p.Entry.Canonical] = append(byURL[p.Entry.Canonical], i)
		}
		byID[p.Entry.AtomID+" "+host(p.Entry.Canonical)] = append(byID[p.Entry.AtomID+" "+host(p.Entry.Canonical)], i)
	}
	taken := make([]bool, len(places))
	var all [][]int
	for i := range places {
		if places[i].Why != "" || taken[i] {
			continue
		}
		same := across(places, byURL[places[i].Entry.Canonical])
		if same == nil {
			same = across(places, byID[places[i].Entry.AtomID+" "+host(places[i].Entry.Canonical)])
		}
		same = slices.DeleteFunc(same, func(j int) bool { return taken[j] })
		for _, j := range same {
			taken[j] = true
		}
		if len(same) > 1 {
			all = append(all, same)
		}
	}
	return all
}

// across returns a copy of same if it spans feeds. An address that one feed
// gives to several posts, such as its home page, says nothing (ID-3).
func across(places []Place, same []int) []int {
	slugs := map[string]bool{}
	for _, i := range same {
		slugs[places[i].Entry.Feed] = true
	}
	if len(same) < 2 || len(slugs) != len(same) {
		return nil
	}
	return slices.Clone(same)
}

// byCredit orders copies: first the feed at home where the post is, then one
// that does not itself gather, then the first seen.
func byCredit(members map[string]*planet.Member, a, b *Place) int {
	if c := first(atHome(members[a.Entry.Feed], &a.Entry), atHome(members[b.Entry.Feed], &b.Entry)); c != 0 {
		return c
	}
	if c := first(a.Entry.Source == nil, b.Entry.Source == nil); c != 0 {
		return c
	}
	if c := a.Entry.FirstSeen.Compare(b.Entry.FirstSeen); c != 0 {
		return c
	}
	return strings.Compare(a.Entry.Feed, b.Entry.Feed)
}

func first(a, b bool) int {
	switch {
	case a && !b:
		return -1
	case b && !a:
		return 1
	}
	return 0
}

// atHome reports whether e's address is at one of its member's own hosts.
func atHome(m *planet.Member, e *planet.Entry) bool {
	at := host(e.Canonical)
	if m == nil || at == "" {
		return false
	}
	if host(m.Site) == at {
		return true
	}
	return slices.ContainsFunc(m.Feeds, func(f planet.Feed) bool { return host(f.URL) == at })
}

func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Host), "www.")
}
