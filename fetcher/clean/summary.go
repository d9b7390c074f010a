package clean

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"planet"
)

// maxSummary is the longest summary, in characters.
const maxSummary = 1_000

// A summary of the publisher's own stands in the place of an excerpt if it has
// so many words (ENT-10).
const (
	leastSummary = 20
	mostSummary  = 80
)

// A summary is the publisher's own short form of a text.
type summary struct {
	markup string
	text   string // one line
	words  int
}

// readSummary reads the summary of a text. There is none if it is the text.
func readSummary(markup, text string) summary {
	if markup == text || len(markup) > maxInput {
		return summary{}
	}
	s := summary{markup: markup, text: oneLine(Head(markup, utf8.UTFMax*(maxSummary+1)), maxSummary)}
	var c counter
	c.add(s.text)
	s.words = c.words()
	return s
}

// isPlain reports whether markup is text in paragraphs.
func isPlain(markup string) bool {
	if !strings.Contains(markup, "<") {
		return true
	}
	z := newTokens(markup)
	defer z.release()
	for {
		switch z.next() {
		case html.ErrorToken:
			return true
		case html.StartTagToken, html.SelfClosingTagToken:
			switch atom.Lookup(z.tag()) {
			case atom.B, atom.Br, atom.Div, atom.Em, atom.I, atom.P, atom.Span, atom.Strong:
			default:
				return false
			}
		}
	}
}

// excerpt is s in the place of a cut of our own; empty if it isn't fit.
func (s summary) excerpt() planet.SafeHTML {
	if s.words < leastSummary || s.words > mostSummary || !isPlain(s.markup) {
		return planet.SafeHTML{}
	}
	return planet.TrustHTML("<p>" + html.EscapeString(s.text) + "</p>")
}

// copies reports whether s says nothing but what the title or the beginning of
// the text say. Programs that make summaries by cutting say where they cut,
// and may add that one can read on.
func (s summary) copies(said *reading, title string) bool {
	own, _, _ := strings.Cut(s.text, "[…]")
	own, _, _ = strings.Cut(own, "[...]")
	words := fold(own, unicode.IsLetter) // and not the numbers of footnotes
	if words == "" || fold(own, isLetterOrNumber) == fold(title, isLetterOrNumber) {
		return true
	}
	most := words[:len(words)-len(words)/4]
	return strings.Contains(fold(said.text[:min(len(said.text), 4*len(own)+1_000)], unicode.IsLetter), most)
}

func isLetterOrNumber(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// fold leaves of text what counts when texts are compared.
func fold(text string, counts func(rune) bool) string {
	return strings.Map(func(r rune) rune {
		if counts(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}
