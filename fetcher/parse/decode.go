package parse

import (
	"bytes"
	"fmt"
	"mime"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"

	"planet"
)

// decoded is a document in UTF-8.
type decoded struct {
	text    []byte
	claimed string // the encoding that it was said to have; "" if none
	actual  string // the one it turned out to have; "" if as claimed
	illegal int    // first line with a character that XML can't hold; 0 for none
}

// fallback is what bytes are that are neither declared nor UTF-8.
const fallback = "windows-1252"

// decode makes UTF-8 of a document (PARSE-2): by its mark, else as the answer
// says, else as the document says, else by looking. A name that is unknown, or
// that the bytes contradict, counts for nothing.
func decode(body []byte, contentType string) decoded {
	if name, marked := byMark(body); name != "" {
		return decodeAs(marked, name)
	}
	header, own := headerCharset(contentType), declaredCharset(body)
	if !shifts(header) && !shifts(own) && !has8Bit(body) {
		return decoded{text: body} // ASCII, which all others contain
	}
	l := look(body)
	claimed := orElse(header, own)
	for _, name := range [...]string{header, own} {
		if lookup(name) == nil || l.contradicts(name, header, own) {
			continue
		}
		d := decodeAs(body, name)
		if name != claimed {
			d.claimed, d.actual = claimed, name
		}
		return d
	}
	return l.undeclared(body, claimed, isUTF8(header) || isUTF8(own))
}

// letters counts what is no ASCII in a document.
type letters struct {
	good int // letters in UTF-8; counted up to many if there are no bad ones
	bad  int // bytes that are none
}

// many is how often there must be more of the one than of the other.
const many = 8

func look(body []byte) letters {
	var l letters
	valid := utf8.Valid(body)
	for i := 0; i < len(body) && (!valid || l.good < many); {
		if body[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(body[i:])
		if r == utf8.RuneError && size == 1 {
			l.bad++
		} else {
			l.good++
		}
		i += size
	}
	return l
}

// mostlyUTF8 reports whether text has many letters in UTF-8 for each byte that
// is none: other encodings hardly ever look like that, and a document that was
// cut in the middle of a letter does.
func (l letters) mostlyUTF8() bool { return l.good >= many*l.bad }

// surelyUTF8 reports whether there are so many letters that it can't be chance.
func (l letters) surelyUTF8() bool { return l.mostlyUTF8() && l.good >= many }

// hardlyUTF8 reports the opposite: more than a few single bad bytes.
func (l letters) hardlyUTF8() bool { return l.bad > many && l.bad > many*l.good }

// contradicts reports whether the bytes cannot be in the encoding of that
// name, or are plainly in another one.
func (l letters) contradicts(name, header, own string) bool {
	switch canonical(name) {
	case "utf-8":
		return l.hardlyUTF8()
	case "utf-16le", "utf-16be":
		return true // text in it was known by its zeros
	}
	// Text that reads as UTF-8 is UTF-8 if anyone says so, or if only a
	// server says otherwise.
	likely := l.mostlyUTF8() && (isUTF8(header) || isUTF8(own) || own == "")
	return isASCII(name) || likely || l.surelyUTF8() && !shifts(name)
}

// undeclared decodes what no believable name is known for.
func (l letters) undeclared(body []byte, claimed string, utf8Claimed bool) decoded {
	switch {
	case l.bad == 0 && (claimed == "" || utf8Claimed):
		return decoded{text: body}
	case l.bad == 0:
		return decoded{text: body, claimed: claimed, actual: "utf-8"}
	case l.mostlyUTF8():
		return repaired(body)
	}
	d := decodeAs(body, fallback)
	d.claimed, d.actual = orElse(claimed, "nothing, which means utf-8,"), fallback
	return d
}

func decodeAs(body []byte, name string) decoded {
	if canonical(name) == "utf-8" {
		if utf8.Valid(body) {
			return decoded{text: body}
		}
		return repaired(body)
	}
	text, err := lookup(name).NewDecoder().Bytes(body)
	if err != nil {
		text = repair(body)
	}
	return decoded{text: text}
}

// repaired decodes UTF-8 with bad bytes in it.
func repaired(body []byte) decoded {
	return decoded{text: repair(body), claimed: "utf-8", actual: "not utf-8 everywhere"}
}

// finding tells of an encoding that is not the one the feed claims.
func (d *decoded) finding() planet.Finding {
	if d.actual == "" {
		return planet.Finding{}
	}
	claimed := strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, oneLine(d.claimed))
	return planet.Finding{Code: planet.CodeEncoding, Message: fmt.Sprintf("The feed says %.40s but is %s.", claimed, d.actual)}
}

