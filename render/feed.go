package render

import (
	"iter"
	"slices"
	"time"

	"planet"
)

// A feedDoc is one merged feed before it is written: the same for Atom, RSS
// and JSON but for Self. All addresses are absolute; "" leaves out what it is
// for. Times are writtenFeed in UTC.
type feedDoc struct {
	ID       string // absolute IRI (ATOM-2), see feedID
	Title    string
	Subtitle string
	Language string    // BCP 47; "" if nobody says
	Self     string    // address of the very document being writtenFeed
	Home     string    // the page that shows the same
	About    string    // the page that tells who makes this feed, and with what
	Version  string    // of the program
	Updated  time.Time // see newestUpdate
	Author   planet.Author

	Hubs        []string // of WebSub (WS-1)
	Archive     bool     // a closed month (RFC 5005)
	PrevArchive string   // the month before (ARC-1)
	Current     string   // of an archive: the feed that goes on
	NextURL     string   // where JSON Feed continues (JF-3)

	Icon, Favicon, Logo string // square, small and square, twice as wide as high
	Stylesheet          string // feed.css, for people who open the feed (HUM-1)
	Blogroll            string // opml.xml, for source:blogroll (RSS-7)
	Licence             string // a name, or the address of its text
	Rights              string

	PrefixTitles bool // the name goes before titles (ATOM-8)
	Clonable     bool // JSON items carry all that a clone needs (JF-5, ARC-6)
	Deleted      []deletedEntry
	Items        []feedItem // in the order of FLOW-1

	stream iter.Seq2[feedItem, error] // of an archive document, in place of Items: they are too many to be held at once
	thread bool                       // of the same: an item says what it answers
}

// A deletedEntry is what is left of an entry that its author took out, so
// that copies elsewhere can follow (ATOM-17).
type deletedEntry struct {
	Ref  string // its atom id
	When time.Time
}

// A feedItem is an entry, its text loaded, with what a merged feed says
// besides.
type feedItem struct {
	planet.Entry
	Member  planet.Member
	Name    string             // shown name of the member
	Avatar  string             // absolute address of the member's picture; "" for none
	Source  planet.Source      // of the feed; one that the entry itself brought wins
	Display planet.Display     // the most that may be shown; anything unknown shows the title
	Page    string             // absolute address of our page of it; "" for none
	Groups  []string           // slugs
	AlsoIn  []string           // slugs of others that brought it
	Links   []planet.Reference // as far as they are shown
	Why     planet.Reason      // why it is not in the merged feed; "" if it is or was

	Recent bool // here only for its day, beyond the usual number (FLOW-14)
	Cut    bool // the feed is too large for all of its text (ATOM-18)
}

// distinct returns the items of d, the first of each id: RSS readers and
// validators take a second one for a mistake.
func (d feedDoc) distinct() []feedItem {
	items := make([]feedItem, 0, len(d.Items))
	for it, err := range d.each {
		if err == nil { // items that are there already bring none
			items = append(items, it)
		}
	}
	return items
}

// each yields the same one by one; no item follows an error.
func (d feedDoc) each(yield func(feedItem, error) bool) {
	seen := make(map[string]bool, len(d.Items))
	for it, err := range d.all() {
		it.AtomID = publishedID(it.AtomID)
		if err == nil && seen[it.AtomID] {
			continue
		}
		seen[it.AtomID] = true
		if !yield(it, err) || err != nil {
			return
		}
	}
}

func (d feedDoc) all() iter.Seq2[feedItem, error] {
	if d.stream != nil {
		return d.stream
	}
	return func(yield func(feedItem, error) bool) {
		for _, it := range d.Items {
			if !yield(it, nil) {
				return
			}
		}
	}
}

// threaded reports whether an item says what it answers.
func (d feedDoc) threaded() bool {
	return d.thread || slices.ContainsFunc(d.Items, func(it feedItem) bool { return len(it.InReplyTo) > 0 })
}

// title returns the title of it as d shows it; "" for a note.
func (d feedDoc) title(it feedItem) string {
	if d.PrefixTitles && it.Title != "" && it.Name != "" {
		return it.Name + ": " + it.Title
	}
	return it.Title
}
