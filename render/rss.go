package render

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/gorilla/feeds"
)

const (
	rssMediaType = "application/rss+xml"
	rssDocs      = "https://www.rssboard.org/rss-specification"
	rssMinutes   = 60 // ttl: asking more often brings nothing

	dublinCoreNS = "http://purl.org/dc/elements/1.1/"
	rssContentNS = "http://purl.org/rss/1.0/modules/content/"
	rssSourceNS  = "http://source.scripting.com/"
)

type rssFeed struct {
	XMLName    xml.Name   `xml:"rss"`
	Version    string     `xml:"version,attr"`
	AtomNS     string     `xml:"xmlns:atom,attr"`
	DublinCore string     `xml:"xmlns:dc,attr"`
	ContentNS  string     `xml:"xmlns:content,attr"`
	SourceNS   string     `xml:"xmlns:source,attr,omitempty"`
	Channel    rssChannel `xml:"channel"`
}

type rssChannel struct {
	Title       legalText `xml:"title"`
	Link        string    `xml:"link"`
	Description legalText `xml:"description"`
	Language    string    `xml:"language,omitempty"`
	Copyright   legalText `xml:"copyright,omitempty"`
	LastBuild   string    `xml:"lastBuildDate"`
	Generator   legalText `xml:"generator"`
	Docs        string    `xml:"docs"`
	TTL         int       `xml:"ttl"`
	Links       []rssLink `xml:"atom:link"`
	Blogroll    string    `xml:"source:blogroll,omitempty"`
	Image       *rssImage `xml:"image"`
	Items       []rssItem `xml:"item"`
}

type rssLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
	Type string `xml:"type,attr,omitempty"`
}

// An rssImage has the title and link of its channel, or validators complain.
type rssImage struct {
	URL   string    `xml:"url"`
	Title legalText `xml:"title"`
	Link  string    `xml:"link"`
}

// writeRSS writes d as RSS 2.0 to w: valid whatever strangers wrote. Errors
// are those of w.
func writeRSS(w io.Writer, d feedDoc) error {
	f := rssFeed{Version: "2.0", AtomNS: atomNS, DublinCore: dublinCoreNS, ContentNS: rssContentNS, Channel: newRSSChannel(d)}
	if f.Channel.Blogroll != "" {
		f.SourceNS = rssSourceNS
	}
	for _, it := range d.distinct() {
		item, err := newRSSItem(d, it)
		if err != nil {
			return fmt.Errorf("write %s: %w", d.Self, err)
		}
		f.Channel.Items = append(f.Channel.Items, item)
	}
	if err := feeds.WriteXML(styledXML{d.Stylesheet, f}, w); err != nil {
		return fmt.Errorf("write %s: %w", d.Self, err)
	}
	return nil
}

// newRSSChannel makes the head of the feed (RSS-1).
func newRSSChannel(d feedDoc) rssChannel {
	c := rssChannel{
		Title:       legalText(d.Title),
		Link:        webAddress(d.Home),
		Description: legalText(d.Subtitle),
		Language:    feedLanguage(d.Language),
		Copyright:   legalText(d.Rights),
		LastBuild:   rfc822(d.Updated),
		Generator:   legalText(strings.TrimSpace(generatorName + " " + d.Version)),
		Docs:        rssDocs,
		TTL:         rssMinutes,
		Links:       []rssLink{{Rel: "self", Href: webAddress(d.Self), Type: rssMediaType}},
		Blogroll:    webAddress(d.Blogroll),
	}
	for _, hub := range d.Hubs {
		if hub = webAddress(hub); hub != "" {
			c.Links = append(c.Links, rssLink{Rel: "hub", Href: hub})
		}
	}
	if icon := webAddress(d.Icon); icon != "" {
		c.Image = &rssImage{URL: icon, Title: c.Title, Link: c.Link}
	}
	return c
}
