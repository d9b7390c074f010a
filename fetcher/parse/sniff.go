package parse

import (
	"bytes"
	"strings"
)

// A format is what a document is, as far as its bytes tell.
type format uint8

const (
	formatNone format = iota
	formatPage        // a web page
	formatRSS
	formatRDF // RSS 0.9 and 1.0
	formatAtom
	formatJSON
)

// sniff tells a document's format by its bytes (PARSE-5), and where its root
// element or its JSON object begins. What stands before the root, but for a
// prologue, is odd (PARSE-4).
func sniff(doc []byte) (f format, start int, odd string) {
	begin := len(doc) - len(bytes.TrimLeft(doc, " \t\r\n\uFEFF"))
	if begin < len(doc) && doc[begin] == '{' {
		return formatJSON, begin, ""
	}
	l := lexer{doc: doc, pos: begin}
	if begin > 0 && bytes.HasPrefix(doc[begin:], []byte("<?xml")) {
		odd = "blank space before the XML declaration"
	}
	page := false
	for l.pos < maxPrologue || page {
		kind, err := l.next()
		switch {
		case err != nil || kind == tokenEnd:
			return pageOr(page), 0, ""
		case kind == tokenSkip:
			page = page || isPageDoctype(doc[l.at:l.pos])
			continue
		case kind == tokenOpen:
			if f := l.root(page); f != formatNone {
				return f, l.at, odd
			}
			if !page && bytes.EqualFold(l.name, []byte("opml")) {
				return formatNone, 0, ""
			}
			page = page || isPageElement(l.name)
		}
		if kind != tokenText || len(bytes.TrimSpace(l.text)) > 0 {
			odd = "something before the feed begins"
		}
	}
	return pageOr(page), 0, ""
}

func pageOr(page bool) format {
	if page {
		return formatPage
	}
	return formatNone
}

// root tells whether the tag just read begins a feed. Inside of a web page it
// must also say so in full: some put a whole feed there.
func (l *lexer) root(page bool) format {
	prefix, local := splitName(l.name)
	switch strings.ToLower(string(local)) {
	case "rss":
		if !page || l.attr("version") != nil {
			return formatRSS
		}
	case "channel": // of RSS, without what belongs around it
		if !page {
			return formatRSS
		}
	case "rdf":
		if !page {
			return formatRDF
		}
	case "feed":
		if !page || string(prefix) == "atom" || l.declaresAtom() {
			return formatAtom
		}
	}
	return formatNone
}

// declaresAtom reports whether the tag just read declares Atom's name space.
func (l *lexer) declaresAtom() bool {
	for _, a := range l.attrs {
		if bytes.HasPrefix(a.name, []byte("xmlns")) && spaceOf(a.value) == spaceAtom {
			return true
		}
	}
	return false
}

// attr gives the value of an attribute of the tag just read, as it stands
// there; nil if it has none.
func (l *lexer) attr(name string) []byte {
	for _, a := range l.attrs {
		if string(a.name) == name {
			return a.value
		}
	}
	return nil
}

func isPageDoctype(declaration []byte) bool {
	head := bytes.ToLower(declaration[:min(len(declaration), 20)])
	rest, is := bytes.CutPrefix(head, []byte("<!doctype"))
	return is && bytes.HasPrefix(bytes.TrimSpace(rest), []byte("html"))
}

func isPageElement(name []byte) bool {
	switch strings.ToLower(string(name)) {
	case "html", "head", "body":
		return true
	}
	return false
}

// splitName cuts a qualified name at its colon.
func splitName(name []byte) (prefix, local []byte) {
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		return name[:i], name[i+1:]
	}
	return nil, name
}

// formatName is what people call the format whose root tag was just read.
func (p *pass) formatName() string {
	switch p.format {
	case formatAtom:
		if p.decoded(p.attr("version")) == "0.3" || p.declares("purl.org/atom/ns") {
			return "Atom 0.3"
		}
		return "Atom"
	case formatRDF:
		if p.declares("netscape.com") {
			return "RSS 0.9"
		}
		return "RSS 1.0"
	}
	version := p.decoded(p.attr("version"))
	if version == "" || len(version) > len("0.91") {
		return "RSS"
	}
	return "RSS " + version
}

// declares reports whether the tag just read declares a name space with these
// words in its name.
func (l *lexer) declares(words string) bool {
	for _, a := range l.attrs {
		if bytes.HasPrefix(a.name, []byte("xmlns")) && bytes.Contains(a.value, []byte(words)) {
			return true
		}
	}
	return false
}
