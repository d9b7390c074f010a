package place

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"planet"
)

// A reading is a text made comparable, once for all the words that are looked
// for in it. turkish is "" unless the text is in a language with two letters i.
type reading struct{ plain, turkish string }

// read makes text comparable; tag is its language, "" if nobody says.
func read(text, tag string) reading {
	r := reading{plain: fold(text)}
	if speaks(tag, "tr") || speaks(tag, "az") {
		r.turkish = foldTurkish(text)
	}
	return r
}

// holds reports whether the word that was read stands in the text, whole and
// in any case.
func (r *reading) holds(word *reading) bool {
	return holdsWord(r.plain, word.plain) || r.turkish != "" && holdsWord(r.turkish, word.turkish)
}

// readWord reads a word that may be looked for in any language.
func readWord(word string) reading { return reading{fold(word), foldTurkish(word)} }

// fold makes texts comparable as Unicode does it (toNFKC_Casefold): "Straße"
// is "STRASSE", a sigma is a sigma wherever it stands, and a letter with a mark
// is one however it was typed. Besides, İ is an i, as who looks for "istanbul"
// means it; runs of space are one, and what nobody sees or tells apart, such as
// a soft hyphen or a curled apostrophe, is taken out or made straight.
func fold(s string) string {
	if isASCII(s) {
		return collapse(strings.ToLower(s))
	}
	return collapse(norm.NFKC.String(cases.Fold().String(norm.NFKC.String(straight.Replace(visible(s))))))
}

// foldTurkish folds as Turkish and Azeri do, where I is a capital ı.
func foldTurkish(s string) string {
	return fold(cases.Lower(language.Turkish).String(norm.NFC.String(s)))
}

var straight = strings.NewReplacer("İ", "i", "I\u0307", "i", "i\u0307", "i", "’", "'", "ʼ", "'", "‐", "-", "\u2011", "-")

// visible takes out what has no shape: soft hyphens, marks of direction.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
}

func collapse(s string) string { return strings.Join(strings.Fields(s), " ") }

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// holdsWord reports whether text holds word with no letter, digit or mark
// beside it; both are folded.
func holdsWord(text, word string) bool {
	if word == "" {
		return false
	}
	first, _ := utf8.DecodeRuneInString(word)
	last, _ := utf8.DecodeLastRuneInString(word)
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(word)
		before, _ := utf8.DecodeLastRuneInString(text[:start])
		after, _ := utf8.DecodeRuneInString(text[end:])
		if breaks(before, first) && ends(last, after) {
			return true
		}
		_, size := utf8.DecodeRuneInString(text[start:])
		from = start + size
	}
}

// breaks reports whether a word may begin or end between two neighbours. In
// scripts without spaces, and where one of them meets another script, it may
// anywhere; a mark belongs to the letter before it in all.
func breaks(left, right rune) bool {
	switch {
	case unicode.IsMark(right):
		return left == utf8.RuneError // the text begins with it
	case spaceless(left) || spaceless(right):
		return true
	}
	return !joins(left) || !joins(right)
}

// ends is breaks for the end of a word. Korean writes what others say by
// separate words onto the end: 배지를 is the word 배지.
func ends(last, after rune) bool {
	return breaks(last, after) || unicode.Is(unicode.Hangul, last)
}

// spaceless takes in the long vowel of Japanese, which belongs to no script.
func spaceless(r rune) bool { return planet.Spaceless(r) || r == 'ー' }

func joins(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }
