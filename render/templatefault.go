package render

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// A templateFault is an error in a template, in words for who wrote it
// (THEME-7).
type templateFault struct {
	file  string // as an owner finds it; "" if nobody can tell
	line  int    // from 1; 0 for none
	words string
}

func (f *templateFault) Error() string {
	place := f.file
	if f.line > 0 {
		place = fmt.Sprintf("%s:%d", f.file, f.line)
	}
	return strings.TrimPrefix(fmt.Sprintf("%s: %s; the site stays as it was", place, f.words), ": ")
}

var (
	// The two packages begin their errors like this.
	templatePlace = regexp.MustCompile(`(?s)^(?:html/)?template: ?(.+?\.html):(?:(\d+):)?(?:\d+:)? ?(.*)$`)
	templateOther = regexp.MustCompile(`(?s)^(?:html/)?template: ?(.*)$`)

	executing    = regexp.MustCompile(`(?s)^executing "[^"]*" at <(.*?)>: (.*)$`)
	noField      = regexp.MustCompile(`^can't evaluate field (\S+) in type `)
	nilPointer   = regexp.MustCompile(`^nil pointer evaluating `)
	callsForeign = regexp.MustCompile(`^error calling (\S+): (.*)$`)
)

// unclosed is what package template says where something is begun and not
// ended, and what that means.
var unclosed = map[string]string{
	"unexpected EOF":  "an {{if}}, {{with}}, {{range}} or {{define}} has no {{end}}",
	"unclosed action": "what {{ begins, nothing ends; write }}",
}

// templateError gives an error of package template in words for who wrote the
// template: file, line, what is wrong.
func templateError(err error) error {
	f := &templateFault{words: err.Error()}
	if m := templatePlace.FindStringSubmatch(f.words); m != nil {
		f.file, f.words = m[1], m[3]
		f.line, _ = strconv.Atoi(m[2]) // 0 where there is none
	} else if m := templateOther.FindStringSubmatch(f.words); m != nil {
		f.words = m[1]
	}
	if m := executing.FindStringSubmatch(f.words); m != nil {
		f.words = fmt.Sprintf("{{%s}}: %s", m[1], plainFault(m[2]))
	}
	f.words = oneLine(cmp.Or(unclosed[f.words], f.words))
	return f
}

// plainFault says without Go's names of types what is wrong while a template
// is at work.
func plainFault(words string) string {
	if m := noField.FindStringSubmatch(words); m != nil {
		return fmt.Sprintf("there is no %s here; docs/themes.md lists what there is", m[1])
	}
	if nilPointer.MatchString(words) {
		return "there is nothing here; ask with {{with …}} or {{if …}} first"
	}
	if m := callsForeign.FindStringSubmatch(words); m != nil {
		return m[2]
	}
	return words
}

// faultOf gives what an error says of a template. Any other error is one
// without a file.
func faultOf(err error) *templateFault {
	var f *templateFault
	if errors.As(err, &f) {
		return f
	}
	if f, ok := errors.AsType[*templateFault](templateError(err)); ok {
		return f
	}
	return &templateFault{words: err.Error()}
}

// yamlPlace is how errors of package yaml begin.
var yamlPlace = regexp.MustCompile(`(?s)^\[(\d+):\d+\] (.*)$`)

// yamlFault gives the line of an error of package yaml, 0 for none, and what it
// says.
func yamlFault(err error) (line int, words string) {
	words = err.Error()
	if m := yamlPlace.FindStringSubmatch(words); m != nil {
		line, _ = strconv.Atoi(m[1]) // only digits match
		words = m[2]
	}
	first, _, _ := strings.Cut(words, "\n")
	return line, cmp.Or(strings.TrimSpace(first), words)
}
