package clean

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A reading is the words of an edited text as one would read them aloud.
type reading struct {
	text  string // a line for each block, white space folded
	begin int    // of what is neither a heading nor a card, in bytes of text
	count int    // of words
	links map[*html.Node]span
}

// maxMarker is the longest marker of a footnote, in bytes.
const maxMarker = 8

// A span is a part of a reading's text, in bytes.
type span struct{ start, end int }

// readText reads the tree below root.
func readText(root *html.Node) *reading {
	r := reader{begin: -1}
	r.read(root)
	return &reading{text: r.out.String(), begin: max(0, r.begin), count: r.count.words(), links: r.links}
}

// words is how many words the text has.
func (r *reading) words() int { return r.count }

// A reader is one pass over a tree.
type reader struct {
	out    strings.Builder
	due    byte // white space that goes before the next word; 0 for none
	breaks int  // line breaks since the last word
	aside  int  // in how many headings and cards it is
	begin  int  // of what is neither; -1 before there is anything
	count  counter
	links  map[*html.Node]span
}

func (r *reader) read(parent *html.Node) {
	for n := parent.FirstChild; n != nil; n = n.NextSibling {
		switch {
		case n.Type == html.TextNode:
			r.write(n.Data)
		case n.DataAtom == atom.Rt || n.DataAtom == atom.Rp: // they say again what stands beside them
		case n.DataAtom == atom.Br:
			if r.breaks++; r.breaks > 1 {
				r.apart('\n') // two of them part paragraphs
			} else {
				r.apart(' ')
			}
		case n.DataAtom == atom.A:
			r.link(n)
		case isHeading(n):
			r.apart('\n')
			r.readAside(n)
			r.apart('\n')
		case isBlock(n):
			r.apart('\n')
			r.read(n)
			r.apart('\n')
		default:
			r.read(n)
		}
	}
}

// readAside reads what lines for lists don't begin with.
func (r *reader) readAside(n *html.Node) {
	r.aside++
	r.read(n)
	r.aside--
}

// apart puts white space between what was read and what comes.
func (r *reader) apart(by byte) {
	r.count.stop()
	if r.due != '\n' && r.out.Len() > 0 {
		r.due = by
	}
}

func (r *reader) link(n *html.Node) {
	if isMarker(n) {
		return
	}
	start := r.out.Len()
	if r.due != 0 {
		start++
	}
	if hasClass(n, cardClass) {
		r.readAside(n)
	} else {
		r.read(n)
	}
	if end := r.out.Len(); end > start {
		if r.links == nil {
			r.links = map[*html.Node]span{}
		}
		r.links[n] = span{start, end}
	}
}

// isMarker reports whether a link is the number of a footnote, or the sign
// that leads back: nobody would read it aloud.
func isMarker(link *html.Node) bool {
	href, _ := attr(link, "href")
	if !strings.Contains(href, "#") || holds(link, atom.Img) {
		return false
	}
	text := textOf(link)
	return len(text) <= maxMarker && !strings.ContainsFunc(text, unicode.IsLetter)
}

// write writes text with its white space folded.
func (r *reader) write(text string) {
	start := 0
	for i := 0; i < len(text); {
		size := spaceAt(text, i)
		if size == 0 || isLoneSpace(text, i, start) {
			i++
			continue
		}
		r.words(text[start:i])
		r.apart(' ')
		i += size
		start = i
	}
	r.words(text[start:])
}

// isLoneSpace reports whether text[i] is a space between words, as it stays.
func isLoneSpace(text string, i, start int) bool {
	return text[i] == ' ' && i > start && i+1 < len(text) && spaceAt(text, i+1) == 0
}

// words writes a part of a text in which no white space is to be folded.
func (r *reader) words(text string) {
	if text == "" {
		return
	}
	if r.due != 0 {
		r.out.WriteByte(r.due)
	}
	if r.begin < 0 && r.aside == 0 {
		r.begin = r.out.Len()
	}
	r.due, r.breaks = 0, 0
	r.count.add(text)
	r.out.WriteString(text)
}

// spaceAt gives the length of the white space character at text[i:], in
// bytes; 0 if there is none.
func spaceAt(text string, i int) int {
	switch text[i] {
	case ' ', '\n', '\t', '\r', '\f':
		return 1
	case 0xc2: // of U+00A0
		if i+1 < len(text) && text[i+1] == 0xa0 {
			return 2
		}
	}
	return 0
}
