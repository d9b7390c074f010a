package discover

import (
	"context"
	"net/url"
	"strings"
)

// usual are the places where blogs keep their feed (DISC-1).
var usual = []string{"feed", "atom.xml", "rss.xml", "index.xml", "feed.json"}

// probe asks where a feed is most often found, one request each, and takes
// the first that is one. On a platform that we know the one right address is
// asked instead: the usual places there belong to the platform, and what they
// hold is somebody else's.
func (f *Finder) probe(ctx context.Context, p *page) (*Candidate, error) {
	places := p.places()
	for _, address := range places {
		c, err := f.ask(ctx, address)
		if err == nil {
			return c, nil
		}
		if fatal(err) {
			return nil, err
		}
	}
	return nil, &Error{URL: p.address(), HFeed: p.hfeed, Tried: places}
}

// places gives the addresses to try. They lie in the folder of the page, for
// a host may hold the blogs of many people.
func (p *page) places() []string {
	if p.at == nil {
		return nil
	}
	if known, theirs := p.platform(); theirs {
		return known
	}
	folder := *p.at
	folder.RawQuery, folder.Fragment, folder.RawPath = "", "", ""
	folder.Path = folder.Path[:strings.LastIndexByte(folder.Path, '/')+1]
	if folder.Path == "" {
		folder.Path = "/"
	}
	var all []string
	for _, name := range usual {
		if u := resolve(&folder, name); u != nil {
			all = append(all, u.String())
		}
	}
	return all
}

func (p *page) address() string {
	if p.at == nil {
		return "the page"
	}
	return (&url.URL{Scheme: p.at.Scheme, Host: p.at.Host, Path: p.at.Path, RawPath: p.at.RawPath, RawQuery: p.at.RawQuery}).String()
}
