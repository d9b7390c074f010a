//go:build unix

package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"fmt"
	"html"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// blogs are a made-up community on loopback. What a blog publishes follows from
// its number and from how many posts it has published since, and nothing else.
type blogs struct {
	now     time.Time
	latency time.Duration // median
	port    int
	all     []blog
	server  *http.Server

	requests, unchanged, bytes atomic.Int64
}

// A blog is one of them: RSS 2.0 six of ten, Atom more than three, RSS 1.0 the
// rest; most have validators, a few put the time of the request into the
// document, so that nothing tells whether it has changed.
type blog struct {
	number  int
	kind    string
	etag    bool
	date    bool
	moving  bool
	posts   int
	size    int // bytes of a post's text
	delay   float64
	mu      sync.Mutex
	fresh   int    // posts published since the start
	packed  []byte // the document, gzipped
	version string
}

func open(n int, now time.Time, latency time.Duration) (*blogs, error) {
	b := &blogs{now: now, latency: latency, all: make([]blog, n)}
	for i := range b.all {
		b.all[i].found(i)
	}
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	b.port = l.Addr().(*net.TCPAddr).Port
	b.server = &http.Server{Handler: b, ReadHeaderTimeout: time.Minute}
	go func() { _ = b.server.Serve(l) }() // it ends by close
	for i := range b.all {
		b.all[i].publish(b)
	}
	return b, nil
}

func (b *blogs) close() error { return b.server.Close() }

// found decides what a blog is like.
func (b *blog) found(n int) {
	r := random(uint64(n), 1)
	b.number = n
	switch u := r.Float64(); {
	case u < 0.60:
		b.kind = "rss"
	case u < 0.95:
		b.kind = "atom"
	default:
		b.kind = "rdf"
	}
	u := r.Float64()
	b.etag, b.date, b.moving = u < 0.70, u < 0.85, u >= 0.95
	b.posts = 10 + r.IntN(16)
	document := math.Max(4<<10, math.Min(1536<<10, (45<<10)*math.Exp(0.9*r.NormFloat64())))
	b.size = max(120, int(document)/b.posts-420)
	b.delay = math.Exp(0.5 * r.NormFloat64())
}

func random(parts ...uint64) *rand.Rand {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprint(h, p, " ")
	}
	return rand.New(rand.NewChaCha8([32]byte(h.Sum(nil)))) //nolint:gosec // the same numbers each time
}

func (b *blogs) address(n int) string {
	return fmt.Sprintf("http://blog%d.localhost:%d/feed", n, b.port)
}

// tick lets a fraction of the blogs publish a post.
func (b *blogs) tick(fraction float64) {
	every := max(1, int(1/fraction))
	for i := 0; i < len(b.all); i += every {
		b.all[i].fresh++
		b.all[i].publish(b)
	}
}

// publish makes the document anew.
func (b *blog) publish(all *blogs) {
	text := b.document(all)
	sum := sha256.Sum256([]byte(text))
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte(text)) // into memory
	_ = z.Close()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.packed, b.version = packed.Bytes(), fmt.Sprintf(`"%x"`, sum[:8])
}

func (b *blogs) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.requests.Add(1)
	host, _, _ := strings.Cut(strings.TrimPrefix(r.Host, "blog"), ".")
	n, err := strconv.Atoi(host)
	if err != nil || n < 0 || n >= len(b.all) {
		http.NotFound(w, r)
		return
	}
	one := &b.all[n]
	if b.latency > 0 {
		time.Sleep(time.Duration(float64(b.latency) * one.delay))
	}
	one.mu.Lock()
	packed, version, changed := one.packed, one.version, b.now.Add(time.Duration(one.fresh)*time.Second).Format(http.TimeFormat)
	one.mu.Unlock()
	h := w.Header()
	h.Set("Content-Type", "application/xml")
	h.Set("Content-Encoding", "gzip")
	if one.etag {
		h.Set("ETag", version)
	}
	if one.date {
		h.Set("Last-Modified", changed)
	}
	if one.etag && r.Header.Get("If-None-Match") == version || !one.etag && one.date && r.Header.Get("If-Modified-Since") == changed {
		b.unchanged.Add(1)
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if one.moving { // a second gzip member holds what is new each time
		var tail bytes.Buffer
		z := gzip.NewWriter(&tail)
		fmt.Fprintf(z, "<!-- request %d -->", b.requests.Load())
		_ = z.Close() // into memory
		packed = append(packed[:len(packed):len(packed)], tail.Bytes()...)
	}
	b.bytes.Add(int64(len(packed)))
	_, _ = w.Write(packed) // who went away misses it
}

// seen takes the counters, and begins to count anew.
func (b *blogs) seen() traffic {
	return traffic{requests: b.requests.Swap(0), unchanged: b.unchanged.Swap(0), bytes: b.bytes.Swap(0)}
}

