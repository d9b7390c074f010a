package planet

import "unicode"

// Spaceless reports whether r is a letter of a script that puts no spaces
// between words, as Chinese, Japanese and Thai are written.
func Spaceless(r rune) bool {
	const (
		first   = 0x0e00 // of Thai, the lowest of them
		symbols = 0x1a00 // from there on is none of them, but the quotes and dashes of all others
		han     = 0x2e80
	)
	if r < first || r >= symbols && r < han {
		return false
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}
