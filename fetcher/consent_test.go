package fetcher

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"planet"
	"planet/store"
)

const (
	toAnn    = `<a rel="me" href="https://planet.example/members/ann/">planet</a>`
	toPlanet = `<a href="https://planet.example/">planet</a>`
)

// blog adds a member with a home page at path.
func (w *world) blog(slug, path string) *planet.Member {
	w.list(slug, "/"+slug+"/feed")
	m := &w.site.Members[len(w.site.Members)-1]
	m.Site = w.srv.URL + path
	return m
}

// proofs looks at home pages, the given time after the run before.
func (w *world) proofs(after time.Duration, only ...string) map[string]store.Proof {
	w.t.Helper()
	w.now = w.now.Add(after)
	if err := w.updater().Proofs(w.t.Context(), only...); err != nil {
		w.t.Fatal(err)
	}
	all, err := w.db.Proofs(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// page lets a path answer with a page.
func (w *world) page(path, body string) { w.publish(path, "<!DOCTYPE html><html>"+body) }

// OWN-2, OWN-3: where a link may stand, and where it is not believed.
func TestProofs(t *testing.T) {
	html := func(w *world, path string) { w.page(path, toAnn) }
	tests := []struct {
		name  string
		pages func(*world)
		want  planet.Consent
		asked string // home, file, about: how often each
	}{
		{"rel=me on the home page", func(w *world) { html(w, "/ann/") }, planet.ConsentVerified, "1 0 0"},
		{"a link there, and no file", func(w *world) { w.page("/ann/", toPlanet+`<a href="about">me</a>`) }, planet.ConsentLinked, "1 1 0"},
		{"a link there, and the file", func(w *world) {
			w.page("/ann/", toPlanet)
			w.show("/.well-known/planet.txt", []byte("https://planet.example/ ann\n"))
		}, planet.ConsentVerified, "1 1 0"},
		{"a link on the about page", func(w *world) { w.page("/ann/", `<a href="about">me</a>`); w.page("/ann/about", toPlanet) }, planet.ConsentLinked, "1 1 1"},
		{"nothing anywhere", func(w *world) { w.page("/ann/", `<a href="about">me</a>`); w.page("/ann/about", "x") }, "", "1 1 1"},
		{"no home page, but the file", func(w *world) { w.show("/.well-known/planet.txt", []byte("https://planet.example/ ann\n")) }, planet.ConsentVerified, "1 1 0"},
		{"a file for somebody else", func(w *world) { w.show("/.well-known/planet.txt", []byte("https://planet.example/ bob\n")) }, "", "1 1 0"},
		{"a page where the file should be", func(w *world) {
			w.reply("/.well-known/planet.txt", func(rw http.ResponseWriter, _ *http.Request) {
				rw.Header().Set("Content-Type", "text/html")
				fmt.Fprint(rw, "https://planet.example/ ann\n")
			})
		}, "", "1 1 0"},
		{"what is no page", func(w *world) {
			w.reply("/ann/", func(rw http.ResponseWriter, _ *http.Request) {
				rw.Header().Set("Content-Type", "text/plain")
				fmt.Fprint(rw, toAnn)
			})
		}, "", "1 1 0"},
		{"a home page that is elsewhere now", func(w *world) {
			w.status("/ann/", http.StatusMovedPermanently, "Location", w.at("evil", "/parked"))
			html(w, "/parked")
		}, "", "1 1 0"},
		{"a home page that moved on its host", func(w *world) {
			w.status("/ann/", http.StatusMovedPermanently, "Location", "/new/")
			html(w, "/new/")
		}, planet.ConsentVerified, "1 0 0"},
		{"a file that is elsewhere", func(w *world) {
			w.status("/.well-known/planet.txt", http.StatusFound, "Location", w.at("evil", "/planet.txt"))
			w.show("/planet.txt", []byte("https://planet.example/ ann\n"))
		}, "", "1 1 0"},
		{"in a comment", func(w *world) { w.page("/ann/", "<!-- "+toAnn+" -->") }, "", "1 1 0"},
		{"in a script", func(w *world) { w.page("/ann/", "<script>'"+toAnn+"'</script>") }, "", "1 1 0"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.blog("ann", "/ann/")
			tt.pages(w)
			got := w.proofs(0)["ann"]
			asked := fmt.Sprint(w.times("/ann/"), w.times("/.well-known/planet.txt"), w.times("/ann/about"))
			if got.Level != tt.want || asked != tt.asked || got.Code != "" {
				t.Errorf("%q (%s), asked for %s; want %q, %s", got.Level, got.Code, asked, tt.want, tt.asked)
			}
		})
	}
}

// OWN-2, GET-4: one look a month at most, conditional; what is as it was shows
// what it showed.
func TestOneLookAMonth(t *testing.T) {
	w := newWorld(t)
	w.blog("ann", "/ann/")
	w.page("/ann/", toAnn)
	for range 3 {
		w.proofs(9 * day)
	}
	if n := w.times("/ann/"); n != 1 {
		t.Errorf("%d looks within 27 days, want 1", n)
	}
	w.force = true // which is for feeds
	if w.proofs(0); w.times("/ann/") != 1 {
		t.Error("force looked at all home pages again")
	}
	w.force = false
	got := w.proofs(16 * day)["ann"]
	if w.times("/ann/") != 2 || w.headers["/ann/"].Get("If-None-Match") == "" || got.Level != planet.ConsentVerified {
		t.Errorf("after a month %d looks, the last with If-None-Match %q: %q; want the second, conditional, verified", w.times("/ann/"), w.headers["/ann/"].Get("If-None-Match"), got.Level)
	}
	if next := got.NextLook.Sub(w.now); next < lookAgain || next > lookAgain+lookAgain/10 {
		t.Errorf("next look in %s, want a month and a little", next)
	}
}

// A look that the owner asks for, by name, is taken at once.
func TestLookAtOnce(t *testing.T) {
	w := newWorld(t)
	w.blog("ann", "/ann/")
	w.blog("bob", "/bob/")
	w.page("/ann/", "")
	w.page("/bob/", "")
	w.proofs(0)
	w.page("/ann/", toAnn)
	if w.proofs(time.Hour, "ann")["ann"].Level != "" {
		t.Error("asked again without force")
	}
	w.force = true
	if got := w.proofs(0, "ann")["ann"]; got.Level != planet.ConsentVerified || w.times("/bob/") != 1 {
		t.Errorf("by name: %q, and %d looks at bob; want verified, and 1", got.Level, w.times("/bob/"))
	}
}

// OWN-2, OWN-3: what was found is kept while nobody answers, and falls back
// when the link goes.
func TestProofsFallBack(t *testing.T) {
	tests := []struct {
		name string
		then func(*world)
		want planet.Consent
		code planet.Code
	}{
		{"the host has a fault", func(w *world) { w.status("/ann/", 503) }, planet.ConsentVerified, planet.CodeServerError},
		{"the host refuses us", func(w *world) { w.status("/ann/", 403) }, planet.ConsentVerified, planet.CodeBlocked},
		{"nobody answers", func(w *world) { w.srv.Close() }, planet.ConsentVerified, planet.CodeUnreachable},
		{"the page is gone", func(w *world) { w.status("/ann/", 410) }, "", ""},
		{"there is no page", func(w *world) { w.status("/ann/", 404) }, "", ""},
		{"the link is gone", func(w *world) { w.page("/ann/", "x") }, "", ""},
		{"a plain link is left", func(w *world) { w.page("/ann/", toPlanet) }, planet.ConsentLinked, ""},
		{"the link leads to another planet", func(w *world) { w.page("/ann/", `<a rel="me" href="https://planet2.example/members/ann/">x</a>`) }, "", ""},
		{"the member is called otherwise here", func(w *world) { w.site.Members[0].Slug = "anne" }, planet.ConsentLinked, ""},
		{"and was called so before", func(w *world) { w.site.Members[0].Slug, w.site.Members[0].Aliases = "anne", []string{"ann"} }, planet.ConsentVerified, ""},
		{"the planet is elsewhere now", func(w *world) { w.site.URL = "https://new.example/" }, "", ""},
		{"the member has another home page", func(w *world) { w.site.Members[0].Site = w.at("new", "/new/") }, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.blog("ann", "/ann/")
			w.page("/ann/", toAnn+toPlanet)
			if got := w.proofs(0)["ann"]; got.Level != planet.ConsentVerified {
				t.Fatalf("to begin with: %q", got.Level)
			}
			tt.then(w)
			if got := w.proofs(40 * day)[w.site.Members[0].Slug]; got.Level != tt.want || got.Code != tt.code {
				t.Errorf("%q (%s), want %q (%s)", got.Level, got.Code, tt.want, tt.code)
			}
		})
	}
}

