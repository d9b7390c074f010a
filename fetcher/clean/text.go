package clean

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// Limits of titles and names (ENT-13), in characters.
const (
	maxTitle  = 300
	maxMarks  = 3     // that combine with one letter
	maxLooked = 4_096 // bytes, to find out what a text is
)

// firstMark is the first character that combines with the one before.
const firstMark = 0x300

// Title makes text of a title (ENT-13, SAFE-11): one line of at most 300
// characters without what could turn others around. guess tells that nobody
// knows its type, as in RSS: it is markup then only if it has a tag or an
// entity that HTML knows (PARSE-16). Composing letters (NFC) is left to the
// caller.
func Title(markup string, guess bool) string {
	if guess && !looksHTML(markup) {
		return oneLine(markup, maxTitle)
	}
	text, _ := plainText(markup, guess, math.MaxInt)
	return oneLine(text, maxTitle)
}

// Text makes text of markup: one line without what can't be seen. Each block
// and break is a space (PARSE-16).
func Text(markup string) string { return Head(markup, math.MaxInt) }

// Head is the beginning of what [Text] gives: all of it, or at least so many
// bytes. It reads no more of the markup than it needs.
func Head(markup string, bytes int) string {
	for most := bytes; ; most *= 2 {
		text, all := plainText(markup, false, most)
		if line := oneLine(text, len(text)); all || len(line) >= bytes {
			return line
		}
	}
}

// plainText gives the text of markup, its references decoded once, until it has
// most bytes; all tells that it got to the end. With guess, tags that HTML
// doesn't know are words, like "Vec<T>".
func plainText(markup string, guess bool, most int) (text string, all bool) {
	if !strings.ContainsAny(markup, "<&") {
		return markup, true
	}
	var b strings.Builder
	b.Grow(min(len(markup), most))
	z := newTokens(markup)
	defer z.release()
	skip := skipper{}
	for b.Len() < most {
		t := z.next()
		switch t {
		case html.ErrorToken:
			return b.String(), true
		case html.TextToken:
			if !skip.active() {
				b.Write(z.text())
			}
			continue
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
		default:
			continue
		}
		raw := ""
		if guess {
			raw = string(z.raw)
		}
		tag := z.tag()
		name, k := lookup(tag)
		switch {
		case skip.tag(name, k, t):
		case k&unknown != 0:
			b.WriteString(raw)
		case k&(block|part) != 0 || name == "br":
			b.WriteByte(' ')
		}
	}
	return b.String(), false
}

// A skipper finds out what stands in elements that go with their content.
type skipper struct {
	name  string // of the outermost
	depth int    // how many of that name are open
}

func (s *skipper) active() bool { return s.depth > 0 }

// tag takes a tag, and reports whether it is or stands in what is left out.
func (s *skipper) tag(name string, k kind, t html.TokenType) bool {
	switch {
	case s.active() && name != s.name:
	case !s.active() && k&(drop|hollow) == 0:
		return false
	case t == html.StartTagToken:
		s.name = name
		s.depth++
	case t == html.EndTagToken && s.active():
		s.depth--
	}
	return true
}

// looksHTML reports whether text has a tag or a reference that HTML knows. Its
// beginning tells.
func looksHTML(text string) bool {
	text = text[:min(len(text), maxLooked)]
	lower := lowerASCII(text)
	for i := range len(text) {
		if text[i] == '<' && beginsTag(lower[i:]) || text[i] == '&' && beginsReference(text[i:]) {
			return true
		}
	}
	return false
}

// beginsTag reports whether s begins with a tag of an element that we know,
// and that has an end if it needs one: "Use <b>" is about a tag.
func beginsTag(s string) bool {
	s = s[1:]
	end := strings.IndexAny(s, " \t\r\n/>")
	if end <= 0 || !strings.Contains(s[end:], ">") {
		return false
	}
	_, k := lookup([]byte(s[:end]))
	return k&unknown == 0 && (k&void != 0 || strings.Contains(s[end:], "</"+s[:end]))
}

func lowerASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c | 0x20
		}
	}
	return string(b)
}

// beginsReference reports whether s begins with a reference to a character.
func beginsReference(s string) bool {
	end := strings.IndexByte(s[:min(len(s), 34)], ';')
	if end < 0 {
		return false
	}
	text := html.UnescapeString(s[:end+1])
	return !strings.HasSuffix(text, ";") || text == ";"
}

// oneLine folds white space, drops what can't be seen or would turn other
// text around, and cuts after limit characters (SAFE-11).
func oneLine(text string, limit int) string {
	if isPlainLine(text) && len(text) <= limit {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	count, marks, space := 0, 0, false
	for size := 0; text != ""; text = text[size:] {
		if n := plainRun(text); n > 0 { // most of most texts
			if space {
				b.WriteByte(' ')
				count++
			}
			b.WriteString(text[:n])
			size, marks, space = n, 0, false
			if count += n; count > limit {
				return strings.TrimRight(cut(b.String(), limit-1), " ") + "…"
			}
			continue
		}
		var r rune
		r, size = utf8.DecodeRuneInString(text)
		switch {
		case unicode.IsSpace(r):
			space = count > 0
			continue
		case isHidden(r):
			continue
		case r >= firstMark && unicode.In(r, unicode.Mn, unicode.Me):
			if marks++; marks > maxMarks {
				continue
			}
		default:
			marks = 0
		}
		if space {
			b.WriteByte(' ')
			count++
			space = false
		}
		if count++; count > limit {
			return strings.TrimRight(cut(b.String(), limit-1), " ") + "…"
		}
		b.WriteRune(r)
	}
	return b.String()
}

// plainRun gives the length of the words at the beginning of text that stay as
// they are: printable ASCII, with one space between two of them.
func plainRun(text string) int {
	n := 0
	for n < len(text) && (isGraphic(text[n]) || text[n] == ' ' && n > 0 && n+1 < len(text) && isGraphic(text[n+1])) {
		n++
	}
	return n
}

func isGraphic(c byte) bool { return c > ' ' && c < 0x7f }

// isPlainLine reports whether oneLine has nothing to do.
func isPlainLine(text string) bool {
	before := byte(' ')
	for i := range len(text) {
		c := text[i]
		if c < ' ' || c >= 0x7f || c == ' ' && before == ' ' {
			return false
		}
		before = c
	}
	return before != ' ' || text == ""
}

// isHidden reports whether r is a control character, one that turns the text
// after it around, or none at all.
func isHidden(r rune) bool {
	return unicode.IsControl(r) || legalRune(r) < 0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0xfeff
}

// cut gives the first n characters of s.
func cut(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}
