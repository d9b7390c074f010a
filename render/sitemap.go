package render

import (
	"cmp"
	"encoding/xml"
	"slices"
	"sync"
	"time"
)

type sitemapXML struct {
	XMLName xml.Name     `xml:"urlset"`
	NS      string       `xml:"xmlns,attr"`
	URLs    []sitemapURL `xml:"url"`
}

type sitemapURL struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

const maxSitemap = 50_000 // addresses of one file (sitemaps.org)

// A listing gathers the pages that may be indexed and are their own canonical,
// with the true date of their last change where that is known (HEAD-6). It may
// be used by several goroutines.
type listing struct {
	mu    sync.Mutex
	pages []listedPage
}

type listedPage struct {
	order int // among all pages
	sitemapURL
}

// add lists the page at an address, if it belongs there.
func (l *listing) add(address string, order int, made madeFile) {
	if !made.listed {
		return
	}
	u := sitemapURL{Loc: address}
	if made.changed.Unix() != (time.Time{}).Unix() {
		u.LastMod = made.changed.UTC().Format(time.RFC3339)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pages = append(l.pages, listedPage{order, u})
}

// sitemap writes the list, in the order of the pages.
func (l *listing) sitemap() ([]byte, error) {
	slices.SortFunc(l.pages, func(a, b listedPage) int { return cmp.Compare(a.order, b.order) })
	doc := sitemapXML{NS: "http://www.sitemaps.org/schemas/sitemap/0.9"}
	for _, p := range l.pages[:min(len(l.pages), maxSitemap)] {
		doc.URLs = append(doc.URLs, p.sitemapURL)
	}
	b, err := xml.MarshalIndent(doc, "", " ")
	return append([]byte(xml.Header), append(b, '\n')...), err
}
