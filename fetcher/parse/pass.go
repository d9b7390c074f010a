package parse

import (
	"bytes"
	"fmt"
	"sync"
)

// A pass goes once over the tokens of an XML document, before any library
// does (PARSE-6). It holds the limits, mends what is broken, keeps track of
// xml:base and xml:lang, and makes of the document
//
//   - a frame for gofeed: the elements that we read, under names of ours and
//     with all tags closed, where each text and each address is but a number;
//   - the texts themselves, as markup, and the addresses, by their number.
//
// It uses a stack of its own, never the goroutine's.
type pass struct {
	lexer
	format   format
	fixTitle string // planet.Fix.TitleType
	url      string // of the document; what the first xml:base is relative to
	lang     string // of the root element
	called   string // the format's name, as Feed has it
	doctype  bool   // the document may declare HTML's references

	stack     []element
	declared  []declaration // name spaces in scope
	elements  int           // start tags so far
	addresses resolver
	taken     construct // the leaf or text construct that is being read
	held      []held    // text constructs of the elements on the stack

	frame        frame
	asides       asides
	scratch, key []byte // for one step; no step relies on what another left
}

// An element is one that is open.
type element struct {
	name     []byte // as it stands in the document
	role     role
	rule     rule
	children int
	declared int // len(pass.declared) outside of it
	held     int // len(pass.held) outside of it
	base     string
	lang     string
}

// A role says what the parts of an open element are to us.
type role uint8

const (
	roleFeed   role = iota // its elements are looked at; they belong to the feed
	roleItem               // likewise; they belong to an item
	roleGroup              // likewise; they belong to an element that we hand on
	roleTaken              // a leaf or text construct
	roleInside             // something in a leaf or text construct
	roleDrop               // nothing
)

// passes are kept for their buffers.
var passes = sync.Pool{New: func() any { return new(pass) }}

// run reads the document from its root element on.
func (p *pass) run() error {
	for {
		kind, err := p.next()
		if err == nil && kind == tokenOpen {
			err = p.open()
		}
		switch {
		case err != nil:
			return unreadable(p.doc, p.at, err.Error())
		case kind == tokenEnd:
			return p.breakOff()
		case kind == tokenText:
			p.chars(p.text, false)
		case kind == tokenCDATA:
			p.chars(p.text, true)
		case kind == tokenClose:
			p.close()
		}
		if len(p.stack) == 0 {
			return nil // what comes after the root is no concern of ours
		}
	}
}

// open begins an element.
func (p *pass) open() error {
	outer := len(p.declared)
	p.declare(p.name, p.attrs)
	space, local := p.resolve(p.name)
	item := p.isItem(space, local)
	if item && p.frame.inItem && p.top().role != roleDrop {
		p.declared = p.declared[:outer]
		if p.empty {
			return nil // an empty item in an item says nothing
		}
		p.closeItem()
		outer = len(p.declared)
		p.declare(p.name, p.attrs)
	}
	if err := p.limit(item); err != nil {
		return err
	}
	e := p.element(space, local, item)
	e.declared = outer
	p.enter(e, local)
	if p.empty || e.role == roleInside && isVoid(local) {
		p.leave()
	}
	return nil
}

// limit refuses a document that has too much of anything (PARSE-7). The items
// of a feed may be as many as there are elements: most are cut (PARSE-19).
func (p *pass) limit(item bool) error {
	p.elements++
	switch {
	case p.elements > maxElements:
		return fmt.Errorf("it has more than %d elements", maxElements)
	case len(p.stack) >= maxDepth:
		return fmt.Errorf("elements are nested deeper than %d", maxDepth)
	case len(p.declared) > maxSpaces:
		return fmt.Errorf("more than %d name spaces are declared at one place", maxSpaces)
	case len(p.stack) == 0 || item && p.top().role == roleFeed:
		return nil
	}
	p.top().children++
	if p.top().children > maxChildren {
		return fmt.Errorf("one element has more than %d elements in it", maxChildren)
	}
	return nil
}

func (p *pass) top() *element { return &p.stack[len(p.stack)-1] }

// isItem reports whether a name is that of an item.
func (p *pass) isItem(s space, local []byte) bool {
	if s != spaceNone {
		return false
	}
	if p.format == formatAtom {
		return bytes.EqualFold(local, []byte("entry"))
	}
	return bytes.EqualFold(local, []byte("item"))
}

