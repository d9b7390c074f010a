package config_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// Thirty-six thousand addresses, as there are lists of, cost less than 200 MiB
// altogether, and few allocations each (IMP-12).
func TestLongListIsFrugal(t *testing.T) {
	here(t, map[string]string{"feeds.yaml": longList(longest)})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	site, err := loader.Load("feeds.yaml")
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatal(err)
	}
	if len(site.Members) != longest {
		t.Fatalf("Load gives %d members, want %d", len(site.Members), longest)
	}
	if got := (after.TotalAlloc - before.TotalAlloc) >> 20; got >= 200 {
		t.Errorf("Load allocates %d MiB for %d addresses, want less than 200", got, longest)
	}
	if got := float64(after.Mallocs-before.Mallocs) / longest; got > 40 {
		t.Errorf("Load allocates %.0f times for each address, want 40 or fewer", got)
	}
}

// longest is how many addresses the longest list that we know of has.
const longest = 36_000

// longList is a list of n plain addresses.
func longList(n int) string {
	var b strings.Builder
	b.WriteString(planetExample + "feeds:\n")
	for i := range n {
		fmt.Fprintf(&b, "  - https://blog-%d.example.net/posts/feed.xml\n", i)
	}
	return b.String()
}

func BenchmarkLoad(b *testing.B) {
	for _, n := range []int{1_000, longest} {
		b.Run(fmt.Sprintf("addresses=%d", n), func(b *testing.B) { loads(b, longList(n), n) })
	}
	src, err := os.ReadFile("testdata/full/feeds.yaml")
	if err != nil {
		b.Fatal(err)
	}
	b.Run("every key", func(b *testing.B) { loads(b, string(src), 1) })
}

// loads reads a list of n items again and again.
func loads(b *testing.B, list string, n int) {
	path := filepath.Join(b.TempDir(), "feeds.yaml")
	if err := os.WriteFile(path, []byte(list), 0o600); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(list)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := loader.Load(path); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "items/s")
}
