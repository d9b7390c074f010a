package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// noon is when the planets of these tests begin.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// manyBlogs is a small web: blogs in three formats that link to each other,
// some of them with many posts, and a picture. At each version there are new
// posts, edited ones, and one that its author took out.
type manyBlogs struct {
	version atomic.Int32
	padding atomic.Int32 // blank lines at the end of each document: other bytes, and nothing new
	face    []byte
}

const blogs = 20

func newBlogs(t *testing.T) *manyBlogs {
	t.Helper()
	var face bytes.Buffer
	if err := png.Encode(&face, image.NewGray(image.Rect(0, 0, 128, 128))); err != nil {
		t.Fatal(err)
	}
	return &manyBlogs{face: face.Bytes()}
}

// list is a feeds.yaml of all blogs, which are served at address.
func (*manyBlogs) list(address string) []byte {
	var b strings.Builder
	b.WriteString("planet:\n  title: Many\n  url: https://planet.example/\n")
	fmt.Fprintf(&b, "  fetch: {allow_private: true, host_delay: 0s, per_host: %d}\nfeeds:\n", blogs)
	for n := range blogs {
		fmt.Fprintf(&b, "  - {name: Blog %d, slug: blog%d, feed: %q, site: %q", n, n, fmt.Sprintf("%s/feed/%d", address, n), home(n))
		if n == 0 {
			fmt.Fprintf(&b, ", avatar: %q", address+"/face.png")
		}
		b.WriteString("}\n")
	}
	return []byte(b.String())
}

func home(n int) string { return fmt.Sprintf("https://blog%d.example/", n%blogs) }

func (w *manyBlogs) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	var n int
	if _, err := fmt.Sscanf(r.URL.Path, "/feed/%d", &n); err != nil {
		_, _ = rw.Write(w.face)
		return
	}
	kind, doc := w.feed(n)
	doc = append(doc, bytes.Repeat([]byte("\n"), int(w.padding.Load()))...)
	rw.Header().Set("Content-Type", kind)
	rw.Header().Set("ETag", fmt.Sprintf(`"%x"`, sha256.Sum256(doc)))
	http.ServeContent(rw, r, "", time.Time{}, bytes.NewReader(doc))
}

// A blogPost is one post of a blog at some version of this web.
type blogPost struct {
	link, title, text string
	at                time.Time
}

// posts are those that stand in a blog's feed now, the newest first.
func (w *manyBlogs) posts(n int) []blogPost {
	version := int(w.version.Load())
	number := 2
	if n%5 == 0 {
		number = 16
	}
	var all []blogPost
	for i := number + version; i > version; i-- {
		if version > 0 && i == number/2+2 {
			continue // its author took it out
		}
		p := blogPost{link: fmt.Sprintf("%sposts/%d", home(n), i), title: fmt.Sprintf("Post %d of blog %d", i, n)}
		p.at = noon.Add(time.Duration(n)*time.Minute - time.Duration(number-i+2)*7*time.Hour)
		p.text = fmt.Sprintf(`<p>The text of post %d, as <a href="%sposts/%d">blog %d says</a>.</p>`, i, home(n+1), i, (n+1)%blogs) + strings.Repeat("<p>It has more to say than that.</p>", i%9)
		if i%7 == version {
			p.title, p.text = p.title+", revised", p.text+fmt.Sprintf("<p>Edited: %d.</p>", version)
		}
		all = append(all, p)
	}
	return all
}

// feed gives blog n in its format, and the format's name.
func (w *manyBlogs) feed(n int) (kind string, doc []byte) {
	posts := w.posts(n)
	switch n % 3 {
	case 0:
		return "application/rss+xml", printRSS(n, posts)
	case 1:
		return "application/atom+xml", printAtom(n, posts)
	}
	return "application/feed+json", printJSONFeed(n, posts)
}

func printRSS(n int, posts []blogPost) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<rss version="2.0"><channel><title>Blog %d</title><link>%s</link><description>d</description>`, n, home(n))
	for _, p := range posts {
		fmt.Fprintf(&b, "<item><guid>%[1]s</guid><link>%[1]s</link><title>%[2]s</title><category>News</category><pubDate>%[3]s</pubDate><description><![CDATA[%[4]s]]></description></item>\n",
			p.link, p.title, p.at.Format(time.RFC1123Z), p.text)
	}
	b.WriteString("</channel></rss>")
	return b.Bytes()
}

func printAtom(n int, posts []blogPost) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>urn:blog:%d</id><title>Blog %d</title><link href="%s"/><updated>2026-11-20T00:00:00Z</updated>`, n, n, home(n))
	for i, p := range posts {
		stamp := p.at.Format(time.RFC3339)
		fmt.Fprintf(&b, `<entry><id>tag:blog%d.example,2026:%s</id><title>%s</title><link href="%s"/><published>%s</published><updated>%s</updated><author><name>Author %d</name></author><content type="html"><![CDATA[%s]]></content></entry>`,
			n, p.link[len(home(n)):], p.title, p.link, stamp, stamp, i%2, p.text)
	}
	b.WriteString("</feed>")
	return b.Bytes()
}

func printJSONFeed(n int, posts []blogPost) []byte {
	items := []map[string]any{} // a list even if empty
	for _, p := range posts {
		items = append(items, map[string]any{"id": p.link, "url": p.link, "title": p.title, "content_html": p.text, "date_published": p.at.Format(time.RFC3339)})
	}
	b, err := json.Marshal(map[string]any{"version": "https://jsonfeed.org/version/1.1", "title": fmt.Sprintf("Blog %d", n), "home_page_url": home(n), "language": "en", "items": items})
	if err != nil {
		return nil // of plain maps: it can't fail
	}
	return b
}
