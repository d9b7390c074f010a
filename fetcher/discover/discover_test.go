package discover

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"planet"
	"planet/fetcher/get"
	"planet/fetcher/parse"
)

const feed = `<rss version="2.0"><channel><title>Ann's notes</title><link>https://ann.example/</link><description>d</description></channel></rss>`

// A host answers with what it holds, and remembers in which order it was
// asked, and when a pause was taken.
type host struct {
	*httptest.Server
	mu    sync.Mutex
	holds map[string]string // by path; "301 /b" sends on, "404" and so on refuse
	link  string            // Link header of "/"
	log   []string
}

func newHost(t *testing.T, holds map[string]string) *host {
	h := &host{holds: holds}
	h.Server = httptest.NewServer(http.HandlerFunc(h.serve))
	t.Cleanup(h.Close)
	return h
}

func (h *host) serve(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.log = append(h.log, r.URL.Path)
	body, ok := h.holds[r.URL.Path]
	if h.link != "" && r.URL.Path == "/" {
		w.Header().Set("Link", h.link)
	}
	var status int
	var to string
	switch n, _ := fmt.Sscanf(body, "%d %s", &status, &to); {
	case !ok:
		http.NotFound(w, r)
	case n == 2:
		http.Redirect(w, r, to, status)
	case n == 1:
		w.WriteHeader(status)
	default:
		fmt.Fprint(w, body)
	}
}

func (h *host) finder(t *testing.T) *Finder {
	c := &get.Client{AllowPrivate: true}
	t.Cleanup(c.Close)
	return &Finder{Client: c, Pause: func(context.Context) error {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.log = append(h.log, "pause")
		return nil
	}}
}

func home(head string) string {
	return "<!doctype html><html><head><title>Ann</title>" + head + "</head><body><p>Hello</p></body></html>"
}

// DISC-1: where a feed is looked for, in this order, and what is asked on the
// way.
func TestFind(t *testing.T) {
	const declared = `<link rel="alternate" type="application/rss+xml" title="Ann" href="/posts.rss">`
	tests := []struct {
		name  string
		ask   string
		holds map[string]string
		link  string
		want  string // candidates, or the error's code
		log   string
	}{
		{"the address is a feed", "/f", map[string]string{"/f": feed}, "", "/f", "/f"},
		{"the page declares one, which is not asked", "/", map[string]string{"/": home(declared), "/feed": feed}, "", "/posts.rss", "/"},
		{"a Link header does, where the page doesn't", "/", map[string]string{"/": home(""), "/feed": feed}, `<posts.atom>; rel="alternate"; type="application/atom+xml"`, "/posts.atom", "/"},
		{"the page is heard before the header", "/", map[string]string{"/": home(declared)}, `</other>; rel=alternate; type="application/atom+xml"`, "/posts.rss", "/"},
		{"the usual places, one request each with a pause", "/", map[string]string{"/": home(""), "/index.xml": feed}, "", "/index.xml", "/ pause /feed pause /atom.xml pause /rss.xml pause /index.xml"},
		{"the first usual place ends the search", "/", map[string]string{"/": home(""), "/feed": feed, "/atom.xml": feed}, "", "/feed", "/ pause /feed"},
		{"a page in a usual place is no feed", "/", map[string]string{"/": home(""), "/feed": home(declared), "/atom.xml": feed}, "", "/atom.xml", "/ pause /feed pause /atom.xml"},
		{"the usual places lie in the page's folder: a host may hold many people", "/ann/", map[string]string{"/ann/": home(""), "/feed": feed, "/ann/rss.xml": feed}, "", "/ann/rss.xml", "/ann/ pause /ann/feed pause /ann/atom.xml pause /ann/rss.xml"},
		{"none", "/", map[string]string{"/": home("")}, "", "no-feed-found", "/ pause /feed pause /atom.xml pause /rss.xml pause /index.xml pause /feed.json"},
		{"a host that asks for peace gets it", "/", map[string]string{"/": home(""), "/feed": "429", "/atom.xml": feed}, "", "wait", "/ pause /feed"},
		{"a host that turns us away is not asked on", "/", map[string]string{"/": home(""), "/feed": "403", "/atom.xml": feed}, "", "blocked", "/ pause /feed"},
		{"a profile on a server like Mastodon", "/@ann", map[string]string{"/@ann": home(""), "/feed": feed, "/@ann.rss": feed}, "", "/@ann.rss", "/@ann pause /@ann.rss"},
		{"a feed that broke is no reason to look elsewhere", "/f", map[string]string{"/f": "<rss version=\"2.0\"><channel><title>x", "/feed": feed}, "", "unreadable", "/f"},
		{"a page that is gone", "/", map[string]string{"/": "410", "/feed": feed}, "", "gone", "/"},
		{"after a redirect, addresses are those of where it led", "/", map[string]string{"/": "302 /blog/", "/blog/": home(`<link rel=alternate type=application/atom+xml href=atom>`)}, "", "/blog/atom", "/ /blog/"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := newHost(t, tt.holds)
			h.link = tt.link
			found, err := h.finder(t).Find(t.Context(), h.URL+tt.ask)
			var got []string
			for _, c := range found {
				got = append(got, strings.TrimPrefix(c.URL, h.URL))
			}
			if err != nil {
				got = []string{string(codeOf(err))}
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("found %s (%v), want %s", s, err, tt.want)
			}
			if log := strings.Join(h.log, " "); log != tt.log {
				t.Errorf("asked %s, want %s", log, tt.log)
			}
		})
	}
}

