package config

import (
	"net/url"
	"strings"

	"planet"
)

// What chats, forges and word processors put around a text comes along when it
// is pasted: it is named, since whoever looks at it sees a text as it should be.

// fence is a line by which Markdown begins or ends code.
var fence = onUse("^(```+|~~~+)[A-Za-z]*$")

// unfenced gives a file without the fence around the whole of it, and says that
// it stands there. What is between is read, and no line moves.
func (r *reading) unfenced(src string) string {
	first, last := -1, -1
	for i, line := range r.lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		if last = i; first < 0 {
			first = i
		}
	}
	if first < 0 || !fence().MatchString(strings.TrimSpace(r.lines[first])) {
		return src
	}
	advice := "remove this line"
	lines := append([]string(nil), r.lines...)
	lines[first] = "\n"
	if last > first && fence().MatchString(strings.TrimSpace(lines[last])) {
		advice += " and the last one"
		lines[last] = ""
	}
	r.say(&node{line: first + 1, column: 1}, planet.CodeYAML, "%s is Markdown's mark around code, and no YAML; %s", strings.TrimSpace(r.lines[first]), advice)
	return strings.Join(lines, "")
}

// printed are the quotation marks of books, which YAML takes for letters.
const printed = "“”„‟‘’‚‛"

// printedForm is one of them where a value or a key begins.
var printedForm = onUse(`(^|[-:] |[\[{,]) *[` + printed + `]`)

// Advice about what was pasted, to end a message with.
const (
	straight = ` (the quotation marks of books mean nothing to YAML; write " or none)`
	bare     = "a link of Markdown is no address; write the address alone, without brackets"
)

// quotedInPrint reports whether a text begins with a quotation mark of books.
func quotedInPrint(s string) bool { return s != "" && strings.ContainsRune(printed, []rune(s)[0]) }

// unwrapped is the address in signs that do not belong to it, such as <…>; ""
// for none.
func unwrapped(said string) string {
	inner := strings.Trim(said, printed+"<>`\"'")
	if u, err := url.Parse(inner); err == nil && inner != said && (u.Scheme == "http" || u.Scheme == "https") && isHost(u.Hostname()) {
		return inner
	}
	return ""
}
