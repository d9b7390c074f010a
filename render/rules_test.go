package render

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
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

// pagesOf gives the HTML pages of a report.
func pagesOf(r *Report) []string {
	return slices.DeleteFunc(slices.Concat(r.Added, r.Changed), func(name string) bool { return path.Ext(name) != ".html" })
}

// HEAD-2, OPML-6, HUM-4: every page names the merged feeds, the list of feeds,
// and leads to the page on subscribing.
func TestEveryPageLeadsToFeeds(t *testing.T) {
	p := newTestPlanet(t)
	for _, name := range pagesOf(p.render(t)) {
		if strings.Contains(name, "anna") {
			continue // a page that only leads on
		}
		has(t, name, p.file(t, name), `rel="blogroll" type="text/xml" href="https://planet.example/opml.xml"`, `type="application/rss+xml"`, `type="application/feed+json"`,
			`subscribe/">`, `opml.xml">OPML</a>`)
	}
}

// HEAD-4, HEAD-5, PG-6, PG-12: Open Graph with our own picture, no data in
// scripts, no style in the markup, and the same foot everywhere.
func TestEveryPageIsOurs(t *testing.T) {
	p := newTestPlanet(t)
	for _, name := range pagesOf(p.render(t)) {
		if strings.Contains(name, "anna") {
			continue
		}
		text := p.file(t, name)
		has(t, name, text, `property="og:image" content="https://planet.example/assets/logo-`, `property="og:locale" content="en"`, "!application/ld+json", "!<style", "! style=", "! onclick=")
		foot := text[strings.Index(text, `<footer`):]
		has(t, name, foot, "About &amp; contact", "Policy &amp; takedown", "Feed health", "All times are UTC.")
		if strings.Index(foot, "About &amp; contact") > strings.Index(foot, "Feed health") {
			t.Errorf("%s: the foot has another order", name)
		}
	}
}

// PG-1, ARCH-4, MF-1: skip link, one h1, landmarks with names of their own,
// days under h2, posts under h3 with anchors.
func TestShapeOfPages(t *testing.T) {
	p := newTestPlanet(t)
	for _, name := range pagesOf(p.render(t)) {
		if strings.Contains(name, "anna") {
			continue
		}
		text := p.file(t, name)
		if n := strings.Count(text, "<h1"); n != 1 {
			t.Errorf("%s has %d headings of the first level", name, n)
		}
		if strings.Count(text, "<main ") != 1 || !strings.Contains(text, `<a class="skip" href="#main">`) || !strings.Contains(text, `<main id="main"`) {
			t.Errorf("%s lacks the skip link, or its target", name)
		}
		seen := map[string]bool{}
		for _, m := range regexp.MustCompile(`<(nav|aside)[^>]* aria-label="([^"]+)"`).FindAllStringSubmatch(text, -1) {
			if seen[m[1]+m[2]] {
				t.Errorf("%s has two landmarks %s called %q", name, m[1], m[2])
			}
			seen[m[1]+m[2]] = true
		}
	}
	front := p.file(t, "index.html")
	has(t, "index.html", front, `<main id="main" class="h-feed">`, `<section class="band day" aria-labelledby="d-2026-11-20">`, `<h2 class="rail" id="d-2026-11-20">`,
		fmt.Sprintf(`id="e-%s"`, planet.ShortID("https://ann.example/first-light")), `<time class="dt-published" datetime="2026-11-20T09:00:00Z">`)
}

// URL-4: a short id is ten characters of base32 of the SHA-256 of the atom id.
func TestShortID(t *testing.T) {
	if got := planet.ShortID("https://ann.example/first-light"); !regexp.MustCompile(`^[a-z2-7]{10}$`).MatchString(got) || got != planet.ShortID("https://ann.example/first-light") || got == planet.ShortID("https://ann.example/second") {
		t.Errorf("ShortID = %q", got)
	}
}

