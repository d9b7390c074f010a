package parse

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"planet"
)

const megabyte = 1 << 20

// allocated gives how many bytes f allocates. Speed is nobody's promise, and
// what is slow here allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// channel is RSS with a post that holds this markup.
func channel(markup string) string {
	return `<rss version="2.0" xmlns:x="https://x.example/"><channel><title>F</title><item><title>One</title>` + markup + `</item></channel></rss>`
}

func nested(n int, open, closing string) string {
	return strings.Repeat(open, n) + strings.Repeat(closing, n)
}

// attributes writes n of them.
func attributes(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// elements writes items with elements in them, n elements in all.
func elements(n int) string {
	const each = 5000
	var b strings.Builder
	for n > 0 {
		inside := min(n, each) - 1
		b.WriteString("<item>" + strings.Repeat("<x:e/>", inside) + "</item>")
		n -= inside + 1
	}
	return b.String()
}

// Just below a limit a document is read, just above it is refused, with the
// limit in the message (PARSE-7, SAFE-23).
func TestLimits(t *testing.T) {
	const around = 6 // elements that channel wraps what it gets in, and the last item
	tests := []struct {
		name         string
		below, above string
		want         string
	}{
		{
			"depth", channel(nested(maxDepth-3, "<x:a>", "</x:a>")), channel(nested(maxDepth-2, "<x:a>", "</x:a>")),
			"elements are nested deeper than 200",
		},
		{
			"depth inside of a text", channel("<description>" + nested(maxDepth-4, "<b>", "</b>") + "x</description>"),
			channel("<description>" + nested(maxDepth-3, "<b>", "</b>") + "x</description>"),
			"elements are nested deeper than 200",
		},
		{
			"depth of what is never closed", channel(strings.Repeat("<x:a>", maxDepth-3)), channel(strings.Repeat("<x:a>", maxDepth-2)),
			"elements are nested deeper than 200",
		},
		{
			"elements", channel("</item>" + elements(maxElements-around) + "<item>"), channel("</item>" + elements(maxElements-around+1) + "<item>"),
			"it has more than 250000 elements",
		},
		{
			"children", channel("<x:a>" + strings.Repeat("<x:b/>", maxChildren) + "</x:a>"), channel("<x:a>" + strings.Repeat("<x:b/>", maxChildren+1) + "</x:a>"),
			"one element has more than 10000 elements in it",
		},
		{
			"children of a post", channel(strings.Repeat("<x:b/>", maxChildren-1)), channel(strings.Repeat("<x:b/>", maxChildren)),
			"one element has more than 10000 elements in it",
		},
		{
			"children in a text", channel("<description>" + strings.Repeat("<br/>", maxChildren) + "</description>"),
			channel("<description>" + strings.Repeat("<br/>", maxChildren+1) + "</description>"),
			"one element has more than 10000 elements in it",
		},
		{
			"attributes", channel("<x:a" + attributes(maxAttrs, ` a%d=""`) + "/>"), channel("<x:a" + attributes(maxAttrs+1, ` a%d=""`) + "/>"),
			"one tag has more than 200 attributes",
		},
		{
			"name spaces of one tag", channel("<x:a" + attributes(maxSpaces-1, ` xmlns:n%d="n"`) + "/>"), channel("<x:a" + attributes(maxSpaces, ` xmlns:n%d="n"`) + "/>"),
			"more than 100 name spaces are declared at one place",
		},
		{
			"name spaces of nested tags", channel(nested(maxSpaces-1, `<x:a xmlns="n">`, "</x:a>")), channel(nested(maxSpaces, `<x:a xmlns="n">`, "</x:a>")),
			"more than 100 name spaces are declared at one place",
		},
		{
			"bytes of a tag", channel(`<x:a b="` + strings.Repeat("c", maxTag-len(`<x:a b=""/>`)) + `"/>`),
			channel(`<x:a b="` + strings.Repeat("c", maxTag) + `"/>`),
			"one tag is longer than 65536 bytes",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := parsed(t, tt.below, From{}).Items[0].Title.Markup; got != "One" {
				t.Errorf("just below: title = %q", got)
			}
			_, err := Parse([]byte(tt.above), From{})
			if e, is := errors.AsType[*Error](err); !is || e.Code != planet.CodeUnreadable || e.Why != tt.want {
				t.Errorf("just above: %v, want %q", err, tt.want)
			}
		})
	}
}

// Declarations that are out of scope don't count.
func TestNameSpacesOutOfScope(t *testing.T) {
	doc := channel(strings.Repeat(`<x:a xmlns:y="https://y.example/"/>`, 5*maxSpaces))
	if got := only(t, parsed(t, doc, From{})).Title.Markup; got != "One" {
		t.Errorf("title = %q", got)
	}
}

