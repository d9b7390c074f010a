package config

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"planet"
)

// What the YAML library is spared, since it is slow or recursive there
// (measured: 100,000 empty lines below "about: |" took it 29 s).
const (
	maxBlank  = 100    // empty lines in a row
	maxTabs   = 1_000  // tabs of a file
	maxTokens = 20_000 // words and signs of one section, or of one item of feeds
	maxBroken = 20     // mistakes in quotes and tabs, after each of which the rest is read again
)

// readable makes a file's text fit for the library, or says why it is not.
func (r *reading) readable(src string, limit int) (string, bool) {
	src = strings.TrimPrefix(src, "\ufeff")
	src = strings.ReplaceAll(strings.ReplaceAll(src, "\r\n", "\n"), "\r", "\n")
	switch {
	case len(src) > limit:
		r.say(nil, planet.CodeYAML, "this file is larger than %s; split the list, or shorten its texts", sizeText(int64(limit)))
	case !utf8.ValidString(src):
		r.say(firstInvalid(src), planet.CodeYAML, "the text here is not UTF-8; save the file with this encoding")
	case strings.Count(src, "\t") > maxTabs:
		r.say(nil, planet.CodeYAML, "this file holds more than %d tabs; indent with spaces", maxTabs)
	case blankRun(src) > 0:
		r.say(&node{line: blankRun(src)}, planet.CodeYAML, "more than %d empty lines follow; remove them", maxBlank)
	default:
		r.lines = strings.SplitAfter(src, "\n")
		return r.unfenced(src), true
	}
	return "", false
}

func firstInvalid(src string) *node {
	for i, line := range strings.Split(src, "\n") {
		if !utf8.ValidString(line) {
			return &node{line: i + 1}
		}
	}
	return nil
}

// blankRun gives the first line of more than maxBlank empty ones, or 0.
func blankRun(src string) int {
	run, number := 0, 0
	for line := range strings.SplitSeq(src, "\n") {
		number++
		run++
		if strings.TrimSpace(line) != "" {
			run = 0
		}
		if run > maxBlank {
			return number - maxBlank
		}
	}
	return 0
}

// A section is what stands below one key of feeds.yaml. The items of a list
// are apart, so that a mistake in one hides none in another, and so that the
// library never holds more than one.
type section struct {
	key    *token.Token   // nil if the file doesn't begin with a key
	tokens token.Tokens   // the key and its value
	items  []token.Tokens // of "feeds", each from its dash on
}

// sections splits a list into its sections.
func (r *reading) sections(src string) []section {
	lines := r.lines
	var tokens token.Tokens
	for first, broken := 0, 0; ; broken++ {
		some, bad := tokenize(src)
		for _, t := range some {
			t.Position.Line += first
		}
		tokens = append(tokens, some...)
		if bad == nil {
			return split(tokens)
		}
		bad.Position.Line += first
		r.syntax(bad, bad.Error)
		if broken == maxBroken {
			r.lost()
			return nil
		}
		tokens, first = r.resume(tokens, lines, bad.Position.Line)
		src = strings.Join(lines[first:], "")
	}
}

// resume drops the section or item in which line broken stands, the last of
// tokens, and finds the line where the next one begins.
func (r *reading) resume(tokens token.Tokens, lines []string, broken int) (kept token.Tokens, line int) {
	dash := -1 // columns before the dash of the items, if it is in one
	if all := split(tokens); len(all) > 0 {
		last := all[len(all)-1]
		size := len(last.tokens)
		if n := len(last.items); n > 0 {
			size = len(last.items[n-1])
			dash = last.items[n-1][0].Position.Column - 1
		} else if last.key != nil {
			r.broken[last.key.Value] = true
		}
		kept = tokens[:len(tokens)-size]
	}
	for line = broken; line < len(lines); line++ {
		rest := strings.TrimLeft(lines[line], " ")
		indent := len(lines[line]) - len(rest)
		if indent == dash && strings.HasPrefix(rest, "- ") || indent == 0 && strings.IndexAny(rest, "#-]}\t\n") != 0 {
			break
		}
	}
	return kept, line
}

// tokenize gives the words and signs of a text, without comments and without
// the --- of its first line, as far as it can be read: up to the bad one.
func tokenize(src string) (tokens token.Tokens, bad *token.Token) {
	depth := 0
	for _, t := range lexer.Tokenize(src) {
		depth = max(0, depth+bracket(t))
		switch {
		case t.Type == token.InvalidType:
			return tokens, t
		case depth == 0 && runsOn(t):
			t.Error = unclosed
			return tokens, t
		case t.Type == token.CommentType, t.Type == token.DocumentHeaderType && len(tokens) == 0:
		default:
			tokens = append(tokens, t)
		}
	}
	return tokens, nil
}

// unclosed is what the library says of a quotation mark without a second one.
const unclosed = "could not find end character"

