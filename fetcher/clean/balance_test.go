package clean

import (
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
)

// maxAllocated is the most that cleaning a bomb of 90 KB may allocate, in
// bytes. Without CLEAN-2 it is hundreds of MB.
const maxAllocated = 32 << 20

// Markup that parsers multiply stays small, whatever block it is made of
// (CLEAN-2, CLEAN-3).
func TestFormattingBombs(t *testing.T) {
	open := strings.Repeat("<b>", 95)
	tests := []struct{ name, raw string }{
		{"open formatting before many paragraphs", strings.Repeat("<b class=x>", 90) + strings.Repeat("<p>x", 20_000)},
		{"balanced, in one paragraph before many", "<p>" + strings.Repeat("<b>", 90) + strings.Repeat("<p>x</p>", 10_000)},
		{"of items", "<ul>" + open + strings.Repeat("<li>x", 15_000)},
		{"of terms", "<dl>" + open + strings.Repeat("<dd>x", 15_000)},
		{"of divisions", open + strings.Repeat("<div>x</div>", 7_000)},
		{"of headings", open + strings.Repeat("<h1>x", 15_000)},
		{"of cells", "<table>" + open + strings.Repeat("<td>x", 15_000)},
		{"of rows with text outside of cells", "<table>" + strings.Repeat("<b>x<tr>", 11_000)},
		{"of all formatting elements", strings.Repeat("<a href=x><b><big><code><em><font><i><nobr><s><small><strike><strong><tt><u><p>x", 1_000)},
		{"of fonts, each with another attribute", fonts(4_000) + strings.Repeat("<p>x", 2_000)},
		{"of links in formulas", strings.Repeat("<math><mtext><b><mglyph><p>x", 3_000)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			got := Entry(tt.raw, "", anaPost)
			runtime.ReadMemStats(&after)
			if n := len(got.Body.String()); n > growth*len(tt.raw)+spare {
				t.Errorf("%d bytes became %d", len(tt.raw), n)
			}
			if n := after.TotalAlloc - before.TotalAlloc; n > maxAllocated {
				t.Errorf("%d bytes took %d bytes of memory, want at most %d", len(tt.raw), n, maxAllocated)
			}
			if problem := wrong(got.Body.String()); problem != "" {
				t.Error(problem)
			}
		})
	}
}

func fonts(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("<font color=" + strings.Repeat("x", i%40) + ">")
	}
	return b.String()
}

// Random repeats behind random open elements don't grow either (CLEAN-2).
func TestRandomRepeats(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 6))
	for range randomRepeats {
		var b strings.Builder
		for range 1 + r.IntN(40) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		piece := pieces[r.IntN(len(pieces))] + pieces[r.IntN(len(pieces))] + "x"
		raw := b.String() + strings.Repeat(piece, 200)
		if balanced, err := balance(nil, raw); err == nil && len(balanced) > growth*len(raw)+spare {
			t.Fatalf("balance(%q and 200 × %q) gives %d bytes for %d", b.String(), piece, len(balanced), len(raw))
		}
		if got := HTML(raw, anaPost).String(); len(got) > growth*len(raw)+spare {
			t.Fatalf("HTML(%q and 200 × %q) gives %d bytes for %d", b.String(), piece, len(got), len(raw))
		}
	}
}

// What authors leave open is kept, not swallowed by a limit (CLEAN-2).
func TestOpenElementsAreKept(t *testing.T) {
	tests := []struct {
		name, raw, tag string
		want           int
	}{
		{"paragraphs", strings.Repeat("<p>x", 300), "<p>", 300},
		{"items", "<ul>" + strings.Repeat("<li>x", 300), "<li>", 300},
		{"items without a list", strings.Repeat("<li>x", 300), "<li>", 300},
		{"rows", "<table>" + strings.Repeat("<tr><td>x<td>y", 200), "<tr>", 200},
		{"cells", "<table><tr>" + strings.Repeat("<td>x", 300), "<td>", 300},
		{"bodies of a table", "<table>" + strings.Repeat("<tbody><tr><td>x<td>y", 200), "<tbody>", 200},
		{"terms", "<dl>" + strings.Repeat("<dt>x<dd>y", 200), "<dd>", 200},
		{"headings", strings.Repeat("<h2>x", 300), "<h2>", 300},
		{"links", strings.Repeat(`<a href="/x">x`, 300), "</a>", 300},
		{"anchors", strings.Repeat(`<a name=x>x`, 300), "x", 301},
		{"readings", "<ruby>" + strings.Repeat("x<rt>y", 300), "<rt>", 300},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := HTML(tt.raw, anaPost).String()
			if n := strings.Count(got, tt.tag); n != tt.want {
				t.Errorf("HTML(%.40q…) has %d %s, want %d", tt.raw, n, tt.tag, tt.want)
			}
		})
	}
}

// Each limit lets pass what is just below it, and nothing above (SAFE-23).
func TestLimits(t *testing.T) {
	tests := []struct {
		name string
		raw  string
		want bool // cleaned
	}{
		{"as deep as may be", strings.Repeat("<div>", maxDepth) + "x", true},
		{"one deeper", strings.Repeat("<div>", maxDepth+1) + "x", false},
		{"100,000 deep", strings.Repeat("<div>", 100_000), false},
		{"100,000 deep in what is dropped", "a<object>" + strings.Repeat("<div>", 100_000), true},
		{"100,000 deep in a formula", "<math>" + strings.Repeat("<mrow>", 100_000), false},
		{"as many tags as may be", strings.Repeat("<br>", maxTags) + "x", true},
		{"one more", strings.Repeat("<br>", maxTags+1) + "x", false},
		{"as large as may be", strings.Repeat("x", maxInput), true},
		{"one byte more", strings.Repeat("x", maxInput+1), false},
		{"escaped to more than the limit of the output", strings.Repeat(`"`, 200_000), false},
		{"escaped to less", strings.Repeat(`"`, 30_000), true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := HTML(tt.raw, anaPost); got.IsZero() == tt.want {
				t.Errorf("HTML(%.20q…) cleaned = %t, want %t", tt.raw, !got.IsZero(), tt.want)
			}
		})
	}
	most := strings.Repeat("<b>", maxFormatting) + "x"
	if got := HTML("<b>"+most, anaPost); got != HTML(most, anaPost) {
		t.Errorf("one formatting element more than %d changes the result to %q", maxFormatting, got)
	}
}
