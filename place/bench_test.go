package place

import (
	"fmt"
	"testing"
	"time"

	"planet"
)

// Where the entries of a large archive are shown.
func BenchmarkAll(b *testing.B) {
	const members, entries = 500, 100_000
	s := site()
	s.Members = nil
	for m := range members {
		slug := fmt.Sprintf("m%d", m)
		s.Members = append(s.Members, planet.Member{Slug: slug, Site: "https://" + slug + ".example/", Feeds: []planet.Feed{{URL: "https://" + slug + ".example/feed"}}})
	}
	heads := make([]planet.Head, entries)
	for i := range heads {
		at := today.Add(-time.Duration(i) * time.Hour)
		link := fmt.Sprintf("http://m%d.example/posts/%d", i%members, i)
		heads[i] = planet.Head{ID: int64(i), Feed: s.Members[i%members].Slug, AtomID: link, Canonical: link, Published: at, FirstSeen: at, Position: at}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := All(s, heads, nil, today); err != nil {
			b.Fatal(err)
		}
	}
}
