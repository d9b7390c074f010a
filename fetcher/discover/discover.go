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
	"context"
	"errors"

	"planet"
	"planet/fetcher/get"
	"planet/fetcher/parse"
)

// maxTried is how many declared candidates [Finder.First] asks at most.
const maxTried = 3

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
	answer, err := f.Client.Get(ctx, get.Request{URL: address, HTTP1: f.HTTP1})
	if err != nil {
		return nil, err
	}
	self, err := read(answer)
	if err == nil {
		self.URL = address // as asked: redirects of today are not for ever (GET-25)
		return []Candidate{self}, nil
	}
	if holdsFeed(answer.Body) {
		return nil, err
	}
	p := scan(answer.Body, answer.URL)
	if found := p.candidates(answer.Links); len(found) > 0 {
		return found, nil
	}
	c, err := f.probe(ctx, p)
	if err != nil {
		return nil, err
	}
	return []Candidate{*c}, nil
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
