package render

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"planet"
	"planet/store"
)

// Each kind of page, as readers get it. What changes shows in the diff.
func TestGoldenPages(t *testing.T) {
	p := newTestPlanet(t)
	p.render(t)
	for name, file := range map[string]string{
		"front": "index.html", "month": "2026/11/index.html", "year": "2026/index.html", "archive": "archive/index.html", "headlines": "headlines/index.html",
		"entry": "2026/11/ann-first-light/index.html", "entry-note": "2026/11/bob-note/index.html", "entry-title": "2026/11/dee-title-only/index.html",
		"members": "members/index.html", "members-recent": "members/recent/index.html", "members-new": "members/new/index.html",
		"member": "members/ann/index.html", "member-failing": "members/gil/index.html", "member-left": "members/hal/index.html", "redirect": "members/anna/index.html",
		"group": "groups/sky/index.html", "group-empty": "groups/fr/index.html", "health": "health/index.html",
		"subscribe": "subscribe/index.html", "join": "join/index.html", "about": "about/index.html", "search": "search/index.html", "404": "404.html",
	} {
		checkGolden(t, "pages/"+name+".html", hashed.ReplaceAllString(p.file(t, file), "-HASH."))
	}
	for _, file := range []string{"members.json", "health.json", "sitemap.xml", "robots.txt", "humans.txt", "_headers", ".well-known/feeds"} {
		checkGolden(t, "files/"+strings.ReplaceAll(file, "/", "-"), hashed.ReplaceAllString(p.file(t, file), "-HASH."))
	}
}

// hashed is what the names of a theme's files hold of their bytes: pages
// differ by it whenever the stylesheet does.
var hashed = regexp.MustCompile(`-[0-9a-f]{10}\.`)

// DET-1, DET-2: the same store and list give the same bytes, and a second
// render writes nothing.
func TestSecondRenderWritesNothing(t *testing.T) {
	p := newTestPlanet(t)
	first := p.render(t)
	if len(first.Added) < 30 || len(first.Changed)+len(first.Removed) > 0 {
		t.Errorf("the first render: %d added, %d changed, %d removed", len(first.Added), len(first.Changed), len(first.Removed))
	}
	before := snapshot(t, p.public)
	second := p.render(t)
	if len(second.Added)+len(second.Changed)+len(second.Removed) > 0 {
		t.Errorf("the second render: %+v; want nothing", second)
	}
	if after := snapshot(t, p.public); before != after {
		t.Error("the second render touched a file")
	}
	p.site.Output = filepath.Join(p.site.Dir, "again")
	p.render(t)
	for _, name := range first.Added {
		b, err := os.ReadFile(filepath.Join(p.site.Output, name))
		if err != nil || string(b) != p.file(t, name) {
			t.Errorf("%s comes out differently in another folder: %v", name, err)
		}
	}
}

