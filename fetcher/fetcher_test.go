package fetcher

import (
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"planet"
	"planet/fetcher/get"
	"planet/store"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// A world is a planet with its blogs: a server on loopback, a database file,
// and a clock that the test turns.
type world struct {
	t     *testing.T
	srv   *httptest.Server
	db    *store.DB
	now   time.Time
	site  *planet.Site
	force bool

	mu      sync.Mutex
	answer  map[string]http.HandlerFunc // by path
	asked   map[string]int
	headers map[string]http.Header // of the latest request
}

func newWorld(t *testing.T, slugs ...string) *world {
	w := &world{t: t, now: noon, answer: map[string]http.HandlerFunc{}, asked: map[string]int{}, headers: map[string]http.Header{}}
	w.srv = httptest.NewServer(http.HandlerFunc(w.serve))
	t.Cleanup(w.srv.Close)
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "planet.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	w.db = db
	w.site = &planet.Site{
		URL: "https://planet.example/", Location: time.UTC,
		Fetch: planet.Fetch{Workers: 8, PerHost: 4, Timeout: 5 * time.Second, MinInterval: time.Hour, MaxInterval: 24 * time.Hour, AllowPrivate: true},
	}
	for _, slug := range slugs {
		w.list(slug, "/"+slug)
	}
	return w
}

// list adds a member with one feed at path.
func (w *world) list(slug, path string) {
	w.site.Members = append(w.site.Members, planet.Member{Slug: slug, Feeds: []planet.Feed{{Slug: slug, URL: w.srv.URL + path}}})
}

func (w *world) serve(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	answer := w.answer[r.URL.Path]
	w.asked[r.URL.Path]++
	w.headers[r.URL.Path] = r.Header.Clone()
	w.mu.Unlock()
	if answer == nil {
		http.NotFound(rw, r)
		return
	}
	answer(rw, r)
}

// publish lets a path answer with a document, and 304 to who has it.
func (w *world) publish(path, body string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.answer[path] = func(rw http.ResponseWriter, r *http.Request) {
		tag := fmt.Sprintf(`"%x"`, len(body)+int(body[len(body)/2])<<20)
		rw.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			rw.WriteHeader(http.StatusNotModified)
			return
		}
		fmt.Fprint(rw, body)
	}
}

// update runs once, the given time after the run before.
func (w *world) update(after time.Duration) []Result {
	w.t.Helper()
	results, err := w.try(after)
	if err != nil {
		w.t.Fatal(err)
	}
	return results
}

func (w *world) try(after time.Duration) ([]Result, error) {
	w.now = w.now.Add(after)
	client := &get.Client{UserAgent: "planet/test", Now: func() time.Time { return w.now }, Timeout: w.site.Fetch.Timeout, AllowPrivate: true}
	defer client.Close()
	u := Updater{
		Store: w.db, Client: client, Site: w.site, Log: slog.New(slog.DiscardHandler), Force: w.force,
		Now: func() time.Time { return w.now }, Rand: rand.New(rand.NewPCG(1, 2)),
	}
	var feeds []planet.Feed
	for _, m := range w.site.Members {
		feeds = append(feeds, m.Feeds...)
	}
	return u.All(w.t.Context(), feeds)
}

