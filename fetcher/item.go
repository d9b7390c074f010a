package fetcher

import (
	"crypto/sha256"
	"encoding/json"
	"hash"
	"io"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"planet/fetcher/clean"
	"planet/fetcher/parse"
	"planet/store"
)

// oldest is the earliest date that we believe (FLOW-1).
var oldest = time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)

// An item is one of the document with what it can be known by.
type item struct {
	*parse.Item
	heading string     // the title as text
	link    string     // fit to publish; "" if there is none
	id, url *store.Key // nil: none, or none that is of use
	match   int        // index into known; -1 for a new one
	shortID string     // of the entry; "" as long as there is none
	rank    int        // in an order that does not depend on the document's
	date    time.Time  // published, else updated; zero if missing or distrusted
	gone    bool       // forgotten, or ours: dropped
}

// gather reads the items and works out their certain keys.
func (in *reading) gather() {
	in.items = make([]item, 0, len(in.doc.Items))
	for i := range in.doc.Items {
		raw := &in.doc.Items[i]
		it := item{Item: raw, match: -1, link: clean.URL(raw.Link, raw.Base)}
		it.heading = norm.NFC.String(clean.Title(raw.Title.Markup, raw.Title.Guess))
		it.date = believable(raw.Published)
		if it.date.IsZero() {
			it.date = believable(raw.Updated)
		}
		in.items = append(in.items, it)
	}
	in.certainKeys()
	for i := range in.items {
		it := &in.items[i]
		it.gone = in.fromUs(it) || in.forgotten(it)
	}
}

func believable(t time.Time) time.Time {
	if t.Before(oldest) {
		return time.Time{}
	}
	return t
}

// certainKeys gives each item its id and address keys. One that several items
// of a document share says nothing by itself (ID-3).
func (in *reading) certainKeys() {
	ids, urls, full := map[string]int{}, map[string]int{}, map[string]int{}
	for i := range in.items {
		ids[foldID(in.items[i].GUID)]++
		urls[canonical(in.items[i].link)]++
		full[withFragment(in.items[i].link)]++
	}
	home := canonical(in.doc.Home)
	for i := range in.items {
		it := &in.items[i]
		address := canonical(it.link)
		if urls[address] > 1 {
			address = withFragment(it.link)
		}
		if address != "" && address != home && full[withFragment(it.link)] == 1 {
			it.url = keyOf(store.KindURL, address)
		}
		switch id := foldID(it.GUID); {
		case id == "":
		case ids[id] == 1:
			it.id = keyOf(store.KindID, in.scoped(it.GUID, id))
		case it.url != nil:
			it.id = keyOf(store.KindID, in.scoped(it.GUID, id+"\n"+address))
		}
	}
}

// scoped makes an id like "42", which many feeds use, the feed's own: its
// tombstone must not bury another feed's post (ID-13).
func (in *reading) scoped(guid, id string) string {
	if iri.MatchString(guid) {
		return id
	}
	return in.feed.Slug + "\n" + id
}

func keyOf(kind store.Kind, value string) *store.Key {
	k := key(kind, value)
	return &k
}

// textKey is by its text, if that is long enough to tell posts apart (ID-2).
func (it *item) textKey() *store.Key {
	words := fold(head(clean.Head(it.Text(), textBytes), textBytes))
	if utf8.RuneCountInString(words) < minText {
		return nil
	}
	return keyOf(store.KindText, fold(it.heading)+"\n"+words)
}

// titleKey is by its title, likewise.
func (it *item) titleKey() *store.Key {
	title := fold(it.heading)
	if utf8.RuneCountInString(title) < minTitle {
		return nil
	}
	return keyOf(store.KindTitle, title)
}

func (it *item) keys() []store.Key {
	var all []store.Key
	for _, k := range []*store.Key{it.id, it.url, it.textKey(), it.titleKey()} {
		if k != nil {
			all = append(all, *k)
		}
	}
	return all
}

// hash is of all that makes an edit when it changes (ID-5).
func (it *item) hash() []byte {
	h := sha256.New()
	for _, s := range []string{it.heading, it.link, it.Content, it.Summary} {
		write(h, s)
	}
	enc := json.NewEncoder(h)
	for _, part := range []any{it.Authors, it.Categories, it.Enclosures} {
		_ = enc.Encode(part) // of plain structs into a hash: neither can fail
	}
	return h.Sum(nil)
}

func write(h hash.Hash, s string) {
	_, _ = io.WriteString(h, s) // a hash takes all
	_, _ = h.Write([]byte{0})
}

// fromUs reports whether an item went through this planet before (FLOW-10).
func (in *reading) fromUs(it *item) bool {
	if it.Source == nil {
		return false
	}
	site := in.u.Site
	return isOurs(site, it.Source.FeedURL) || site.ID != "" && it.Source.ID == site.ID
}

// buried reports whether a key has a tombstone: one of its slug's own, or one
// that counts for all feeds, which an id never has (SAFE-21).
func buried(dead map[[32]byte]bool, slug string, k store.Key) bool {
	return dead[store.Scoped(slug, k.Hash)] || k.Kind != store.KindID && dead[k.Hash]
}

// forgotten reports whether an item was removed on request (ID-13). A title
// alone buries nothing: other posts may share it.
func (in *reading) forgotten(it *item) bool {
	if len(in.u.dead) == 0 {
		return false
	}
	for _, k := range it.keys() {
		if k.Kind != store.KindTitle && buried(in.u.dead, in.feed.Slug, k) {
			return true
		}
	}
	return false
}