// FLOW-1: by position, then slug, then id, on pages and in feeds alike.
func TestOrder(t *testing.T) {
	p := newTestPlanet(t)
	same := november(16, 9)
	p.save(t, "bob", entry("bob", "same-b", same, title("Same B")))
	p.save(t, "ann", entry("ann", "same-z", same, title("Same Z")), entry("ann", "same-a", same, title("Same A")))
	p.render(t)
	for _, name := range []string{"index.html", "2026/11/index.html", "headlines/index.html", "atom.xml", "rss.xml", "feed.json"} {
		text := p.file(t, name)
		var at []int
		for _, title := range []string{"First light", "Second", "Same A", "Same Z", "Same B"} {
			at = append(at, strings.Index(text, title))
		}
		if !slices.IsSorted(at) || at[0] < 0 {
			t.Errorf("%s: posts stand at %v; want them in their order", name, at)
		}
	}
}

// FLOW-2: pages go by the site's zone, archive documents by UTC.
func TestZones(t *testing.T) {
	p := newTestPlanet(t)
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	p.site.Location = tokyo
	p.save(t, "ann", entry("ann", "edge", november(9, 20), title("Edge"))) // the 10th in Tokyo
	p.render(t)
	month := p.file(t, "2026/11/index.html")
	if day := strings.LastIndex(month[:strings.Index(month, ">Edge<")], `id="d-`); !strings.HasPrefix(month[day:], `id="d-2026-11-10"`) {
		t.Errorf("Edge stands under %.20s; want the day it was in Tokyo", month[day:])
	}
	has(t, "2026/11/", month, `datetime="2026-11-10T05:00:00+09:00"`, "All times are Asia/Tokyo.")
	has(t, "archive/current.json", p.file(t, "archive/current.json"), "2026-11-09T20:00:00Z")
}

// ATOM-5, JF-6, ARC-5: what the merged feed says of itself; its size; and that
// only the main one has archives.
func TestMergedFeed(t *testing.T) {
	p := newTestPlanet(t)
	p.render(t)
	atom := p.file(t, "atom.xml")
	has(t, "atom.xml", atom, "<generator ", "<subtitle>What &lt;we&gt; write.</subtitle>", "<icon>https://planet.example/assets/icon-", "<logo>https://planet.example/assets/logo-", "<author>\n", `rel="prev-archive"`)
	if n := len(p.file(t, "feed.json")); n > 250_000 {
		t.Errorf("feed.json has %d bytes", n)
	}
	has(t, "members/ann/atom.xml", p.file(t, "members/ann/atom.xml"), "!prev-archive")
	has(t, "groups/sky/atom.xml", p.file(t, "groups/sky/atom.xml"), "!prev-archive")
}

// OPML-7, outputs.md 1: three addresses, the same bytes; pages link to the one
// that hosts serve well.
func TestThreeLists(t *testing.T) {
	p := newTestPlanet(t)
	p.render(t)
	if p.file(t, "opml.xml") != p.file(t, "blogroll.opml") || p.file(t, "opml.xml") != p.file(t, ".well-known/recommendations.opml") {
		t.Error("the three lists differ")
	}
	has(t, "subscribe", p.file(t, "subscribe/index.html"), `href="../opml.xml"`, "!blogroll.opml")
}

// HEAD-6, HEAD-7, HEAD-8: robots and humans are told; security.txt only if
// there is a contact; a favicon and a page for lost readers.
func TestFilesForPrograms(t *testing.T) {
	p := newTestPlanet(t)
	p.site.Robots.Disallow = []string{"EvilBot"}
	p.site.Security = planet.Security{Contact: "mailto:sec@planet.example", Expires: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)}
	p.render(t)
	has(t, "robots.txt", p.file(t, "robots.txt"), "User-agent: EvilBot\nDisallow: /\n", "User-agent: *\nAllow: /\n", "Sitemap: https://planet.example/sitemap.xml")
	has(t, "humans.txt", p.file(t, "humans.txt"), "Ravi", "Ann Example https://ann.example/", "!Hal")
	has(t, "security.txt", p.file(t, ".well-known/security.txt"), "Contact: mailto:sec@planet.example\n", "Expires: 2027-01-01T00:00:00Z\n")
	has(t, "404.html", p.file(t, "404.html"), "Nothing on this orbit", `href="/members/"`)
	if ico := p.file(t, "favicon.ico"); !strings.HasPrefix(ico, "\x00\x00\x01\x00") {
		t.Error("favicon.ico is none")
	}
	p.site.Security = planet.Security{}
	if r := p.render(t); !slices.Contains(r.Removed, ".well-known/security.txt") {
		t.Errorf("removed %v; want security.txt gone without a contact", r.Removed)
	}
}

