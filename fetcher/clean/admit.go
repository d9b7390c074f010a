package clean

import (
	"bytes"
	"net/url"
	"regexp"

	"golang.org/x/net/html"
)

// admits reports whether the policy would give markup back as it is, byte for
// byte. It knows only the form that html.Render writes, and asks the lists of
// which the policy is made; of all else it says no, and bluemonday is asked.
// That takes five times as long. FuzzAdmits holds this to what bluemonday does.
func admits(markup []byte) bool {
	for len(markup) > 0 {
		i := bytes.IndexByte(markup, '<')
		if i < 0 {
			return isEscaped(markup)
		}
		rest, ok := cutTag(markup[i+1:])
		if !ok || !isEscaped(markup[:i]) {
			return false
		}
		markup = rest
	}
	return true
}

// admitted holds what is admitted of the attributes of each element, made from
// the same lists as the policy.
var admitted = makeAdmitted()

// A check says what the value of an attribute must be.
type check struct {
	pattern *regexp.Regexp // nil: any text
	address bool           // one that reads as it is written
}

func makeAdmitted() map[string]map[string]check {
	all := map[string]map[string]check{}
	for element, r := range kept {
		if r.as != 0 {
			continue
		}
		checks := map[string]check{}
		for _, names := range [][]string{r.attrs, r.ours} {
			for _, name := range names {
				checks[name] = check{patternOf(element, name), name == "href" || name == "src" || name == "cite"}
			}
		}
		all[element.String()] = checks
	}
	math := map[string]check{}
	for _, name := range mathAttrs {
		math[name] = check{pattern: mathValue}
	}
	for element := range mathKept {
		all[element] = math
	}
	return all
}

// cutTag takes a tag off markup that begins behind its "<".
func cutTag(markup []byte) (rest []byte, ok bool) {
	if len(markup) > 0 && markup[0] == '/' {
		name, rest := cutName(markup[1:])
		_, known := admitted[string(name)]
		return bytes.TrimPrefix(rest, []byte(">")), known && bytes.HasPrefix(rest, []byte(">"))
	}
	name, rest := cutName(markup)
	checks, known := admitted[string(name)]
	for before := []byte(nil); known; {
		if rest, ok = bytes.CutPrefix(rest, []byte(" ")); !ok {
			rest, _ = bytes.CutPrefix(rest, []byte("/"))
			return bytes.CutPrefix(rest, []byte(">"))
		}
		name, value, after, closed := cutAttribute(rest)
		c, listed := checks[string(name)]
		known = closed && listed && bytes.Compare(name, before) > 0 && isEscaped(value) && c.passes(value)
		before, rest = name, after
	}
	return nil, false
}

// cutAttribute takes an attribute off markup.
func cutAttribute(markup []byte) (name, value, rest []byte, ok bool) {
	name, rest, _ = bytes.Cut(markup, []byte(`="`))
	value, rest, ok = bytes.Cut(rest, []byte(`"`))
	return name, value, rest, ok
}

// cutName takes the name of an element off markup.
func cutName(markup []byte) (name, rest []byte) {
	i := 0
	for i < len(markup) && (markup[i] >= 'a' && markup[i] <= 'z' || markup[i] >= '0' && markup[i] <= '9') {
		i++
	}
	return markup[:i], markup[i:]
}

func (c check) passes(value []byte) bool {
	if bytes.IndexByte(value, '&') >= 0 {
		value = []byte(html.UnescapeString(string(value)))
	}
	if c.pattern != nil && !c.pattern.Match(value) {
		return false
	}
	if !c.address {
		return true
	}
	if bytes.ContainsFunc(value, isNoAddress) {
		return false
	}
	u, err := url.Parse(string(value))
	return err == nil && u.Scheme != "data" && u.String() == string(value)
}

// isNoAddress reports whether r stands in no address as it is written (RFC 3986,
// 2): bluemonday trims and refuses spaces, and url.Parse lets some through.
func isNoAddress(r rune) bool { return r <= ' ' || r >= 0x7f }

// references are those that html.Render writes.
var references = [][]byte{[]byte("&amp;"), []byte("&#39;"), []byte("&lt;"), []byte("&gt;"), []byte("&#34;")}

// special holds the bytes that html.Render writes as references, those with
// which references begin, and those that parsers change.
var special = makeSpecial()

func makeSpecial() (all [256]bool) {
	for c := range ' ' {
		all[c] = c != '\n' && c != '\t'
	}
	for _, c := range []byte("\"&'<>\x7f") {
		all[c] = true
	}
	return all
}

// isEscaped reports whether text stays as it is when it is decoded and escaped
// again.
func isEscaped(text []byte) bool {
	for i, c := range text {
		if special[c] && (c != '&' || !beginsWithReference(text[i:])) {
			return false
		}
	}
	return true
}

func beginsWithReference(text []byte) bool {
	for _, r := range references {
		if bytes.HasPrefix(text, r) {
			return true
		}
	}
	return false
}