// A proof that stands in a file is kept while the file can't be had.
func TestFileIsKept(t *testing.T) {
	w := newWorld(t)
	w.blog("ann", "/ann/")
	w.page("/ann/", toPlanet)
	w.show("/.well-known/planet.txt", []byte("https://planet.example/ ann\n"))
	w.proofs(0)
	w.status("/.well-known/planet.txt", 502)
	if got := w.proofs(40 * day)["ann"]; got.Level != planet.ConsentVerified {
		t.Errorf("while the file can't be had: %q", got.Level)
	}
	w.status("/.well-known/planet.txt", 404)
	if got := w.proofs(40 * day)["ann"]; got.Level != planet.ConsentLinked {
		t.Errorf("when the file is gone: %q, want linked", got.Level)
	}
}

// OWN-3: a feed that names our list is a proof for which nobody is asked, as
// long as it does.
func TestBlogrollIsProof(t *testing.T) {
	w := newWorld(t)
	w.blog("ann", "/ann/")
	w.page("/ann/", "")
	doc := func(blogroll string) string {
		return `<rss version="2.0" xmlns:source="http://source.scripting.com/"><channel><title>Ann</title><link>` + w.srv.URL + `/ann/</link>` + blogroll + `<item><guid>1</guid><title>One</title></item></channel></rss>`
	}
	w.publish("/ann/feed", doc("<source:blogroll>https://planet.example/opml.xml</source:blogroll>"))
	w.update(0)
	if got := w.proofs(0)["ann"]; got.Level != planet.ConsentVerified || w.times("/ann/") != 0 {
		t.Errorf("%q with %d looks at the home page; want verified, and none", got.Level, w.times("/ann/"))
	}
	w.publish("/ann/feed", doc("<source:blogroll>https://other.example/opml.xml</source:blogroll>"))
	w.update(3 * day)
	if got := w.proofs(0)["ann"]; got.Level != "" || w.times("/ann/") != 1 {
		t.Errorf("when it names another: %q with %d looks; want none, and 1", got.Level, w.times("/ann/"))
	}
}

