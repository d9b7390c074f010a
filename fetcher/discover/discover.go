// Package discover finds the feeds of a blog from its address, beside the
// line of the fetcher:
//
//	a page's address → get → discover → the addresses of its feeds
//
// In goes the address of a page, out come candidates, the likeliest first.
// It looks at what the page declares before it tries any address by itself,
// asks politely (one request each, with a pause between them, by the guarded
// client), and keeps nothing. Whether a candidate is the right one is for
// people, or for the caller, to say.
package discover

import (
	"cmp"
	"context"
	"errors"

	"planet"
	"planet/fetcher/get"
	"planet/fetcher/parse"
)

// How many declared candidates are asked at most.
const (
	maxTried = 3 // by [Finder.First]
	maxShown = 8 // by [Finder.All]
)

// A Candidate is an address that may be a feed.
type Candidate struct {
	URL    string      // absolute http or https
	Title  string      // as the page or the feed gives it: a stranger's text, one line; "" if unknown
	Format string      // "Atom", "RSS", "JSON Feed" as the page declares, or as the document is; "" if only asking will tell
	Answer *get.Answer // what asking it brought; nil if it was not asked
}

// A Finder looks for feeds. Client must be set.
type Finder struct {
	Client *get.Client
	Pause  func(context.Context) error // taken before each further request; nil takes none
	HTTP1  bool                        // as in [get.Request]
}

// Find gives the candidates behind an address, in the order of joining.md
// DISC-1: the address itself if it is a feed, else those that the page
// declares, else those in Link headers, else the first of the usual places
// that holds a feed. There is at least one if the error is nil.
//
// The error is an [*Error] if there is none, a [*parse.Error] if the address
// is a feed which can't be read, else that of the client.
func (f *Finder) Find(ctx context.Context, address string) ([]Candidate, error) {
	found, p, err := f.declared(ctx, address)
	if err != nil || len(found) > 0 {
		return found, err
	}
	c, err := f.probe(ctx, p)
	if err != nil {
		return nil, err
	}
	return []Candidate{*c}, nil
}

// declared gives the candidates that need no probing. p is the page; nil if the
// address is a feed itself.
func (f *Finder) declared(ctx context.Context, address string) (found []Candidate, p *page, err error) {
	answer, err := f.Client.Get(ctx, get.Request{URL: address, HTTP1: f.HTTP1})
	if err != nil {
		return nil, nil, err
	}
	self, err := read(answer)
	if err == nil {
		self.URL = address // as asked: redirects of today are not for ever (GET-25)
		return []Candidate{self}, nil, nil
	}
	if holdsFeed(answer.Body) {
		return nil, nil, err
	}
	p = scan(answer.Body, answer.URL)
	p.moved = answer.Moved
	return p.candidates(answer.Links), p, nil
}

// A Found is all that was found behind an address.
type Found struct {
	Page  string      // where the page is, if the address is one and not a feed; else ""
	Moved string      // where it has moved for good; "" if it hasn't
	Me    []string    // addresses which the page says are its author's, too (rel=me); at most 50
	Feeds []Candidate // those that are feeds indeed, each with its answer; at least one
	Sure  bool        // the page is that of a tag, and the first feed is the tag's own
}

// All asks all candidates behind an address, at most eight of those that a page
// declares, for people to choose from (DISC-2). If none of them is a feed, the
// usual places are tried. The errors are those of [Finder.Find], or that of the
// first candidate.
func (f *Finder) All(ctx context.Context, address string) (*Found, error) {
	declared, p, err := f.declared(ctx, address)
	if err != nil {
		return nil, err
	}
	found := &Found{}
	if p == nil {
		found.Feeds = declared
		return found, nil
	}
	found.Page, found.Moved, found.Me = p.address(), p.moved, p.me
	var first error
	for _, c := range declared[:min(len(declared), maxShown)] {
		asked, err := f.ask(ctx, c.URL)
		switch {
		case err == nil:
			found.Feeds = append(found.Feeds, *asked)
		case fatal(err):
			return nil, err
		case first == nil:
			first = err
		}
	}
	if len(found.Feeds) > 0 {
		tag := p.tagName()
		found.Sure = tag != "" && names(found.Feeds[0].URL, tag)
		return found, nil
	}
	c, err := f.probe(ctx, p)
	if err != nil {
		return nil, cmp.Or(first, err)
	}
	found.Feeds = []Candidate{*c}
	return found, nil
}

// First gives the first candidate that is a feed indeed, with its answer. It
// asks at most three of those that a page declares; the errors are those of
// [Finder.Find], and that of the first candidate if none of them is a feed.
func (f *Finder) First(ctx context.Context, address string) (*Candidate, error) {
	found, err := f.Find(ctx, address)
	if err != nil {
		return nil, err
	}
	var first error
	for i := range found[:min(len(found), maxTried)] {
		c := &found[i]
		if c.Answer != nil {
			return c, nil
		}
		asked, err := f.ask(ctx, c.URL)
		if err == nil {
			return asked, nil
		}
		if fatal(err) {
			return nil, err
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}

// ask asks one address, after a pause, and reads what comes as a feed.
func (f *Finder) ask(ctx context.Context, address string) (*Candidate, error) {
	if f.Pause != nil {
		if err := f.Pause(ctx); err != nil {
			return nil, err
		}
	}
	answer, err := f.Client.Get(ctx, get.Request{URL: address, HTTP1: f.HTTP1})
	if err != nil {
		return nil, err
	}
	c, err := read(answer)
	c.URL = address // as asked, likewise
	return &c, err
}

// read reads an answer as a feed.
func read(answer *get.Answer) (Candidate, error) {
	doc, err := parse.Parse(answer.Body, parse.From{URL: answer.URL, ContentType: answer.ContentType})
	if err != nil {
		return Candidate{}, err
	}
	return Candidate{URL: answer.URL, Title: oneLine(doc.Source().Title), Format: doc.Format, Answer: answer}, nil
}

// fatal reports whether an error ends the search: the host asked us to stay
// away, does not answer at all, or we were told to stop.
func fatal(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || get.Silent(err) {
		return true
	}
	code := get.Code(err)
	return code == planet.CodeWait || code == planet.CodeBlocked
}
