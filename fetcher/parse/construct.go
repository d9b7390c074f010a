package parse

import (
	"bytes"
	"encoding/base64"
	"strings"
)

// A construct is a leaf or a text construct while it is read. Its text is
// text, until an element shows up in it: then it is markup.
type construct struct {
	kind    kind
	form    form
	base64  bool
	untyped bool // it is text only because nobody says otherwise
	markup  bool
	depth   int // of its elements
	person  bool
	name    int // depth of the name of a person while it is open; nameRead once it was
	buf     []byte

	// Where the div stands that wraps XHTML and is no part of it (RFC 4287
	// 3.1.1.3): its inside, and its end.
	wrapFrom, wrapTo, wrapEnd int
	base, lang                string
}

// nameRead tells that the name of a person was read: what else an author
// holds is no part of it.
const nameRead = -1

// held is a text construct that was read, for the case that its parent has
// another one of the same name.
type held struct {
	depth int
	out   string
	key   int
}

// take begins a leaf or a text construct.
func (p *pass) take(r *rule) {
	if r.out == "link" && p.format != formatAtom && p.attr("href") != nil {
		*r = otherRules["atom:link"] // a link of Atom's in RSS, without its prefix
	}
	top := p.top()
	p.taken = construct{
		kind: r.kind, person: r.person, depth: len(p.stack) + 1, buf: p.taken.buf[:0], base: top.base, lang: top.lang,
	}
	if r.kind != kindText {
		p.begin(r.out)
		return
	}
	p.taken.form = p.formOf(r)
	p.taken.base64 = r.typed && string(p.attr("mode")) == "base64"
	p.taken.markup = p.taken.form == formXHTML
	p.taken.untyped = p.taken.form == formPlain && !r.title && p.attr("type") == nil
}

// formOf reads the type of a text construct (RFC 4287 3.1.1 and 4.1.3.1; and
// the media types of Atom 0.3).
func (p *pass) formOf(r *rule) form {
	if !r.typed {
		return r.form
	}
	mediaType, _, _ := strings.Cut(strings.ToLower(p.decoded(p.attr("type"))), ";")
	switch mediaType = strings.TrimSpace(mediaType); {
	case len(p.attr("src")) > 0:
		return formNone
	case mediaType == "html" || mediaType == "text/html":
		return formHTML
	case strings.Contains(mediaType, "xhtml"):
		return formXHTML
	case strings.HasSuffix(mediaType, "xml"):
		return formNone
	case strings.HasPrefix(mediaType, "text/") || !strings.Contains(mediaType, "/"):
		return formPlain
	}
	return formNone
}

// chars takes the text of a leaf or text construct.
func (p *pass) chars(raw []byte, cdata bool) {
	if role := p.top().role; role != roleTaken && role != roleInside || p.taken.form == formNone || p.taken.name == nameRead {
		return
	}
	text, odd := raw, -1
	if !cdata {
		text, odd = appendText(p.scratch[:0], raw)
		p.scratch = text
	}
	if odd >= 0 {
		p.noteReference(raw[odd:], p.at+odd)
	}
	if p.taken.markup {
		p.taken.buf = appendEscaped(p.taken.buf, text)
	} else {
		p.taken.buf = append(p.taken.buf, text...)
	}
}

// noteReference tells of an "&" that strict readers would stop at.
func (p *pass) noteReference(raw []byte, at int) {
	if p.odd != "" {
		return
	}
	_, n, _ := appendReference(nil, raw)
	switch {
	case p.doctype && (n > 0 || isName(raw)):
		return // it may be declared there
	case n == 0:
		p.note("a bare `&`", at)
	case raw[1] == '#':
		p.note("`"+string(raw[:n])+"`, a character that XML cannot hold", at)
	default:
		p.note("`"+string(raw[:n])+"`, which only HTML knows", at)
	}
}

// isName reports whether text begins with a reference to a name, known or not.
func isName(raw []byte) bool {
	name, _, ends := bytes.Cut(raw[1:min(len(raw), maxReference)], []byte(";"))
	return ends && len(name) > 0 && isNameStart(name[0]) && !bytes.ContainsAny(name, " <&")
}

// openInside begins an element inside of a leaf or text construct.
func (p *pass) openInside(local []byte) {
	c := &p.taken
	switch {
	case c.form == formNone:
		return
	case c.kind != kindText:
		c.openPart(local, len(p.stack))
		return
	case !c.markup:
		c.markup = true
		p.scratch = append(p.scratch[:0], c.buf...)
		c.buf = appendEscaped(c.buf[:0], p.scratch)
	}
	blank := len(bytes.TrimSpace(c.buf)) == 0
	c.buf = appendLower(append(c.buf, '<'), local)
	for _, a := range p.attrs {
		p.attributeInside(a)
	}
	c.buf = append(c.buf, '>')
	if blank && len(p.stack) == c.depth && c.form == formXHTML && bytes.EqualFold(local, []byte("div")) {
		c.wrapFrom, c.base, c.lang = len(c.buf), p.top().base, p.top().lang
	}
}

// openPart begins an element inside of a leaf. Of a person only the name
// counts, if there is one.
func (c *construct) openPart(local []byte, depth int) {
	if c.person && c.name == 0 && string(local) == "name" {
		c.buf, c.name = c.buf[:0], depth
	}
	c.buf = append(c.buf, ' ')
}