func (w *world) entries() []planet.Entry {
	w.t.Helper()
	all, err := w.db.Entries(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

func (w *world) address(slug string) store.Address {
	w.t.Helper()
	all, err := w.db.Addresses(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, a := range all {
		if a.Slug == slug {
			return a
		}
	}
	w.t.Fatalf("%s was never asked", slug)
	return store.Address{}
}

// A post is an item of a test's feed.
type post struct {
	guid, link, title, text string
	date                    time.Time
}

// p is a post with a title and a text of its own, so many days before noon.
func p(n string, days float64) post {
	link := "https://ann.example/" + n
	return post{link, link, "A post called " + n, "The text of " + n + " is long enough to tell it from all the other posts here.", noon.Add(-time.Duration(days * float64(day)))}
}

func rss(posts ...post) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><rss version="2.0"><channel><title>Ann</title><link>https://ann.example/</link><description>d</description>`)
	for _, p := range posts {
		b.WriteString("<item>")
		for _, e := range [][2]string{{"guid", p.guid}, {"link", p.link}, {"title", p.title}, {"description", p.text}} {
			if e[1] != "" {
				fmt.Fprintf(&b, "<%s>%s</%s>", e[0], e[1], e[0])
			}
		}
		if !p.date.IsZero() {
			fmt.Fprintf(&b, "<pubDate>%s</pubDate>", p.date.Format(time.RFC1123Z))
		}
		b.WriteString("</item>")
	}
	return b.String() + "</channel></rss>"
}

// settled is a planet that has run for long, whose feed ann holds posts.
func settled(t *testing.T, posts ...post) *world {
	w := newWorld(t, "other", "ann")
	w.publish("/other", rss(p("other", 400)))
	w.publish("/ann", rss(posts...))
	w.update(0)
	w.force = true
	w.now = w.now.Add(2 * day)
	return w
}

// FLOW-3: a new planet is full at once.
func TestFounding(t *testing.T) {
	w := newWorld(t, "ann")
	undated := p("undated", 0)
	undated.date = time.Time{}
	w.publish("/ann", rss(p("today", .1), p("old", 900), undated))
	if r := w.update(0)[0]; r.New != 3 || r.Err != nil {
		t.Fatalf("first update: %+v", r)
	}
	want := map[string]planet.Reason{"today": "", "old": "", "undated": planet.ReasonBacklog}
	for _, e := range w.entries() {
		name := strings.TrimPrefix(e.Title, "A post called ")
		if r, ok := want[name]; !ok || e.Reason != r {
			t.Errorf("%s: reason %q, want %q", name, e.Reason, r)
		}
		if name == "old" && !e.Position.Equal(noon.Add(-900*day)) {
			t.Errorf("old stands at %v; want its own date", e.Position)
		}
	}
}

// ID-8 (C-3): a feed added later brings at most its newest post, if it is
// young; the rest is archived.
func TestNewFeedDoesNotFlood(t *testing.T) {
	for _, tt := range []struct {
		newest float64
		want   int // posts that may come up
	}{{3, 1}, {6.9, 1}, {8, 0}} {
		w := newWorld(t, "other")
		w.publish("/other", rss(p("other", 400)))
		w.update(0)
		w.now = noon.Add(2 * day)
		w.list("ann", "/ann")
		var posts []post
		for i := range 30 {
			posts = append(posts, p(fmt.Sprint(i), tt.newest-2+float64(i)))
		}
		w.publish("/ann", rss(posts...))
		w.update(0)
		up := 0
		for _, e := range w.entries() {
			if e.Feed == "ann" && e.Reason == "" {
				up++
			}
		}
		if up != tt.want {
			t.Errorf("newest %v days old: %d come up, want %d", tt.newest, up, tt.want)
		}
	}
}

// ID-4: one post is one entry, whatever changes about it (C-4); and posts
// that are two stay two. The table follows the worked example of the design.
func TestKnownAgain(t *testing.T) {
	with := func(q post, change func(*post)) post { change(&q); return q }
	seven := p("seven", 1)
	seven.guid = "http://ann.example/?p=7"
	tests := []struct {
		name   string
		before []post
		now    []post
		want   int // entries
		edited int
	}{
		{"nothing changed", []post{seven}, []post{seven}, 1, 0},
		{"the scheme of the id", []post{seven}, []post{with(seven, func(q *post) { q.guid = "https://ann.example/?p=7" })}, 1, 0},
		{"a new id, a tracked link", []post{seven}, []post{with(seven, func(q *post) { q.guid, q.link = "tag:new,7", "https://www.ann.example/seven?utm_source=rss" })}, 1, 1},
		{"a slash", []post{with(seven, func(q *post) { q.guid = "" })}, []post{with(seven, func(q *post) { q.guid, q.link = "", q.link+"/" })}, 1, 1},
		{"new id and link, same words and day", []post{seven}, []post{with(seven, func(q *post) { q.guid, q.link = "x", "https://new.example/7" })}, 1, 1},
		{"new id, link and text, same title and day", []post{seven}, []post{with(seven, func(q *post) {
			q.guid, q.link, q.text = "x", "https://new.example/7", "Quite another text, which is also long enough to be told from all others."
		})}, 1, 1},
		{"a date of today", []post{seven}, []post{with(seven, func(q *post) { q.date = noon })}, 1, 0},
		{"an edited text", []post{seven}, []post{with(seven, func(q *post) { q.text = "Changed." })}, 1, 1},
		{"three posts of one title and day stay three", []post{with(p("u1", 1), func(q *post) { q.title = "Weekly update" })}, []post{
			with(p("u1", 1), func(q *post) { q.title = "Weekly update" }), with(p("u2", 1), func(q *post) { q.title = "Weekly update" }), with(p("u3", 1), func(q *post) { q.title = "Weekly update" }),
		}, 3, 0},
		{"two items of one guid are two", nil, []post{with(p("a", 1), func(q *post) { q.guid = "42" }), with(p("b", 1), func(q *post) { q.guid = "42" })}, 2, 0},
		{"all links are the home page", nil, []post{with(p("a", 1), func(q *post) { q.link = "https://ann.example/" }), with(p("b", 1), func(q *post) { q.link = "https://ann.example/" })}, 2, 0},
		{"links that differ in the fragment only", nil, []post{
			with(p("a", 1), func(q *post) { q.guid, q.link = "", "https://ann.example/log#v1" }), with(p("b", 1), func(q *post) { q.guid, q.link = "", "https://ann.example/log#v2" }),
		}, 2, 0},
		{"what slides off the end stays (ID-12)", []post{p("a", 1), p("b", 2), p("c", 3)}, []post{p("a", 1)}, 3, 0},
		{"an empty document takes nothing (GET-27)", []post{p("a", 1), p("b", 2)}, nil, 2, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := settled(t, tt.before...)
			was := places(w)
			w.publish("/ann", rss(tt.now...))
			r := w.update(0)[1]
			if r.Err != nil || r.Changed != tt.edited {
				t.Errorf("edited %d, err %v; want %d", r.Changed, r.Err, tt.edited)
			}
			now := places(w)
			if len(now)-1 != tt.want { // but for the other feed's
				t.Errorf("%d entries, want %d", len(now)-1, tt.want)
			}
			for id, at := range was {
				if now[id] != at {
					t.Errorf("entry %d moved from %v to %v", id, at, now[id])
				}
			}
		})
	}
}

// places tells where each entry stands and under which names.
func places(w *world) map[int64]string {
	all := map[int64]string{}
	for _, e := range w.entries() {
		all[e.ID] = fmt.Sprint(e.Position, e.FirstSeen, e.Reason, e.AtomID, e.Path)
	}
	return all
}

// The order of a document says nothing (ID-4).
func TestShuffledDocument(t *testing.T) {
	posts := []post{p("a", 1), p("b", 1), p("c", 1), p("d", 2)}
	renamed := []post{p("a", 1), p("b", 1), p("c", 1), p("d", 2)}
	for i := range renamed {
		renamed[i].guid, renamed[i].link = fmt.Sprint("new", i), fmt.Sprint("https://new.example/", i)
	}
	for _, order := range [][]int{{0, 1, 2, 3}, {3, 2, 1, 0}, {2, 0, 3, 1}} {
		w := settled(t, posts...)
		var now []post
		for _, i := range order {
			now = append(now, renamed[i])
		}
		w.publish("/ann", rss(now...))
		w.update(0)
		if n := len(w.entries()); n != 5 {
			t.Errorf("order %v: %d entries, want 5", order, n)
		}
	}
}

// ID-6, ID-7: which dates are believed.
func TestDates(t *testing.T) {
	dated := func(name string, at time.Time) post { q := p(name, 0); q.date = at; return q }
	seen := noon.Add(2 * day)
	tests := []struct {
		name string
		post post
		want time.Time // position
	}{
		{"its own", dated("x", noon), noon},
		{"none", dated("x", time.Time{}), seen},
		{"five minutes ahead", dated("x", seen.Add(5*time.Minute)), seen},
		{"eighteen months ahead (C-7)", dated("x", seen.AddDate(0, 18, 0)), seen},
		{"1970", dated("x", time.Unix(0, 0)), seen},
		{"2525", dated("x", time.Date(2525, 1, 1, 0, 0, 0, 0, time.UTC)), seen},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := settled(t, p("a", 1))
			w.publish("/ann", rss(tt.post, p("a", 1)))
			w.update(0)
			if e := w.entries()[0]; !e.Position.Equal(tt.want) || e.Date().After(e.FirstSeen) {
				t.Errorf("position %v, date %v; want %v", e.Position, e.Date(), tt.want)
			}
		})
	}
}

