package clean

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// dropTitle takes out the headings with which a text says its title again
// (ENT-4). What stands before may be pictures, but no words.
func (f *fragment) dropTitle() {
	want := foldTitle(f.post.Title)
	if want == "" {
		return
	}
	for {
		h := firstWords(f.root)
		if h == nil || foldTitle(textOf(h)) != want || hasMore(h) {
			return
		}
		for n := range h.Descendants() {
			f.forget(n)
		}
		f.forget(h)
		around := h.Parent
		remove(h)
		unlinkEmpty(around)
	}
}

// unlinkEmpty takes the link off n, or off what it stands in, if there is
// nothing left to follow it by.
func unlinkEmpty(n *html.Node) {
	for ; n != nil; n = n.Parent {
		if n.DataAtom == atom.A && isEmpty(n) {
			unlink(n)
			return
		}
	}
}

// firstWords gives the heading that begins the text; nil if something else
// does.
func firstWords(root *html.Node) *html.Node {
	for n := range root.Descendants() {
		switch {
		case isHeading(n):
			return n
		case n.Type == html.TextNode && !isBlank(n.Data):
			return nil
		}
	}
	return nil
}

// hasMore reports whether there is more to a heading than its words.
func hasMore(h *html.Node) bool {
	for n := range h.Descendants() {
		if n.Data == "img" || n.Data == "math" {
			return true
		}
	}
	return false
}

// forget takes back what is known of a node that goes.
func (f *fragment) forget(n *html.Node) {
	f.links = slices.DeleteFunc(f.links, func(l link) bool { return l.node == n })
	if id, ok := attr(n, "id"); ok {
		delete(f.ids, id)
	}
}

// foldTitle makes titles comparable. Signs at the end are those by which
// programs link a heading to itself.
func foldTitle(title string) string {
	return strings.TrimRight(strings.ToLower(oneLine(title, maxTitle)), " #¶§🔗.")
}
