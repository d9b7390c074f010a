package demo

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestHandles(t *testing.T) {
	tests := []struct {
		host string
		want bool
	}{
		{"gus.localhost:8080", true},
		{"gus.localhost", true},
		{"GUS.LOCALHOST:8080", true},
		{"nobody.localhost:8080", true},
		{"localhost:8080", false},
		{"localhost", false},
		{"127.0.0.1:8080", false},
		{"[::1]:8080", false},
		{"notlocalhost:8080", false},
		{"", false},
	}
	c := New(noon, port)
	for _, tt := range tests {
		if got := c.Handles(tt.host); got != tt.want {
			t.Errorf("Handles(%q) = %t, want %t", tt.host, got, tt.want)
		}
	}
}

func TestServeHTTP(t *testing.T) {
	tests := []struct {
		name, method, url, wantType, wantLocation string
		want                                      int
	}{
		{"gives the home page", "GET", "http://gus.localhost:8080/", "text/html; charset=utf-8", "", 200},
		{"gives a feed", "GET", "http://gus.localhost:8080/feed.json", "application/feed+json", "", 200},
		{"gives a picture", "GET", "http://adaeze.localhost:8080/chain.svg", "image/svg+xml", "", 200},
		{"answers HEAD", "HEAD", "http://adaeze.localhost:8080/feed.xml", "application/atom+xml; charset=utf-8", "", 200},
		{"cares for no port", "GET", "http://Adaeze.localhost/", "text/html; charset=utf-8", "", 200},
		{"sends on from where a blog was (GET-23)", "GET", "http://ines.localhost:8080/feed.xml", "", "http://aprenderenabierto.localhost:8080/feed.xml", 301},
		{"fails where a feed cannot be made", "GET", "http://vanaalst.localhost:8080/feed.xml", "", "", 500},
		{"shows the pages of such a blog", "GET", "http://vanaalst.localhost:8080/pencil", "text/html; charset=utf-8", "", 200},
		{"knows what it doesn't have", "GET", "http://gus.localhost:8080/nothing", "", "", 404},
		{"knows whom it doesn't know", "GET", "http://nobody.localhost:8080/", "", "", 404},
		{"shows no source", "GET", "http://gus.localhost:8080/blog.txt", "", "", 404},
		{"takes nothing", "POST", "http://gus.localhost:8080/", "", "", 405},
	}
	c := New(noon, port)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ask(c, tt.method, tt.url, "")
			if got.Code != tt.want || got.Header().Get("Location") != tt.wantLocation {
				t.Errorf("%s %s = %d, Location %q; want %d, %q", tt.method, tt.url, got.Code, got.Header().Get("Location"), tt.want, tt.wantLocation)
			}
			if kind := got.Header().Get("Content-Type"); tt.wantType != "" && kind != tt.wantType {
				t.Errorf("%s %s is %q, want %q", tt.method, tt.url, kind, tt.wantType)
			}
		})
	}
}

// GET-5: who has a document already gets no second copy.
func TestServeNotModified(t *testing.T) {
	c := New(noon, port)
	const feed = "http://keysandclaims.localhost:8080/index.xml"
	tag := ask(c, "GET", feed, "").Header().Get("ETag")
	again := ask(c, "GET", feed, tag)
	if tag == "" || again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("GET with ETag %q = %d and %d bytes, want 304 and none", tag, again.Code, again.Body.Len())
	}
	tomorrow := New(noon.AddDate(0, 0, 1), port)
	if got := ask(tomorrow, "GET", feed, tag).Code; got != http.StatusOK {
		t.Errorf("GET with yesterday's ETag = %d, want 200", got)
	}
}

// Every address in a page of a blog that leads to a blog, answers.
func TestLinksAnswer(t *testing.T) {
	c := New(noon, port)
	asked := 0
	for at, d := range c.documents {
		if d.kind != htmlType {
			continue
		}
		for _, link := range links(t, "http://"+strings.Replace(at, "/", ":8080/", 1), d.body) {
			u, err := url.Parse(link)
			if err != nil {
				t.Errorf("%s: %v", at, err)
				continue
			}
			faulty := strings.HasSuffix(link, "vanaalst.localhost:8080/feed.xml")
			if !c.Handles(u.Host) || faulty {
				continue
			}
			asked++
			if code := ask(c, "GET", link, "").Code; code != http.StatusOK {
				t.Errorf("%s links to %s, which answers %d", at, link, code)
			}
			if u.Port() != strconv.Itoa(port) {
				t.Errorf("%s links to %s, which has not our port", at, link)
			}
		}
	}
	if asked < 200 {
		t.Errorf("%d links asked, want 200 or more: are they still found?", asked)
	}
}

// Conversations (CONV-1) need posts that link to posts of others.
func TestPostsAnswerEachOther(t *testing.T) {
	targets := map[string]bool{}
	for _, p := range posts(t, noon) {
		targets[p.Link] = true
	}
	var answers int
	for _, p := range posts(t, noon) {
		for _, link := range links(t, p.Link, p.Text) {
			host := p.Link[:strings.LastIndex(p.Link, "/")+1]
			answers += btoi(targets[link] && !strings.HasPrefix(link, host))
		}
	}
	if answers < 15 {
		t.Errorf("%d links between members' posts, want 15 or more", answers)
	}
}

// links returns the absolute addresses that markup at base points to.
func links(t *testing.T, base string, markup []byte) []string {
	t.Helper()
	from, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, tag := range tags(markup) {
		for _, a := range tag.Attr {
			if (a.Key != "href" && a.Key != "src") || strings.HasPrefix(a.Val, "javascript:") {
				continue
			}
			to, err := from.Parse(a.Val)
			if err != nil {
				t.Errorf("%s: %v", base, err)
				continue
			}
			to.Fragment = ""
			found = append(found, to.String())
		}
	}
	return found
}

// tags returns the tags of markup, in order.
func tags(markup []byte) []html.Token {
	var all []html.Token
	z := html.NewTokenizer(strings.NewReader(string(markup)))
	for z.Next() != html.ErrorToken {
		if tok := z.Token(); tok.Type != html.TextToken {
			all = append(all, tok)
		}
	}
	return all
}

func ask(c *Community, method, url, tag string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, url, nil)
	if tag != "" {
		r.Header.Set("If-None-Match", tag)
	}
	w := httptest.NewRecorder()
	c.ServeHTTP(w, r)
	return w
}
