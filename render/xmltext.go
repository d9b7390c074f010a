package render

import (
	"encoding/xml"
	"errors"
	"strings"
)

// A legalText is text on its way into a feed. Written as an XML element, an
// XML attribute or a JSON string, it loses what XML 1.0 cannot hold (ATOM-1):
// one U+000B makes a document that no reader opens (SAFE-16).
type legalText string

// MarshalXML writes t as an element, escaped exactly once.
func (t legalText) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	return encodeLegalText(e, start, string(t))
}

// MarshalXMLAttr makes t an attribute.
func (t legalText) MarshalXMLAttr(name xml.Name) (xml.Attr, error) {
	return xml.Attr{Name: name, Value: legalXML(string(t))}, nil
}

// MarshalText is what encoding/json asks for.
func (t legalText) MarshalText() ([]byte, error) { return []byte(legalXML(string(t))), nil }

// encodeLegalText writes an element that holds text alone. Through tokens, line
// ends stay as they are; through chardata fields each costs five bytes.
func encodeLegalText(e *xml.Encoder, start xml.StartElement, text string) error {
	if err := e.EncodeToken(start); err != nil {
		return err
	}
	if err := e.EncodeToken(xml.CharData(legalXML(text))); err != nil {
		return err
	}
	return e.EncodeToken(start.End())
}

// legalXML returns s without the characters that XML 1.0 has no place for, and
// without bytes that are no UTF-8. It copies only if there are any.
func legalXML(s string) string {
	return strings.Map(legalRune, strings.ToValidUTF8(s, ""))
}

// legalRune returns r if it is a Char of XML 1.0 (section 2.2), else -1.
func legalRune(r rune) rune {
	switch {
	case r == '\t', r == '\n', r == '\r',
		' ' <= r && r <= 0xD7FF,
		0xE000 <= r && r <= 0xFFFD,
		0x10000 <= r && r <= 0x10FFFF:
		return r
	}
	return -1
}

// A styledXML is a document with the line before its root that lets people
// read it (HUM-1). Stylesheet may be "".
type styledXML struct {
	Stylesheet string
	Root       any
}

// FeedXml is what gorilla/feeds asks for.
func (s styledXML) FeedXml() interface{} { return s }

// MarshalXML writes both.
func (s styledXML) MarshalXML(e *xml.Encoder, _ xml.StartElement) error {
	end := xml.CharData("\n")
	if href := strings.ReplaceAll(webAddress(s.Stylesheet), "&", "&amp;"); href != "" {
		line := xml.ProcInst{Target: "xml-stylesheet", Inst: []byte(`type="text/css" href="` + href + `"`)}
		if err := errors.Join(e.EncodeToken(end), e.EncodeToken(line)); err != nil {
			return err
		}
	}
	return errors.Join(e.EncodeToken(end), e.Encode(s.Root), e.EncodeToken(end))
}
