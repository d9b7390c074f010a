package clean

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// linkImages puts a link with its description in the place of each picture of
// the sealed tree: lists load nothing from elsewhere (IMG-1, IMG-2).
func (f *fragment) linkImages() {
	var images []*html.Node
	for n := range f.root.Descendants() {
		if n.DataAtom == atom.Img {
			images = append(images, n)
		}
	}
	for _, n := range images {
		f.linkImage(n)
	}
}

func (f *fragment) linkImage(n *html.Node) {
	alt, _ := attr(n, "alt")
	label := oneLine(alt, maxTitle)
	if label == "" {
		label = wordImage
	}
	instead := newText(label)
	src, _ := attr(n, "src")
	if href, _ := f.href(src); isWeb(href) && !isIn(n, atom.A) {
		instead = newElement(atom.A, linkAttrs(href, false)...)
		instead.AppendChild(newText(label))
	}
	// Pictures part words by themselves; their descriptions don't.
	if before := n.PrevSibling; before != nil && endsInWord(before) {
		n.Parent.InsertBefore(newText(" "), n)
	}
	if after := n.NextSibling; after != nil && beginsWithWord(after) {
		n.Parent.InsertBefore(newText(" "), after)
	}
	replace(n, instead)
}

// endsInWord reports whether words after n would run into it.
func endsInWord(n *html.Node) bool {
	if n.Type != html.TextNode {
		return !isBlock(n)
	}
	r, _ := utf8.DecodeLastRuneInString(n.Data)
	return !unicode.IsSpace(r) && !unicode.Is(unicode.Ps, r)
}

// beginsWithWord reports whether n would run into words before it.
func beginsWithWord(n *html.Node) bool {
	if n.Type != html.TextNode {
		return !isBlock(n)
	}
	r, _ := utf8.DecodeRuneInString(n.Data)
	return unicode.IsLetter(r) || unicode.IsNumber(r)
}

// isIn reports whether n stands in an element of that name.
func isIn(n *html.Node, name atom.Atom) bool {
	for n = n.Parent; n != nil; n = n.Parent {
		if n.DataAtom == name {
			return true
		}
	}
	return false
}
