package clean

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// node renders a node as html.Render does, which it is left to if it is of a
// kind that edited trees don't have. FuzzMarkup holds both to the same.
func (o *output) node(n *html.Node) error {
	switch {
	case n.Type == html.TextNode:
		o.escape(n.Data)
	case n.Type == html.ElementNode && !isLiteral(n) && (n.FirstChild == nil || !isVoid(n)):
		if err := o.element(n); err != nil {
			return err
		}
	default:
		return html.Render(o, n)
	}
	if len(o.buf) > o.max {
		return errTooLarge
	}
	return nil
}

// isLiteral reports whether html.Render may write text in n as it is.
func isLiteral(n *html.Node) bool { return slices.Contains(rawText, n.Data) }

func (o *output) element(n *html.Node) error {
	o.buf = append(append(o.buf, '<'), n.Data...)
	for i := range n.Attr {
		a := &n.Attr[i]
		o.buf = append(o.buf, ' ')
		if a.Namespace != "" {
			o.buf = append(append(o.buf, a.Namespace...), ':')
		}
		o.buf = append(append(o.buf, a.Key...), '=', '"')
		o.escape(a.Val)
		o.buf = append(o.buf, '"')
	}
	if len(o.buf) > o.max {
		return errTooLarge
	}
	if n.FirstChild == nil && isVoid(n) {
		o.buf = append(o.buf, '/', '>')
		return nil
	}
	o.buf = append(o.buf, '>')
	if c := n.FirstChild; c != nil && c.Type == html.TextNode && strings.HasPrefix(c.Data, "\n") && swallowsNewline(n) {
		o.buf = append(o.buf, '\n')
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if err := o.node(c); err != nil {
			return err
		}
	}
	o.buf = append(append(append(o.buf, '<', '/'), n.Data...), '>')
	return nil
}

// swallowsNewline reports whether a parser drops the end of line with which n
// begins.
func swallowsNewline(n *html.Node) bool {
	return n.Data == "pre" || n.Data == "listing" || n.Data == "textarea"
}

// isVoid reports whether an element has no end tag.
func isVoid(n *html.Node) bool {
	switch atom.Lookup([]byte(n.Data)) {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Keygen, atom.Link, atom.Meta,
		atom.Param, atom.Source, atom.Track, atom.Wbr:
		return true
	}
	return false
}

// escaped holds what html.Render writes in the place of a byte.
var escaped = [256]string{'&': "&amp;", '\'': "&#39;", '<': "&lt;", '>': "&gt;", '"': "&#34;", '\r': "&#13;"}

// escape writes text.
func (o *output) escape(text string) {
	from := 0
	for i := range len(text) {
		if as := escaped[text[i]]; as != "" {
			o.buf = append(append(o.buf, text[from:i]...), as...)
			from = i + 1
		}
	}
	o.buf = append(o.buf, text[from:]...)
}
