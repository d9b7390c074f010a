package clean

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// spaces is what is folded to one space.
const spaces = " \n\t\r\f\u00a0"

// A reading is the words of an edited text as one would read them aloud.
type reading struct {
	text  string // a line for each block, white space folded
	count int    // of words
	links map[*html.Node]span
}

// A span is a part of a reading's text, in bytes.
type span struct{ start, end int }

// readText reads the tree below root.
func readText(root *html.Node) *reading {
	r := reader{}
	r.read(root)
	return &reading{text: r.out.String(), count: r.count.words(), links: r.links}
}

// A reader is one pass over a tree.
type reader struct {
	out    strings.Builder
	due    byte // white space that goes before the next word; 0 for none
	breaks int  // line breaks since the last word
	count  counter
	links  map[*html.Node]span
}

func (r *reader) read(parent *html.Node) {
	for n := parent.FirstChild; n != nil; n = n.NextSibling {
		switch k := kinds[n.DataAtom]; {
		case n.Type == html.TextNode:
			r.write(n.Data)
		case n.DataAtom == atom.Rt || n.DataAtom == atom.Rp: // they say again what stands beside them
		case n.DataAtom == atom.Br:
			if r.breaks++; r.breaks > 1 {
				r.apart('\n') // two of them are a paragraph to many
			} else {
				r.apart(' ')
			}
		case n.DataAtom == atom.A:
			r.link(n)
		case k&(block|part) != 0:
			r.apart('\n')
			r.read(n)
			r.apart('\n')
		default:
			r.read(n)
		}
	}
}

// apart puts white space between what was read and what comes.
func (r *reader) apart(by byte) {
	r.count.stop()
	if r.due != '\n' && r.out.Len() > 0 {
		r.due = by
	}
}

func (r *reader) link(n *html.Node) {
	if r.links == nil {
		r.links = map[*html.Node]span{}
	}
	start := r.out.Len()
	if r.due != 0 {
		start++
	}
	r.read(n)
	if end := r.out.Len(); end > start {
		r.links[n] = span{start, end}
	}
}

// write writes text with its white space folded.
func (r *reader) write(text string) {
	for text != "" {
		end := strings.IndexAny(text, spaces)
		switch {
		case end == 0:
			r.apart(' ')
			text = strings.TrimLeft(text, spaces)
			continue
		case end < 0:
			end = len(text)
		}
		if r.due != 0 {
			r.out.WriteByte(r.due)
		}
		r.due, r.breaks = 0, 0
		r.count.add(text[:end])
		r.out.WriteString(text[:end])
		text = text[end:]
	}
}

// words is how many words the text has.
func (r *reading) words() int { return r.count }

// line is the publisher's summary, else the beginning of the text, as one or
// two lines for lists.
func (r *reading) line(summary string) string {
	if summary == "" {
		summary = cut(r.text, 2*maxLine)
	}
	return firstSentences(oneLine(summary, 2*maxLine), maxLine)
}
