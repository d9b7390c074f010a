package planet_test

import (
	"strings"
	"testing"
	"unicode"

	"planet"
)

func TestSpaceless(t *testing.T) {
	for text, want := range map[string]bool{
		"a post": false, "Éclair": false, "电话": true, "バッジ": true, "ひらがな": true, "บล็อก": true, "ລາວ": true, "ខ្មែរ": true, "မြန်မာ": true,
		"한국어": false, "عربية": false, "हिन्दी": false, "": false, "123": false,
	} {
		if got := strings.ContainsFunc(text, planet.Spaceless); got != want {
			t.Errorf("%q is written without spaces: %t, want %t", text, got, want)
		}
	}
}

// The quick way out leaves no letter of these scripts out, and lets none in.
func TestSpacelessOfAllCharacters(t *testing.T) {
	for r := rune(-1); r <= unicode.MaxRune+1; r++ {
		want := unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
		if got := planet.Spaceless(r); got != want {
			t.Fatalf("Spaceless(%U) = %t, want %t", r, got, want)
		}
	}
}
