package config

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"planet"
)

// A scalar is one value without parts. Its message is always the same: the
// key, what stands there, and what to write instead.
type scalar[T any] struct {
	into  *T
	want  string // completes "write …"
	parse func(string) (T, bool)
	as    func() *schema
}

func (s scalar[T]) read(r *reading, n *node) bool {
	if n.kind == empty {
		return true
	}
	if n.kind == text {
		if v, ok := s.parse(n.text); ok {
			*s.into = v
			return true
		}
	}
	r.say(n, planet.CodeBadValue, "%s is %s; write %s", called(n), n.shown(), s.want)
	return false
}

func (s scalar[T]) write() *node {
	n := said(fmt.Sprint(*s.into))
	if _, isText := any(*s.into).(string); !isText {
		n.value = *s.into
	}
	return n
}

// A spelled scalar is one that a list spells otherwise than Go does.
type spelled[T any] struct {
	scalar[T]
	spell func(T) string // "" for nothing to say
}

func (s spelled[T]) write() *node {
	n := said(s.spell(*s.into))
	n.value = *s.into
	return n
}

func (s scalar[T]) schema() *schema { return s.as() }

// line is a text on one line; white space is folded.
func line(into *string) shape {
	return scalar[string]{
		into, "a text of at most " + strconv.Itoa(maxLine) + " characters",
		func(s string) (string, bool) {
			s = strings.Join(strings.Fields(s), " ")
			return s, utf8.RuneCountInString(s) <= maxLine
		},
		func() *schema { return &schema{Type: "string", MaxLength: maxLine, Default: given(*into)} },
	}
}

// lines is a longer text.
func lines(into *string) shape {
	return scalar[string]{
		into, "a text of at most " + strconv.Itoa(maxText) + " characters",
		func(s string) (string, bool) {
			s = strings.TrimSpace(s)
			return s, utf8.RuneCountInString(s) <= maxText
		},
		func() *schema { return &schema{Type: "string", MaxLength: maxText} },
	}
}

// matching is a text of a certain form.
func matching(into *string, form *regexp.Regexp, want string) shape {
	return scalar[string]{
		into, want,
		func(s string) (string, bool) { return s, form.MatchString(s) },
		func() *schema {
			return &schema{Type: "string", Pattern: form.String(), Wanted: "write " + want, Default: given(*into)}
		},
	}
}

// choice is one of a few words.
func choice[T ~string](into *T, of ...T) shape {
	words := make([]string, len(of))
	for i, w := range of {
		words[i] = string(w)
	}
	return scalar[T]{
		into, either(words),
		func(s string) (T, bool) {
			for _, w := range of {
				if s == string(w) {
					return w, true
				}
			}
			return "", false
		},
		func() *schema { return &schema{Type: "string", Enum: words, Default: given(string(*into))} },
	}
}

// truth is true or false.
func truth(into *bool) shape {
	return scalar[bool]{
		into, "true or false",
		func(s string) (bool, bool) {
			v := strings.EqualFold(s, "true")
			return v, v || strings.EqualFold(s, "false")
		},
		func() *schema { return &schema{Type: "boolean", Default: *into} },
	}
}

// count is a whole number.
func count(into *int, least, most int, besides string) shape {
	want := "a number from " + strconv.Itoa(least) + " to " + strconv.Itoa(most)
	return scalar[int]{
		into, want + besides,
		func(s string) (int, bool) {
			v, err := strconv.Atoi(s)
			return v, err == nil && v >= least && v <= most
		},
		func() *schema {
			return &schema{Type: "integer", Minimum: &least, Maximum: &most, Default: given(*into)}
		},
	}
}

