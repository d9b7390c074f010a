package lists

import (
	"regexp"
	"strings"
)

// An ini is a file of sections, each of options.
type ini struct {
	sections []*section // the first one, without a name, is what stands above all
	tail     []string   // comments below the last section
	strange  []option   // lines that are neither; value is the line
}

// A section is what stands below [its name].
type section struct {
	name    string
	line    int
	above   []string // comments, and "" for an empty line between them
	inside  []string // comments
	options []option
}

// An option is a key, in small letters, and its value.
type option struct {
	key, value string
	line       int
}

var (
	headerForm  = regexp.MustCompile(`^\s*\[\s*(.*?)\s*\]\s*([#;].*)?$`)
	headerBegin = regexp.MustCompile(`^\[\s*([^\]]+?)\s*\]`)
	optionForm  = regexp.MustCompile(`^\s*([^:=\s#;\[][^:=]*?)\s*[:=]\s*(.*)$`)
	outedForm   = regexp.MustCompile(`^[#;\s]+\[.+\]`) // a section that somebody commented out
)

// iniReader is what has been read so far.
type iniReader struct {
	ini
	now     *section
	waiting []string // comments whose place isn't known yet
	apart   bool     // an empty line stood above them
	python  bool
}

// parseINI reads as Python's ConfigParser does (Venus, Planet 2.0): an indented
// line goes on with the value above it, and "; " begins a comment behind a
// value. Otherwise it reads as Pluto does: indentation means nothing, and " #"
// begins a comment behind a value. No line is an error.
func parseINI(text string, python bool) *ini {
	r := &iniReader{now: &section{}, python: python}
	r.sections = append(r.sections, r.now)
	number := 0
	for line := range strings.SplitSeq(text, "\n") {
		number++
		r.line(strings.TrimRight(line, " \t"), number)
	}
	r.tail = r.waiting
	return &r.ini
}

func (r *iniReader) line(line string, number int) {
	trimmed := strings.TrimSpace(line)
	m := headerForm.FindStringSubmatch(line)
	if m == nil {
		m = headerBegin.FindStringSubmatch(line)
	}
	switch {
	case trimmed == "":
		r.blank()
	case trimmed[0] == '#' || trimmed[0] == ';' || strings.HasPrefix(strings.ToLower(line), "rem "):
		r.waiting = append(r.waiting, comment(trimmed))
	case m != nil && m[1] != "" && !r.continues(line):
		r.now = &section{name: m[1], line: number, above: r.waiting}
		r.sections = append(r.sections, r.now)
		r.waiting, r.apart = nil, false
	case r.continues(line):
		if last := &r.now.options[len(r.now.options)-1]; len(last.value) < maxValue {
			last.value += "\n" + trimmed
			break
		}
		r.strange = append(r.strange, option{value: trimmed, line: number})
	default:
		r.option(line, number)
	}
}

// blank is an empty line: comments that stand right below a section's options
// belong to it, unless they are a section themselves.
func (r *iniReader) blank() {
	outed := false
	for _, c := range r.waiting {
		outed = outed || outedForm.MatchString(c)
	}
	if !r.apart && !outed && len(r.now.options) > 0 {
		r.now.inside, r.waiting = append(r.now.inside, r.waiting...), nil
	}
	r.apart = true
	if n := len(r.waiting); n > 0 && r.waiting[n-1] != "" {
		r.waiting = append(r.waiting, "")
	}
}

// indentedKey is an option that somebody indented, though Python takes such a
// line for more of the value above: nobody means that.
var indentedKey = regexp.MustCompile(`^\s+(name|link|face|facewidth|faceheight|email|language|filter|exclude|nick|twitter|feed|title)\s*(=|:\s)`)

// continues reports whether a line goes on with the value above it.
func (r *iniReader) continues(line string) bool {
	return r.python && (line[0] == ' ' || line[0] == '\t') && len(r.now.options) > 0 &&
		!indentedKey.MatchString(line) && !strings.Contains(line, "[http")
}

func (r *iniReader) option(line string, number int) {
	m := optionForm.FindStringSubmatch(line)
	if m == nil || strings.HasPrefix(m[2], "//") {
		r.strange = append(r.strange, option{value: strings.TrimSpace(line), line: number})
		return
	}
	value, behind := r.cut(m[2])
	for _, c := range append(r.waiting, behind) {
		if c != "" {
			r.now.inside = append(r.now.inside, c)
		}
	}
	r.waiting, r.apart = nil, false
	r.now.options = append(r.now.options, option{strings.ToLower(m[1]), unquote(value), number})
}

var (
	pythonComment = regexp.MustCompile(`\s+;.*$`)
	plutoComment  = regexp.MustCompile(`\s+#.*$`)
)

// cut takes a comment off the end of a value.
func (r *iniReader) cut(value string) (rest, behind string) {
	form := plutoComment
	if r.python {
		form = pythonComment
	}
	if at := form.FindStringIndex(value); at != nil {
		return value[:at[0]], comment(strings.TrimSpace(value[at[0]:]))
	}
	return value, ""
}

// unquote takes off the quotation marks that enclose the whole of a value.
func unquote(value string) string {
	value = strings.TrimSpace(value)
	if n := len(value); n > 1 && (value[0] == '"' || value[0] == '\'') && value[n-1] == value[0] && strings.Count(value, value[:1]) == 2 {
		return strings.TrimSpace(value[1 : n-1])
	}
	return value
}

// comment is a comment as YAML has it.
func comment(line string) string {
	line = strings.ReplaceAll(line, "\t", " ")
	switch {
	case strings.HasPrefix(line, "#"):
		return line
	case strings.HasPrefix(line, ";"):
		return "#" + line[1:]
	}
	return "# " + line
}

// get gives the last value of a key, as Python does.
func (s *section) get(key string) string {
	for i := len(s.options) - 1; i >= 0; i-- {
		if s.options[i].key == key {
			return s.options[i].value
		}
	}
	return ""
}

// lasting gives the options of the section, each key once, with those of
// defaults that it doesn't have, and %(key)s replaced (IMP-3).
func (s *section) lasting(defaults []option) []option {
	at := map[string]int{}
	var all []option
	for _, o := range append(defaults[:len(defaults):len(defaults)], s.options...) {
		if i, again := at[o.key]; again {
			all[i] = o
			continue
		}
		at[o.key] = len(all)
		all = append(all, o)
	}
	for i := range all {
		all[i].value = interpolate(all[i].value, all, at)
	}
	return all
}

var variable = regexp.MustCompile(`%\(([^()\n]{1,100})\)s`)

// The most that replacing may make of a value: rounds and bytes.
const (
	maxRounds = 10 // as Python
	maxValue  = 64 << 10
)

// interpolate replaces %(key)s. Python reads %% as % only where it replaces.
func interpolate(value string, all []option, at map[string]int) string {
	if !variable.MatchString(value) {
		return value
	}
	for range maxRounds {
		size := len(value)
		next := variable.ReplaceAllStringFunc(value, func(ref string) string {
			i, known := at[strings.ToLower(variable.FindStringSubmatch(ref)[1])]
			if !known || size+len(all[i].value) > maxValue {
				return ref
			}
			size += len(all[i].value)
			return all[i].value
		})
		if next == value {
			break
		}
		value = next
	}
	return strings.ReplaceAll(value, "%%", "%")
}
