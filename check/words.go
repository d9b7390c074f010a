package check

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"

	"planet"
)

// named is what a message calls a post: its title, else its address.
func named(e *planet.Entry) string {
	return cmp.Or(short(e.Title, 80), e.Link, "a post without a title")
}

func number(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// short cuts a text to so many characters, at a space if there is one near.
func short(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	cut := string(runes[:most])
	if at := strings.LastIndexByte(cut, ' '); at > len(cut)/2 {
		cut = cut[:at]
	}
	return strings.TrimRight(cut, " ,;:") + "…"
}

// oneLine makes strangers' words fit for a line: nothing in it speaks to a
// terminal, or turns the line round (SAFE-17).
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp):
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
