package render

import (
	"fmt"
	"strings"
	"testing"
)

// benchPages are 1,000 pages of about 15 kB, as an entry's are.
func benchPages(mark string) folder {
	site := folder{}
	line := `<p class="e-content">Some words of a post, with <a href="https://ana.example/2026/post/">a link</a> &amp; more.</p>` + "\n"
	for i := range 1000 {
		page := fmt.Sprintf(`<!doctype html><title>%d</title><a href="../">up</a><p id="top">%s`, i, mark) + strings.Repeat(line, 15_000/len(line))
		site[fmt.Sprintf("2026/%02d/post-%d/index.html", i%12+1, i)] = page
	}
	for month := range 12 {
		site[fmt.Sprintf("2026/%02d/index.html", month+1)] = mark
	}
	return site
}

// Once every hour a planet finds that its pages are right already.
func BenchmarkPutUnchanged(b *testing.B) { benchmarkPut(b, []folder{benchPages("one")}) }

// At worst, each page is another one: after the theme changed, say.
func BenchmarkPutChanged(b *testing.B) {
	benchmarkPut(b, []folder{benchPages("one"), benchPages("two")})
}

// benchmarkPut renders sites in turn, each in the place of the one before.
func benchmarkPut(b *testing.B, sites []folder) {
	dir, bytes := b.TempDir(), 0
	for _, page := range sites[0] {
		bytes += len(page)
	}
	b.SetBytes(int64(bytes))
	b.ReportAllocs()
	render := func(site folder) {
		tr, err := openTree(dir, treeOptions{})
		if err != nil {
			b.Fatal(err)
		}
		defer tr.discard()
		for name, page := range site {
			if err := tr.put(name, []byte(page)); err != nil {
				b.Fatal(err)
			}
		}
		if _, err := tr.publish(1000, 0); err != nil {
			b.Fatal(err)
		}
	}
	render(sites[len(sites)-1])
	for i := 0; b.Loop(); i++ {
		render(sites[i%len(sites)])
	}
}

func BenchmarkPageCheck(b *testing.B) {
	page := []byte(benchPages("one")["2026/01/post-0/index.html"])
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		p := pageReader{name: "2026/01/post-0/index.html", base: "/"}
		p.read(page)
		if len(p.problems) > 0 {
			b.Fatal(p.problems)
		}
	}
}
