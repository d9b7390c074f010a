package clean

import (
	"slices"

	"golang.org/x/net/html/atom"
)

// makeRoom closes what ends by itself where an element begins, and opens the
// cell that a table needs around it (CLEAN-2).
func (b *balancer) makeRoom(name string, k kind) {
	switch {
	case k&part != 0:
		b.openPart(name)
		return
	case name == "table" && b.top().kind&(root|section) != 0:
		b.closeTo(b.table())
	case k&(drop|form) == 0:
		b.openCell()
	}
	if k&block != 0 {
		for b.closeLike(cell|root, "p", "ruby") { // in ruby, a parser would close a block before rt
		}
	}
	switch {
	case k&heading != 0:
		if i := b.find(cell|root|list, func(f frame) bool { return f.kind&heading != 0 }); i >= 0 {
			b.closeTo(i)
		}
	case name == "li":
		b.closeLike(cell|root|list, "li")
	case name == "dd", name == "dt":
		b.closeLike(cell|root|list, "dd", "dt")
	case name == "rt", name == "rp":
		b.closeLike(cell|root|list|block, "rt", "rp")
	case name == "a":
		b.closeLike(cell|root|list, "a")
	}
}

// closeLike closes the innermost open element of these names, unless one of
// the kind stop is open in it. It reports whether there was one.
func (b *balancer) closeLike(stop kind, names ...string) bool {
	i := b.find(stop, func(f frame) bool { return slices.Contains(names, f.name) })
	if i >= 0 {
		b.closeTo(i)
	}
	return i >= 0
}

// table gives the place of the innermost open table, or -1.
func (b *balancer) table() int {
	return b.find(0, func(f frame) bool { return f.kind&root != 0 })
}

// openPart closes what must be closed for a part of a table to begin.
func (b *balancer) openPart(name string) {
	in := []string{"table"}
	switch name {
	case "tr":
		in = []string{"table", "tbody", "thead", "tfoot"}
	case "td", "th":
		in = []string{"table", "tbody", "thead", "tfoot", "tr"}
	case "col":
		in = []string{"table", "colgroup"}
	}
	for !slices.Contains(in, b.top().name) {
		b.pop()
	}
}

// openCell opens a cell if a table lacks one around what comes. A parser
// would move it before the table, and would open formatting elements again
// for each such piece.
func (b *balancer) openCell() {
	if b.top().kind&(root|section) == 0 {
		return
	}
	if b.top().name == "colgroup" {
		b.pop()
	}
	if b.top().name != "tr" {
		b.out = append(b.out, "<tr>"...)
		b.push(frame{name: "tr", kind: kinds[atom.Tr]})
	}
	b.out = append(b.out, "<td>"...)
	b.push(frame{name: "td", kind: kinds[atom.Td]})
}