// What is over a limit costs little, however much of it there is. Each of
// these ends a process or makes it swap, if gofeed gets it (PARSE-7, SAFE-7).
func TestRefusedCheaply(t *testing.T) {
	tests := []struct{ name, doc string }{
		{"10 MB of nested extensions", channel(nested(1_000_000, "<x:a>", "</x:a>"))},
		{"10 MB that only open", channel(strings.Repeat("<x:a>", 2_000_000))},
		{"an extension of texts and elements", channel("<x:a>" + strings.Repeat("t<x:b/>", 250_000) + "</x:a>")},
		{"name spaces on one element", channel("<x:a" + attributes(10_000, ` xmlns:n%d="https://n.example/%[1]d"`) + "/>")},
		{"200 name spaces on each of 50 nested elements", channel(nested(50, "<x:a"+attributes(200, ` xmlns:n%d="n"`)+">", "</x:a>"))},
		{"a tag of 10 MB", channel("<x:a b='" + strings.Repeat("c", 10*megabyte) + "'/>")},
		{"a name of 10 MB", channel("<x:" + strings.Repeat("a", 10*megabyte) + "/>")},
		{"a million attributes", channel("<x:a" + strings.Repeat(" b", 1_000_000) + "/>")},
		{"a million elements", channel("</item>" + elements(1_000_000) + "<item>")},
		{"nested categories", channel(nested(1_000_000, "<categories>", "</categories>"))},
		{"a million end tags that end nothing, then nothing", "<rss><channel>" + strings.Repeat("</b>", 1_000_000)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc := []byte(tt.doc)
			var err error
			bytes := allocated(func() { _, err = Parse(doc, From{URL: home}) })
			if err == nil {
				t.Error("it was read; want an error")
			}
			if bytes > 100*megabyte {
				t.Errorf("%d bytes of it cost %d bytes", len(doc), bytes)
			}
		})
	}
}

// What is within the limits costs no more than some times its size: the
// library sees neither markup nor declarations (PARSE-6, PARSE-20).
func TestReadCheaply(t *testing.T) {
	tests := []struct {
		name, doc string
		times     uint64 // of the document's size
	}{
		{"name spaces just below the limit, in many posts", channel("</item>" + strings.Repeat("<item><title>x</title><x:a"+attributes(90, ` xmlns:n%d="n"`)+"/></item>", 3000) + "<item>"), 10},
		{"texts and elements by turns", channel(strings.Repeat("<x:a>"+strings.Repeat("t<x:b/>", 9_000)+"</x:a>", 25)), 10},
		{"an attribute of 60 KB in each of 80 posts", channel("</item>" + strings.Repeat("<item><title>x</title><link href='"+strings.Repeat("c", 60_000)+"'/></item>", 80) + "<item>"), 20},
		{"bases that grow", channel(nested(190, `<x:a xml:base="`+strings.Repeat("a/", 1000)+`">`, "</x:a>")), 50},
		{"a base for each link, after a long one", baseFlood(), 60},
		{"entities that would grow", `<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>` + inRSS(strings.Repeat("&b;&c;", 10_000)), 20},
		{"a million stray end tags", channel(strings.Repeat("</b>", 1_000_000)), 10},
		{"a million bare ampersands", channel("<description>" + strings.Repeat("& ", 1_000_000) + "</description>"), 10},
		{"a million bare signs", channel("<description>" + strings.Repeat("< ", 1_000_000) + "</description>"), 10},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc := []byte(tt.doc)
			var err error
			bytes := allocated(func() { _, err = Parse(doc, From{URL: home, patience: time.Hour}) })
			if err != nil {
				t.Fatal(err)
			}
			if bytes > tt.times*uint64(len(doc)) {
				t.Errorf("%d bytes of it cost %d bytes, more than %d times as many", len(doc), bytes, tt.times)
			}
		})
	}
}

// baseFlood has many short xml:base under a long one.
func baseFlood() string {
	item := "<item><title>x</title>" + strings.Repeat(`<atom:link rel="related" href="y" xml:base="z"/>`, 50) + "</item>"
	return `<rss><channel xml:base="https://ana.example/` + strings.Repeat("a", 1900) + `/">` + strings.Repeat(item, 1000) + "</channel></rss>"
}

// No reference but those of XML and HTML means anything (SAFE-9).
func TestEntitiesAreNotExpanded(t *testing.T) {
	doc := `<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>` + inRSS("&a; &b; &c; &eacute;")
	if got, want := only(t, parsed(t, doc, From{})).Title.Markup, "&a; &b; &c; é"; got != want {
		t.Errorf("title = %q, want %q", got, want)
	}
}
