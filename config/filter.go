package config

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"unicode/utf8"

	"planet"
)

// filterKeys are the keys of only and skip (FY-4).
var filterKeys = []key[planet.Filter]{
	{"categories", "Labels that the publisher gave an entry; capitals don't matter.", func(f *planet.Filter) shape { return each(&f.Categories, "badges", line) }, ""},
	{"keywords", "Whole words in title or text; capitals don't matter. In scripts without spaces a word may stand anywhere.", func(f *planet.Filter) shape { return each(&f.Keywords, "badges", line) }, ""},
	{"pattern", "A regular expression (RE2) on title and text.", func(f *planet.Filter) shape { return pattern{&f.Pattern} }, ""},
	{"language", "A language code; an entry of unknown language passes.", func(f *planet.Filter) shape { return language(&f.Language) }, ""},
}

func filter(into *planet.Filter) shape { return table[planet.Filter]{into, filterKeys} }

// A pattern is a regular expression that Go can read.
type pattern struct{ into *string }

func (p pattern) read(r *reading, n *node) bool {
	if n.kind == empty {
		return true
	}
	if n.kind != text || utf8.RuneCountInString(n.text) > maxPattern {
		r.say(n, planet.CodeBadFilter, "%s is %s; write a pattern of at most %d characters", called(n), n.shown(), maxPattern)
		return false
	}
	if _, err := regexp.Compile(n.text); err != nil {
		r.say(n, planet.CodeBadFilter, "the pattern %s cannot be read%s", quoted(n.text), mended(err))
		return false
	}
	*p.into = n.text
	return true
}

// mended says where a pattern stops making sense, and what to do about it.
func mended(err error) string {
	wrong, ok := errors.AsType[*syntax.Error](err)
	switch {
	case !ok:
		return "; write a simpler one, or use categories"
	case wrong.Code == syntax.ErrInvalidPerlOp:
		return " from " + quoted(wrong.Expr) + " on; look-ahead is not supported, and categories are usually simpler"
	case wrong.Code == syntax.ErrMissingParen, wrong.Code == syntax.ErrMissingBracket:
		return ", since a bracket does not close; write the second one, or use categories"
	}
	return " from " + quoted(wrong.Expr) + " on; mend it there, or use categories"
}

func (p pattern) write() *node { return said(*p.into) }

func (p pattern) schema() *schema {
	return &schema{Type: "string", MaxLength: maxPattern} // format "regex" would mean JavaScript's
}

func display(into *planet.Display) shape {
	return choice(into, planet.DisplayFull, planet.DisplayExcerpt, planet.DisplayTitle)
}

func images(into *planet.Images) shape {
	return choice(into, planet.ImagesHotlink, planet.ImagesLink, planet.ImagesStrip)
}

func future(into *planet.Future) shape {
	return choice(into, planet.FutureClamp, planet.FutureHold)
}
