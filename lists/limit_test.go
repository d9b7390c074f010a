package lists_test

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"planet/lists"
)

// What is too large is refused, and what is made to cost much costs little
// (SAFE-18). These are sizes at which a copy for each line, or a stack for each
// level, would not end before the tests are out of patience.
func TestLimits(t *testing.T) {
	const mb = 1 << 20
	outline := `<outline text="Ann" xmlUrl="https://ann.example/feed"/>`
	tests := []struct {
		name string
		src  string
		want string // of the error, or of the summary
	}{
		{"more than 50 MB", strings.Repeat("# nothing\n", 6*mb), "the list is larger than 50 MB"},
		{"more than a million lines", strings.Repeat("\n", mb), "the list has more than 1000000 lines"},
		{"depth", "<opml><body>" + strings.Repeat("<outline text='a'>", mb/8) + outline, "1 feed: 1 imported"},
		{"a value of many lines", "[Planet]\nname = x\n" + strings.Repeat(" y\n", mb/8) + "[https://ann.example/feed]\nname = Ann", "1 feed: 1 imported"},
		{"values in values", "[Planet]\na = " + strings.Repeat("%(b)s", 1000) + "\nb = " + strings.Repeat("%(c)s", 1000) + "\nc = " + strings.Repeat("%(a)s", 1000) + "\n[https://ann.example/feed]\nname = %(name)s%(name)s", "1 feed: 1 imported"},
		{"outlines that are no XML", "<opml><body>" + outline + strings.Repeat(`<outline text="<">`, mb/64), "1 feed: 1 imported"},
		{"a tag without end", "<opml><body>" + outline + strings.Repeat(`<outline text="`, mb/64), "1 feed: 1 imported"},
		{"quotations without end", "<opml><body>" + outline + strings.Repeat(`<outline text='`, mb/16), "1 feed: 1 imported"},
		{"comments without end", "<opml><body>" + outline + strings.Repeat(`<outline/><!--`, mb/16), "1 feed: 1 imported"},
		{"a comment without end", outline + "<!--" + strings.Repeat(`-`, mb), "1 feed: 1 imported"},
		{"words", strings.Repeat("https://ann.example/ ", mb/32), "1 feed: 0 imported, 1 skipped"},
		{"a name that many have", "<opml><body>" + blogs(6_000), "6000 feeds: 6000 imported"},
		{"notes", "[https://ann.example/feed]\n" + strings.Repeat("nothing\n", mb/8), "1 feed: 1 imported"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			old, err := lists.Read([]byte(tt.src), "")
			switch {
			case err != nil && !strings.Contains(err.Error(), tt.want):
				t.Errorf("Read: %v, want %s", err, tt.want)
			case err == nil:
				_, r := joined(t, old)
				if r.Summary() != tt.want {
					t.Errorf("%s, want %s", r.Summary(), tt.want)
				}
				if len(r.Notes) > 100_000 {
					t.Errorf("%d notes", len(r.Notes))
				}
			}
		})
	}
}

// blogs are outlines of n feeds with the same name.
func blogs(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "<outline text='Blog' xmlUrl='https://blog%d.example/feed'/>\n", i)
	}
	return b.String()
}

// addresses is a list of n addresses, many of them at the same hosts.
func addresses(n int) []byte {
	var b bytes.Buffer
	for i := range n {
		fmt.Fprintf(&b, "https://blog%d.host%d.example/feed/%d.xml\n", i, i%500, i%7)
	}
	return b.Bytes()
}

// A list of 36,000 addresses is imported and checked offline in under 5 seconds
// (IMP-12). "live-MB" is what is held at its end.
func BenchmarkAddresses(b *testing.B) {
	src := addresses(36_000)
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		text, r := imported(b, src, "")
		checked(b, text, r)
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.HeapInuse)/(1<<20), "live-MB")
		runtime.KeepAlive(r)
	}
}
