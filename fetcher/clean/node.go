package clean

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

func newElement(name atom.Atom, attrs ...html.Attribute) *html.Node {
	return &html.Node{Type: html.ElementNode, DataAtom: name, Data: name.String(), Attr: attrs}
}

func newText(text string) *html.Node {
	return &html.Node{Type: html.TextNode, Data: text}
}

func rename(n *html.Node, name atom.Atom) { n.DataAtom, n.Data = name, name.String() }

func remove(n *html.Node) {
	if n.Parent != nil {
		n.Parent.RemoveChild(n)
	}
}

// unwrap puts the children of n in its place.
func unwrap(n *html.Node) {
	for c := n.FirstChild; c != nil; c = n.FirstChild {
		n.RemoveChild(c)
		n.Parent.InsertBefore(c, n)
	}
	remove(n)
}

// replace puts another node in the place of n.
func replace(n, other *html.Node) {
	n.Parent.InsertBefore(other, n)
	remove(n)
}

// wrap puts n into box, and box in the place of n.
func wrap(n, box *html.Node) {
	n.Parent.InsertBefore(box, n)
	remove(n)
	box.AppendChild(n)
}

// attr is an attribute without a name space.
func attr(n *html.Node, name string) (value string, ok bool) {
	for i := range n.Attr {
		if n.Attr[i].Key == name && n.Attr[i].Namespace == "" {
			return n.Attr[i].Val, true
		}
	}
	return "", false
}

// setAttr sets an attribute that n has.
func setAttr(n *html.Node, name, value string) {
	for i := range n.Attr {
		if n.Attr[i].Key == name {
			n.Attr[i].Val = value
		}
	}
}

func dropAttr(n *html.Node, name string) {
	n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// hasClass reports whether name is among the classes of n.
func hasClass(n *html.Node, name string) bool {
	for i := range n.Attr {
		if a := &n.Attr[i]; a.Key == "class" && strings.Contains(a.Val, name) {
			return slices.Contains(strings.Fields(a.Val), name)
		}
	}
	return false
}

// isBlank reports whether there is nothing to see in text.
func isBlank(text string) bool { return strings.TrimSpace(text) == "" }

// isEmpty reports whether a reader would see nothing of what is below n.
func isEmpty(n *html.Node) bool {
	for c := range n.ChildNodes() {
		switch {
		case c.Type == html.TextNode && isBlank(c.Data):
		case c.Type == html.TextNode, c.DataAtom == atom.Img, c.DataAtom == atom.Hr, c.DataAtom == atom.Math:
			return false
		case !isEmpty(c):
			return false
		}
	}
	return true
}

// isTarget reports whether a link may lead to n or to what is below it.
func isTarget(n *html.Node) bool {
	if _, ok := attr(n, "id"); ok {
		return true
	}
	for c := range n.Descendants() {
		if _, ok := attr(c, "id"); ok {
			return true
		}
	}
	return false
}

// isBlock reports whether n begins on a line of its own.
func isBlock(n *html.Node) bool { return kinds[n.DataAtom]&(block|part) != 0 || isDisplayed(n) }

// isDisplayed reports whether n is a formula that stands by itself.
func isDisplayed(n *html.Node) bool {
	display, _ := attr(n, "display")
	return n.Namespace == "math" && display == "block"
}

// isHeading reports whether n is one of h1 to h6.
func isHeading(n *html.Node) bool {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}

// textOf is the text below n, with what stands in dropped elements left out.
func textOf(n *html.Node) string {
	var b strings.Builder
	writeText(&b, n)
	return b.String()
}

func writeText(b *strings.Builder, n *html.Node) {
	for c := range n.ChildNodes() {
		switch {
		case c.Type == html.TextNode:
			b.WriteString(c.Data)
		case c.Type == html.ElementNode && c.Namespace != "svg" && !dropped[c.Data]:
			writeText(b, c)
		}
	}
}