// element works out what a new element is to us.
func (p *pass) element(s space, local []byte, item bool) element {
	e := element{name: p.name, held: len(p.held)}
	if len(p.stack) == 0 {
		e.base, p.lang = p.scope("", "")
		p.called = p.formatName()
		return e // the root belongs to the feed
	}
	parent := p.top()
	e.base, e.lang = p.scope(parent.base, parent.lang)
	switch {
	case parent.role == roleDrop:
		e.role = roleDrop
	case parent.role == roleTaken || parent.role == roleInside:
		e.role = roleInside
	case parent.role == roleFeed && item:
		e.role = roleItem
	case len(p.stack) == 1 && s == spaceNone && bytes.EqualFold(local, []byte("channel")):
		e.role = roleFeed
	default:
		e.rule = p.ruleFor(s, local)
		e.role = roleOf[e.rule.kind]
	}
	return e
}

var roleOf = [...]role{kindDrop: roleDrop, kindGroup: roleGroup, kindLeaf: roleTaken, kindAside: roleTaken, kindText: roleTaken}

// scope gives base and language inside of the element whose tag was just read.
func (p *pass) scope(base, lang string) (string, string) {
	for _, a := range p.attrs {
		switch string(a.name) {
		case "xml:base":
			base = p.base(orElse(base, p.url), p.decoded(a.value))
		case "xml:lang":
			lang = p.decoded(a.value)
		}
	}
	return base, lang
}

// base completes an xml:base, unless it grows too long.
func (p *pass) base(outer, inner string) string {
	base := p.addresses.resolve(outer, inner)
	if len(base) > maxAddress || !isAbsolute(base) && outer != "" {
		return outer
	}
	return base
}

// decoded gives the text of an attribute.
func (p *pass) decoded(raw []byte) string {
	p.scratch, _ = appendText(p.scratch[:0], raw)
	return string(bytes.TrimSpace(p.scratch))
}

// enter puts an element on the stack and does what its beginning asks for.
func (p *pass) enter(e element, local []byte) {
	p.stack = append(p.stack, e)
	switch e.role {
	case roleItem:
		p.frame.beginItem(p.itemTag(), span{base: e.base, lang: e.lang, about: p.about()})
	case roleGroup:
		p.group(&e.rule)
	case roleTaken:
		p.take(&p.top().rule)
	case roleInside:
		p.openInside(local)
	}
}

func (p *pass) group(r *rule) {
	if r.out != "" {
		p.begin(r.out)
	}
}

func (p *pass) itemTag() string {
	if p.format == formatAtom {
		return "entry"
	}
	return "item"
}

// about is what RDF calls an item.
func (p *pass) about() string {
	if p.format != formatRDF {
		return ""
	}
	return p.decoded(p.attr("rdf:about"))
}

// leave takes the innermost element off the stack and does what its end asks
// for.
func (p *pass) leave() {
	e := *p.top()
	if e.role == roleInside {
		p.closeInside(e.name)
	}
	p.stack = p.stack[:len(p.stack)-1]
	p.declared = p.declared[:e.declared]
	p.held = p.held[:e.held]
	switch e.role {
	case roleItem:
		p.frame.endItem(p.itemTag())
	case roleGroup:
		if e.rule.out != "" {
			p.frame.end(e.rule.out)
		}
	case roleTaken:
		p.finish(&e)
	}
	if len(p.stack) > 0 && p.top().role == roleFeed {
		p.frame.mark()
	}
}

// close ends the innermost element of that name, and with it those inside of
// it that were left open. An end tag without any is dropped.
func (p *pass) close() {
	i := len(p.stack) - 1
	for i >= 0 && !bytes.EqualFold(p.stack[i].name, p.name) {
		i--
	}
	switch {
	case i < 0:
		if p.top().role < roleTaken || !isVoid(p.name) {
			p.noteTag("`</%.40s>` without a beginning", p.name)
		}
		return
	case i < len(p.stack)-1:
		p.noteTag("`<%.40s>` without an end", p.top().name)
	}
	for len(p.stack) > i {
		p.leave()
	}
}

// closeItem ends the open item with all that is open in it (PARSE-10).
func (p *pass) closeItem() {
	p.note("a post inside a post", p.at)
	for p.frame.inItem {
		p.leave()
	}
}

// breakOff ends a document that does not end itself: it is cut after its last
// complete item (PARSE-11).
func (p *pass) breakOff() error {
	if p.frame.cut() == 0 {
		return unreadable(p.doc, len(p.doc), "it breaks off")
	}
	p.odd, p.oddAt = "its end missing", len(p.doc)
	return nil
}