// GET-15: members of one host are looked at one after the other, and the file
// that they share is asked for once; who shares a host has a line of their own.
func TestProofsOfOneHost(t *testing.T) {
	w := newWorld(t)
	w.blog("ann", "/~ann/")
	w.blog("bob", "/~bob/")
	w.page("/~ann/", "")
	w.page("/~bob/", "")
	w.show("/.well-known/planet.txt", []byte("https://planet.example/ bob\n"))
	got := w.proofs(0)
	if got["ann"].Level != "" || got["bob"].Level != planet.ConsentVerified || w.times("/.well-known/planet.txt") != 1 {
		t.Errorf("ann %q, bob %q, the file asked for %d times; want none, verified, once", got["ann"].Level, got["bob"].Level, w.times("/.well-known/planet.txt"))
	}
}

// GET-17: a host that asks to be left alone is, by all its members.
func TestLooksLeaveAlone(t *testing.T) {
	w := newWorld(t)
	w.blog("ann", "/ann/")
	w.blog("bob", "/ann/")
	w.status("/ann/", http.StatusTooManyRequests, "Retry-After", "7200")
	got := w.proofs(0)
	if w.times("/ann/") != 1 || w.times("/.well-known/planet.txt") != 0 || got["ann"].Code != planet.CodeWait && got["bob"].Code != planet.CodeWait {
		t.Errorf("asked %d times and for the file %d times: %v", w.times("/ann/"), w.times("/.well-known/planet.txt"), got)
	}
	waits, err := w.db.Waits(t.Context())
	if err != nil || !waits["127.0.0.1"].Equal(w.now.Add(2*time.Hour)) {
		t.Errorf("waits = %v, %v; want two hours", waits, err)
	}
	w.page("/ann/", toAnn)
	if w.proofs(time.Hour); w.times("/ann/") != 1 {
		t.Error("asked within the time in which it wants to be left alone")
	}
	if w.proofs(90 * time.Minute); w.times("/ann/") != 2 {
		t.Errorf("asked %d times, want the other member's look after the time", w.times("/ann/"))
	}
}

// LEAVE-1, LEAVE-2: who paused or left is not looked at; of who was removed
// nothing is kept.
func TestNoLooksAtWhoLeft(t *testing.T) {
	w := newWorld(t)
	w.blog("ann", "/ann/")
	w.page("/ann/", toAnn)
	w.proofs(0)
	for _, change := range []func(*planet.Member){
		func(m *planet.Member) { m.Disabled = true },
		func(m *planet.Member) { m.Disabled, m.Status = false, planet.StatusLeft },
	} {
		change(&w.site.Members[0])
		if got := w.proofs(40 * day); got["ann"].Level != planet.ConsentVerified || w.times("/ann/") != 1 {
			t.Errorf("%+v, looked at %d times", got, w.times("/ann/"))
		}
	}
	w.site.Members[0].Status = planet.StatusRemoved
	if got := w.proofs(0); len(got) != 0 {
		t.Errorf("of who was removed: %+v", got)
	}
}

