package clean

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// settled reports whether a parser would make the same tree of the markup of
// what is below n. It errs on the safe side: a tree passes only if every
// element stands where HTML 13.2 neither closes, opens nor moves anything.
func settled(n *html.Node) bool { return stays(n, around{}) }

// around is what stands around an element.
type around struct{ paragraph, link bool }

func stays(n *html.Node, in around) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			if rows(n) && !isSpace(c.Data) {
				return false
			}
			continue
		}
		if !standsWell(c, n, in) {
			return false
		}
		inside := in
		switch c.DataAtom {
		case atom.P:
			inside.paragraph = true
		case atom.A:
			inside.link = true
		case atom.Math:
			continue // editMath leaves MathML and text only
		}
		if !stays(c, inside) {
			return false
		}
	}
	return true
}

// standsWell reports whether n stays below parent where it is.
func standsWell(n, parent *html.Node, in around) bool {
	k := kinds[n.DataAtom]
	if in.paragraph && k&block != 0 || rows(parent) && k&part == 0 {
		return false
	}
	switch n.DataAtom {
	case atom.A:
		return !in.link
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return !isHeading(parent)
	case atom.Li:
		return parent.DataAtom == atom.Ul || parent.DataAtom == atom.Ol
	case atom.Dd, atom.Dt:
		return parent.DataAtom == atom.Dl
	case atom.Rp, atom.Rt:
		return parent.DataAtom == atom.Ruby
	case atom.Caption, atom.Colgroup, atom.Tbody, atom.Tfoot, atom.Thead:
		return parent.DataAtom == atom.Table
	case atom.Col:
		return parent.DataAtom == atom.Colgroup
	case atom.Tr:
		return parent.DataAtom == atom.Tbody || parent.DataAtom == atom.Tfoot || parent.DataAtom == atom.Thead
	case atom.Td, atom.Th:
		return parent.DataAtom == atom.Tr
	}
	return true
}

// rows reports whether n is a part of a table that holds parts only.
func rows(n *html.Node) bool { return kinds[n.DataAtom]&(root|section) != 0 }

// isSpace reports whether text may stand between the parts of a table.
func isSpace(text string) bool {
	for _, c := range []byte(text) {
		if c != ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' {
			return false
		}
	}
	return true
}
