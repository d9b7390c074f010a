package discover

import (
	"fmt"
	"strings"

	"planet"
)

// An Error says that a page has no feed that we could find, in words for its
// member: sentences on one line, without the last full stop.
type Error struct {
	URL   string // of the page
	HFeed bool   // its posts are marked up in the page itself, which we don't read

	Tried []string // addresses that were asked besides, and hold no feed; nil on a platform without one
}

// Error gives the sentence.
func (e *Error) Error() string {
	if e.HFeed {
		return fmt.Sprintf("%s marks up its posts in the page itself (h-feed), which we do not read, and we found no other feed in the usual places%s. If you know its address, put it into `feed`", e.URL, e.tried())
	}
	return fmt.Sprintf("We looked for a feed on %s in the usual places and found none%s. If you know its address, put it into `feed`", e.URL, e.tried())
}

// tried names what was asked, as far as the page's own host goes by its path.
func (e *Error) tried() string {
	if len(e.Tried) == 0 {
		return ""
	}
	var names []string
	for _, address := range e.Tried {
		if rest, below := strings.CutPrefix(address, strings.TrimSuffix(e.URL, "/")+"/"); below {
			address = "/" + rest
		}
		names = append(names, address)
	}
	return " (the page names none, and we tried " + strings.Join(names, ", ") + ")"
}

// Code is the stable word for it.
func (e *Error) Code() planet.Code { return planet.CodeNoFeedFound }
