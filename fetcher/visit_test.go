package fetcher

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/semaphore"

	"planet"
	"planet/fetcher/get"
	"planet/store"
)

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

// GET-8: what a 304 says anew is sent next time; GET-9: the same bytes are
// parsed once, and again when the parser has learnt.
func TestWhatIsParsedAgain(t *testing.T) {
	w := newWorld(t, "ann")
	tag := `"one"`
	w.reply("/ann", func(rw http.ResponseWriter, r *http.Request) {
		sent := r.Header.Get("If-None-Match")
		rw.Header().Set("ETag", tag)
		if sent != "" {
			tag = `"two"`
			rw.Header().Set("ETag", tag)
			rw.WriteHeader(http.StatusNotModified)
			return
		}
		fmt.Fprint(rw, rss(p("a", 1)))
	})
	w.force = true
	w.update(0)
	w.update(time.Hour)
	w.update(time.Hour)
	if got := w.headers["/ann"].Get("If-None-Match"); got != `"two"` {
		t.Errorf("after a 304 with another ETag we send %s", got)
	}
	w.show("/ann", []byte(rss(p("a", 1))))
	if r := w.update(time.Hour)[0]; !r.Same {
		t.Errorf("the same bytes: %+v; want the same", r)
	}
	a := w.address("ann")
	a.Parser--
	if err := w.db.Save(t.Context(), &store.Visit{Address: a, At: w.now}); err != nil {
		t.Fatal(err)
	}
	if r := w.update(time.Hour)[0]; r.Same || r.New != 0 || r.Changed != 0 {
		t.Errorf("the same bytes for another parser: %+v; want them read again, to the same result", r)
	}
}

// DB-7: a document that is read again writes no entry that is as it was.
func TestSameItemsAreNotWritten(t *testing.T) {
	w := newWorld(t, "ann")
	posts := []post{p("a", 1), p("b", 2), with(p("c", 3), func(q *post) { q.guid = "" })}
	w.publish("/ann", rss(posts...))
	w.update(0)
	u := w.updater()
	if err := u.prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	u.parsing, u.room, u.larges = make(chan struct{}, 1), newRoom(), semaphore.NewWeighted(largeBytes)
	for _, tt := range []struct {
		now  []post
		want int // records
	}{
		{posts, 0},
		{[]post{posts[2], posts[0], posts[1]}, 0},
		{append([]post{p("d", 0)}, posts...), 1},
		{[]post{with(posts[0], func(q *post) { q.text = "Edited." }), posts[1]}, 1},
	} {
		a := w.address("ann")
		j := job{feed: w.site.Members[0].Feeds[0], address: a}
		doc, err := u.parse(&j, &get.Answer{URL: a.Final, Body: []byte(rss(tt.now...) + "<!-- " + fmt.Sprint(len(tt.now)) + " -->")})
		if err != nil {
			t.Fatal(err)
		}
		in := reading{u: u, feed: j.feed, address: &j.address, doc: doc, final: a.Final, now: w.now.Add(time.Hour)}
		if records, err := in.records(t.Context()); err != nil || len(records) != tt.want {
			t.Errorf("%d records to write, %v; want %d", len(records), err, tt.want)
		}
	}
}

// FLOW-7: with future: hold an item waits for its date, and comes up then
// even if its document does not change.
func TestFutureHold(t *testing.T) {
	w := settled(t, p("a", 1))
	w.site.Members[1].Future = planet.FutureHold
	w.publish("/ann", rss(p("tomorrow", -3), p("later", -5), p("a", 1)))
	for n, want := range []int{2, 3, 3, 4, 4} { // entries with the other feed's, day by day from 24 November
		if n > 0 {
			w.now = w.now.Add(day)
		}
		w.update(time.Minute)
		if got := len(w.entries()); got != want {
			t.Errorf("on %v: %d entries, want %d", w.now, got, want)
		}
	}
	for _, e := range w.entries()[:2] {
		if e.FirstSeen.Before(e.Published) || e.Position.After(e.FirstSeen) {
			t.Errorf("%s, of %v, was seen at %v and stands at %v", e.Title, e.Published, e.FirstSeen, e.Position)
		}
	}
	if n := w.times("/ann"); n != 6 {
		t.Errorf("asked %d times, want 6", n)
	}
}

