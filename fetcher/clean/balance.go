package clean

import (
	"bytes"
	"errors"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Limits of what a parser gets to see (CLEAN-2).
const (
	maxDepth      = 100
	maxFormatting = 16 // open at once
	maxTags       = 20_000
)

var (
	errTooDeep  = errors.New("the text is nested too deep")
	errManyTags = errors.New("the text has too many tags")
)

// balance appends raw to dst so that a parser has nothing to mend: stray end
// tags are dropped, open elements are closed, and elements end where their
// like begin. What is dropped with its content goes here already.
//
// html.Parse opens formatting elements again in each block after one that
// left them open. 87 KB can become 84 MB so; no library sees a text that did
// not pass here (SAFE-7, CLEAN-2).
func balance(dst []byte, raw string) ([]byte, error) {
	b := balancer{z: newTokens(raw), out: dst}
	defer b.z.release()
	for b.err == nil {
		switch b.z.next() {
		case html.ErrorToken:
			b.closeTo(0)
			return b.out, b.err // the only error of a string is its end
		case html.TextToken:
			b.text(b.z.raw)
		case html.StartTagToken:
			b.start(false)
		case html.SelfClosingTagToken:
			b.start(true)
		case html.EndTagToken:
			b.end()
		}
	}
	return b.out, b.err
}

// A balancer is one pass over the tokens with the open elements.
type balancer struct {
	z          *tokens
	out        []byte
	open       []frame
	formatting int // how many of open are formatting elements
	tags       int
	err        error
}

// A frame is an open element.
type frame struct {
	name    string
	kind    kind
	silent  bool // its own tags don't go out
	muted   bool // nor does anything in it
	foreign bool // its content follows the rules of MathML and SVG
}

func (b *balancer) top() frame {
	if len(b.open) == 0 {
		return frame{}
	}
	return b.open[len(b.open)-1]
}

// text writes text. A "<" in it begins no tag, and must not begin one with
// what comes next.
func (b *balancer) text(raw []byte) {
	if b.top().muted {
		return
	}
	if len(bytes.TrimSpace(raw)) > 0 {
		b.openCell()
	}
	for {
		i := bytes.IndexByte(raw, '<')
		if i < 0 {
			b.out = append(b.out, raw...)
			return
		}
		b.out = append(append(b.out, raw[:i]...), "&lt;"...)
		raw = raw[i+1:]
	}
}

// start takes a start tag.
func (b *balancer) start(selfClosing bool) {
	raw := b.z.raw
	tag := b.z.tag()
	name, kind := lookup(tag)
	top := b.top()
	if top.foreign && breaksOut(tag) {
		for b.top().foreign {
			b.pop()
		}
		top = b.top()
	}
	switch {
	case top.muted:
		b.startMuted(string(tag), kind, selfClosing)
		return
	case top.foreign:
		b.startForeign(raw, string(tag), selfClosing)
		return
	}
	if kind&(unknown|ignored) != 0 || kind&part != 0 && b.table() < 0 {
		return
	}
	b.makeRoom(name, kind)
	if kind&formatting != 0 && b.formatting >= maxFormatting {
		return
	}
	if kind&(drop|form) == 0 {
		b.write(raw, selfClosing && kind&void == 0)
	}
	switch {
	case kind&void != 0:
	case name == "a" && !hasHref(raw):
		b.out = append(b.out, "</a>"...) // an anchor; often it is never closed
	default:
		b.push(frame{
			name: name, kind: kind, silent: kind&(drop|form) != 0,
			muted: kind&(drop|hollow) != 0, foreign: kind&foreign != 0,
		})
	}
}

// startMuted takes a start tag in what is dropped: only its end counts.
func (b *balancer) startMuted(name string, kind kind, selfClosing bool) {
	f := frame{name: name, kind: kind, silent: true, muted: true, foreign: b.top().foreign || kind&foreign != 0}
	if b.top().foreign {
		b.z.notRawText()
	}
	switch {
	case len(b.open) >= maxDepth, selfClosing, kind&(void|ignored) != 0:
		return
	case name == "desc", name == "foreignobject":
		f.foreign = false
	case kind&unknown != 0:
		return
	}
	b.push(f)
}

// startForeign takes a start tag in MathML. What is neither MathML nor breaks
// out of it loses its tag.
func (b *balancer) startForeign(raw []byte, name string, selfClosing bool) {
	b.z.notRawText()
	if name[0] != 'm' && !strings.HasPrefix(name, "annotation") && name != "semantics" {
		return
	}
	gone := mathDropped[name]
	if !gone {
		b.write(raw, selfClosing)
	}
	switch {
	case !selfClosing:
		b.push(frame{name: name, silent: gone, muted: gone, foreign: !mathToken[name] && name != "annotation-xml"})
	case !gone:
		b.out = append(append(append(b.out, "</"...), name...), '>')
	}
}

// write writes a start tag as it came, but without the slash that closes
// nothing in HTML.
func (b *balancer) write(raw []byte, slash bool) {
	if b.tags++; b.tags > maxTags {
		b.err = errManyTags
	}
	if slash {
		raw = raw[:len(raw)-len("/>")]
	}
	b.out = append(b.out, raw...)
	if slash {
		b.out = append(b.out, '>')
	}
}

func (b *balancer) push(f frame) {
	if len(b.open) >= maxDepth {
		b.err = errTooDeep
	}
	if f.kind&formatting != 0 && !f.muted {
		b.formatting++
	}
	b.open = append(b.open, f)
}

// pop closes the innermost element.
func (b *balancer) pop() {
	f := b.top()
	b.open = b.open[:len(b.open)-1]
	if f.kind&formatting != 0 && !f.muted {
		b.formatting--
	}
	if !f.silent {
		b.out = append(append(append(b.out, "</"...), f.name...), '>')
	}
}

// closeTo closes elements until n are left open.
func (b *balancer) closeTo(n int) {
	for len(b.open) > n {
		b.pop()
	}
}

// end takes an end tag: what it ends, and all in it, is closed. A stray one
// is dropped.
func (b *balancer) end() {
	tag := b.z.tag()
	name, kind := lookup(tag)
	if name == "" {
		name = string(tag) // of MathML
	}
	if top := b.top(); name == "br" && !top.muted && !top.foreign {
		b.openCell()
		b.out = append(b.out, "<br>"...) // so do browsers
		return
	}
	stop := cell | root
	switch {
	case kind&part != 0:
		stop = root
	case kind&root != 0:
		stop = 0
	}
	if i := b.find(stop, func(f frame) bool { return f.name == name || f.kind&kind&heading != 0 }); i >= 0 {
		b.closeTo(i)
	}
}

// find gives the place of the innermost open element that is wanted, if none
// of the kind stop is open in it; else -1.
func (b *balancer) find(stop kind, wanted func(frame) bool) int {
	for i := len(b.open) - 1; i >= 0; i-- {
		switch f := b.open[i]; {
		case wanted(f):
			return i
		case f.kind&stop != 0:
			return -1
		}
	}
	return -1
}

// hasHref reports whether a start tag has an attribute href, or looks so.
func hasHref(raw []byte) bool {
	return bytes.Contains(raw, []byte("href")) || bytes.Contains(bytes.ToLower(raw), []byte("href"))
}

// lookup gives the name of an element of HTML and what is special about it.
func lookup(tag []byte) (string, kind) {
	a := atom.Lookup(tag)
	k, known := kinds[a]
	if !known {
		return "", unknown
	}
	return a.String(), k
}
