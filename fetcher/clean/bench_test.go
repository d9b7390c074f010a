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
	raw := blogPost()
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		HTML(raw, anaPost)
	}
	reportRatio(b, raw)
}

func BenchmarkEntry(b *testing.B) {
	raw := blogPost()
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		Entry(raw, "", anaPost)
	}
	reportRatio(b, raw)
}

// reportRatio reports how often bluemonday alone cleans raw in the time in
// which we do it once: absolute times say little about another machine.
func reportRatio(b *testing.B, raw string) {
	b.StopTimer()
	ours := b.Elapsed() / time.Duration(b.N)
	alone := bluemonday.UGCPolicy()
	runs := 1 + int(100*time.Millisecond/max(1, ours))
	start := time.Now()
	for range runs {
		alone.Sanitize(raw)
	}
	b.ReportMetric(float64(ours)*float64(runs)/float64(time.Since(start)), "×bluemonday")
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
