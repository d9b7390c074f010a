package render

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"planet"
)

// look asks the live search of p, as planet serve does.
func (p *testPlanet) look(t testing.TB, s *Search, asked string) string {
	t.Helper()
	values, err := url.ParseQuery(asked)
	if err != nil {
		t.Fatal(err)
	}
	page, err := s.Page(t.Context(), p.site, Options{Today: today, Version: "1.2"}, values)
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

func (p *testPlanet) search(t testing.TB) *Search {
	t.Helper()
	s, err := NewSearch(t.Context(), p.db.Reader)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

var hitTitle = regexp.MustCompile(`<h3 class="t[^>]*>(?:<a [^>]*>)?(.*?)(?:</a>)?</h3>`)

// hitsOf gives the titles that a page of search shows, without their marks.
func hitsOf(page string) []string {
	all := []string{}
	for _, m := range hitTitle.FindAllStringSubmatch(page, -1) {
		all = append(all, strings.NewReplacer("<mark>", "", "</mark>", "").Replace(m[1]))
	}
	return all
}

// The page of what was found looks like the site's own.
func TestGoldenLiveSearch(t *testing.T) {
	p := newTestPlanet(t)
	p.site.Scripts = true
	s := p.search(t)
	checkGolden(t, "pages/search-live.html", hashed.ReplaceAllString(p.look(t, s, "q=deeper+long&year=2026"), "-HASH."))
	p.render(t) // what it links to is there
	site, live := p.file(t, "search/index.html"), p.look(t, s, "")
	for _, from := range []string{`<link rel="stylesheet" href="`, `<header class="mast">`, `<footer class="base">`} {
		if a, b := after(site, from), after(live, from); a == "" || a != b {
			t.Errorf("after %s the site has %q, and a page of search %q", from, a, b)
		}
	}
}

// after gives a line's worth of a page after some markup.
func after(page, mark string) string {
	_, rest, _ := strings.Cut(page, mark)
	return rest[:min(len(rest), 300)]
}

// SRCH-3: words in titles and whole texts are found, without accents, by
// member and year; what a reader types is never syntax or markup.
func TestLiveSearch(t *testing.T) {
	p := newTestPlanet(t)
	s := p.search(t)
	tests := []struct {
		name, asked string
		want        []string
	}{
		{"nothing asked", "", []string{}},
		{"a word of a title", "q=reponse", []string{"Une réponse"}}, //nolint:misspell // French, as it is typed
		{"a word of a text", "q=deeper", []string{"First light"}},
		{"all words must be there", "q=deeper+moon", []string{}},
		{"a member's only", "q=text&member=hal", []string{"Goodbye"}},
		{"a year's only", "q=text&year=2025", []string{"An old one"}},
		{"both", "q=text&member=ann&year=2025", []string{"An old one"}},
		{"all of a member, the newest first", "member=ann", []string{"First light", "Second", "Third", "Fourth", "An old one"}},
		{"a member that nobody knows is passed over", "q=reponse&member=../x&year=nineteen&from=-3", []string{"Une réponse"}}, //nolint:misspell // French, as it is typed
		{"a note by its text", "q=sweet", []string{"Note by Bob"}},
		{"backlog, too (FLOW-3)", "q=old", []string{"An old one"}},
		{"who left, too (LEAVE-2)", "q=goodbye", []string{"Goodbye"}},
		{"quotes and brackets are no syntax", `q=%22+OR+(`, []string{}},
		{"nor are columns", "q=title:light", []string{}},
		{"signs alone find nothing", "q=***", []string{}},
		{"bytes that are no text", "q=%ff%00reponse", []string{"Une réponse"}},
		{"beyond the end begins again", "q=reponse&from=500", []string{"Une réponse"}},                           //nolint:misspell // French, as it is typed
		{"a long query is cut", "q=reponse+" + strings.Repeat("+", 300) + strings.Repeat("x", 5000), []string{}}, //nolint:misspell // French, as it is typed
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			page := p.look(t, s, tt.asked)
			if got := hitsOf(page); !slices.Equal(got, tt.want) {
				t.Errorf("found %q, want %q", got, tt.want)
			}
			if len(tt.want) == 0 && tt.asked != "" {
				has(t, "page", page, "Nothing found", `id="results" aria-labelledby="found" hidden>`) // PG-13
			}
			var check pageReader
			check.name, check.base = "search/index.html", "/"
			check.read([]byte(page))
			if len(check.problems) > 0 {
				t.Errorf("the page has problems: %q", check.problems)
			}
		})
	}
}