// attributeInside writes an attribute without its prefix and name space.
func (p *pass) attributeInside(a attribute) {
	name := a.name
	switch prefix, local := splitName(name); {
	case string(name) == "xml:lang":
		name = local
	case prefix != nil || string(name) == "xmlns":
		return
	}
	b := append(appendLower(append(p.taken.buf, ' '), name), '=', '"')
	p.attributeText(a)
	p.taken.buf = append(appendEscaped(b, p.scratch), '"')
}

// closeInside ends an element inside of a leaf or text construct.
func (p *pass) closeInside(name []byte) {
	c := &p.taken
	switch {
	case c.form == formNone:
		return
	case c.kind != kindText:
		c.buf = append(c.buf, ' ')
		if c.name == len(p.stack) {
			c.name = nameRead
		}
		return
	}
	_, local := splitName(name)
	if isVoid(local) {
		return
	}
	wrapper := len(p.stack) == c.depth && c.wrapFrom > 0 && c.wrapEnd == 0
	if wrapper {
		c.wrapTo = len(c.buf)
	}
	c.buf = append(appendLower(append(c.buf, "</"...), local), '>')
	if wrapper {
		c.wrapEnd = len(c.buf)
	}
}

// attributeText leaves the text of an attribute in p.scratch.
func (p *pass) attributeText(a attribute) {
	var odd int
	p.scratch, odd = appendText(p.scratch[:0], a.value)
	if odd >= 0 {
		p.noteReference(a.value[odd:], p.at)
	}
}

// begin writes the start tag of what is handed on, with what we read of its
// attributes.
func (p *pass) begin(out string) {
	b := p.frame.buf()
	*b = append(append(*b, '<'), out...)
	for _, a := range p.attrs {
		p.key = appendLower(p.key[:0], a.name)
		r, known := attributeRules[string(p.key)]
		if !known {
			continue
		}
		*b = append(append(append(*b, ' '), r.out...), '=', '"')
		p.attributeText(a)
		value := bytes.TrimSpace(p.scratch)
		if r.out == "rel" {
			value = relation(value)
		}
		if r.aside && len(value) > 0 {
			*b = p.asides.add(*b, aside{text: string(value), base: p.top().base})
		} else {
			*b = appendEscaped(*b, value)
		}
		*b = append(*b, '"')
	}
	*b = append(*b, '>')
}

// relation gives a link's relation as it is registered: case doesn't count,
// and some write it in full (RFC 4287 4.2.7.2).
func relation(value []byte) []byte {
	value = bytes.ToLower(value)
	for _, registry := range [...]string{"http://www.iana.org/assignments/relation/", "https://www.iana.org/assignments/relation/"} {
		value = bytes.TrimPrefix(value, []byte(registry))
	}
	return value
}

// finish ends the leaf or text construct e.
func (p *pass) finish(e *element) {
	if e.rule.kind == kindText {
		p.hold(&e.rule)
		return
	}
	text := bytes.TrimSpace(p.taken.buf)
	if e.rule.date {
		p.frame.dated(text)
	}
	b := p.frame.buf()
	if e.rule.kind == kindAside && len(text) > 0 {
		*b = p.asides.add(*b, aside{text: string(text), base: p.taken.base})
	} else {
		*b = appendEscaped(*b, text)
	}
	p.frame.end(e.rule.out)
}

// hold sets a text construct aside. Of several titles the first that says
// anything counts, of other texts the longest.
func (p *pass) hold(r *rule) {
	text := p.taken.aside(r, p.fixTitle)
	if text.text == "" {
		return
	}
	for _, h := range p.held {
		if h.depth == len(p.stack) && h.out == r.out {
			if !r.title && len(text.text) > len(p.asides[h.key].text) {
				p.asides[h.key] = text
			}
			return
		}
	}
	p.held = append(p.held, held{len(p.stack), r.out, len(p.asides)})
	b := p.frame.buf()
	*b = p.asides.add(appendTag(*b, "<", r.out), text)
	p.frame.end(r.out)
}

// aside gives what was read as markup.
func (c *construct) aside(r *rule, fixTitle string) aside {
	a := aside{base: c.base, lang: c.lang}
	text := c.inside()
	a.text = string(text)
	switch {
	case c.markup, c.untyped && looksHTML(text), r.title && fixTitle == "html":
	case c.form == formPlain && r.lines:
		a.text = paragraphs(a.text)
	case c.form == formPlain, r.title && fixTitle == "text":
		a.text = escape(a.text)
	case c.form == formGuess:
		a.guess = true
	}
	return a
}

// looksHTML reports whether text is nothing but markup: programs forget the
// type of what they put into Atom.
func looksHTML(text []byte) bool {
	return len(text) > 0 && beginsMarkup(text) && text[len(text)-1] == '>' && (bytes.Contains(text, []byte("</")) || bytes.Contains(text, []byte("/>")))
}

// inside gives the text without what wraps it.
func (c *construct) inside() []byte {
	if c.base64 && !c.markup {
		plain, err := base64.StdEncoding.DecodeString(string(c.buf))
		if err != nil {
			return nil
		}
		return bytes.TrimSpace(legal(bytes.ToValidUTF8(plain, []byte("\uFFFD"))))
	}
	if c.wrapEnd > 0 && len(bytes.TrimSpace(c.buf[c.wrapEnd:])) == 0 {
		return bytes.TrimSpace(c.buf[c.wrapFrom:c.wrapTo])
	}
	return bytes.TrimSpace(c.buf)
}

// isVoid reports whether an element of HTML has no end tag.
func isVoid(local []byte) bool {
	switch string(bytes.ToLower(local)) {
	case "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr":
		return true
	}
	return false
}
