package fetcher

import (
	"errors"
	"fmt"
	"net/http"
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