// HUM-1, HUM-2: feeds name a stylesheet, in CSS, never XSLT.
func TestFeedsForPeople(t *testing.T) {
	p := newTestPlanet(t)
	for _, name := range p.render(t).Added {
		if path.Ext(name) != ".xml" || name == "sitemap.xml" || name == "opml.xml" || strings.HasSuffix(name, "/opml.xml") {
			continue
		}
		has(t, name, p.file(t, name), `<?xml-stylesheet type="text/css" href="https://planet.example/feed.css"?>`, "!xsl")
	}
	has(t, "feed.css", p.file(t, "feed.css"), "This is a feed", "::before")
}

// CHECK-5, WHY-2: for each reason there is a sentence, and a place on the
// member's page.
func TestEveryReasonHasWords(t *testing.T) {
	p := newTestPlanet(t)
	th, err := openTheme(p.site)
	if err != nil {
		t.Fatal(err)
	}
	defer th.Close()
	for _, reason := range []planet.Reason{
		planet.ReasonHidden, planet.ReasonLeft, planet.ReasonRemoved, planet.ReasonWithdrawn, planet.ReasonHeld, planet.ReasonFuture,
		planet.ReasonDuplicate, planet.ReasonFiltered, planet.ReasonUncleaned, planet.ReasonBacklog, planet.ReasonLate, planet.ReasonFlood, planet.ReasonWindow,
	} {
		if key := "why." + string(reason); th.words.t(key) == key {
			t.Errorf("nobody says why an entry is %s", reason)
		}
	}
}

// WHY-3: per feed when it was read, and how many entries it holds.
func TestWhyTellsOfTheFeed(t *testing.T) {
	p := newTestPlanet(t)
	p.render(t)
	has(t, "members/ann", p.file(t, "members/ann/index.html"), "Last read 20 November 2026. 5 posts in the feed.")
	has(t, "members/gil", p.file(t, "members/gil/index.html"), "Last tried 10 November 2026: gil.example answered 404 Not Found")
}

// ARCH-1, ARCH-2, ARCH-3, ARCH-5: ways on from the front page; months by day
// with a line each; all titles; the original first and last on an entry's
// page.
func TestListsLeadOn(t *testing.T) {
	p := newTestPlanet(t)
	p.render(t)
	has(t, "index.html", p.file(t, "index.html"), `href="2026/11/"`, `href="headlines/"`, `href="archive/"`, "!/page/")
	has(t, "2026/", p.file(t, "2026/index.html"), `href="11/"`, "10 posts", `<svg class="bar"`)
	has(t, "archive/", p.file(t, "archive/index.html"), `href="../2025/03/"`, "12 posts since 2025.")
	has(t, "headlines/", p.file(t, "headlines/index.html"), "First light", "Goodbye", "!An old one") // older than twelve months
	entry := p.file(t, "2026/11/ann-first-light/index.html")
	links := regexp.MustCompile(`href="https://ann.example/first-light"`).FindAllStringIndex(entry[strings.Index(entry, "<article"):], -1)
	if body := strings.Index(entry[strings.Index(entry, "<article"):], `<div class="e-content"`); len(links) < 2 || links[0][0] > body || links[len(links)-1][0] < body {
		t.Errorf("links to the original stand at %v, the text at %d; want one before and one after", links, body)
	}
}

