// Package proof tells how far what a member publishes names this planet, beside
// the line of the fetcher:
//
//	a home page, a file, a feed's blogroll → proof → a level of consent
//
// In goes what stands there, and what it would have to name; out comes what it
// shows (OWN-2, OWN-3). It asks nobody and keeps nothing. It never believes
// what a page does not itself say to its readers: comments, scripts, templates,
// and links that the page disowns as its visitors'.
package proof

import (
	"bytes"
	"net/url"
	"slices"
	"strings"

	"planet"
)

const maxFile = 64 << 10 // bytes of a file that are looked at

// Wanted is what must be named to show that a member wants to be here.
type Wanted struct {
	Planet string   // address of the planet; ends with "/"
	Slugs  []string // the member's slug, then its former ones
}

// pages are the addresses of the member's page: of the present one first.
func (w *Wanted) pages() []string {
	var all []string
	for _, slug := range w.Slugs {
		all = append(all, w.Planet+"members/"+slug+"/")
	}
	return all
}

// planet reports whether an address is the planet's front page.
func (w *Wanted) planet(address *url.URL) bool { return same(address, w.Planet) }

// page reports whether an address is that of the member's page, and no other.
func (w *Wanted) page(address *url.URL) bool {
	return slices.ContainsFunc(w.pages(), func(page string) bool { return same(address, page) })
}

// File reports whether the file /.well-known/planet.txt names the planet and
// the member (OWN-3). A line holds an address and a slug with space between;
// lines that begin with # say nothing.
func (w *Wanted) File(body []byte) bool {
	body = bytes.TrimPrefix(body[:min(len(body), maxFile)], []byte("\ufeff"))
	for line := range strings.Lines(string(body)) {
		words := strings.Fields(line)
		if len(words) != 2 || strings.HasPrefix(words[0], "#") {
			continue
		}
		if u, err := url.Parse(words[0]); err == nil && w.planet(u) && slices.Contains(w.Slugs, words[1]) {
			return true
		}
	}
	return false
}

// Blogroll reports whether a list of feeds that a feed names is one of ours, or
// the planet itself (OWN-3).
func (w *Wanted) Blogroll(addresses []string) bool {
	for _, address := range addresses {
		u, err := url.Parse(address)
		if err != nil {
			continue
		}
		if w.planet(u) {
			return true
		}
		for _, file := range []string{"opml.xml", "blogroll.opml", ".well-known/recommendations.opml"} {
			if same(u, w.Planet+file) {
				return true
			}
		}
	}
	return false
}

// Level joins what several places show: the highest of them, "" for nothing.
func Level(found ...planet.Consent) planet.Consent {
	switch {
	case slices.Contains(found, planet.ConsentVerified):
		return planet.ConsentVerified
	case slices.Contains(found, planet.ConsentLinked):
		return planet.ConsentLinked
	}
	return ""
}

// same reports whether an address means a page of ours, which has no query.
// As everywhere, http is https, and www. and the last slash make no difference
// (CONV-2).
func same(u *url.URL, ours string) bool {
	o, err := url.Parse(ours)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.RawQuery != "" || u.Hostname() == "" {
		return false
	}
	return hostOf(u) == hostOf(o) && pathOf(u) == pathOf(o)
}

func hostOf(u *url.URL) string {
	name := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	if p := u.Port(); p != "" && p != "80" && p != "443" {
		return name + ":" + p
	}
	return name
}

func pathOf(u *url.URL) string {
	return strings.TrimSuffix(strings.TrimSuffix(u.Path, "index.html"), "/")
}
