package render

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"planet"
	"planet/store"
	"planet/themes"
)

// What scripts add to pages, as readers get it; pages without them are among
// the other golden ones.
func TestGoldenPagesWithScripts(t *testing.T) {
	p := newTestPlanet(t)
	p.site.Scripts = true
	p.render(t)
	for name, file := range map[string]string{
		"search": "search/index.html", "front": "index.html", "subscribe": "subscribe/index.html", "group": "groups/sky/index.html",
		"member": "members/ann/index.html", "headlines": "headlines/index.html",
	} {
		checkGolden(t, "pages/"+name+"-scripts.html", hashed.ReplaceAllString(p.file(t, file), "-HASH."))
	}
	checkGolden(t, "files/search-index.json", p.file(t, indexPath))
}

// index reads the index of a rendered site.
func (p *testPlanet) index(t testing.TB) searchIndex {
	t.Helper()
	var index searchIndex
	if err := json.Unmarshal([]byte(p.file(t, indexPath)), &index); err != nil {
		t.Fatal(err)
	}
	return index
}

// titles gives what the index finds an entry by, the newest first.
func titles(entries []indexedEntry) []string {
	var all []string
	for _, e := range entries {
		all = append(all, e.Member+": "+e.Title)
	}
	return all
}

// SRCH-1: all that has a page is in the index, the newest first, with its
// member, date in the site's zone, link and beginning.
func TestSearchIndex(t *testing.T) {
	p := newTestPlanet(t)
	p.site.Scripts = true
	p.site.Location = time.FixedZone("east", 3600)
	p.render(t)
	index := p.index(t)
	want := []string{
		"ann: First light", "ann: Second", "ann: Third", "ann: Fourth", "bob: Une réponse", "bob: ", "dee: Only my title", "bob: Sans date",
		"eve: <b>&amp; ]]> א", "bob: Edited", "hal: Goodbye", "ann: An old one",
	}
	if got := titles(index.Entries); !slices.Equal(got, want) {
		t.Errorf("the index holds %q, want %q", got, want)
	}
	first := indexedEntry{
		Title: "First light", Member: "ann", Date: "2026-11-20T10:00:00+01:00", Link: "https://ann.example/first-light", Path: "2026/11/ann-first-light/", Text: "What I saw.",
	}
	if got := index.Entries[0]; got != first {
		t.Errorf("the first is %+v, want %+v", got, first)
	}
	if got := index.Entries[4]; got.Lang != "fr" || index.Languages["fr"] != "French" {
		t.Errorf("an entry in French is %+v, and its language %q", got, index.Languages["fr"])
	}
	if got := index.Entries[7]; !got.Seen {
		t.Errorf("an entry without a date is %+v; want seen", got)
	}
	if got := index.Members["ann"]; got.Name != "Ann Example" || got.URL != "https://ann.example/" || got.Initials != "AE" {
		t.Errorf("its member is %+v", got)
	}
}

// withdraw takes out all entries of a title, as their author does.
func (p *testPlanet) withdraw(t testing.TB, title string) {
	t.Helper()
	entries, err := p.db.Entries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Title == title {
			p.visit(t, &store.Visit{Withdrawn: []int64{e.ID}, At: today, Address: store.Address{Slug: e.Feed, URL: e.FeedURL}})
		}
	}
}

