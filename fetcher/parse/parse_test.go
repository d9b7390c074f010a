package parse

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// No part of the package can ask the network: get alone does, with its
// conditions, limits and guard (PARSE-1).
func TestAsksNobody(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range [...]string{"ParseURL", `"net/http"`, `"net"`} {
			if strings.Contains(string(src), word) {
				t.Errorf("%s says %s", name, word)
			}
		}
	}
}

// The longest of content and summary is the text (FLOW-11).
func TestText(t *testing.T) {
	tests := []struct{ content, summary, want string }{
		{"", "", ""},
		{"long text", "short", "long text"},
		{"short", "long text", "long text"},
		{"same", "text", "same"},
	}
	for _, tt := range tests {
		it := Item{Content: tt.content, Summary: tt.summary}
		if got := it.Text(); got != tt.want {
			t.Errorf("Text of %q and %q = %q, want %q", tt.content, tt.summary, got, tt.want)
		}
	}
}

// What a feed says of itself is kept as text, by a quick look.
func TestSource(t *testing.T) {
	feed := parsed(t, string(fixture(t, "testdata/rss20.xml")), From{URL: home})
	source := feed.Source()
	if source.Title != "Ben's log" || source.Subtitle != "All about credentials" || source.HomeURL != "https://ben.example/" || source.FeedURL != "https://ben.example/rss.xml" {
		t.Errorf("source %+v", source)
	}
}

func TestPlain(t *testing.T) {
	tests := []struct{ markup, want string }{
		{"a\n b", "a b"},
		{"a<br>b<p>c</p>", "a b c"},
		{"AT&amp;T", "AT&T"},
		{"1 < 2 &lt; 3", "1 < 2 < 3"},
		{"a <", "a <"},
		{"a <b", "a"},
		{"a&#1;b", "ab"},
		{"<!-- a > b", "b"},
	}
	for _, tt := range tests {
		if got := plain(tt.markup); got != tt.want {
			t.Errorf("plain(%q) = %q, want %q", tt.markup, got, tt.want)
		}
	}
}

func TestDuration(t *testing.T) {
	for s, want := range map[string]int64{
		"90": 90, "1:30": 90, " 01:01:30 ": 3690, "90.7": 90, "": 0, "an hour": 0, "-5": 0, "99999999999": 0, "1:2:3:4:5:6:7": 0,
	} {
		if got := duration(s); got != want {
			t.Errorf("duration(%q) = %d, want %d", s, got, want)
		}
	}
}

// Names without the addresses of mail that stand beside them (ATOM-11).
func TestPerson(t *testing.T) {
	for s, want := range map[string]string{
		"ann@mail.example (Ann Lee)":        "Ann Lee",
		"Ann Lee <ann@mail.example>":        "Ann Lee",
		"Ann Lee (ann@mail.example)":        "Ann Lee",
		"mailto:ann@mail.example":           "",
		"ann@mail.example":                  "",
		"ann@mail.example, bo@mail.example": "",
		"Ann (of the @team)":                "Ann (of the @team)",
		"@ann@social.example":               "@ann@social.example",
		"Ann  \n Lee":                       "Ann Lee",
		"()":                                "()",
	} {
		if got := person(s).Name; got != want {
			t.Errorf("person(%q) = %q, want %q", s, got, want)
		}
	}
}