func codeOf(err error) planet.Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code()
	}
	if e, ok := errors.AsType[*parse.Error](err); ok {
		return e.Code
	}
	return get.Code(err)
}

// What was read on the way need not be asked again.
func TestFoundFeedsComeWithTheirAnswer(t *testing.T) {
	h := newHost(t, map[string]string{"/": home(""), "/feed": feed})
	f := h.finder(t)
	for _, ask := range []string{"/", "/feed"} {
		found, err := f.Find(t.Context(), h.URL+ask)
		if err != nil || len(found) != 1 || found[0].Answer == nil || string(found[0].Answer.Body) != feed || found[0].Title != "Ann's notes" || found[0].Format != "RSS 2.0" {
			t.Errorf("%s: %+v, %v; want one candidate with title, format and answer", ask, found, err)
		}
	}
}

// The caller that needs one feed gets the first that is one.
func TestFirst(t *testing.T) {
	link := func(hrefs ...string) (all string) {
		for _, href := range hrefs {
			all += `<link rel="alternate" type="application/rss+xml" href="` + href + `">`
		}
		return home(all)
	}
	tests := []struct {
		name  string
		holds map[string]string
		want  string
		log   string
	}{
		{"the first declared one", map[string]string{"/": link("/a", "/b"), "/a": feed, "/b": feed}, "/a", "/ pause /a"},
		{"the next, if the first is gone", map[string]string{"/": link("/a", "/b"), "/b": feed}, "/b", "/ pause /a pause /b"},
		{"at most three are asked", map[string]string{"/": link("/a", "/b", "/c", "/d"), "/d": feed}, "not-found", "/ pause /a pause /b pause /c"},
		{"none if the host asks for peace", map[string]string{"/": link("/a", "/b"), "/a": "429", "/b": feed}, "wait", "/ pause /a"},
		{"its address stays as declared (GET-25)", map[string]string{"/": link("/a"), "/a": "302 /x", "/x": feed}, "/a", "/ pause /a /x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := newHost(t, tt.holds)
			c, err := h.finder(t).First(t.Context(), h.URL+"/")
			got := string(codeOf(err))
			if err == nil {
				got = strings.TrimPrefix(c.URL, h.URL)
				if c.Answer == nil || string(c.Answer.Body) != feed {
					t.Errorf("answer %+v; want the feed's", c.Answer)
				}
			}
			if log := strings.Join(h.log, " "); got != tt.want || log != tt.log {
				t.Errorf("got %s (%v) by %s; want %s by %s", got, err, log, tt.want, tt.log)
			}
		})
	}
}

// A search that is stopped ends between two requests.
func TestStopped(t *testing.T) {
	h := newHost(t, map[string]string{"/": home("")})
	f := h.finder(t)
	ctx, cancel := context.WithCancel(t.Context())
	f.Pause = func(ctx context.Context) error { cancel(); return ctx.Err() }
	if _, err := f.Find(ctx, h.URL+"/"); !errors.Is(err, context.Canceled) || len(h.log) != 1 {
		t.Errorf("err = %v after %v; want context.Canceled after one request", err, h.log)
	}
}

// The sentence says what to do, and of a page that holds its posts itself,
// that we don't read those.
func TestNoFeedFound(t *testing.T) {
	h := newHost(t, map[string]string{"/": home(""), "/h/": `<!doctype html><html><body class="home h-feed">`})
	for ask, want := range map[string]string{"/": "in the usual places and found none", "/h/": "h-feed"} {
		_, err := h.finder(t).Find(t.Context(), h.URL+ask)
		if err == nil || !strings.Contains(err.Error(), h.URL+ask) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "`feed`") {
			t.Errorf("%s: %v; want a sentence with the address, %q and the key", ask, err, want)
		}
	}
}