// C-1: a rebuilt site with new ids, new links and all dates "now" moves
// nothing and brings nothing.
func TestRebuiltSite(t *testing.T) {
	var before, after []post
	for i := range 12 {
		q := p(fmt.Sprint("post-", i), float64(i+1))
		before = append(before, q)
		q.guid, q.link, q.date = fmt.Sprint("new", i), fmt.Sprint("https://new.example/", i), noon.Add(2*day-time.Minute)
		after = append(after, q)
	}
	w := settled(t, before...)
	was := places(w)
	w.publish("/ann", rss(after...))
	r := w.update(0)[1]
	if now := places(w); r.New != 0 || fmt.Sprint(now) != fmt.Sprint(was) {
		t.Errorf("%d new; entries moved: %v", r.New, fmt.Sprint(now) != fmt.Sprint(was))
	}
}

// ID-8, ID-9: late posts and floods.
func TestReasonsOfNewPosts(t *testing.T) {
	old := []post{p("o1", 10), p("o2", 11), p("o3", 12), p("o4", 13)}
	fresh := func(n int) (all []post) {
		for i := range n {
			all = append(all, p(fmt.Sprint("n", i), float64(i)/10))
		}
		return all
	}
	tests := []struct {
		name string
		new  []post
		want map[planet.Reason]int
	}{
		{"a usual day", fresh(3), map[planet.Reason]int{"": 3}},
		{"five at once are no flood", fresh(5), map[planet.Reason]int{"": 5}},
		{"republish of 45 (C-6)", fresh(45), map[planet.Reason]int{"": 5, planet.ReasonFlood: 40}},
		{"6 of 10", fresh(6), map[planet.Reason]int{"": 5, planet.ReasonFlood: 1}},
		{"older than 30 days before the last visit", []post{p("late", 31)}, map[planet.Reason]int{planet.ReasonLate: 1}},
		{"just younger", []post{p("late", 29)}, map[planet.Reason]int{"": 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := settled(t, old...)
			w.publish("/ann", rss(append(tt.new, old...)...))
			w.update(0)
			got := map[planet.Reason]int{}
			for _, e := range w.entries() {
				if e.FirstSeen.After(noon) {
					got[e.Reason]++
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(tt.want) {
				t.Errorf("reasons %v, want %v", got, tt.want)
			}
		})
	}
}

// ATOM-7: ids as published where that can be, else made, and never two alike.
func TestPublishedIDs(t *testing.T) {
	with := func(n, guid, link string) post { q := p(n, 1); q.guid, q.link = guid, link; return q }
	w := newWorld(t, "ann", "bob")
	w.publish("/ann", rss(with("a", "tag:ann.example,2026:1", "https://ann.example/a"), with("b", "123", "https://ann.example/b"), with("c", "", "https://ann.example/c"),
		with("d", "", ""), with("e", "not an iri:", "https://ann.example/e"), with("f", "456", "https://ann.example/f"), with("g", "456", "https://ann.example/g")))
	w.update(0)
	w.publish("/bob", rss(with("h", "tag:ann.example,2026:1", "https://bob.example/h")))
	w.force = true
	w.update(time.Hour)
	ids := map[string]bool{}
	for _, e := range w.entries() {
		if ids[e.AtomID] {
			t.Errorf("%s: id %s is there twice", e.Title, e.AtomID)
		}
		ids[e.AtomID] = true
		if !iri.MatchString(e.AtomID) {
			t.Errorf("%s: id %q is no IRI", e.Title, e.AtomID)
		}
	}
	if !ids["tag:ann.example,2026:1"] || !ids["https://ann.example/c"] || len(ids) != 8 {
		t.Errorf("ids: %v", ids)
	}
}

// GET-8, GET-9: nothing new costs nothing.
func TestUnchangedFeeds(t *testing.T) {
	w := newWorld(t, "tagged", "untagged")
	w.publish("/tagged", rss(p("a", 1)))
	w.answer["/untagged"] = func(rw http.ResponseWriter, _ *http.Request) { fmt.Fprint(rw, rss(p("b", 1))) }
	w.update(0)
	w.force = true
	for i, r := range w.update(time.Hour) {
		if !r.Same || r.Err != nil {
			t.Errorf("feed %d, second visit: %+v; want the same", i, r)
		}
	}
	if got := w.headers["/tagged"].Get("If-None-Match"); got == "" {
		t.Error("the second request was unconditional")
	}
}

// SCHED-1: three ticks in a minute are one visit.
func TestOnlyWhatIsDueIsAsked(t *testing.T) {
	w := newWorld(t, "ann")
	w.publish("/ann", rss(p("a", .1)))
	for range 3 {
		w.update(20 * time.Second)
	}
	if w.asked["/ann"] != 1 {
		t.Errorf("asked %d times, want 1", w.asked["/ann"])
	}
	w.update(7 * time.Hour)
	if w.asked["/ann"] != 2 {
		t.Errorf("asked %d times after 7 h, want 2", w.asked["/ann"])
	}
}

// Each broken feed has one word and one sentence, harms no other, and loses
// nothing that was stored.
func TestBrokenFeedsHarmOnlyThemselves(t *testing.T) {
	status := func(n int) http.HandlerFunc {
		return func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(n) }
	}
	tests := []struct {
		slug   string
		answer http.HandlerFunc
		want   planet.Code
	}{
		{"page", func(rw http.ResponseWriter, _ *http.Request) { fmt.Fprint(rw, "<!doctype html><html><body>hello") }, planet.CodeNotAFeed},
		{"empty", func(http.ResponseWriter, *http.Request) {}, planet.CodeUnreadable},
		{"binary", func(rw http.ResponseWriter, _ *http.Request) { fmt.Fprint(rw, "\x89PNG\x0d\x0a\x1a\x0a\x00\x00") }, planet.CodeUnreadable},
		{"large", func(rw http.ResponseWriter, _ *http.Request) {
			for range 60 {
				fmt.Fprint(rw, strings.Repeat("<!-- -->", 1<<17))
			}
		}, planet.CodeTooBig},
		{"loop", func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, "/loop", http.StatusFound) }, planet.CodeRedirectLoop},
		{"hang", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, planet.CodeUnreachable},
		{"notfound", status(404), planet.CodeNotFound},
		{"gone", status(410), planet.CodeGone},
		{"fault", status(500), planet.CodeServerError},
		{"refused", status(403), planet.CodeBlocked},
		{"busy", func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Retry-After", "7200")
			rw.WriteHeader(http.StatusServiceUnavailable)
		}, planet.CodeWait},
	}
	w := newWorld(t, "well")
	w.site.Fetch.Timeout = 2 * time.Second
	w.publish("/well", rss(p("well", 1)))
	for _, tt := range tests {
		w.list(tt.slug, "/"+tt.slug)
		w.publish("/"+tt.slug, rss(p(tt.slug, 2)))
	}
	w.update(0)
	for _, tt := range tests {
		w.answer["/"+tt.slug] = tt.answer
	}
	// The one host asks us to stay away in the midst of the run (GET-17), so
	// that feed comes last, alone.
	w.publish("/well", rss(p("new", .1), p("well", 1)))
	w.force = true
	busy := w.answer["/busy"]
	w.publish("/busy", rss(p("busy", 2)))
	results := w.update(2 * time.Hour)
	if r := results[0]; r.New != 1 || r.Err != nil {
		t.Errorf("the healthy feed: %+v; want its new post", r)
	}
	for i, tt := range tests[:len(tests)-1] {
		if r := results[i+1]; r.Code != tt.want || r.Err == nil {
			t.Errorf("%s: code %q, %v; want %q", tt.slug, r.Code, r.Err, tt.want)
		}
		if a := w.address(tt.slug); a.Code != tt.want || a.Message == "" || a.Failures != 1 {
			t.Errorf("%s is remembered as %q %q, %d failures; want %q", tt.slug, a.Code, a.Message, a.Failures, tt.want)
		}
	}
	if n := len(w.entries()); n != len(tests)+2 {
		t.Errorf("%d entries, want all %d", n, len(tests)+2)
	}
	w.answer["/busy"] = busy
	w.site.Members = w.site.Members[len(w.site.Members)-1:]
	if r := w.update(time.Hour)[0]; r.Code != planet.CodeWait {
		t.Errorf("busy: %+v; want wait", r)
	}
	if r := w.update(time.Hour)[0]; r.Asked { // --force included
		t.Error("a host that asked us to stay away was asked")
	}
}

