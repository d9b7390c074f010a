package clean

import (
	"unicode"
	"unicode/utf8"
)

// A counter counts the words of a text that comes in pieces. In scripts that
// put no spaces between words, two characters count as one.
type counter struct {
	spaced   int // words
	unspaced int // characters
	inside   bool
}

// words is how many words were counted.
func (c *counter) words() int { return c.spaced + (c.unspaced+1)/2 }

// stop ends a word: what comes next belongs to another one.
func (c *counter) stop() { c.inside = false }

// add counts the words of text.
func (c *counter) add(text string) { c.until(text, len(text)*2) }

// until counts the words of text up to limit, and gives the length of what
// that is, in bytes.
func (c *counter) until(text string, limit int) int {
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		before := *c
		c.rune(r)
		if c.words() > limit {
			*c = before
			return i
		}
		i += size
	}
	return len(text)
}

func (c *counter) rune(r rune) {
	switch {
	case r < utf8.RuneSelf:
		c.ascii(byte(r))
	case unicode.IsSpace(r):
		c.inside = false
	case isUnspaced(r):
		c.unspaced++
		c.inside = false
	case unicode.IsLetter(r) || unicode.IsNumber(r):
		c.begin()
	}
}

func (c *counter) ascii(b byte) {
	switch {
	case b|0x20 >= 'a' && b|0x20 <= 'z' || b >= '0' && b <= '9':
		c.begin()
	case b <= ' ':
		c.inside = false
	}
}

func (c *counter) begin() {
	if !c.inside {
		c.spaced++
		c.inside = true
	}
}

// isUnspaced reports whether r belongs to a script without spaces.
func isUnspaced(r rune) bool {
	return r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Khmer, unicode.Lao, unicode.Myanmar, unicode.Thai) &&
		!unicode.Is(unicode.M, r)
}
