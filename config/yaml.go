package config

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/token"
)

// How the YAML that we write looks: like the list that ships.
const (
	listIndent = 2   // columns before the dash of an item
	maxColumns = 100 // a list or mapping on one line is at most so wide
)

// writePairs writes a mapping, one key a line, after indent spaces.
func writePairs(b *strings.Builder, n *node, indent int) {
	for _, p := range n.pairs {
		b.WriteString(strings.Repeat(" ", indent))
		b.WriteString(keyText(p.key, false))
		b.WriteByte(':')
		writeValue(b, p.value, indent)
	}
}

// writeValue writes what stands behind a colon: on its line, or below.
func writeValue(b *strings.Builder, n *node, indent int) {
	switch {
	case n.kind == text && fitsBlock(n):
		b.WriteString(" |-\n")
		for line := range strings.SplitSeq(n.text, "\n") {
			if line != "" {
				line = strings.Repeat(" ", indent+listIndent) + line
			}
			b.WriteString(line + "\n")
		}
	case n.kind == text || oneLine(n, indent):
		b.WriteString(" " + flowText(n, false) + "\n")
	case n.kind == mapping:
		b.WriteByte('\n')
		writePairs(b, n, indent+listIndent)
	default:
		b.WriteByte('\n')
		for _, one := range n.items {
			writeEntry(b, one, indent+listIndent, indent > 0)
		}
	}
}

// writeEntry writes an entry of a list, with its dash after indent spaces; tight
// tells that it may be a mapping on one line.
func writeEntry(b *strings.Builder, n *node, indent int, tight bool) {
	dash := strings.Repeat(" ", indent) + "- "
	if n.kind != mapping || tight && oneLine(n, indent) {
		b.WriteString(dash + flowText(n, false) + "\n")
		return
	}
	var below strings.Builder
	writePairs(&below, n, len(dash))
	b.WriteString(dash + strings.TrimLeft(below.String(), " "))
}

// oneLine reports whether a list or mapping is short enough for one line. A
// list of mappings reads better below its key.
func oneLine(n *node, indent int) bool {
	if n.kind == list && slices.ContainsFunc(n.items, func(one *node) bool { return one.kind == mapping }) {
		return false
	}
	return indent+len(flowText(n, false)) <= maxColumns || len(n.items)+len(n.pairs) == 0
}

// flowText is a node on one line; inside tells that it stands in brackets.
func flowText(n *node, inside bool) string {
	var parts []string
	switch n.kind {
	case list:
		for _, one := range n.items {
			parts = append(parts, flowText(one, true))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case mapping:
		for _, p := range n.pairs {
			parts = append(parts, keyText(p.key, true)+": "+flowText(p.value, true))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return scalarText(n, inside)
}

// keyText is a key. The library would take a colon in it for its end.
func keyText(n *node, inside bool) string {
	if strings.Contains(n.text, ":") {
		return doubleQuoted(n.text)
	}
	return scalarText(n, inside)
}

// endsInBrackets reports whether a text needs quotes there, though elsewhere it
// needs none. The colon of an address is harmless.
func endsInBrackets(s string) bool {
	s = strings.TrimPrefix(strings.TrimPrefix(s, "https://"), "http://")
	return strings.ContainsAny(s, "[]{},:")
}

// scalarText is a text as YAML, in quotes if it would be taken for something
// else without them, by our library or another.
func scalarText(n *node, inside bool) string {
	if n.kind == empty {
		return "null"
	}
	s, isText := n.value.(string)
	switch {
	case !isText:
		return n.text
	case isPlain(s) && (!inside || !endsInBrackets(s)):
		return s
	case strings.Contains(s, `\`) && !strings.ContainsFunc(s, mustEscape) && !strings.Contains(s, "'"):
		return "'" + s + "'"
	}
	return doubleQuoted(s)
}

// isPlain reports whether a text can stand without quotes.
func isPlain(s string) bool {
	if token.IsNeedQuoted(s) || numberForm().MatchString(s) || slices.Contains(otherWords, strings.ToLower(s)) {
		return false
	}
	first := []rune(s)[0]
	if !unicode.IsLetter(first) && !unicode.IsDigit(first) && first != '^' && first != '(' && first != '/' && first != '_' {
		return false
	}
	return !strings.ContainsFunc(s, mustEscape) && strings.TrimSpace(s) == s && !strings.Contains(s, "<<") // the library finds keys to merge anywhere
}

// numberForm is what some reader of YAML takes for a number, a date or a time.
var numberForm = onUse(`^[0-9][0-9_.,:eEtTzZ+ -]*$|^0[xobXOB][0-9a-fA-F_]*$`)

// otherWords are true and false to readers of older YAML, and ends of texts.
var otherWords = []string{"y", "n", "yes", "no", "on", "off", "true", "false", "null"}

// mustEscape reports whether c can't stand in a file as it is, or not in one
// line.
func mustEscape(c rune) bool {
	return hidden(c) || c == unicode.ReplacementChar || unicode.IsSpace(c) && c != ' '
}

func doubleQuoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			b.WriteString(`\` + string(c))
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\t':
			b.WriteString(`\t`)
		case c > 0xffff && mustEscape(c):
			fmt.Fprintf(&b, `\U%08X`, c)
		case mustEscape(c):
			fmt.Fprintf(&b, `\u%04X`, c)
		default:
			b.WriteRune(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// fitsBlock reports whether a text can stand below its key line by line, as
// people write it.
func fitsBlock(n *node) bool {
	s, isText := n.value.(string)
	if !isText || !strings.Contains(s, "\n") || strings.TrimSpace(s) != s || strings.Contains(s, "\n\n\n") {
		return false
	}
	for line := range strings.SplitSeq(s, "\n") {
		if strings.TrimSpace(line) != line || strings.ContainsFunc(line, mustEscape) {
			return false
		}
	}
	return true
}