// document is the feed in the blog's format, the newest post first.
func (b *blog) document(all *blogs) string {
	home := fmt.Sprintf("https://blog%d.example/", b.number) // elsewhere: it is not looked at for proofs (OWN-2)
	var s strings.Builder
	s.WriteString(`<?xml version="1.0" encoding="utf-8"?>` + "\n")
	switch b.kind {
	case "atom":
		fmt.Fprintf(&s, `<feed xmlns="http://www.w3.org/2005/Atom"><title>Blog %d</title><id>%s</id><link href="%s"/><updated>%s</updated>`, b.number, home, home, all.now.Format(time.RFC3339))
	case "rdf":
		fmt.Fprintf(&s, `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel rdf:about="%s"><title>Blog %d</title><link>%s</link><description>Made up</description></channel>`, home, b.number, home)
	default:
		fmt.Fprintf(&s, `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Blog %d</title><link>%s</link><description>Made up</description>`, b.number, home)
	}
	for k := b.posts + b.fresh - 1; k >= b.fresh; k-- {
		b.post(&s, home, k, all.now)
	}
	s.WriteString(map[string]string{"atom": "</feed>", "rdf": "</rdf:RDF>", "rss": "</channel></rss>"}[b.kind])
	return s.String()
}

// post writes the k-th post.
func (b *blog) post(s *strings.Builder, home string, k int, now time.Time) {
	r := random(uint64(b.number), 2, uint64(k))
	link := fmt.Sprintf("%s%d", home, k)
	title := html.EscapeString(words(r, 3+r.IntN(6)))
	at := now.Add(-time.Duration(b.posts-k)*17*time.Hour - time.Duration(b.number%1000)*time.Second)
	text := html.EscapeString(markup(r, b.size/2+r.IntN(b.size), home))
	switch b.kind {
	case "atom":
		fmt.Fprintf(s, `<entry><id>%s</id><title>%s</title><link href="%s"/><updated>%s</updated><published>%s</published><author><name>Ann</name></author><content type="html">%s</content></entry>`,
			link, title, link, at.Format(time.RFC3339), at.Format(time.RFC3339), text)
	case "rdf":
		fmt.Fprintf(s, `<item rdf:about="%s"><title>%s</title><link>%s</link><dc:date>%s</dc:date><content:encoded>%s</content:encoded></item>`, link, title, link, at.Format(time.RFC3339), text)
	default:
		fmt.Fprintf(s, `<item><guid>%s</guid><title>%s</title><link>%s</link><pubDate>%s</pubDate><category>%s</category><content:encoded>%s</content:encoded></item>`,
			link, title, link, at.Format(time.RFC1123Z), words(r, 1), text)
	}
}

// markup is a post's text as blogs write it: paragraphs with links, pictures,
// code, lists, and a script here and there.
func markup(r *rand.Rand, size int, home string) string {
	var s strings.Builder
	for s.Len() < size {
		switch u := r.IntN(100); {
		case u < 65:
			s.WriteString(`<p class="wp-block-paragraph">`)
			for range 1 + r.IntN(5) {
				fmt.Fprintf(&s, `%s <a href="http://example.org/%s/%d?a=1&amp;b=2" rel="noopener">%s</a>. <em>%s</em> &mdash; `, words(r, 8+r.IntN(16)), words(r, 1), r.IntN(1e6), words(r, 2), words(r, 2))
			}
			s.WriteString("</p>\n")
		case u < 73:
			fmt.Fprintf(&s, `<figure><img src="%simg/%d.jpg" alt="%s" width="600" height="400"/><figcaption>%s</figcaption></figure>`, home, r.IntN(1e6), words(r, 3), words(r, 5))
		case u < 81:
			fmt.Fprintf(&s, "<pre><code class=\"language-go\">if %s != nil &amp;&amp; n &lt; %d {\n\treturn\n}\n</code></pre>\n", words(r, 1), r.IntN(99))
		case u < 90:
			fmt.Fprintf(&s, "<ul><li>%s</li><li>%s</li></ul><h3>%s</h3>", words(r, 9), words(r, 7), words(r, 4))
		case u < 97:
			fmt.Fprintf(&s, "<blockquote><p>%s</p></blockquote>", words(r, 30))
		default:
			fmt.Fprintf(&s, `<div onclick="x()" style="color:red"><script>track()</script>%s</div>`, words(r, 6))
		}
	}
	return s.String()
}

// vocabulary is 4,000 words, a few of them beyond ASCII; the first are frequent.
var vocabulary = func() []string {
	r := random(7)
	all := strings.Fields("the of and to a in is it that for on as with was café Zürich naïve über")
	const parts = "ba ke li mo nu ra se ti vo zu dan pel rin sto tur"
	syllables := strings.Fields(parts)
	for len(all) < 4_000 {
		word := ""
		for range 2 + r.IntN(3) {
			word += syllables[r.IntN(len(syllables))]
		}
		all = append(all, word)
	}
	return all
}()

// words gives n words, as frequent as in real texts.
func words(r *rand.Rand, n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = vocabulary[min(int(math.Pow(float64(len(vocabulary)), r.Float64())), len(vocabulary)-1)]
	}
	return strings.Join(all, " ")
}