// byMark knows an encoding by its byte order mark, and UTF-16 also by the
// zeros beside its first letters. It gives the text after the mark.
func byMark(body []byte) (name string, text []byte) {
	for _, m := range [...]struct{ mark, name string }{
		{"\xef\xbb\xbf", "utf-8"}, {"\xff\xfe", "utf-16le"}, {"\xfe\xff", "utf-16be"},
	} {
		if bytes.HasPrefix(body, []byte(m.mark)) {
			return m.name, body[len(m.mark):]
		}
	}
	switch {
	case len(body) < 4:
	case body[0] != 0 && body[1] == 0 && body[2] != 0 && body[3] == 0:
		return "utf-16le", body
	case body[0] == 0 && body[1] != 0 && body[2] == 0 && body[3] != 0:
		return "utf-16be", body
	}
	return "", body
}

func headerCharset(contentType string) string {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(params["charset"])
}

// declaredCharset reads the XML declaration.
func declaredCharset(body []byte) string {
	head := body[:min(len(body), 1024)]
	_, rest, found := bytes.Cut(head, []byte("<?xml"))
	if !found {
		return ""
	}
	declaration, _, _ := bytes.Cut(rest, []byte("?>"))
	_, rest, found = bytes.Cut(declaration, []byte("encoding"))
	if !found {
		return ""
	}
	rest = bytes.TrimLeft(rest, " \t\r\n=")
	if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
		return ""
	}
	name, _, _ := bytes.Cut(rest[1:], rest[:1])
	return string(bytes.TrimSpace(name))
}

// lookup finds an encoding by any of its names; nil if there is none.
func lookup(name string) encoding.Encoding {
	e, canonical := charset.Lookup(name)
	if canonical == "" || canonical == "replacement" || canonical == "x-user-defined" {
		return nil
	}
	return e
}

func canonical(name string) string {
	_, c := charset.Lookup(name)
	return c
}

func isUTF8(name string) bool { return canonical(name) == "utf-8" }

// isASCII knows the name that some give to all that is XML.
func isASCII(name string) bool {
	name = strings.ToLower(name)
	return name == "us-ascii" || name == "ascii"
}

// shifts reports whether an encoding writes other letters in 7-bit bytes.
func shifts(name string) bool { return canonical(name) == "iso-2022-jp" }

func has8Bit(body []byte) bool {
	for _, c := range body {
		if c >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

// repair puts U+FFFD for each byte that is not UTF-8; halves of surrogate
// pairs are dropped (PARSE-3).
func repair(body []byte) []byte {
	out := make([]byte, 0, len(body)+len(body)/8)
	for len(body) > 0 {
		r, size := utf8.DecodeRune(body)
		switch {
		case r != utf8.RuneError || size > 1:
			out = append(out, body[:size]...)
		case isSurrogate(body):
			size = 3
		default:
			out = append(out, "\uFFFD"...)
		}
		body = body[size:]
	}
	return out
}

func isSurrogate(b []byte) bool {
	return len(b) >= 3 && b[0] == 0xed && b[1] >= 0xa0 && b[1] <= 0xbf && b[2] >= 0x80 && b[2] <= 0xbf
}

func orElse(s, other string) string {
	if s != "" {
		return s
	}
	return other
}
