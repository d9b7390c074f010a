package main

import (
	"bytes"
	"fmt"
	"iter"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// A pageText is what a program without a browser reads of a page.
type pageText struct {
	path      string // below the site's address, "" for the front page
	root      *html.Node
	canonical string
}

func readPage(t *testing.T, path string, text []byte) *pageText {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("/%s: %v", path, err)
	}
	p := &pageText{path: path, root: root}
	for _, n := range p.links("canonical") {
		p.canonical = attr(n, "href")
	}
	return p
}

// elements gives those of a name, all for "", as they stand on the page. What
// a template holds is not on it.
func (p *pageText) elements(name string) iter.Seq[*html.Node] {
	var each func(n *html.Node, yield func(*html.Node) bool) bool
	each = func(n *html.Node, yield func(*html.Node) bool) bool {
		if n.Type == html.ElementNode && (name == "" || n.Data == name) && !yield(n) {
			return false
		}
		for c := n.FirstChild; c != nil && n.Data != "template"; c = c.NextSibling {
			if !each(c, yield) {
				return false
			}
		}
		return true
	}
	return func(yield func(*html.Node) bool) { each(p.root, yield) }
}

// attr is the value of an attribute, "" if there is none.
func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// meta lists what the head says under a name.
func (p *pageText) meta(name string) []string {
	var said []string
	for n := range p.elements("meta") {
		if attr(n, "name") == name || attr(n, "property") == name || attr(n, "http-equiv") == name {
			said = append(said, attr(n, "content"))
		}
	}
	return said
}

// links lists the head's links of a relation.
func (p *pageText) links(relation string) []*html.Node {
	return slices.DeleteFunc(slices.Collect(p.elements("link")), func(n *html.Node) bool { return attr(n, "rel") != relation })
}

// words are the text of an element.
func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

// title is what a browser's tab shows.
func (p *pageText) title() string {
	for n := range p.elements("title") {
		return words(n)
	}
	return ""
}

// redirects reports whether the page only leads to another one (URL-5).
func (p *pageText) redirects() bool { return len(p.meta("refresh")) > 0 }

// unsafe tells what no page may have: what runs, what styles itself, what loads
// from elsewhere (SITE-4, PG-11, PG-12, HEAD-5, IMG-2).
func (p *pageText) unsafe(pictures bool) []string {
	var wrong []string
	for n := range p.elements("") {
		switch n.Data {
		case "script", "style", "base", "iframe", "frame", "object", "embed", "applet":
			if n.Data != "script" || attr(n, "src") == "" {
				wrong = append(wrong, "has the element "+n.Data)
			}
		case "img":
			if u, err := url.Parse(attr(n, "src")); err != nil || u.Host != "" && !pictures {
				wrong = append(wrong, "loads the picture "+attr(n, "src"))
			}
			if !slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "alt" }) {
				wrong = append(wrong, "has a picture without alt: "+attr(n, "src"))
			}
		}
		for _, a := range n.Attr {
			if a.Key == "style" || a.Key == "srcdoc" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:") {
				wrong = append(wrong, fmt.Sprintf("has %s=%q", a.Key, a.Val))
			}
		}
	}
	policy := strings.Join(p.meta("Content-Security-Policy"), "\n")
	for _, part := range []string{"default-src 'none';", "style-src 'self';", "base-uri 'none';", "form-action 'self'"} {
		if !strings.Contains(policy, part) {
			wrong = append(wrong, fmt.Sprintf("has the policy %q, without %s", policy, part))
		}
	}
	if strings.Contains(policy, "unsafe") || !pictures && strings.Contains(policy, "http") {
		wrong = append(wrong, "has the policy "+policy)
	}
	return wrong
}

// landmarks tells what is wrong with the page's frame: a link past the header
// comes first, then header, one main with the one h1, and a footer that leads
// to who runs this (PG-1, PG-6). What repeats has names of its own.
func (p *pageText) landmarks() []string {
	var wrong []string
	count, names := map[string]int{}, map[string]bool{}
	first := ""
	about := false
	for n := range p.elements("") {
		count[n.Data]++
		switch {
		case n.Data == "a" && first == "":
			first = attr(n, "href")
		case n.Data == "a":
			about = about || strings.HasSuffix(attr(n, "href"), "about/") || p.path == "about/"
		case n.Data == "nav" || n.Data == "aside":
			if label := attr(n, "aria-label"); label == "" || names[label] {
				wrong = append(wrong, fmt.Sprintf("has two landmarks called %q, or one without a name", label))
			}
			names[attr(n, "aria-label")] = true
		case n.Data == "section" && attr(n, "aria-labelledby") == "" && n.Parent.Data != "aside":
			wrong = append(wrong, "has a section without a name")
		}
	}
	if first != "#main" || count["main"] != 1 || count["h1"] != 1 || count["nav"] < 1 || count["footer"] < 1 || !about {
		wrong = append(wrong, fmt.Sprintf("begins with a link to %q and has %d main, %d h1, %d nav, %d footer, a link to about: %t", first, count["main"], count["h1"], count["nav"], count["footer"], about))
	}
	return wrong
}

// times tells which dates no program can read (PG-8).
func (p *pageText) times() []string {
	var wrong []string
	for n := range p.elements("time") {
		at := attr(n, "datetime")
		legible := func(layout string) bool { _, err := time.Parse(layout, at); return err == nil }
		if !slices.ContainsFunc([]string{time.RFC3339, time.DateOnly, "2006-01"}, legible) {
			wrong = append(wrong, fmt.Sprintf("has the time %q (%s)", at, words(n)))
		}
	}
	return wrong
}

// twice lists ids that stand on the page more than once.
func (p *pageText) twice() []string {
	var wrong []string
	seen := map[string]bool{}
	for n := range p.elements("") {
		if id := attr(n, "id"); id != "" && seen[id] {
			wrong = append(wrong, "has the id "+id+" twice")
		} else if id != "" {
			seen[id] = true
		}
	}
	return wrong
}
