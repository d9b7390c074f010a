package render

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"
)

// checkCharacters says which character of b has no place in any text format,
// or "" (ATOM-1).
func checkCharacters(b []byte) string {
	at := illegalAt(b)
	if at < 0 {
		return ""
	}
	return badCharacter{lineOf(b, at), b[at:]}.Error()
}

// A badCharacter is the first of a text that no text format allows.
type badCharacter struct {
	line int
	rest []byte // of the text, with the character first
}

func (c badCharacter) Error() string {
	r, size := utf8.DecodeRune(c.rest)
	if r == utf8.RuneError && size == 1 {
		return fmt.Sprintf("line %d holds a byte, %#x, that is no UTF-8", c.line, c.rest[0])
	}
	return fmt.Sprintf("line %d holds %U, which neither HTML nor XML allows", c.line, r)
}

// illegalAt gives where the first such character of b is; -1 if there is none.
func illegalAt(b []byte) int {
	for i := 0; i < len(b); {
		if c := b[i]; ' ' <= c && c < utf8.RuneSelf || c == '\n' {
			i++
			continue
		}
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size == 1 || legalRune(r) < 0 {
			return i
		}
		i += size
	}
	return -1
}

// lineOf returns the line of b that byte at is on, counted from 1.
func lineOf(b []byte, at int) int { return 1 + bytes.Count(b[:at], []byte("\n")) }

// A characterReader hands on what r holds, up to the first badCharacter, which
// is its error.
type characterReader struct {
	r     io.Reader
	lines int    // ends of lines that were handed on
	cut   []byte // begin of a character that is not there whole yet
	err   error  // of r
}

func (c *characterReader) Read(p []byte) (int, error) {
	if len(p) < utf8.UTFMax {
		return 0, io.ErrShortBuffer
	}
	n := copy(p, c.cut)
	if c.err != nil && n == 0 {
		return 0, c.err
	}
	if c.err == nil {
		var more int
		more, c.err = c.r.Read(p[n:])
		n += more
	}
	b := p[:n]
	c.cut = nil
	at := illegalAt(b)
	if at >= 0 && c.err == nil && !utf8.FullRune(b[at:]) {
		c.cut = bytes.Clone(b[at:])
		b, at = b[:at], -1
	}
	if at >= 0 {
		c.err = badCharacter{c.lines + lineOf(b, at), bytes.Clone(b[at:])}
		return 0, c.err
	}
	c.lines += bytes.Count(b, []byte("\n"))
	return len(b), c.err
}
