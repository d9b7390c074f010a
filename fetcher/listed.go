package fetcher

import (
	"context"
	"fmt"
	"slices"
	"time"

	"planet"
	"planet/store"
)

// When a post that vanished counts as taken out by its author (FLOW-12).
const (
	missingTime = time.Hour // between the two documents without it
	maxVanished = 3         // posts side by side that vanish at once; more look like a broken export
)

// list notes which entries stand in the document, in its order, and which of
// those that were withdrawn came back.
func (in *reading) list() {
	for i := range in.items {
		it := &in.items[i]
		if it.match >= 0 && !it.gone {
			k := &in.known[it.match]
			it.shortID = k.ShortID
			if !k.Withdrawn.IsZero() {
				in.back = append(in.back, k.ID)
			}
		}
		if it.shortID != "" {
			in.listed = append(in.listed, it.shortID)
		}
	}
}

// missing finds what its author took out: at once what the feed says so of
// (RFC 6721), else what has vanished from between its neighbours twice.
func (in *reading) missing() {
	for _, id := range in.doc.Deleted {
		in.withdraw(in.byGUID(id))
	}
	if len(in.listed) == 0 {
		return // an empty document says nothing (GET-27)
	}
	now := standing(in.listed)
	var pending []store.Missing
	for _, m := range in.address.Missing {
		switch {
		case !now.closed(m):
		case in.now.Sub(m.Since) >= missingTime:
			in.withdraw(find(in.known, m.ShortID))
		default:
			pending = append(pending, m)
		}
	}
	for _, gap := range gaps(in.address.Listed, now) {
		pending = append(pending, in.vanished(gap, now)...)
	}
	in.address.Missing = pending
}

// vanished gives the entries of a gap, unless they may have slid off the end
// of the document, or stand in another one of the slug.
func (in *reading) vanished(g gap, now stands) []store.Missing {
	var all []store.Missing
	for _, id := range g.ids {
		m := store.Missing{ShortID: id, Before: g.before, After: g.after, Since: in.now}
		if now.closed(m) && in.cannotSlide(m, now) && !slices.Contains(in.beside, id) {
			all = append(all, m)
		}
	}
	return all
}

// cannotSlide reports whether what vanished had a neighbour on both sides;
// or, at an end of the document, was newer than its only one, and what stands
// beyond that now is new.
func (in *reading) cannotSlide(m store.Missing, now stands) bool {
	beyond := in.listed
	switch {
	case m.Before != "" && m.After != "":
		return true
	case m.After != "":
		beyond = beyond[:now[m.After]]
	default:
		beyond = beyond[now[m.Before]+1:]
	}
	e, neighbour := find(in.known, m.ShortID), find(in.known, m.Before+m.After)
	return e != nil && neighbour != nil && e.Position.After(neighbour.Position) &&
		!slices.ContainsFunc(beyond, func(id string) bool { return find(in.known, id) != nil })
}

// withdraw takes an entry out, unless it stands in the document or is out
// already.
func (in *reading) withdraw(k *store.Known) {
	if k == nil || !k.Withdrawn.IsZero() || slices.Contains(in.listed, k.ShortID) || slices.Contains(in.withdrawn, k.ID) {
		return
	}
	in.withdrawn = append(in.withdrawn, k.ID)
	in.extra = append(in.extra, takenOut(k))
}

func takenOut(k *store.Known) planet.Finding {
	return planet.Finding{Code: planet.CodeWithdrawn, Message: fmt.Sprintf("%q was taken out of the feed; we no longer show it.", k.Title)}
}

// byGUID finds the entry of an id that the feed names.
func (in *reading) byGUID(guid string) *store.Known {
	id := key(store.KindID, in.scoped(guid, foldID(guid)))
	for i := range in.known {
		if has(&in.known[i], id) {
			return &in.known[i]
		}
	}
	return nil
}

func find(known []store.Known, shortID string) *store.Known {
	for i := range known {
		if known[i].ShortID == shortID {
			return &known[i]
		}
	}
	return nil
}

// stillMissing takes out what was missing from a document that is still the
// same now: a second good answer without it.
func (u *Updater) stillMissing(ctx context.Context, j *job, now time.Time) ([]int64, error) {
	a := &j.address
	over := func(m store.Missing) bool { return now.Sub(m.Since) >= missingTime }
	if !slices.ContainsFunc(a.Missing, over) {
		return nil, nil
	}
	known, err := u.Store.Known(ctx, a.Slug)
	if err != nil {
		return nil, err
	}
	var withdrawn []int64
	for _, m := range a.Missing {
		if k := find(known, m.ShortID); over(m) && k != nil && k.Withdrawn.IsZero() && !slices.Contains(j.beside, m.ShortID) {
			withdrawn = append(withdrawn, k.ID)
			a.Findings = append(a.Findings, takenOut(k))
		}
	}
	a.Missing = slices.DeleteFunc(a.Missing, over)
	return withdrawn, nil
}

// stands tells where the entries of a document stand in it, by short id.
type stands map[string]int

func standing(listed []string) stands {
	at := make(stands, len(listed))
	for i, id := range listed {
		at[id] = i
	}
	return at
}

func (at stands) has(id string) bool { _, ok := at[id]; return ok }

// closed reports whether an entry is not there, and its former neighbours now
// stand side by side; or the only one is there, for one at an end.
func (at stands) closed(m store.Missing) bool {
	switch {
	case at.has(m.ShortID), m.Before == "" && m.After == "":
		return false
	case m.Before == "":
		return at.has(m.After)
	case m.After == "":
		return at.has(m.Before)
	}
	return at.has(m.Before) && at.has(m.After) && at[m.After] == at[m.Before]+1
}

// A gap is a few entries side by side that are no longer there, between two
// that are; "" stands for an end of the document.
type gap struct {
	before, after string
	ids           []string
}

// gaps compares what was listed with what stands there now.
func gaps(was []string, now stands) []gap {
	var all []gap
	g := gap{}
	for _, id := range append(slices.Clone(was), "") {
		if id != "" && !now.has(id) {
			g.ids = append(g.ids, id)
			continue
		}
		g.after = id
		if n := len(g.ids); 0 < n && n <= maxVanished {
			all = append(all, g)
		}
		g = gap{before: id}
	}
	return all
}
