package clean

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"planet"
)

// A place is what stands around a node.
type place struct {
	link   bool // in a link: no other may stand here
	table  bool // in a table that stays one
	layout bool // the innermost table is one that goes
	ruby   bool
	reply  bool // in what is marked as an answer (CONV-8)

	// In a heading, an item, a term, which the like of it would end here.
	heading, item, term bool
}

// within is the place of what stands in n, which is at this one.
func (at place) within(n *html.Node) place {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		at.heading = true
	case atom.Li:
		at.item = true
	case atom.Dd, atom.Dt:
		at.term = true
	case atom.Ruby:
		at.ruby = true
	case atom.Dl, atom.Ol, atom.Ul:
		at.heading, at.item, at.term = false, false, false
	case atom.Caption, atom.Td, atom.Th:
		if !at.layout {
			at.heading, at.item, at.term = false, false, false
		}
	}
	return at
}

// ends reports whether n would end what it stands in. A parser lets no such
// thing come to be; but a cell between the two may have gone.
func (at place) ends(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Li:
		return at.item
	case atom.Dd, atom.Dt:
		return at.term
	}
	return at.heading && isHeading(n)
}

// edit makes of strangers' markup below parent what we publish of it. The
// tree is not deeper than balance lets it be, hence the recursion ends.
func (f *fragment) edit(parent *html.Node, at place) {
	for n := parent.FirstChild; n != nil; {
		next := n.NextSibling // what n leaves behind when it goes is edited already
		f.node(n, at)
		n = next
	}
}

func (f *fragment) node(n *html.Node, at place) {
	switch {
	case n.Type == html.TextNode:
		n.Data = legal(n.Data)
	case n.Type != html.ElementNode:
		remove(n)
	case n.Namespace == "math":
		f.formula(n)
	case n.Namespace != "":
		f.drawing(n, at)
	default:
		f.element(n, at)
	}
}

func (f *fragment) element(n *html.Node, at place) {
	at.reply = at.reply || hasClass(n, "u-in-reply-to")
	switch n.DataAtom {
	case atom.A:
		f.link(n, at)
	case atom.Img:
		f.image(n)
	case atom.Audio, atom.Iframe, atom.Video:
		f.embedded(n, at)
	case atom.Table:
		f.table(n, at)
	default:
		f.other(n, at)
	}
}

func (f *fragment) other(n *html.Node, at place) {
	r, keep := kept[n.DataAtom]
	switch {
	case dropped[n.Data]:
		remove(n)
		return
	case !keep, isOurBox(n), !at.ruby && (n.DataAtom == atom.Rp || n.DataAtom == atom.Rt):
		f.edit(n, at)
		unwrap(n)
		return
	case r.as != 0:
		rename(n, r.as)
		r = kept[r.as]
	case at.ends(n):
		rename(n, atom.Div)
		r = kept[atom.Div]
	}
	f.edit(n, at.within(n))
	f.attributes(n, r)
	settle(n)
}

// settle mends what is of no use, or in a place where it can't be.
func settle(n *html.Node) {
	switch n.DataAtom {
	case atom.Span:
		if len(n.Attr) == 0 {
			unwrap(n)
		}
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		if isEmpty(n) {
			unwrap(n)
		}
	case atom.Figcaption:
		if n.Parent.DataAtom != atom.Figure {
			rename(n, atom.Div)
		}
	case atom.Summary:
		if n.Parent.DataAtom != atom.Details {
			rename(n, atom.Div)
		}
	case atom.Bdo:
		if _, ok := attr(n, "dir"); !ok {
			unwrap(n)
		}
	case atom.Pre: // it scrolls, so it must be reachable without a mouse (ENT-5)
		n.Attr = append(n.Attr, regionAttrs(wordCode)...)
		sortAttrs(n)
	}
}

// link edits a link or an anchor.
func (f *fragment) link(n *html.Node, at place) {
	at.reply = at.reply || answers(n)
	card := f.isOurCard(n)
	raw, has := attr(n, "href")
	inLink := at
	inLink.link = true
	f.edit(n, inLink)
	f.attributes(n, kept[atom.A])
	href, inside := "", false
	if has && !at.link {
		href, inside = f.href(raw)
	}
	empty := isEmpty(n)
	if isWeb(href) && !inside && !card && (!empty || at.reply) {
		f.note(n, href, at.reply)
	}
	if href == "" || empty {
		unlink(n)
		return
	}
	n.Attr = append(n.Attr, linkAttrs(href, card)...)
	sortAttrs(n)
	if inside {
		f.jumps = append(f.jumps, jump{n, raw})
	}
}

// note keeps a link to elsewhere for conversations (CONV-1), unless it is too
// long to stand outside of texts (SAFE-10).
func (f *fragment) note(n *html.Node, href string, reply bool) {
	if len(href) <= maxAddress && len(f.links) < maxLinks {
		f.links = append(f.links, link{n, planet.Reference{URL: href, Reply: reply}})
	}
}

// linkAttrs are those of each link (CLEAN-15), and of cards (ENT-7).
func linkAttrs(href string, card bool) []html.Attribute {
	all := []html.Attribute{{Key: "href", Val: href}, {Key: "rel", Val: "noopener noreferrer"}}
	if card {
		all = slices.Insert(all, 0, html.Attribute{Key: "class", Val: cardClass})
	}
	return all
}

// answers reports whether a link says that the text is an answer to it.
func answers(n *html.Node) bool {
	rel, _ := attr(n, "rel")
	for word := range strings.FieldsSeq(rel) {
		if strings.EqualFold(word, "in-reply-to") {
			return true
		}
	}
	return false
}

// legal drops what no page and no feed can hold.
func legal(text string) string {
	for i := 0; i < len(text); {
		if c := text[i]; c >= ' ' && c < 0x7f || c == '\n' {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if legalRune(r) < 0 || r == utf8.RuneError && size == 1 {
			return strings.Map(legalRune, text)
		}
		i += size
	}
	return text
}

func legalRune(r rune) rune {
	switch {
	case r == '\n' || r == '\t' || r == '\r':
		return r
	case r < ' ', r >= 0x7f && r < 0xa0, r&0xfffe == 0xfffe, r >= 0xfdd0 && r <= 0xfdef:
		return -1
	}
	return r
}
