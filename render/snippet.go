package render

import (
	"html"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"planet"
	"planet/store"
)

// A textPart is a piece of a text; Mark says that a reader looked for it.
type textPart struct {
	Text string
	Mark bool
}

// A question is what a reader looks for, as it is compared: words of letters
// and digits, without case and accents.
type question []sought

type sought struct {
	word   []rune
	goesOn bool // it may be the beginning of a longer one
}

const maxQuestion = 200 // characters that are looked at (SRCH-3)

// newQuestion takes a query apart as the search table does: signs separate
// words, and letters of scripts without spaces stand together.
func newQuestion(query string) question {
	var q question
	folded, _ := fold(query)
	for word := range strings.FieldsFuncSeq(string(folded), func(r rune) bool { return !inWord(r) }) {
		one := sought{[]rune(word), store.GoesOn(word)}
		if !slices.ContainsFunc(q, func(other sought) bool { return slices.Equal(other.word, one.word) }) {
			q = append(q, one)
		}
	}
	return q
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// fold gives a text as it is compared, and for each character of that the
// number of the byte of s that it comes from.
func fold(s string) (folded []rune, from []int) {
	folded, from = make([]rune, 0, len(s)), make([]int, 0, len(s))
	for at, r := range s {
		if r < utf8.RuneSelf {
			folded, from = append(folded, unicode.ToLower(r)), append(from, at)
			continue
		}
		for _, part := range norm.NFD.String(string(r)) {
			if !unicode.Is(unicode.Mn, part) {
				folded, from = append(folded, unicode.ToLower(part)), append(from, at)
			}
		}
	}
	return folded, from
}

// A finding is where in a text a word was found: bytes, and which word it is.
type finding struct{ from, to, word int }

// find gives where the words of a question begin words of s, in order and
// without overlaps. What is found goes on to the end of its word, except in
// scripts that have no such ends.
func (q question) find(s string) []finding {
	folded, from := fold(s)
	from = append(from, len(s))
	var found []finding
	for i := 0; i < len(folded); i++ {
		begins := inWord(folded[i]) && (i == 0 || !inWord(folded[i-1]) || planet.Spaceless(folded[i]) || planet.Spaceless(folded[i-1]))
		if !begins {
			continue
		}
		n, word := q.longest(folded[i:])
		if n == 0 {
			continue
		}
		found = append(found, finding{from[i], from[i+n], word})
		i += n - 1
	}
	return found
}

// longest gives the longest word of the question that text begins with: how
// much of text that is, 0 for none, and its number.
func (q question) longest(text []rune) (n, word int) {
	for i, one := range q {
		size := len(one.word)
		if size > len(text) || !slices.Equal(one.word, text[:size]) {
			continue
		}
		end := size
		for !planet.Spaceless(text[end-1]) && end < len(text) && inWord(text[end]) && !planet.Spaceless(text[end]) {
			end++
		}
		if (end == size || one.goesOn) && end > n {
			n, word = end, i
		}
	}
	return n, word
}

// marked gives the whole of s, with what was looked for marked.
func (q question) marked(s string) []textPart { return parts(s, q.find(s), 0, len(s)) }

// parts cuts s[from:to] at the findings.
func parts(s string, found []finding, from, to int) []textPart {
	var all []textPart
	add := func(text string, mark bool) {
		if text != "" {
			all = append(all, textPart{text, mark})
		}
	}
	for _, f := range found {
		if f.from < from || f.to > to {
			continue
		}
		add(s[from:f.from], false)
		add(s[f.from:f.to], true)
		from = f.to
	}
	add(s[from:to], false)
	return all
}

// around gives the part of s, of some n characters, in which most of the words
// stand; nil if none does. Spaces and line ends in s must be single spaces.
func (q question) around(s string, n int) []textPart {
	found := q.find(s)
	if len(found) == 0 {
		return nil
	}
	best, most := 0, 0
	for i := range found {
		words := map[int]bool{}
		for j := i; j < len(found) && utf8.RuneCountInString(s[found[i].from:found[j].to]) <= n*2/3; j++ {
			words[found[j].word] = true
		}
		if len(words) > most {
			best, most = i, len(words)
		}
	}
	from := backwards(s, found[best].from, n/3)
	to := forwards(s, from, n)
	to = max(to, found[best].to)
	all := parts(s, found, from, to)
	if from > 0 {
		all = slices.Insert(all, 0, textPart{Text: "… "})
	}
	if to < len(s) {
		all = append(all, textPart{Text: " …"})
	}
	return all
}

// backwards goes n characters back from byte at, then on to the start of a
// word.
func backwards(s string, at, n int) int {
	start := at
	for ; n > 0 && start > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:start])
		start -= size
	}
	if start == 0 {
		return 0
	}
	if i := strings.IndexByte(s[start:at], ' '); i >= 0 {
		return start + i + 1
	}
	return start
}

// forwards goes n characters on from byte at, then back to the end of a word.
func forwards(s string, at, n int) int {
	end := at
	for ; n > 0 && end < len(s); n-- {
		_, size := utf8.DecodeRuneInString(s[end:])
		end += size
	}
	if end == len(s) {
		return end
	}
	if i := strings.LastIndexByte(s[at:end], ' '); i > 0 {
		return at + i
	}
	return end
}

// inline are elements that part no words.
var inline = map[string]bool{
	"a": true, "abbr": true, "b": true, "bdi": true, "bdo": true, "cite": true, "code": true, "del": true, "em": true, "i": true, "ins": true,
	"kbd": true, "mark": true, "q": true, "s": true, "samp": true, "small": true, "span": true, "strong": true, "sub": true, "sup": true,
	"time": true, "u": true, "var": true, "wbr": true,
}

// readable gives the words of a text as people read them in one line: with
// spaces where a block ends, and nowhere else.
func readable(text planet.SafeHTML) string {
	var b strings.Builder
	rest := text.String()
	for {
		words, tag, found := strings.Cut(rest, "<")
		b.WriteString(words)
		if !found {
			return strings.Join(strings.Fields(html.UnescapeString(b.String())), " ")
		}
		name := strings.TrimPrefix(tag, "/")
		if end := strings.IndexAny(name, " />"); end >= 0 && !inline[name[:end]] {
			b.WriteByte(' ')
		}
		_, rest, _ = strings.Cut(tag, ">")
	}
}
