package fetcher

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"planet"
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
