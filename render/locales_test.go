package render

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"planet"
	"planet/themes"
)

// languages are those that the interface speaks beside English (I18N-1).
var languages = []string{"ar", "de", "es", "fr", "ja", "pt"}

// wordsOf reads one file of words of the built-in theme.
func wordsOf(t *testing.T, lang string) map[string]words {
	t.Helper()
	builtin, err := fs.Sub(themes.Files, defaultTheme)
	if err != nil {
		t.Fatal(err)
	}
	l := &locale{words: map[string]words{}}
	if err := l.read(layer{builtin, defaultTheme}, path.Join("locales", lang+".yaml")); err != nil {
		t.Fatal(err)
	}
	if len(l.words) == 0 {
		t.Fatalf("there is no file of words for %s", lang)
	}
	return l.words
}

// builtinLocale gives the locale of a site in one language.
func builtinLocale(t *testing.T, lang string) *locale {
	t.Helper()
	builtin, err := fs.Sub(themes.Files, defaultTheme)
	if err != nil {
		t.Fatal(err)
	}
	l, err := newLocale(&planet.Site{Language: lang, Location: time.UTC}, []layer{{builtin, defaultTheme}})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// numbersOf gives, by CLDR's name of the form, how many whole numbers have it
// in a language, of those that a planet counts to.
func numbersOf(lang string) map[string]int {
	counts := map[string]int{}
	for n := range 1001 {
		counts[pluralForms[plural.Cardinal.MatchPlural(language.Make(lang), n, 0, 0, 0, 0)]]++
	}
	return counts
}

// I18N-1: every language has every word of English, of the same kind, and no
// other; lists have as many members.
func TestLanguagesHaveAllWords(t *testing.T) {
	english := wordsOf(t, "en")
	for _, lang := range languages {
		own := wordsOf(t, lang)
		for _, key := range slices.Sorted(maps.Keys(english)) {
			want, got := english[key], own[key]
			switch {
			case got.text == "" && got.forms == nil && got.list == nil && key != "space":
				t.Errorf("%s lacks %s", lang, key)
			case (want.forms != nil) != (got.forms != nil), len(want.list) != len(got.list):
				t.Errorf("%s: %s is of another kind than in English: %v", lang, key, got)
			}
		}
		for _, key := range slices.Sorted(maps.Keys(own)) {
			if _, ok := english[key]; !ok {
				t.Errorf("%s has the word %s, which English has not", lang, key)
			}
		}
	}
}

// I18N-1: a count has all the forms that CLDR knows for the language, and no
// others; one for zero serves in every language.
func TestLanguagesHaveTheirPlurals(t *testing.T) {
	english := wordsOf(t, "en")
	for _, lang := range append([]string{"en"}, languages...) {
		numbers := numbersOf(lang)
		for key, w := range wordsOf(t, lang) {
			if w.forms == nil {
				continue
			}
			for form := range numbers {
				if w.forms[form] == "" {
					t.Errorf("%s: %s has no form for %s", lang, key, form)
				}
			}
			if english[key].forms["zero"] != "" && w.forms["zero"] == "" {
				t.Errorf("%s: %s has no form for zero, as it has in English", lang, key)
			}
			for form := range w.forms {
				if numbers[form] == 0 && form != "zero" {
					t.Errorf("%s: %s has a form for %s, which no number has", lang, key, form)
				}
			}
		}
	}
}

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

// placeholders gives the names of what is put into a text, each once.
func placeholders(text string) string {
	return strings.Join(slices.Compact(slices.Sorted(slices.Values(placeholder.FindAllString(text, -1)))), " ")
}

// I18N-1: each text takes what it takes in English. A form that stands for
// more than one number says the number, unless the English one doesn't.
func TestLanguagesTakeTheSameValues(t *testing.T) {
	english := wordsOf(t, "en")
	without := func(text string) string { return placeholders(strings.ReplaceAll(text, "{n}", "")) }
	for _, lang := range languages {
		numbers := numbersOf(lang)
		for key, w := range wordsOf(t, lang) {
			want := english[key]
			if strings.HasPrefix(key, "date.") { // the day may be written within the month, or the month as a word or not
				if got := strings.ReplaceAll(placeholders(w.text), "{month}", "{mon}"); key != "date.first" && got != strings.ReplaceAll(placeholders(want.text), "{month}", "{mon}") {
					t.Errorf("%s: %s is %q, in English %q", lang, key, w.text, want.text)
				}
				continue
			}
			if placeholders(w.text) != placeholders(want.text) {
				t.Errorf("%s: %s takes %s, in English %s", lang, key, placeholders(w.text), placeholders(want.text))
			}
			for form, text := range w.forms {
				if without(text) != without(want.forms["other"]) {
					t.Errorf("%s: %s takes %s for %s, in English %s", lang, key, without(text), form, without(want.forms["other"]))
				}
				many := numbers[form] > 1 && strings.Contains(want.forms["other"], "{n}") && (form != "one" || strings.Contains(want.forms["one"], "{n}"))
				if many && !strings.Contains(text, "{n}") {
					t.Errorf("%s: %s does not say which number, but is for many: %q", lang, key, text)
				}
			}
		}
	}
}

// Each language is written with its own signs: a reader sees at once where a
// program wrote who doesn't know them.
func TestLanguagesUseTheirOwnSigns(t *testing.T) {
	const nnbsp = "\u202f"
	tests := []struct{ name, languages, never string }{
		{"no typewriter's quotes, apostrophes or dots", "ar de es fr ja pt", `["']|\.\.\.`},
		{"no two spaces, and none at an end of a sentence", "ar de es fr ja pt", `  |^ .| $`},
		{"narrow spaces that don't break, before high signs and inside guillemets", "fr", `[^` + nnbsp + `][;!?»]|[^` + nnbsp + `]:( |$)|«[^` + nnbsp + `]`},
		{"quotes low, then high", "de", `[«»”]`},
		{"questions that begin with a sign, and guillemets", "es", `(^|[.!] )[^¿]*\?|[“”„]`},
		{"full-width signs", "ja", `[\p{Han}\p{Hiragana}\p{Katakana}}][,.:;!?()]|[,:;!?()][\p{Han}\p{Hiragana}\p{Katakana}]`},
		{"commas, semicolons and question marks of the script", "ar", `\p{Arabic}[,;?]|[,;?] \p{Arabic}|[“”„]`},
	}
	for _, tt := range tests {
		never := regexp.MustCompile(tt.never)
		for lang := range strings.FieldsSeq(tt.languages) {
			for key, w := range wordsOf(t, lang) {
				if key == "comma" || key == "space" || strings.HasPrefix(key, "date.") {
					continue
				}
				for _, text := range slices.Concat([]string{w.text}, slices.Collect(maps.Values(w.forms)), w.list) {
					text = strings.ReplaceAll(text, "status: left", "status") // a line of the list
					if found := never.FindString(text); found != "" {
						t.Errorf("%s: %s has %q; want %s", lang, key, found, tt.name)
					}
				}
			}
		}
	}
}

// PG-8, I18N-1: dates as people of the language write them, with a capital
// where they stand alone.
func TestDatesOfLanguages(t *testing.T) {
	tests := []struct{ lang, long, first, short, datetime, heading, weekday, month string }{
		{"en", "20 November 2026", "1 January 2026", "20 Nov 2026", "20 November 2026, 18:05", "November 2026", "Friday", "November"},
		{"fr", "20 novembre 2026", "1er janvier 2026", "20 nov. 2026", "20 novembre 2026 à 18:05", "Novembre 2026", "Vendredi", "Novembre"},
		{"de", "20. November 2026", "1. Januar 2026", "20. Nov. 2026", "20. November 2026, 18:05 Uhr", "November 2026", "Freitag", "November"},
		{"es", "20 de noviembre de 2026", "1 de enero de 2026", "20 nov 2026", "20 de noviembre de 2026, 18:05", "Noviembre de 2026", "Viernes", "Noviembre"},
		{"pt", "20 de novembro de 2026", "1º de janeiro de 2026", "20 nov. 2026", "20 de novembro de 2026, 18:05", "Novembro de 2026", "Sexta-feira", "Novembro"},
		{"ja", "2026年11月20日", "2026年1月1日", "2026/11/20", "2026年11月20日 18:05", "2026年11月", "金曜日", "11月"},
		{"ar", "20 نوفمبر 2026", "1 يناير 2026", "20 نوفمبر 2026", "20 نوفمبر 2026، 18:05", "نوفمبر 2026", "الجمعة", "نوفمبر"},
	}
	at := time.Date(2026, 11, 20, 18, 5, 0, 0, time.UTC)
	for _, tt := range tests {
		l := builtinLocale(t, tt.lang)
		for style, want := range map[string]string{
			"long": tt.long, "short": tt.short, "datetime": tt.datetime, "heading": tt.heading, "weekday": tt.weekday, "month": tt.month, "day": "20", "time": "18:05",
		} {
			if got := l.date(style, at); got != want {
				t.Errorf("date(%s) in %s = %q, want %q", style, tt.lang, got, want)
			}
		}
		if got := l.date("long", time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)); got != tt.first {
			t.Errorf("the first of January in %s = %q, want %q", tt.lang, got, tt.first)
		}
	}
}