// SRCH-3: what was looked for is marked in the title and in the line of text
// around it; the question stands in the field and is no markup.
func TestLiveSearchMarks(t *testing.T) {
	p := newTestPlanet(t)
	s := p.search(t)
	has(t, "page", p.look(t, s, "q=DEEPER"), `<mark>Deeper</mark> a &lt; b`, `>Search: DEEPER – Planet &amp; Co</title>`, `value="DEEPER"`, "<span>1 post</span>", `noindex, follow`)
	has(t, "page", p.look(t, s, "q=light"), `>First <mark>light</mark></a></h3>`, `<time class="dt-published" datetime="2026-11-20T09:00:00Z">20 November 2026</time>`)
	hostile := p.look(t, s, "q="+url.QueryEscape(`"><script>alert(1)</script>`))
	has(t, "page", hostile, "!<script>alert", `<title>Search: &#34;&gt;&lt;script&gt;alert(1)`)
}

// SRCH-4, FLOW-13: of a text no more is shown, and by title only no more is
// found, than its member allows.
func TestLiveSearchKeepsToDisplay(t *testing.T) {
	p := newTestPlanet(t)
	s := p.search(t)
	dee := p.look(t, s, "q=title")
	if got := hitsOf(dee); !slices.Equal(got, []string{"Only my title"}) {
		t.Errorf("by its title found %q", got)
	}
	has(t, "page", dee, "!secret", "!The text of")
	if got := hitsOf(p.look(t, s, "q=text+only")); len(got) > 0 {
		t.Errorf("by a text that is not shown found %q", got)
	}
	p.site = new(*p.site)
	p.site.Members[0].Display = planet.DisplayExcerpt
	has(t, "page", p.look(t, s, "q=deeper"), "First light", "!Deeper", "What I saw.")
	p.site = new(*p.site)
	p.site.Members[0].Search = false
	if got := hitsOf(p.look(t, s, "q=light")); len(got) > 0 {
		t.Errorf("of who stays out of the search found %q", got)
	}
	has(t, "page", p.look(t, s, ""), `!value="ann"`)
}

// FLOW, WHY: what has no place on the site is not found, and what loses its
// place is not found any more, whoever changed the database.
func TestLiveSearchFollowsPlaces(t *testing.T) {
	p := newTestPlanet(t)
	s := p.search(t)
	found := func(want ...string) {
		t.Helper()
		got := hitsOf(p.look(t, s, "q=text&member=ann"))
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("found %q, want %q", got, want)
		}
	}
	found("Second", "Fourth", "Third", "An old one", "First light")
	p.withdraw(t, "Second")
	found("Fourth", "Third", "An old one", "First light")
	entries, err := p.db.EntriesOf(t.Context(), "ann")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Title == "Third" {
			if _, err := p.db.Forget(t.Context(), []int64{e.ID}); err != nil {
				t.Fatal(err)
			}
		}
	}
	found("Fourth", "An old one", "First light")
	p.save(t, "ann", entry("ann", "new", november(20, 10), title("New")))
	found("New", "Fourth", "An old one", "First light")
	p.site = new(*p.site)
	p.site.Members[0].Hide = []string{"https://ann.example/fourth"}
	p.site.Members[0].Skip.Keywords = []string{"old"}
	found("New", "First light")
	p.site = new(*p.site)
	p.site.Members[0].Status = planet.StatusRemoved
	if got := hitsOf(p.look(t, s, "q=text")); slices.Contains(got, "New") {
		t.Errorf("of a removed member found %q", got)
	}
}

