package main

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// longWord is one that no line has room for.
var longWord = strings.Repeat("Anerkennungsverfahren", 9)[:180]

// override turns what follows around, where it is not taken out (ENT-13).
const override = "\u202e"

// hostileList is a list of feeds that show a theme at its worst (SITE-1). It
// wants their address, a long word, the planet's own settings and a long label.
const hostileList = `
planet:
  title: Planet %[2]s
  url: "https://planet.example/"
  description: %[2]s
  %[3]s
  fetch: {allow_private: true, host_delay: 0s}
groups:
  - {slug: all, name: "Group %[2]s", description: "%[2]s", all: true}
feeds:
  - {slug: hostile, name: "%[2]s", feed: "%[1]s/hostile", about: "%[2]s", site: "https://%[4]s.example/", links: {mastodon: "https://hostile.example/"}}
  - {slug: broken, name: Oops, feed: "%[1]s/broken"}
  - {slug: large, name: Large, feed: "%[1]s/large", licence: "https://creativecommons.org/licenses/by/4.0/"}
  - {slug: layla, name: "ليلى حداد", feed: "%[1]s/arabic", language: ar, groups: [all]}
  - {slug: silent, name: Silent, feed: "%[1]s/empty"}
  - {slug: missing, name: Missing, feed: "%[1]s/missing"}
  - {slug: nothing, name: Not a feed, feed: "%[1]s/page"}
`

// emptyList is a list whose feeds hold nothing yet.
const emptyList = `
planet: {title: Empty, url: "https://planet.example/", fetch: {allow_private: true, host_delay: 0s}}
groups:
  - {slug: some, name: Some}
feeds:
  - {slug: ann, name: Ann, feed: "%[1]s/empty", groups: [some]}
  - {slug: bob, name: Bob, feed: "%[1]s/empty?bob"}
  - {slug: cem, name: Cem, feed: "%[1]s/empty?cem", about: Writes soon.}
`

func showHostile(t *testing.T) shown {
	return showFeeds(t, "front: {entries: 50, days: 31, per_feed_per_day: 50}")
}

// showRiver shows the same in the other theme, in few pages.
func showRiver(t *testing.T) shown {
	s := showFeeds(t, "theme: river\n  front: {entries: 50, days: 31, per_feed_per_day: 50}")
	s.only = kinds(s.all(t))
	return s
}

// showArabic shows the same from right to left, in one page of each template.
func showArabic(t *testing.T) shown {
	s := showFeeds(t, "language: ar")
	s.only = templates(s.all(t))
	return s
}

// showWhole shows whole texts in lists, too.
func showWhole(t *testing.T) shown {
	s := showFeeds(t, "everything: true\n  front: {entries: 50, days: 31, per_feed_per_day: 50, text: full}")
	s.whole = true
	s.only = []string{"", "groups/all/", "everything/"}
	return s
}

// showFeeds makes a planet of all hostile feeds, with further settings.
func showFeeds(t *testing.T, settings string) shown {
	t.Helper()
	return showList(t, fmt.Sprintf(hostileList, hostileWeb(t), longWord, settings, longWord[:60]))
}

func showEmpty(t *testing.T) shown { return showList(t, fmt.Sprintf(emptyList, hostileWeb(t))) }

