package clean

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of what is quoted from a text, in characters.
const (
	maxLine     = 200 // one or two lines
	maxSentence = 240 // (CONV-6)
)

// firstSentences gives as many whole sentences of a line as limit characters
// hold; if not even one, as many words.
func firstSentences(line string, limit int) string {
	head := cut(line, limit)
	if head == line {
		return line
	}
	best := 0
	for i := 0; i < len(head); {
		_, size := utf8.DecodeRuneInString(head[i:])
		i += size
		if endsSentence(line, i) {
			best = i
		}
	}
	if best > 0 && best <= len(head) {
		return strings.TrimRight(head[:best], " ")
	}
	return wholeWords(line, limit)
}

// wholeWords gives as many words of a line as limit characters hold, and a
// sign that there were more.
func wholeWords(line string, limit int) string {
	head := cut(line, limit)
	if head == line {
		return line
	}
	head = cut(head, limit-1)
	if i := strings.LastIndexByte(head, ' '); i > len(head)/2 {
		head = head[:i]
	}
	return strings.TrimRight(head, " ") + "…"
}

// endsSentence reports whether a sentence ends in line before the byte at i.
// What goes on in lower case or with a digit goes on, as after "e. g.".
func endsSentence(line string, i int) bool {
	r, _ := utf8.DecodeLastRuneInString(line[:i])
	switch r {
	case '\n', '。', '！', '？':
		return true
	case '.', '!', '?', '…', '؟', '۔', '।':
	default:
		return false
	}
	rest := strings.TrimLeft(line[i:], "\"'”’»)]")
	next, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, " "))
	return rest == "" || rest[0] == '\n' || rest[0] == ' ' && !unicode.IsLower(next) && !unicode.IsDigit(next)
}