// snapshot gives names, sizes and times of all files.
func snapshot(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		fmt.Fprintln(&b, name, info.Size(), info.ModTime().UnixNano())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// DET-1: two renders at different hours of a day give the same bytes.
func TestHourOfDayChangesNothing(t *testing.T) {
	p := newTestPlanet(t)
	p.render(t)
	if r := p.render(t, func(o *Options) { o.Today = november(20, 1) }); len(r.Changed) > 0 {
		t.Errorf("at another hour %v changed", r.Changed)
	}
}

// A post that its author took out leaves pages and feeds (FLOW-12), and so
// does that of a removed member (LEAVE-2).
func TestWhatIsGoneDisappears(t *testing.T) {
	p := newTestPlanet(t)
	p.render(t)
	p.site.Members[3].Status = planet.StatusRemoved
	r := p.render(t)
	for _, gone := range []string{"2026/11/eve-b/index.html", "members/eve/index.html", "members/eve/atom.xml", "members/eve/health.xml"} {
		if _, err := os.Stat(filepath.Join(p.public, gone)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is still there", gone)
		}
	}
	if len(r.Removed) != 4 {
		t.Errorf("removed %v; want the four files of eve", r.Removed)
	}
	for _, name := range []string{"index.html", "atom.xml", "rss.xml", "feed.json", "opml.xml", "members/index.html", "headlines/index.html", "2026/11/index.html", "sitemap.xml"} {
		has(t, name, p.file(t, name), "!eve.example")
	}
}

// FLOW-13: what is shown of a text is the narrower of what the member and the
// look of the list allow.
func TestDisplay(t *testing.T) {
	const page, front = "2026/11/ann-first-light/index.html", "index.html"
	whole, cut, half := "A <em>long</em> text with", "A <em>long</em> text …", "A <em>long</em> …"
	tests := []struct {
		display, text     planet.Display
		front, page, atom []string
	}{
		{planet.DisplayFull, planet.DisplayExcerpt, []string{cut, "!" + whole}, []string{whole}, []string{"long&lt;/em&gt; text with"}},
		{planet.DisplayFull, planet.DisplayFull, []string{whole}, []string{whole}, []string{"long&lt;/em&gt; text with"}},
		{planet.DisplayFull, planet.DisplayTitle, []string{"First light", "!<em>long"}, []string{whole}, []string{"text with"}},
		{planet.DisplayExcerpt, planet.DisplayFull, []string{half, "!" + whole}, []string{half, "!" + whole}, []string{"long&lt;/em&gt; …", "!text with"}},
		{planet.DisplayTitle, planet.DisplayFull, []string{"First light", "!<em>long"}, []string{"First light", "!<em>long"}, []string{"First light", "!long"}},
	}
	for _, tt := range tests {
		t.Run(string(tt.display)+" in lists of "+string(tt.text), func(t *testing.T) {
			p := newTestPlanet(t)
			p.site.Members[0].Display, p.site.Front.Text = tt.display, tt.text
			p.render(t)
			has(t, front, p.file(t, front), tt.front...)
			has(t, page, p.file(t, page), tt.page...)
			has(t, "atom.xml", p.file(t, "atom.xml"), tt.atom...)
		})
	}
}

// IMG-1, IMG-2, PG-11: pictures of others stand on pages of single posts
// only, and only those pages allow them.
func TestImages(t *testing.T) {
	const page = "2026/11/ann-first-light/index.html"
	tests := []struct {
		images planet.Images
		wanted []string
	}{
		{planet.ImagesHotlink, []string{`src="https://ann.example/moon.png"`, `img-src 'self' https:;`}},
		{planet.ImagesLink, []string{`!<img alt="the moon"`, `href="https://ann.example/moon.png"`, `img-src 'self';`}},
		{planet.ImagesStrip, []string{"!<img", "!moon.png", "!ann.example/full", `img-src 'self';`}},
	}
	for _, tt := range tests {
		t.Run(string(tt.images), func(t *testing.T) {
			p := newTestPlanet(t)
			p.site.Members[0].Images = tt.images
			p.render(t)
			text := p.file(t, page)
			body := text[strings.Index(text, `<div class="e-content"`):]
			has(t, page, text[:strings.Index(text, "<body>")]+body, tt.wanted...)
			has(t, "index.html", p.file(t, "index.html"), "!<img alt=\"the moon\"", `img-src 'self';`)
		})
	}
}

// URL-1: links work under any base path; the 404 page, which is served at any
// depth, links from there.
func TestBasePath(t *testing.T) {
	p := newTestPlanet(t)
	p.site.URL = "https://org.example/planet/"
	p.render(t)
	has(t, "404.html", p.file(t, "404.html"), `href="/planet/members/"`, `href="/planet/assets/style-`, `!href="members/`)
	has(t, "members/ann/", p.file(t, "members/ann/index.html"), `href="../../"`, `href="../../assets/style-`, `href="../../2026/11/ann-first-light/"`)
	has(t, "index.html", p.file(t, "index.html"), `href="./"`, `href="2026/11/ann-first-light/"`, `rel="canonical" href="https://org.example/planet/"`)
	has(t, "_headers", p.file(t, "_headers"), "/planet/*\n", "/planet/assets/*\n")
}

// HEAD-1 to HEAD-3: every page has a title of its own, says who may index it,
// and names its feeds, its own first.
func TestHeads(t *testing.T) {
	p := newTestPlanet(t)
	report := p.render(t)
	seen := map[string]string{}
	for _, name := range report.Added {
		if path.Ext(name) != ".html" || strings.Contains(name, "anna") {
			continue
		}
		text := p.file(t, name)
		title := regexp.MustCompile(`<title>(.*)</title>`).FindStringSubmatch(text)
		if title == nil || seen[title[1]] != "" {
			t.Errorf("%s has the title of %s: %q", name, seen[title[1]], title)
			continue
		}
		seen[title[1]] = name
		has(t, name, text, `<html lang="en" dir="ltr">`, `name="description" content="`, `name="robots" content="`, `property="og:image"`, `rel="blogroll"`, `type="application/atom+xml"`, `name="referrer" content="no-referrer"`)
	}
	entry := p.file(t, "2026/11/ann-first-light/index.html")
	has(t, "entry", entry, `rel="canonical" href="https://ann.example/first-light"`, `content="index, follow"`, `u-repost-of h-cite`)
	has(t, "health", p.file(t, "health/index.html"), `content="noindex, follow"`)
	member := p.file(t, "members/ann/index.html")
	own, copied, all := strings.Index(member, "https://ann.example/feed"), strings.Index(member, "members/ann/atom.xml"), strings.Index(member, "https://planet.example/atom.xml")
	if own < 0 || own > copied || copied > all {
		t.Errorf("feeds of a member's page stand at %d, %d, %d; want the member's own first (HEAD-2)", own, copied, all)
	}
	has(t, "sitemap.xml", p.file(t, "sitemap.xml"), "https://planet.example/members/ann/", "!ann-first-light", "!/health/", "!404")
	p.site.Front.Text = planet.DisplayFull
	p.render(t)
	has(t, "front with whole texts", p.file(t, "index.html"), `content="noindex, follow"`)
}

// C-8, WHY-1: a member finds every post of the feed, and why it is where it is.
func TestWhy(t *testing.T) {
	p := newTestPlanet(t)
	p.site.Members[0].Skip.Keywords = []string{"second"}
	p.site.Members[0].Hide = []string{"https://ann.example/third"}
	p.site.Members[0].MaxPerDay = 1
	p.render(t)
	page := p.file(t, "members/ann/index.html")
	has(t, "members/ann", page, "More than 1 post that day.", "Does not pass this feed’s filter: the word second.", "The editors of this planet do not show this post.",
		"!https://ann.example/third", "!Third", "Already in the feed when Ann Example joined; archived at its own date.", "On the front page and in the feeds.")
	for _, name := range []string{"index.html", "atom.xml", "2026/11/index.html", "headlines/index.html"} {
		has(t, name, p.file(t, name), "!ann.example/second", "!ann.example/third")
	}
}

// DIR-3, C-9: nobody disappears silently, and a feed that never could be read
// still leads to its member's site.
func TestNobodyDisappears(t *testing.T) {
	p := newTestPlanet(t)
	p.site.Members = p.site.Members[1:] // ann's item is gone from the file
	p.render(t)
	members := p.file(t, "members/index.html")
	has(t, "members", members, `href="https://gil.example/"`, "Having trouble", "Moved on", "ann’s blog", "Hal")
	has(t, "the page of who is gone", p.file(t, "members/ann/index.html"), "First light", "!Original feed")
	has(t, "opml.xml", p.file(t, "opml.xml"), "https://gil.example/feed", "!ann.example", "!hal.example")
	has(t, "index.html", p.file(t, "index.html"), "!First light")
}

// ENT-11, ENT-9, PG-13: notes, foreign languages and empty places have words.
func TestWordsOnPages(t *testing.T) {
	p := newTestPlanet(t)
	p.render(t)
	front := p.file(t, "index.html")
	has(t, "index.html", front, ">Note by Bob</a></h3>", `<h3 class="p-name" lang="fr">`, "<span>French</span>", `<details class="more"><summary>2 more from Ann Example</summary>`, "<span>edited</span>", "Continue on ann.example")
	has(t, "an entry", p.file(t, "2026/11/ann-first-light/index.html"), `<h2>Part one</h2>`, `<h3 id="e-x-a">Deeper</h3>`, `aria-label="Code 2"`, `alt="Image without description"`, "Mentioned by", "Ann l’a bien vu.", "2.3 MB", "CC BY 4.0", "4 min")
	has(t, "an answer", p.file(t, "2026/11/bob-retour/index.html"), "Links to", "First light")
	has(t, "who has not written", p.file(t, "members/fay/index.html"), "No post yet.", "The feed was never read so far.")
	has(t, "month", p.file(t, "2026/11/index.html"), "Without a date", "first seen 18 November 2026")
	has(t, "title only", p.file(t, "2026/11/dee-title-only/index.html"), "The text is on its author’s own site.", "!a secret line")
}

// PG-13: a planet without posts, and one without members, is whole.
func TestEmptyPlanet(t *testing.T) {
	p := newTestPlanet(t)
	dir := t.TempDir()
	db, err := store.Open(t.Context(), filepath.Join(dir, "planet.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	p.db = db
	p.render(t)
	has(t, "front", p.file(t, "index.html"), "The sky is still clear.", "Fay", `href="join/"`)
	has(t, "atom.xml", p.file(t, "atom.xml"), "<updated>", "!<entry>")
	p.site.Members, p.site.Groups = nil, nil
	p.render(t)
	has(t, "front", p.file(t, "index.html"), "Yours could be the first.")
	has(t, "members", p.file(t, "members/index.html"), "Nobody is on the list yet.")
	has(t, "feed.json", p.file(t, "feed.json"), `"items": []`)
}

// ATOM-2: without planet.id the feed keeps the id of its first address.
func TestFeedIdentity(t *testing.T) {
	p := newTestPlanet(t)
	p.site.ID = ""
	p.render(t)
	id := regexp.MustCompile(`<id>(urn:uuid:[^<]+)</id>`).FindString(p.file(t, "atom.xml"))
	p.site.URL = "https://moved.example/"
	p.render(t)
	has(t, "atom.xml after a move", p.file(t, "atom.xml"), id, "https://moved.example/atom.xml")
}

// URL-6, URL-5: an old planet's readers find its feed, and old names lead on.
func TestAliases(t *testing.T) {
	p := newTestPlanet(t)
	p.site.Aliases = map[string]string{"rss20.xml": "rss.xml", "planet.opml": "opml.xml"}
	p.render(t)
	if p.file(t, "rss20.xml") != p.file(t, "rss.xml") || p.file(t, "planet.opml") != p.file(t, "opml.xml") {
		t.Error("the old names hold other bytes")
	}
	has(t, "members/anna", p.file(t, "members/anna/index.html"), `http-equiv="refresh" content="0; url=../ann/"`, `rel="canonical" href="https://planet.example/members/ann/"`)
}

// What must never be published is not.
func TestSecretsStayHome(t *testing.T) {
	p := newTestPlanet(t)
	p.site.Members[0].Contact, p.site.Members[0].Notes = "ann-secret@mail.example", "a quiet note"
	report := p.render(t)
	for _, name := range report.Added {
		has(t, name, p.file(t, name), "!secret@planet.example", "!ann-secret@mail.example", "!a quiet note")
	}
}

func BenchmarkSite(b *testing.B) {
	p := newTestPlanet(b)
	p.render(b)
	b.Run("nothing new", func(b *testing.B) {
		for b.Loop() {
			p.render(b)
		}
	})
	b.Run("all new", func(b *testing.B) {
		for b.Loop() {
			if err := os.RemoveAll(p.public); err != nil {
				b.Fatal(err)
			}
			p.render(b)
		}
	})
}
