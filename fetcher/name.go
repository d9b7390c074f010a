package fetcher

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"planet"
	"planet/store"
)

// iri is what may stand as an id in Atom: absolute, and no character that an
// address can't hold (RFC 3987).
var iri = regexp.MustCompile("^[A-Za-z][A-Za-z0-9+.-]*:[^\\s<>\"{}|\\\\^`\\x00-\\x20\\x7f]+$")

// name gives a new entry the id under which it is published for ever: the
// publisher's own, character for character, if that can be one and nobody
// else has it; else one that is made from what it has (ATOM-7).
func (in *reading) name(e *planet.Entry, it *item, ids *ids) {
	id := in.wish(it)
	taken := ids.used[id]
	if !taken && isID(id) {
		theirs, has := ids.elsewhere[id]
		taken = has && host(theirs.Link) != host(e.Link)
		if taken {
			who := cmp.Or(in.u.member(theirs.Slug).Name, theirs.Slug)
			if theirs.Link != "" {
				who += ", " + theirs.Link
			}
			in.note(planet.CodeSharedID, "%q has the same id as a post of %s", e.Title, who)
		}
	}
	if taken || !isID(id) {
		id = in.madeID(it, ids.used)
	}
	ids.used[id] = true
	e.AtomID, e.ShortID = id, planet.ShortID(id)
	e.Path = path(e, in.u.Site.Location)
}

// wish is the id that an item would have if nobody else had it.
func (in *reading) wish(it *item) string { return ascii(cmp.Or(it.GUID, it.link)) }

// ascii writes an id's other characters as an address does: readers compare
// ids byte by byte, and many take no other ones (docs/decisions).
func ascii(id string) string {
	var b strings.Builder
	for _, c := range []byte(id) {
		if c < utf8.RuneSelf {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// madeID makes an id of the feed's address and what the item has: its id,
// then its address, then its words.
func (in *reading) madeID(it *item, used map[string]bool) string {
	name := in.feed.URL + " " + it.GUID
	for _, more := range []string{"", it.link, it.heading + "\n" + it.Text(), it.date.String()} {
		if more == "" && it.GUID == "" {
			continue
		}
		name += more
		if id := planet.NameID(name); !used[id] {
			return id
		}
	}
	for n := 0; ; n++ { // items that are alike in all this; at most as many as a document has
		if id := planet.NameID(fmt.Sprint(name, in.now, n)); !used[id] {
			return id
		}
	}
}

// ids are those that new entries can't have.
type ids struct {
	used      map[string]bool           // by the slug itself
	elsewhere map[string]store.Namesake // by others
}

// idsInUse finds out which ids are taken, and claims the others that the new
// items wish for: what another feed brings in this moment is not stored yet.
func (in *reading) idsInUse(ctx context.Context, fresh []*item) (*ids, error) {
	all := &ids{used: make(map[string]bool, len(in.known)+len(fresh))}
	for _, k := range in.known {
		all.used[k.AtomID] = true
	}
	wishes := map[string]store.Namesake{}
	var wanted []string
	for _, it := range fresh {
		if id := in.wish(it); !all.used[id] && isID(id) {
			wanted = append(wanted, id)
			wishes[id] = store.Namesake{Slug: in.feed.Slug, Link: it.link}
		}
	}
	claimed := in.u.ids.claim(wishes) // first, for what others claimed is stored before they free it
	in.claimed = slices.Collect(maps.Keys(wishes))
	var err error
	if all.elsewhere, err = in.u.Store.AtomIDs(ctx, wanted, in.feed.Slug); err != nil {
		return nil, err
	}
	if all.elsewhere == nil {
		all.elsewhere = claimed
	}
	maps.Copy(all.elsewhere, claimed)
	return all, nil
}

// claims are ids of entries that are about to be stored, and whose they are.
type claims struct {
	mu  sync.Mutex
	all map[string]store.Namesake
}

// claim takes those of wishes that nobody has claimed, and moves the others
// to what it returns, with those who have.
func (c *claims) claim(wishes map[string]store.Namesake) map[string]store.Namesake {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.all == nil {
		c.all = map[string]store.Namesake{}
	}
	taken := map[string]store.Namesake{}
	for id, ours := range wishes {
		if theirs, has := c.all[id]; has {
			taken[id] = theirs
			delete(wishes, id)
		} else {
			c.all[id] = ours
		}
	}
	return taken
}

// free gives claimed ids back.
func (c *claims) free(ids []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, id := range ids {
		delete(c.all, id)
	}
}
