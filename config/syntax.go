package config

import (
	"strings"

	"github.com/goccy/go-yaml/token"

	"planet"
)

// sentences are what we say instead of the YAML library, by words of its
// message; the first that is found counts. $ stands for what is there.
var sentences = []struct{ words, says string }{
	{"tab character", "a tab stands where YAML wants spaces; indent with spaces only"},
	{"cannot start any token", "a tab stands where YAML wants spaces; indent with spaces only"},
	{unclosed, "a quotation mark opens here and none closes; write the second one"},
	{"reserved character", "a text cannot begin with $; put it in quotes"},
	{"unexpected directive", "a text cannot begin with $; put it in quotes"},
	{"escape", badEscape},
	{"surrogate", badEscape},
	{"mapping value is not allowed", `$ is followed by a second colon; put the whole text in quotes, like name: "Ann: a blog"`},
	{"']'", "a list that opens with [ is not closed before $; write ] at its end"},
	{"'}'", "a mapping that opens with { is not closed before $; write } at its end"},
	{"block sequence entries", "a list cannot begin on the line of its key; write each entry on a line of its own, after a dash"},
	{"unexpected key name", "$ is not a key and a value; write a colon and a space between the two"},
	{"document separator", "--- stands inside a text; put the text in quotes"},
	{"header option", "after | or > the text begins on the next line; move it there"},
}

// badEscape is said of "C:\Users" and the like.
const badEscape = `the backslash in this text means nothing to YAML; put the text in single quotes, or write \\`

// otherwise is said where the library's message means nothing to an editor.
const otherwise = "$ does not fit here; indent it like the lines it belongs to, and look for a missing colon, quote or dash above"

// syntax says what is wrong at a token that the library stopped at.
func (r *reading) syntax(t *token.Token, message string) {
	n := at(t)
	says := otherwise
	switch {
	case t != nil && strings.Contains(strings.TrimSpace(t.Origin), "\n") && strings.Contains(message, "mapping value"):
		says = "the line below $ is indented too deeply; begin it under the key of this one"
	case strings.Contains(message, unclosed) && strings.Contains(r.typed(n.line), `\`):
		says = badEscape
	case strings.Contains(r.typed(n.line), "](http"):
		says = bare
	case strings.HasPrefix(strings.TrimSpace(r.typed(n.line)), "```"):
		says = "``` is Markdown's mark around code, and no YAML; remove this line"
	default:
		for _, s := range sentences {
			if strings.Contains(message, s.words) {
				says = s.says
				break
			}
		}
	}
	what := there(t)
	if what == `"["` || what == `"{"` {
		says = strings.Replace(says, " before $", "", 1) // it is never closed
	}
	if printedForm().MatchString(r.typed(n.line)) {
		says += straight
	}
	r.say(n, planet.CodeYAML, "%s", strings.ReplaceAll(says, "$", what))
}

// there is what stands at a token, as a message shows it: its first line.
func there(t *token.Token) string {
	if t == nil {
		return "this"
	}
	first, _, _ := strings.Cut(strings.TrimSpace(t.Origin), "\n")
	if first = strings.Trim(first, `"'`); first == "" {
		return "this"
	}
	return quoted(first)
}

// signs are what YAML knows and a list needs not: values used again could make
// a small file huge (SAFE-18), and the others are mostly typed by mistake. $
// stands for the word that begins with the sign.
var signs = map[token.Type]string{
	token.AnchorType:         "$ begins with &, which names a value in YAML; put the whole text in quotes, or leave the name out",
	token.AliasType:          "$ begins with *, which stands for a named value in YAML; put the whole text in quotes, or write the value out",
	token.TagType:            "$ begins with !, which names a type in YAML; put the whole text in quotes, or leave the type out",
	token.MappingKeyType:     "a key begins with ? here; write the key alone, and a colon after it",
	token.MergeKeyType:       "<< is not read here; write out the keys that it stands for",
	token.DocumentHeaderType: "--- begins a second list here; remove this line, since a file holds one",
	token.DocumentEndType:    "... ends the list here; remove this line",
	token.DirectiveType:      "$ is not read here; remove this line",
}

// refused says which signs stand among tokens that are not read, the first of
// each line.
func (r *reading) refused(tokens token.Tokens) bool {
	last := 0
	for _, t := range tokens {
		says := signs[t.Type]
		n := at(t)
		if says == "" || n.line == last {
			continue
		}
		r.say(n, planet.CodeYAML, "%s", strings.ReplaceAll(says, "$", quoted(r.word(n))))
		last = n.line
		if t.Type == token.DirectiveType {
			return true // what follows belongs to it
		}
	}
	return last > 0
}

// word is what stands at n, as it was typed, up to a space or the end of a
// value in brackets.
func (r *reading) word(n *node) string {
	typed := []rune(r.typed(n.line))
	typed = typed[min(max(0, n.column-1), len(typed)):]
	word, _, _ := strings.Cut(string(typed), " ")
	return strings.TrimRight(word, ",]}")
}

// typed is a line of the file that is being read, as it was typed.
func (r *reading) typed(line int) string {
	if line < 1 || line > len(r.lines) {
		return ""
	}
	return strings.TrimRight(r.lines[line-1], "\n")
}

// at is the place of a token.
func at(t *token.Token) *node {
	n := &node{}
	n.line, n.column = position(t)
	return n
}
