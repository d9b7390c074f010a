package store

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"planet"
)

// BenchmarkFirstRun stores what a planet's first run brings: posts with texts,
// links and keys, the visits of many feeds in each transaction.
func BenchmarkFirstRun(b *testing.B) {
	const feeds, posts = 40, 18
	db, err := Open(b.Context(), filepath.Join(b.TempDir(), "planet.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	words := newWriter()
	n := 0
	for b.Loop() {
		b.StopTimer()
		visits := make([]*Visit, feeds)
		for i := range visits {
			slug := fmt.Sprintf("member%d", n)
			visits[i] = &Visit{Address: Address{Slug: slug, URL: "https://" + slug + ".example/feed"}, At: noon}
			for range posts {
				n++
				visits[i].Records = append(visits[i].Records, words.post(slug, n))
			}
		}
		b.StartTimer()
		if err := db.Save(b.Context(), visits...); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "entries/s")
}

// A writer writes posts of some hundred words, of which a few are frequent.
type writer struct {
	rand *rand.Rand
	zipf *rand.Zipf
}

func newWriter() *writer {
	r := rand.New(rand.NewPCG(1, 2))
	return &writer{rand: r, zipf: rand.NewZipf(r, 1.1, 4, 30_000)}
}

func (w *writer) post(slug string, n int) Record {
	rec := sample(n)
	e := &rec.Entry
	e.Feed, e.Title, e.Enclosures, e.Source = slug, w.words(6), nil, nil
	said := w.words(150 + w.rand.IntN(500))
	body := "<p>" + strings.ReplaceAll(said, "ea ", "ea</p>\n<p>") + "</p>"
	e.Text.Body, e.Text.List = planet.TrustHTML(body), planet.TrustHTML(body[:len(body)/2])
	e.Text.Excerpt, e.Text.Short = planet.TrustHTML(body[:400]), planet.TrustHTML(body[:600])
	rec.Raw = Raw{Text: body, Summary: body[:len(body)/4], Base: e.Link}
	e.Text.Links = nil
	for i := range 5 {
		at := fmt.Sprintf("blog%d.example/2026/%d", w.rand.IntN(1000), i)
		e.Text.Links = append(e.Text.Links, planet.Reference{URL: "https://" + at, Canonical: "http://" + at, Text: w.words(3), Sentence: w.words(20)})
	}
	rec.Hash, rec.Keys = make([]byte, 32), nil
	for _, kind := range []Kind{KindID, KindURL, KindText, KindTitle} {
		rec.Keys = append(rec.Keys, sampleKey(kind, fmt.Sprint(n, kind)))
	}
	return rec
}

func (w *writer) words(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(' ')
		}
		for v := w.zipf.Uint64() + 7; v > 0; v /= 11 {
			b.WriteString([]string{"ba", "lo", "ti", "sen", "ra", "mu", "ke", "tri", "no", "pi", "ea"}[v%11])
		}
	}
	return b.String()
}
