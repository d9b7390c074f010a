package demo

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

var void = []string{"br", "hr", "img"}

// Only Wren, who tries what a careless reader lets through, leaves tags open
// or closes those of others.
func TestTextsAreBalanced(t *testing.T) {
	for _, p := range posts(t, noon) {
		hostile := strings.HasSuffix(p.Link, "/i-tried-the-windows")
		if got := balanced(p.Text); got == hostile {
			t.Errorf("%s is balanced: %t, want %t", p.Link, got, !hostile)
		}
	}
}

func balanced(text []byte) bool {
	var open []string
	for _, tag := range tags(text) {
		switch {
		case tag.Type == html.StartTagToken && !slices.Contains(void, tag.Data):
			open = append(open, tag.Data)
		case tag.Type == html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != tag.Data {
				return false
			}
			open = open[:len(open)-1]
		}
	}
	return len(open) == 0
}

// Who cannot see the pictures is told what is on them.
func TestPicturesAreDescribed(t *testing.T) {
	pictures := 0
	for _, p := range posts(t, noon) {
		for _, tag := range tags(p.Text) {
			if tag.Data != "img" {
				continue
			}
			pictures++
			described := slices.ContainsFunc(tag.Attr, func(a html.Attribute) bool { return a.Key == "alt" })
			if !described {
				t.Errorf("a picture in %s has no alt", p.Link)
			}
		}
	}
	if pictures < 14 {
		t.Errorf("%d pictures, want 14 or more", pictures)
	}
}

// What themes must be able to show stands somewhere.
func TestTextsHoldTheMarkupOfRealBlogs(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range posts(t, noon) {
		for _, tag := range tags(p.Text) {
			seen[tag.Data] = true
		}
	}
	for _, want := range []string{
		"blockquote", "code", "details", "dl", "em", "figcaption", "figure", "h2", "h3", "hr",
		"kbd", "math", "ol", "pre", "q", "ruby", "strong", "sup", "table", "ul",
	} {
		if !seen[want] {
			t.Errorf("no post holds <%s>", want)
		}
	}
}

// The home page of a blog shows a note by its summary.
func TestPostsHaveSummaries(t *testing.T) {
	for _, p := range posts(t, noon) {
		if p.Summary == "" {
			t.Errorf("%s has no summary", p.Link)
		}
	}
}

func TestDate(t *testing.T) {
	s := newScene(noon, port)
	tests := []struct{ offset, want string }{
		{"-0d 07:40", "2026-11-24T07:40:00Z"},
		{"-24d 00:05", "2026-10-31T00:05:00Z"},
		{"-365d 23:59", "2025-11-24T23:59:00Z"},
		{"yesterday", ""},
		{"", ""},
	}
	for _, tt := range tests {
		got, err := s.date(tt.offset)
		if (err != nil) != (tt.want == "") || (err == nil && got.Format("2006-01-02T15:04:05Z07:00") != tt.want) {
			t.Errorf("date(%q) = %s, %v; want %q", tt.offset, got, err, tt.want)
		}
	}
}

func TestReadPostNamesMistakes(t *testing.T) {
	b := blogs(t, noon)[0]
	tests := []struct{ name, raw, want string }{
		{"a line without a colon", "title\n\n<p>x</p>", `line "title" is not of the form key: value`},
		{"a mistyped key", "tilte: A\ndate: -1d 09:00\n\n<p>x</p>", `not known here: ["tilte"]`},
		{"a date of another form", "date: 2026-11-24\n\n<p>x</p>", `date "2026-11-24"; write one like -4d 09:00`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := b.readPost("x", []byte(tt.raw))
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("readPost(%q): %v, want %q", tt.raw, err, tt.want)
			}
		})
	}
}
