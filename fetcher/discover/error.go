package discover

import (
	"fmt"

	"planet"
)

// An Error says that a page has no feed that we could find, in words for its
// member: sentences on one line, without the last full stop.
type Error struct {
	URL   string // of the page
	HFeed bool   // its posts are marked up in the page itself, which we don't read
}

// Error gives the sentence.
func (e *Error) Error() string {
	if e.HFeed {
		return fmt.Sprintf("%s marks up its posts in the page itself (h-feed), which we do not read, and we found no other feed in the usual places. If you know its address, put it into `feed`", e.URL)
	}
	return fmt.Sprintf("We looked for a feed on %s in the usual places and found none. If you know its address, put it into `feed`", e.URL)
}

// Code is the stable word for it.
func (e *Error) Code() planet.Code { return planet.CodeNoFeedFound }