// GET-21, GET-19: failures slow us down, and never for good.
func TestBackoff(t *testing.T) {
	for n, want := range map[int]time.Duration{0: time.Hour, 1: time.Hour, 2: 2 * time.Hour, 3: 4 * time.Hour, 5: 16 * time.Hour, 6: day, 99: day} {
		if got := backoff(n); got != want {
			t.Errorf("backoff(%d) = %v, want %v", n, got, want)
		}
	}
	w := newWorld(t, "ann")
	w.answer["/ann"] = func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusGone) }
	w.update(0)
	if wait := w.address("ann").NextCheck.Sub(noon); wait < goneInterval || wait > goneInterval*11/10 {
		t.Errorf("next visit of a feed that is gone in %v, want 30 days", wait)
	}
	w.publish("/ann", rss(p("a", 1)))
	w.update(34 * day)
	if a := w.address("ann"); a.Code != "" || a.Failures != 0 || len(w.entries()) != 1 {
		t.Errorf("after a month it answers again: %q, %d failures, %d entries", a.Code, a.Failures, len(w.entries()))
	}
}

// GET-13: how often a feed is worth a visit.
func TestByActivity(t *testing.T) {
	for _, tt := range []struct {
		age  time.Duration
		n    int
		want time.Duration
	}{{day, 1, 6 * time.Hour}, {day, 28, 3 * time.Hour}, {day, 1000, time.Hour}, {8 * day, 4, 6 * time.Hour}, {20 * day, 1, 12 * time.Hour}, {60 * day, 0, day}} {
		if got := byActivity(tt.age, tt.n); got != tt.want {
			t.Errorf("byActivity(%v, %d) = %v, want %v", tt.age, tt.n, got, tt.want)
		}
	}
}

