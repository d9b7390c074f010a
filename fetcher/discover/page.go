package discover

import (
	"bytes"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Limits of a page, and of what is taken from it.
const (
	maxPage    = 2 << 20 // bytes of a page that are looked at
	maxLinks   = 50      // links to feeds that are kept
	maxAddress = 2048    // bytes (SAFE-4)
	maxTitle   = 200     // characters
)

// A page is what was found in a document that is no feed.
type page struct {
	at        *url.URL // where it was; nil if that can't be read
	base      *url.URL // against which its addresses are meant
	canonical string   // how it calls itself, absolute; "" if it doesn't
	moved     string   // where it has moved for good; "" if it hasn't
	links     []link
	me        []string // addresses of rel=me
	hfeed     bool
	based     bool // a base was given: further ones count for nothing
}

// A link is one that says it leads to a feed.
type link struct {
	url    string
	title  string
	format string
}

// Page lists the feeds that a page declares, the likeliest first, and asks
// nobody: for a message about a page that stands where a feed should (GET-26).
// at is the page's address; relative ones are completed from it, or are left
// out if it is "". At most 50 come back.
func Page(body []byte, at string) []Candidate {
	p := scan(body, at)
	return p.candidates(nil)
}

// scan reads a page's tags, once and in linear time.
func scan(body []byte, at string) *page {
	p := &page{}
	if u := resolve(nil, at); u != nil {
		p.at, p.base = u, u
	}
	z := html.NewTokenizer(bytes.NewReader(body[:min(len(body), maxPage)]))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return p
		case html.StartTagToken, html.SelfClosingTagToken:
			p.tag(z)
		}
	}
}

// tag looks at one start tag.
func (p *page) tag(z *html.Tokenizer) {
	name, more := z.TagName()
	kind := atom.Lookup(name)
	if kind != atom.Link && kind != atom.Base && kind != atom.A && p.hfeed {
		return
	}
	attrs := map[atom.Atom]string{}
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		if a := atom.Lookup(key); a != 0 {
			if _, twice := attrs[a]; !twice { // as in browsers, the first one counts
				attrs[a] = string(value)
			}
		}
	}
	switch kind {
	case atom.Base:
		p.setBase(attrs[atom.Href])
	case atom.Link:
		p.addLink(attrs)
		p.addMe(attrs)
	case atom.A:
		p.addMe(attrs)
	}
	p.hfeed = p.hfeed || hasWord(attrs[atom.Class], "h-feed")
}

func (p *page) setBase(href string) {
	if p.based || strings.TrimSpace(href) == "" {
		return
	}
	if u := resolve(p.base, href); u != nil {
		p.base, p.based = u, true
	}
}

func (p *page) addLink(attrs map[atom.Atom]string) {
	rel := attrs[atom.Rel]
	if hasWord(rel, "canonical") && p.canonical == "" {
		if u := resolve(p.base, attrs[atom.Href]); u != nil {
			p.canonical = u.String()
		}
	}
	if l, ok := declared(p.base, rel, attrs[atom.Type], attrs[atom.Href], attrs[atom.Title]); ok && len(p.links) < maxLinks {
		p.links = append(p.links, l)
	}
}

// addMe keeps the address of a link with rel=me.
func (p *page) addMe(attrs map[atom.Atom]string) {
	if !hasWord(attrs[atom.Rel], "me") || len(p.me) == maxLinks {
		return
	}
	if u := resolve(p.base, attrs[atom.Href]); u != nil {
		p.me = append(p.me, u.String())
	}
}

// declared makes a link of what a page or a header declares, if that is a
// feed.
func declared(base *url.URL, rel, mediaType, href, title string) (link, bool) {
	if !hasWord(rel, "alternate") && !hasWord(rel, "feed") || hasWord(rel, "stylesheet") {
		return link{}, false
	}
	u := resolve(base, href)
	if u == nil {
		return link{}, false
	}
	format, ok := formatOf(mediaType, u)
	if !ok && !hasWord(rel, "feed") {
		return link{}, false
	}
	return link{url: u.String(), title: oneLine(title), format: format}, true
}

// formatOf tells a feed's format by its declared type; "" for XML of some
// kind. Plain JSON is a feed only if its address says so, for it is more
// often something else.
func formatOf(mediaType string, u *url.URL) (format string, ok bool) {
	mediaType, _, _ = strings.Cut(mediaType, ";")
	switch strings.ToLower(strings.TrimSpace(mediaType)) {
	case "application/atom+xml", "application/x.atom+xml", "application/x-atom+xml":
		return formatAtom, true
	case "application/rss+xml", "application/x-rss+xml", "application/rdf+xml", "text/rss+xml", "text/rss":
		return formatRSS, true
	case "application/feed+json":
		return formatJSON, true
	case "application/json":
		return formatJSON, strings.Contains(strings.ToLower(u.Path), "feed")
	case "application/xml", "text/xml":
		return "", true
	}
	return "", false
}

// resolve gives href as an absolute address that may be asked, or nil. Some
// pages write feed: for http:, as readers once wanted it.
func resolve(base *url.URL, href string) *url.URL {
	href = strings.TrimSpace(href)
	if rest, ok := cutPrefixFold(href, "feed:"); ok {
		href = rest
		if strings.HasPrefix(href, "//") {
			href = "http:" + href
		}
	}
	u, err := url.Parse(href)
	if err != nil || href == "" {
		return nil
	}
	if base != nil {
		u = base.ResolveReference(u)
	}
	u.Fragment, u.RawFragment = "", ""
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || len(u.String()) > maxAddress {
		return nil
	}
	if _, err := url.Parse(u.String()); err != nil { // "//::" is read as relative, but no http address
		return nil
	}
	return u
}

func cutPrefixFold(s, prefix string) (rest string, ok bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// hasWord reports whether a list of words, as in rel and class, holds word.
func hasWord(list, word string) bool {
	for w := range strings.FieldsSeq(list) {
		if strings.EqualFold(w, word) {
			return true
		}
	}
	return false
}

// oneLine makes a stranger's text one short line without control characters;
// text that is not UTF-8 is left out.
func oneLine(s string) string {
	if !utf8.ValidString(s) {
		return ""
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r) && r != '\u200e' && r != '\u200f' && r != '\u061c':
			return -1 // bidi overrides could reverse the line (SAFE-11)
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > maxTitle {
		s = string(r[:maxTitle])
	}
	return s
}

// holdsFeed reports whether a document begins like a feed: then it is one
// that broke, and no other is looked for.
func holdsFeed(body []byte) bool {
	head := bytes.ToLower(body[:min(len(body), 4<<10)])
	if bytes.Contains(head, []byte("<html")) || bytes.Contains(head, []byte("<!doctype html")) {
		return false
	}
	for _, root := range []string{"<rss", "<feed", "<rdf:rdf", "jsonfeed.org/version"} {
		if bytes.Contains(head, []byte(root)) {
			return true
		}
	}
	return false
}
