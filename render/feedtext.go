package render

import (
	"cmp"

	"planet"
)

// maxEntryBytes is the longest text that a feed holds whole (ENT-12, ATOM-18).
const maxEntryBytes = 256_000

// A feedText is as much of an entry's text as a feed may hold (FLOW-13):
// Content, or else Excerpt, or neither.
type feedText struct {
	Content planet.SafeHTML
	Excerpt planet.SafeHTML
	Summary string // the publisher's own short form, as text; never beside Excerpt
}

// shown returns what a feed holds of the text of it.
func (it feedItem) shown() feedText {
	switch it.Display {
	case planet.DisplayFull:
		return it.whole()
	case planet.DisplayExcerpt:
		return feedText{Excerpt: it.Text.Short}
	}
	return feedText{}
}

func (it feedItem) whole() feedText {
	t := feedText{Content: it.Text.Body, Summary: it.Text.Summary}
	if t.Summary == it.Title { // a copy tells nothing new (ATOM-13)
		t.Summary = ""
	}
	if !it.Cut && len(it.Text.Body.String()) <= maxEntryBytes {
		return t
	}
	t.Content, t.Excerpt = planet.SafeHTML{}, cmp.Or(it.Text.Excerpt, it.Text.Short)
	if !t.Excerpt.IsZero() {
		t.Summary = ""
	}
	return t
}

// markup returns the markup of t, "" if there is none.
func (t feedText) markup() string { return cmp.Or(t.Content, t.Excerpt).String() }

// instead returns what stands for the text where a format demands one and
// there is none to show (JF-2): the title, else the address, else the name.
func (it feedItem) instead() string { return cmp.Or(it.Title, it.Link, it.Name, it.AtomID) }
