package render

import (
	"bytes"
	"html"
	"slices"
	"strings"
)

// unwelcome are elements that no page of ours has (SAFE-14, PG-12): they would
// load what strangers made, be blocked by our own policy, or bend every link.
var unwelcome = []string{
	"base", "style", "iframe", "frame", "frameset", "object", "embed", "applet",
	"xmp", "noembed", "noframes", "plaintext",
}

// notFoundPage is served at any depth, so it links from the base path (URL-1).
const notFoundPage = "404.html"

// A pageReader reads one page as a browser would, and its links as a reader
// follows them.
type pageReader struct {
	name string
	base string

	problems  []string
	links     map[string]bool // the files that it leads to, itself left out
	fragments map[string]bool // the places on itself that it leads to
	ids       map[string]bool
	loose     bool // a link inside an entry's text leads to no place on the page
}

func (p *pageReader) read(b []byte) {
	p.links, p.fragments, p.ids = map[string]bool{}, map[string]bool{}, map[string]bool{}
	if bad := checkCharacters(b); bad != "" {
		p.say(bad)
	}
	if err := eachStartTag(b, p.tag); err != nil {
		p.say(err.Error())
	}
	for fragment := range p.fragments {
		switch {
		case p.ids[fragment]:
		case insideEntry(fragment):
			p.loose = true
		default:
			p.say("links to #" + fragment + ", which is no id on this page")
		}
	}
}

// say keeps a problem, once.
func (p *pageReader) say(what string) {
	if !slices.Contains(p.problems, what) {
		p.problems = append(p.problems, what)
	}
}

func (p *pageReader) tag(t startTag) {
	for _, name := range unwelcome {
		if is(t.name, name) {
			p.say("has the element " + name + ", which no page may have")
		}
	}
	for _, a := range t.attrs {
		p.attribute(t, a)
	}
	switch {
	case is(t.name, "script"):
		p.script(t)
	case is(t.name, "meta"):
		p.meta(t)
	}
}

func (p *pageReader) attribute(t startTag, a attribute) {
	switch {
	case is(a.name, "id"):
		p.id(text(a.value))
	case is(a.name, "href"), is(a.name, "src"), is(a.name, "action"), is(a.name, "poster"), is(a.name, "xlink:href"):
		if !isWebAddress(a.value) {
			p.link(text(a.value))
		}
	case is(a.name, "srcset"):
		for _, address := range candidates(text(a.value)) {
			p.link(address)
		}
	case is(a.name, "style"), is(a.name, "srcdoc"), len(a.name) > 2 && is(a.name[:2], "on"): // SITE-4
		p.say("has an element " + string(t.name) + " with the attribute " + string(a.name) + ", which no page may have")
	}
}

func (p *pageReader) id(id string) {
	if p.ids[id] {
		p.say("has the id " + id + " twice")
	}
	p.ids[id] = true
}

// script refuses scripts that are not files of ours (SITE-4, HEAD-5).
func (p *pageReader) script(t startTag) {
	src, given := t.get("src")
	if !given {
		p.say("has a script in its text; scripts are files")
		return
	}
	if _, elsewhere := p.resolve(src); elsewhere {
		p.say("runs the script " + src + ", which is not ours")
	}
}

// meta follows a refresh: the page of a slug that was renamed (URL-5).
func (p *pageReader) meta(t startTag) {
	if kind, _ := t.get("http-equiv"); !strings.EqualFold(kind, "refresh") {
		return
	}
	content, _ := t.get("content")
	if _, address, found := strings.Cut(content, "="); found {
		p.link(strings.Trim(strings.TrimSpace(address), `'"`))
	}
}

// get returns the value of the first attribute called name.
func (t startTag) get(name string) (value string, given bool) {
	for _, a := range t.attrs {
		if is(a.name, name) {
			return text(a.value), true
		}
	}
	return "", false
}

// text is an attribute's value as a browser reads it.
func text(value []byte) string {
	if bytes.IndexByte(value, '&') < 0 {
		return string(value)
	}
	return html.UnescapeString(string(value))
}

// isWebAddress reports whether value is one that leaves the site, as nearly all
// in entries' texts are.
func isWebAddress(value []byte) bool {
	return bytes.HasPrefix(value, []byte("https://")) || bytes.HasPrefix(value, []byte("http://"))
}

// insideEntry reports whether an id is one of those that package clean made of
// a publisher's own: "e-", the short id of the entry, "-" (ENT-3).
func insideEntry(id string) bool {
	const short = 10 // characters (URL-4)
	rest, found := strings.CutPrefix(id, "e-")
	return found && len(rest) > short && rest[short] == '-' && !strings.Contains(rest[:short], "-")
}
