package place

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"planet"
)

// filters holds each slug's rules: the site's, then the member's.
type filters struct {
	site   rule
	member map[string]rule
}

// A rule is an only and a skip, ready to be asked.
type rule struct{ only, skip filter }

type filter struct {
	planet.Filter
	pattern *regexp.Regexp
}

func compile(site *planet.Site) filters {
	f := filters{site: rule{ready(site.Only), ready(site.Skip)}, member: map[string]rule{}}
	for _, m := range site.Members {
		f.member[m.Slug] = rule{ready(m.Only), ready(m.Skip)}
	}
	return f
}

// ready compiles the pattern. Package config has refused what can't be read,
// so that a pattern that fails here matches nothing.
func ready(f planet.Filter) filter {
	out := filter{Filter: f}
	if f.Pattern != "" {
		out.pattern, _ = regexp.Compile("(?i)" + f.Pattern)
	}
	return out
}

// NeedsText reports whether the rules for a slug look at texts, not only at
// titles and labels.
func NeedsText(site *planet.Site, slug string) bool {
	if looks(site.Only) || looks(site.Skip) {
		return true
	}
	return slices.ContainsFunc(site.Members, func(m planet.Member) bool {
		return m.Slug == slug && (looks(m.Only) || looks(m.Skip))
	})
}

// looks reports whether a filter looks at texts.
func looks(f planet.Filter) bool { return len(f.Keywords) > 0 || f.Pattern != "" }

func (f filters) pass(e *planet.Entry) bool {
	return f.site.pass(e) && f.member[e.Feed].pass(e)
}

// pass keeps an entry if it matches any of categories, keywords and pattern,
// or none is given, and the language fits; then it drops what matches any
// part of skip (FLOW-9, joining.md FY-4).
func (r rule) pass(e *planet.Entry) bool {
	kept := (r.only.open() || r.only.matches(e)) && (r.only.Language == "" || e.Language == "" || speaks(e.Language, r.only.Language))
	if !kept {
		return false
	}
	return !r.skip.matches(e) && (r.skip.Language == "" || !speaks(e.Language, r.skip.Language))
}

func (f filter) open() bool {
	return len(f.Categories) == 0 && len(f.Keywords) == 0 && f.Pattern == ""
}

func (f filter) matches(e *planet.Entry) bool {
	if slices.ContainsFunc(f.Categories, func(want string) bool { return labelled(e, want) }) {
		return true
	}
	if len(f.Keywords) == 0 && f.pattern == nil {
		return false
	}
	text := e.Title + "\n" + e.Text.Body.Text()
	if f.pattern != nil && f.pattern.MatchString(text) {
		return true
	}
	return slices.ContainsFunc(f.Keywords, func(word string) bool { return holdsWord(text, word) })
}

func labelled(e *planet.Entry, want string) bool {
	return slices.ContainsFunc(e.Categories, func(c planet.Category) bool {
		return strings.EqualFold(c.Term, want) || strings.EqualFold(c.Label, want)
	})
}

// speaks reports whether tag is language or a variety of it: "en-GB" is "en".
func speaks(tag, language string) bool {
	return strings.EqualFold(tag, language) || len(tag) > len(language) && tag[len(language)] == '-' && strings.EqualFold(tag[:len(language)], language)
}

// holdsWord reports whether text holds word with no letter or digit beside it,
// in any case. In scripts without spaces it may stand anywhere.
func holdsWord(text, word string) bool {
	text, word = strings.ToLower(text), strings.ToLower(strings.TrimSpace(word))
	if word == "" {
		return false
	}
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(word)
		if alone(text[:start], text[end:], word) {
			return true
		}
		from = end
	}
}

func alone(before, after, word string) bool {
	if strings.ContainsFunc(word, spaceless) {
		return true
	}
	last, _ := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(after)
	return !joins(last) && !joins(first)
}

func spaceless(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

func joins(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }
