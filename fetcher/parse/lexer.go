package parse

import (
	"bytes"
	"fmt"
)

// A token is one piece of a document.
type token uint8

const (
	tokenEnd   token = iota // of the document, or it breaks off here
	tokenText               // character data, references still in it
	tokenCDATA              // what is in a CDATA section
	tokenOpen               // a start tag
	tokenClose              // an end tag
	tokenSkip               // a comment, instruction or declaration
)

// An attribute is one of a start tag, as it stands there.
type attribute struct{ name, value []byte }

// A lexer cuts a document into tokens. It copies nothing, looks at each byte
// a fixed number of times, and takes what it can't read for text: a broken
// document is to be mended, not refused.
type lexer struct {
	doc []byte
	pos int

	at    int    // where the last token begins
	text  []byte // of the last text or CDATA section
	name  []byte // of the last tag
	attrs []attribute
	empty bool // the last start tag ends with "/>"

	odd   string // the first thing that is malformed; "" for none
	oddAt int
}

// next moves to the next token. The error is of a limit.
func (l *lexer) next() (token, error) {
	l.at = l.pos
	rest := l.doc[l.pos:]
	switch {
	case len(rest) == 0:
		return tokenEnd, nil
	case !beginsMarkup(rest):
		return l.chars(), nil
	case rest[1] == '!':
		return l.declaration(rest), nil
	case rest[1] == '?':
		return l.skip(rest, "?>"), nil
	case rest[1] == '/':
		return l.closeTag(rest), nil
	}
	return l.openTag()
}

// beginsMarkup reports whether text begins with a tag or the like; a "<"
// before anything else is meant as a sign.
func beginsMarkup(b []byte) bool {
	if b[0] != '<' || len(b) < 2 {
		return false
	}
	switch b[1] {
	case '!', '?':
		return true
	case '/':
		return len(b) > 2 && isNameStart(b[2])
	}
	return isNameStart(b[1])
}

func isNameStart(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c == ':' || c >= 0x80
}

// chars reads text up to the next markup.
func (l *lexer) chars() token {
	from := l.pos
	for {
		i := bytes.IndexByte(l.doc[l.pos:], '<')
		if i < 0 {
			l.pos = len(l.doc)
			break
		}
		l.pos += i
		if beginsMarkup(l.doc[l.pos:]) {
			break
		}
		l.note("a bare `<`", l.pos)
		l.pos++
	}
	l.text = l.doc[from:l.pos]
	return tokenText
}

// declaration reads what begins with "<!".
func (l *lexer) declaration(rest []byte) token {
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		return l.skip(rest, "-->")
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		const begin, end = len("<![CDATA["), "]]>"
		i := bytes.Index(rest[begin:], []byte(end))
		if i < 0 {
			return l.breaksOff()
		}
		l.text = rest[begin : begin+i]
		l.pos += begin + i + len(end)
		return tokenCDATA
	}
	end := bytes.IndexByte(rest, '>')
	if end < 0 || bytes.IndexByte(rest[:end], '[') < 0 {
		return l.skip(rest, ">")
	}
	return l.declarations(rest)
}

// declarations skips a document type with declarations of its own, which end
// with a bracket and the end of the tag.
func (l *lexer) declarations(rest []byte) token {
	for end := 0; ; {
		i := bytes.IndexByte(rest[end:], ']')
		if i < 0 {
			return l.breaksOff()
		}
		end += i + 1
		after := end
		for after < len(rest) && isSpace(rest[after]) {
			after++
		}
		if after < len(rest) && rest[after] == '>' {
			l.pos += after + 1
			return tokenSkip
		}
	}
}

// skip moves behind the next end.
func (l *lexer) skip(rest []byte, end string) token {
	i := bytes.Index(rest, []byte(end))
	if i < 0 {
		return l.breaksOff()
	}
	l.pos += i + len(end)
	return tokenSkip
}

func (l *lexer) breaksOff() token {
	l.pos = len(l.doc)
	return tokenEnd
}

func (l *lexer) closeTag(rest []byte) token {
	i := bytes.IndexByte(rest, '>')
	if i < 0 {
		return l.breaksOff()
	}
	l.name = rest[2 : 2+nameLen(rest[2:i])]
	l.pos += i + 1
	return tokenClose
}

// openTag reads a start tag with its attributes.
func (l *lexer) openTag() (token, error) {
	l.pos++
	n := nameLen(l.doc[l.pos:])
	l.name = l.doc[l.pos : l.pos+n]
	l.pos += n
	l.attrs, l.empty = l.attrs[:0], false
	for {
		more, whole := l.attribute()
		switch {
		case !whole, l.odd != "" && (l.pos-l.at > maxTag || len(l.attrs) > maxAttrs):
			// Beyond a quote that is missing nothing makes sense; what
			// comes before it need not be lost (PARSE-11).
			return l.breaksOff(), nil
		case l.pos-l.at > maxTag:
			return 0, fmt.Errorf("one tag is longer than %d bytes", maxTag)
		case len(l.attrs) > maxAttrs:
			return 0, fmt.Errorf("one tag has more than %d attributes", maxAttrs)
		case !more:
			return tokenOpen, nil
		}
	}
}

// attribute reads up to the end of one attribute, or of the tag.
func (l *lexer) attribute() (more, whole bool) {
	l.space()
	switch rest := l.doc[l.pos:]; {
	case len(rest) == 0:
		return false, false
	case rest[0] == '>':
		l.pos++
		return false, true
	case rest[0] == '/':
		l.pos++
		l.empty = len(rest) > 1 && rest[1] == '>'
		return true, true
	}
	n := max(nameLen(l.doc[l.pos:]), 1)
	a := attribute{name: l.doc[l.pos : l.pos+n]}
	l.pos += n
	l.space()
	if l.pos < len(l.doc) && l.doc[l.pos] == '=' {
		l.pos++
		l.space()
		a.value, whole = l.value()
		if !whole {
			return false, false
		}
	} else {
		l.note("an attribute without a value", l.at)
	}
	l.attrs = append(l.attrs, a)
	return true, true
}

// value reads the value of an attribute.
func (l *lexer) value() (value []byte, whole bool) {
	rest := l.doc[l.pos:]
	if len(rest) > 0 && (rest[0] == '"' || rest[0] == '\'') {
		i := bytes.IndexByte(rest[1:], rest[0])
		if i < 0 {
			return nil, false
		}
		l.pos += i + 2
		return rest[1 : i+1], true
	}
	l.note("an attribute without quotes", l.at)
	n := bytes.IndexAny(rest, " \t\r\n>")
	if n < 0 {
		return nil, false
	}
	if n > 0 && rest[n] == '>' && rest[n-1] == '/' {
		n-- // the end of an empty element, as XML has it
	}
	l.pos += n
	return rest[:n], true
}

func (l *lexer) space() {
	for l.pos < len(l.doc) && isSpace(l.doc[l.pos]) {
		l.pos++
	}
}

// note remembers the first thing that is malformed.
func (l *lexer) note(what string, at int) {
	if l.odd == "" {
		l.odd, l.oddAt = what, at
	}
}

// noteTag is note for what is wrong with a tag; format has a place for its
// name. It words only what is remembered: there may be a million of them.
func (l *lexer) noteTag(format string, name []byte) {
	if l.odd == "" {
		l.note(fmt.Sprintf(format, name), l.at)
	}
}

// nameLen is how far a name of a tag or attribute goes.
func nameLen(b []byte) int {
	for i, c := range b {
		if isSpace(c) || c == '/' || c == '>' || c == '=' {
			return i
		}
	}
	return len(b)
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }
