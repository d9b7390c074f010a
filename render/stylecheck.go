package render

import (
	"bytes"
	"compress/gzip"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const (
	narrowest = 320     // CSS pixels: a width that every page must fit (PG-2)
	remPixels = 16      // of a rem, unless readers chose another size
	maxStyles = 8 << 10 // bytes of all stylesheets together, compressed (PG-10)
)

// A promise is a line that the stylesheet of every theme keeps (CSS-1).
type promise struct {
	on      *regexp.Regexp // selectors that keep it
	names   []string       // properties that do
	values  []string       // words one of which the value must have
	line    string         // to write
	without string         // what happens without it
}

var scrolls = []string{"overflow-x", "overflow-inline", "overflow"}

var promises = []promise{
	{
		regexp.MustCompile(`^(body|html|:root|\*)$`),
		[]string{"overflow-wrap", "word-wrap"},
		[]string{"anywhere", "break-word"},
		"body { overflow-wrap: anywhere }", "a long word in a title makes pages wider than a phone",
	},
	{
		regexp.MustCompile(`^\.e-content$`),
		[]string{"contain"},
		[]string{"paint", "content", "strict"},
		".e-content { contain: layout paint }", "a post may cover the page around it",
	},
	{
		regexp.MustCompile(`^pre$`), scrolls,
		[]string{"auto", "scroll"},
		"pre { overflow-x: auto }", "a long line of code makes pages wider than a phone",
	},
	{
		regexp.MustCompile(`^\.table-box$`), scrolls,
		[]string{"auto", "scroll"},
		".table-box { overflow-x: auto }", "a wide table makes pages wider than a phone",
	},
	{
		regexp.MustCompile(`^(\.e-content )?(img|:is\([^)]*\bimg\b[^)]*\))$`),
		[]string{"max-inline-size", "max-width"},
		[]string{"100%"},
		".e-content :is(img, svg, video) { max-inline-size: 100% }", "a large picture makes pages wider than a phone",
	},
}

// about reports whether d sets what the promise is about.
func (p *promise) about(d *declaration) bool {
	return slices.Contains(p.names, d.name) && slices.ContainsFunc(d.selectors, p.on.MatchString)
}

// keptBy reports whether the value of d keeps it.
func (p *promise) keptBy(d *declaration) bool {
	value := strings.TrimSpace(strings.TrimSuffix(d.value, "!important"))
	return slices.ContainsFunc(strings.Fields(value), func(word string) bool { return slices.Contains(p.values, word) })
}

// A stylesheet is one that pages load.
type stylesheet struct {
	from  layer
	name  string // in its layer: assets/style.css, custom.css
	text  []byte
	lines []declaration
}

// styles finds what is wrong with the stylesheets of a theme, in the order in
// which pages load them.
func (c *themeCheck) styles() error {
	sheets, err := c.stylesheets()
	if err != nil {
		return err
	}
	c.promises(sheets)
	for i := range sheets {
		for j := range sheets[i].lines {
			c.line(&sheets[i], &sheets[i].lines[j])
		}
	}
	return c.weigh(sheets)
}

// stylesheets reads them: those in assets/, and the owner's own last.
func (c *themeCheck) stylesheets() ([]stylesheet, error) {
	found, err := c.theme.top("assets", "*.css")
	if err != nil {
		return nil, err
	}
	if l, ok := c.theme.has(customCSS); ok {
		found[customCSS] = l
	}
	var all []stylesheet
	for _, name := range sortedKeys(found) { // "assets/…" comes before "custom.css"
		text, err := readFile(found[name], name)
		if err != nil {
			return nil, err
		}
		all = append(all, stylesheet{found[name], name, text, readStyles(text)})
	}
	return all, nil
}

// promises says which are not kept, and which line takes one back.
func (c *themeCheck) promises(sheets []stylesheet) {
	for i := range promises {
		p := &promises[i]
		kept := false
		for j := range sheets {
			for k := range sheets[j].lines {
				d := &sheets[j].lines[k]
				switch {
				case !p.about(d) || d.inPrint():
				case p.keptBy(d):
					kept = kept || d.always()
				case kept:
					c.say(sheets[j].from, sheets[j].name, d.line, blocks, "%s: %s takes back %s, without which %s", strings.Join(d.selectors, ", "), d.said(), p.line, p.without)
				}
			}
		}
		if !kept && len(sheets) > 0 {
			first := &sheets[0]
			c.say(first.from, first.name, 0, blocks, "no line says %s; without it %s", p.line, p.without)
		}
	}
}

func (d *declaration) said() string { return d.name + ": " + d.value }

// line says what is wrong with one line, whatever the others say.
func (c *themeCheck) line(s *stylesheet, d *declaration) {
	say := func(level, format string, args ...any) { c.say(s.from, s.name, d.line, level, format, args...) }
	switch {
	case d.name == "@import":
		say(blocks, "@import makes readers wait, and pages refuse what is not from this site; put the lines into the stylesheet itself")
		return
	case slices.Contains(d.within, "@font-face"):
		if d.name == "src" {
			say(blocks, "pages load no fonts; name some that readers have")
		}
		return
	}
	for _, m := range urlInCSS.FindAllStringSubmatch(d.value, -1) {
		c.address(s, d, m[1])
	}
	if d.inPrint() {
		return
	}
	if logical := mirrored(d); logical != "" {
		say(warns, "%s stays on its side where people read from right to left; write %s", d.said(), logical)
	}
	if wide := tooWide(d); wide {
		say(warns, "%s is wider than a phone (%d px); put it inside @media (min-width: …), or write max-inline-size", d.said(), narrowest)
	}
	if d.name == "white-space" && d.value == "nowrap" && slices.ContainsFunc(d.selectors, longText.MatchString) {
		say(warns, "%s: a long title or name can't be broken into lines and makes pages wider than a phone", d.said())
	}
}

// urlInCSS finds what a stylesheet loads.
var urlInCSS = regexp.MustCompile(`(?i)\burl\(\s*([^)]*?)\s*\)`)

// longText are selectors of what may hold a title, a name or a text.
var longText = regexp.MustCompile(`(^|[ >+~])(body|main|p|a|li|h[1-6]|article|\.p-name|\.who|\.e-content|\.p-summary|\.mast-name)$`)

// address says what is wrong with what a line loads.
func (c *themeCheck) address(s *stylesheet, d *declaration, target string) {
	bare := strings.Trim(target, `"'`)
	switch _, known := c.theme.assets[bare]; {
	case strings.HasPrefix(bare, "#"):
	case strings.HasPrefix(bare, "data:"), strings.Contains(bare, "//"):
		c.say(s.from, s.name, d.line, blocks, "pages refuse url(%s), which is no file of this site; put the file into %s/assets and write its name", short(bare), s.from.root)
	case !known:
		c.say(s.from, s.name, d.line, blocks, "url(%s) is no file in assets", short(bare))
	case bare != target:
		c.say(s.from, s.name, d.line, blocks, "write url(%s) without quotes, else the file is not found", bare)
	}
}

// sides are properties of one side, and what to write instead (CSS-2).
var sides = map[string]string{
	"margin-left": "margin-inline-start", "margin-right": "margin-inline-end",
	"padding-left": "padding-inline-start", "padding-right": "padding-inline-end",
	"border-left": "border-inline-start", "border-right": "border-inline-end",
	"left": "inset-inline-start", "right": "inset-inline-end",
}

// mirrored gives what to write instead of a line that knows left and right;
// "" if it knows neither.
func mirrored(d *declaration) string {
	if to, ok := sides[d.name]; ok && d.value != "auto" {
		return to
	}
	if d.name != "text-align" && d.name != "float" && d.name != "clear" {
		return ""
	}
	inline := ""
	if d.name != "text-align" {
		inline = "inline-"
	}
	switch d.value {
	case "left":
		return d.name + ": " + inline + "start"
	case "right":
		return d.name + ": " + inline + "end"
	}
	return ""
}

var fixedSize = regexp.MustCompile(`^([0-9.]+)(px|rem|em|ch|vw|vi)\b`)

var unmeasured = regexp.MustCompile(`\.table-box\b|\bpre |::(before|after)$`)

// tooWide reports whether a line asks for more than the narrowest screen has.
// In boxes that scroll nothing is too wide; what is before and after an element
// is decoration, which its place decides about.
func tooWide(d *declaration) bool {
	switch d.name {
	case "width", "min-width", "inline-size", "min-inline-size":
	default:
		return false
	}
	if d.onWideScreens() || slices.ContainsFunc(d.selectors, unmeasured.MatchString) {
		return false
	}
	m := fixedSize.FindStringSubmatch(d.value)
	if m == nil {
		return false
	}
	n, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		return false
	}
	switch m[2] {
	case "px":
		return n > narrowest
	case "ch":
		return n*remPixels/2 > narrowest
	case "vw", "vi":
		return n >= 100 // of the window with its scroll bar
	}
	return n*remPixels > narrowest
}

// weigh says if the stylesheets are too large together.
func (c *themeCheck) weigh(sheets []stylesheet) error {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	for i := range sheets {
		if _, err := w.Write(sheets[i].text); err != nil {
			return err
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	if packed.Len() > maxStyles {
		last := &sheets[len(sheets)-1]
		c.say(last.from, last.name, 0, warns, "the stylesheets have %d bytes, compressed, and readers wait for them; keep them below %d", packed.Len(), maxStyles)
	}
	return nil
}
