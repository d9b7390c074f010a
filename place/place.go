// Package place decides, for each entry, where it is shown and the one reason
// why not (FLOW, WHY). render, why, export and health ask the same function,
// so that what is said of an entry is what was done with it.
//
// In go the site's settings, all entries as stored and the day; out comes a
// Place for each. It reads no clock, no file and no store.
package place

import (
	"time"

	"planet"
)

// A Place is where an entry is shown.
type Place struct {
	Entry  planet.Entry
	Why    planet.Reason // the first reason that applies (WHY-2); shown if none does
	Pages  bool          // on the pages of its month, its member and its own
	Front  bool          // on the front page
	Merged bool          // in the merged feeds
	Recent bool          // in the merged feeds only for its day, beyond their usual number (FLOW-14, ATOM-18)
	Member bool          // in the member's feed
	Missed *Missed       // for a filtered one: by which filter; else nil
	Of     int           // for a duplicate: index of the one that is shown; else -1
	AlsoIn []string      // slugs of the others that brought it (FLOW-8), in order
}

// MaxList is the most that a list page or a merged feed holds (FLOW-14).
const MaxList = 100

// All places entries, which come in the one order of package store; place i
// is for entries[i]. today is any moment of the day in question: what is
// measured in days is measured from it, in the site's zone (DET-1).
//
// A member whose filter looks at texts (see [NeedsText]) needs its entries'
// bodies; of the others only what [store.Reader.Entries] gives is looked at.
func All(site *planet.Site, entries []planet.Entry, today time.Time) []Place {
	members := bySlug(site)
	places := make([]Place, len(entries))
	for i, e := range entries {
		places[i] = Place{Entry: e, Of: -1, Why: standing(members[e.Feed], &entries[i])}
	}
	joinDuplicates(members, places)
	filters := compile(site)
	for i := range places {
		places[i].settle(filters)
	}
	spread(site, members, places, today)
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
// the member, the author.
func standing(m *planet.Member, e *planet.Entry) planet.Reason {
	switch {
	case m == nil || m.Status == planet.StatusLeft: // gone from the list counts as left (LEAVE-2)
		return planet.ReasonLeft
	case m.Status == planet.StatusRemoved:
		return planet.ReasonRemoved
	case hidden(m, e):
		return planet.ReasonHidden
	case !e.Withdrawn.IsZero():
		return planet.ReasonWithdrawn
	case e.Held:
		return planet.ReasonHeld
	}
	return ""
}

func hidden(m *planet.Member, e *planet.Entry) bool {
	for _, url := range m.Hide {
		if url == e.Link || url == e.Canonical {
			return true
		}
	}
	return false
}

// settle gives the reasons that lie in the entry itself, and with them all
// places but those for which there must also be room.
func (p *Place) settle(filters filters) {
	if r := filters[p.Entry.Feed]; p.Why == "" {
		if p.Missed = r.miss(&p.Entry); p.Missed != nil {
			p.Why = planet.ReasonFiltered
		}
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
		if p.Entry.Text.Uncleaned {
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
