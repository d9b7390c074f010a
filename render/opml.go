package render

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

const opmlDocs = "http://opml.org/spec2.opml"

// An opmlDoc is a list of feeds to take along, before it is written.
type opmlDoc struct {
	Title     string
	Created   time.Time // zero if not known
	Modified  time.Time // of the list, not of the run (OPML-5)
	OwnerName string
	OwnerID   string      // absolute address of the about page
	Groups    []opmlGroup // in the order in which they are writtenFeed
	Feeds     []opmlFeed  // likewise
}

// An opmlGroup is a group whose members are writtenFeed under its name.
type opmlGroup struct{ Slug, Name string }

// An opmlFeed is one feed of the list; "" and zero leave an attribute out.
type opmlFeed struct {
	Name        string // of the member
	Title       string // of the feed; "" means Name
	XMLURL      string // the publisher's own feed, absolute
	HTMLURL     string
	Description string
	Language    string // BCP 47
	Version     string // RSS, RSS1 or RSS2; "" for others
	Created     time.Time
	Groups      []string // slugs

	kind string // as in feedLink
}

type opmlXML struct {
	XMLName  xml.Name      `xml:"opml"`
	Version  string        `xml:"version,attr"`
	Head     opmlHead      `xml:"head"`
	Outlines []opmlOutline `xml:"body>outline"`
}

type opmlHead struct {
	Title     legalText `xml:"title"`
	Created   string    `xml:"dateCreated,omitempty"`
	Modified  string    `xml:"dateModified,omitempty"`
	OwnerName legalText `xml:"ownerName,omitempty"`
	OwnerID   string    `xml:"ownerId,omitempty"`
	Docs      string    `xml:"docs"`
}

// An opmlOutline has these attributes and no others (OPML-3).
type opmlOutline struct {
	Type        string        `xml:"type,attr,omitempty"`
	Text        legalText     `xml:"text,attr"`
	Title       legalText     `xml:"title,attr,omitempty"`
	XMLURL      string        `xml:"xmlUrl,attr,omitempty"`
	HTMLURL     string        `xml:"htmlUrl,attr,omitempty"`
	Description legalText     `xml:"description,attr,omitempty"`
	Language    string        `xml:"language,attr,omitempty"`
	Version     string        `xml:"version,attr,omitempty"`
	Category    string        `xml:"category,attr,omitempty"`
	Created     string        `xml:"created,attr,omitempty"`
	Outlines    []opmlOutline `xml:"outline"`
}

// writeOPML writes o as OPML 2.0 to w. Errors are those of w.
func writeOPML(w io.Writer, o opmlDoc) error {
	doc := opmlXML{
		Version: "2.0",
		Head: opmlHead{
			Title:     legalText(o.Title),
			Created:   rfc822(o.Created),
			Modified:  rfc822(o.Modified),
			OwnerName: legalText(o.OwnerName),
			OwnerID:   webAddress(o.OwnerID),
			Docs:      opmlDocs,
		},
		Outlines: opmlOutlines(o),
	}
	out, err := xml.MarshalIndent(doc, "", "  ")
	if err != nil {
		return fmt.Errorf("write OPML %s: %w", o.Title, err)
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, out)
	return err
}

// opmlOutlines puts feeds in none of the groups first, then each group with
// its own; a feed in two groups stands in both (OPML-3). A body without an
// outline is invalid, so an empty list says its title.
func opmlOutlines(o opmlDoc) []opmlOutline {
	all := opmlOutlinesIf(o.Feeds, func(f opmlFeed) bool {
		return !slices.ContainsFunc(o.Groups, func(g opmlGroup) bool { return slices.Contains(f.Groups, g.Slug) })
	})
	for _, g := range o.Groups {
		in := opmlOutlinesIf(o.Feeds, func(f opmlFeed) bool { return slices.Contains(f.Groups, g.Slug) })
		if len(in) > 0 {
			all = append(all, opmlOutline{Text: legalText(g.Name), Outlines: in})
		}
	}
	if len(all) == 0 {
		all = []opmlOutline{{Text: legalText(o.Title)}}
	}
	return all
}

func opmlOutlinesIf(all []opmlFeed, wanted func(opmlFeed) bool) []opmlOutline {
	var some []opmlOutline
	for _, f := range all {
		if address := webAddress(f.XMLURL); address != "" && wanted(f) {
			some = append(some, newOPMLOutline(f, address))
		}
	}
	return some
}

// newOPMLOutline makes an outline of f. Its type is rss for Atom and JSON, too:
// that is what readers look for (OPML-2).
func newOPMLOutline(f opmlFeed, address string) opmlOutline {
	return opmlOutline{
		Type:        "rss",
		Text:        legalText(f.Name),
		Title:       legalText(cmp.Or(f.Title, f.Name)),
		XMLURL:      address,
		HTMLURL:     webAddress(f.HTMLURL),
		Description: legalText(f.Description),
		Language:    feedLanguage(f.Language),
		Version:     f.Version,
		Category:    opmlCategory(f),
		Created:     rfc822(f.Created),
	}
}

func opmlCategory(f opmlFeed) string {
	var paths []string
	for _, slug := range f.Groups {
		paths = append(paths, "/group/"+slug)
	}
	if lang := feedLanguage(f.Language); lang != "" {
		paths = append(paths, "/lang/"+lang)
	}
	return strings.Join(paths, ",")
}
