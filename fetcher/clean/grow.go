package clean

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// grow makes the tree of balanced markup that html.ParseFragment makes, in a
// fraction of the time: nil if that isn't certain. Elements just stand in each
// other where the tree is settled and none is of a kind that a parser treats in
// another way. FuzzGrow holds both to the same.
func grow(markup []byte) *html.Node {
	if bytes.IndexByte(markup, 0) >= 0 {
		return nil // parsers drop it, or don't
	}
	z := newTokens(markup)
	defer z.release()
	g := grower{top: newElement(atom.Div)}
	root := g.top
	for {
		kind := z.next()
		if z.z != nil {
			return nil
		}
		switch kind {
		case html.ErrorToken:
			if g.top != root || !settled(root) {
				return nil
			}
			return root
		case html.TextToken:
			g.text(z.text())
		case html.StartTagToken, html.SelfClosingTagToken:
			if !g.start(z, kind == html.SelfClosingTagToken) {
				return nil
			}
		case html.EndTagToken:
			if g.top == root || string(z.tag()) != g.top.Data {
				return nil
			}
			g.top = g.top.Parent
		default:
			return nil
		}
	}
}

// A grower makes a tree, from its beginning to its end.
type grower struct {
	top   *html.Node // the innermost open element
	spare []html.Node
}

// node gives a new node; many are made at once.
func (g *grower) node() *html.Node {
	if len(g.spare) == 0 {
		g.spare = make([]html.Node, 16)
	}
	n := &g.spare[0]
	g.spare = g.spare[1:]
	return n
}

func (g *grower) text(text []byte) {
	if g.top.FirstChild == nil && (g.top.DataAtom == atom.Pre || g.top.DataAtom == atom.Listing) {
		text = bytes.TrimPrefix(text, []byte("\n"))
	}
	if len(text) == 0 {
		return
	}
	n := g.node()
	n.Type, n.Data = html.TextNode, string(text)
	g.top.AppendChild(n)
}

// start begins an element, if it is an ordinary one.
func (g *grower) start(z *tokens, selfClosing bool) bool {
	name := atom.Lookup(z.tag())
	isVoid := kinds[name]&void != 0
	if !ordinaryElements[name] || selfClosing && !isVoid {
		return false
	}
	n := g.node()
	n.Type, n.DataAtom, n.Data = html.ElementNode, name, name.String()
	n.Attr = attributesOf(z.raw, len("<")+len(n.Data))
	if kinds[name]&formatting != 0 { // as the parser does, which compares them
		slices.SortFunc(n.Attr, func(a, b html.Attribute) int {
			return cmp.Or(strings.Compare(a.Key, b.Key), strings.Compare(a.Val, b.Val))
		})
	}
	g.top.AppendChild(n)
	if !isVoid {
		g.top = n
	}
	return true
}

// ordinaryElements holds those that stand where they begin, if nothing around
// them says otherwise.
var ordinaryElements = makeOrdinary()

func makeOrdinary() map[atom.Atom]bool {
	all := map[atom.Atom]bool{}
	for name := range kept {
		if k := kinds[name]; k&(root|part) == 0 {
			all[name] = true
		}
	}
	for _, name := range []atom.Atom{atom.Audio, atom.Big, atom.Data, atom.Font, atom.Label, atom.Picture, atom.Source, atom.Time, atom.Video} {
		all[name] = true
	}
	for _, name := range []atom.Atom{atom.Rp, atom.Rt, atom.Ruby} {
		delete(all, name)
	}
	return all
}

// attributesOf reads the attributes of a start tag that tokens found ordinary,
// from the end of its name on.
func attributesOf(tag []byte, i int) []html.Attribute {
	var found [8]html.Attribute
	all := found[:0]
	for {
		for isTagSpace(tag[i]) {
			i++
		}
		if tag[i] == '>' || tag[i] == '/' {
			return slices.Clone(all)
		}
		end := i
		for !isTagSpace(tag[end]) && tag[end] != '=' && tag[end] != '>' && tag[end] != '/' {
			end++
		}
		key, value := tag[i:end], []byte(nil)
		if i = end; tag[i] == '=' {
			quote := tag[i+1]
			value = tag[i+2:]
			value = value[:bytes.IndexByte(value, quote)]
			i += len("=''") + len(value)
		}
		a, ok := attributeOf(key, value)
		if !ok || slices.ContainsFunc(all, func(b html.Attribute) bool { return b.Key == a.Key }) {
			z := html.NewTokenizer(bytes.NewReader(tag))
			z.Next()
			return z.Token().Attr
		}
		all = append(all, a)
	}
}

// attributeOf is an attribute as a parser reads it; ok is false if that takes
// more than to decode the usual references.
func attributeOf(key, value []byte) (a html.Attribute, ok bool) {
	for _, c := range key {
		if 'A' <= c && c <= 'Z' {
			return a, false
		}
	}
	if bytes.IndexByte(value, '\r') >= 0 {
		return a, false
	}
	a.Key, a.Val = atom.String(key), string(value)
	for rest := value; ; rest = rest[1:] {
		i := bytes.IndexByte(rest, '&')
		if i < 0 {
			break
		}
		if rest = rest[i:]; !beginsWithReference(rest) && !bytes.HasPrefix(rest, []byte("&quot;")) {
			return a, false
		}
	}
	a.Val = html.UnescapeString(a.Val)
	return a, true
}
