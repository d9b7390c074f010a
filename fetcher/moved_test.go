package fetcher

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"planet"
)

// sendOn lets a path answer with a redirect.
func (w *world) sendOn(path string, status int, to string) {
	w.reply(path, func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, to, status) })
}

// visitDaily visits ann's feed on so many days, and returns how often its old
// address was asked.
func (w *world) visitDaily(days int) (old int) {
	w.t.Helper()
	w.force = true
	before := w.times("/ann")
	for range days {
		if r := w.update(day)[0]; r.Err != nil {
			w.t.Fatalf("%v: %v", w.now, r.Err)
		}
	}
	return w.times("/ann") - before
}

// HEALTH-5, GET-24: a permanent move is followed at once, reported at once, and used
// after 5 sightings over 7 days; the old address is asked again every 30.
func TestMove(t *testing.T) {
	w := newWorld(t, "ann")
	w.site.Members[0].Line, w.site.Members[0].File = 12, "feeds.yaml"
	w.publish("/ann", rss(p("a", 1), p("b", 2)))
	w.update(0)
	w.publish("/new", rss(p("a", 1), p("b", 2)))
	w.sendOn("/ann", http.StatusMovedPermanently, w.srv.URL+"/between")
	w.sendOn("/between", http.StatusPermanentRedirect, w.at("new", "/new"))
	w.visitDaily(1)
	want := fmt.Sprintf("Your feed moved to %s for good. Please write that in line 12 of feeds.yaml.", w.at("new", "/new"))
	if f := w.address("ann").Findings; len(f) != 1 || f[0] != (planet.Finding{Code: planet.CodeRedirect, Message: want}) {
		t.Errorf("after the first sighting: %+v; want %q", f, want)
	}
	if n := w.visitDaily(7); n != 7 {
		t.Errorf("the old address was asked on %d of the first 7 days, want all", n)
	}
	if a := w.address("ann"); a.MovedTo != w.at("new", "/new") || !a.MovedUsed.Equal(w.now) {
		t.Errorf("moved to %s, used since %v; want the new address from now on", a.MovedTo, a.MovedUsed)
	}
	if n := w.visitDaily(29); n != 0 {
		t.Errorf("the old address was asked %d times in the next 29 days, want 0", n)
	}
	if n := w.visitDaily(31); n != 2 {
		t.Errorf("and %d times in 31 days more, want 2", n)
	}
	if n := len(w.entries()); n != 2 || len(w.address("ann").Findings) != 1 {
		t.Errorf("%d entries, findings %v; want 2 and the one line to change", n, w.address("ann").Findings)
	}
}

// GET-24: five sightings are needed, also of a feed that is visited seldom.
func TestMoveOfSeldomVisitedFeed(t *testing.T) {
	w := newWorld(t, "ann")
	w.publish("/new", rss(p("a", 60)))
	w.sendOn("/ann", http.StatusMovedPermanently, "/new")
	for n := range 5 {
		w.force = true
		w.update(time.Duration(min(n, 1)) * 3 * day)
		if used := !w.address("ann").MovedUsed.IsZero(); used != (n == 4) {
			t.Errorf("sighting %d: used %v", n+1, used)
		}
	}
}

// GET-24: which moves are never used.
func TestMovesThatAreNotBelieved(t *testing.T) {
	tests := []struct {
		name string
		move func(w *world, day int)
		want string // where it moved to, as remembered
	}{
		{"a move that is not for good", func(w *world, _ int) { w.sendOn("/ann", http.StatusFound, w.srv.URL+"/new") }, ""},
		{"seven days, but four sightings", func(w *world, n int) {
			if n%3 == 0 {
				w.sendOn("/ann", http.StatusMovedPermanently, w.srv.URL+"/new")
			} else {
				w.publish("/ann", rss(p("a", 1), p("b", 2)))
			}
		}, "/new"},
		{"a target that changes", func(w *world, n int) {
			w.sendOn("/ann", http.StatusMovedPermanently, fmt.Sprint(w.srv.URL, "/new?", n))
		}, "/new?12"},
		{"another feed: a host sent its whole list there", func(w *world, _ int) {
			w.publish("/parked", rss(with(p("buy", 1), func(q *post) { q.guid, q.link = "", "https://parked.example/buy" })))
			w.sendOn("/ann", http.StatusMovedPermanently, w.srv.URL+"/parked")
		}, "/parked"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, "ann")
			w.publish("/ann", rss(p("a", 1), p("b", 2)))
			w.publish("/new", rss(p("a", 1), p("b", 2)))
			w.update(0)
			for n := range 13 {
				tt.move(w, n)
				if asked := w.visitDaily(1); asked != 1 {
					t.Fatalf("day %d: the address of the list was not asked", n)
				}
			}
			if a := w.address("ann"); strings.TrimPrefix(a.MovedTo, w.srv.URL) != tt.want || !a.MovedUsed.IsZero() {
				t.Errorf("moved to %q, used since %v; want %q, and never used", a.MovedTo, a.MovedUsed, tt.want)
			}
		})
	}
}

