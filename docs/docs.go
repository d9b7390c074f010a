// Package docs holds what the program itself says from the manuals beside this
// file: what each message means, and what to do about it. It opens nothing.
package docs

import (
	_ "embed" // of the page
	"strings"
)

//go:embed messages.md
var messages string

// A Message is what messages.md says of a code.
type Message struct {
	Level string // the first word: Blocks, Warns, Notes or Unsure
	Means string // what it is, and why it matters
	Todo  string // what to do about it
}

// MessageOf gives what the page says of a code; false if it has no section.
func MessageOf(code string) (Message, bool) {
	_, rest, found := strings.Cut(messages, "\n### "+code+"\n")
	if !found || code == "" {
		return Message{}, false
	}
	section, _, _ := strings.Cut(rest, "\n#")
	level, text, _ := strings.Cut(strings.Join(strings.Fields(section), " "), " ")
	means, todo, _ := strings.Cut(text, "**What to do:**")
	return Message{strings.Trim(level, "*."), strings.TrimSpace(means), strings.TrimSpace(todo)}, true
}

// Codes are the codes that have a section, in the order of the page.
func Codes() []string {
	var all []string
	for line := range strings.Lines(messages) {
		if code, is := strings.CutPrefix(line, "### "); is {
			all = append(all, strings.TrimSpace(code))
		}
	}
	return all
}
