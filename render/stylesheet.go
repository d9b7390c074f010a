package render

import (
	"bytes"
	"strings"
)

// A declaration is one line of a stylesheet, with what stands around it.
type declaration struct {
	selectors []string // of the rule: "pre", ".table-box"; none for what stands in no rule
	within    []string // the conditions around the rule, outermost first: "@media print"
	name      string   // "overflow-x"; of an at-rule without a block "@import"
	value     string
	line      int // from 1
}

// A styleReader reads a stylesheet as far as a check needs it: which
// declaration stands in which rule. It judges no value, and takes what is
// broken for what it most likely means.
type styleReader struct {
	css   []byte
	at    int
	open  []string // what stands before each brace that is open
	found []declaration
}

// readStyles gives the declarations of css, in their order.
func readStyles(css []byte) []declaration {
	r := styleReader{css: css}
	for r.at < len(css) {
		begin, end, sign := r.chunk()
		text := strings.TrimSpace(withoutComments(string(css[begin:end])))
		switch sign {
		case '{':
			r.open = append(r.open, text)
		case '}':
			r.declare(text, begin)
			r.open = r.open[:max(0, len(r.open)-1)]
		default:
			r.declare(text, begin)
		}
	}
	return r.found
}

// chunk reads up to the next sign that ends something: a brace, a semicolon,
// or the end. Those in comments, strings and brackets end nothing.
func (r *styleReader) chunk() (begin, end int, sign byte) {
	begin = r.at
	depth := 0
	for r.at < len(r.css) {
		c := r.css[r.at]
		switch {
		case bytes.HasPrefix(r.css[r.at:], []byte("/*")):
			r.skipTo("*/", len("/*"))
			continue
		case c == '"' || c == '\'':
			r.skipTo(string(c), 1)
			continue
		case c == '(' || c == '[':
			depth++
		case c == ')' || c == ']':
			depth--
		case depth <= 0 && (c == '{' || c == '}' || c == ';'):
			r.at++
			return begin, r.at - 1, c
		}
		r.at++
	}
	return begin, len(r.css), 0
}

// skipTo goes behind the next end, from after the sign that began it.
func (r *styleReader) skipTo(end string, begun int) {
	from := min(len(r.css), r.at+begun)
	i := bytes.Index(r.css[from:], []byte(end))
	if i < 0 {
		r.at = len(r.css)
		return
	}
	r.at = from + i + len(end)
}

// declare keeps what text says, if it says something.
func (r *styleReader) declare(text string, begin int) {
	if text == "" {
		return
	}
	d := declaration{line: lineOf(r.css, r.firstByte(begin))}
	for _, around := range r.open {
		if strings.HasPrefix(around, "@") {
			d.within = append(d.within, around)
		} else {
			d.selectors = splitSelectors(around) // of the innermost rule
		}
	}
	name, value, ok := strings.Cut(text, ":")
	if strings.HasPrefix(text, "@") {
		name, value, _ = strings.Cut(text, " ")
	} else if !ok {
		return
	}
	d.name, d.value = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value)
	r.found = append(r.found, d)
}

// firstByte gives the place from begin on where something stands that is no
// space and no comment.
func (r *styleReader) firstByte(begin int) int {
	for begin < len(r.css) {
		switch {
		case isSpace(r.css[begin]):
			begin++
		case bytes.HasPrefix(r.css[begin:], []byte("/*")):
			end := bytes.Index(r.css[begin+2:], []byte("*/"))
			if end < 0 {
				return begin
			}
			begin += end + len("/**/")
		default:
			return begin
		}
	}
	return min(begin, len(r.css))
}

func withoutComments(text string) string {
	for {
		before, rest, found := strings.Cut(text, "/*")
		if !found {
			return text
		}
		_, after, _ := strings.Cut(rest, "*/")
		text = before + after
	}
}

// splitSelectors splits a list of selectors at its commas, but not at those
// inside of brackets.
func splitSelectors(list string) []string {
	var all []string
	depth, begin := 0, 0
	for i, c := range list {
		switch {
		case c == '(' || c == '[':
			depth++
		case c == ')' || c == ']':
			depth--
		case c == ',' && depth == 0:
			all = append(all, strings.TrimSpace(list[begin:i]))
			begin = i + 1
		}
	}
	return append(all, strings.TrimSpace(list[begin:]))
}

// inPrint reports whether a declaration is for paper only.
func (d *declaration) inPrint() bool {
	for _, around := range d.within {
		if strings.HasPrefix(around, "@media print") {
			return true
		}
	}
	return false
}

// always reports whether no condition stands around a declaration: one for
// old browsers, like @supports, is none.
func (d *declaration) always() bool {
	for _, around := range d.within {
		if !strings.HasPrefix(around, "@layer") {
			return false
		}
	}
	return true
}

// onWideScreens reports whether a declaration is for those only.
func (d *declaration) onWideScreens() bool {
	for _, around := range d.within {
		if strings.HasPrefix(around, "@media") && (strings.Contains(around, "min-width") || strings.Contains(around, "min-inline-size") || strings.Contains(around, "width >") || strings.Contains(around, "width>")) {
			return true
		}
	}
	return false
}
