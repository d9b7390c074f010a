package render

import (
	"cmp"
	"crypto/sha1"
	"fmt"

	"planet"
)

// mainFeedPath is the path of the merged feed: its id is that of the planet.
const mainFeedPath = "atom.xml"

// urlNamespace is the namespace of addresses in UUIDs of version 5 (RFC 9562).
var urlNamespace = [16]byte{0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}

// uuidURN returns the urn:uuid: of version 5 that stands for name: the same
// name gives the same URN, for ever.
func uuidURN(name string) string {
	h := sha1.New()
	h.Write(urlNamespace[:])
	h.Write([]byte(name))
	u := h.Sum(nil)[:16]
	u[6] = u[6]&0x0f | 0x50 // version 5
	u[8] = u[8]&0x3f | 0x80 // variant of RFC 9562
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}

// feedID returns the atom:id of the feed at path below the site, like
// "members/ann/atom.xml" (ATOM-2). It stays when the site moves if site.ID is
// set; without one it is derived from the address.
func feedID(site *planet.Site, path string) string {
	id := cmp.Or(site.ID, uuidURN(site.URL+mainFeedPath))
	if path == mainFeedPath {
		return id
	}
	return uuidURN(id + " " + path)
}
