package demo

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
)

// feed writes the feed of b, with the fault it has, if any.
func (b *blog) feed() (document, error) {
	if b.fault == "error" {
		return document{status: http.StatusInternalServerError, body: []byte("the feed could not be made")}, nil
	}
	d, err := b.wholeFeed()
	if err == nil && b.fault == "truncated" {
		d.body = truncated(d.body)
	}
	return d, err
}

func (b *blog) wholeFeed() (document, error) {
	switch b.Format {
	case "atom":
		return xmlDocument(b.FeedType(), b.atom())
	case "rss":
		return xmlDocument(b.FeedType(), b.rss())
	case "rdf":
		return xmlDocument(b.FeedType(), b.rdf())
	case "json":
		body, err := json.MarshalIndent(b.json(), "", "  ")
		return document{kind: b.FeedType(), body: body}, err
	default:
		return document{}, fmt.Errorf("format %q is not one of atom, rss, rdf and json", b.Format)
	}
}

func xmlDocument(kind string, v any) (document, error) {
	body, err := xml.MarshalIndent(v, "", " ")
	return document{kind: kind + "; charset=utf-8", body: append([]byte(xml.Header), body...)}, err
}

// FeedType is the media type of the feed.
func (b *blog) FeedType() string {
	switch b.Format {
	case "atom":
		return "application/atom+xml"
	case "rss":
		return "application/rss+xml"
	case "rdf":
		return "application/rdf+xml"
	default:
		return "application/feed+json"
	}
}

// truncated ends an Atom feed in the middle of its last entry, as a full disk
// does.
func truncated(body []byte) []byte {
	last := bytes.LastIndex(body, []byte("<entry"))
	return body[:last+(len(body)-last)/2]
}

// newest is when b last changed, in the layout of the format.
func (b *blog) newest(layout string) string {
	latest := b.Posts[0].Updated
	for _, p := range b.Posts {
		if p.Updated.After(latest) {
			latest = p.Updated
		}
	}
	return latest.Format(layout)
}
