package render

import (
	"testing"
	"testing/fstest"
	"time"

	"planet"
)

// words gives a locale from files like those of a theme.
func testLocale(t *testing.T, language, zone string, files map[string]string) *locale {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys["locales/"+name+".yaml"] = &fstest.MapFile{Data: []byte(text)}
	}
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	l, err := newLocale(&planet.Site{Language: language, Location: loc}, []layer{{fsys, "theme"}})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// I18N-1, I18N-2: plural forms by CLDR, numbers as people write them, English
// where a word is missing.
func TestWords(t *testing.T) {
	files := map[string]string{
		"en": "posts: {one: '{n} post', other: '{n} posts'}\nhello: Hello {name}\nonly: English\nnobody: {zero: nobody, one: '{n} person', other: '{n} people'}",
		"fr": "posts: {one: '{n} billet', other: '{n} billets'}\nhello: Bonjour {name}",
		"pl": "posts: {one: '{n} wpis', few: '{n} wpisy', many: '{n} wpisów', other: '{n} wpisu'}",
		"ar": "posts: {zero: 'لا تدوينات', one: 'تدوينة', two: 'تدوينتان', few: '{n} تدوينات', many: '{n} تدوينة', other: '{n} تدوينة'}",
	}
	tests := []struct {
		language, key string
		n             int // -1: no number
		want          string
	}{
		{"en", "posts", 1, "1 post"},
		{"en", "posts", 0, "0 posts"},
		{"en", "posts", 12345, "12,345 posts"},
		{"en", "nobody", 0, "nobody"},
		{"fr", "posts", 0, "0 billet"},
		{"fr", "posts", 1, "1 billet"},
		{"fr", "posts", 2, "2 billets"},
		{"pl", "posts", 2, "2 wpisy"},
		{"pl", "posts", 5, "5 wpisów"},
		{"pl", "posts", 22, "22 wpisy"},
		{"ar", "posts", 2, "تدوينتان"},
		{"ar", "posts", 3, "3 تدوينات"},
		{"ar", "posts", 11, "11 تدوينة"},
		{"fr", "hello", -1, "Bonjour {x}"},
		{"fr", "only", -1, "English"},
		{"fr-CA", "hello", -1, "Bonjour {x}"},
		{"fr", "nothing.like.it", -1, "nothing.like.it"},
	}
	for _, tt := range tests {
		l := testLocale(t, tt.language, "UTC", files)
		got := l.t(tt.key, "name", "{x}")
		if tt.n >= 0 {
			got = l.tn(tt.key, tt.n)
		}
		if got != tt.want {
			t.Errorf("%s in %s with %d = %q, want %q", tt.key, tt.language, tt.n, got, tt.want)
		}
	}
}

// PG-8: dates in the site's language and zone.
func TestDates(t *testing.T) {
	l := testLocale(t, "en", "Europe/London", map[string]string{"en": `
months: [January, February, March, April, May, June, July, August, September, October, November, December]
months.short: [Jan, Feb, Mar, Apr, May, Jun, Jul, Aug, Sep, Oct, Nov, Dec]
weekdays: [Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday]
date.long: "{day} {month} {year}"
date.short: "{day} {mon} {year}"
date.datetime: "{day} {month} {year}, {time}"
date.time: "{hour}:{minute}"
`})
	summer := time.Date(2026, 6, 30, 23, 5, 0, 0, time.UTC)
	for style, want := range map[string]string{
		"long": "1 July 2026", "short": "1 Jul 2026", "datetime": "1 July 2026, 00:05", "time": "00:05", "weekday": "Wednesday", "day": "1", "month": "July",
	} {
		if got := l.date(style, summer); got != want {
			t.Errorf("date(%s) = %q, want %q", style, got, want)
		}
	}
}

func TestLanguageNames(t *testing.T) {
	for _, tt := range []struct{ site, tag, want string }{
		{"en", "fr", "French"}, {"en", "fr-CA", "French"}, {"de", "fr", "Französisch"}, {"en", "zh-Hant", "Chinese"}, {"en", "x y", "x y"}, {"en", "qaa", "qaa"},
	} {
		if got := testLocale(t, tt.site, "UTC", nil).language(tt.tag); got != tt.want {
			t.Errorf("language(%q) in %s = %q, want %q", tt.tag, tt.site, got, tt.want)
		}
	}
}

func TestDirection(t *testing.T) {
	for tag, want := range map[string]string{"en": "ltr", "ar": "rtl", "he": "rtl", "fa": "rtl", "ur-PK": "rtl", "az-Arab": "rtl", "az": "ltr", "ja": "ltr", "": "", "not a tag": ""} {
		if got := direction(tag); got != want {
			t.Errorf("direction(%q) = %q, want %q", tag, got, want)
		}
	}
}

func TestSizes(t *testing.T) {
	l := testLocale(t, "en", "UTC", map[string]string{"en": "bytes.kb: '{n} kB'\nbytes.mb: '{n} MB'"})
	for n, want := range map[int64]string{0: "", -1: "", 1: "1 kB", 1499: "1 kB", 1500: "2 kB", 999_000: "999 kB", 1_000_000: "1 MB", 2_345_678: "2.3 MB"} {
		if got := l.size(n); got != want {
			t.Errorf("size(%d) = %q, want %q", n, got, want)
		}
	}
}
