package clean

import (
	"math"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"planet"
)

// Limits of what lists show of a text (ENT-10).
const (
	wholeWords  = 300 // a text is shown whole up to so many
	wholeImages = 2
	enoughWords = 120 // an excerpt ends with the block in which it has so many
	mostWords   = 200 // and never has more
)

// shorten makes of the sealed tree what lists show of a text (CLEAN-17). The
// tree is not the text's any more afterwards.
func (f *fragment) shorten(t *planet.Text, own summary) {
	t.Whole = t.Words <= wholeWords && t.Images <= wholeImages
	half := t.Words / 2
	given := planet.SafeHTML{}
	if t.Summary != "" {
		given = own.excerpt()
	}
	if !t.Whole {
		if t.Excerpt = given; given.IsZero() {
			t.Excerpt = f.excerpt(enoughWords, mostWords)
		}
	}
	switch {
	case !given.IsZero() && own.words <= half:
		t.Short = given
	case !t.Whole && given.IsZero() && half >= mostWords:
		t.Short = t.Excerpt
	default:
		t.Short = f.excerpt(min(half, enoughWords), min(half, mostWords))
	}
	if t.Images > 0 {
		f.linkImages()
		t.List = f.derive(f.root)
	}
}

// excerpt is the beginning of the sealed tree, as far as the block in which it
// has enough words, and with at most so many.
func (f *fragment) excerpt(enough, most int) planet.SafeHTML {
	root := newElement(atom.Div)
	c := cutter{enough: enough, most: most}
	c.copy(root, f.root)
	trimStart(root)
	trimEnd(root)
	if len(f.jumps) > 0 {
		f.landAgain(root)
	}
	return f.derive(root)
}

// derive renders a tree that was made of the sealed one.
func (f *fragment) derive(root *html.Node) planet.SafeHTML {
	err := f.render(root)
	if err == nil && !settled(root) {
		if root, err = parse(f.out.buf); err == nil {
			err = f.render(root)
		}
	}
	if err != nil {
		return planet.SafeHTML{}
	}
	return planet.TrustHTML(string(f.out.buf))
}

// A cutter copies a tree until it has copied enough. Pictures stay behind.
type cutter struct {
	enough, most int // words
	count        counter
	full         bool
}

func (c *cutter) copy(to, from *html.Node) {
	for n := from.FirstChild; n != nil && !c.full; n = n.NextSibling {
		switch {
		case n.Type == html.TextNode:
			c.text(to, n.Data)
		case n.DataAtom == atom.Img, n.DataAtom == atom.Figure && holds(n, atom.Img):
		case isUndivided(n):
			c.undivided(to, n)
		default:
			c.element(to, n)
		}
	}
}

// text copies text, or as many words of it as may be.
func (c *cutter) text(to *html.Node, text string) {
	end := c.count.until(text, c.most)
	if c.full = end < len(text); c.full {
		head := strings.TrimRight(text[:end], " \n\t\r\f\u00a0([“„«‘")
		if end := lastSentence(head); end > len(head)/2 {
			text = head[:end]
		} else if text = head; head != "" {
			text += "…"
		}
	}
	if text != "" {
		to.AppendChild(newText(text))
	}
}

// element copies an element and what is in it, if anything is.
func (c *cutter) element(to, n *html.Node) {
	boundary := isBlock(n) || n.DataAtom == atom.Br
	if c.end(boundary); c.full {
		return
	}
	e := &html.Node{Type: html.ElementNode, DataAtom: n.DataAtom, Data: n.Data, Namespace: n.Namespace, Attr: n.Attr}
	c.copy(e, n)
	if k := kinds[n.DataAtom]; k&(void|part) != 0 || n.Namespace != "" || !isEmpty(e) {
		to.AppendChild(e)
	}
	c.end(boundary)
}

// end ends the excerpt where blocks meet, if it has enough words.
func (c *cutter) end(boundary bool) {
	if boundary {
		c.count.stop()
		c.full = c.full || c.count.words() >= c.enough
	}
}

// undivided copies an element whole, or not at all. One that is too long ends
// the excerpt, but for one that begins it: that is passed over.
func (c *cutter) undivided(to, n *html.Node) {
	if c.end(isBlock(n)); c.full {
		return
	}
	all := cutter{enough: math.MaxInt, most: math.MaxInt, count: c.count}
	box := newElement(atom.Div)
	all.element(box, n)
	switch e := box.FirstChild; {
	case e == nil || isEmpty(box):
	case all.count.words() <= c.most:
		c.count = all.count
		box.RemoveChild(e)
		to.AppendChild(e)
		c.end(isBlock(n))
	default:
		c.full = c.count.words() > 0
	}
}

// isUndivided reports whether no excerpt ends in n.
func isUndivided(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Figure, atom.Math, atom.Pre, atom.Ruby, atom.Table:
		return true
	}
	return isOurBox(n) || n.DataAtom == atom.A && hasClass(n, cardClass)
}

// holds reports whether an element of that name is below n.
func holds(n *html.Node, name atom.Atom) bool {
	for c := range n.Descendants() {
		if c.DataAtom == name {
			return true
		}
	}
	return false
}

// trimEnd takes away what leads to what isn't there any more.
func trimEnd(n *html.Node) {
	for last := n.LastChild; last != nil; last = n.LastChild {
		if last.Type == html.ElementNode && last.FirstChild != nil && !isUndivided(last) && !isHeading(last) && last.DataAtom != atom.Dt {
			trimEnd(last)
			if last.FirstChild != nil {
				return
			}
		}
		if last.Type == html.TextNode && !isBlank(last.Data) || isUndivided(last) {
			return
		}
		n.RemoveChild(last)
	}
}

// trimStart takes away breaks before the first words.
func trimStart(n *html.Node) {
	for first := n.FirstChild; first != nil; first = n.FirstChild {
		if first.DataAtom != atom.Br && first.DataAtom != atom.Hr && (first.Type != html.TextNode || !isBlank(first.Data)) {
			return
		}
		n.RemoveChild(first)
	}
}
