package render

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"time"

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
	base, _ := l.tag.Base()
	for _, lang := range []string{"en", base.String(), l.tag.String()} {
		for _, from := range layers {
			if err := l.read(from, path.Join("locales", lang+".yaml")); err != nil {
				return nil, err
			}
		}
	}
	return l, nil
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
	if !strings.Contains(text, "{") {
		return text
	}
	pairs := make([]string, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		pairs = append(pairs, fmt.Sprintf("{%v}", args[i]), fmt.Sprint(args[i+1]))
	}
	return strings.NewReplacer(pairs...).Replace(text)
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
// monthyear, datetime and time, or one part of it: weekday, day, month.
func (l *locale) date(style string, t time.Time) string {
	t = t.In(l.zone)
	switch style {
	case "weekday":
		return l.item("weekdays", int(t.Weekday()))
	case "day":
		return strconv.Itoa(t.Day())
	case "month":
		return l.item("months", int(t.Month())-1)
	}
	clock := fill(l.words["date.time"].text, []any{"hour", fmt.Sprintf("%02d", t.Hour()), "minute", fmt.Sprintf("%02d", t.Minute())})
	return fill(l.words["date."+style].text, []any{
		"day", t.Day(), "year", t.Year(), "time", clock, "hour", fmt.Sprintf("%02d", t.Hour()), "minute", fmt.Sprintf("%02d", t.Minute()),
		"month", l.item("months", int(t.Month())-1), "mon", l.item("months.short", int(t.Month())-1),
	})
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
