package clean

import (
	"strings"
	"testing"
	"time"

	"github.com/microcosm-cc/bluemonday"
)

// postBytes is the size of a long blog post.
const postBytes = 48 << 10

// blogPost is an ordinary post with headings, code, links, pictures, footnotes
// and a table.
func blogPost() string { return strings.Repeat(essay, 1+postBytes/len(essay))[:postBytes] }

func BenchmarkHTML(b *testing.B) {
	benchmark(b, func(raw string) { HTML(raw, anaPost) })
}

func BenchmarkEntry(b *testing.B) {
	benchmark(b, func(raw string) { Entry(raw, "", anaPost) })
}

// benchmark measures a way to clean a post, and how many times as long it
// takes as bluemonday alone: times say little about another machine.
func benchmark(b *testing.B, clean func(raw string)) {
	raw := blogPost()
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		clean(raw)
	}
	alone := bluemonday.UGCPolicy()
	ours, theirs := time.Hour, time.Hour
	for range 30 { // in turns, and the best of each: other work disturbs both
		ours = min(ours, took(func() { clean(raw) }))
		theirs = min(theirs, took(func() { alone.Sanitize(raw) }))
	}
	b.ReportMetric(float64(ours)/float64(theirs), "×bluemonday")
}

func took(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}

func BenchmarkTitle(b *testing.B) {
	const markup = `What an &#8220;expired&#8221; badge <em>still</em> proves &amp; what it doesn&#8217;t`
	b.SetBytes(int64(len(markup)))
	for b.Loop() {
		Title(markup, true)
	}
}

func BenchmarkText(b *testing.B) {
	raw := blogPost()
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		Text(raw)
	}
}

func BenchmarkURL(b *testing.B) {
	for b.Loop() {
		URL("../2026/11/a-walk/?utm_source=rss", "https://ana.example/blog/post")
	}
}
