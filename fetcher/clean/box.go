package clean

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Classes of the boxes in which wide things scroll.
const (
	tableBox = "table-box"
	mathBox  = "math-box"
)

// box puts each table and each formula that stands by itself into a box that
// scrolls and has a name (ENT-5; look.md 10).
func (f *fragment) box() {
	for _, n := range f.boxes {
		class, name := tableBox, wordTable
		if n.Namespace == "math" {
			class, name = mathBox, wordFormula
			if n.Parent.DataAtom == atom.P {
				standAlone(n)
			}
			if n.Parent.Parent != nil && !holdsBlocks(n.Parent) {
				continue // inside of a line
			}
		}
		box := newElement(atom.Div, append(regionAttrs(name), html.Attribute{Key: "class", Val: class})...)
		sortAttrs(box)
		wrap(n, box)
	}
}

// standAlone takes n out of its paragraph, and splits that around it.
func standAlone(n *html.Node) {
	p := n.Parent
	after := newElement(atom.P)
	for _, a := range p.Attr {
		if a.Key != "id" {
			after.Attr = append(after.Attr, a)
		}
	}
	for c := n.NextSibling; c != nil; c = n.NextSibling {
		p.RemoveChild(c)
		after.AppendChild(c)
	}
	p.RemoveChild(n)
	p.Parent.InsertBefore(after, p.NextSibling)
	p.Parent.InsertBefore(n, after)
	for _, half := range [...]*html.Node{p, after} {
		if isEmpty(half) && !isTarget(half) {
			remove(half)
		}
	}
}

// isOurBox reports whether n is a box that we made, or as good as one.
func isOurBox(n *html.Node) bool {
	if n.DataAtom != atom.Div || !hasClass(n, tableBox) && !hasClass(n, mathBox) {
		return false
	}
	only := n.FirstChild
	return only != nil && only == n.LastChild && (only.DataAtom == atom.Table || only.DataAtom == atom.Math)
}