// SRCH-4, FLOW-13: the index holds no more of a text than its member lets us
// show, nothing of who stays out of the search, and nothing without a place.
func TestSearchIndexKeepsToDisplay(t *testing.T) {
	p := newTestPlanet(t)
	p.site.Scripts = true
	p.site.Members[0].Hide = []string{"https://ann.example/second"}
	p.site.Members[0].Skip.Keywords = []string{"third"}
	p.site.Members[1].Search = false
	p.site.Members[3].Status = planet.StatusRemoved
	long := strings.Repeat("A long line. ", 30)
	p.save(t, "fay",
		entry("fay", "long", november(19, 1), title("Long"), func(e *planet.Entry) { e.Text.Line = long }),
		entry("fay", "gone", november(19, 2), title("Withdrawn")),
		entry("fay", "held", november(19, 4), title("Held"), func(e *planet.Entry) { e.Held = true }),
	)
	p.withdraw(t, "Withdrawn")
	p.render(t)
	index := p.index(t)
	if got, want := titles(index.Entries), []string{"ann: First light", "ann: Fourth", "dee: Only my title", "fay: Long", "hal: Goodbye", "ann: An old one"}; !slices.Equal(got, want) {
		t.Errorf("the index holds %q, want %q", got, want)
	}
	if got := index.Entries[2]; got.Text != "" {
		t.Errorf("of a member that shows titles only it holds %q", got.Text)
	}
	if got := index.Entries[3].Text; len(got) > maxHitText+len("…") || !strings.HasSuffix(got, "…") {
		t.Errorf("of a long text it holds %d bytes: %q", len(got), got)
	}
	for _, slug := range []string{"bob", "eve"} {
		if _, ok := index.Members[slug]; ok {
			t.Errorf("%s is in the index", slug)
		}
	}
	has(t, "search/", p.file(t, "search/index.html"), `<option value="ann">Ann Example</option>`, `<option>2026</option><option>2025</option>`, `!value="bob"`, `!value="eve"`)
}

// SRCH-1: above 3,000 entries there is one file a year, which the index names.
func TestLargeSearchIndex(t *testing.T) {
	p := newTestPlanet(t)
	p.site.Scripts, p.site.EntryPages = true, false
	var records []store.Record
	for i := range maxIndexed {
		records = append(records, entry("fay", fmt.Sprintf("p%d", i), november(1, 0).AddDate(0, 0, -i/3).Add(-time.Duration(i%3)*time.Hour), title(fmt.Sprintf("Post %d", i))))
	}
	p.save(t, "fay", records...)
	p.render(t)
	index := p.index(t)
	if len(index.Entries) > 0 || len(index.Years) < 3 || index.Years[0].Year != 2026 || index.Years[0].File != "2026.json" || index.Members["hal"].Name == "" {
		t.Fatalf("the index has %d entries, years %+v", len(index.Entries), index.Years)
	}
	sum := 0
	for _, y := range index.Years {
		var entries []indexedEntry
		if err := json.Unmarshal([]byte(p.file(t, "search/"+y.File)), &entries); err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !strings.HasPrefix(e.Date, fmt.Sprint(y.Year)) {
				t.Errorf("%s holds an entry of %s", y.File, e.Date)
			}
		}
		if len(entries) != y.Count {
			t.Errorf("%s holds %d entries; the index says %d", y.File, len(entries), y.Count)
		}
		sum += y.Count
	}
	if sum != maxIndexed+12 {
		t.Errorf("the files hold %d entries, want %d", sum, maxIndexed+12)
	}
}

// PG-10, PG-11, PG-12, SRCH-2: scripts are files of our own, small, where the
// policy lets them be; without them no page and no file speaks of any, and
// the page of search leads on.
func TestScripts(t *testing.T) {
	p := newTestPlanet(t)
	report := p.render(t)
	for _, name := range report.Added {
		if path.Ext(name) == ".js" || strings.HasPrefix(name, "search/") && name != "search/index.html" {
			t.Errorf("without scripts there is %s", name)
		}
		if path.Ext(name) == ".html" || name == "_headers" {
			has(t, name, p.file(t, name), "!<script", "!script-src", "!connect-src", "!data-from", "!data-mute", "!<template")
		}
	}
	has(t, "search/", p.file(t, "search/index.html"), `<form class="find" action="./" method="get" role="search"`, `href="../headlines/"`, `href="../archive/"`, `content="noindex, follow"`)

	p.site.Scripts = true
	tag := regexp.MustCompile(`<script src="([^"]+)" defer `)
	for _, name := range pagesOf(p.render(t)) {
		text := p.file(t, name)
		has(t, name, text, "script-src 'self'; connect-src 'self'")
		var files []string
		for _, m := range tag.FindAllStringSubmatch(text, -1) {
			files = append(files, hashed.ReplaceAllString(path.Base(m[1]), "."))
		}
		want := []string{"reader.js"}
		switch {
		case strings.HasPrefix(name, "search/"):
			want = append(want, "search.js")
		case strings.Contains(text, `property="og:type" content="article"`), strings.Contains(text, `http-equiv="refresh"`):
			want = nil // a single post, an address that leads on
		}
		if !slices.Equal(files, want) || strings.Count(text, "<script") != len(want) {
			t.Errorf("%s has the scripts %v, want %v", name, files, want)
		}
	}
	has(t, "_headers", p.file(t, "_headers"), "script-src 'self'; connect-src 'self'")
}

