package fetcher

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"planet"
)

// homely is a planet whose list names ann's home page alone, which declares
// the feed at path.
func homely(t *testing.T, path string) *world {
	w := newWorld(t)
	w.site.Members = []planet.Member{{Slug: "ann", Feeds: []planet.Feed{{Slug: "ann", URL: w.srv.URL + "/home", Home: true}}}}
	w.declare(path)
	return w
}

func (w *world) declare(path string) {
	w.show("/home", fmt.Appendf(nil, `<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="%s"></head><body>Ann</body></html>`, path))
}

// DISC-3, GET-4: the feed of a home page is found once and remembered.
func TestHomePageIsSearchedOnce(t *testing.T) {
	w := homely(t, "/feed")
	w.publish("/feed", rss(p("a", 1)))
	for range 5 {
		if r := w.update(12 * time.Hour)[0]; r.Err != nil || !r.Asked {
			t.Fatalf("%+v", r)
		}
	}
	if w.times("/home") != 1 || w.times("/feed") != 5 || w.address("ann").Found != w.srv.URL+"/feed" {
		t.Errorf("page asked %d times, feed %d times; want 1 and 5", w.times("/home"), w.times("/feed"))
	}
	if w.headers["/feed"].Get("If-None-Match") == "" {
		t.Error("the feed was asked without its validator")
	}
}

// An address that is a feed itself is asked as it is written, and no place of
// a temporary redirect is remembered (GET-25).
func TestBareAddressOfAFeed(t *testing.T) {
	w := homely(t, "")
	w.sendOn("/home", 302, "/feed")
	w.publish("/feed", rss(p("a", 1)))
	w.update(0)
	w.update(day)
	if got := w.address("ann").Found; got != w.srv.URL+"/home" || w.times("/home") != 2 {
		t.Errorf("found %s, asked %d times; want the address as written, 2", got, w.times("/home"))
	}
}

// DISC-3: a feed that is not there any more is looked for on its page again:
// at once if it says that it is gone, else once it has failed for two days.
func TestHomePageIsSearchedAgain(t *testing.T) {
	tests := []struct {
		name string
		hurt func(w *world)
		want int // searches in the next four days, visited each half day
	}{
		{"gone", func(w *world) { w.status("/feed", 410) }, 1},
		{"not found", func(w *world) { w.status("/feed", 404) }, 1},
		{"a page in its place", func(w *world) { w.show("/feed", []byte("<!doctype html><html><body>Nothing")) }, 1},
		{"a fault of the server is no reason", func(w *world) { w.status("/feed", 500) }, 0},
		{"nor is a refusal", func(w *world) { w.status("/feed", 403) }, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := homely(t, "/feed")
			w.publish("/feed", rss(p("a", 1)))
			w.update(0)
			tt.hurt(w)
			w.declare("/second")
			w.publish("/second", rss(p("a", 1), p("b", .5)))
			for range 8 {
				w.update(12 * time.Hour)
			}
			if got := w.times("/home") - 1; got != tt.want {
				t.Errorf("the page was searched %d times, want %d", got, tt.want)
			}
			if want := 1 + tt.want; len(w.entries()) != want {
				t.Errorf("%d entries, want %d", len(w.entries()), want)
			}
		})
	}
}

// DISC-3: for a feed that the list names, no page is ever searched.
func TestNamedFeedIsNeverSearched(t *testing.T) {
	w := homely(t, "/feed")
	w.site.Members[0].Feeds[0] = planet.Feed{Slug: "ann", URL: w.srv.URL + "/home"}
	w.publish("/feed", rss(p("a", 1)))
	w.publish("/feed2", rss(p("a", 1)))
	w.declare("/feed\"><link rel=alternate type=application/atom+xml href=\"/feed2")
	for range 6 {
		if r := w.update(day)[0]; r.Code != planet.CodeNotAFeed || !strings.Contains(r.Err.Error(), w.srv.URL+"/feed2 and "+w.srv.URL+"/feed") {
			t.Fatalf("%+v; want not-a-feed that names both (GET-26)", r)
		}
	}
	for path, n := range w.asked {
		if path != "/home" && n > 0 {
			t.Errorf("%s was asked", path)
		}
	}
}

// A page without a feed is not searched more often than daily, and after a
// month monthly (HEALTH-4).
func TestPageWithoutFeed(t *testing.T) {
	w := homely(t, "")
	w.show("/home", []byte("<!doctype html><html><body>Nothing"))
	if r := w.update(0)[0]; r.Code != planet.CodeNoFeedFound || w.times("/feed.json") != 1 {
		t.Fatalf("%+v after asking %v; want no-feed-found after all usual places", r, w.asked)
	}
	for range 40 * 4 {
		w.update(6 * time.Hour)
	}
	if n := w.times("/home"); n < 25 || n > 31 {
		t.Errorf("searched %d times in 40 days, want about once a day for 30 days, and then not", n)
	}
}
