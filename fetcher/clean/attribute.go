package clean

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// attributes leaves of the attributes of n what r admits; nothing else gets
// by, not even what we set ourselves later (CLEAN-7). Links and pictures have
// addresses of their own.
func (f *fragment) attributes(n *html.Node, r rule) {
	if len(n.Attr) == 0 {
		return
	}
	var stay []html.Attribute
	for _, name := range r.attrs {
		if value, ok := f.value(n, name); ok {
			stay = append(stay, html.Attribute{Key: name, Val: value})
		}
	}
	n.Attr = stay
}

// value gives an attribute of n as it may stay.
func (f *fragment) value(n *html.Node, name string) (string, bool) {
	raw, has := attr(n, name)
	switch name {
	case "href", "src", "srcset":
		return "", false
	case "id":
		return f.id(n)
	case "lang":
		return language(n)
	}
	if !has {
		return "", false
	}
	switch name {
	case "alt":
		return legal(raw), true
	case "title":
		return legal(raw), !isBlank(raw)
	case "open", "reversed":
		return "", true
	case "class":
		return codeLanguage(raw)
	case "cite":
		address := f.web(raw)
		return address, address != ""
	case "dir", "scope":
		raw = strings.ToLower(raw)
	}
	raw = strings.TrimSpace(raw)
	return raw, patterns[name].MatchString(raw)
}

// language reads lang, and what XHTML has instead (CLEAN-16).
func language(n *html.Node) (string, bool) {
	for _, name := range [...]string{"lang", "xml:lang"} {
		if tag, ok := attr(n, name); ok && patterns["lang"].MatchString(tag) {
			return tag, true
		}
	}
	return "", false
}

// codeLanguage finds the language of code among the classes (CLEAN-8).
func codeLanguage(classes string) (string, bool) {
	if !strings.Contains(classes, "language-") {
		return "", false
	}
	for class := range strings.FieldsSeq(classes) {
		if patterns["class"].MatchString(class) {
			return class, true
		}
	}
	return "", false
}

// regionAttrs makes of an element a part of the page that has a name and can
// be scrolled by keyboard (ENT-5).
func regionAttrs(name string) []html.Attribute {
	return []html.Attribute{{Key: "aria-label", Val: name}, {Key: "role", Val: "region"}, {Key: "tabindex", Val: "0"}}
}

// sortAttrs puts attributes into the order of the alphabet: the parser does
// so with those of formatting elements.
func sortAttrs(n *html.Node) {
	slices.SortFunc(n.Attr, func(a, b html.Attribute) int { return strings.Compare(a.Key, b.Key) })
}
