package proof

import (
	"bytes"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"planet"
)

const maxPage = 2 << 20 // bytes of a page that are looked at

// Page tells what a page shows that stands at an address: verified if a link
// with rel="me" leads to the member's page here (OWN-3), linked if any leads
// there or to the planet (OWN-2), else "". about is a page of the same host by
// which the author may be introduced; "" if none is linked.
func (w *Wanted) Page(body []byte, at string) (found planet.Consent, about string) {
	base, err := url.Parse(at)
	if err != nil || base.Host == "" {
		return "", ""
	}
	p := page{w: w, at: base, base: base}
	p.read(body)
	return p.found, p.about
}

// A page is one that is read, once and in linear time.
type page struct {
	w        *Wanted
	at, base *url.URL
	based    bool // a base was given: further ones count for nothing
	aside    int  // elements open whose content is not shown to readers
	found    planet.Consent
	about    string
}

// asides hold markup that readers don't see. What scripts, styles and comments
// hold is no markup to begin with.
var asides = []atom.Atom{atom.Template, atom.Noscript}

func (p *page) read(body []byte) {
	z := html.NewTokenizer(bytes.NewReader(body[:min(len(body), maxPage)]))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			p.start(z)
		case html.EndTagToken:
			if name, _ := z.TagName(); slices.Contains(asides, atom.Lookup(name)) {
				p.aside = max(0, p.aside-1)
			}
		}
	}
}

func (p *page) start(z *html.Tokenizer) {
	name, more := z.TagName()
	kind := atom.Lookup(name)
	if slices.Contains(asides, kind) {
		p.aside++
	}
	switch kind {
	case atom.A, atom.Area, atom.Link, atom.Base:
		if p.aside == 0 {
			p.link(kind, attributes(z, more))
		}
	}
}

// attributes gives those that we look at; as in browsers, the first of a name
// counts.
func attributes(z *html.Tokenizer, more bool) map[atom.Atom]string {
	all := map[atom.Atom]string{}
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		if a := atom.Lookup(key); a == atom.Href || a == atom.Rel {
			if _, twice := all[a]; !twice {
				all[a] = string(value)
			}
		}
	}
	return all
}

func (p *page) link(kind atom.Atom, attrs map[atom.Atom]string) {
	href, err := url.Parse(strings.TrimSpace(attrs[atom.Href]))
	if err != nil || attrs[atom.Href] == "" {
		return
	}
	to := p.base.ResolveReference(href)
	rel := strings.Fields(strings.ToLower(attrs[atom.Rel]))
	switch {
	case kind == atom.Base:
		if !p.based {
			p.base, p.based = to, true
		}
	case disowned(rel):
	case slices.Contains(rel, "me") && p.w.page(to):
		p.found = planet.ConsentVerified
	case kind == atom.Link: // that nobody sees
	case p.w.page(to) || p.w.planet(to):
		p.found = Level(p.found, planet.ConsentLinked)
	case p.about == "" && p.introduces(to):
		p.about = to.String()
	}
}

// disowned reports whether a page says of a link that it is not its own, but a
// visitor's, or paid for.
func disowned(rel []string) bool {
	return slices.Contains(rel, "ugc") || slices.Contains(rel, "nofollow") || slices.Contains(rel, "sponsored")
}

// abouts are what pages that introduce an author are called in addresses.
var abouts = []string{
	"about", "about-me", "aboutme", "about-us", "whoami", "colophon",
	"ueber", "uber", "ueber-mich", "uber-mich", "über", "über-mich", "ueber-uns",
	"a-propos", "apropos", "qui-suis-je", "acerca", "acerca-de", "acerca-de-mi", "quien-soy",
	"sobre", "sobre-mi", "sobre-mim", "chi-sono", "over", "over-mij", "om", "om-mig", "o-mnie", "profile",
}

// introduces reports whether an address looks like such a page of this host.
func (p *page) introduces(to *url.URL) bool {
	if hostOf(to) != hostOf(p.at) || to.Scheme != "http" && to.Scheme != "https" || to.RawQuery != "" || pathOf(to) == pathOf(p.at) {
		return false
	}
	last := path.Base(strings.TrimSuffix(to.Path, "/"))
	return slices.Contains(abouts, strings.ToLower(strings.TrimSuffix(last, path.Ext(last))))
}
