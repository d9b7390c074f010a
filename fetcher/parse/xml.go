package parse

import (
	"bytes"
	"cmp"
	"io"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/atom"
	"github.com/mmcdole/gofeed/rss"
)

// parseXML reads a document whose root element begins at start. odd is what
// stands before it, or "".
func parseXML(doc []byte, start int, f format, from From, odd string) (*Feed, error) {
	p := passes.Get().(*pass)
	defer p.release()
	p.reset(doc, start, f, from)
	if odd != "" {
		p.note(odd, 0)
	}
	if err := p.run(); err != nil {
		return nil, err
	}
	all := len(p.frame.spans)
	p.frame.limit(newDates(from.Fix))
	r, stop := newDeadline(p.frame.reader(f), cmp.Or(from.patience, maxParse))
	defer stop()
	original, err := library(r)
	if err != nil {
		e := unreadable(doc, p.at, "the parser gave up on it")
		e.err = err
		return nil, e
	}
	feed := p.mapFeed(original, from)
	if p.odd != "" {
		feed.note(malformed(lineOf(doc, p.oddAt), p.odd))
	}
	if all > maxItems {
		feed.noteCut(all)
	}
	return feed, nil
}

// library has gofeed read the frame. Its own common form is not used: it
// drops or flattens most of what we want (PARSE-13).
func library(frame io.Reader) (any, error) {
	library := gofeed.NewParser()
	library.KeepOriginalFeed = true
	library.RSSTranslator = &gofeed.DefaultRSSTranslator{DisableContentImageScan: true}
	feed, err := library.Parse(frame)
	if err != nil {
		return nil, err
	}
	return feed.OriginalFeed(), nil
}

// mapFeed makes our feed of gofeed's.
func (p *pass) mapFeed(original any, from From) *Feed {
	m := mapper{asides: p.asides, spans: p.frame.spans, from: from, dates: newDates(from.Fix), addresses: p.addresses}
	var feed *Feed
	switch o := original.(type) {
	case *atom.Feed:
		feed = m.atom(o)
	case *rss.Feed:
		feed = m.rss(o)
	}
	feed.Format = p.called
	feed.Language = orElse(feed.Language, p.lang)
	if m.completed != "" {
		feed.noteRelative(m.completed)
	}
	return feed
}

// reset makes a used pass ready for another document.
func (p *pass) reset(doc []byte, start int, f format, from From) {
	p.lexer = lexer{doc: doc, pos: start, attrs: p.attrs[:0]}
	p.format, p.fixTitle, p.url, p.lang = f, from.Fix.TitleType, from.URL, ""
	p.doctype = bytes.Contains(doc[:start], []byte("<!DOCTYPE"))
	p.elements, p.addresses = 0, resolver{}
	p.stack, p.declared, p.held, p.asides = p.stack[:0], p.declared[:0], p.held[:0], nil
	p.frame = frame{head: p.frame.head[:0], items: p.frame.items[:0], spans: p.frame.spans[:0]}
}

// maxKept is the largest buffer that is kept for the next document.
const maxKept = 1 << 20

// release gives the buffers back.
func (p *pass) release() {
	for _, b := range [...]*[]byte{&p.frame.head, &p.frame.items, &p.taken.buf, &p.scratch} {
		if cap(*b) > maxKept {
			*b = nil
		}
	}
	clear(p.frame.spans) // they hold strings
	clear(p.stack[:cap(p.stack)])
	p.lexer = lexer{attrs: p.attrs[:0]}
	p.asides = nil
	passes.Put(p)
}

// titleOf gives what was set aside as a title.
func titleOf(a aside) Title { return Title{Markup: a.text, Guess: a.guess} }
