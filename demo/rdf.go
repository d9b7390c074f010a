package demo

import (
	"encoding/xml"
	"time"
)

// rdfFeed is RSS 1.0: the items stand beside the channel, which only lists
// them.
type rdfFeed struct {
	XMLName xml.Name   `xml:"rdf:RDF"`
	RDF     string     `xml:"xmlns:rdf,attr"`
	RSS     string     `xml:"xmlns,attr"`
	DC      string     `xml:"xmlns:dc,attr"`
	Content string     `xml:"xmlns:content,attr"`
	Channel rdfChannel `xml:"channel"`
	Items   []rdfItem  `xml:"item"`
}

type rdfChannel struct {
	About       string   `xml:"rdf:about,attr"`
	Title       string   `xml:"title"`
	Link        string   `xml:"link"`
	Description string   `xml:"description"`
	Language    string   `xml:"dc:language"`
	Items       []rdfRef `xml:"items>rdf:Seq>rdf:li"`
}

type rdfRef struct {
	Resource string `xml:"rdf:resource,attr"`
}

type rdfItem struct {
	About       string   `xml:"rdf:about,attr"`
	Title       string   `xml:"title"`
	Link        string   `xml:"link"`
	Date        string   `xml:"dc:date"`
	Creator     string   `xml:"dc:creator"`
	Subjects    []string `xml:"dc:subject"`
	Description string   `xml:"description"`
	Encoded     cdata    `xml:"content:encoded"`
}

func (b *blog) rdf() rdfFeed {
	f := rdfFeed{
		RDF:     "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
		RSS:     "http://purl.org/rss/1.0/",
		DC:      "http://purl.org/dc/elements/1.1/",
		Content: "http://purl.org/rss/1.0/modules/content/",
		Channel: rdfChannel{About: b.Feed(), Title: b.Title, Link: b.Home, Description: b.About, Language: b.Lang},
	}
	for _, p := range b.Posts {
		f.Channel.Items = append(f.Channel.Items, rdfRef{p.Link})
		f.Items = append(f.Items, rdfItem{
			About: p.ID, Title: p.Title, Link: p.Link, Date: p.Published.Format(time.RFC3339),
			Creator: b.Author, Subjects: p.Tags, Description: p.Summary, Encoded: cdata{string(p.Text)},
		})
	}
	return f
}
