package render

import (
	"fmt"
	"html"
	"html/template"
	"strings"

	"planet"
)

// A setting is how entry texts stand on one page. It counts what must be
// told apart there, so each page has its own, and takes its texts in order.
type setting struct {
	words  *locale
	level  int  // first level of headings that is free: 4 in lists, 2 on an entry's page (ENT-4)
	eager  bool // the first picture of the page is asked for at once (ENT-6)
	region map[string]int
}

// regions are the names that package clean gives to scroll boxes, and the
// words for them.
var regions = map[string]string{"Code": "code", "Table": "table", "Formula": "formula"}

// html gives markup as it stands on the page. It changes names and values of
// the canonical form that package clean writes, and needs no parser for that
// (CLEAN-17): headings keep their relative depth, boxes and pictures without
// description get words in the page's language.
func (s *setting) html(markup planet.SafeHTML) template.HTML { return s.shifted(markup.String()) }

// shifted is html for markup that is of the canonical form, whoever vouches
// for it.
func (s *setting) shifted(text string) template.HTML {
	shift := s.level - shallowest(text)
	var b strings.Builder
	b.Grow(len(text) + len(text)/8)
	for {
		before, tag, found := strings.Cut(text, "<")
		b.WriteString(before)
		if !found {
			return template.HTML(b.String()) //nolint:gosec // markup is trusted, and so is what is put in
		}
		tag, rest, _ := strings.Cut(tag, ">")
		b.WriteByte('<')
		b.WriteString(s.tag(tag, shift))
		b.WriteByte('>')
		text = rest
	}
}

// tag gives what stands between "<" and ">" as it stands on the page.
func (s *setting) tag(tag string, shift int) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(tag, "/"), " ")
	switch {
	case isHeading(name):
		level := min(6, int(name[1]-'0')+shift)
		i := strings.IndexByte(tag, 'h')
		return fmt.Sprintf("%sh%d%s", tag[:i], level, tag[i+2:])
	case name == "img":
		return s.picture(tag)
	case name == "pre" || name == "div":
		return s.box(tag)
	}
	return tag
}

// picture gives an img tag a description if it has none, and lets the first
// one of the page load at once.
func (s *setting) picture(tag string) string {
	if !strings.Contains(tag, ` alt="`) {
		tag = `img alt="` + html.EscapeString(s.words.t("noalt")) + `"` + strings.TrimPrefix(tag, "img")
	}
	if s.eager {
		s.eager = false
		tag = strings.Replace(tag, ` loading="lazy"`, "", 1)
	}
	return tag
}

// box names a scroll box in the page's language; no two of a page alike.
func (s *setting) box(tag string) string {
	const attribute = `aria-label="`
	before, after, found := strings.Cut(tag, attribute)
	if !found {
		return tag
	}
	value, after, _ := strings.Cut(after, `"`)
	word, known := regions[value]
	if !known {
		return tag
	}
	if s.region == nil {
		s.region = map[string]int{}
	}
	s.region[word]++
	name := s.words.t(word)
	if n := s.region[word]; n > 1 {
		name = fmt.Sprintf("%s %s", name, s.words.number(n))
	}
	return before + attribute + html.EscapeString(name) + `"` + after
}

func isHeading(name string) bool {
	return len(name) == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6'
}

// shallowest gives the level of the highest heading; 1 if there is none.
func shallowest(markup string) int {
	for level := 1; level <= 6; level++ {
		if strings.Contains(markup, fmt.Sprintf("<h%d>", level)) || strings.Contains(markup, fmt.Sprintf("<h%d ", level)) {
			return level
		}
	}
	return 1
}