// I18N-1: counts as people say them.
func TestCountsOfLanguages(t *testing.T) {
	tests := []struct {
		lang, key string
		want      map[int]string
	}{
		{"fr", "posts", map[int]string{0: "0 billet", 1: "1 billet", 2: "2 billets", 1234: "1\u00a0234 billets"}},
		{"de", "people", map[int]string{1: "1 Mitglied", 2: "2 Mitgliedern", 1234: "1.234 Mitgliedern"}}, // von …
		{"es", "posts", map[int]string{0: "0 entradas", 1: "1 entrada"}},
		{"pt", "posts", map[int]string{0: "0 post", 1: "1 post", 2: "2 posts"}},
		{"pt-BR", "members", map[int]string{2: "2 membros"}},
		{"ja", "posts", map[int]string{0: "0件の記事", 1: "1件の記事", 1234: "1,234件の記事"}},
		{"ar", "posts", map[int]string{0: "لا تدوينات", 1: "تدوينة واحدة", 2: "تدوينتان", 3: "3 تدوينات", 11: "11 تدوينة", 100: "100 تدوينة", 103: "103 تدوينات"}},
	}
	for _, tt := range tests {
		l := builtinLocale(t, tt.lang)
		for n, want := range tt.want {
			if got := l.tn(tt.key, n); got != want {
				t.Errorf("%d %s in %s = %q, want %q", n, tt.key, tt.lang, got, want)
			}
		}
	}
}

