package parse

import (
	"bytes"
	"html"
	"strconv"
	"unicode/utf8"
)

// maxReference is the longest reference there is, with its ends.
const maxReference = 34

// appendText appends character data with its references decoded once, as XML
// and HTML name them, and line ends as XML has them (PARSE-3). What is no
// reference stays. odd is the first "&" that strict readers would stop at, or
// -1.
func appendText(dst, src []byte) (out []byte, odd int) {
	odd = -1
	for from := 0; ; {
		i := from
		for i < len(src) && src[i] != '&' && src[i] != '\r' {
			i++
		}
		dst = append(dst, src[from:i]...)
		from = i
		if i == len(src) {
			return dst, odd
		}
		if src[i] == '\r' {
			from++
			if from == len(src) || src[from] != '\n' {
				dst = append(dst, '\n')
			}
			continue
		}
		var n int
		var strict bool
		dst, n, strict = appendReference(dst, src[from:])
		if !strict && odd < 0 {
			odd = from
		}
		if n == 0 {
			dst, n = append(dst, '&'), 1
		}
		from += n
	}
}

// appendReference decodes the reference that src begins with. n is its
// length, or 0 if it is none; strict tells that all readers know it.
func appendReference(dst, src []byte) (out []byte, n int, strict bool) {
	window := src[1:min(len(src), maxReference)]
	end := bytes.IndexByte(window, ';')
	if end < 1 {
		return dst, 0, false
	}
	name := window[:end]
	switch string(name) {
	case "amp":
		return append(dst, '&'), end + 2, true
	case "lt":
		return append(dst, '<'), end + 2, true
	case "gt":
		return append(dst, '>'), end + 2, true
	case "quot":
		return append(dst, '"'), end + 2, true
	case "apos":
		return append(dst, '\''), end + 2, true
	}
	if name[0] == '#' {
		return appendNumeric(dst, name[1:], end+2)
	}
	span := string(src[:end+2])
	if text := html.UnescapeString(span); text != span && text[len(text)-1] != ';' {
		return append(dst, text...), end + 2, false
	}
	return dst, 0, false
}

// appendNumeric decodes a numeric reference. One to a character that XML
// can't hold gives U+FFFD; those to C1 controls mean windows-1252, as in HTML.
func appendNumeric(dst, digits []byte, n int) (out []byte, _ int, strict bool) {
	base := 10
	if len(digits) > 0 && digits[0]|0x20 == 'x' {
		digits, base = digits[1:], 16
	}
	code, err := strconv.ParseUint(string(digits), base, 32)
	switch {
	case err != nil && !isDigits(digits):
		return dst, 0, false
	case err != nil || !isLegal(rune(min(code, utf8.MaxRune+1))):
		return append(dst, "\uFFFD"...), n, false
	case code >= 0x80 && code < 0xa0:
		return append(dst, html.UnescapeString("&#"+strconv.FormatUint(code, 10)+";")...), n, true
	}
	return utf8.AppendRune(dst, rune(code)), n, true
}

// isDigits reports whether a number is one, if perhaps too large a one.
func isDigits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0
}

// appendEscaped appends text as markup.
func appendEscaped(dst, text []byte) []byte {
	from := 0
	for i, c := range text {
		var as string
		switch c {
		case '&':
			as = "&amp;"
		case '<':
			as = "&lt;"
		case '>':
			as = "&gt;"
		case '"':
			as = "&#34;"
		default:
			continue
		}
		dst = append(append(dst, text[from:i]...), as...)
		from = i + 1
	}
	return append(dst, text[from:]...)
}

// escape gives text as markup.
func escape(text string) string { return string(appendEscaped(nil, []byte(text))) }
