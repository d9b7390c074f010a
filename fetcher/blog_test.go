package fetcher

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"planet"
	"planet/fetcher/get"
)

// A street is a host with some pages, each by its path.
func street(t *testing.T, pages map[string]string) *httptest.Server {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := pages[r.URL.Path]
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
	}))
	t.Cleanup(srv.Close)
	return srv
}

// links is a page that declares feeds.
func links(paths ...string) string {
	page := "<!doctype html><html><head>"
	for _, p := range paths {
		kind := "rss"
		if strings.Contains(p, "atom") {
			kind = "atom"
		}
		page += fmt.Sprintf(`<link rel="alternate" type="application/%s+xml" href="%s">`, kind, p)
	}
	return page + "</head><body>Hello</body></html>"
}

func feedOf(title string, posts ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<rss version="2.0"><channel><title>%s</title><link>https://ann.example/</link><description>d</description>`, title)
	for i, p := range posts {
		fmt.Fprintf(&b, "<item><link>https://ann.example/%s</link><title>%s</title><pubDate>%02d Nov 2026 10:00:00 GMT</pubDate></item>", p, p, 20-i)
	}
	return b.String() + "</channel></rss>"
}

// DISC-1, DISC-2: what stands behind an address, in the order of likelihood;
// several formats of the same posts are one feed.
func TestLook(t *testing.T) {
	tests := []struct {
		name, ask string
		pages     map[string]string
		want      string // title and path of each feed, or the code
	}{
		{"a feed", "/f", map[string]string{"/f": feedOf("Ann", "a")}, "Ann /f"},
		{"a page with one feed", "/", map[string]string{"/": links("/f"), "/f": feedOf("Ann", "a")}, "Ann /f"},
		{"two formats of the same posts", "/", map[string]string{"/": links("/r", "/atom"), "/r": feedOf("Ann", "a", "b", "c", "d"), "/atom": feedOf("Ann", "a", "b")}, "Ann /atom"},
		{"two that only begin alike", "/", map[string]string{"/": links("/r", "/s"), "/r": feedOf("Ann", "a", "b"), "/s": feedOf("All", "a", "x")}, "Ann /r, All /s"},
		{"two empty ones of one title", "/", map[string]string{"/": links("/r", "/s"), "/r": feedOf("Ann"), "/s": feedOf("Ann")}, "Ann /r"},
		{"two empty ones of two titles", "/", map[string]string{"/": links("/r", "/s"), "/r": feedOf("Ann"), "/s": feedOf("Ben")}, "Ann /r, Ben /s"},
		{"those that are no feeds are left out", "/", map[string]string{"/": links("/gone", "/", "/r"), "/r": feedOf("Ann", "a")}, "Ann /r"},
		{"where a page names none that works, the usual places are tried", "/", map[string]string{"/": links("/gone"), "/rss.xml": feedOf("Ann", "a")}, "Ann /rss.xml"},
		{"and then it is told what is wrong with that one", "/", map[string]string{"/": links("/gone"), "/gone": "410"}, "gone"},
		{"a feed that moved for good", "/f", map[string]string{"/f": "301 /g", "/g": feedOf("Ann", "a")}, "Ann /g"},
		{"a feed that is elsewhere for now", "/f", map[string]string{"/f": "302 /g", "/g": feedOf("Ann", "a")}, "Ann /f"},
		{"our own feed", "/f", map[string]string{"/f": `<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:planet</id><title>P</title></feed>`}, "own-feed"},
		{"our own feed beside another one", "/", map[string]string{"/": links("/atom", "/r"), "/atom": `<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:planet</id><title>P</title></feed>`, "/r": feedOf("Ann", "a")}, "Ann /r"},
		{"a page without any", "/", map[string]string{"/": links()}, "no-feed-found"},
		{"a page behind a password", "/", map[string]string{"/": "401"}, "blocked"},
		{"a feed behind a password", "/", map[string]string{"/": links("/f"), "/f": "403"}, "blocked"},
		{"a broken host", "/", map[string]string{"/": "500"}, "server-error"},
	}
	site := &planet.Site{URL: "https://planet.example/", ID: "urn:planet"}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			srv := street(t, tt.pages)
			client := &get.Client{AllowPrivate: true}
			defer client.Close()
			blog, err := Look(t.Context(), client, site, srv.URL+tt.ask)
			var got []string
			if refusal, ok := errors.AsType[*Refusal](err); ok {
				got = []string{string(refusal.Code)}
				passing := tt.want == "blocked" || tt.want == "server-error"
				if refusal.Passing() != passing || refusal.Error() == "" || strings.Contains(refusal.Error(), "\n") {
					t.Errorf("%v: passing is %t, want %t", refusal, refusal.Passing(), passing)
				}
			} else if err != nil {
				t.Fatal(err)
			} else {
				for _, f := range blog.Feeds {
					got = append(got, f.Title+" "+strings.TrimPrefix(f.URL, srv.URL))
				}
			}
			if s := strings.Join(got, ", "); s != tt.want {
				t.Errorf("found %s, want %s", s, tt.want)
			}
		})
	}
}