// hostileWeb serves the feeds of both lists.
func hostileWeb(t *testing.T) string {
	t.Helper()
	feeds := map[string]string{
		"/hostile": hostileFeed(hostilePosts()),
		"/broken":  brokenFeed,
		"/large":   hostileFeed(largePosts()),
		"/arabic":  hostileFeed(arabicPosts()),
		"/empty":   hostileFeed(nil),
		"/page":    "<!DOCTYPE html><title>No feed</title><p>Nothing here.",
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		feed, found := feeds[r.URL.Path]
		if !found {
			w.WriteHeader(http.StatusNotFound)
		}
		fmt.Fprint(w, feed)
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

// A hostilePost is what one entry of a hostile feed says: its title is text, its body
// is markup. name makes its address.
type hostilePost struct{ name, title, body string }

// hostileFeed is an Atom document of posts, one an hour.
func hostileFeed(posts []hostilePost) string {
	var b strings.Builder
	b.WriteString(`<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:x-feed</id><title>` + longWord + `</title><updated>2026-01-01T00:00:00Z</updated><author><name>` + longWord + `</name></author>`)
	now := time.Now().UTC()
	for i, p := range posts {
		date := now.Add(-time.Duration(i+1) * time.Hour).Format(time.RFC3339)
		fmt.Fprintf(&b, `<entry><id>urn:x-%s</id><link href="https://hostile.example/%s"/><updated>%s</updated><published>%s</published>`, p.name, p.name, date, date)
		fmt.Fprintf(&b, `<title>%s</title><category term="%s"/><link rel="enclosure" type="audio/mpeg" length="123456789" href="https://hostile.example/%s.mp3"/>`, html.EscapeString(p.title), longWord, longWord)
		fmt.Fprintf(&b, `<content type="html">%s</content></entry>`, html.EscapeString(p.body))
	}
	b.WriteString(`</feed>`)
	return b.String()
}

func hostilePosts() []hostilePost {
	return []hostilePost{
		{"code", "A line of code", "<h1>First</h1><h1>Second</h1><h3>Third</h3><p>Text.</p><pre><code>" + strings.Repeat("x = f(y); ", 25) + "</code></pre><p><code>" + longWord + "</code> <kbd>" + longWord + "</kbd></p>"},
		{"tables", "Two tables", wideTable(3, 14) + wideTable(2, 40) + `<table><tr><td><table><tr><td>` + longWord + `</td></tr></table></td></tr></table>`},
		{"pictures", "Pictures", `<p><img src="https://pictures.example/wide.png"> <img src="https://pictures.example/sized.png" width="2400" height="1350" alt="` + longWord + `"></p><figure><img src="/relative.png" alt=""><figcaption>` + longWord + `</figcaption></figure><p><img src="http://pictures.example/plain.png" style="position:fixed;width:4000px"></p>`},
		{"frames", "Frames", `<iframe src="https://video.example/` + longWord + `" width="1600" height="900"></iframe><video src="https://video.example/a.mp4" controls width="1600"></video><object data="x"></object><svg width="2000" height="10"><script>alert(1)</script></svg><form action="https://evil.example/"><input name="q" size="400"><button>Go</button></form>`},
		{"word", longWord, "<p>" + longWord + " " + longWord + `</p><p><a href="https://hostile.example/` + longWord + longWord + `">https://hostile.example/` + longWord + longWord + `</a></p><ul><li>` + longWord + `<ol><li>` + longWord + `</ol></ul><dl><dt>` + longWord + `<dd>` + longWord + `</dl>`},
		{"note", "", "<p>A note without a title, and with a long word: " + longWord + "</p>"},
		{"quotes", "Quotes", strings.Repeat("<blockquote><p>He said</p>", 40) + longWord + strings.Repeat("</blockquote>", 40)},
		{"lists", "Lists", strings.Repeat("<ul><li>deeper", 40) + strings.Repeat("</ul>", 40)},
		{"fixed", "Fixed", `<style>body{display:none}</style><div style="position:fixed;inset:0;background:red;z-index:99999;width:9000px">over all</div><p class="h-entry p-name skip vh mast e-content wrap" onclick="alert(1)" id="main">id of the page</p><p style="margin-left:-9999px">left</p><center><font size="7">large</font></center><marquee>runs</marquee>`},
		{"stray", "Stray ends", `text</div></article></main></body></html><p>after</p><div><div><div><p>open<b>bold<i>both</b></i><table><tr><td>cell<p>`},
		{"titles", strings.Repeat("A very long title ", 280), "<p>Its title has 5,000 characters.</p>"},
		{"turned", override + "turned around\u2066\u200f", "<p>" + override + "turned around</p><p>\u2067isolated</p>"},
		{"zalgo", "Z" + strings.Repeat("\u0301\u0316\u0353", 200) + "algo", "<p>Z" + strings.Repeat("\u0301\u0316\u0353", 200) + "algo</p>"},
		{"markup", `<h1 style="position:fixed">Markup</h1> &amp;lt;b&amp;gt; in a title ]]>`, "<p>Its title is text.</p>"},
		{"math", "Mathematics", `<p>$$` + strings.Repeat(`\frac{a}{b}+`, 40) + `$$</p><math display="block"><mrow>` + strings.Repeat(`<mi>abc</mi><mo>+</mo>`, 120) + `</mrow></math><p>In a line: <math><mrow>` + strings.Repeat(`<mi>a</mi><mo>=</mo>`, 60) + `</mrow></math></p>`},
		{"notes", "Footnotes", `<p>One<a href="#fn1" id="r1">1</a>, none<a href="#nowhere">2</a>.</p><p id="fn1">The note. <a href="#r1">back</a></p><h2 id="fn1">Twice</h2>`},
		{"empty", "Nothing", ""},
		{"space", "   ", "<p>&nbsp;</p>"},
		{"ruby", "漢字", `<p lang="ja"><ruby>漢<rt>かんじかんじかんじ</rt></ruby>` + strings.Repeat("漢字", 200) + `</p>`},
		{"rule", strings.Repeat("_", 200), "<p>" + strings.Repeat("=", 400) + "</p><p>" + strings.Repeat("&nbsp;", 400) + "x</p><p>" + strings.Repeat("\u2014", 300) + "</p>"},
	}
}

// wideTable has rows and columns, and cells that don't break.
func wideTable(rows, columns int) string {
	row := "<tr>" + strings.Repeat("<td>a cell</td>", columns-1) + "<td>" + longWord + "</td></tr>"
	return "<table><thead><tr>" + strings.Repeat("<th>Heading</th>", columns) + "</tr></thead>" + strings.Repeat(row, rows) + "</table>"
}

func largePosts() []hostilePost {
	var headings strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&headings, "<h%d>Heading %d</h%d><p>Text.</p>", i%6+1, i, i%6+1)
	}
	return []hostilePost{
		{"headings", "Ten thousand headings", headings.String()},
		{"long", "Three megabytes", strings.Repeat("<p>"+strings.Repeat("Words of a long post. ", 40)+"</p>", 3<<20/887)},
		{"deep", "Deep", strings.Repeat("<div>", 2000) + "bottom"},
	}
}

