package fetcher

import (
	"cmp"
	"context"
	"slices"
	"time"

	"golang.org/x/text/language"

	"planet"
	"planet/fetcher/clean"
	"planet/store"
)

// Limits of what comes up as new (FLOW-3 to -5, ID-7 to -9).
const (
	foundingTime  = 24 * time.Hour // a new planet is filled at once
	newcomersPost = 7 * day        // the newest of a new feed comes up if it is younger
	lateAfter     = 30 * day       // older than this before the last good fetch
	floodFrom     = 5              // more new entries than this, and than half of the document
	aheadNoted    = 10 * time.Minute
)

// newEntries makes entries of the items that nobody knows.
func (in *reading) newEntries(ctx context.Context) ([]store.Record, error) {
	var fresh []*item
	for _, i := range in.inOrder() {
		if it := &in.items[i]; it.match < 0 && !it.gone && !in.awaited(it) {
			fresh = append(fresh, it)
		}
	}
	slices.SortStableFunc(fresh, func(a, b *item) int { return in.position(b).Compare(in.position(a)) })
	in.fresh = len(fresh)
	newcomer := len(in.known) == 0 || in.address.FirstGood.IsZero() && 2*in.matched() < len(in.items) // ID-10
	var all []store.Record
	ids, err := in.idsInUse(ctx, fresh)
	if err != nil {
		return nil, err
	}
	for n, it := range fresh {
		e := in.entry(it)
		e.FirstSeen, e.Position, e.Revision = in.now, in.position(it), 1
		e.Reason = in.reason(it, n, len(fresh), newcomer)
		in.name(&e, it, ids)
		it.shortID = e.ShortID
		all = append(all, in.record(e, it, it.hash()))
	}
	in.noteNew(fresh)
	return all, nil
}

// awaited reports whether an item waits for its date (FLOW-7).
func (in *reading) awaited(it *item) bool {
	future := cmp.Or(in.u.member(in.feed.Slug).Future, in.u.Site.Future)
	return future == planet.FutureHold && it.match < 0 && !it.gone && it.date.After(in.now)
}

// awaits is the earliest date for which an item waits; zero for none.
func (in *reading) awaits() time.Time {
	var first time.Time
	for i := range in.items {
		it := &in.items[i]
		if in.awaited(it) && (first.IsZero() || it.date.Before(first)) {
			first = it.date
		}
	}
	return first
}

// position is the earlier of published and first seen (ID-7).
func (in *reading) position(it *item) time.Time {
	if it.date.IsZero() || it.date.After(in.now) {
		return in.now
	}
	return it.date.UTC().Truncate(time.Second)
}

// reason is why the n-th newest of so many new items stays off the front
// page; the first that applies (ID-8).
func (in *reading) reason(it *item, n, of int, newcomer bool) planet.Reason {
	switch {
	case newcomer && in.u.founding: // nothing was ever published, so that nobody is flooded (FLOW-3)
		if it.date.IsZero() {
			return planet.ReasonBacklog
		}
		return ""
	case newcomer:
		if it == in.newestDated() && in.now.Sub(it.date) < newcomersPost {
			return ""
		}
		return planet.ReasonBacklog
	case !it.date.IsZero() && it.date.Before(in.lastGood().Add(-lateAfter)):
		return planet.ReasonLate
	case of > max(floodFrom, len(in.items)/2) && n >= planet.FloodShown:
		return planet.ReasonFlood
	}
	return ""
}

// newestDated is the item with the latest date of the document.
func (in *reading) newestDated() *item {
	var newest *item
	for i := range in.items {
		it := &in.items[i]
		if !it.gone && !it.date.IsZero() && (newest == nil || it.date.After(newest.date)) {
			newest = it
		}
	}
	return newest
}

// lastGood is when the feed was last read before; of a new address, when its
// newest entry was first seen.
func (in *reading) lastGood() time.Time {
	last := in.address.LastGood
	if last.IsZero() {
		for _, k := range in.known {
			if k.FirstSeen.After(last) {
				last = k.FirstSeen
			}
		}
	}
	return last
}

// noteNew tells the member what was odd about the new items.
func (in *reading) noteNew(fresh []*item) {
	if len(in.known) > 0 && !in.address.FirstGood.IsZero() && len(fresh) > max(floodFrom, len(in.items)/2) {
		in.note(planet.CodeRepublished, "%d posts came at once; the newest %d were shown, the rest archived", len(fresh), planet.FloodShown)
	}
	for _, it := range fresh {
		if it.date.Sub(in.now) > aheadNoted {
			in.note(planet.CodeFutureDate, "%q is dated %s; we place it at the time we first saw it", it.heading, it.date.Format("2 January 2006"))
			return
		}
	}
}

// entry makes an entry of what the feed says of an item; who it is and where
// it stands comes later.
func (in *reading) entry(it *item) planet.Entry {
	return planet.Entry{
		Feed: in.feed.Slug, FeedURL: in.feed.URL,
		GUID: harmlessID(it.GUID), Title: it.heading, Link: it.link, Canonical: canonical(it.link),
		Published: it.Published, Updated: earlier(it.Updated, in.now), // ATOM-9
		Language: in.language(it),
		Authors:  people(it.Authors, it.Base), Contributors: people(it.Contributors, it.Base), Categories: labels(it.Categories),
		Enclosures: enclosures(it), Rights: text(it.Rights), InReplyTo: addresses(it.InReplyTo, it.Base),
		Comments: address(it.Comments, it.Base), Source: saidElsewhere(it.Source, it.Base),
	}
}

func earlier(a, b time.Time) time.Time {
	if a.After(b) {
		return b
	}
	return a
}

// language is the entry's, else the list's, else the feed's; "" if none of
// them is a language tag (ENT-9, FY-4).
func (in *reading) language(it *item) string {
	for _, tag := range []string{it.Language, in.feed.Language, in.doc.Language} {
		if t, err := language.Parse(tag); err == nil && t != language.Und {
			return t.String()
		}
	}
	return ""
}

func enclosures(it *item) []planet.Enclosure {
	var all []planet.Enclosure
	for _, e := range it.Enclosures {
		e.Title, e.Type = text(e.Title), text(e.Type)
		if e.URL = address(e.URL, it.Base); e.URL != "" {
			all = append(all, e)
		}
	}
	return all
}

// record cleans the text of an entry and puts together what is stored of it.
func (in *reading) record(e planet.Entry, it *item, hash []byte) store.Record {
	raw := store.Raw{Text: it.Text(), Summary: it.Summary, Base: it.Base}
	e.Text = in.u.clean(&e, raw)
	return store.Record{Entry: e, Keys: it.keys(), Hash: hash, Raw: raw, Policy: clean.Version}
}

// clean makes of an entry's raw text what pages need.
func (u *Updater) clean(e *planet.Entry, raw store.Raw) planet.Text {
	t := clean.Entry(raw.Text, raw.Summary, clean.Post{Base: raw.Base, ShortID: e.ShortID, Link: e.Link, Title: e.Title, DataImages: u.Site.DataImages})
	for i := range t.Links {
		t.Links[i].Canonical = canonical(t.Links[i].URL)
	}
	return t
}