func TestJitterNeverShortens(t *testing.T) { // GET-14
	u := Updater{Rand: rand.New(rand.NewPCG(1, 2))}
	for range 10_000 {
		if d := u.jitter(time.Hour); d < time.Hour || d > 66*time.Minute {
			t.Fatalf("jitter(1h) = %v", d)
		}
	}
}

func TestOpenHour(t *testing.T) { // GET-12
	allDay := make([]int, 24)
	for i := range allDay {
		allDay[i] = i
	}
	for _, tt := range []struct {
		closed store.Closed
		want   time.Time
	}{
		{store.Closed{}, noon},
		{store.Closed{Hours: []int{12, 13}}, noon.Add(2 * time.Hour)},
		{store.Closed{Days: []time.Weekday{time.Sunday}}, noon.Add(12 * time.Hour)},
		{store.Closed{Hours: allDay}, noon},
	} {
		if got := openHour(noon, tt.closed); !got.Equal(tt.want) {
			t.Errorf("openHour(%v) = %v, want %v", tt.closed, got, tt.want)
		}
	}
}

// GET-22: when nobody answers, the fault is ours.
func TestOwnOutage(t *testing.T) {
	w := newWorld(t)
	for i, host := range []string{"127.0.0.2", "127.0.0.3", "127.0.0.4"} {
		slug := fmt.Sprint("m", i)
		w.site.Members = append(w.site.Members, planet.Member{Slug: slug, Feeds: []planet.Feed{{Slug: slug, URL: "http://" + host + ":1/feed"}}})
	}
	if _, err := w.try(0); !errors.Is(err, ErrOutage) {
		t.Errorf("err = %v, want ErrOutage", err)
	}
	if all, err := w.db.Addresses(t.Context()); len(all) != 0 || err != nil {
		t.Errorf("%d feeds were blamed, %v", len(all), err)
	}
	w.list("well", "/well")
	w.publish("/well", rss(p("a", 1)))
	w.update(0)
	if a := w.address("m0"); a.Failures != 1 || a.Code != planet.CodeUnreachable {
		t.Errorf("with one feed well: %+v; want the failures noted", a)
	}
}

