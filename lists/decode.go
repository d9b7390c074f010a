package lists

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

// declared is the encoding that an XML document says it has.
var declared = regexp.MustCompile(`^\s*<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']`)

// decode makes text of a list, with \n at the ends of its lines, and counts the
// control characters that it left out. A list is in UTF-8, or in UTF-16 with
// its mark, or in what its XML declaration says; else in Latin-1 (IMP-3), which
// is read as Windows reads it, since the two differ only in what Latin-1 has no
// use for.
func decode(src []byte) (text string, lost int) {
	name := "windows-1252"
	switch {
	case bytes.HasPrefix(src, []byte("\xff\xfe")):
		name, src = "utf-16le", src[2:]
	case bytes.HasPrefix(src, []byte("\xfe\xff")):
		name, src = "utf-16be", src[2:]
	case utf8.Valid(src):
		name = "utf-8"
	default:
		if m := declared.FindSubmatch(src[:min(len(src), 1<<10)]); m != nil {
			if e, _ := charset.Lookup(string(m[1])); e != nil && !strings.EqualFold(string(m[1]), "utf-8") {
				name = string(m[1])
			}
		}
	}
	if name != "utf-8" {
		e, _ := charset.Lookup(name)
		if decoded, err := e.NewDecoder().Bytes(src); err == nil {
			src = decoded
		}
	}
	text = strings.TrimPrefix(strings.ToValidUTF8(string(src), "\ufffd"), "\ufeff")
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	text = strings.Map(func(c rune) rune {
		if c != '\n' && c != '\t' && hidden(c) {
			lost++
			return -1
		}
		return c
	}, text)
	return text, lost
}

// hidden reports whether c is a character that no list of ours may hold
// (SAFE-11): a control character, or one that turns the direction of text.
func hidden(c rune) bool {
	return unicode.IsControl(c) || c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069' ||
		c == '\u2028' || c == '\u2029' || c == '\ufeff' || c == '\ufffe' || c == '\uffff'
}