// SAFE-8: what breaks the program ends that feed's visit, is said, and takes
// nothing from the next one.
func TestPanicIsTheFeeds(t *testing.T) {
	w := newWorld(t, "ann", "bob")
	w.publish("/ann", rss(p("a", 1)))
	w.publish("/bob", rss(p("b", 1)))
	var log bytes.Buffer
	u := w.updater()
	u.Log = slog.New(slog.NewTextHandler(&log, nil))
	if err := u.prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	var jobs []job
	for _, m := range w.site.Members {
		j, err := u.job(t.Context(), queued{asked: true}, m.Feeds[0])
		if err != nil {
			t.Fatal(err)
		}
		jobs = append(jobs, j)
	}
	u.parsing, u.room, u.larges = make(chan struct{}, 1), newRoom(), semaphore.NewWeighted(largeBytes)
	u.slugs = map[string]*sync.Mutex{"bob": {}} // none for ann: reading her feed breaks
	out := u.guarded(t.Context(), jobs[0])
	if out.result.Code != planet.CodePanic || out.broken != nil {
		t.Errorf("ann: %+v; want panic", out)
	}
	if err := w.db.Save(t.Context(), out.visit); err != nil {
		t.Fatal(err)
	}
	if !u.room.free.TryAcquire(roomBytes) {
		t.Error("what broke the program still takes room")
	}
	u.room.free.Release(roomBytes)
	if out := u.guarded(t.Context(), jobs[1]); out.result.New != 1 || out.result.Err != nil {
		t.Errorf("bob: %+v; want his post", out)
	}
	if a := w.address("ann"); a.Code != planet.CodePanic || !strings.Contains(a.Message, "report it") || a.NextCheck.Before(w.now.Add(time.Hour)) {
		t.Errorf("ann is remembered as %q %q, next visit %v", a.Code, a.Message, a.NextCheck)
	}
	if !strings.Contains(log.String(), "fetcher.(*Updater).read") {
		t.Error("the log holds no stack")
	}
}

// SCHED-6: a run that is stopped begins no new feed; those at work may finish,
// and those that hang are cut and blamed for nothing.
func TestStop(t *testing.T) {
	w := newWorld(t, "m0", "m1", "m2", "m3")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	for i := range 4 {
		slug := fmt.Sprint("m", i)
		w.reply("/"+slug, func(rw http.ResponseWriter, _ *http.Request) {
			stop()
			fmt.Fprint(rw, rss(p(slug, 1)))
		})
	}
	w.site.Fetch.Workers = 1
	u := w.updater()
	_, err := u.All(ctx, w.feeds())
	if !errors.Is(err, context.Canceled) || len(w.asked) != 1 || len(w.entries()) != 1 {
		t.Errorf("err = %v after asking %v; want the one at work finished", err, w.asked)
	}
	hanging, cut := context.WithCancel(t.Context())
	defer cut()
	for i := range 4 {
		w.reply(fmt.Sprint("/m", i), func(_ http.ResponseWriter, r *http.Request) { cut(); <-r.Context().Done() })
	}
	u = w.updater()
	u.Grace = time.Millisecond
	if _, err := u.All(hanging, w.feeds()); !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v, want context.Canceled", err)
	}
	if due, err := w.updater().Due(t.Context(), w.feeds()); len(due) != 3 || err != nil {
		t.Errorf("%d feeds are due, %v; want the three that were not done", len(due), err)
	}
	run, err := w.db.LastRun(t.Context())
	if err != nil || run.Ended.IsZero() {
		t.Errorf("the last run is %+v, %v; want it ended", run, err)
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
