package fetcher

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"planet"
	"planet/fetcher/get"
)

// hosted adds a member whose blog has a host of its own.
func (w *world) hosted(slug string) {
	address := strings.Replace(w.srv.URL, "127.0.0.1", slug+".localhost", 1) + "/" + slug
	w.site.Members = append(w.site.Members, planet.Member{Slug: slug, Feeds: []planet.Feed{{Slug: slug, URL: address}}})
}

// crowd is an updater that asks hosts below localhost, too.
func (w *world) crowd(patience time.Duration) *Updater {
	client := &get.Client{UserAgent: "planet/test", Now: func() time.Time { return w.now }, Timeout: time.Minute, AllowPrivate: true}
	w.t.Cleanup(client.Close)
	return &Updater{
		Store: w.db, Client: client, Site: w.site, Log: slog.New(slog.DiscardHandler), Rand: rand.New(rand.NewPCG(1, 2)),
		Now: func() time.Time { return w.now }, patience: patience,
	}
}

// More hosts than there are workers hang, and hold nobody up: all others are
// read while they do.
func TestSlowHostsHoldNobodyUp(t *testing.T) {
	const quick = 60
	w := newWorld(t)
	w.site.Fetch.Workers = 4
	slow := 2 * w.site.Fetch.Workers
	for n := range quick {
		w.hosted(fmt.Sprintf("quick%d", n))
	}
	for n := range slow {
		w.hosted(fmt.Sprintf("slow%d", n))
	}
	var left atomic.Int32
	left.Store(quick)
	all := make(chan struct{})
	w.srv.Config.Handler = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/slow") {
			select {
			case <-all: // the last of the quick ones was asked
			case <-r.Context().Done():
			}
		} else if left.Add(-1) == 0 {
			close(all)
		}
		fmt.Fprint(rw, rss(p(r.URL.Path[1:], 1)))
	})
	results, err := w.crowd(10*time.Millisecond).All(t.Context(), w.feeds())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if r.Err != nil || r.New != 1 {
			t.Errorf("%s: %d new, %v", r.Feed.Slug, r.New, r.Err)
		}
	}
}

// Without others in their place the slow ones would hold all others up: the
// run is over only when they have given up.
func TestStandInsAreLimited(t *testing.T) {
	w := newWorld(t)
	w.site.Fetch.Workers = 1
	for n := range 3 + standIns {
		w.hosted(fmt.Sprintf("slow%d", n))
	}
	var asked atomic.Int32
	ctx, stop := context.WithCancel(t.Context())
	w.srv.Config.Handler = http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if asked.Add(1) == 1+standIns {
			stop() // nobody is left to ask the others
		}
		<-r.Context().Done()
	})
	u := w.crowd(time.Millisecond)
	u.Grace = 50 * time.Millisecond
	if _, err := u.All(ctx, w.feeds()); err == nil {
		t.Error("a run that was stopped ended well")
	}
	if n := asked.Load(); n != 1+standIns {
		t.Errorf("%d feeds were asked at once by one worker; want it and %d others", n, standIns)
	}
}

// GET-15: five thousand blogs on one host are asked one after the other, each
// once, and take no more memory than a few.
func TestManyBlogsOnOneHost(t *testing.T) {
	const blogs, most = 5_000, 48 << 20
	w := newWorld(t)
	w.site.Fetch.PerHost, w.site.Fetch.HostDelay = 1, 0
	for n := range blogs {
		slug := fmt.Sprintf("blog%d", n)
		w.list(slug, "/"+slug)
	}
	var mu sync.Mutex
	var now, atOnce int
	var peak uint64
	w.srv.Config.Handler = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		mu.Lock()
		w.asked[r.URL.Path]++
		now++
		atOnce = max(atOnce, now)
		if len(w.asked)%500 == 0 {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapAlloc)
		}
		mu.Unlock()
		fmt.Fprint(rw, rss(p(r.URL.Path[1:], 1)))
		mu.Lock()
		now--
		mu.Unlock()
	})
	var before runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	results := w.update(0)
	for _, r := range results {
		if r.Err != nil || r.New != 1 || w.asked["/"+r.Feed.Slug] != 1 {
			t.Fatalf("%s: %d new, %v, asked %d times", r.Feed.Slug, r.New, r.Err, w.asked["/"+r.Feed.Slug])
		}
	}
	if atOnce != 1 {
		t.Errorf("the host was asked %d times at once", atOnce)
	}
	if grown := int64(peak) - int64(before.HeapAlloc); grown > most {
		t.Errorf("%d MiB of memory for %d blogs; want at most %d", grown>>20, blogs, most>>20)
	}
	t.Logf("%d KiB of memory at most", (int64(peak)-int64(before.HeapAlloc))>>10)
}

// Home pages on many hosts are looked at a few at a time: a host that waits for
// its turn costs nothing yet.
func TestManyHomesTakeTurns(t *testing.T) {
	const homes = 400
	w := newWorld(t)
	w.site.Fetch.Workers = 2
	for n := range homes {
		w.hosted(fmt.Sprintf("blog%d", n))
		w.site.Members[n].Site = w.site.Members[n].Feeds[0].URL
	}
	var mu sync.Mutex
	asked, most := 0, 0
	w.srv.Config.Handler = http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		asked++
		most = max(most, runtime.NumGoroutine())
		mu.Unlock()
		rw.Header().Set("Connection", "close")
		http.NotFound(rw, nil)
	})
	before := runtime.NumGoroutine()
	if err := w.crowd(0).Proofs(t.Context()); err != nil {
		t.Fatal(err)
	}
	if asked < homes || most-before > homes/2 {
		t.Errorf("%d requests to %d hosts, with %d goroutines more than before", asked, homes, most-before)
	}
}

// ATOM-7: two feeds that bring the same id in one moment do not both get it,
// though neither is stored when the other one is looked at.
func TestSameIDInOneMoment(t *testing.T) {
	w := newWorld(t, "ann", "bob")
	for _, slug := range []string{"ann", "bob"} {
		post := p("same", 1)
		post.link = "https://" + slug + ".example/same"
		w.publish("/"+slug, rss(post))
	}
	w.update(0)
	all := w.entries()
	if len(all) != 2 || all[0].AtomID == all[1].AtomID {
		t.Errorf("two entries of two members: %v", all)
	}
}
