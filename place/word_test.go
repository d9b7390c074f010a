package place

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FY-4: a keyword is a whole word, in any case, as Unicode sees words and
// cases.
func TestKeyword(t *testing.T) {
	tests := []struct {
		name, text, language, word string
		want                       bool
	}{
		{"a whole text", "badge", "", "badge", true},
		{"any case", "A BADGE!", "", "Badge", true},
		{"a part of a word", "badges", "", "badge", false},
		{"the end of a word", "openbadge", "", "badge", false},
		{"a part first, then the word", "badges, a badge", "", "badge", true},
		{"a word that begins in itself", "aa aaa", "", "aaa", true},
		{"beside digits", "badge2", "", "badge", false},
		{"beside signs", "(badge)/x", "", "badge", true},
		{"several words", "an open\n  badge", "", "open badge", true},
		{"a word with signs", "in C++, 2011", "", "c++", true},
		{"a sign alone", "we ♥ badges", "", "♥", true},
		{"nothing", "badge", "", " ", false},

		{"ß is ss", "STRASSE", "de", "straße", true},
		{"ss is ß", "die Straße", "de", "strasse", true},
		{"capital ẞ", "GROẞ", "de", "groß", true},
		{"a final sigma", "ΟΔΥΣΣΕΥΣ", "el", "οδυσσεύς", false},
		{"a final sigma, without the accent", "ΟΔΥΣΣΕΥΣ", "el", "οδυσσευς", true},
		{"a sigma within", "οδυσσευσ", "el", "Οδυσσευς", true},
		{"the dotted capital İ", "İSTANBUL", "tr", "istanbul", true},
		{"and where nobody says it is Turkish", "İstanbul", "", "istanbul", true},
		{"İ in two parts", "I\u0307stanbul", "", "istanbul", true},
		{"I is a capital ı in Turkish", "SINIR", "tr", "sınır", true},
		{"and in Azeri", "QIŞ", "az", "qış", true},
		{"but not elsewhere", "SINIR", "en", "sınır", false},
		{"in Turkish texts stand others' words, too", "WIKI", "tr", "wiki", true},
		{"ı is not i", "sınır", "tr", "sinir", false},

		{"composed for decomposed", "cafe\u0301", "fr", "café", true},
		{"decomposed for composed", "CAFÉ", "fr", "cafe\u0301", true},
		{"a letter with a mark is another letter", "café", "fr", "cafe", false},
		{"also if the mark is apart", "cafe\u0301", "fr", "cafe", false},
		{"letters with marks are letters", "café", "fr", "caf", false},
		{"a vowel sign belongs to its word", "की", "hi", "क", false},
		{"wide letters", "ＢＡＤＧＥ", "ja", "badge", true},
		{"a ligature", "ﬁne", "", "fine", true},
		{"a soft hyphen", "cre\u00adden\u00adtial", "", "credential", true},
		{"marks of direction", "\u200fשלום\u200e!", "he", "שלום", true},
		{"a curled apostrophe", "aujourd’hui", "fr", "aujourd'hui", true},
		{"a hyphen that does not break", "e\u2011mail", "", "e-mail", true},
		{"Arabic", "الشارات المفتوحة", "ar", "الشارات", true},
		{"Arabic, a part", "الشارات", "ar", "شارات", false},
		{"Cyrillic", "ЗНАЧОК", "ru", "значок", true},

		{"Japanese, in running text", "小さな証明にする", "ja", "証明", true},
		{"Chinese", "開放徽章的標準", "zh-Hant", "徽章", true},
		{"Thai", "ตราสัญลักษณ์เปิด", "th", "สัญลักษณ์", true},
		{"Thai, without its marks", "สัญลักษณ์", "th", "สัญลักษณ", false},
		{"a Latin word in Japanese", "新しいbadgeを作る", "ja", "badge", true},
		{"a part of a Latin word in Japanese", "新しいbadgesを作る", "ja", "badge", false},
		{"a Japanese word beside a Latin one", "Openバッジ", "ja", "バッジ", true},
		{"with a long vowel at its end", "サーバーA", "ja", "サーバー", true},
		{"Korean with a particle", "배지를 받다", "ko", "배지", true},
		{"Korean, the end of a word", "명함배지", "ko", "배지", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			heard, word := read(tt.text, tt.language), readWord(tt.word)
			if got := heard.holds(&word); got != tt.want {
				t.Errorf("%q in %q = %t, want %t", tt.word, tt.text, got, tt.want)
			}
		})
	}
}

// FY-4: whatever a feed says, looking for a word ends, and what is found
// stands there.
func FuzzKeyword(f *testing.F) {
	f.Add("a BADGE, İ", "badge", "tr")
	f.Add("小さな証明", "証明", "ja")
	f.Add("e\u0301\u0301", "é", "")
	f.Add("\xff\xfe", "\xff", "x")
	f.Fuzz(func(t *testing.T, text, word, language string) {
		heard, w := read(text, language), readWord(word)
		found := heard.holds(&w)
		if found && !strings.Contains(heard.plain, w.plain) && !strings.Contains(heard.turkish, w.turkish) {
			t.Errorf("%q is not in %q, and was found", word, text)
		}
		if alone := read(word, language); w.plain != "" && utf8.ValidString(word) && fold(w.plain) == w.plain && !alone.holds(&w) {
			t.Errorf("%q is not found in itself", word)
		}
	})
}

func BenchmarkKeyword(b *testing.B) {
	text := strings.Repeat("Wer liest, der bleibt – größer als gedacht. ", 200)
	words := []reading{readWord("badge"), readWord("straße"), readWord("証明")}
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		heard := read(text, "de")
		for i := range words {
			if heard.holds(&words[i]) {
				b.Fatal("found what is not there")
			}
		}
	}
}
