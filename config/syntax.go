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
	{"escape", `the backslash in this text means nothing to YAML; put the text in single quotes, or write \\`},
	{"surrogate", `the backslash in this text means nothing to YAML; put the text in single quotes, or write \\`},
	{"mapping value is not allowed", `$ is followed by a second colon; put the whole text in quotes, like name: "Ann: a blog"`},
	{"']'", "a list that opens with [ is not closed before $; write ] at its end"},
	{"'}'", "a mapping that opens with { is not closed before $; write } at its end"},
	{"block sequence entries", "a list cannot begin on the line of its key; write each entry on a line of its own, after a dash"},
	{"unexpected key name", "$ is not a key and a value; write a colon and a space between the two"},
	{"document separator", "--- stands inside a text; put the text in quotes"},
	{"header option", "after | or > the text begins on the next line; move it there"},
}

// otherwise is said where the library's message means nothing to an editor.
const otherwise = "$ does not fit here; indent it like the lines it belongs to, and look for a missing colon, quote or dash above"

// syntax says what is wrong at a token that the library stopped at.
func (r *reading) syntax(t *token.Token, message string) {
	n := &node{}
	n.line, n.column = position(t)
	says := otherwise
	switch {
	case t != nil && strings.Contains(strings.TrimSpace(t.Origin), "\n") && strings.Contains(message, "mapping value"):
		says = "the line below $ is indented too deeply; begin it under the key of this one"
	default:
		for _, s := range sentences {
			if strings.Contains(message, s.words) {
				says = s.says
				break
			}
		}
	}
	r.say(n, planet.CodeYAML, "%s", strings.ReplaceAll(says, "$", there(t)))
}

// there is what stands at a token, as a message shows it.
func there(t *token.Token) string {
	if t == nil {
		return "this"
	}
	first, _, _ := strings.Cut(strings.TrimSpace(t.Value), "\n")
	if first == "" {
		return "this"
	}
	return quoted(first)
}

// signs are what YAML knows and a list needs not: values used again could make
// a small file huge (SAFE-18), and the others are mostly typed by mistake.
var signs = map[token.Type]string{
	token.AnchorType:         "& at the beginning of a value",
	token.AliasType:          "* at the beginning of a value",
	token.TagType:            "! at the beginning of a value",
	token.MappingKeyType:     "? at the beginning of a key",
	token.MergeKeyType:       "the key <<",
	token.DocumentHeaderType: "--- in the middle of a list",
	token.DocumentEndType:    "... on a line of its own",
	token.DirectiveType:      "% at the beginning of a line",
}

// refused says which signs stand among tokens that are not read.
func (r *reading) refused(tokens token.Tokens) bool {
	found := false
	for _, t := range tokens {
		if sign := signs[t.Type]; sign != "" {
			n := &node{}
			n.line, n.column = position(t)
			r.say(n, planet.CodeYAML, "%s is not read here; put a text in quotes, and write a value out each time", sign)
			found = true
		}
	}
	return found
}
