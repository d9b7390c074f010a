package parse

import (
	"bytes"
	"fmt"

	"planet"
)

// An Error says why no post of a document could be read, in a sentence for
// its member.
type Error struct {
	Code planet.Code // CodeNotAFeed or CodeUnreadable
	URL  string      // of the document, for CodeNotAFeed
	Line int         // where it stops making sense, for CodeUnreadable; counts from 1
	Why  string      // likewise
	err  error       // of gofeed; nil for most
}

// Error gives the sentence.
func (e *Error) Error() string {
	if e.Code == planet.CodeNotAFeed {
		return fmt.Sprintf("%s answered with a web page, not a feed.", e.address())
	}
	return fmt.Sprintf("The feed stops making sense at line %d: %s. No post could be read.", e.Line, e.Why)
}

// Unwrap gives what gofeed said, if anything.
func (e *Error) Unwrap() error { return e.err }

func (e *Error) address() string {
	if e.URL == "" {
		return "The address"
	}
	return e.URL
}

// unreadable makes the error for a place in a document.
func unreadable(doc []byte, pos int, why string) *Error {
	return &Error{Code: planet.CodeUnreadable, Line: lineOf(doc, pos), Why: why}
}

// lineOf counts lines from 1.
func lineOf(doc []byte, pos int) int {
	return 1 + bytes.Count(doc[:min(pos, len(doc))], []byte{'\n'})
}

// notAFeed says why a document without any sign of a feed is none.
func notAFeed(doc []byte) *Error {
	doc = bytes.TrimSpace(doc)
	switch {
	case len(doc) == 0:
		return unreadable(doc, 0, "it is empty")
	case doc[0] == '[':
		return unreadable(doc, 0, "it is a JSON list, where a JSON Feed is an object with a version")
	case bytes.Contains(doc[:min(len(doc), maxPrologue)], []byte("<opml")):
		return unreadable(doc, 0, "it is a list of feeds (OPML), not a feed")
	}
	return unreadable(doc, 0, "it is neither Atom, RSS nor JSON Feed")
}
