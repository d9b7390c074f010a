package clean

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"planet"
)

// Limits of what is quoted from a text, in characters.
const (
	maxLine     = 200 // one or two lines
	maxSentence = 240 // CONV-6
)

// closing is what may stand between the end of a sentence and the space after.
const closing = `"'”’»)]`

// titled holds words with a full stop that ends no sentence.
var titled = []string{"Dr", "Mr", "Mrs", "Ms", "Prof", "St", "bzw", "vs"}

// line is the publisher's summary, else the beginning of the text, as one or
// two lines for lists: whole sentences if they fit, else words.
func (r *reading) line(summary string) string {
	if summary == "" {
		summary = cut(r.text[r.begin:], 2*maxLine)
	}
	summary = oneLine(summary, 2*maxLine)
	head := cut(summary, maxLine)
	if head == summary {
		return head
	}
	if end := lastSentence(head); end > 0 {
		return head[:end]
	}
	return someWords(summary, maxLine)
}

// references gives links with what they say, and the sentence around each.
func (r *reading) references(links []link) []planet.Reference {
	if len(links) == 0 {
		return nil
	}
	all := make([]planet.Reference, len(links))
	for i, l := range links {
		all[i] = l.Reference
		if at, ok := r.links[l.node]; ok {
			all[i].Text = oneLine(r.text[at.start:at.end], maxTitle)
			all[i].Sentence = r.sentence(at)
		} else {
			all[i].Text = oneLine(described(l.node), maxTitle)
		}
	}
	return all
}

// described gives what is said of the first picture below n.
func described(n *html.Node) string {
	for c := range n.Descendants() {
		if alt, _ := attr(c, "alt"); c.DataAtom == atom.Img && alt != "" {
			return alt
		}
	}
	return ""
}

// sentence gives the sentence around a part of the text, or as much of it as
// maxSentence characters hold.
func (r *reading) sentence(at span) string {
	start, end := r.sentenceStart(at.start), r.sentenceEnd(at.end)
	whole := oneLine(r.text[start:end], 4*maxSentence)
	if utf8.RuneCountInString(whole) <= maxSentence {
		return whole
	}
	before := oneLine(r.text[start:at.start], 2*maxSentence)
	room := maxSentence/2 - min(maxSentence/2, utf8.RuneCountInString(r.text[at.start:at.end])/2)
	if utf8.RuneCountInString(before) > room {
		start = at.start - len(tail(r.text[start:at.start], room))
		whole = oneLine("…"+strings.TrimLeft(r.text[start:end], " "), 4*maxSentence)
	}
	return someWords(whole, maxSentence)
}

// sentenceStart gives where the sentence begins in which at stands, but not
// much more than maxSentence characters before.
func (r *reading) sentenceStart(at int) int {
	start := at
	for range maxSentence {
		if start == 0 || endsSentence(r.text, start) {
			break
		}
		_, size := utf8.DecodeLastRuneInString(r.text[:start])
		start -= size
	}
	if start == 0 || r.text[start-1] == '\n' {
		return start
	}
	rest := strings.TrimLeft(r.text[start:at], closing) // of the sentence before
	return at - len(rest)
}

// sentenceEnd gives where it ends.
func (r *reading) sentenceEnd(i int) int {
	for range maxSentence {
		if i == len(r.text) || r.text[i] == '\n' {
			return i
		}
		if endsSentence(r.text, i) {
			break
		}
		_, size := utf8.DecodeRuneInString(r.text[i:])
		i += size
	}
	rest := strings.TrimLeft(r.text[i:], closing)
	return len(r.text) - len(rest)
}

// tail gives the last n characters of text or fewer, from the beginning of a
// word if it has words.
func tail(text string, n int) string {
	from := len(text)
	for range n {
		_, size := utf8.DecodeLastRuneInString(text[:from])
		from -= size
	}
	text = text[from:]
	if _, words, ok := strings.Cut(text, " "); ok {
		return words
	}
	return text
}

// someWords gives as many words of a line as limit characters hold, with a
// sign that there are more.
func someWords(line string, limit int) string {
	head := cut(line, limit-1)
	if len(line)-len(head) <= len("…") && cut(line, limit) == line {
		return line
	}
	if i := strings.LastIndexByte(head, ' '); i > len(head)/2 {
		head = head[:i]
	}
	return strings.TrimRight(head, " ,;:(") + "…"
}

// lastSentence gives where the last whole sentence of text ends; 0 if there is
// none.
func lastSentence(text string) int {
	for i := len(text); i > 0; {
		if endsSentence(text, i) {
			rest := strings.TrimLeft(text[i:], closing)
			return len(text) - len(rest)
		}
		_, size := utf8.DecodeLastRuneInString(text[:i])
		i -= size
	}
	return 0
}

// endsSentence reports whether a sentence ends in text before the byte at i.
// What continues with a small letter or a digit was none.
func endsSentence(text string, i int) bool {
	return i > 0 && mayEnd[text[i-1]] && ends(text, i)
}

func ends(text string, i int) bool {
	switch r, _ := utf8.DecodeLastRuneInString(text[:i]); r {
	case '\n', '。', '！', '？':
		return true
	case '.':
		if isAbbreviated(text[:i-1]) {
			return false
		}
	case '!', '?', '…', '؟', '۔', '।':
	default:
		return false
	}
	rest := strings.TrimLeft(text[i:], closing)
	if rest == "" || rest[0] == '\n' {
		return true
	}
	next, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, ` "'“„«‘¿¡([`))
	return rest[0] == ' ' && !unicode.IsLower(next) && !unicode.IsDigit(next)
}

// mayEnd holds the last bytes of the characters that ends knows, and
// all others beyond ASCII.
var mayEnd = func() (may [256]bool) {
	for c := range may {
		may[c] = c >= utf8.RuneSelf
	}
	for _, c := range "\n.!?" {
		may[c] = true
	}
	return may
}()

// isAbbreviated reports whether the full stop after text ends a short form.
func isAbbreviated(text string) bool {
	word := text[strings.LastIndexAny(text[max(0, len(text)-8):], " .(\n")+1+max(0, len(text)-8):]
	return len(word) == 1 && word[0] >= 'A' || slices.Contains(titled, word)
}
