package clean

import (
	"unicode"
	"unicode/utf8"

	"planet"
)

// A counter counts the words of a text that comes in pieces. In scripts that
// put no spaces between words, two characters count as one.
type counter struct {
	spaced   int  // words
	unspaced int  // characters
	inside   bool // the piece before ended in a word
}

// words is how many words were counted.
func (c *counter) words() int { return c.spaced + (c.unspaced+1)/2 }

// stop ends a word: what comes next belongs to another one.
func (c *counter) stop() { c.inside = false }

// add counts the words of text.
func (c *counter) add(text string) {
	for i, r := range text {
		if r < utf8.RuneSelf {
			c.ascii(text[i])
		} else {
			c.rune(r)
		}
	}
}

// until counts the words of text until there are limit, and gives the length
// of what that is, in bytes.
func (c *counter) until(text string, limit int) int {
	if limit-c.words() > len(text) {
		c.add(text)
		return len(text)
	}
	for i, r := range text {
		before := *c
		c.rune(r)
		if c.words() > limit {
			*c = before
			return i
		}
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

// isUnspaced reports whether r is a letter of a script without spaces.
func isUnspaced(r rune) bool { return planet.Spaceless(r) && unicode.IsLetter(r) }
