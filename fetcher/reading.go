package fetcher

import (
	"context"
	"fmt"
	"time"

	"planet"
	"planet/fetcher/get"
	"planet/fetcher/parse"
	"planet/store"
)

// A reading is one good document on its way to the store: which of its items
// are known, changed, new or forgotten, and what becomes of the new ones
// (fetching.md 6). All is decided for one moment, now.
type reading struct {
	u       *Updater
	feed    planet.Feed
	address *store.Address // as it was before this document, until learn
	beside  []string       // short ids of entries in the last documents of the slug's other addresses
	doc     *parse.Feed
	bytes   int64  // of the document
	final   string // where the document was
	now     time.Time

	known []store.Known
	was   store.Feed  // what was known of the slug
	news  *store.Feed // what is, if that changed

	items   []item
	order   []int // of the items, whatever the document's
	fresh   int   // new entries
	changed int
	extra   []planet.Finding

	claimed   []string // ids of new entries
	listed    []string // short ids of the document's entries, in its order
	withdrawn []int64
	back      []int64
}

// records works out what there is to store.
func (in *reading) records(ctx context.Context) ([]store.Record, error) {
	var err error
	if in.known, err = in.u.Store.Known(ctx, in.feed.Slug); err != nil {
		return nil, err
	}
	if in.was, err = in.u.Store.Feed(ctx, in.feed.Slug); err != nil {
		return nil, err
	}
	in.u.parsing <- struct{}{}
	defer func() { <-in.u.parsing }()
	in.gather()
	in.judgeIDs()
	in.recognise()
	in.distrustDates()
	in.noteReplaced()
	all, err := in.newEntries(ctx)
	if err != nil {
		return nil, err
	}
	if err := in.watch(ctx, all); err != nil {
		return nil, err
	}
	if in.held() {
		return all, nil // what is stored stays as it is, until a person has looked
	}
	in.list()
	in.missing()
	return append(all, in.updates()...), nil
}

// state is what is known of the slug from now on, to be changed.
func (in *reading) state() *store.Feed {
	if in.news == nil {
		state := in.was
		in.news = &state
	}
	return in.news
}

// findings is all that was odd about the document, in words.
func (in *reading) findings() []planet.Finding { return append(in.doc.Findings, in.extra...) }

func (in *reading) note(code planet.Code, format string, args ...any) {
	in.extra = append(in.extra, planet.Finding{Code: code, Message: fmt.Sprintf(format, args...)})
}

// matched counts the items that are known.
func (in *reading) matched() int {
	n := 0
	for i := range in.items {
		n += count(in.items[i].match >= 0)
	}
	return n
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
		} else if keys := in.furtherKeys(it, k); len(keys) > 0 {
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

// furtherKeys are those by which an entry was not known yet. Ids that change
// with each document are none: they would pile up.
func (in *reading) furtherKeys(it *item, k *store.Known) []store.Key {
	var further []store.Key
	for _, key := range []*store.Key{it.id, it.url} { // text and title are part of the hash
		if key != nil && !has(k, *key) && (key != it.id || !in.unreliable()) {
			further = append(further, *key)
		}
	}
	return further
}

func has(k *store.Known, key store.Key) bool {
	for _, one := range k.Keys {
		if one == key {
			return true
		}
	}
	return false
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

// learn remembers what a document says of its feed. The date of its change
// counts only if it brought something: some feeds always say "now", and our
// own feeds, which pass it on, must not change for nothing (DET-2). Of a feed
// that is held, nothing is believed but that it was read.
func (in *reading) learn(answer *get.Answer, hash [32]byte) {
	a := in.address
	a.Validator, a.BodyHash, a.Parser, a.FreshFor = answer.Validator, hash[:], parse.Version, answer.FreshFor
	a.Format, a.Bytes, a.Items = in.doc.Format, in.bytes, len(in.doc.Items)
	a.AtLeast, a.Closed = max(in.doc.TTL, in.doc.Period), store.Closed{Hours: in.doc.SkipHours, Days: in.doc.SkipDays}
	a.Awaits = in.awaits()
	if in.held() {
		return
	}
	updated := a.Source.Updated
	a.Source, a.Final = source(in.doc, answer.URL), answer.URL
	if in.fresh+in.changed == 0 {
		a.Source.Updated = updated
	}
	if len(in.listed) > 0 { // a broken export must not look like a document without all of them
		a.Listed = in.listed
	}
}

// source keeps what a feed says of itself, for those who read it with us
// (ATOM-15). A feed without an id goes by its address.
func source(doc *parse.Feed, url string) planet.Source {
	return said(doc.Source(), url)
}
