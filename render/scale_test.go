package render

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"planet"
	"planet/store"
)

// A bigPlanet is a community of many years: its entries come from a random
// number generator, and are the same ones each time.
type bigPlanet struct {
	testPlanet
	random  *rand.Rand
	members int
	n       int // entries so far
}

const bigMembers = 500 // of a bigPlanet, at most

// newBigPlanet has n entries, of so many years that there are about 30 on a
// day; the latest are of the day before today.
func newBigPlanet(t testing.TB, n int) *bigPlanet {
	t.Helper()
	p := &bigPlanet{testPlanet: *newTestPlanet(t), random: rand.New(rand.NewPCG(1, uint64(n))), members: min(bigMembers, 1+n/10)}
	p.site.Members = p.site.Members[:0]
	for m := range p.members {
		p.site.Members = append(p.site.Members, bigMember(m))
	}
	p.site.Scripts = true
	if _, err := p.db.Forget(t.Context(), p.all(t)); err != nil {
		t.Fatal(err)
	}
	const perDay = 30
	from := today.AddDate(0, 0, -1-n/perDay)
	for m := range p.members {
		var records []store.Record
		for i := m; i < n; i += p.members {
			records = append(records, p.entry(m, from.Add(time.Duration(i)*24*time.Hour/perDay)))
		}
		p.save(t, bigSlug(m), records...)
	}
	return p
}

func bigMember(m int) planet.Member {
	return member(bigSlug(m), fmt.Sprintf("Member %d", m), func(m *planet.Member) { m.Groups = []planet.Membership{{Group: "sky"}} })
}

func bigSlug(m int) string { return fmt.Sprintf("m%03d", m) }

// all gives the numbers of what is stored.
func (p *bigPlanet) all(t testing.TB) []int64 {
	t.Helper()
	entries, err := p.db.Entries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var ids []int64
	for i := range entries {
		ids = append(ids, entries[i].ID)
	}
	return ids
}

// more adds so many entries of today, by as many members.
func (p *bigPlanet) more(t testing.TB, n int) {
	t.Helper()
	for i := range n {
		m := (p.n + i) % p.members
		p.save(t, bigSlug(m), p.entry(m, today.Add(time.Duration(i-n)*time.Second)))
	}
}

// bigLabels are those that entries carry; a few are on most of them.
var bigLabels = func() []string {
	var all []string
	for i := range 300 {
		all = append(all, fmt.Sprintf("label %d", i))
	}
	return all
}()

// entry makes a post of about 3 kB with a title, labels and links.
func (p *bigPlanet) entry(m int, at time.Time) store.Record {
	p.n++
	name := fmt.Sprintf("post-%d", p.n)
	rec := entry(bigSlug(m), name, at.UTC().Truncate(time.Second), title(p.words(3+p.random.IntN(8))))
	e := &rec.Entry
	var b strings.Builder
	for par := range 4 + p.random.IntN(12) {
		switch {
		case par%5 == 4:
			fmt.Fprintf(&b, "<h2>%s</h2>", p.words(3))
		case par%7 == 6:
			fmt.Fprintf(&b, `<p><img alt="%s" decoding="async" loading="lazy" referrerpolicy="no-referrer" src="https://%s.example/%s.png"/></p>`, p.words(4), bigSlug(m), name)
		}
		fmt.Fprintf(&b, `<p>%s <a href="https://%s.example/%d" rel="noopener noreferrer">%s</a> %s</p>`, p.words(20), bigSlug(m), par, p.words(2), p.words(20))
	}
	e.Text = planet.Text{Body: planet.TrustHTML(b.String()), Excerpt: planet.TrustHTML("<p>" + p.words(40) + "</p>"), Short: planet.TrustHTML("<p>" + p.words(40) + "</p>"), Line: p.words(25), Words: 50 + p.random.IntN(900)}
	for range p.random.IntN(4) {
		l := bigLabels[min(p.random.IntN(len(bigLabels)), p.random.IntN(len(bigLabels)))]
		e.Categories = append(e.Categories, planet.Category{Term: l})
	}
	if p.n > 100 && p.random.IntN(10) == 0 {
		to := p.random.IntN(p.n-1) + 1
		address := fmt.Sprintf("http://%s.example/post-%d", bigSlug((to-1)%p.members), to)
		e.Text.Links = []planet.Reference{{URL: address, Canonical: address, Text: "this", Sentence: p.words(12)}}
	}
	var seed [8]byte
	binary.LittleEndian.PutUint64(seed[:], uint64(p.n))
	sum := sha256.Sum256(seed[:])
	rec.Hash = sum[:]
	return rec
}

func (p *bigPlanet) words(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(' ')
		}
		for range 2 + p.random.IntN(8) {
			b.WriteByte(byte('a' + p.random.IntN(26)))
		}
	}
	return b.String()
}

// All files of a site, into an empty folder.
func BenchmarkRenderWhole(b *testing.B) {
	p := newBigPlanet(b, 1000)
	for n := 0; b.Loop(); n++ {
		p.site.Output = filepath.Join(p.site.Dir, fmt.Sprint("public", n))
		p.render(b, unaudited)
	}
	b.ReportMetric(1000*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
}

// A planet of ten thousand entries, after a run that brought twenty.
func BenchmarkRenderNews(b *testing.B) {
	p := newBigPlanet(b, 10_000)
	p.render(b, unaudited)
	files := 0
	for b.Loop() {
		b.StopTimer()
		p.more(b, 20)
		b.StartTimer()
		r := p.render(b, unaudited)
		files += len(r.Added) + len(r.Changed) + len(r.Removed)
	}
	b.ReportMetric(float64(files)/float64(b.N), "files")
}

// The same planet, after a run that brought nothing.
func BenchmarkRenderNothing(b *testing.B) {
	p := newBigPlanet(b, 10_000)
	p.render(b, unaudited)
	for b.Loop() {
		if r := p.render(b, unaudited); len(r.Added)+len(r.Changed)+len(r.Removed) > 0 {
			b.Fatalf("%+v; want nothing", r)
		}
	}
}

func unaudited(o *Options) { o.audit = false }
