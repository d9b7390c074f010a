package fetcher

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"planet"
)

// iri is what may stand as an id in Atom: absolute, and no character that an
// address can't hold (RFC 3987).
var iri = regexp.MustCompile("^[A-Za-z][A-Za-z0-9+.-]*:[^\\s<>\"{}|\\\\^`\\x00-\\x20\\x7f]+$")

// name gives a new entry the id under which it is published for ever: the
// publisher's own, character for character, if that can be one and nobody
// else has it; else one that is made from what it has (ATOM-7).
func (in *reading) name(ctx context.Context, e *planet.Entry, it *item, used map[string]bool) error {
	id := ascii(cmp.Or(it.GUID, e.Link))
	taken := used[id]
	if !taken && isID(id) {
		link, has, err := in.u.Store.HasAtomID(ctx, id, in.feed.Slug)
		if err != nil {
			return err
		}
		taken = has && host(link) != host(e.Link)
		if taken {
			in.note(planet.CodeSharedID, "%q has the same id as a post of another member", e.Title)
		}
	}
	if taken || !isID(id) {
		id = in.madeID(it, used)
	}
	used[id] = true
	e.AtomID, e.ShortID = id, planet.ShortID(id)
	e.Path = path(e, in.u.Site.Location)
	return nil
}

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

func (in *reading) idsInUse() map[string]bool {
	used := map[string]bool{}
	for _, k := range in.known {
		used[k.AtomID] = true
	}
	return used
}
