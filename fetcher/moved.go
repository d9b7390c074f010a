package fetcher

import (
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"planet"
	"planet/fetcher/get"
	"planet/store"
)

// When a permanent redirect is believed (GET-24, HEALTH-5).
const (
	movedSeen  = 5        // sightings in a row
	movedTime  = 7 * day  // and how long they last
	movedAsked = 30 * day // how often the address of the list is asked all the same
)

// sighted counts how often a permanent move to the same place was seen in a
// row, at visits that brought a good document. same tells whether that
// document is known to be this feed's own; what counts is the first one from
// there, since hosts have sent whole lists to a parking page.
//
// A move that was seen often enough is used from then on; one that is no
// longer seen at the address of the list is over.
func sighted(j *job, answer *get.Answer, same bool, now time.Time) {
	a := &j.address
	if j.moved {
		return // of the address of the list we learnt nothing
	}
	if answer.Moved != a.MovedTo {
		a.MovedTo, a.MovedSince, a.MovedSeen, a.MovedSame = answer.Moved, now, 0, same
		a.MovedUsed, a.URLAsked = time.Time{}, time.Time{}
	}
	if answer.Moved == "" {
		a.MovedSince, a.MovedSame = time.Time{}, false
		return
	}
	a.MovedSeen++
	if a.MovedUsed.IsZero() && a.MovedSame && a.MovedSeen >= movedSeen && now.Sub(a.MovedSince) >= movedTime {
		a.MovedUsed, a.URLAsked = now, now
	}
}

// sameFeed reports whether a document is known to be the feed's own: by its
// id, or since most of its posts are known. Of a feed that was never read
// before, whatever comes is its own.
func (in *reading) sameFeed() bool {
	if in.address.FirstGood.IsZero() && len(in.known) == 0 {
		return true
	}
	if in.doc.ID != "" && foldID(in.doc.ID) == foldID(in.address.Source.ID) {
		return true
	}
	return 2*in.matched() >= len(in.items) && len(in.items) > 0
}

// noteMoved keeps the finding that names the line to change up to date: it is
// said at once, whether the move is believed yet or not (GET-24).
func (u *Updater) noteMoved(j *job) {
	a := &j.address
	a.Findings = without(a.Findings, planet.CodeRedirect)
	if a.MovedTo == "" || j.feed.Home {
		return
	}
	m := u.member(j.feed.Slug)
	place := "the list"
	if m.Line > 0 {
		place = fmt.Sprintf("line %d of %s", m.Line, filepath.Base(m.File))
	}
	a.Findings = append(a.Findings, planet.Finding{
		Code:    planet.CodeRedirect,
		Message: fmt.Sprintf("Your feed moved to %s for good. Please write that in %s.", a.MovedTo, place),
	})
}

// without gives the findings but those of one code.
func without(all []planet.Finding, code planet.Code) []planet.Finding {
	return slices.DeleteFunc(slices.Clone(all), func(f planet.Finding) bool { return f.Code == code })
}

// hops gives the way of an answer, for health (GET-23).
func hops(answer *get.Answer) []store.Hop {
	if answer == nil {
		return nil
	}
	var all []store.Hop
	for _, h := range answer.Hops {
		all = append(all, store.Hop{Status: h.Status, URL: h.URL})
	}
	return all
}
