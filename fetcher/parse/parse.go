// Package parse is the second stage of the fetcher
//
//	URL → get → parse → clean → store
//
// In goes a document as it came, in any feed format and encoding; out come
// its items as they were published, with their ids, links and dates read. It
// sends no request, trusts nothing and cleans nothing: what looks like markup
// in a result is strangers' markup.
//
// A document takes these steps:
//
//	decode → legal characters → sniff → raw pass → gofeed → map
//
// The raw pass is the wall before the library: it holds the limits, mends
// what is broken, and sets texts and addresses aside, so that gofeed gets a
// small, regular frame of elements and never sees strangers' markup.
package parse

import (
	"time"

	"planet"
)

// Version changes whenever the same document may give other items: then
// documents that did not change are read once more (GET-9).
const Version = 1

// From says where a document came from, and how its owner wants it read.
type From struct {
	URL         string     // final address of the fetch; "" if unknown, then relative addresses stay as they are
	ContentType string     // the header of the answer; "" if it had none
	Fix         planet.Fix // mends what the feed says of itself; zero mends nothing
	Ignore      []string   // elements not to trust: author, date, id, lang

	patience time.Duration // how long gofeed may take; 0 means 2 seconds (PARSE-12)
}

// fixedBase is the base that the owner of the list sets for an item with that
// link (FY-4), or "".
func (from *From) fixedBase(link string) string {
	switch base := from.Fix.Base; base {
	case "feed":
		return from.URL
	case "entry":
		return link
	default:
		return base
	}
}

// Parse reads a document. It returns the feed with what was odd about it, or
// an [*Error] if no post could be read. A document without any post is a feed,
// too. At most 1,000 items come back; body is not kept or changed.
func Parse(body []byte, from From) (*Feed, error) {
	d := decode(body, from.ContentType)
	d.dropIllegal()
	format, start, odd := sniff(d.text)
	var feed *Feed
	var err error
	switch format {
	case formatNone:
		return nil, notAFeed(d.text)
	case formatPage:
		return nil, &Error{Code: planet.CodeNotAFeed, URL: from.URL}
	case formatJSON:
		feed, err = parseJSON(d.text[start:], from)
	default:
		feed, err = parseXML(d.text, start, format, from, odd)
	}
	if err != nil {
		return nil, err
	}
	feed.ignore(from.Ignore)
	feed.note(d.finding())
	if d.illegal > 0 && !feed.found(planet.CodeMalformed) {
		feed.note(malformed(d.illegal, "a control character"))
	}
	feed.noteOddities()
	return feed, nil
}