// duration is a time such as 30s.
func duration(into *time.Duration, least, most time.Duration) shape {
	such := *into // what is the case if nothing is said
	if such == 0 {
		such = min(max(least, time.Hour), most)
	}
	want := "a time from " + durationText(least) + " to " + durationText(most) + ", such as " + durationText(such)
	return spelled[time.Duration]{scalar[time.Duration]{
		into, want,
		func(s string) (time.Duration, bool) {
			v, err := time.ParseDuration(s)
			return v, err == nil && v >= least && v <= most
		},
		func() *schema {
			s := &schema{Type: "string", Pattern: `^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$`, Wanted: "write " + want}
			if *into != 0 {
				s.Default = durationText(*into)
			}
			return s
		},
	}, durationText}
}

// durationText is d without the zeros at its end: 5m, not 5m0s.
func durationText(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// date is a day, midnight UTC.
func date(into *time.Time) shape {
	return spelled[time.Time]{scalar[time.Time]{
		into, "a date such as 2026-11-20",
		func(s string) (time.Time, bool) {
			v, err := time.Parse(time.DateOnly, s)
			return v, err == nil
		},
		func() *schema { return &schema{Type: "string", Format: "date", Examples: []any{"2026-11-20"}} },
	}, func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format(time.DateOnly)
	}}
}

// moment is a time and its zone: 2026-11-20 18:00 Europe/London, or RFC 3339.
func moment(into *time.Time) shape {
	return spelled[time.Time]{scalar[time.Time]{
		into, "a time and its zone, such as 2026-11-20 18:00 Europe/London",
		func(s string) (time.Time, bool) {
			if v, err := time.Parse(time.RFC3339, s); err == nil {
				return v, true
			}
			fields := strings.Fields(s)
			if len(fields) != 3 {
				return time.Time{}, false
			}
			zone, ok := parseZone(fields[2])
			if !ok {
				return time.Time{}, false
			}
			v, err := time.ParseInLocation("2006-01-02 15:04", fields[0]+" "+fields[1], zone)
			return v, err == nil
		},
		func() *schema { return &schema{Type: "string", Examples: []any{"2026-11-20 18:00 Europe/London"}} },
	}, momentText}
}

func momentText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	if _, named := parseZone(t.Location().String()); !named || t.Second() != 0 {
		return t.Format(time.RFC3339)
	}
	return t.Format("2006-01-02 15:04 ") + t.Location().String()
}

// zone is a time zone by its name.
func zone(into **time.Location) shape {
	return spelled[*time.Location]{scalar[*time.Location]{
		into, "a zone such as Europe/London or UTC", parseZone,
		func() *schema { return &schema{Type: "string", Examples: []any{"Europe/London", "UTC"}} },
	}, func(z *time.Location) string {
		if z == nil {
			return ""
		}
		return z.String()
	}}
}

// zoneName is a time zone that is kept by its name.
func zoneName(into *string) shape {
	return scalar[string]{
		into, "a zone such as Europe/London or UTC",
		func(s string) (string, bool) {
			_, ok := parseZone(s)
			return s, ok
		},
		func() *schema { return &schema{Type: "string", Examples: []any{"Europe/London", "UTC"}} },
	}
}

func parseZone(s string) (*time.Location, bool) {
	if s == "" || s == "Local" { // these depend on the machine
		return nil, false
	}
	zone, err := time.LoadLocation(s)
	return zone, err == nil
}

// languageForm is the shape of a BCP 47 code: language, script, region,
// variants, extensions, private use.
var languageForm = onUse(`^[A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?` +
	`(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(-[0-9A-WY-Za-wy-z](-[A-Za-z0-9]{2,8})+)*(-[xX](-[A-Za-z0-9]{1,8})+)?$`)

// language is a BCP 47 code.
func language(into *string) shape {
	return matching(into, languageForm(), "a language code such as en, pt-BR or zh-Hant")
}

// given is a default for the schema: nil if it is the zero value.
func given[T comparable](v T) any {
	var zero T
	if v == zero {
		return nil
	}
	return v
}

// IsLanguage reports whether s has the form of a BCP 47 code, such as pt-BR.
func IsLanguage(s string) bool { return languageForm().MatchString(s) }
