package clean

import (
	"regexp"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html/atom"
)

// policy is the wall behind the edited tree: it admits what editing leaves,
// and nothing else. It is built once and then only read, by all goroutines
// (CLEAN-4).
var policy = newPolicy()

// patterns holds what the values of attributes must match, by name, or by
// element and name. What isn't here may hold any text.
var patterns = map[string]*regexp.Regexp{
	"a class":        regexp.MustCompile(`^card-link$`),
	"aria-label":     regexp.MustCompile(`^(?:Code|Formula|Table)$`),
	"cite":           regexp.MustCompile(`^https?://`),
	"class":          regexp.MustCompile(`^language-[A-Za-z0-9#+._-]{1,40}$`),
	"colspan":        regexp.MustCompile(`^[1-9][0-9]{0,2}$`),
	"decoding":       regexp.MustCompile(`^async$`),
	"dir":            regexp.MustCompile(`^(?:ltr|rtl|auto)$`),
	"div class":      regexp.MustCompile(`^(?:math|table)-box$`),
	"height":         regexp.MustCompile(`^[1-9][0-9]{0,4}$`),
	"href":           regexp.MustCompile(`^(?:https?://|mailto:|` + inText + `#)`),
	"id":             regexp.MustCompile(`^e-[A-Za-z0-9]*-[^\s\x00-\x1f]{1,200}$`),
	"lang":           regexp.MustCompile(`^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,8}$`),
	"loading":        regexp.MustCompile(`^lazy$`),
	"open":           regexp.MustCompile(`^$`),
	"referrerpolicy": regexp.MustCompile(`^no-referrer$`),
	"rel":            regexp.MustCompile(`^noopener noreferrer$`),
	"reversed":       regexp.MustCompile(`^$`),
	"role":           regexp.MustCompile(`^region$`),
	"rowspan":        regexp.MustCompile(`^[1-9][0-9]{0,2}$`),
	"scope":          regexp.MustCompile(`^(?:col|colgroup|row|rowgroup)$`),
	"span":           regexp.MustCompile(`^[1-9][0-9]{0,2}$`),
	"src":            regexp.MustCompile(`^(?:https?://|data:image/(?:png|gif|jpeg|webp);base64,)`),
	"srcset":         regexp.MustCompile(`^https?://\S+(?: [0-9.]+[wx])?(?:, https?://\S+(?: [0-9.]+[wx])?)*$`),
	"start":          regexp.MustCompile(`^-?[0-9]{1,6}$`),
	"tabindex":       regexp.MustCompile(`^0$`),
	"type":           regexp.MustCompile(`^[1aAiI]$`),
	"value":          regexp.MustCompile(`^-?[0-9]{1,6}$`),
	"width":          regexp.MustCompile(`^[1-9][0-9]{0,4}$`),
}

// mathValue is what any attribute of MathML may be.
var mathValue = regexp.MustCompile(`^[A-Za-z0-9 .%+-]{1,40}$`)

func newPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowURLSchemes("http", "https", "mailto", "data", inTextScheme)
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(false)
	p.RequireNoFollowOnLinks(false)
	for name, r := range kept {
		if r.as == 0 {
			allow(p, name, r)
		}
	}
	for name := range mathKept {
		p.AllowNoAttrs().OnElements(name)
		p.AllowAttrs(mathAttrs...).Matching(mathValue).OnElements(name)
	}
	return p
}

func allow(p *bluemonday.Policy, element atom.Atom, r rule) {
	p.AllowNoAttrs().OnElements(element.String())
	for _, names := range [][]string{r.attrs, r.ours} {
		for _, name := range names {
			a := p.AllowAttrs(name)
			if pattern := patternOf(element, name); pattern != nil {
				a = a.Matching(pattern)
			}
			a.OnElements(element.String())
		}
	}
}

// patternOf gives what an attribute must match; nil for any text.
func patternOf(element atom.Atom, name string) *regexp.Regexp {
	if pattern := patterns[element.String()+" "+name]; pattern != nil {
		return pattern
	}
	return patterns[name]
}
