// Package place decides, for each entry, where it is shown and the one reason
// why not (FLOW, WHY). render, why, export and health ask the same function,
// so that what is said of an entry is what was done with it.
//
// In go the site's settings, the heads of all entries as stored and the day; out
// comes a Place for each. It reads no clock, no file and no store, but asks for
// the whole of an entry where a filter looks at it.
package place

import (
	"slices"
	"time"

	"planet"
)

// A Place is where an entry is shown.
type Place struct {
	Entry  planet.Head
	Why    planet.Reason // the first reason that applies (WHY-2); shown if none does
	Pages  bool          // on the pages of its month, its member and its own
	Front  bool          // on the front page
	Merged bool          // in the merged feeds
	Recent bool          // in the merged feeds only for its day, beyond their usual number (FLOW-14, ATOM-18)
	Member bool          // in the member's feed
	Missed *Missed       // for a filtered one: by which filter; else nil
	Of     int           // for a duplicate: index of the one that is shown; else -1
	AlsoIn []string      // slugs of the others that brought it (FLOW-8), in order
	Groups []string      // slugs of the groups that it stands in, in the order of the list (GRP-1); shared: only read
}

// MaxList is the most that a list page or a merged feed holds (FLOW-14).
const MaxList = 100

// All places the entries of heads, which come in the one order of package
// store; place i is for heads[i]. today is any moment of the day in question:
// what is measured in days is measured from it, in the site's zone (DET-1).
//
// open gives the whole entry i, with its text. It is asked for those of members
// of whom editors hide something, or whose filters look at titles and texts, and
// for each of them once; its error is returned. For filters by label or language
// the head is enough.
func All(site *planet.Site, heads []planet.Head, open func(i int) (*planet.Entry, error), today time.Time) ([]Place, error) {
	members, filters, groups := bySlug(site), compile(site), newGroups(site)
	places := make([]Place, len(heads))
	for i := range heads {
		p := &places[i]
		*p = Place{Entry: heads[i], Of: -1}
		slug := heads[i].Feed
		m, filter := members[slug], filters[slug]
		e := &planet.Entry{Feed: slug, Language: p.Entry.Language, Categories: p.Entry.Categories}
		if hides(m) || filter.looks() || groups.look(slug) {
			var err error
			if e, err = open(i); err != nil {
				return nil, err
			}
		}
		p.Why = standing(m, &heads[i], e)
		if p.Why == "" {
			p.Missed = filter.miss(e)
		}
		p.Groups = groups.of(slug, e)
	}
	joinDuplicates(members, places)
	for i := range places {
		places[i].settle()
	}
	spread(site, members, places, today)
	return places, nil
}

// Whole is All for entries that are there with their texts.
func Whole(site *planet.Site, entries []planet.Entry, today time.Time) []Place {
	heads := make([]planet.Head, len(entries))
	for i := range entries {
		heads[i] = entries[i].Head()
	}
	places, _ := All(site, heads, func(i int) (*planet.Entry, error) { return &entries[i], nil }, today) // its only error is that of open
	return places
}

func bySlug(site *planet.Site) map[string]*planet.Member {
	members := make(map[string]*planet.Member, len(site.Members))
	for i := range site.Members {
		members[site.Members[i].Slug] = &site.Members[i]
	}
	return members
}

// standing gives the reasons that come from what people decided: the editors,
// the member, the author. e is the whole entry of h where editors hide some.
func standing(m *planet.Member, h *planet.Head, e *planet.Entry) planet.Reason {
	switch {
	case m == nil || m.Status == planet.StatusLeft: // gone from the list counts as left (LEAVE-2)
		return planet.ReasonLeft
	case m.Status == planet.StatusRemoved:
		return planet.ReasonRemoved
	case hides(m) && slices.ContainsFunc(m.Hide, func(url string) bool { return url == e.Link || url == e.Canonical }):
		return planet.ReasonHidden
	case h.Withdrawn:
		return planet.ReasonWithdrawn
	case h.Held:
		return planet.ReasonHeld
	}
	return ""
}

func hides(m *planet.Member) bool { return m != nil && len(m.Hide) > 0 }

// settle gives the reasons that lie in the entry itself, and with them all
// places but those for which there must also be room.
func (p *Place) settle() {
	switch {
	case p.Why != "":
		p.Missed = nil // of a copy it doesn't matter
	case p.Missed != nil:
		p.Why = planet.ReasonFiltered
	}
	switch p.Why {
	case planet.ReasonLeft:
		p.Pages = true // the archive stays
	case "":
		p.Pages = true
		p.Member = p.Entry.Reason != planet.ReasonFlood
		p.Why = p.Entry.Reason
	}
}

// spread fills the lists that have room for some only: a day's cap for each
// feed (FLOW-6), then the newest so many (FLOW-14).
func spread(site *planet.Site, members map[string]*planet.Member, places []Place, today time.Time) {
	open := capDays(site, members, places)
	since := startOfDay(today.In(site.Location)).AddDate(0, 0, 1-site.Front.Days)
	for n, i := range open {
		p := &places[i]
		fresh := !p.Entry.Position.Before(since) && n < MaxList
		p.Front = n < site.Front.Entries || fresh
		p.Recent = n >= site.Merged.Entries && fresh
		p.Merged = n < site.Merged.Entries || fresh
		p.Why = planet.ReasonWindow
		if p.Front || p.Merged {
			p.Why = planet.ReasonShown
		}
		if p.Entry.Uncleaned {
			p.Why = planet.ReasonUncleaned
		}
	}
}

// capDays returns the indexes of the entries that may be on the lists, in
// order, and marks those of which their feed had too many that day: the
// earliest stay, so that no later post pushes out one already shown.
func capDays(site *planet.Site, members map[string]*planet.Member, places []Place) []int {
	type feedDay struct {
		slug string
		day  time.Time
	}
	count := map[feedDay]int{}
	for i := len(places) - 1; i >= 0; i-- {
		p := &places[i]
		if p.Why != "" {
			continue
		}
		day := feedDay{p.Entry.Feed, startOfDay(p.Entry.Position.In(site.Location))}
		if count[day]++; count[day] > perDay(site, members[p.Entry.Feed]) {
			p.Why = planet.ReasonCap
		}
	}
	var open []int
	for i := range places {
		if places[i].Why == "" {
			open = append(open, i)
		}
	}
	return open
}

func perDay(site *planet.Site, m *planet.Member) int {
	if m.MaxPerDay > 0 {
		return m.MaxPerDay
	}
	return site.Front.PerFeedPerDay
}

func startOfDay(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}
