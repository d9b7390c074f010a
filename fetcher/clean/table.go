package clean

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// table edits a table. One that is there for the layout only becomes what
// stands in its cells (ENT-5).
func (f *fragment) table(n *html.Node, at place) {
	var s shape
	s.look(n)
	layout := !s.head && (s.columns < 2 || s.nested || at.table)
	at.table, at.layout = at.table || !layout, layout
	f.edit(n, at)
	if layout {
		flatten(n)
		return
	}
	f.attributes(n, kept[atom.Table])
	f.boxes = append(f.boxes, n)
}

// A shape is what tells tables of data from those for the layout.
type shape struct {
	columns int  // of the longest row
	head    bool // it has head cells of its own
	nested  bool // there is a table in it
}

// look looks at what is below n, but not into other tables.
func (s *shape) look(n *html.Node) {
	cells := 0
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type != html.ElementNode:
			continue
		case c.DataAtom == atom.Table:
			s.nested = true
			continue
		case c.DataAtom == atom.Th:
			s.head = true
			cells++
		case c.DataAtom == atom.Td:
			cells++
		}
		s.look(c)
	}
	s.columns = max(s.columns, cells)
}

// flatten makes a block of each cell, and lets the table go.
func flatten(n *html.Node) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		switch c.DataAtom {
		case atom.Td, atom.Th, atom.Caption:
			rename(c, atom.Div)
			dropAttr(c, "colspan")
			dropAttr(c, "rowspan")
			dropAttr(c, "scope")
			if c.FirstChild == nil && !isTarget(c) {
				remove(c)
			}
		case atom.Tbody, atom.Thead, atom.Tfoot, atom.Tr:
			flatten(c)
		case atom.Col, atom.Colgroup:
			remove(c)
		}
		c = next
	}
	unwrap(n)
}
