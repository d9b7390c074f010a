package demo

import (
	"encoding/xml"
	"time"
)

type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang     string      `xml:"xml:lang,attr"`
	Base     string      `xml:"xml:base,attr,omitempty"`
	Title    string      `xml:"title"`
	Subtitle string      `xml:"subtitle"`
	ID       string      `xml:"id"`
	Updated  string      `xml:"updated"`
	Links    []atomLink  `xml:"link"`
	Author   string      `xml:"author>name"`
	Entries  []atomEntry `xml:"entry"`
}

type atomEntry struct {
	Lang       string         `xml:"xml:lang,attr,omitempty"`
	Title      string         `xml:"title"`
	ID         string         `xml:"id"`
	Link       atomLink       `xml:"link"`
	Published  string         `xml:"published"`
	Updated    string         `xml:"updated"`
	Categories []atomCategory `xml:"category"`
	Summary    string         `xml:"summary,omitempty"`
	Content    any            `xml:"content"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

// atomHTML is a text as escaped HTML; atomXHTML is one as markup of the feed.
type (
	atomHTML struct {
		Type string `xml:"type,attr"`
		Text string `xml:",chardata"`
	}
	atomXHTML struct {
		Type string   `xml:"type,attr"`
		Div  atomBody `xml:"http://www.w3.org/1999/xhtml div"`
	}
	atomBody struct {
		Text []byte `xml:",innerxml"`
	}
)

func (b *blog) atom() atomFeed {
	f := atomFeed{
		Lang: b.Lang, Title: b.Title, Subtitle: b.About, Author: b.Author,
		ID: b.Home, Updated: b.newest(time.RFC3339),
		Links: []atomLink{{Rel: "self", Type: b.FeedType(), Href: b.Feed()}, {Rel: "alternate", Type: "text/html", Href: b.Home}},
	}
	if b.base {
		f.Base = b.Home
	}
	for _, p := range b.Posts {
		f.Entries = append(f.Entries, b.atomEntry(p))
	}
	return f
}

func (b *blog) atomEntry(p post) atomEntry {
	e := atomEntry{
		Title: p.Title, ID: p.ID, Link: atomLink{Href: p.Link}, Summary: p.Summary,
		Published: p.Published.Format(time.RFC3339), Updated: p.Updated.Format(time.RFC3339),
		Content: atomHTML{Type: "html", Text: string(p.Text)},
	}
	if b.base {
		e.Link.Href = p.Slug
	}
	if b.Text == "xhtml" {
		e.Content = atomXHTML{Type: "xhtml", Div: atomBody{p.Text}}
	}
	if p.Lang != b.Lang {
		e.Lang = p.Lang
	}
	for _, tag := range p.Tags {
		e.Categories = append(e.Categories, atomCategory{tag})
	}
	return e
}
