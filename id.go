package planet

import (
	"crypto/sha1" //nolint:gosec // UUID version 5 is made with it (RFC 9562 5.5); it guards nothing
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"
	"time"
)

// NameID gives the UUID version 5 of name in the name space of URLs, as
// "urn:uuid:…" (RFC 9562): the same name gives the same id, for ever.
func NameID(name string) string {
	space := [16]byte{0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}
	sum := sha1.Sum(append(space[:], name...)) //nolint:gosec // as above
	u := sum[:16]
	u[6] = u[6]&0x0f | 0x50
	u[8] = u[8]&0x3f | 0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", u[0:4], u[4:6], u[6:8], u[8:10], u[10:16])
}

// ShortID gives ten characters that stand for an atom id in addresses and
// anchors (URL-4).
func ShortID(atomID string) string {
	sum := sha256.Sum256([]byte(atomID))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:10])
}

// Date is when e was published as far as we believe it: what pages and feeds
// may say. It is zero if the feed gave no date, or one that we distrust
// (ID-6); a date ahead of us counts as the time we first saw the entry (ID-7).
func (e *Entry) Date() time.Time {
	switch {
	case e.Published.IsZero():
		return time.Time{}
	case e.Published.After(e.FirstSeen):
		return e.FirstSeen
	case !e.Position.Equal(e.Published):
		return time.Time{}
	}
	return e.Published
}
