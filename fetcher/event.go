package fetcher

import (
	"cmp"
	"slices"

	"planet"
	"planet/place"
	"planet/store"
)

// changes are the events of a run: for each item of the list, whether it fares
// otherwise than when that was last noted. It is one event for each change,
// however often its feeds fail. That a feed is well is worth no event unless it
// was not.
type changes struct {
	u      *Updater
	noted  map[string]planet.State
	events []store.Event
}

// see is told of the addresses of a slug, or that there are none.
func (c *changes) see(slug string, addresses []store.Address) {
	m := c.u.members[slug]
	if m == nil || m.Status != "" {
		return // no longer asked
	}
	e := c.u.fares(m, addresses)
	if e.State != cmp.Or(c.noted[slug], planet.StateFine) {
		c.events = append(c.events, e)
	}
}

// fares tells how an item fares now, by the same function as its page. How
// often its author writes is no matter here.
func (u *Updater) fares(m *planet.Member, addresses []store.Address) store.Event {
	now := u.Now()
	e := store.Event{Slug: m.Slug, At: now}
	var all []place.Asked
	for _, f := range m.Feeds {
		i := slices.IndexFunc(addresses, func(a store.Address) bool { return a.URL == f.URL })
		if i < 0 {
			continue
		}
		a := &addresses[i]
		all = append(all, place.Asked{Code: a.Code, Failures: a.Failures, FailingSince: a.FailingSince, LastGood: a.LastGood, Held: !a.Held.IsZero()})
		if e.Code == "" {
			e.Code, e.Message = a.Code, a.Message
		}
		for _, found := range a.Findings {
			if found.Code == planet.CodeHeld {
				e.Code, e.Message = found.Code, found.Message
			}
		}
	}
	switch e.State = place.State(u.Site, m, all, now, now); e.State {
	case planet.StateHeld, planet.StateGone, planet.StateFailing:
		return e
	case planet.StatePaused:
	default:
		e.State = planet.StateFine
	}
	e.Code, e.Message = "", ""
	return e
}
