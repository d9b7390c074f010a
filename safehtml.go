package planet

import (
	"bytes"
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

// Text gives the words between the tags. Markup within a word leaves it whole,
// and all other tags part words: see [parts]. What may be trusted holds no "<"
// or ">" outside of tags (package clean writes it so), hence this needs no
// parser.
func (s SafeHTML) Text() string {
	var b strings.Builder
	b.Grow(len(s.markup))
	last := "" // name of the tag before, with its slash; "" if words are between
	for rest := s.markup; ; {
		text, tag, found := strings.Cut(rest, "<")
		b.WriteString(text)
		if !found {
			return html.UnescapeString(b.String())
		}
		if tag, rest, _ = strings.Cut(tag, ">"); text != "" {
			last = ""
		}
		name := tag
		if end := strings.IndexAny(tag, " \t\n"); end >= 0 {
			name = tag[:end]
		}
		if parts(name, last) {
			b.WriteByte(' ')
		}
		if !looks(name) {
			last = name
		}
	}
}

// looks reports whether a tag is of an element which only makes words look
// otherwise, by its name, with a slash before if it is one that ends.
func looks(name string) bool {
	switch strings.TrimPrefix(name, "/") {
	case "b", "bdi", "bdo", "em", "i", "small", "span", "strong", "sub", "u", "wbr":
		return true
	}
	return false
}

// parts reports whether a tag parts the words around it. Of two links, names and the like that follow one another
// without a space, each is a word of its own. A raised mark mostly leads to a
// footnote, and is none of the word.
func parts(name, last string) bool {
	switch strings.TrimPrefix(name, "/") {
	case "a", "abbr", "cite", "code", "dfn", "kbd", "mark", "samp", "var":
		return last == "/"+name
	}
	return !looks(name)
}

// WithoutImages gives the same markup without its pictures (IMG-1), and
// without links that held nothing else. Like Text it relies on the form that
// package clean writes: taking whole tags out of it leaves it balanced.
func (s SafeHTML) WithoutImages() SafeHTML {
	var b []byte
	rest := s.markup
	for {
		before, after, found := strings.Cut(rest, "<img ")
		b = append(b, before...)
		if !found {
			return SafeHTML{string(b)}
		}
		_, rest, _ = strings.Cut(after, ">")
		b, rest = unlink(b, rest)
	}
}

// unlink takes back the start of a link that would now hold nothing, and its
// end from what follows.
func unlink(b []byte, rest string) ([]byte, string) {
	after, empty := strings.CutPrefix(rest, "</a>")
	open := bytes.LastIndexByte(b, '<')
	if !empty || open < 0 || !bytes.HasPrefix(b[open:], []byte("<a ")) || !bytes.HasSuffix(b, []byte(">")) {
		return b, rest
	}
	return b[:open], after
}
