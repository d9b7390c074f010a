package fetcher

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"planet"
)

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

// A logbook is what a server saw of its visitors: how many at once, when each
// came and went, and in which order.
type logbook struct {
	mu     sync.Mutex
	inside map[string]int
	most   map[string]int
	left   map[string]time.Time // by host: when the last one left
	gap    map[string]time.Duration
	order  []string
}

func newLogbook() *logbook {
	return &logbook{inside: map[string]int{}, most: map[string]int{}, left: map[string]time.Time{}, gap: map[string]time.Duration{}}
}

// watch makes an answer that is written down under the host that was asked.
func (l *logbook) watch(answer http.HandlerFunc) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		host, _, _ := strings.Cut(r.Host, ":")
		l.mu.Lock()
		l.order = append(l.order, host)
		l.inside[host]++
		l.most[host] = max(l.most[host], l.inside[host])
		if last, ok := l.left[host]; ok {
			if gap := time.Since(last); l.gap[host] == 0 || gap < l.gap[host] {
				l.gap[host] = gap
			}
		}
		l.mu.Unlock()
		answer(rw, r)
		l.mu.Lock()
		l.inside[host]--
		l.left[host] = time.Now() // before the visitor can know that it is over: gaps are never too long by this
		l.mu.Unlock()
	}
}

// GET-15: a host is asked one at a time, with a pause from the end of one
// request to the next; who waits for it occupies no worker.
func TestPerHost(t *testing.T) {
	w := newWorld(t)
	log := newLogbook()
	add := func(slug, host string) {
		w.site.Members = append(w.site.Members, planet.Member{Slug: slug, Feeds: []planet.Feed{{Slug: slug, URL: w.at(host, "/"+slug)}}})
		w.reply("/"+slug, log.watch(func(rw http.ResponseWriter, _ *http.Request) { fmt.Fprint(rw, rss(p(slug, 1))) }))
	}
	for i := range 20 {
		add(fmt.Sprint("m", i), "many")
	}
	add("one", "one")
	add("two", "two")
	w.site.Fetch.Workers, w.site.Fetch.PerHost, w.site.Fetch.HostDelay = 1, 1, 20*time.Millisecond
	w.update(0)
	if n := len(w.entries()); n != 22 {
		t.Errorf("%d entries, want 22", n)
	}
	if log.most["many.localhost"] != 1 || log.gap["many.localhost"] < w.site.Fetch.HostDelay {
		t.Errorf("%d at once, with gaps from %v; want 1, and %v", log.most["many.localhost"], log.gap["many.localhost"], w.site.Fetch.HostDelay)
	}
	first := log.order[:4]
	if !slices.Contains(first, "one.localhost") || !slices.Contains(first, "two.localhost") {
		t.Errorf("asked in the order %v; want the two other hosts while the first one rests", log.order)
	}
}

// GET-15: a host that many feeds are sent on to is asked one at a time, too.
func TestHostBehindMany(t *testing.T) {
	w := newWorld(t)
	log := newLogbook()
	for i := range 8 {
		slug := fmt.Sprint("m", i)
		w.site.Members = append(w.site.Members, planet.Member{Slug: slug, Feeds: []planet.Feed{{Slug: slug, URL: w.at(slug, "/"+slug)}}})
		w.sendOn("/"+slug, http.StatusFound, w.at("burner", "/feeds/"+slug))
		w.publish("/feeds/"+slug, rss(p(slug, 1)))
	}
	w.update(0) // shows where they lead
	for i := range 8 {
		path := fmt.Sprint("/feeds/m", i)
		w.reply(path, log.watch(func(rw http.ResponseWriter, _ *http.Request) { fmt.Fprint(rw, rss(p("new", .1))) }))
	}
	w.site.Fetch.PerHost, w.site.Fetch.HostDelay = 1, 5*time.Millisecond
	w.force = true
	w.update(time.Hour)
	if n := len(log.order); n != 8 || log.most["burner.localhost"] != 1 || log.gap["burner.localhost"] < w.site.Fetch.HostDelay {
		t.Errorf("%d requests, %d at once, gaps from %v; want 8, 1, %v", n, log.most["burner.localhost"], log.gap["burner.localhost"], w.site.Fetch.HostDelay)
	}
}

// GET-17: a host that asks for peace gets it from all its feeds: in the same
// run, after a restart, by force, and for as long as it asks, while others
// are asked on.
func TestHostThatAsksForPeace(t *testing.T) {
	for _, header := range []string{"7200", noon.Add(2 * time.Hour).Format(http.TimeFormat)} {
		w := newWorld(t)
		for i := range 5 {
			slug := fmt.Sprint("m", i)
			w.site.Members = append(w.site.Members, planet.Member{Slug: slug, Feeds: []planet.Feed{{Slug: slug, URL: w.at("busy", "/"+slug)}}})
			w.status("/"+slug, 429, "Retry-After", header)
		}
		w.list("other", "/other")
		w.publish("/other", rss(p("a", 1)))
		asked := func() (n int) {
			for i := range 5 {
				n += w.times(fmt.Sprint("/m", i))
			}
			return n
		}
		w.site.Fetch.PerHost = 1
		w.update(0)
		if n := asked(); n != 1 {
			t.Errorf("%s: %d of the host's feeds were asked in the run, want 1", header, n)
		}
		w.force = true
		w.update(time.Hour)
		if n := asked(); n != 1 || w.times("/other") != 2 {
			t.Errorf("%s: an hour later %d, and the other host %d times; want 1 and 2", header, n, w.times("/other"))
		}
		for i := range 5 {
			w.publish(fmt.Sprint("/m", i), rss(p("a", 1)))
		}
		w.update(2 * time.Hour)
		if n := asked(); n != 6 {
			t.Errorf("%s: after the wait %d, want all five", header, n)
		}
	}
}

// GET-17: peace is given to the host that asked, which may be one we were
// sent on to, and asked for its feeds by whatever way.
func TestPeaceForTheHostBehind(t *testing.T) {
	w := newWorld(t)
	for _, slug := range []string{"ann", "bob"} {
		w.site.Members = append(w.site.Members, planet.Member{Slug: slug, Feeds: []planet.Feed{{Slug: slug, URL: w.at(slug, "/"+slug)}}})
		w.sendOn("/"+slug, http.StatusFound, w.at("burner", "/feeds/"+slug))
		w.publish("/feeds/"+slug, rss(p(slug, 1)))
	}
	w.update(0)
	w.status("/feeds/ann", 503, "Retry-After", "86400")
	w.status("/feeds/bob", 503, "Retry-After", "86400")
	w.site.Fetch.PerHost, w.force = 1, true
	w.update(time.Hour)
	w.update(time.Hour)
	if n := w.times("/feeds/ann") + w.times("/feeds/bob"); n != 3 {
		t.Errorf("the host behind was asked %d times, want twice at first and once until it asked for peace", n)
	}
	waits, err := w.db.Waits(t.Context())
	if err != nil || len(waits) != 1 || waits["burner.localhost"].IsZero() {
		t.Errorf("Waits = %v, %v; want burner's alone", waits, err)
	}
}
