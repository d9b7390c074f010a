package render

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"planet"
	"planet/store"
)

// today is the day on which the test planet is looked at.
var today = november(20, 18)

// A testPlanet is a small community in a real store, rendered into a real
// folder.
type testPlanet struct {
	site   *planet.Site
	db     *store.DB
	public string
	warned []string
}

// newTestPlanet has Ann, who writes long posts, Bob, who answers in French and
// in notes, Dee, who shows titles only, Eve, who is hostile, Fay, who has not
// written yet, Gil, whose feed fails, and Hal, who left.
func newTestPlanet(t testing.TB) *testPlanet {
	t.Helper()
	dir := t.TempDir()
	p := &testPlanet{public: filepath.Join(dir, "public"), site: &planet.Site{
		File: filepath.Join(dir, "feeds.yaml"), Dir: dir, Output: filepath.Join(dir, "public"), Database: filepath.Join(dir, "planet.db"),
		Title: "Planet & Co", URL: "https://planet.example/", ID: "urn:uuid:60a76c80-d399-51d9-b91c-0003939e0af6", Description: "What <we> write.",
		Language: "en", Location: time.UTC, Contact: "mailto:desk@planet.example", Owner: planet.Owner{Name: "Ravi", Email: "secret@planet.example"},
		Repository: "https://code.example/planet", Branch: "main",
		Display: planet.DisplayFull, Images: planet.ImagesHotlink, EntryPages: true, RSSBlogroll: true, ActiveDays: 90,
		Front: planet.Front{Entries: 30, Days: 3, PerFeedPerDay: 5, Text: planet.DisplayExcerpt}, Merged: planet.Merged{Entries: 20},
		Groups: []planet.Group{{Slug: "sky", Name: "Sky", Description: "What is above."}, {Slug: "fr", Name: "En français", All: true, Only: planet.Filter{Language: "fr"}}},
		Members: []planet.Member{
			member("ann", "Ann Example", func(m *planet.Member) {
				m.About, m.Groups, m.Joined = "Nights & stars.", []planet.Membership{{Group: "sky"}}, november(1, 0)
				m.Links = []planet.Link{{Name: "mastodon", URL: "https://social.example/@ann"}}
				m.Aliases, m.Licence, m.Consent = []string{"anna"}, "https://creativecommons.org/licenses/by/4.0/", "agreed"
			}),
			member("bob", "Bob", func(m *planet.Member) { m.Language, m.About = "fr", "Il répond." }),
			member("dee", "Dee", func(m *planet.Member) { m.Display = planet.DisplayTitle }),
			member("eve", "Eve & <Co>"),
			member("fay", "Fay"),
			member("gil", "ليلى", func(m *planet.Member) { m.Language, m.About = "ar", "عن التعلّم" }),
			member("hal", "Hal", func(m *planet.Member) { m.Status = planet.StatusLeft }),
		},
	}}
	db, err := store.Open(t.Context(), p.site.Database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	p.db = db
	if _, err := db.Keep(t.Context(), store.FactFounded, "1767225600"); err != nil { // 1 January 2026
		t.Fatal(err)
	}
	p.write(t)
	return p
}

func member(slug, name string, change ...func(*planet.Member)) planet.Member {
	m := planet.Member{
		Slug: slug, Name: name, Site: "https://" + slug + ".example/", Everything: true, Search: true, Conversations: true,
		Feeds: []planet.Feed{{Slug: slug, URL: "https://" + slug + ".example/feed"}}, File: "feeds.yaml", Line: 7,
	}
	for _, f := range change {
		f(&m)
	}
	return m
}

// write stores what everybody wrote.
func (p *testPlanet) write(t testing.TB) {
	t.Helper()
	p.save(t, "ann",
		entry("ann", "first-light", november(20, 9), func(e *planet.Entry) {
			e.Title, e.Categories = "First light", []planet.Category{{Term: "optics", Label: "Optics & light"}}
			e.Text = planet.Text{
				Body:    planet.TrustHTML(longBody),
				List:    planet.TrustHTML("<h1>Part one</h1><p>A <em>long</em> text with <a href=\"https://ann.example/moon.png\" rel=\"noopener noreferrer\">the moon</a>.</p>"),
				Excerpt: planet.TrustHTML("<h1>Part one</h1><p>A <em>long</em> text …</p>"), Short: planet.TrustHTML("<p>A <em>long</em> …</p>"),
				Summary: "What I saw.", Line: "What I saw.", Words: 700, Images: 2,
			}
			e.Enclosures = []planet.Enclosure{{URL: "https://ann.example/talk.mp3", Type: "audio/mpeg", Length: 2_345_678, Title: "The talk"}}
		}),
		entry("ann", "second", november(20, 8), title("Second")), entry("ann", "third", november(20, 7), title("Third")), entry("ann", "fourth", november(20, 6), title("Fourth")),
		entry("ann", "old", time.Date(2025, 3, 4, 5, 6, 0, 0, time.UTC), title("An old one"), func(e *planet.Entry) { e.Reason = planet.ReasonBacklog }),
	)
	p.save(t, "bob",
		entry("bob", "retour", november(20, 5), title("Une réponse"), func(e *planet.Entry) {
			e.Language = "fr"
			e.Text.Links = []planet.Reference{{URL: "https://ann.example/first-light", Canonical: "http://ann.example/first-light", Text: "Ann", Sentence: "Ann l’a bien vu."}}
		}),
		entry("bob", "note", november(19, 22), func(e *planet.Entry) { e.Text.Body, e.Text.Whole = planet.TrustHTML("<p>Short &amp; sweet.</p>"), true }),
		entry("bob", "undated", november(18, 12), title("Sans date"), func(e *planet.Entry) { e.Published = time.Time{} }),
		entry("bob", "edited", november(17, 12), title("Edited"), func(e *planet.Entry) { e.Revision, e.Updated = 2, november(19, 1) }),
	)
	p.save(t, "dee", entry("dee", "title-only", november(19, 8), title("Only my title"), func(e *planet.Entry) { e.Text.Line, e.Text.Words = "a secret line", 500 }))
	p.save(t, "eve", entry("eve", "b", november(18, 8), title("<b>&amp; ]]> \u05d0"), func(e *planet.Entry) { e.Text.Uncleaned, e.Text.Body = true, planet.SafeHTML{} }))
	p.save(t, "hal", entry("hal", "bye", time.Date(2026, 1, 2, 3, 0, 0, 0, time.UTC), title("Goodbye")))
	p.visit(t, &store.Visit{Address: store.Address{
		Slug: "gil", URL: "https://gil.example/feed", Code: planet.CodeNotFound, Message: "gil.example answered 404 Not Found", Failures: 4, FailingSince: november(10, 8),
		LastRequest: today, NextCheck: november(21, 8), Status: 404,
	}, At: today})
}

func (p *testPlanet) save(t testing.TB, slug string, records ...store.Record) {
	t.Helper()
	p.visit(t, &store.Visit{Records: records, At: november(20, 10), Address: store.Address{
		Slug: slug, URL: "https://" + slug + ".example/feed", Format: "Atom", FirstGood: november(1, 1), LastGood: november(20, 10), LastNew: november(20, 10),
		LastRequest: november(20, 10), Items: len(records), Bytes: 12_345, Source: planet.Source{Title: slug + "’s blog", HomeURL: "https://" + slug + ".example/", FeedURL: "https://" + slug + ".example/feed"},
	}})
}

func (p *testPlanet) visit(t testing.TB, v *store.Visit) {
	t.Helper()
	if err := p.db.Save(t.Context(), v); err != nil {
		t.Fatal(err)
	}
}

// entry makes a record of a post; it has a short text unless change says
// otherwise.
func entry(slug, name string, at time.Time, change ...func(*planet.Entry)) store.Record {
	link := "https://" + slug + ".example/" + name
	e := planet.Entry{
		Feed: slug, FeedURL: "https://" + slug + ".example/feed", AtomID: link, ShortID: planet.ShortID(link), Path: at.Format("2006/01/") + slug + "-" + name,
		GUID: link, Link: link, Canonical: "http://" + slug + ".example/" + name, Published: at, FirstSeen: at, Position: at, Revision: 1,
		Text: planet.Text{Body: planet.TrustHTML("<p>The text of " + name + ".</p>"), Whole: true, Line: "The text of " + name + ".", Words: 4},
	}
	for _, f := range change {
		f(&e)
	}
	return store.Record{Entry: e, Keys: []store.Key{{Kind: store.KindID, Hash: sha256.Sum256([]byte(link))}}, Hash: said(&e), Policy: 1}
}

// said is the hash of what a feed says of an entry, as the fetcher makes one.
func said(e *planet.Entry) []byte {
	sum := sha256.Sum256(fmt.Append(nil, e.Title, e.Link, e.Text.Body, e.Text.Line, e.Text.Links, e.Authors, e.Categories, e.Enclosures))
	return sum[:]
}

func title(s string) func(*planet.Entry) { return func(e *planet.Entry) { e.Title = s } }

// longBody is what package clean makes of a text with everything in it.
const longBody = `<h1>Part one</h1><p>A <em>long</em> text with <img alt="the moon" decoding="async" loading="lazy" referrerpolicy="no-referrer" src="https://ann.example/moon.png"/>.</p>` +
	`<h2 id="e-x-a">Deeper</h2><pre aria-label="Code" role="region" tabindex="0"><code class="language-go">a &lt; b</code></pre>` +
	`<p><a href="https://ann.example/full" rel="noopener noreferrer"><img decoding="async" loading="lazy" referrerpolicy="no-referrer" src="https://ann.example/small.png"/></a></p>` +
	`<div aria-label="Table" class="table-box" role="region" tabindex="0"><table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table></div>` +
	`<pre aria-label="Code" role="region" tabindex="0">more</pre>`

// render renders the planet, and fails if that does.
func (p *testPlanet) render(t testing.TB, change ...func(*Options)) *Report {
	t.Helper()
	report, err := p.try(t, change...)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func (p *testPlanet) try(t testing.TB, change ...func(*Options)) (*Report, error) {
	o := Options{hasty: true, audit: true, Today: today, Version: "1.2", Feed: "https://planet.example/atom.xml", Warn: func(format string, _ ...any) { p.warned = append(p.warned, format) }}
	for _, f := range change {
		f(&o)
	}
	return Site(t.Context(), p.db.Reader, p.site, o)
}

// file gives a file of the rendered site.
func (p *testPlanet) file(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(p.public, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// put writes one of the owner's own files beside the list.
func (p *testPlanet) put(t testing.TB, name, text string) {
	t.Helper()
	path := filepath.Join(p.site.Dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// has fails unless a page says all of wanted and none of what begins with "!".
func has(t *testing.T, page, text string, wanted ...string) {
	t.Helper()
	if path.Ext(page) == ".html" || !strings.Contains(page, ".") {
		text = strings.NewReplacer("&#39;", "'", "&#43;", "+").Replace(text) // as browsers read attributes
	}
	for _, w := range wanted {
		if not, negated := strings.CutPrefix(w, "!"); negated {
			if strings.Contains(text, not) {
				t.Errorf("%s holds %q", page, not)
			}
		} else if !strings.Contains(text, w) {
			t.Errorf("%s lacks %q", page, w)
		}
	}
}
