package fetcher

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"planet"
	"planet/fetcher/parse"
)

// CONV-2: one spelling for all spellings of an address.
func TestCanonical(t *testing.T) {
	const want = "http://ann.example/seven"
	for _, address := range []string{
		"http://ann.example/seven", "https://ann.example/seven", "https://www.ann.example/seven/", "https://ANN.example:443/seven",
		"https://ann.example/seven#part", "https://ann.example/seven?utm_source=rss&utm_medium=x", "https://ann.example/seven?fbclid=1&gclid=2",
		"https://ann.example/seven/index.html", "https://user:secret@ann.example/seven?",
	} {
		if got := canonical(address); got != want {
			t.Errorf("canonical(%q) = %q, want %q", address, got, want)
		}
	}
	for address, want := range map[string]string{
		"":                                  "",
		"not an address":                    "",
		"https://ann.example/?p=7":          "http://ann.example?p=7",
		"https://ann.example:8080/a":        "http://ann.example:8080/a",
		"https://ann.example/a?b=1&utm_x=2": "http://ann.example/a?b=1",
		"https://ann.example/a%2Fb/":        "http://ann.example/a%2Fb",
	} {
		if got := canonical(address); got != want {
			t.Errorf("canonical(%q) = %q, want %q", address, got, want)
		}
	}
}

// ID-2: what is folded in a key, and what is too short for one.
func TestKeys(t *testing.T) {
	for _, same := range [][]string{
		{"http://ann.example/?p=7", "https://ann.example/?p=7", " https://ann.example/?p=7\n"},
		{"tag:ann.example,2026:7"},
		{"TAG:ann.example,2026:7"}, // case tells ids apart
		{"42"},
		{"42/"},
		{""},
	} {
		for _, id := range same {
			if got := foldID(id); got != same[0] {
				t.Errorf("foldID(%q) = %q, want %q", id, got, same[0])
			}
		}
	}
	for _, title := range []string{"Ünïcode Title", "ÜNÏCODE  TITLE", "U\u0308ni\u0308code\u00a0title ", "Ｕ\u0308nïcode title"} {
		if got := fold(title); got != "ünïcode title" {
			t.Errorf("fold(%q) = %q", title, got)
		}
	}
	long := strings.Repeat("é", minText)
	for _, tt := range []struct {
		title, text     string
		byTitle, byText bool
	}{
		{strings.Repeat("é", minTitle), long, true, true},
		{strings.Repeat("é", minTitle-1), long[:len(long)-2], false, false},
		{" short       title ", " <p> " + long + "</p>", true, true},
		{"", "", false, false},
	} {
		it := &item{Item: &parse.Item{Content: tt.text}, heading: tt.title}
		if got := it.titleKey() != nil; got != tt.byTitle {
			t.Errorf("title %q is a key: %v, want %v", tt.title, got, tt.byTitle)
		}
		if got := it.textKey() != nil; got != tt.byText {
			t.Errorf("text %q is a key: %v, want %v", tt.text, got, tt.byText)
		}
	}
	a := &item{Item: &parse.Item{Content: strings.Repeat("x", textBytes) + "a"}}
	b := &item{Item: &parse.Item{Content: strings.Repeat("x", textBytes) + "b"}}
	if *a.textKey() != *b.textKey() {
		t.Errorf("more than %d bytes of a text count", textBytes)
	}
}

// URL-3: what becomes of a title in an address.
func TestPath(t *testing.T) {
	tests := []struct{ title, want string }{
		{"What an expired badge still proves", "2026/11/ann-what-an-expired-badge-still-proves"},
		{"Ce que dit une signature, et à qui", "2026/11/ann-ce-que-dit-une-signature-et-a-qui"},
		{"Don’t panic", "2026/11/ann-dont-panic"},
		{"  --A/../b\x00c--  ", "2026/11/ann-a-b-c"},
		{"図書館の学びを", "2026/11/ann-abcdefghij"},
		{"", "2026/11/ann-abcdefghij"},
		{"v2", "2026/11/ann-abcdefghij"},
		{strings.Repeat("word ", 1000), "2026/11/ann-" + strings.TrimSuffix(strings.Repeat("word-", 12), "-")},
		{strings.Repeat("x", 5000), "2026/11/ann-" + strings.Repeat("x", 60)},
	}
	for _, tt := range tests {
		e := planet.Entry{Feed: "ann", Title: tt.title, ShortID: "abcdefghij", Position: time.Date(2026, 10, 31, 23, 30, 0, 0, time.UTC)}
		if got := path(&e, time.FixedZone("", 3600)); got != tt.want {
			t.Errorf("path(%.30q) = %q, want %q", tt.title, got, tt.want)
		}
	}
}

// FuzzFold holds the quick way through ASCII to the plain one.
func FuzzFold(f *testing.F) {
	for _, s := range []string{"", " ", "A  b\tC ", "\v\f\r\n", "Grüße", "x\x00\x1f\x7f"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		plain := strings.Join(strings.FieldsFunc(strings.ToLower(norm.NFKC.String(s)), unicode.IsSpace), " ")
		if got := fold(s); got != plain {
			t.Errorf("fold(%q) = %q, want %q", s, got, plain)
		}
	})
}
