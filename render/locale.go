package render

import (
	"errors"
	"fmt"
	"html"
	"html/template"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"planet"
)

// A locale holds the words of the interface in one language (I18N-1). What it
// lacks it takes from English (I18N-2).
type locale struct {
	tag     language.Tag
	zone    *time.Location
	words   map[string]words
	missing int // words that English has, and this language has not
	numbers *message.Printer
	names   display.Namer // of languages
}

// words is one message: a text, the forms that go with a number, or a list.
type words struct {
	text  string
	forms map[string]string // by CLDR's name of the plural form
	list  []string
}

// pluralForms are CLDR's names of what package plural calls by numbers.
var pluralForms = map[plural.Form]string{
	plural.Other: "other", plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many",
}

// newLocale reads the words for the site's language from the layers of a
// theme, the last of which wins for each single word (I18N-4).
func newLocale(site *planet.Site, layers []layer) (*locale, error) {
	l := &locale{tag: language.Make(site.Language), zone: site.Location, words: map[string]words{}}
	digits, err := l.tag.SetTypeForKey("nu", "latn") // dates are in these, too
	if err != nil {
		digits = l.tag
	}
	l.numbers = message.NewPrinter(digits)
	if l.names = display.Languages(l.tag); l.names == nil {
		l.names = display.Languages(language.English)
	}
	if err := l.readAll(layers, "en"); err != nil {
		return nil, err
	}
	named := []string{baseOf(site.Language), l.tag.String()} // also one that CLDR doesn't know
	if named[0] == "en" || named[0] == "" {
		return l, l.readAll(layers, named[1])
	}
	english := l.words
	l.words = map[string]words{}
	if err := l.readAll(layers, named...); err != nil {
		return nil, err
	}
	for key, w := range english {
		if _, ok := l.words[key]; !ok {
			l.words[key] = w
			l.missing++
		}
	}
	return l, nil
}

// Untranslated counts the texts that the site's theme has in English and not
// in the language of the site, so that English stands in its pages (I18N-2).
// An error is about a theme that can't be read.
func Untranslated(site *planet.Site) (int, error) {
	t := &theme{}
	err := t.stack(site)
	if err == nil {
		t.words, err = newLocale(site, t.layers)
	}
	if err := errors.Join(err, t.Close()); err != nil {
		return 0, err
	}
	return t.words.missing, nil
}

// readAll takes in the words of languages, layer by layer; the last wins.
func (l *locale) readAll(layers []layer, languages ...string) error {
	for _, lang := range languages {
		for _, from := range layers {
			if err := l.read(from, path.Join("locales", lang+".yaml")); err != nil {
				return err
			}
		}
	}
	return nil
}