// While an update is at work the places are those from before it; what was
// taken out since is left out all the same.
func TestLiveSearchDuringAnUpdate(t *testing.T) {
	p := newTestPlanet(t)
	s := p.search(t)
	p.look(t, s, "q=text")
	before := s.last
	if err := p.db.Acquire(t.Context(), today); err != nil {
		t.Fatal(err)
	}
	p.withdraw(t, "Second")
	p.save(t, "ann", entry("ann", "new", november(20, 10), title("New")))
	if got := hitsOf(p.look(t, s, "q=text&member=ann")); slices.Contains(got, "Second") || slices.Contains(got, "New") || !slices.Contains(got, "Third") {
		t.Errorf("during the update found %q; want neither what was withdrawn nor what is new", got)
	}
	if s.last != before {
		t.Error("the places were worked out anew during the update")
	}
	if err := p.db.Release(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := hitsOf(p.look(t, s, "q=text&member=ann")); !slices.Contains(got, "New") {
		t.Errorf("after the update found %q; want what is new, too", got)
	}
}

// Who does not wait for what may be found leaves it to the next one.
func TestLiveSearchByWhoIsGone(t *testing.T) {
	p := newTestPlanet(t)
	s := p.search(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Page(ctx, p.site, Options{Today: today}, url.Values{"q": {"text"}}); !errors.Is(err, context.Canceled) {
		t.Errorf("Page for who is gone: %v", err)
	}
	if got := hitsOf(p.look(t, s, "q=light")); !slices.Equal(got, []string{"First light"}) {
		t.Errorf("the next one finds %q", got)
	}
}

// SRCH-3: many hits come a page at a time.
func TestLiveSearchPages(t *testing.T) {
	p := newTestPlanet(t)
	s := p.search(t)
	for i := range 45 {
		p.save(t, "fay", entry("fay", fmt.Sprintf("n%d", i), november(1, 0), title(fmt.Sprintf("Nova %d", i))))
	}
	seen := map[string]bool{}
	next := "q=nova&member=fay"
	for _, want := range []struct {
		n           int
		said, other string
	}{{20, "21–40 of 45", "!Back"}, {20, "41–45 of 45", "1–20 of 45"}, {5, "21–40 of 45", "!>More<"}} {
		page := p.look(t, s, next)
		hits := hitsOf(page)
		for _, h := range hits {
			seen[h] = true
		}
		if len(hits) != want.n {
			t.Errorf("%s shows %d, want %d", next, len(hits), want.n)
		}
		has(t, "page", page, "<span>45 posts, best first</span>", want.said, want.other)
		if m := regexp.MustCompile(`<a rel="next" href="\?([^"]+)"`).FindStringSubmatch(page); m != nil {
			next = strings.ReplaceAll(m[1], "&amp;", "&")
		}
	}
	if len(seen) != 45 {
		t.Errorf("all pages show %d, want 45", len(seen))
	}
}

// Many readers ask at once while the planet is updated.
func TestLiveSearchByMany(t *testing.T) {
	p := newTestPlanet(t)
	s := p.search(t)
	site := p.site
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 5 {
				if _, err := s.Page(t.Context(), site, Options{Today: today}, url.Values{"q": {"text"}}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for i := range 5 {
		p.save(t, "fay", entry("fay", fmt.Sprintf("n%d", i), november(1, 0), title("New")))
	}
	wg.Wait()
}

// A question never breaks a page, whatever it holds.
func FuzzLiveSearch(f *testing.F) {
	p := newTestPlanet(f)
	s := p.search(f)
	for _, q := range []string{"light", `a" OR (`, "NEAR(", "\x00", "電話", "<b>", "e\u0301", "\u202e x", "{}", strings.Repeat("a ", 300)} {
		f.Add(q, "ann", "2026", "20")
	}
	f.Fuzz(func(t *testing.T, q, member, year, from string) {
		page, err := s.Page(t.Context(), p.site, Options{Today: today}, url.Values{"q": {q}, "member": {member}, "year": {year}, "from": {from}})
		if err != nil {
			t.Fatalf("Page for %q: %v", q, err)
		}
		check := pageReader{name: "search/index.html", base: "/"}
		check.read(page)
		if len(check.problems) > 0 {
			t.Errorf("for %q, %q, %q, %q: %q", q, member, year, from, check.problems)
		}
	})
}

func BenchmarkLiveSearch(b *testing.B) {
	p := newTestPlanet(b)
	s := p.search(b)
	for b.Loop() {
		p.look(b, s, "q=text")
	}
}
