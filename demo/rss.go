package demo

import (
	"encoding/xml"
	"time"
)

type rssFeed struct {
	XMLName xml.Name   `xml:"rss"`
	Version string     `xml:"version,attr"`
	Content string     `xml:"xmlns:content,attr"`
	DC      string     `xml:"xmlns:dc,attr"`
	Atom    string     `xml:"xmlns:atom,attr"`
	Channel rssChannel `xml:"channel"`
}

type rssChannel struct {
	Title       string    `xml:"title"`
	Link        string    `xml:"link"`
	Description string    `xml:"description"`
	Language    string    `xml:"language"`
	Built       string    `xml:"lastBuildDate"`
	Self        atomLink  `xml:"atom:link"`
	Items       []rssItem `xml:"item"`
}

type rssItem struct {
	Title       string        `xml:"title,omitempty"`
	Link        string        `xml:"link"`
	GUID        rssGUID       `xml:"guid"`
	Published   string        `xml:"pubDate"`
	Creator     string        `xml:"dc:creator"`
	Categories  []string      `xml:"category"`
	Description cdata         `xml:"description"`
	Encoded     *cdata        `xml:"content:encoded"`
	Enclosure   *rssEnclosure `xml:"enclosure"`
}

type rssGUID struct {
	Permalink bool   `xml:"isPermaLink,attr"`
	Text      string `xml:",chardata"`
}

type rssEnclosure struct {
	Link   string `xml:"url,attr"`
	Length int    `xml:"length,attr"`
	Type   string `xml:"type,attr"`
}

type cdata struct {
	Text string `xml:",cdata"`
}

func (b *blog) rss() rssFeed {
	c := rssChannel{
		Title: b.Title, Link: b.Home, Description: b.About, Language: b.Lang, Built: b.newest(time.RFC1123Z),
		Self: atomLink{Rel: "self", Type: b.FeedType(), Href: b.Feed()},
	}
	for _, p := range b.Posts {
		c.Items = append(c.Items, b.rssItem(p))
	}
	return rssFeed{
		Version: "2.0",
		Content: "http://purl.org/rss/1.0/modules/content/",
		DC:      "http://purl.org/dc/elements/1.1/",
		Atom:    "http://www.w3.org/2005/Atom",
		Channel: c,
	}
}

func (b *blog) rssItem(p post) rssItem {
	it := rssItem{
		Title: p.Title, Link: p.Link, Creator: b.Author, Categories: p.Tags,
		GUID:      rssGUID{Permalink: p.ID == p.Link, Text: p.ID},
		Published: p.Published.Format(time.RFC1123Z),
	}
	it.Description.Text = p.Summary
	switch b.Text {
	case "full":
		it.Description.Text = string(p.Text)
	case "both":
		it.Encoded = &cdata{string(p.Text)}
	}
	if e := p.Enclosure; e != nil {
		it.Enclosure = &rssEnclosure{Link: e.Link, Length: e.Length, Type: e.Type}
	}
	return it
}
