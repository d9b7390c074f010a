package discover

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// What a page declares, the likeliest first (DISC-1).
func TestPage(t *testing.T) {
	link := func(kind, href, title string) string {
		return fmt.Sprintf(`<link rel="alternate" type="application/%s" href="%s" title="%s">`, kind, href, title)
	}
	const at = "https://ann.example/blog/"
	tests := []struct {
		name string
		at   string
		body string
		want string
	}{
		{"Atom before RSS before JSON", at, link("feed+json", "/j", "") + link("rss+xml", "/r", "") + link("atom+xml", "/a", ""), "https://ann.example/a https://ann.example/r https://ann.example/j"},
		{"those alike keep the page's order", at, link("rss+xml", "/2", "") + link("rss+xml", "/1", ""), "https://ann.example/2 https://ann.example/1"},
		{"each once", at, link("rss+xml", "/r", "") + link("rss+xml", "https://ann.example/r#x", ""), "https://ann.example/r"},
		{"no comments, by address", at, link("rss+xml", "/comments/feed/", "Ann") + link("rss+xml", "/?feed=comments-rss2", "Ann"), ""},
		{"no comments, by title", at, link("atom+xml", "/a", "Ann » Kommentar-Feed") + link("rss+xml", "/r", "Ann » Feed"), "https://ann.example/r"},
		{"a title alone condemns nobody", at, link("atom+xml", "/a", "Comments on the news"), "https://ann.example/a"},
		{"a tag's page prefers the tag's feed", "https://ann.example/tag/badges/", link("atom+xml", "/atom", "") + link("rss+xml", "/tag/badges/feed/", ""), "https://ann.example/tag/badges/feed/ https://ann.example/atom"},
		{"and so by query", "https://ann.example/?tag=badges", link("atom+xml", "/atom", "") + link("rss+xml", "/f?q=badges", ""), "https://ann.example/f?q=badges https://ann.example/atom"},
		{"and by file", "https://ann.example/tags/badges.html", link("atom+xml", "/atom", "") + link("rss+xml", "/tags/badges.xml", ""), "https://ann.example/atom https://ann.example/tags/badges.xml"},
		{"relative to base, the first one", at, `<base href="/deep/er/"><base href="/no/">` + link("rss+xml", "../r", ""), "https://ann.example/deep/r"},
		{"relative to the page", at, link("rss+xml", "r.xml", ""), "https://ann.example/blog/r.xml"},
		{"without quotes, in capitals, with parameters", at, `<LINK REL="Alternate home" TYPE="Application/Atom+XML; charset=utf-8" HREF=a>`, "https://ann.example/blog/a"},
		{"spaces and line ends in an address", at, "<link rel=alternate type=application/rss+xml href=' \n/r '>", "https://ann.example/r"},
		{"feed: for http:", at, link("rss+xml", "feed://ann.example/r", "") + link("rss+xml", "feed:https://ann.example/s", ""), "http://ann.example/r https://ann.example/s"},
		{"no javascript:, no password, no host", at, link("rss+xml", "javascript:alert(1)", "") + link("rss+xml", "https://a:b@ann.example/", "") + link("rss+xml", "http:///x", "") + link("rss+xml", "", ""), ""},
		{"nothing too long", at, link("rss+xml", "/"+strings.Repeat("x", maxAddress), ""), ""},
		{"a stylesheet is no feed", at, `<link rel="alternate stylesheet" type="text/xml" href="/s">`, ""},
		{"oEmbed and the parts of WordPress are no feeds", at, link("json+oembed", "/o", "") + link("json", "/wp-json/wp/v2/pages/2", ""), ""},
		{"JSON that says feed", at, link("json", "/feed.json", ""), "https://ann.example/feed.json"},
		{"rel=feed needs no type", at, `<link rel="feed" href="/f">`, "https://ann.example/f"},
		{"in the body, too", at, `</head><body><p>` + link("rss+xml", "/r", ""), "https://ann.example/r"},
		{"not in a comment or a script", at, "<!--" + link("rss+xml", "/r", "") + "--><script>" + link("rss+xml", "/r", "") + "</script>", ""},
		{"another language's page is no feed", at, `<link rel="alternate" hreflang="fr" href="/fr/">`, ""},
		{"relative ones without a place are left out", "", link("rss+xml", "/r", "") + link("rss+xml", "https://ann.example/s", ""), "https://ann.example/s"},
		{"nothing", at, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, c := range Page([]byte("<!doctype html><html><head>"+tt.body), tt.at) {
				got = append(got, c.URL)
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("got %s, want %s", s, tt.want)
			}
		})
	}
}

