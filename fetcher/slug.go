package fetcher

import (
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"planet"
)

// maxSlug is the longest that a title gets in an address (URL-3).
const maxSlug = 60

// path gives the address of an entry's page below the site (URL-3). Year and
// month come from the position in the site's zone, so that it must be stored:
// a changed setting moves nothing.
func path(e *planet.Entry, zone *time.Location) string {
	name := slug(e.Title)
	if len(name) < 3 {
		name = e.ShortID
	}
	return e.Position.In(zone).Format("2006/01/") + e.Feed + "-" + name
}

// slug makes of a title what may stand in an address: a–z, 0–9 and hyphens.
func slug(title string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(head(title, 8*maxSlug))) {
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			b.WriteRune(r)
		case unicode.IsMark(r) || r == '\'' || r == '’':
			// belongs to the letter before it
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return cutSlug(strings.Trim(b.String(), "-"))
}

// cutSlug cuts between words.
func cutSlug(s string) string {
	if len(s) <= maxSlug {
		return s
	}
	if i := strings.LastIndexByte(s[:maxSlug+1], '-'); i > 0 {
		return s[:i]
	}
	return s[:maxSlug]
}
