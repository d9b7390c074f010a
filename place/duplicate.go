package place

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"planet"
)

// joinDuplicates finds the same post in several feeds and leaves one of each:
// the choice is the same for any order of arrival (FLOW-8, ID-11).
func joinDuplicates(members map[string]*planet.Member, places []Place) {
	for _, same := range sets(members, places) {
		best := slices.MinFunc(same, func(a, b int) int { return byCredit(members, &places[a], &places[b]) })
		for _, i := range same {
			if i != best {
				places[i].Why, places[i].Of = planet.ReasonDuplicate, best
				if slug := places[i].Entry.Feed; slug != places[best].Entry.Feed && !slices.Contains(places[best].AlsoIn, slug) {
					places[best].AlsoIn = append(places[best].AlsoIn, slug)
				}
			}
		}
		slices.Sort(places[best].AlsoIn)
	}
	tellApart(places)
}

// sets returns the indexes of entries that are the same post, two or more
// each: those that share an address, or an id on one host, and through them
// those that share with these.
func sets(members map[string]*planet.Member, places []Place) [][]int {
	byURL, byID := newSharers[string](len(places)), newSharers[[2]string](len(places))
	for i := range places {
		e := &places[i].Entry
		if places[i].Why != "" {
			continue
		}
		if e.Canonical != "" {
			byURL.add(e.Canonical, i)
		}
		byID.add([2]string{e.AtomID, host(e.Canonical)}, i)
	}
	j := joiner{root: make([]int, len(places))}
	for i := range j.root {
		j.root[i] = i
	}
	for _, groups := range [][][]int{byURL.groups, byID.groups} {
		for _, same := range groups {
			j.join(across(members, places, same))
		}
	}
	return j.sets()
}

// Sharers finds the indexes that have a key in common. Most have one of their
// own, and cost nothing but a number.
type sharers[K comparable] struct {
	seen   map[K]int // the index that has it; below 0: the group, -1 the first
	groups [][]int   // of two or more
}

func newSharers[K comparable](n int) *sharers[K] { return &sharers[K]{seen: make(map[K]int, n)} }

func (s *sharers[K]) add(key K, i int) {
	other, known := s.seen[key]
	switch {
	case !known:
		s.seen[key] = i
	case other >= 0:
		s.groups = append(s.groups, []int{other, i})
		s.seen[key] = -len(s.groups)
	default:
		s.groups[-other-1] = append(s.groups[-other-1], i)
	}
}

// A joiner joins indexes into sets. The root of a set is its least index, so
// that the order of joining does not matter.
type joiner struct{ root []int }

func (j *joiner) find(i int) int {
	for j.root[i] != i {
		j.root[i] = j.root[j.root[i]]
		i = j.root[i]
	}
	return i
}

func (j *joiner) join(same []int) {
	for _, i := range same {
		a, b := j.find(same[0]), j.find(i)
		j.root[max(a, b)] = min(a, b)
	}
}

func (j *joiner) sets() [][]int {
	byRoot := map[int]int{}
	var all [][]int
	for i := range j.root {
		r := j.find(i)
		if r == i {
			continue // alone, or the first of its set
		}
		n, known := byRoot[r]
		if !known {
			n = len(all)
			byRoot[r] = n
			all = append(all, []int{r})
		}
		all[n] = append(all[n], i)
	}
	return all
}

// across returns those of same that are one post in several feeds. An address
// that a feed gives to several of its posts, such as its home page, says
// nothing of that feed (ID-3); but what stands at home at an address is not to
// be had elsewhere by giving it twice.
func across(members map[string]*planet.Member, places []Place, same []int) []int {
	count := map[string]int{}
	for _, i := range same {
		count[places[i].Entry.Feed]++
	}
	var once, often []int
	home := false
	for _, i := range same {
		e := &places[i].Entry
		if count[e.Feed] > 1 {
			often = append(often, i)
			continue
		}
		once = append(once, i)
		home = home || atHome(members[e.Feed], e)
	}
	if home {
		return append(once, often...)
	}
	return once
}

// tellApart gives each entry that is shown an id of its own. A feed may claim
// another one's ids: the one that was seen later then goes by an id made of
// both (ATOM-7, SAFE-21), for feeds and pages hold each id once.
func tellApart(places []Place) {
	order := make([]int, 0, len(places))
	for i := range places {
		if places[i].Why == "" || places[i].Why == planet.ReasonLeft {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := &places[a].Entry, &places[b].Entry
		return cmp.Or(x.FirstSeen.Compare(y.FirstSeen), strings.Compare(x.Feed, y.Feed), cmp.Compare(x.ID, y.ID))
	})
	taken := make(map[string]bool, len(order))
	for _, i := range order {
		e := &places[i].Entry
		if taken[e.AtomID] {
			e.AtomID = planet.NameID(e.FeedURL + " " + e.Canonical + " " + e.AtomID)
			e.ShortID = planet.ShortID(e.AtomID)
		}
		taken[e.AtomID] = true
	}
}

// byCredit orders copies: first the feed at home where the post is, then one
// that does not itself gather, then the first seen.
func byCredit(members map[string]*planet.Member, a, b *Place) int {
	if c := first(atHome(members[a.Entry.Feed], &a.Entry), atHome(members[b.Entry.Feed], &b.Entry)); c != 0 {
		return c
	}
	if c := first(!a.Entry.Gathered, !b.Entry.Gathered); c != 0 {
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
func atHome(m *planet.Member, e *planet.Head) bool {
	at := host(e.Canonical)
	if m == nil || at == "" {
		return false
	}
	if host(m.Site) == at {
		return true
	}
	return slices.ContainsFunc(m.Feeds, func(f planet.Feed) bool { return host(f.URL) == at })
}

// host gives the host of an address, with its port; "www." goes without saying.
func host(address string) string {
	if rest, ok := strings.CutPrefix(address, "http://"); ok { // as the one spelling of addresses has it
		end := strings.IndexFunc(rest, func(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '-' })
		if end < 0 {
			end = len(rest)
		}
		if end == len(rest) || rest[end] == '/' {
			return strings.TrimPrefix(rest[:end], "www.")
		}
	}
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Host), "www.")
}
