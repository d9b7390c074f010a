package parse

import (
	"strings"
	"time"

	"github.com/mmcdole/gofeed/atom"
	ext "github.com/mmcdole/gofeed/extensions"

	"planet"
)

// atom maps a feed of Atom 0.3 or 1.0.
func (m *mapper) atom(f *atom.Feed) *Feed {
	feed := &Feed{
		ID:           m.text(f.ID),
		Title:        titleOf(m.asides.get(f.Title)),
		Subtitle:     titleOf(m.asides.get(f.Subtitle)),
		Updated:      m.dates.parse(f.Updated),
		Rights:       plain(m.text(f.Rights)),
		Authors:      m.persons(f.Authors),
		Contributors: m.persons(f.Contributors),
		Categories:   m.atomCategories(f.Categories),
	}
	feed.Home = m.own(alternate(f.Links))
	feed.Self = m.own(linked(f.Links, "self"))
	feed.Icon, feed.Logo = m.own(f.Icon), m.own(f.Logo)
	for _, l := range f.Links {
		if l.Rel == "hub" {
			feed.Hubs = append(feed.Hubs, m.own(l.Href))
		}
	}
	feed.Blogroll = m.blogroll(f.Extensions)
	for _, e := range f.Extensions["at"]["deleted-entry"] {
		feed.Deleted = append(feed.Deleted, m.text(e.Attrs["ref"]))
	}
	feed.Period = period(f.Extensions)
	m.settleHome(alternate(f.Links), feed.Home)
	items := make([]Item, len(f.Entries))
	for i, e := range f.Entries {
		m.entry(&items[i], e, m.span(i, len(f.Entries)))
	}
	withAuthors(items, feed.Authors)
	feed.Items = useful(items)
	return feed
}

// entry maps one entry.
func (m *mapper) entry(it *Item, e *atom.Entry, s span) {
	it.GUID = m.text(e.ID)
	it.Permalink = isWeb(it.GUID)
	it.Title = m.title(e.Title, value(e.Extensions, "media", "title"))
	it.Published = m.firstDate(append([]string{e.Published}, values(e.Extensions, "dc", "date")...)...)
	it.Updated = m.dates.parse(e.Updated)
	it.Authors = m.persons(e.Authors)
	for _, name := range values(e.Extensions, "dc", "creator") {
		it.Authors = addAuthor(it.Authors, person(name))
	}
	it.Contributors = m.persons(e.Contributors)
	it.Categories = m.atomCategories(e.Categories)
	for _, subject := range values(e.Extensions, "dc", "subject") {
		it.Categories = addCategory(it.Categories, planet.Category{Term: oneLine(subject)})
	}
	it.Rights = plain(m.text(e.Rights))
	m.entryLinks(it, e)
	m.extensions(it, e.Extensions)
	if e.Source != nil {
		it.Source = m.atomSource(e.Source)
	}
	m.entryText(it, e, s)
}

// entryText maps what there is to read. What media: says stands in for a
// text that is missing.
func (m *mapper) entryText(it *Item, e *atom.Entry, s span) {
	content := ""
	if e.Content != nil {
		content = e.Content.Value
	}
	full := m.longest(content, value(e.Extensions, "content", "encoded"), value(e.Extensions, "xhtml", "body"))
	it.Content, it.Summary = full.text, m.text(e.Summary)
	if it.Text() == "" {
		it.Summary = m.described(e.Extensions)
	}
	m.settle(it, s, m.longest(content, e.Summary))
}

// entryLinks sorts the links of an entry by what they are for.
func (m *mapper) entryLinks(it *Item, e *atom.Entry) {
	base := m.home
	it.Link = m.address(alternate(e.Links), base)
	if it.Link == "" && it.Permalink {
		it.Link = it.GUID
	}
	m.origin(it, e.Extensions)
	base = orElse(webOnly(it.Link), base)
	for _, l := range e.Links {
		switch {
		case l.Href == "":
		case l.Rel == "enclosure":
			it.Enclosures = addEnclosure(it.Enclosures, planet.Enclosure{
				URL: m.address(l.Href, base), Type: l.Type, Length: size(l.Length), Title: l.Title,
			})
		case l.Rel == "related", l.Rel == "via" && it.External == "":
			it.External = m.address(l.Href, base)
		case l.Rel == "replies" && it.Comments == "" && isPage(l.Type):
			it.Comments = m.address(l.Href, base)
		}
	}
}

// alternate picks the address of the page that a feed or entry stands for:
// the first for people (PARSE-13).
func alternate(links []*atom.Link) string {
	for _, l := range links {
		if l.Rel == "alternate" && isPage(l.Type) && l.Href != "" {
			return l.Href
		}
	}
	return linked(links, "alternate")
}

func isPage(mediaType string) bool {
	return mediaType == "" || strings.Contains(strings.ToLower(mediaType), "html")
}

// linked picks the first address of a relation.
func linked(links []*atom.Link, rel string) string {
	for _, l := range links {
		if l.Rel == rel && l.Href != "" {
			return l.Href
		}
	}
	return ""
}

// atomSource maps where an entry was taken from (ATOM-15).
func (m *mapper) atomSource(s *atom.Source) *planet.Source {
	return &planet.Source{
		ID:       m.text(s.ID),
		Title:    titleOf(m.asides.get(s.Title)).plain(),
		Subtitle: titleOf(m.asides.get(s.Subtitle)).plain(),
		FeedURL:  m.own(linked(s.Links, "self")),
		HomeURL:  m.own(alternate(s.Links)),
		Updated:  m.dates.parse(s.Updated),
		Icon:     m.own(s.Icon),
		Logo:     m.own(s.Logo),
		Rights:   plain(m.text(s.Rights)),
		Authors:  m.persons(s.Authors),
		Category: m.atomCategories(s.Categories),
	}
}

func (m *mapper) persons(all []*atom.Person) []planet.Author {
	var authors []planet.Author
	for _, p := range all {
		a := person(p.Name)
		a.URL = m.own(p.URI)
		authors = addAuthor(authors, a)
	}
	return authors
}

func (m *mapper) atomCategories(all []*atom.Category) []planet.Category {
	var categories []planet.Category
	for _, c := range all {
		term, label := oneLine(c.Term), oneLine(c.Label)
		categories = addCategory(categories, planet.Category{Term: orElse(term, label), Scheme: m.text(c.Scheme), Label: label})
	}
	return categories
}

// period is the time between two issues, by the syndication module; 0 if it
// isn't used.
func period(all ext.Extensions) time.Duration {
	const day = 24 * time.Hour
	unit := map[string]time.Duration{"hourly": time.Hour, "daily": day, "weekly": 7 * day, "monthly": 30 * day, "yearly": 365 * day}
	long := unit[strings.ToLower(strings.TrimSpace(value(all, "sy", "updatePeriod")))]
	if n := number(strings.TrimSpace(value(all, "sy", "updateFrequency"))); n > 1 {
		return long / time.Duration(n)
	}
	return long
}
