package fetcher

import (
	"context"

	"planet"
	"planet/place"
	"planet/store"
)

// noteEvents notes for each item of the list whether it fares otherwise than
// when that was last noted: one event for each change, however often its feeds
// fail. That a feed is well is worth no event unless it was not.
func (u *Updater) noteEvents(ctx context.Context) error {
	addresses, err := u.Store.Addresses(ctx)
	if err != nil {
		return err
	}
	noted, err := u.Store.Events(ctx)
	if err != nil {
		return err
	}
	asked := map[[2]string]*store.Address{}
	for i := range addresses {
		asked[[2]string{addresses[i].Slug, addresses[i].URL}] = &addresses[i]
	}
	var events []store.Event
	for i := range u.Site.Members {
		m := &u.Site.Members[i]
		if m.Status != "" {
			continue // no longer asked
		}
		e := u.fares(m, asked)
		last := planet.StateFine
		if all := noted[m.Slug]; len(all) > 0 {
			last = all[0].State
		}
		if e.State != last {
			events = append(events, e)
		}
	}
	return u.Store.SaveEvents(ctx, events)
}

// fares tells how an item fares now, by the same function as its page. How
// often its author writes is no matter here.
func (u *Updater) fares(m *planet.Member, asked map[[2]string]*store.Address) store.Event {
	now := u.Now()
	e := store.Event{Slug: m.Slug, At: now}
	var all []place.Asked
	for _, f := range m.Feeds {
		a := asked[[2]string{f.Slug, f.URL}]
		if a == nil {
			continue
		}
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