// SAFE-21: a home page that only the feed names is believed at the feed's own
// host.
func TestHomeOf(t *testing.T) {
	const feed = "https://www.ann.example/feed"
	said := func(home string, final ...string) map[string]store.Address {
		return map[string]store.Address{feed: {Source: planet.Source{HomeURL: home}, Final: strings.Join(final, "")}}
	}
	page, listed := "https://ann.example/", func(site string, more ...planet.Feed) planet.Member {
		return planet.Member{Site: site, Feeds: append([]planet.Feed{{URL: feed}}, more...)}
	}
	tests := []struct {
		name      string
		member    planet.Member
		addresses map[string]store.Address
		want      string
	}{
		{"the list's", planet.Member{Site: "https://ann.example/", Feeds: []planet.Feed{{URL: feed}}}, said("https://bob.example/"), "https://ann.example/"},
		{"a home page that is listed as the feed", planet.Member{Feeds: []planet.Feed{{URL: "https://ann.example/", Home: true}}}, nil, "https://ann.example/"},
		{"the feed's, at its host", planet.Member{Feeds: []planet.Feed{{URL: feed}}}, said("http://ann.example/blog"), "http://ann.example/blog"},
		{"the feed's, elsewhere", planet.Member{Feeds: []planet.Feed{{URL: feed}}}, said("https://bob.example/"), ""},
		{"none", planet.Member{Feeds: []planet.Feed{{URL: feed}}}, nil, ""},
		{"the list's, of a feed elsewhere", listed("https://eve.example/"), said(""), ""},
		{"the list's, of a feed elsewhere that names its host", listed("https://eve.example/blog"), said("https://www.eve.example/"), "https://eve.example/blog"},
		{"the list's, of a feed that a redirect brings from elsewhere", listed(page), said("https://bob.example/", "https://bob.example/feed"), ""},
		{"the list's, of its feed that stands elsewhere now", listed(page), said(page, "https://feeds.example/ann"), page},
		{"a home page that names a feed of somebody else", planet.Member{Feeds: []planet.Feed{{URL: feed, Home: true}}}, said("https://bob.example/", "https://bob.example/feed"), ""},
		{"the list's, with a second feed of somebody else", listed(page, planet.Feed{URL: "https://bob.example/feed"}), said(page), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := HomeOf(&tt.member, tt.addresses); got != tt.want {
				t.Errorf("HomeOf = %q, want %q", got, tt.want)
			}
		})
	}
}

// OWN-1, SAFE-21: no page gets a mark for a feed of somebody else that it points
// at or redirects to, and one that was given is taken back.
func TestProofsForAnothersFeed(t *testing.T) {
	w := newWorld(t)
	m := w.blog("ann", "/ann/")
	m.Site = w.at("eve", "/ann/")
	m.Feeds[0].URL = w.at("eve", "/moved")
	w.page("/ann/", toAnn)
	w.show("/.well-known/planet.txt", []byte("https://planet.example/ ann\n"))
	w.publish("/moved", rss(p("a", 1)))
	w.update(0)
	if got := w.proofs(0)["ann"]; got.Level != planet.ConsentVerified {
		t.Fatalf("of her own feed: %+v", got)
	}
	w.sendOn("/moved", http.StatusMovedPermanently, w.srv.URL+"/feed")
	w.publish("/feed", rss(p("a", 1), p("b", .5)))
	w.update(day)
	got := w.proofs(40 * day)["ann"]
	if got.Level != "" || got.Pages != nil || w.times("/ann/") != 1 || !strings.Contains(got.Message, "can't speak for the feed") {
		t.Errorf("%+v after %d looks; want no mark, a reason and no further look", got, w.times("/ann/"))
	}
}

// OWN-3: a feed's blogroll is no proof for a feed of somebody else beside it.
func TestBlogrollForAnothersFeed(t *testing.T) {
	w := newWorld(t)
	m := w.blog("ann", "/ann/")
	m.Feeds = append(m.Feeds, planet.Feed{Slug: "ann", URL: w.at("bob", "/bob")})
	w.publish("/ann/feed", `<rss version="2.0" xmlns:source="http://source.scripting.com/"><channel><title>Ann</title><source:blogroll>https://planet.example/opml.xml</source:blogroll><item><guid>1</guid><title>One</title></item></channel></rss>`)
	w.publish("/bob", rss(p("a", 1)))
	w.update(0)
	if got := w.proofs(0)["ann"]; got.Level != "" {
		t.Errorf("beside a feed of somebody else: %q", got.Level)
	}
	m.Feeds = m.Feeds[:1]
	if got := w.proofs(0)["ann"]; got.Level != planet.ConsentVerified {
		t.Errorf("alone: %q, want verified", got.Level)
	}
}
