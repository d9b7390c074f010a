package clean

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Links into the text itself pass the policy, which admits no relative
// addresses, under a scheme of ours. Strangers' links with it don't get so
// far.
const (
	inTextScheme = "entry"
	inText       = inTextScheme + ":"
)

// maxID is the longest id, in bytes.
const maxID = 200

// A jump is a link into the text, until it is known what is there.
type jump struct {
	node *html.Node
	raw  string
}

// id gives the id of n as it may stand on a page beside those of other
// entries, each once (CLEAN-9). The names of anchors become ids.
func (f *fragment) id(n *html.Node) (string, bool) {
	raw, ok := attr(n, "id")
	if !ok && n.DataAtom == atom.A {
		raw, ok = attr(n, "name")
	}
	raw = strings.TrimPrefix(raw, f.prefix)
	if !ok || !isID(raw) {
		return "", false
	}
	id := f.prefix + raw
	if f.ids[id] {
		return "", false
	}
	if f.ids == nil {
		f.ids = map[string]bool{}
	}
	f.ids[id] = true
	return id, true
}

func isID(id string) bool {
	return id != "" && len(id) <= maxID && !strings.ContainsFunc(id, func(r rune) bool {
		return r <= ' ' || r == '\u00a0' || legalRune(r) < 0 || r == '\ufffd'
	})
}

// href completes the address of a link, without what counts clicks. inside
// tells that it may lead into the text, which land finds out.
func (f *fragment) href(raw string) (address string, inside bool) {
	if strings.HasPrefix(strings.TrimSpace(raw), "#") {
		return inText, true
	}
	u := resolve(raw, f.base)
	switch {
	case u == nil:
		return "", false
	case u.Scheme == "mailto" && u.Opaque != "":
		return u.String(), false
	case !fit(u):
		return "", false
	}
	untracked(u)
	address = u.String()
	page, _, _ := strings.Cut(address, "#")
	return address, u.Fragment != "" && page == f.here
}

// land leads each jump to its place in the text, or to the original if that
// place isn't here (ENT-3).
func (f *fragment) land() {
	f.jumps = slices.DeleteFunc(f.jumps, func(j jump) bool {
		_, fragment, _ := strings.Cut(j.raw, "#")
		if id := f.target(fragment); id != "" {
			setAttr(j.node, "href", inText+toID(id))
			return false
		}
		f.leave(j.node, fragment)
		return true
	})
}

// landAgain leads to the original what leads to a place that was cut off.
func (f *fragment) landAgain(root *html.Node) {
	ids := map[string]bool{}
	var jumps []*html.Node
	for n := range root.Descendants() {
		if id, ok := attr(n, "id"); ok {
			ids[toID(id)] = true
		}
		if href, _ := attr(n, "href"); strings.HasPrefix(href, "#") {
			jumps = append(jumps, n)
		}
	}
	for _, n := range jumps {
		if href, _ := attr(n, "href"); !ids[href] {
			n.Attr = slices.Clone(n.Attr) // the whole text has them, too
			f.leave(n, href[1:])
		}
	}
}

// toID is the address of a place on the same page.
func toID(id string) string { return (&url.URL{Fragment: id}).String() }

// target gives the id to which the fragment of an address leads, as it is or
// unescaped; "" if there is none.
func (f *fragment) target(fragment string) string {
	plain, err := url.PathUnescape(fragment)
	for _, name := range [...]string{fragment, plain} {
		if id := f.prefix + strings.TrimPrefix(name, f.prefix); f.ids[id] && err == nil {
			return id
		}
	}
	return ""
}

// leave leads a link to the place of that name in the original. Where nobody
// knows the original, it is no link any more.
func (f *fragment) leave(n *html.Node, fragment string) {
	if u := resolve("#"+strings.TrimPrefix(fragment, f.prefix), f.origin); u != nil {
		setAttr(n, "href", u.String())
		return
	}
	unlink(n)
}

// unlink makes of a link what is left of it without an address.
func unlink(n *html.Node) {
	id, has := attr(n, "id")
	if n.Attr = nil; !has {
		unwrap(n)
		return
	}
	n.Attr = []html.Attribute{{Key: "id", Val: id}} // others may lead here
	rename(n, atom.Span)
}

// unmark gives the jumps below n the addresses that pages have.
func unmark(n *html.Node) {
	for c := range n.Descendants() {
		if c.DataAtom != atom.A {
			continue
		}
		if href, _ := attr(c, "href"); strings.HasPrefix(href, inText) {
			setAttr(c, "href", strings.TrimPrefix(href, inText))
		}
	}
}