// runsOn reports whether a text in quotes goes on in a line that isn't
// indented below its key or dash. YAML forbids that and the library allows it,
// so a forgotten quotation mark would swallow all up to the next one.
func runsOn(t *token.Token) bool {
	if t.Type != token.DoubleQuoteType && t.Type != token.SingleQuoteType || t.Prev == nil {
		return false
	}
	above := t.Prev
	if above.Type == token.MappingValueType && above.Prev != nil {
		above = above.Prev
	}
	_, more, _ := strings.Cut(strings.TrimSpace(t.Origin), "\n")
	for line := range strings.Lines(more) {
		indent := len(line) - len(strings.TrimLeft(line, " "))
		if strings.TrimSpace(line) != "" && indent < above.Position.Column {
			return true
		}
	}
	return false
}

// bracket is 1 for an opening bracket, -1 for a closing one.
func bracket(t *token.Token) int {
	switch t.Type {
	case token.MappingStartType, token.SequenceStartType:
		return 1
	case token.MappingEndType, token.SequenceEndType:
		return -1
	}
	return 0
}

// split finds the sections: each begins with a key in the column of the first.
// A file of another shape is one section without a key.
func split(tokens token.Tokens) []section {
	if len(tokens) == 0 {
		return nil
	}
	starts := begins(tokens, func(i int) bool {
		return tokens[i].Position.Column == tokens[0].Position.Column && isKey(tokens, i)
	})
	if len(starts) == 0 || starts[0] != 0 {
		return []section{{tokens: tokens}}
	}
	var sections []section
	for part := range pieces(tokens, starts) {
		sections = append(sections, section{key: part[0], tokens: part, items: items(part)})
	}
	return sections
}

// items finds the items of a section "feeds".
func items(tokens token.Tokens) []token.Tokens {
	if tokens[0].Value != "feeds" {
		return nil
	}
	return listed(tokens)
}

// list finds the items of any section, below its key.
func (s section) list() []token.Tokens {
	if s.items != nil || s.key == nil {
		return s.items
	}
	return listed(s.tokens)
}

// listed finds the items of a section: each begins with a dash in the column of
// the first. It gives nil if the section is no list with dashes.
func listed(tokens token.Tokens) []token.Tokens {
	if len(tokens) < 3 || tokens[2].Type != token.SequenceEntryType {
		return nil
	}
	below := tokens[2:]
	starts := begins(below, func(i int) bool {
		return below[i].Type == token.SequenceEntryType && below[i].Position.Column == below[0].Position.Column
	})
	return slices.Collect(pieces(below, starts))
}

// begins gives the tokens outside of brackets where something begins.
func begins(tokens token.Tokens, is func(i int) bool) []int {
	var starts []int
	depth := 0
	for i, t := range tokens {
		by := bracket(t)
		depth = max(0, depth+by)
		if by == 0 && depth == 0 && is(i) {
			starts = append(starts, i)
		}
	}
	return starts
}

// pieces cuts tokens at starts.
func pieces(tokens token.Tokens, starts []int) iter.Seq[token.Tokens] {
	return func(yield func(token.Tokens) bool) {
		for k, start := range starts {
			end := len(tokens)
			if k+1 < len(starts) {
				end = starts[k+1]
			}
			if !yield(tokens[start:end:end]) {
				return
			}
		}
	}
}

// isKey reports whether a colon follows token i on its line.
func isKey(tokens token.Tokens, i int) bool {
	return i+1 < len(tokens) && tokens[i+1].Type == token.MappingValueType && tokens[i+1].Position.Line == tokens[i].Position.Line
}

// parse makes a tree of tokens, or says what is wrong with them and gives nil.
func (r *reading) parse(tokens token.Tokens) *node {
	if len(tokens) == 0 {
		return &node{}
	}
	if len(tokens) > maxTokens {
		r.say(at(tokens[0]), planet.CodeYAML, "what begins here is longer than %d words and signs; write a list with one item a line, each after a dash", maxTokens)
		return nil
	}
	if r.refused(tokens) {
		return nil
	}
	file, err := parseTokens(tokens)
	var wrong yaml.Error
	switch {
	case errors.As(err, &wrong):
		r.syntax(wrong.GetToken(), wrong.GetMessage())
		return nil
	case err != nil:
		r.syntax(tokens[0], err.Error())
		return nil
	case len(file.Docs) == 0:
		return &node{}
	}
	return r.tree(file.Docs[0].Body, "")
}

// addressOnly gives an item that is an address alone, as most items of long lists
// are: it needs no library. It gives nil for any other.
func (r *reading) addressOnly(tokens token.Tokens) *node {
	if len(tokens) != 2 || tokens[0].Type != token.SequenceEntryType || tokens[1].Type != token.StringType {
		return nil
	}
	n := at(tokens[1])
	r.scalar(n, tokens[1].Value, tokens[1].Value)
	return n
}

// parseTokens calls the library, which should not, but may, panic.
func parseTokens(tokens token.Tokens) (file *ast.File, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("parse: %v", p)
		}
	}()
	return parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
}