// PG-10: the scripts keep to their budgets.
func TestScriptsAreSmall(t *testing.T) {
	for file, most := range map[string]int{"classic/assets/reader.js": 2_000, "classic/assets/search.js": 3_000} {
		b, err := fs.ReadFile(themes.Files, file)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
		if err == nil {
			_, err = z.Write(b)
		}
		if err := errors.Join(err, z.Close()); err != nil {
			t.Fatal(err)
		}
		if out.Len() > most {
			t.Errorf("%s is %d bytes, compressed; its budget is %d", file, out.Len(), most)
		}
		for _, word := range []string{"innerHTML", "eval(", "document.write", "cookie", "http:", "https:"} {
			if bytes.Contains(b, []byte(word)) {
				t.Errorf("%s says %s", file, word)
			}
		}
	}
}

// URL-1: the page 404 has the form, and it works at any depth.
func TestNotFoundPageSearches(t *testing.T) {
	p := newTestPlanet(t)
	p.site.URL = "https://org.example/planet/"
	p.render(t)
	has(t, "404.html", p.file(t, "404.html"), `<form class="find" action="/planet/search/" method="get"`, `name="q"`, "!<select")
}

// MUTE-1: each entry in a list says by what it may be hidden.
func TestEntriesSayWhoseTheyAre(t *testing.T) {
	p := newTestPlanet(t)
	p.site.Scripts = true
	p.site.Members[2].Language = "en"
	p.render(t)
	ann, bob, dee := `data-from="member/ann group/sky group/fr"`, `data-from="member/bob group/fr lang/fr"`, `data-from="member/dee group/fr lang/en"`
	for _, name := range []string{"index.html", "2026/11/index.html", "headlines/index.html"} {
		has(t, name, p.file(t, name), ann, bob, dee)
	}
	has(t, "index.html", p.file(t, "index.html"), `data-names="{&#34;group/fr&#34;:&#34;En français&#34;,&#34;group/sky&#34;:&#34;Sky&#34;,&#34;lang/en&#34;:&#34;English&#34;,&#34;lang/fr&#34;:&#34;French&#34;}"`)
	has(t, "members/ann", p.file(t, "members/ann/index.html"), `<button type="button" hidden data-mute="member/ann" data-called="Ann Example">`, "!data-from")
	has(t, "groups/sky", p.file(t, "groups/sky/index.html"), `<button type="button" hidden data-mute="group/sky" data-called="Sky">`, ann)
	has(t, "subscribe", p.file(t, "subscribe/index.html"), `<section class="band" id="reader" hidden`)
}

// The index of the large planet of PG-10's figures keeps to SRCH-1's.
func TestSearchIndexIsSmall(t *testing.T) {
	p := newTestPlanet(t)
	p.site.Scripts, p.site.EntryPages = true, false
	words := strings.Fields("a post on stars and planets which nobody has seen before but everybody talks of in these long nights of november when skies are clear")
	var records []store.Record
	for i := range 1251 {
		var line []string
		for n := range 34 {
			line = append(line, words[(i*7+n*n*3+n*i)%len(words)])
		}
		records = append(records, entry("fay", fmt.Sprintf("a-post-of-some-length-%d", i), november(1, 0).Add(-time.Duration(i)*3*time.Hour), title(strings.Join(line[:7], " ")), func(e *planet.Entry) {
			e.Text.Line = strings.Join(line, " ")
			e.Link += "/?a-path-as-long-as-that-of-our-own-page"
		}))
	}
	p.save(t, "fay", records...)
	p.render(t)
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	b, err := os.ReadFile(filepath.Join(p.public, filepath.FromSlash(indexPath)))
	if err == nil {
		_, err = z.Write(b)
	}
	if err := errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	if out.Len() > 150_000 {
		t.Errorf("an index of 1,251 entries has %d bytes, compressed", out.Len())
	}
}