// GET-24: only the leading run of permanent redirects is a move.
func TestMixedChain(t *testing.T) {
	w := newWorld(t, "ann")
	w.publish("/d", rss(p("a", 1), p("b", 2)))
	w.sendOn("/ann", http.StatusMovedPermanently, "/b")
	w.sendOn("/b", http.StatusFound, "/c")
	w.sendOn("/c", http.StatusMovedPermanently, "/d")
	w.update(0)
	w.visitDaily(9)
	before := w.times("/b")
	w.visitDaily(1)
	if a := w.address("ann"); a.MovedTo != w.srv.URL+"/b" || a.MovedUsed.IsZero() || w.times("/b") != before+1 {
		t.Errorf("moved to %s, used since %v; want /b", a.MovedTo, a.MovedUsed)
	}
}

// GET-24: what becomes of a move that is used, when the old address is asked
// again.
func TestOldAddressAskedAgain(t *testing.T) {
	tests := []struct {
		name string
		old  func(w *world)
		used bool
	}{
		{"it still sends us on", func(*world) {}, true},
		{"it has died: what it said for so long holds", func(w *world) { w.status("/ann", 404) }, true},
		{"it is a feed again", func(w *world) { w.publish("/ann", rss(p("a", 1), p("b", 2))) }, false},
		{"it sends us elsewhere", func(w *world) { w.sendOn("/ann", http.StatusMovedPermanently, "/other") }, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, "ann")
			w.publish("/new", rss(p("a", 1), p("b", 2)))
			w.publish("/other", rss(p("a", 1), p("b", 2)))
			w.sendOn("/ann", http.StatusMovedPermanently, "/new")
			w.update(0)
			w.visitDaily(9)
			tt.old(w)
			if n := w.visitDaily(30); n < 1 {
				t.Error("the old address was not asked again")
			}
			if a := w.address("ann"); a.MovedUsed.IsZero() == tt.used {
				t.Errorf("used since %v, want used: %v", a.MovedUsed, tt.used)
			}
		})
	}
}

// GET-24: a changed line begins anew.
func TestMoveEndsWithTheLine(t *testing.T) {
	w := newWorld(t, "ann")
	w.publish("/new", rss(p("a", 1), p("b", 2)))
	w.sendOn("/ann", http.StatusMovedPermanently, "/new")
	w.update(0)
	w.visitDaily(9)
	w.site.Members[0].Feeds[0].URL = w.at("ann", "/ann")
	if n := w.visitDaily(1); n != 1 {
		t.Errorf("the address of the changed line was asked %d times, want 1", n)
	}
}

// GET-28: one feed under two lines is said on both, and fetching goes on.
func TestDuplicateFeeds(t *testing.T) {
	w := newWorld(t, "ann", "bob", "cem", "dee")
	w.list("eve", "/ann/") // another spelling of ann's
	w.publish("/ann/", rss(p("a", 1)))
	w.site.Members[0].Line, w.site.Members[0].File = 3, "feeds.yaml"
	const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:one</id><title>%s</title><updated>2026-11-20T00:00:00Z</updated></feed>`
	w.publish("/ann", rss(p("a", 1)))
	w.sendOn("/bob", http.StatusFound, "/ann") // ends at the same address
	w.publish("/cem", fmt.Sprintf(atom, "Cem"))
	w.publish("/dee", fmt.Sprintf(atom, "Dee")) // has the same id
	for _, r := range w.update(0) {
		if r.Err != nil {
			t.Errorf("%s: %v", r.Feed.Slug, r.Err)
		}
	}
	for slug, want := range map[string]string{"ann": "eve", "bob": "ann (line 3 of feeds.yaml)", "cem": "dee", "dee": "cem", "eve": "bob"} {
		found := 0
		for _, f := range w.address(slug).Findings {
			if f.Code == planet.CodeDuplicate && strings.Contains(f.Message, " of "+want) {
				found++
			}
		}
		if found != 1 {
			t.Errorf("%s is told %+v; want that it is the feed of %s, too", slug, w.address(slug).Findings, want)
		}
	}
	w.publish("/bob", rss(p("b", 1)))
	w.publish("/ann/", `<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:eve</id><title>Eve</title><updated>2026-11-20T00:00:00Z</updated></feed>`)
	w.site.Members[4].Feeds[0].URL = w.at("eve", "/ann/")
	w.force = true
	w.update(time.Hour)
	if all := append(w.address("ann").Findings, w.address("bob").Findings...); strings.Contains(codes(all), "duplicate") {
		t.Errorf("after one has changed, still: %+v", all)
	}
}

// Blogs that keep the id of the template that they were made from are not one
// feed, unless they have the same posts (GET-28).
func TestTemplatesAreNoDuplicates(t *testing.T) {
	const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><id>http://yoursite.example/</id><title>%s</title><updated>2026-11-20T00:00:00Z</updated>` +
		`<entry><id>http://yoursite.example/%s</id><title>Post</title><updated>2026-11-20T00:00:00Z</updated></entry></feed>`
	w := newWorld(t, "ann", "bob", "cem")
	w.publish("/ann", fmt.Sprintf(atom, "Ann", "1"))
	w.publish("/bob", fmt.Sprintf(atom, "Bob", "2"))
	w.publish("/cem", fmt.Sprintf(atom, "Cem", "1"))
	w.update(0)
	for slug, want := range map[string]bool{"ann": true, "bob": false, "cem": true} {
		if got := strings.Contains(codes(w.address(slug).Findings), "duplicate"); got != want {
			t.Errorf("%s is a duplicate: %t, want %t", slug, got, want)
		}
	}
}