// GET-15: one host is asked one at a time with a pause, others meanwhile.
func TestPerHost(t *testing.T) {
	w := newWorld(t)
	var mu sync.Mutex
	var atOnce, most int
	for i := range 6 {
		slug := fmt.Sprint("m", i)
		w.list(slug, "/"+slug)
		w.answer["/"+slug] = func(rw http.ResponseWriter, _ *http.Request) {
			mu.Lock()
			atOnce++
			most = max(most, atOnce)
			mu.Unlock()
			fmt.Fprint(rw, rss(p(slug, 1)))
			mu.Lock()
			atOnce--
			mu.Unlock()
		}
	}
	w.site.Fetch.PerHost, w.site.Fetch.HostDelay = 1, 30*time.Millisecond
	began := time.Now()
	w.update(0)
	if took := time.Since(began); most != 1 || took < 5*30*time.Millisecond {
		t.Errorf("%d at once, all six in %v; want 1, and five pauses", most, took)
	}
	if n := len(w.entries()); n != 6 {
		t.Errorf("%d entries, want 6", n)
	}
}

// ID-15: two planets must not feed each other.
func TestOwnFeedIsRefused(t *testing.T) {
	w := newWorld(t, "ann")
	w.publish("/ann", `<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:x</id><title>Us</title><updated>2026-11-20T00:00:00Z</updated><link rel="self" href="https://planet.example/atom.xml"/></feed>`)
	if r := w.update(0)[0]; r.Code != planet.CodeOwnFeed {
		t.Errorf("our own feed: %+v; want own-feed", r)
	}
}

// CONV-1: links are kept from the full text, with the one spelling of each.
func TestLinksAreKept(t *testing.T) {
	w := newWorld(t, "ann")
	q := p("a", 1)
	q.text = `&lt;p&gt;As &lt;a href="https://www.bob.example/b/?utm_source=x"&gt;Bob&lt;/a&gt; says.&lt;/p&gt;`
	w.publish("/ann", rss(q))
	w.update(0)
	links, err := w.db.Links(t.Context(), w.entries()[0].ID)
	if err != nil || len(links) != 1 || links[0].Canonical != "http://bob.example/b" || links[0].Text != "Bob" {
		t.Errorf("links = %+v, %v", links, err)
	}
}
