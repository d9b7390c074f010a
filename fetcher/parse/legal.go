package parse

import (
	"bytes"
	"strings"
)

// dropIllegal drops the characters that XML can't hold (PARSE-3, SAFE-16). A
// document without any is not copied.
func (d *decoded) dropIllegal() {
	if i := illegalAt(d.text, 0); i >= 0 {
		d.illegal = lineOf(d.text, i)
		d.text = legal(d.text)
	}
}

func legal(text []byte) []byte {
	i := illegalAt(text, 0)
	if i < 0 {
		return text
	}
	out := make([]byte, 0, len(text))
	from := 0
	for ; i >= 0; i = illegalAt(text, from) {
		out = append(out, text[from:i]...)
		from = i + 1
		if text[i] == 0xef {
			from = i + 3
		}
	}
	return append(out, text[from:]...)
}

// legalString is legal for text that is in a string already.
func legalString(s string) string {
	if illegalAt([]byte(s), 0) < 0 {
		return s
	}
	return string(legal([]byte(s)))
}

// illegalAt finds the next C0 control but tab, LF and CR, or U+FFFE or U+FFFF.
func illegalAt(text []byte, from int) int {
	for i := from; i < len(text); i++ {
		c := text[i]
		if c < ' ' && c != '\n' && c != '\t' && c != '\r' || c == 0xef && isNoncharacter(text[i:]) {
			return i
		}
	}
	return -1
}

func isNoncharacter(b []byte) bool {
	return bytes.HasPrefix(b, []byte("\uFFFE")) || bytes.HasPrefix(b, []byte("\uFFFF"))
}

// isLegal reports whether XML can hold a character that a reference names.
func isLegal(r rune) bool {
	switch {
	case r < ' ':
		return r == '\t' || r == '\n' || r == '\r'
	case r >= 0xd800 && r <= 0xdfff, r == 0xfffe, r == 0xffff:
		return false
	}
	return r <= 0x10ffff
}

// oneLine folds white space, as in names.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