// read takes in the words of one file, if it is there.
func (l *locale) read(from layer, name string) error {
	b, err := fs.ReadFile(from.files, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var raw map[string]any
	if err := yaml.Unmarshal(b, &raw); err != nil {
		return fmt.Errorf("%s: %s", from.name(name), strings.TrimSpace(yaml.FormatError(err, false, true)))
	}
	for key, value := range raw {
		w, ok := readWords(value)
		if !ok {
			return fmt.Errorf("%s: %s is %v; write a text, or a text for each of one, other and the like", from.name(name), key, value)
		}
		l.words[key] = w
	}
	return nil
}

func readWords(value any) (words, bool) {
	switch v := value.(type) {
	case string:
		return words{text: v}, true
	case []any:
		w := words{}
		for _, item := range v {
			w.list = append(w.list, fmt.Sprint(item))
		}
		return w, true
	case map[string]any:
		w := words{forms: map[string]string{}}
		for form, text := range v {
			w.forms[form] = fmt.Sprint(text)
		}
		return w, w.forms["other"] != ""
	}
	return words{}, false
}

// markup is t for sentences with markup in them: values of the type that
// templates print unescaped stay as they are, and all else is escaped. Without
// such a value it gives a string.
func (l *locale) markup(key string, args ...any) any {
	isMarkup := func(v any) bool { _, ok := v.(template.HTML); return ok }
	if !slices.ContainsFunc(args, isMarkup) {
		return l.t(key, args...)
	}
	safe := slices.Clone(args)
	for i := 1; i < len(safe); i += 2 {
		if !isMarkup(safe[i]) {
			safe[i] = html.EscapeString(fmt.Sprint(safe[i]))
		}
	}
	w, ok := l.words[key]
	if !ok {
		return key
	}
	return template.HTML(fill(html.EscapeString(w.text), safe)) //nolint:gosec // what is no markup is escaped
}

// t gives the text of key, with each {name} replaced by the value that
// follows its name in args. A key that nobody wrote gives itself, so that it
// is seen.
func (l *locale) t(key string, args ...any) string {
	w, ok := l.words[key]
	if !ok {
		return key
	}
	return fill(w.text, args)
}

// tn gives the form of key that goes with n; {n} is the number as people of
// this language write it. For zero, a form "zero" serves in every language.
func (l *locale) tn(key string, n int, args ...any) string {
	w, ok := l.words[key]
	if !ok {
		return key
	}
	text := w.forms["other"]
	if form, ok := w.forms[pluralForms[plural.Cardinal.MatchPlural(l.tag, n, 0, 0, 0, 0)]]; ok {
		text = form
	}
	if zero, ok := w.forms["zero"]; ok && n == 0 {
		text = zero
	}
	return fill(text, append([]any{"n", l.number(n)}, args...))
}

// fill replaces {name} by the value that follows its name in args.
func fill(text string, args []any) string {
	return fillBy(text, func(name string) (string, bool) {
		for i := 0; i+1 < len(args); i += 2 {
			if key, ok := args[i].(string); ok && key == name {
				if value, ok := args[i+1].(string); ok {
					return value, true
				}
				return fmt.Sprint(args[i+1]), true
			}
		}
		return "", false
	})
}

// fillBy replaces {name} by what value gives for it; what it doesn't know
// stays.
func fillBy(text string, value func(name string) (string, bool)) string {
	at := strings.IndexByte(text, '{')
	if at < 0 {
		return text
	}
	var b strings.Builder
	b.Grow(2 * len(text))
	for ; at >= 0; at = strings.IndexByte(text, '{') {
		b.WriteString(text[:at])
		text = text[at:]
		end := strings.IndexByte(text, '}')
		if end < 0 {
			break
		}
		if put, known := value(text[1:end]); known {
			b.WriteString(put)
			text = text[end+1:]
			continue
		}
		b.WriteByte('{')
		text = text[1:]
	}
	b.WriteString(text)
	return b.String()
}

// number gives n with this language's marks between thousands.
func (l *locale) number(n int) string { return l.numbers.Sprint(number.Decimal(n)) }

// language gives the name of a language in this one; the tag, if it has none.
func (l *locale) language(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	base, _ := t.Base()
	if name := l.names.Name(base); name != "" {
		return name
	}
	return tag
}

// date gives t in the site's zone, in one of the styles long, short,
// monthyear, datetime and time (PG-8). What stands alone begins with a
// capital, in languages that have them: the parts weekday and month, and
// heading, which is monthyear for a title. day is the number.
func (l *locale) date(style string, t time.Time) string {
	t = t.In(l.zone)
	switch style {
	case "weekday":
		return capital(l.item("weekdays", int(t.Weekday())))
	case "day":
		return strconv.Itoa(t.Day())
	case "month":
		return capital(l.item("months", int(t.Month())-1))
	case "heading":
		return capital(l.date("monthyear", t))
	}
	return fillBy(l.words["date."+style].text, func(name string) (string, bool) { return l.part(name, t) })
}

// part gives a part of a date, in the zone that it has.
func (l *locale) part(name string, t time.Time) (string, bool) {
	switch name {
	case "day":
		day := strconv.Itoa(t.Day())
		if first, ok := l.words["date.first"]; ok && t.Day() == 1 { // 1er janvier
			day = fill(first.text, []any{"day", day})
		}
		return day, true
	case "year":
		return strconv.Itoa(t.Year()), true
	case "hour":
		return t.Format("15"), true
	case "minute":
		return t.Format("04"), true
	case "time":
		return fillBy(l.words["date.time"].text, func(name string) (string, bool) { return l.part(name, t) }), true
	case "month":
		return l.item("months", int(t.Month())-1), true
	case "mon":
		return l.item("months.short", int(t.Month())-1), true
	}
	return "", false
}

// capital gives s with a capital at its beginning.
func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}

// item gives one word of a list; its number, if the list is too short.
func (l *locale) item(key string, i int) string {
	if list := l.words[key].list; i < len(list) {
		return list[i]
	}
	return strconv.Itoa(i + 1)
}

// size gives a number of bytes as people read it.
func (l *locale) size(n int64) string {
	const kilo = 1000
	switch {
	case n <= 0:
		return ""
	case n < kilo*kilo:
		return l.t("bytes.kb", "n", l.number(int(max(1, (n+kilo/2)/kilo))))
	}
	return l.t("bytes.mb", "n", l.numbers.Sprint(number.Decimal(float64(n)/kilo/kilo, number.MaxFractionDigits(1))))
}

// direction gives "rtl" for a language whose script runs from right to left,
// "ltr" for others, and "" for none.
func direction(tag string) string {
	t, err := language.Parse(tag)
	if err != nil || tag == "" {
		return ""
	}
	script, _ := t.Script()
	switch script.String() {
	case "Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Rohg", "Mand", "Samr":
		return "rtl"
	}
	return "ltr"
}
