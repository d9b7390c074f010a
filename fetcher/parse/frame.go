package parse

import (
	"bytes"
	"io"
	"strings"
	"time"
)

// A frame is what gofeed gets of a document: one channel or feed, first what
// belongs to it, then its items. All its tags are closed, there are no
// declarations in it, and no strangers' markup.
type frame struct {
	head   []byte
	items  []byte
	spans  []span // one an item
	inItem bool
	whole  int // len(head) when its last element was complete
}

// A span is where an item stands in frame.items, and what gofeed isn't told
// of it.
type span struct {
	from, to int
	date     string // the first that it has; as published
	base     string // xml:base in force; "" if there is none
	lang     string // xml:lang, unless it is the feed's
	about    string // rdf:about
}

// buf is what is being written.
func (f *frame) buf() *[]byte {
	if f.inItem {
		return &f.items
	}
	return &f.head
}

func (f *frame) beginItem(tag string, s span) {
	s.from = len(f.items)
	f.spans = append(f.spans, s)
	f.inItem = true
	f.items = appendTag(f.items, "<", tag)
}

// endItem ends the open item. One that holds nothing is dropped (PARSE-19).
func (f *frame) endItem(tag string) {
	f.inItem = false
	s := &f.spans[len(f.spans)-1]
	if len(f.items) == s.from+len("<")+len(tag)+len(">") {
		f.dropItem()
		return
	}
	f.items = appendTag(f.items, "</", tag)
	s.to = len(f.items)
}

func (f *frame) dropItem() {
	last := len(f.spans) - 1
	f.items = f.items[:f.spans[last].from]
	f.spans = f.spans[:last]
}

// dated remembers the first date of the open item.
func (f *frame) dated(date []byte) {
	if !f.inItem || len(date) > maxDate {
		return
	}
	if s := &f.spans[len(f.spans)-1]; s.date == "" {
		s.date = string(date)
	}
}

func (f *frame) end(tag string) {
	b := f.buf()
	*b = appendTag(*b, "</", tag)
}

func appendTag(dst []byte, open, tag string) []byte {
	return append(append(append(dst, open...), tag...), '>')
}

// mark tells that all in the head is complete.
func (f *frame) mark() { f.whole = len(f.head) }

// cut takes out what was begun and never ended, and gives the number of items
// that are left.
func (f *frame) cut() int {
	if f.inItem {
		f.inItem = false
		f.dropItem()
	}
	f.head = f.head[:f.whole]
	return len(f.spans)
}

// limit leaves the newest items of a document that has too many: those from
// the end whose dates are newer (PARSE-19).
func (f *frame) limit(d dates) {
	if len(f.spans) <= maxItems {
		return
	}
	if oldestFirst(len(f.spans), func(i int) time.Time { return d.parse(f.spans[i].date) }) {
		f.spans = f.spans[len(f.spans)-maxItems:]
		return
	}
	f.spans = f.spans[:maxItems]
}

// reader gives the frame as a document of the given root.
func (f *frame) reader(format format) io.Reader {
	begin, end := "<rss><channel>", "</channel></rss>"
	if format == formatAtom {
		begin, end = "<feed>", "</feed>"
	}
	var items []byte
	if n := len(f.spans); n > 0 {
		items = f.items[f.spans[0].from:f.spans[n-1].to]
	}
	return io.MultiReader(strings.NewReader(begin), bytes.NewReader(f.head), bytes.NewReader(items), strings.NewReader(end))
}
