package parse

import (
	"time"

	"planet"
)

// A Feed is what a document says of itself, and its items. All its strings
// are strangers'; addresses are absolute where that could be found out.
type Feed struct {
	Format string // "Atom", "Atom 0.3", "RSS 2.0", "RSS 1.0", "JSON Feed 1.1" and so on

	ID           string // as published, never resolved; "" for most but Atom
	Title        Title
	Subtitle     Title
	Home         string // of the site; "" if the feed doesn't say
	Self         string // of the feed, as it says itself; "" if it doesn't
	Updated      time.Time
	Icon         string
	Logo         string
	Rights       string // text
	Language     string // as published, trimmed; "" if nobody says
	Authors      []planet.Author
	Contributors []planet.Author
	Categories   []planet.Category

	Hubs      []string       // addresses
	Blogroll  []string       // addresses of lists of feeds that it names (source:blogroll)
	TTL       time.Duration  // 0 if the feed has none
	Period    time.Duration  // between two issues (sy:); 0 if the feed doesn't say
	SkipHours []int          // 0 to 23, GMT
	SkipDays  []time.Weekday // GMT

	Items    []Item           // in the order of the document, at most 1,000
	Findings []planet.Finding // what was odd
	Deleted  []string         // ids of entries which the feed says were taken out (RFC 6721)
}

// An Item is a post as it stands in the document: nothing in it is trusted.
type Item struct {
	GUID      string // as published, trimmed; never resolved; "" if none
	Permalink bool   // GUID is an address, and the feed doesn't say that it is no permalink
	Link      string // absolute where that could be found out; "" if there is none (PARSE-14)
	Replaced  string // the redirect which feedburner:origLink replaced in Link (ENT-8); "" for most
	External  string // what a link post is about; "" for most

	Title    Title
	Content  string // strangers' markup; "" if none
	Summary  string // strangers' markup; "" if none
	Base     string // address against which relative ones in the markup are meant (PARSE-15)
	Language string // as published; "" if the item doesn't say

	Published time.Time // zero if there is none that we can read; any year else
	Updated   time.Time // likewise

	Authors      []planet.Author // the item's, else its source's, else the feed's
	Contributors []planet.Author
	Categories   []planet.Category
	Enclosures   []planet.Enclosure
	Image        string
	Rights       string         // text
	Comments     string         // address of the page with comments
	InReplyTo    []string       // addresses
	Source       *planet.Source // what the item was taken from, as given; nil for most
}

// A Title is markup, perhaps: RSS doesn't tell (PARSE-16). Package clean
// makes it text.
type Title struct {
	Markup string
	Guess  bool // it may as well be text, which only looking at it can tell
}

// Text is the longest of content and summary (FLOW-11): strangers' markup.
func (it *Item) Text() string {
	if len(it.Summary) > len(it.Content) {
		return it.Summary
	}
	return it.Content
}

// Source gives what the feed says of itself in the form that is kept. Title
// and subtitle are text by a quick look; package clean does it well.
func (f *Feed) Source() planet.Source {
	return planet.Source{
		ID: f.ID, Title: f.Title.plain(), Subtitle: f.Subtitle.plain(),
		FeedURL: f.Self, HomeURL: f.Home, Updated: f.Updated, Icon: f.Icon, Logo: f.Logo,
		Rights: f.Rights, Language: f.Language, Authors: f.Authors, Category: f.Categories, Blogroll: f.Blogroll,
	}
}

// ignore takes out what the owner of the list does not trust (FY-4).
func (f *Feed) ignore(elements []string) {
	for _, element := range elements {
		switch element {
		case "author":
			f.Authors, f.Contributors = nil, nil
		case "lang":
			f.Language = ""
		}
		for i := range f.Items {
			f.Items[i].ignore(element)
		}
	}
}

func (it *Item) ignore(element string) {
	switch element {
	case "author":
		it.Authors, it.Contributors = nil, nil
	case "date":
		it.Published, it.Updated = time.Time{}, time.Time{}
	case "id":
		it.GUID, it.Permalink = "", false
	case "lang":
		it.Language = ""
	}
}
