package main

import (
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Every page of every planet keeps these promises, in whatever browser: those
// on one page are looked at while all are read.
func TestPages(t *testing.T) {
	for _, p := range planets() {
		t.Run(p.name, func(t *testing.T) {
			s := p.show(t)
			c := crawl(t, s)
			t.Run("lead to places that are there", c.arrive)
			t.Run("are all found from the front page", func(t *testing.T) { c.reachAll(t, s) })
			t.Run("have titles of their own", c.telltale)
			t.Run("are told to search engines", c.listed)
			t.Run("are missed with a page", func(t *testing.T) { missed(t, s) })
			t.Run("are light", func(t *testing.T) { light(t, s) })
		})
	}
}

// nowhere is an address without a page, deep below the front page.
const nowhere = "no/such/page/"

// enough wrong pages tell what is wrong with the rest.
const enough = 40

// A crawler follows all links of a site as long as they stay on it.
type crawler struct {
	shown  shown
	site   *url.URL
	public string          // the address that the site is made for
	queue  []string        // paths below either
	known  map[string]bool // those that were ever in the queue

	pages  map[string]crawled
	wanted map[string]string // "path#fragment" to a page that links there
}

// crawled is what is kept of a page.
type crawled struct {
	title   string
	ids     map[string]bool
	indexed bool // and at its own canonical address
	leads   bool // only to another page
}

// crawl reads the whole site by HTTP, from its front page on: all that it
// links to is there, and every page is fit to be published (URL-1, CHECK-1).
func crawl(t *testing.T, s shown) *crawler {
	t.Helper()
	site, err := url.Parse(s.address)
	if err != nil {
		t.Fatal(err)
	}
	_, _, front := fetched(t, s.address)
	c := &crawler{shown: s, site: site, public: readPage(t, "", front).canonical, known: map[string]bool{}, pages: map[string]crawled{}, wanted: map[string]string{}}
	for _, start := range []string{"", "404.html", "robots.txt", "sitemap.xml", "humans.txt", "favicon.ico", "_headers"} { // HEAD-6 to HEAD-8, OUT-1
		c.follow("", s.address+start)
	}
	for wrong := 0; len(c.queue) > 0 && wrong < enough; {
		path := c.queue[0]
		c.queue = c.queue[1:]
		for _, what := range c.visit(t, path) {
			t.Errorf("/%s %s", path, what)
			wrong++
		}
	}
	return c
}

// follow queues what a page leads to, if it is ours and new.
func (c *crawler) follow(from, address string) {
	rest, ours := strings.CutPrefix(address, c.site.String())
	if !ours {
		if rest, ours = strings.CutPrefix(address, c.public); !ours {
			return
		}
	}
	place, err := url.Parse("/" + rest)
	if err != nil {
		return // a hostile address that begins like ours
	}
	path := strings.TrimPrefix(place.Path, "/")
	if place.Fragment != "" {
		c.wanted[path+"#"+place.Fragment] = from
	}
	if !c.known[path] {
		c.known[path] = true
		c.queue = append(c.queue, path)
	}
}

// visit reads one file and tells what is wrong with it.
func (c *crawler) visit(t *testing.T, path string) []string {
	at := c.site.ResolveReference(&url.URL{Path: path})
	status, kind, text := fetched(t, at.String())
	if status != 200 {
		return []string{fmt.Sprintf("answers %d", status)}
	}
	if !strings.HasPrefix(kind, "text/html") {
		return nil
	}
	p := readPage(t, path, text)
	robots := strings.Join(p.meta("robots"), "")
	of := crawled{title: p.title(), ids: map[string]bool{}, leads: p.redirects()}
	of.indexed = strings.HasPrefix(robots, "index") && p.canonical == c.public+path
	for n := range p.elements("") {
		of.ids[attr(n, "id")] = true
		for _, name := range []string{"href", "src", "action"} {
			if link := attr(n, name); link != "" && attr(n, "rel") != "canonical" {
				if to, err := at.Parse(link); err == nil {
					c.follow(path, to.String())
				}
			}
		}
	}
	c.pages[path] = of
	wrong := slices.Concat(p.unsafe(c.shown.whole || single.MatchString(path)), p.head(c.public, c.shown.whole), p.times(), p.twice())
	if !p.redirects() {
		wrong = append(wrong, p.landmarks()...)
	}
	return wrong
}

// arrive looks for the places on pages that links lead to (ENT-3).
func (c *crawler) arrive(t *testing.T) {
	for place, from := range c.wanted {
		path, fragment, _ := strings.Cut(place, "#")
		if p, isPage := c.pages[path]; isPage && !p.ids[fragment] {
			t.Errorf("/%s links to #%s on /%s, which has no such place", from, fragment, path)
		}
	}
}

// reachAll looks for pages that no link leads to; old addresses of members may
// be such.
func (c *crawler) reachAll(t *testing.T, s shown) {
	for _, path := range s.all(t) {
		if c.known[path] {
			continue
		}
		_, _, text := fetched(t, s.address+path)
		if !readPage(t, path, text).redirects() {
			t.Errorf("nothing leads to /%s", path)
		}
	}
}

// telltale looks for titles that two pages share (HEAD-1).
func (c *crawler) telltale(t *testing.T) {
	pages := map[string]string{}
	for path, p := range c.pages {
		if other, shared := pages[p.title]; shared && !p.leads && !single.MatchString(path) {
			t.Errorf("/%s and /%s are both called %q", path, other, p.title)
		}
		if !p.leads && !single.MatchString(path) {
			pages[p.title] = path
		}
	}
}

// listed compares the site map with the pages that may be indexed (HEAD-6).
func (c *crawler) listed(t *testing.T) {
	_, _, text := fetched(t, c.site.String()+"sitemap.xml")
	var m struct {
		URLs []struct {
			Loc string `xml:"loc"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	in := map[string]bool{}
	for _, u := range m.URLs {
		in[u.Loc] = true
	}
	for path, p := range c.pages {
		if in[c.public+path] != p.indexed {
			t.Errorf("/%s may be indexed: %t; is in the site map: %t", path, p.indexed, in[c.public+path])
		}
	}
	_, _, robots := fetched(t, c.site.String()+"robots.txt")
	if !bytes.Contains(robots, []byte("Sitemap: "+c.public+"sitemap.xml")) {
		t.Errorf("robots.txt does not name the site map: %s", robots)
	}
}

// missed asks for a page that is not there (HEAD-8).
func missed(t *testing.T, s shown) {
	status, kind, text := fetched(t, s.address+nowhere)
	_, _, want := fetched(t, s.address+"404.html")
	if status != 404 || !strings.HasPrefix(kind, "text/html") || !bytes.Equal(text, want) {
		t.Errorf("a page that is not there answers %d, %s, with %d bytes; want 404.html", status, kind, len(text))
	}
}

// light weighs what readers load, as servers send it (PG-10).
func light(t *testing.T, s shown) {
	styles, err := filepath.Glob(filepath.Join(s.public, "assets", "*.css"))
	if err != nil || len(styles) == 0 {
		t.Fatalf("%d stylesheets, %v", len(styles), err)
	}
	scripts, err := filepath.Glob(filepath.Join(s.public, "assets", "*.js"))
	if err != nil {
		t.Fatal(err)
	}
	weigh := func(what string, most int, files ...string) {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write(text); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if b.Len() > most {
			t.Errorf("%s: %d bytes; at most %d are allowed", what, b.Len(), most)
		}
	}
	weigh("style", 8_000, styles...)
	weigh("scripts", 5_000, scripts...)
	if !s.whole {
		weigh("the front page", 100_000, filepath.Join(s.public, "index.html"))
	}
}
