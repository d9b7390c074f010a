package planet

import (
	"html"
	"strings"
)

// SafeHTML is markup that may stand in a page as it is. The zero value is
// empty. No conversion makes one and no decoder fills one: see [TrustHTML].
type SafeHTML struct{ markup string }

// TrustHTML vouches for markup. Package clean says it of what it has cleaned
// and package store of what it gives back; trust_test.go fails on any third.
func TrustHTML(markup string) SafeHTML { return SafeHTML{markup} }

// String gives the markup, to be printed as it is.
func (s SafeHTML) String() string { return s.markup }

// IsZero reports whether there is no markup.
func (s SafeHTML) IsZero() bool { return s.markup == "" }

// Text gives the words between the tags. What may be trusted holds no "<" or
// ">" outside of tags (package clean writes it so), hence this needs no
// parser.
func (s SafeHTML) Text() string {
	var b strings.Builder
	rest := s.markup
	for {
		text, tag, found := strings.Cut(rest, "<")
		b.WriteString(text)
		if !found {
			return html.UnescapeString(b.String())
		}
		b.WriteByte(' ')
		_, rest, _ = strings.Cut(tag, ">")
	}
}
