package fetcher

import (
	"context"
	"fmt"
	"time"

	"planet"
	"planet/fetcher/parse"
	"planet/store"
)

// A reading is one good document on its way to the store: which of its items
// are known, changed, new or forgotten, and what becomes of the new ones
// (fetching.md 6). All is decided for one moment, now.
type reading struct {
	u       *Updater
	feed    planet.Feed
	address *store.Address // as it was before this document
	doc     *parse.Feed
	known   []store.Known
	now     time.Time

	items   []item
	fresh   int // new entries
	changed int
	extra   []planet.Finding
}

// records works out what there is to store.
func (in *reading) records(ctx context.Context) ([]store.Record, error) {
	in.gather()
	in.recognise()
	in.distrustDates()
	all := in.updates()
	fresh, err := in.newEntries(ctx)
	return append(all, fresh...), err
}

// findings is all that was odd about the document, in words.
func (in *reading) findings() []planet.Finding { return append(in.doc.Findings, in.extra...) }

func (in *reading) note(code planet.Code, format string, args ...any) {
	in.extra = append(in.extra, planet.Finding{Code: code, Message: fmt.Sprintf(format, args...)})
}

// updates gives the records of known entries that changed, or have a further
// key now.
func (in *reading) updates() []store.Record {
	var all []store.Record
	for i := range in.items {
		it := &in.items[i]
		if it.match < 0 || it.gone {
			continue
		}
		k := &in.known[it.match]
		if hash := it.hash(); string(hash) != string(k.Hash) {
			in.changed++
			all = append(all, in.changedRecord(it, k, hash))
		} else if keys := furtherKeys(it, k); len(keys) > 0 {
			all = append(all, store.Record{Entry: planet.Entry{ID: k.ID, Feed: in.feed.Slug}, Keys: keys, Same: true})
		}
	}
	return all
}

// changedRecord replaces what the feed says of a known entry. Its first seen,
// place and reason are frozen (ID-5).
func (in *reading) changedRecord(it *item, k *store.Known, hash []byte) store.Record {
	e := in.entry(it)
	e.ID, e.AtomID, e.ShortID, e.Revision = k.ID, k.AtomID, k.ShortID, k.Revision+1
	e.FirstSeen, e.Position, e.Reason = k.FirstSeen, k.Position, k.Reason
	return in.record(e, it, hash)
}

func furtherKeys(it *item, k *store.Known) []store.Key {
	has := map[store.Key]bool{}
	for _, key := range k.Keys {
		has[key] = true
	}
	var further []store.Key
	for _, key := range []*store.Key{it.id, it.url} { // text and title are part of the hash
		if key != nil && !has[*key] {
			further = append(further, *key)
		}
	}
	return further
}

// activity tells when the newest item of the document was published, and how
// many were in the last 28 days (GET-13).
func (in *reading) activity() (newest time.Time, n int) {
	for i := range in.items {
		date := in.items[i].date
		if date.IsZero() || date.After(in.now) {
			continue
		}
		if date.After(newest) {
			newest = date
		}
		n += count(in.now.Sub(date) < busyTime)
	}
	return newest, n
}
