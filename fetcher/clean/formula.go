package clean

import (
	"golang.org/x/net/html"
)

// formula edits MathML (CLEAN-14). Elements that we don't know become plain
// groups, so that those around them still have as many parts as they need.
func (f *fragment) formula(n *html.Node) {
	if n.Data != "math" { // it lost what it stood in
		unwrapAll(n)
		return
	}
	if isDisplayed(n) {
		f.boxes = append(f.boxes, n)
	}
	editMath(n)
}

func editMath(n *html.Node) {
	stay := n.Attr[:0]
	for _, name := range mathAttrs {
		if value, ok := attr(n, name); ok && mathValue.MatchString(value) {
			stay = append(stay, html.Attribute{Key: name, Val: value})
		}
	}
	n.Attr = stay
	if mathToken[n.Data] {
		text := legal(textOf(n))
		for n.FirstChild != nil {
			n.RemoveChild(n.FirstChild)
		}
		n.AppendChild(newText(text))
		return
	}
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		switch {
		case c.Type == html.TextNode:
			c.Data = legal(c.Data)
		case c.Type != html.ElementNode, c.Namespace != "math", mathDropped[c.Data], c.Data == "math":
			n.RemoveChild(c)
		default:
			if !mathKept[c.Data] {
				c.Data, c.DataAtom = "mrow", 0
			}
			editMath(c)
		}
		c = next
	}
}

// unwrapAll leaves of n its text.
func unwrapAll(n *html.Node) { replace(n, newText(legal(textOf(n)))) }
