package render

import (
	"bytes"
	"errors"
)

// A startTag is one of a page. Its bytes are the page's own, as they were
// written: neither folded to lower case nor unescaped.
type startTag struct {
	name  []byte
	attrs []attribute
}

type attribute struct{ name, value []byte }

var (
	errOpenTag     = errors.New("a tag is not closed")
	errOpenComment = errors.New("a comment is not closed")
	errOpenScript  = errors.New("a script is not closed")
)

// eachStartTag calls visit for the start tags of page, one after the other, in
// one pass. It reads tags as a browser does (WHATWG HTML, 13.2.5), with one
// difference: only what is in a script is passed over as text. In the other
// elements whose content is text we write no "<", and a browser takes them for
// ordinary ones inside a drawing, so what looks like a tag there is shown, too.
//
// The tag is visit's until it returns. The error says what a browser would
// have to guess at.
func eachStartTag(page []byte, visit func(startTag)) error {
	var tag startTag
	for at := 0; ; {
		next := bytes.IndexByte(page[at:], '<')
		if next < 0 || at+next+1 == len(page) {
			return nil
		}
		at += next + 1
		var err error
		switch c := page[at]; {
		case isLetter(c):
			at, err = tag.read(page, at)
			if err == nil {
				visit(tag)
			}
			if err == nil && is(tag.name, "script") {
				at, err = afterScript(page, at)
			}
		case c == '/' && at+1 < len(page) && isLetter(page[at+1]):
			at, err = tag.read(page, at+1) // an end tag has attributes, too, that nobody heeds
		case c == '!', c == '?', c == '/':
			at, err = afterComment(page, at)
		}
		if err != nil {
			return err
		}
	}
}

// read reads the tag whose name begins at page[at] and returns where it ends.
func (t *startTag) read(page []byte, at int) (int, error) {
	end := skip(page, at, isNameByte)
	t.name, t.attrs = page[at:end], t.attrs[:0]
	for at = end; ; {
		at = skip(page, at, func(c byte) bool { return isSpace(c) || c == '/' })
		if at == len(page) {
			return at, errOpenTag
		}
		if page[at] == '>' {
			return at + 1, nil
		}
		var a attribute
		end = skip(page, at+1, isAttributeByte) // the first byte is part of it even if it is "="
		a.name = page[at:end]
		a.value, at = attributeValue(page, end)
		if at < 0 {
			return len(page), errOpenTag
		}
		t.attrs = append(t.attrs, a)
	}
}

// attributeValue reads what follows a name that ends at page[at]: the value,
// nil if there is none, and where it ends, -1 if it does not.
func attributeValue(page []byte, at int) ([]byte, int) {
	equals := skip(page, at, isSpace)
	if equals == len(page) || page[equals] != '=' {
		return nil, equals
	}
	at = skip(page, equals+1, isSpace)
	if at == len(page) {
		return nil, -1
	}
	if quote := page[at]; quote == '"' || quote == '\'' {
		length := bytes.IndexByte(page[at+1:], quote)
		if length < 0 {
			return nil, -1
		}
		return page[at+1 : at+1+length], at + length + 2
	}
	end := skip(page, at, func(c byte) bool { return !isSpace(c) && c != '>' })
	return page[at:end], end
}

// afterScript returns where a script ends whose content begins at page[at].
func afterScript(page []byte, at int) (int, error) {
	for {
		next := bytes.Index(page[at:], []byte("</"))
		if next < 0 {
			return len(page), errOpenScript
		}
		at += next + 2
		end := skip(page, at, isNameByte)
		if end < len(page) && is(page[at:end], "script") {
			var tag startTag
			return tag.read(page, at)
		}
	}
}

// afterComment returns where what begins with "<!", "<?" or "</" ends, of which
// page[at] is the second byte.
func afterComment(page []byte, at int) (int, error) {
	text, comment := bytes.CutPrefix(page[at:], []byte("!--"))
	if !comment {
		end := bytes.IndexByte(page[at:], '>')
		if end < 0 {
			return len(page), errOpenComment
		}
		return at + end + 1, nil
	}
	begin := len(page) - len(text)
	if bytes.HasPrefix(text, []byte(">")) {
		return begin + 1, nil
	}
	for at = begin - 2; ; at++ { // the dashes that open it may close it: "<!-->"
		next := bytes.Index(page[at:], []byte("--"))
		if next < 0 {
			return len(page), errOpenComment
		}
		at += next
		rest := page[at+2:]
		if bytes.HasPrefix(rest, []byte(">")) {
			return max(at+3, begin), nil
		}
		if bytes.HasPrefix(rest, []byte("!>")) && at >= begin {
			return at + 4, nil
		}
	}
}

// skip returns the first place from at on whose byte is none of those.
func skip(page []byte, at int, those func(byte) bool) int {
	for at < len(page) && those(page[at]) {
		at++
	}
	return at
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' }

func isNameByte(c byte) bool { return !isSpace(c) && c != '/' && c != '>' }

func isAttributeByte(c byte) bool { return isNameByte(c) && c != '=' }

// is reports whether name is the word lower, in whatever case.
func is(name []byte, lower string) bool {
	if len(name) != len(lower) {
		return false
	}
	for i, c := range name {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}