// DISC-2: candidates carry what tells them apart, fit for a terminal.
func TestCandidatesAreDescribed(t *testing.T) {
	got := Page([]byte("<link rel=alternate type=application/atom+xml href=/a title='Ann&#39;s \u202enotes\x1b[2J\n&lt;b&gt;'>"), "https://ann.example/")
	if len(got) != 1 || got[0].Title != "Ann's notes[2J <b>" || got[0].Format != "Atom" || got[0].Answer != nil {
		t.Errorf("got %+v", got)
	}
	long := Page([]byte("<link rel=alternate type=application/atom+xml href=/a title='"+strings.Repeat("é", 1000)+"'>"), "https://ann.example/")
	if n := utf8.RuneCountInString(long[0].Title); n != maxTitle {
		t.Errorf("a title of %d characters, want %d", n, maxTitle)
	}
}

// RFC 8288: what Link headers declare.
func TestHeaderLinks(t *testing.T) {
	at, err := url.Parse("https://ann.example/blog/")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, header, want string }{
		{"plain", `</f>; rel="alternate"; type="application/rss+xml"; title="Ann"`, "https://ann.example/f Ann"},
		{"without quotes", `</f>;rel=alternate;type=application/atom+xml`, "https://ann.example/f "},
		{"several in one", `</css>; rel=preload, </f>; rel=alternate; type="application/rss+xml", </g>; type="application/rss+xml"; rel="home alternate"`, "https://ann.example/f , https://ann.example/g "},
		{"commas and quotes in quotes", `<f?a=1,2>; title="a, \"b\"; c"; rel=alternate; type="application/rss+xml"`, `https://ann.example/blog/f?a=1,2 a, "b"; c`},
		{"the first of each parameter counts", `</f>; rel=alternate; rel=next; type="application/rss+xml"`, "https://ann.example/f "},
		{"no feed", `<https://hub.example/>; rel="hub"`, ""},
		{"cut off", `</f>; rel="alternate`, ""},
		{"rubbish", `;;,"<`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, l := range headerLinks(at, []string{tt.header}) {
				got = append(got, l.url+" "+l.title)
			}
			if s := strings.Join(got, ", "); s != tt.want {
				t.Errorf("got %q, want %q", s, tt.want)
			}
		})
	}
}

// DISC-1: the addresses of known platforms, whose usual places belong to
// others.
func TestPlatforms(t *testing.T) {
	tests := []struct{ at, canonical, want string }{
		{"https://www.youtube.com/channel/UCabc-1", "", "https://www.youtube.com/feeds/videos.xml?channel_id=UCabc-1"},
		{"https://www.youtube.com/channel/UCabc-1/videos", "", "https://www.youtube.com/feeds/videos.xml?channel_id=UCabc-1"},
		{"https://youtube.com/@ann", "https://www.youtube.com/channel/UCabc-1", "https://www.youtube.com/feeds/videos.xml?channel_id=UCabc-1"},
		{"https://youtube.com/user/ann", "", "https://www.youtube.com/feeds/videos.xml?user=ann"},
		{"https://www.youtube.com/playlist?list=PL1", "", "https://www.youtube.com/feeds/videos.xml?playlist_id=PL1"},
		{"https://www.youtube.com/@ann", "", ""},
		{"https://medium.com/@ann", "", "https://medium.com/feed/@ann"},
		{"https://medium.com/badges-weekly/about", "", "https://medium.com/feed/badges-weekly"},
		{"https://medium.com/tag/badges", "", "https://medium.com/feed/tag/badges"},
		{"https://ann.medium.com/a-post", "", "https://ann.medium.com/feed"},
		{"https://ann.substack.com/p/a-post", "", "https://ann.substack.com/feed"},
		{"https://social.example/@ann", "", "https://social.example/@ann.rss"},
		{"https://github.com/ann/badges", "", "https://github.com/ann/badges/releases.atom"},
		{"https://github.com/ann/badges/releases", "", "https://github.com/ann/badges/releases.atom"},
		{"https://github.com/ann/badges/tags", "", "https://github.com/ann/badges/tags.atom"},
		{"https://github.com/ann/badges/commits/main", "", "https://github.com/ann/badges/commits/main.atom"},
		{"https://github.com/ann/badges/commits/fix/a b", "", "https://github.com/ann/badges/commits/fix/a%20b.atom"},
		{"https://github.com/ann/badges/commits", "", "https://github.com/ann/badges/commits.atom"},
		{"https://github.com/ann", "", ""},
		{"https://ann.example/@ann/post", "", "https://ann.example/@ann/feed https://ann.example/@ann/atom.xml https://ann.example/@ann/rss.xml https://ann.example/@ann/index.xml https://ann.example/@ann/feed.json"},
	}
	for _, tt := range tests {
		p := scan([]byte(`<link rel="canonical" href="`+tt.canonical+`">`), tt.at)
		if got := strings.Join(p.places(), " "); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.at, got, tt.want)
		}
	}
}

// Whatever a page or a header holds, candidates are few, each once, and
// addresses that may be asked and shown.
func FuzzPage(f *testing.F) {
	f.Add([]byte(`<base href=//b.example><link rel=alternate type=application/rss+xml href=r title=x>`), "https://ann.example/tag/x", `</f>; rel=alternate; type="application/rss+xml"`)
	f.Add([]byte(`<link rel="alternate feed" href="feed:https://a.example/é?&#0;">`), "http://[::1]:80/?tag=a", `<x>;rel="feed";title="\"`)
	f.Add([]byte(`<link rel=canonical href=https://www.youtube.com/channel/UC1><p class=h-feed>`), "https://youtube.com/@a", "")
	f.Add([]byte(`<link rel=feed href=//::>`), "//0/@0", "")
	f.Add([]byte(`<link rel=feed href=//::>`), "https://ann.example/", "")
	f.Fuzz(func(t *testing.T, body []byte, at, header string) {
		p := scan(body, at)
		seen := map[string]bool{}
		all := append(p.candidates([]string{header}), Page(body, at)...)
		for _, c := range p.candidates([]string{header}) {
			if seen[c.URL] {
				t.Errorf("%q is there twice", c.URL)
			}
			seen[c.URL] = true
		}
		if len(all) > 2*maxLinks {
			t.Errorf("%d candidates", len(all))
		}
		for _, address := range p.places() {
			all = append(all, Candidate{URL: address})
		}
		for _, c := range all {
			u, err := url.Parse(c.URL)
			if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.Fragment != "" {
				t.Errorf("candidate %q may not be asked: %v", c.URL, err)
			}
			if strings.ContainsFunc(c.URL+c.Title, unicode.IsControl) || !utf8.ValidString(c.Title) || utf8.RuneCountInString(c.Title) > maxTitle {
				t.Errorf("candidate %q, %q may not be shown", c.URL, c.Title)
			}
		}
	})
}

func BenchmarkPage(b *testing.B) {
	body := []byte("<!doctype html><html><head>" + strings.Repeat("<script>var a = '<b>';</script><meta name=x content=y>", 200) +
		`<link rel="alternate" type="application/rss+xml" href="/feed">` + strings.Repeat("<p class=c><a href=/x>text</a>", 2000))
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if len(Page(body, "https://ann.example/")) != 1 {
			b.Fatal("the feed was not found")
		}
	}
}