// ARCH-6, ARCH-7: one byline for a run, the rest folded; a group is a filtered
// front page with its own feeds and members.
func TestRunsAndGroups(t *testing.T) {
	p := newTestPlanet(t)
	p.render(t)
	front := p.file(t, "index.html")
	if n := strings.Count(front, `<a class="p-name u-url" href="https://ann.example/"><bdi>`); n != 1 {
		t.Errorf("ann's four posts in a row have %d bylines", n)
	}
	has(t, "groups/sky", p.file(t, "groups/sky/index.html"), "What is above.", `href="atom.xml"`, `href="opml.xml"`, "First light", "!Une réponse", "Ann Example")
	has(t, "its OPML", p.file(t, "groups/sky/opml.xml"), "https://ann.example/feed", "!bob.example")
}

// I18N-3, GRP-2: a group of all members with a language is a stream by
// language, with page, feed and list.
func TestLanguageStream(t *testing.T) {
	p := newTestPlanet(t)
	p.save(t, "dee", entry("dee", "english", november(19, 3), title("In English"), func(e *planet.Entry) { e.Language = "en-GB" }))
	p.render(t)
	has(t, "groups/fr", p.file(t, "groups/fr/index.html"), "Une réponse", "!In English")
	has(t, "its feed", p.file(t, "groups/fr/atom.xml"), "bob.example/retour", "!dee.example/english")
	has(t, "its list", p.file(t, "groups/fr/opml.xml"), "ann.example", "bob.example")
}

// PG-10, SITE-7: the budgets, on a planet of 100 members and 2,000 entries.
func TestBudgets(t *testing.T) {
	p := newTestPlanet(t)
	for m := range 100 {
		slug := fmt.Sprintf("member-%d", m)
		p.site.Members = append(p.site.Members, member(slug, fmt.Sprintf("Member Number %d", m)))
		var all []store.Record
		for n := range 20 {
			at := november(20, 9).Add(-time.Duration(n*97+m) * 13 * time.Minute)
			all = append(all, entry(slug, fmt.Sprintf("post-%d-%d", m, n), at, title(fmt.Sprintf("What number %d thinks of the %dth thing", m, n)), func(e *planet.Entry) {
				e.Text.Body = planet.TrustHTML(strings.Repeat(fmt.Sprintf("<p>A sentence of post %d by member %d, neither short nor long.</p>", n, m), 6))
			}))
		}
		p.save(t, slug, all...)
	}
	p.render(t)
	if n := zipped(t, p.file(t, "index.html")); n > 100_000 {
		t.Errorf("the front page is %d bytes, gzip; want at most 100 kB", n)
	}
	for _, theme := range builtins() {
		b, err := themes.Files.ReadFile(theme + "/assets/style.css")
		if err != nil {
			t.Fatal(err)
		}
		if n := zipped(t, string(b)); n > 8_000 {
			t.Errorf("%s's stylesheet is %d bytes, gzip; want at most 8 kB", theme, n)
		}
	}
}

