package render

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/gorilla/feeds"

	"planet"
)

// generatorName is how we call ourselves in feeds (ATOM-5).
const generatorName = "planet"

// The namespaces of Atom documents. Those of extensions are declared only
// where they occur, for a validator warns of each that it doesn't know.
const (
	atomNS       = "http://www.w3.org/2005/Atom"
	threadNS     = "http://purl.org/syndication/thread/1.0"  // RFC 4685
	historyNS    = "http://purl.org/syndication/history/1.0" // RFC 5005
	tombstonesNS = "http://purl.org/atompub/tombstones/1.0"  // RFC 6721
)

const (
	atomMediaType = "application/atom+xml"
	htmlMediaType = "text/html"
)

type atomFeed struct {
	XMLName      xml.Name `xml:"feed"`
	NS           string   `xml:"xmlns,attr"`
	ThreadNS     string   `xml:"xmlns:thr,attr,omitempty"`
	HistoryNS    string   `xml:"xmlns:fh,attr,omitempty"`
	TombstonesNS string   `xml:"xmlns:at,attr,omitempty"`
	Lang         string   `xml:"xml:lang,attr,omitempty"`

	ID        string     `xml:"id"`
	Title     atomText   `xml:"title"`
	Subtitle  legalText  `xml:"subtitle,omitempty"`
	Updated   string     `xml:"updated"`
	Authors   []atomName `xml:"author"`
	Links     []atomLink
	Generator atomGenerator `xml:"generator"`
	Icon      string        `xml:"icon,omitempty"`
	Logo      string        `xml:"logo,omitempty"`
	Rights    legalText     `xml:"rights,omitempty"`
	Archive   *struct{}     `xml:"fh:archive"`
	Deleted   []atomDeleted `xml:"at:deleted-entry"`
	Entries   atomEntries
}

// atomEntries are written one by one, so that a month of thousands is never
// held whole.
type atomEntries struct{ of feedDoc }

// MarshalXML writes the entries.
func (a atomEntries) MarshalXML(e *xml.Encoder, _ xml.StartElement) error {
	for it, err := range a.of.each {
		if err == nil {
			err = e.Encode(newAtomEntry(a.of, it))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// An atomText is a text construct: text, html or, with "", nothing said.
type atomText struct{ Type, Base, Text string }

// MarshalXML writes t, escaped exactly once (ATOM-13).
func (t atomText) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	start.Attr = append(start.Attr, xml.Attr{Name: xml.Name{Local: "type"}, Value: t.Type})
	if t.Base != "" {
		start.Attr = append(start.Attr, xml.Attr{Name: xml.Name{Local: "xml:base"}, Value: t.Base})
	}
	return encodeLegalText(e, start, t.Text)
}

type atomName struct {
	Name legalText `xml:"name"`
	URI  string    `xml:"uri,omitempty"`
}

type atomLink struct {
	feeds.AtomLink
	Title legalText `xml:"title,attr,omitempty"`
}

type atomGenerator struct {
	URI     string    `xml:"uri,attr,omitempty"`
	Version legalText `xml:"version,attr,omitempty"`
	Name    string    `xml:",chardata"`
}

type atomDeleted struct {
	Ref  legalText `xml:"ref,attr"`
	When string    `xml:"when,attr"`
}

// writeAtom writes d as an Atom feed (RFC 4287) to w: valid whatever
// strangers wrote. With d.Archive it is a closed month (RFC 5005). Errors are
// those of w.
func writeAtom(w io.Writer, d feedDoc) error {
	f := newAtomFeed(d)
	f.Entries = atomEntries{d}
	if d.threaded() {
		f.ThreadNS = threadNS
	}
	if err := feeds.WriteXML(styledXML{d.Stylesheet, f}, w); err != nil {
		return fmt.Errorf("write %s: %w", d.Self, err)
	}
	return nil
}

// newAtomFeed makes the head of the feed.
func newAtomFeed(d feedDoc) atomFeed {
	f := atomFeed{
		NS:        atomNS,
		Lang:      feedLanguage(d.Language),
		ID:        publishedID(d.ID),
		Title:     atomText{Type: "text", Text: d.Title},
		Subtitle:  legalText(d.Subtitle),
		Updated:   rfc3339(d.Updated),
		Authors:   atomNames([]planet.Author{d.Author}),
		Links:     atomFeedLinks(d),
		Generator: atomGenerator{URI: webAddress(d.About), Version: legalText(d.Version), Name: generatorName},
		Icon:      webAddress(d.Icon),
		Logo:      webAddress(d.Logo),
		Rights:    legalText(d.Rights),
	}
	if d.Archive {
		f.HistoryNS, f.Archive = historyNS, &struct{}{}
	}
	for _, gone := range d.Deleted {
		f.TombstonesNS = tombstonesNS
		f.Deleted = append(f.Deleted, atomDeleted{Ref: legalText(publishedID(gone.Ref)), When: rfc3339(gone.When)})
	}
	return f
}

// atomFeedLinks returns the links of the feed itself (ATOM-4, ARC-1, ARC-2, WS-1).
func atomFeedLinks(d feedDoc) []atomLink {
	links := atomLinkTo(nil, "self", d.Self, atomMediaType)
	links = atomLinkTo(links, "alternate", d.Home, htmlMediaType)
	for _, hub := range d.Hubs {
		links = atomLinkTo(links, "hub", hub, "")
	}
	links = atomLinkTo(links, "current", d.Current, atomMediaType)
	links = atomLinkTo(links, "prev-archive", d.PrevArchive, atomMediaType)
	return atomLinkTo(links, "license", d.Licence, "")
}

// atomLinkTo appends a link to links if there is an address to link to.
func atomLinkTo(links []atomLink, rel, address, mime string) []atomLink {
	if address = webAddress(address); address == "" {
		return links
	}
	return append(links, atomLink{AtomLink: feeds.AtomLink{Rel: rel, Href: address, Type: mime}})
}

func atomNames(people []planet.Author) []atomName {
	var names []atomName
	for _, p := range people {
		if strings.TrimSpace(p.Name) != "" {
			names = append(names, atomName{Name: legalText(p.Name), URI: webAddress(p.URL)})
		}
	}
	return names
}
