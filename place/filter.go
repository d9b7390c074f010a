package place

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"planet"
)

// filters holds each slug's rules: the member's own, else the site's.
type filters map[string]rule

// A rule is an only and a skip, ready to be asked.
type rule struct{ only, skip filter }

type filter struct {
	planet.Filter
	site       bool // it is the default for all, not the member's own
	pattern    *regexp.Regexp
	categories []string  // folded, like Categories
	keywords   []reading // likewise
}

// A Missed says which filter keeps an entry out, and by what.
type Missed struct {
	Site bool          // the planet's filter for all, not the feed's own
	Skip bool          // skip matches; else only does not
	By   planet.Filter // of only the parts of which none matches, or the language; of skip the first that matches
}

func compile(site *planet.Site) filters {
	f := filters{}
	for i := range site.Members {
		only, skip := ruling(site, &site.Members[i])
		f[site.Members[i].Slug] = rule{only, skip}
	}
	return f
}

// ruling gives a member's filters: those of the site are defaults, of which a
// member's own take the place, each of its kind (FY-5).
func ruling(site *planet.Site, m *planet.Member) (only, skip filter) {
	only, skip = ready(m.Only), ready(m.Skip)
	if only.zero() {
		only = ready(site.Only)
		only.site = true
	}
	if skip.zero() {
		skip = ready(site.Skip)
		skip.site = true
	}
	return only, skip
}

// ready compiles the pattern and folds the words. Package config has refused
// patterns that can't be read, so that one that fails here matches nothing.
func ready(f planet.Filter) filter {
	out := filter{Filter: f}
	if f.Pattern != "" {
		out.pattern, _ = regexp.Compile("(?i)" + norm.NFC.String(f.Pattern))
	}
	for _, c := range f.Categories {
		out.categories = append(out.categories, fold(c))
	}
	for _, w := range f.Keywords {
		out.keywords = append(out.keywords, readWord(w))
	}
	return out
}

// asks reports whether the rule leaves anything out.
func (r *rule) asks() bool { return !r.only.zero() || !r.skip.zero() }

// looks reports whether the rule looks at titles and texts.
func (r *rule) looks() bool { return r.only.looks() || r.skip.looks() }

// looks reports whether a filter looks at texts.
func (f *filter) looks() bool { return len(f.Keywords) > 0 || f.Pattern != "" }

// zero reports whether there is no rule.
func (f *filter) zero() bool { return f.open() && f.Language == "" }

// open reports whether there is none of the three of which any is enough.
func (f *filter) open() bool {
	return len(f.Categories) == 0 && len(f.Keywords) == 0 && f.Pattern == ""
}

func (r *rule) pass(e *planet.Entry) bool { return r.miss(e) == nil }

// miss keeps an entry if it matches any of categories, keywords and pattern,
// or none is given, and the language fits; then it drops what matches any
// part of skip (FLOW-9, FY-4). nil is what it keeps.
func (r *rule) miss(e *planet.Entry) *Missed {
	if !r.only.open() && r.only.match(e) == nil {
		return &Missed{Site: r.only.site, By: planet.Filter{Categories: r.only.Categories, Keywords: r.only.Keywords, Pattern: r.only.Pattern}}
	}
	if l := r.only.Language; l != "" && e.Language != "" && !speaks(e.Language, l) {
		return &Missed{Site: r.only.site, By: planet.Filter{Language: l}}
	}
	if by := r.skip.match(e); by != nil {
		return &Missed{Site: r.skip.site, Skip: true, By: *by}
	}
	if l := r.skip.Language; l != "" && speaks(e.Language, l) {
		return &Missed{Site: r.skip.site, Skip: true, By: planet.Filter{Language: l}}
	}
	return nil
}

// match gives the first of categories, keywords and pattern that an entry
// matches; nil for none.
func (f *filter) match(e *planet.Entry) *planet.Filter {
	for i, want := range f.categories {
		if labelled(e, want) {
			return &planet.Filter{Categories: f.Categories[i : i+1]}
		}
	}
	if !f.looks() {
		return nil
	}
	text := e.Title + "\n" + e.Text.Body.Text()
	if len(f.keywords) > 0 {
		heard := read(text, e.Language)
		for i := range f.keywords {
			if heard.holds(&f.keywords[i]) {
				return &planet.Filter{Keywords: f.Keywords[i : i+1]}
			}
		}
	}
	if f.pattern != nil && f.pattern.MatchString(norm.NFC.String(text)) {
		return &planet.Filter{Pattern: f.Pattern}
	}
	return nil
}

// labelled reports whether an entry has a category; want is folded.
func labelled(e *planet.Entry, want string) bool {
	return slices.ContainsFunc(e.Categories, func(c planet.Category) bool {
		return fold(c.Term) == want || fold(c.Label) == want
	})
}

// speaks reports whether tag is language or a variety of it: "en-GB" is "en".
func speaks(tag, language string) bool {
	return strings.EqualFold(tag, language) || len(tag) > len(language) && tag[len(language)] == '-' && strings.EqualFold(tag[:len(language)], language)
}