// A page says where its readers are sent, and which accounts are its author's;
// a feed says at least where its blog is.
func TestLookAtAPage(t *testing.T) {
	page := `<!doctype html><link rel=alternate type=application/rss+xml href=/f><link rel="me" href="https://github.com/Ann"><p class=h-feed><a rel="nofollow me" href="//social.example/@ann">x</a><a href="https://eve.example/">y</a>`
	srv := street(t, map[string]string{"/old": "301 /new", "/new": page, "/f": feedOf("Ann", "a", "b", "c", "d")})
	client := &get.Client{AllowPrivate: true}
	defer client.Close()
	blog, err := Look(t.Context(), client, &planet.Site{}, strings.TrimPrefix(srv.URL, "http://")+"/old#top")
	if err != nil {
		t.Fatal(err)
	}
	if blog.Page != srv.URL+"/old" || blog.HomeOf(&blog.Feeds[0]) != srv.URL+"/new" || len(blog.Feeds) != 1 {
		t.Errorf("found %+v", blog)
	}
	for account, want := range map[string]bool{"https://github.com/ann": true, "http://www.social.example/@ann/": true, "https://eve.example/": false, "": false} {
		if got := blog.Claims(account); got != want {
			t.Errorf("Claims(%q) = %t, want %t", account, got, want)
		}
	}
	o := blog.Feeds[0]
	if o.Home != "https://ann.example/" || len(o.Posts) != 3 || o.Posts[0].String() != "2026-11-20  a" {
		t.Errorf("the feed is %+v", o)
	}
	feed, err := Look(t.Context(), client, &planet.Site{}, srv.URL+"/f")
	if err != nil || feed.Page != "" || feed.HomeOf(&feed.Feeds[0]) != "" {
		t.Errorf("of a feed alone: %+v, %v", feed, err)
	}
}

// Whichever page of a blog was given, readers are sent to its home page.
func TestHomeOfAnOffer(t *testing.T) {
	tests := []struct{ name, page, moved, feed, home, want string }{
		{"the home page itself", "https://ann.example/", "", "https://ann.example/feed", "https://ann.example/", "https://ann.example/"},
		{"a post", "https://ann.example/2026/post.html", "", "https://ann.example/feed", "https://www.ann.example/", "https://www.ann.example/"},
		{"one author of many", "https://co.example/authors/ann/", "", "https://co.example/authors/ann/feed", "https://co.example/", "https://co.example/authors/ann/"},
		{"a feed elsewhere", "https://ann.example/blog", "", "https://feeds.example/ann", "https://ann.example/", "https://ann.example/"},
		{"a feed that sends readers to another host", "https://ann.example/blog/", "", "https://feeds.example/ann", "https://evil.example/", "https://ann.example/blog/"},
		{"a page that has moved", "http://ann.example/", "https://ann.example/", "https://ann.example/feed", "http://ann.example/", "https://ann.example/"},
		{"a feed alone", "", "", "https://ann.example/feed", "https://ann.example/", "https://ann.example/"},
		{"a feed alone that names somebody else", "", "", "https://eve.example/feed", "https://ann.example/", ""},
		{"a feed that says nothing", "", "", "https://ann.example/feed", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := Blog{Page: tt.page, Moved: tt.moved}
			if got := b.HomeOf(&Offer{URL: tt.feed, Home: tt.home}); got != tt.want {
				t.Errorf("HomeOf is %s, want %s", got, tt.want)
			}
		})
	}
}

// OWN-1: a page speaks for a feed on its host, or that names its host; where
// redirects lead counts, not where they begin.
func TestSpeaks(t *testing.T) {
	feed := feedOf("Ann")
	victim := street(t, map[string]string{"/f": feed, "/named": strings.Replace(feed, "ann.example", "eve.localhost", 1), "/page": links("/f")})
	eve := street(t, map[string]string{
		"/own": links("/f"), "/f": feed, "/theirs": links(victim.URL + "/f"), "/named": links(victim.URL + "/named"),
		"/moved": links("/301"), "/301": "301 " + victim.URL + "/f", "/found": links("/302"), "/302": "302 " + victim.URL + "/f",
		"/away": "302 " + victim.URL + "/page",
	})
	at := strings.Replace(eve.URL, "127.0.0.1", "eve.localhost", 1)
	client := &get.Client{AllowPrivate: true}
	defer client.Close()
	for page, want := range map[string]bool{"/own": true, "/theirs": false, "/named": true, "/moved": false, "/found": false, "/away": true} {
		blog, err := Look(t.Context(), client, &planet.Site{}, at+page)
		if err != nil {
			t.Fatal(err)
		}
		if got := blog.Speaks(&blog.Feeds[0]); got != want {
			t.Errorf("%s speaks for %s: %t, want %t", page, blog.Feeds[0].URL, got, want)
		}
	}
}

// Readers are sent to pages only.
func TestOfferedHome(t *testing.T) {
	for home, want := range map[string]string{
		"https://ann.example/": "https://ann.example/", "/blog": "http://HOST/blog", "javascript:alert(1)": "", "https://a:b@ann.example/": "", "http://localhost/": "", "": "",
		"https://ann.example/" + strings.Repeat("x", 3000): "",
	} {
		srv := street(t, map[string]string{"/f": strings.Replace(feedOf("Ann"), "https://ann.example/", home, 1)})
		client := &get.Client{AllowPrivate: true}
		blog, err := Look(t.Context(), client, &planet.Site{}, srv.URL+"/f")
		client.Close()
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Replace(blog.Feeds[0].Home, srv.Listener.Addr().String(), "HOST", 1); got != want {
			t.Errorf("the home page %.50q is given as %q, want %q", home, got, want)
		}
	}
}

// Who stops the search is not told that the blog is at fault.
func TestStoppedLook(t *testing.T) {
	srv := street(t, map[string]string{"/": links()})
	client := &get.Client{AllowPrivate: true}
	defer client.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Look(ctx, client, &planet.Site{}, srv.URL); !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v, want context.Canceled", err)
	}
}

// How people write an address, and what is asked then.
func TestSpelledOut(t *testing.T) {
	tests := []struct{ said, want string }{
		{"https://ann.example/", "https://ann.example/"},
		{" ann.example/blog#x ", "https://ann.example/blog http://ann.example/blog"},
		{"ann.example:8080", "https://ann.example:8080 http://ann.example:8080"},
		{"//ann.example/", "https://ann.example/ http://ann.example/"},
		{"feed://ann.example/f", "https://ann.example/f http://ann.example/f"},
		{"feed:https://ann.example/f", "https://ann.example/f"},
		{"mailto:ann@example.org", "mailto:ann@example.org"},
		{"ftp://ann.example/", "ftp://ann.example/"},
	}
	for _, tt := range tests {
		if got := strings.Join(spelledOut(tt.said), " "); got != tt.want {
			t.Errorf("spelledOut(%q) is %s, want %s", tt.said, got, tt.want)
		}
	}
}

// The database knows addresses that no list names.
func TestFollows(t *testing.T) {
	w := homely(t, "/feed")
	w.publish("/feed", rss(p("a", 1)))
	w.update(0)
	for way, want := range map[string]string{"/feed/": "ann", "/home": "ann", "/other": ""} {
		if got, err := Follows(t.Context(), w.db.Reader, []string{"", w.srv.URL + way}); got != want || err != nil {
			t.Errorf("Follows(%s) = %q, %v; want %q", way, got, err, want)
		}
	}
}
