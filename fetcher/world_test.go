package fetcher

import (
	"crypto/sha256"
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
		tag := fmt.Sprintf(`"%x"`, sha256.Sum256([]byte(body)))
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
	return u.All(w.t.Context(), w.feeds())
}

func (w *world) feeds() []planet.Feed {
	var feeds []planet.Feed
	for _, m := range w.site.Members {
		feeds = append(feeds, m.Feeds...)
	}
	return feeds
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

// places tells where each entry stands and under which names.
func places(w *world) map[int64]string {
	all := map[int64]string{}
	for _, e := range w.entries() {
		all[e.ID] = fmt.Sprint(e.Position, e.FirstSeen, e.Reason, e.AtomID, e.Path)
	}
	return all
}
