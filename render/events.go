package render

import (
	"slices"
	"strings"

	"planet"
	"planet/store"
)

// healthFeed is the feed of what happened to a member's feeds: one entry for
// each change of state, with what its author can do (HEALTH-1). It says the
// same about an event for ever, so that readers are told once.
func (w *world) healthFeed(out *tree, m *memberView) error {
	events := w.eventsOf(m)
	of := w.eventsDigest(m, events)
	if stands, err := out.stands(of, w.named(m.Health)...); stands || err != nil {
		return err
	}
	d := w.head(m.Health, "health/")
	d.Title = w.words.t("feeds.health", "name", m.Name)
	for _, e := range events {
		title := eventWord(e.State)
		link := w.site.URL + m.Path + "#why"
		it := feedItem{Display: planet.DisplayFull, Entry: planet.Entry{
			AtomID: uuidURN(d.ID + " " + e.Slug + " " + rfc3339(e.At) + " " + string(e.State)), Title: w.words.t(title, "name", m.Name),
			Link: link, Published: e.At, FirstSeen: e.At, Position: e.At, Revision: 1,
		}}
		it.Text.Summary = w.told(&e)
		d.Items = append(d.Items, it)
	}
	d.Updated = newestUpdate(d.Items, w.founded)
	return w.putFeed(out, m.Health, of, d, writeAtom)
}

// eventsDigest is of what the feed is made of.
func (w *world) eventsDigest(m *memberView, events []store.Event) digest {
	var s sum
	s.digests(w.depends.ground)
	s.text(m.Health, m.Path, m.Name)
	s.number(len(events))
	for _, e := range events {
		s.text(e.Slug, string(e.State), string(e.Code), e.Message)
		s.time(e.At)
	}
	return s.digest()
}

// eventsOf gives what happened to all items of a member, the latest first.
func (w *world) eventsOf(m *memberView) []store.Event {
	var all []store.Event
	for i := range w.site.Members {
		if item := &w.site.Members[i]; w.bySlug[item.Slug] == m {
			all = append(all, w.events[item.Slug]...)
		}
	}
	slices.SortStableFunc(all, func(a, b store.Event) int { return b.At.Compare(a.At) })
	return all
}

// told says what an event means and what can be done. Messages are English, so
// elsewhere the meaning of their code stands for them.
func (w *world) told(e *store.Event) string {
	advice := w.words.advice(e.Code)
	if advice.Means == "" {
		word := eventWord(e.State) + ".text"
		return w.words.t(word)
	}
	said := []string{advice.Means, advice.Todo}
	if lang, _ := w.speech(messageLanguage); lang == "" && e.Message != "" {
		said = slices.Insert(said, 0, period(e.Message))
	}
	return strings.Join(said, w.words.t("space"))
}

func eventWord(state planet.State) string { return "event." + string(state) }
