package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"planet"
)

// Level says how much a problem matters (PC-1).
type Level string

// The levels. What is found without asking anybody is never unsure.
const (
	Blocks Level = "B" // the list cannot be used
	Warns  Level = "W"
	Notes  Level = "N"
	Unsure Level = "U" // a host or our network gave no answer: never the author's fault
)

// A Problem is one thing found in a list, in a sentence to its editor.
type Problem struct {
	File    string // with slashes, as the owner named the list; "" if there is none
	Line    int    // from 1; 0 for the file as a whole
	Column  int    // from 1; 0 for the line as a whole
	Code    planet.Code
	Level   Level
	Message string // one line without control characters; no capital, no full stop
}

// Place is where the problem is: feeds.yaml:4, or "" if there is no file.
func (p Problem) Place() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}

// String is the problem as it is printed: feeds.yaml:4: gruops is not known here.
func (p Problem) String() string {
	if p.File == "" {
		return p.Message
	}
	return p.Place() + ": " + p.Message
}

// Problems is all that is wrong with a list: an error which its editor can
// mend. It has at least one problem.
type Problems struct{ List []Problem }

// Error gives the problems, one a line.
func (p *Problems) Error() string {
	lines := make([]string, len(p.List))
	for i, one := range p.List {
		lines[i] = one.String()
	}
	return strings.Join(lines, "\n")
}

// say keeps a mistake at n, which blocks.
func (r *reading) say(n *node, code planet.Code, format string, args ...any) {
	r.note(n, Blocks, code, format, args...)
}

// note keeps a finding at n, or about the whole file if n is nil. What stands
// in the list may be hostile, so the message is made fit to print (SAFE-17).
func (r *reading) note(n *node, level Level, code planet.Code, format string, args ...any) {
	p := Problem{File: r.file, Code: code, Level: level, Message: printable(fmt.Sprintf(format, args...))}
	if n != nil {
		p.Line, p.Column = n.line, n.column
		if level == Blocks && quotedInPrint(n.text) {
			p.Message += straight
		}
	}
	r.found = append(r.found, p)
}

// sorted gives what was found in the order of files, lines and columns.
func (r *reading) sorted() []Problem {
	order := map[string]int{}
	for i, name := range r.files {
		order[name] = i
	}
	slices.SortStableFunc(r.found, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(order[a.File], order[b.File]), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return r.found
}
