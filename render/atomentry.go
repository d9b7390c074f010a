package render

import (
	"cmp"
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/gorilla/feeds"

	"planet"
)

type atomEntry struct {
	XMLName xml.Name `xml:"entry"`
	Lang    string   `xml:"xml:lang,attr,omitempty"`

	ID           legalText  `xml:"id"`
	Title        atomText   `xml:"title"`
	Updated      string     `xml:"updated"`
	Published    string     `xml:"published,omitempty"`
	Authors      []atomName `xml:"author"`
	Contributors []atomName `xml:"contributor"`
	Links        []atomLink
	Categories   []atomCategory `xml:"category"`
	Rights       legalText      `xml:"rights,omitempty"`
	InReplyTo    []atomReply    `xml:"thr:in-reply-to"`
	Source       *atomSource    `xml:"source"`
	Summary      *atomText      `xml:"summary"`
	Content      *atomText      `xml:"content"`
}

type atomCategory struct {
	Term   legalText `xml:"term,attr"`
	Scheme string    `xml:"scheme,attr,omitempty"`
	Label  legalText `xml:"label,attr,omitempty"`
}

// An atomReply names what an entry answers (RFC 4685). We know addresses
// only, so they stand for the id, too.
type atomReply struct {
	Ref  string `xml:"ref,attr"`
	Href string `xml:"href,attr"`
	Type string `xml:"type,attr"`
}

type atomSource struct {
	Lang       string         `xml:"xml:lang,attr,omitempty"`
	ID         legalText      `xml:"id"`
	Title      atomText       `xml:"title"`
	Subtitle   legalText      `xml:"subtitle,omitempty"`
	Updated    string         `xml:"updated,omitempty"`
	Authors    []atomName     `xml:"author"`
	Categories []atomCategory `xml:"category"`
	Links      []atomLink
	Icon       string    `xml:"icon,omitempty"`
	Logo       string    `xml:"logo,omitempty"`
	Rights     legalText `xml:"rights,omitempty"`
}

// newAtomEntry makes an entry of it (ATOM-7 to ATOM-15).
func newAtomEntry(d feedDoc, it feedItem) atomEntry {
	e := atomEntry{
		Lang:         feedLanguage(it.Language),
		ID:           legalText(it.AtomID),
		Title:        atomText{Type: "text", Text: d.title(it)},
		Updated:      rfc3339(it.updated()),
		Published:    rfc3339(it.published()),
		Authors:      atomNames(d.authors(it)),
		Contributors: atomNames(it.named(it.Contributors)),
		Links:        atomEntryLinks(it),
		Categories:   atomCategories(it.Categories),
		Rights:       legalText(it.rights()),
		InReplyTo:    atomReplies(it.InReplyTo),
		Source:       newAtomSource(it),
	}
	e.setText(it)
	return e
}

// setText gives e as much of the text as may be shown: content, or else a
// summary. An entry with neither content nor alternate link is invalid (RFC
// 4287, 4.1.2); there, what would be the summary is the content.
func (e *atomEntry) setText(it feedItem) {
	base := webAddress(it.Link)
	t := it.shown()
	html := &atomText{Type: "html", Base: base, Text: t.markup()}
	switch {
	case html.Text == "" && base == "":
		e.Content = &atomText{Type: "text", Text: it.instead()}
	case html.Text == "":
	case base == "" || !t.Content.IsZero():
		e.Content = html
	default:
		e.Summary = html
	}
	if t.Summary != "" {
		e.Summary = &atomText{Type: "text", Text: t.Summary}
	}
}

// atomEntryLinks returns the links of an entry. Our own page of it is related to
// it, and never its alternate (ATOM-12).
func atomEntryLinks(it feedItem) []atomLink {
	links := atomLinkTo(nil, "alternate", it.Link, htmlMediaType)
	links = atomLinkTo(links, "related", it.Page, htmlMediaType)
	links = atomLinkTo(links, "replies", it.Comments, htmlMediaType)
	links = atomLinkTo(links, "license", it.Member.Licence, "")
	for _, file := range it.Enclosures {
		if href := webAddress(file.URL); href != "" {
			link := feeds.AtomLink{Rel: "enclosure", Href: href, Type: feedMediaType(file.Type, "")}
			if file.Length > 0 {
				link.Length = strconv.FormatInt(file.Length, 10)
			}
			links = append(links, atomLink{link, legalText(file.Title)})
		}
	}
	return links
}

// rights returns those of the entry, else the member's licence if it is a
// name; one that is an address becomes a link.
func (it feedItem) rights() string {
	if it.Rights != "" || webAddress(it.Member.Licence) != "" {
		return it.Rights
	}
	return it.Member.Licence
}

func atomCategories(categories []planet.Category) []atomCategory {
	var all []atomCategory
	for _, c := range categories {
		if strings.TrimSpace(c.Term) == "" {
			continue
		}
		scheme := asciiAddress(c.Scheme)
		if !absoluteIRI.MatchString(scheme) {
			scheme = ""
		}
		all = append(all, atomCategory{legalText(c.Term), scheme, legalText(c.Label)})
	}
	return all
}

func atomReplies(addresses []string) []atomReply {
	var all []atomReply
	for _, a := range addresses {
		if a = webAddress(a); a != "" {
			all = append(all, atomReply{Ref: a, Href: a, Type: htmlMediaType})
		}
	}
	return all
}

// newAtomSource makes the source of it, nil for what is our own. Authors,
// rights and categories go along if the entry has none (ATOM-15).
func newAtomSource(it feedItem) *atomSource {
	from := it.source()
	id := cmp.Or(from.ID, from.FeedURL, from.HomeURL)
	if id == "" {
		return nil
	}
	s := &atomSource{
		Lang:     feedLanguage(from.Language),
		ID:       legalText(publishedID(id)),
		Title:    atomText{Type: "text", Text: from.Title},
		Subtitle: legalText(from.Subtitle),
		Updated:  rfc3339(from.Updated),
		Icon:     webAddress(from.Icon),
		Logo:     webAddress(from.Logo),
	}
	s.Links = atomLinkTo(s.Links, "self", from.FeedURL, "")
	s.Links = atomLinkTo(s.Links, "alternate", from.HomeURL, htmlMediaType)
	if len(it.Authors) == 0 {
		s.Authors = atomNames(it.named(from.Authors))
	}
	if it.Rights == "" {
		s.Rights = legalText(from.Rights)
	}
	if len(it.Categories) == 0 {
		s.Categories = atomCategories(from.Category)
	}
	return s
}
