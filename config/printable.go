package config

import (
	"strings"
	"unicode"
)

// maxShown is how many characters of a stranger's text a message repeats.
const maxShown = 80

// printable makes a message fit for a terminal and for the log of a CI job:
// one line, no control characters, nothing that turns the text around (SAFE-17).
func printable(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == '\n' || c == '\t' || c == '\r':
			return ' '
		case hidden(c):
			return -1
		}
		return c
	}, s)
}

// hidden reports whether c is a control character or one that turns the
// direction of text (SAFE-11); no text of a list may hold one.
func hidden(c rune) bool {
	switch {
	case c >= '\u202a' && c <= '\u202e', c >= '\u2066' && c <= '\u2069', c == '\u2028', c == '\u2029', c == '\ufeff':
		return true
	}
	return unicode.IsControl(c)
}

// firstHidden gives the first hidden character of s that isn't white space.
func firstHidden(s string) (rune, bool) {
	for _, c := range s {
		if hidden(c) && c != '\n' && c != '\t' {
			return c, true
		}
	}
	return 0, false
}

// short cuts a text to what a message can repeat.
func short(s string) string {
	s = strings.TrimSpace(s)
	count := 0
	for i := range s {
		if count == maxShown {
			return s[:i] + "…"
		}
		count++
	}
	return s
}

// either joins words as in "full, excerpt or title".
func either(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