func arabicPosts() []hostilePost {
	return []hostilePost{
		{"arabic", "شهادة بحجم جملة واحدة", `<p>بطاقات يكتب فيها المشاركون ما رأوه فقط، مع كلمة English وسط السطر.</p><pre><code>` + strings.Repeat("x = f(y); ", 25) + `</code></pre>` + wideTable(3, 14)},
		{"english", "An English post in an Arabic feed", `<p dir="ltr">Left to right.</p><blockquote>` + longWord + `</blockquote>`},
	}
}

// brokenFeed breaks off, and its markup was never closed.
const brokenFeed = `<?xml version="1.0"?><rss version="2.0"><channel><title>Broken & <b>bold</title><link>https://broken.example/</link>
<item><title>Half a tag <b</title><link>https://broken.example/half</link><guid>half</guid><description>&lt;p&gt;One &lt;b&gt;bold &lt;table&gt;&lt;tr&gt;&lt;td&gt;cell&lt;/main&gt;&lt;script&gt;alert(1)</description></item>
<item><title>No link</title><guid isPermaLink="false">no-link</guid><description>Text & more &nbsp; &lt;img src=x onerror=alert(1)&gt;</description></item>
<item><description>&lt;a href="javascript:alert(1)"&gt;press&lt;/a&gt; neither title nor link</description></item>
<item><title>Breaks off</title><link>https://broken.example/off</link><guid>off</guid><description>and then`