func zipped(t *testing.T, s string) int {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

// CSS-1, CSS-2, PG-3, PG-7: what every theme keeps: the lines that hold
// strangers' texts inside the page, logical properties only, both schemes,
// contrast and print.
func TestStylesheetsKeepTheContract(t *testing.T) {
	for _, theme := range builtins() {
		b, err := themes.Files.ReadFile(theme + "/assets/style.css")
		if err != nil {
			t.Fatal(err)
		}
		css := string(b)
		has(t, theme+".css", css, "overflow-wrap: anywhere", ".e-content { contain: layout paint; display: flow-root; overflow-x: clip; max-inline-size: 70ch",
			".e-content :is(img, svg, video) { max-inline-size: 100%; block-size: auto }", "pre, .table-box, .math-box { overflow-x: auto", "article { content-visibility: auto",
			"prefers-color-scheme: dark", "prefers-contrast: more", "forced-colors: active", "@media print", ":focus-visible { outline: 3px")
		for _, physical := range []string{"margin-left", "margin-right", "padding-left", "padding-right", "text-align: left", "text-align: right", "float:", "border-left", "border-right", "\nleft:", "\nright:"} {
			has(t, theme+".css", css, "!"+physical)
		}
	}
}

// PG-14: a state is a shape, a word and a colour.
func TestStatesHaveWordsAndShapes(t *testing.T) {
	p := newTestPlanet(t)
	p.render(t)
	members := p.file(t, "members/index.html")
	for _, state := range []string{"active", "failing", "new", "left"} {
		if !regexp.MustCompile(`<span class="state ` + state + `"><svg class="ico"[^>]*>\s*<(circle|path)[^>]*/></svg>` + state + `</span>`).MatchString(members) {
			t.Errorf("the state %s lacks its word or shape", state)
		}
	}
}

// PG-9, PG-8: language and direction of the page, dates with offset.
func TestRightToLeft(t *testing.T) {
	p := newTestPlanet(t)
	p.site.Language = "ar"
	p.render(t)
	has(t, "index.html", p.file(t, "index.html"), `<html lang="ar" dir="rtl">`, `datetime="2026-11-20T09:00:00Z"`)
	has(t, "a French post", p.file(t, "2026/11/bob-retour/index.html"), `lang="fr" dir="ltr"`)
}

// SITE-4: no style, no handler, no script in any file of a hostile planet.
func TestNothingLiveInAnyFile(t *testing.T) {
	p := newTestPlanet(t)
	live := regexp.MustCompile(`(?i)<script[^>]*>[^<]|\sstyle=|\son[a-z]+=|javascript:|<iframe|<form[^>]*action="http`)
	for _, name := range p.render(t).Added {
		if ext := path.Ext(name); ext == ".png" || ext == ".ico" {
			continue
		}
		if m := live.FindString(p.file(t, name)); m != "" {
			t.Errorf("%s holds %q", name, m)
		}
	}
}

// SITE-9, CHECK-3: what the feeds say is what the store has.
func TestFeedsAgree(t *testing.T) {
	p := newTestPlanet(t)
	p.render(t)
	var feed struct{ Items []struct{ ID, Title string } }
	if err := json.Unmarshal([]byte(p.file(t, "feed.json")), &feed); err != nil {
		t.Fatal(err)
	}
	inAtom := entryID.FindAllStringSubmatch(p.file(t, "atom.xml"), -1)
	inRSS := regexp.MustCompile(`<guid isPermaLink="false">([^<]+)</guid>`).FindAllStringSubmatch(p.file(t, "rss.xml"), -1)
	if len(feed.Items) == 0 || len(inAtom) != len(feed.Items) || len(inRSS) != len(feed.Items) {
		t.Fatalf("%d items, %d entries, %d items", len(feed.Items), len(inAtom), len(inRSS))
	}
	for i, it := range feed.Items {
		if inAtom[i][1] != it.ID || inRSS[i][1] != it.ID {
			t.Errorf("entry %d is %s, %s and %s", i, it.ID, inAtom[i][1], inRSS[i][1])
		}
	}
}

// ATOM-16: a signature of the source can't be true of what we make of it.
func TestNoSignatures(t *testing.T) {
	p := newTestPlanet(t)
	for _, name := range p.render(t).Added {
		if path.Ext(name) == ".xml" {
			has(t, name, p.file(t, name), "!Signature", "!xmldsig")
		}
	}
}

// THEME-4: every page template of the contract is there in every theme.
func TestOwnThemeFolderIsEnough(t *testing.T) {
	p := newTestPlanet(t)
	classic, err := fs.Sub(themes.Files, defaultTheme)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(p.site.Dir, "copy"), classic); err != nil {
		t.Fatal(err)
	}
	p.render(t)
	before := p.file(t, "index.html")
	p.site.Theme = "copy"
	p.render(t)
	if p.file(t, "index.html") != before {
		t.Error("a copy of classic is another theme")
	}
}