// I18N-2, PC-1: what a language lacks is counted, an owner's own words
// included; English lacks nothing.
func TestUntranslated(t *testing.T) {
	all := len(wordsOf(t, "en"))
	p := newTestPlanet(t)
	p.put(t, "theme/locales/xx.yaml", "nav.join: Zzz\n")
	p.put(t, "theme/locales/eo.yaml", "nav.join: Aliĝi\nposts: {one: '{n} afiŝo', other: '{n} afiŝoj'}\n")
	for lang, want := range map[string]int{"en": 0, "en-GB": 0, "fr": 0, "pt-BR": 0, "ar": 0, "ja": 0, "nl": all, "eo": all - 2, "xx": all - 1} {
		p.site.Language = lang
		got, err := Untranslated(p.site)
		if err != nil || got != want {
			t.Errorf("Untranslated in %s = %d, %v; want %d", lang, got, err, want)
		}
	}
	p.put(t, "theme/locales/en.yaml", "[")
	if _, err := Untranslated(p.site); err == nil || !strings.Contains(err.Error(), "theme/locales/en.yaml") {
		t.Errorf("err = %v; want the file's name in it", err)
	}
}

// I18N-1, HUM-1: the banner of a feed that a person opened is in the site's
// language and direction, and no word of an owner ends its string.
func TestFeedBannerOfLanguages(t *testing.T) {
	p := newTestPlanet(t)
	p.site.Language = "ar"
	p.put(t, "theme/locales/ar.yaml", `feed.banner: 'خلاصة "هذه" \ {color: red}'`+"\n")
	p.render(t)
	has(t, "feed.css", p.file(t, "feed.css"), `content: "خلاصة \"هذه\" \\ {color: red}"`, "direction: rtl", "!{feed.banner}", "!{dir}", "!This is a feed")
}

// THEME-6: markup in a sentence stays markup, and what is put beside it, or
// stands in the sentence, is escaped.
func TestSentencesWithMarkup(t *testing.T) {
	l := testLocale(t, "en", "UTC", map[string]string{"en": "seen: 'Seen by {name} <on> {date}'"})
	now := (&press{theme: &theme{words: builtinLocale(t, "fr")}}).time("long", november(20, 9))
	const element = `<time datetime="2026-11-20T09:00:00Z">20 novembre 2026</time>`
	if want := "Seen by &lt;b&gt; &lt;on&gt; " + element; fmt.Sprint(l.markup("seen", "name", "<b>", "date", now)) != want {
		t.Errorf("markup = %v, want %s", l.markup("seen", "name", "<b>", "date", now), want)
	}
	if got := l.markup("seen", "name", "<b>", "date", "now"); got != "Seen by <b> <on> now" {
		t.Errorf("without markup it is %q; want a plain text, which the page escapes", got)
	}
	if got := l.markup("nothing", "date", now); got != "nothing" {
		t.Errorf("a key that nobody wrote gives %v", got)
	}
}
