package parse

import (
	"slices"
	"strings"
	"time"

	ext "github.com/mmcdole/gofeed/extensions"
	"github.com/mmcdole/gofeed/rss"

	"planet"
)

// rss maps a feed of any RSS.
func (m *mapper) rss(f *rss.Feed) *Feed {
	feed := &Feed{
		Title:    m.title(f.Title, value(f.Extensions, "dc", "title"), value(f.Extensions, "itunes", "title")),
		Subtitle: m.channelSubtitle(f),
		Updated:  m.firstDate(append(values(f.Extensions, "dc", "date"), f.LastBuildDate, f.PubDate)...),
		Rights:   plain(m.text(orElse(f.Copyright, value(f.Extensions, "dc", "rights")))),
		Language: oneLine(orElse(f.Language, value(f.Extensions, "dc", "language"))),
		ID:       m.text(value(f.Extensions, "atom", "id")),
		Period:   period(f.Extensions),
	}
	m.channelLinks(feed, f)
	m.channelPeople(feed, f)
	feed.Categories = m.rssCategories(f.Categories, f.Extensions)
	if n := number(strings.TrimSpace(f.TTL)); n > 0 {
		feed.TTL = time.Duration(min(n, maxMinutes)) * time.Minute
	}
	feed.SkipHours, feed.SkipDays = skipHours(f.SkipHours), skipDays(f.SkipDays)
	m.settleHome(first(f.Links), feed.Home)
	items := make([]Item, len(f.Items))
	for i, item := range f.Items {
		m.item(&items[i], item, m.span(i, len(f.Items)))
	}
	withAuthors(items, feed.Authors)
	feed.Items = useful(items)
	return feed
}

// channelSubtitle gives what a channel says of itself; podcasts may say it to
// one shop only.
func (m *mapper) channelSubtitle(f *rss.Feed) Title {
	x := f.Extensions
	said := m.longest(f.Description, value(x, "dc", "description"), value(x, "atom", "subtitle"))
	if said.text == "" {
		said = m.longest(value(x, "itunes", "summary"), value(x, "itunes", "subtitle"))
	}
	return titleOf(said)
}

// maxMinutes keeps a lifetime from overflowing; who reads it believes a day.
const maxMinutes = 366 * 24 * 60

// channelLinks maps the addresses of a channel.
func (m *mapper) channelLinks(feed *Feed, f *rss.Feed) {
	for _, key := range f.Links {
		feed.Home = orElse(feed.Home, m.own(key))
	}
	for _, l := range f.Extensions["atom"]["link"] {
		address := m.own(l.Attrs["href"])
		switch rel := l.Attrs["rel"]; {
		case rel == "self" && feed.Self == "":
			feed.Self = address
		case rel == "hub":
			feed.Hubs = append(feed.Hubs, address)
		case (rel == "" || rel == "alternate") && isPage(l.Attrs["type"]):
			feed.Home = orElse(feed.Home, address)
		}
	}
	feed.Blogroll = m.blogroll(f.Extensions)
	for _, e := range f.Extensions["at"]["deleted-entry"] {
		feed.Deleted = append(feed.Deleted, m.text(e.Attrs["ref"]))
	}
	if f.Image != nil {
		feed.Logo = m.own(f.Image.URL)
	}
	for _, e := range f.Extensions["itunes"]["image"] {
		feed.Logo = orElse(feed.Logo, m.own(e.Attrs["href"]))
	}
	feed.Icon = m.own(value(f.Extensions, "atom", "icon"))
}

func (m *mapper) channelPeople(feed *Feed, f *rss.Feed) {
	names := append([]string{f.ManagingEditor}, values(f.Extensions, "dc", "creator")...)
	for _, name := range append(names, values(f.Extensions, "itunes", "author")...) {
		feed.Authors = addAuthor(feed.Authors, person(name))
	}
	feed.Authors = m.atomPeople(feed.Authors, f.Extensions["atom"]["author"])
}

// item maps one item.
func (m *mapper) item(it *Item, item *rss.Item, s span) {
	x := item.Extensions
	it.Title = m.title(item.Title, value(x, "dc", "title"), value(x, "atom", "title"), value(x, "media", "title"), value(x, "itunes", "title"))
	m.itemID(it, item, s)
	m.itemLinks(it, item)
	it.Published = m.firstDate(append([]string{item.PubDate, value(x, "dc", "date")}, values(x, "atom", "published")...)...)
	it.Updated = m.firstDate(values(x, "atom", "updated")...)
	m.itemPeople(it, item)
	it.Categories = m.rssCategories(item.Categories, x)
	it.Language = oneLine(value(x, "dc", "language"))
	it.Rights = plain(m.text(orElse(value(x, "dc", "rights"), value(x, "atom", "rights"))))
	m.extensions(it, x)
	if item.Source != nil {
		it.Source = &planet.Source{Title: plain(item.Source.Title), FeedURL: m.own(item.Source.URL)}
	}
	m.itemText(it, item, s)
}

func (m *mapper) itemText(it *Item, item *rss.Item, s span) {
	x := item.Extensions
	full := m.longest(item.Content, value(x, "atom", "content"), value(x, "xhtml", "body"))
	short := m.longest(item.Description, value(x, "atom", "summary"))
	it.Content, it.Summary = full.text, short.text
	if it.Text() == "" {
		it.Summary = m.described(x)
	}
	if len(short.text) > len(full.text) {
		full = short
	}
	m.settle(it, s, full)
}

// itemID maps what names an item; rdf:about does in RSS 1.0.
func (m *mapper) itemID(it *Item, item *rss.Item, s span) {
	if item.GUID != nil {
		it.GUID = m.text(item.GUID.Value)
		it.Permalink = isWeb(it.GUID) && !strings.EqualFold(item.GUID.IsPermalink, "false")
	}
	x := item.Extensions
	it.GUID = orElse(it.GUID, orElse(s.about, orElse(m.text(value(x, "atom", "id")), m.text(value(x, "dc", "identifier")))))
}

// itemLinks finds the address of an item (PARSE-14).
func (m *mapper) itemLinks(it *Item, item *rss.Item) {
	base := m.home
	for _, key := range item.Links {
		it.Link = orElse(it.Link, m.address(key, base))
	}
	for _, l := range item.Extensions["atom"]["link"] {
		m.itemLink(it, l.Attrs, base)
	}
	if it.Link == "" && it.Permalink {
		it.Link = it.GUID
	}
	m.origin(it, item.Extensions)
	base = orElse(webOnly(it.Link), base)
	it.Comments = orElse(m.address(item.Comments, base), it.Comments)
	for _, e := range item.Enclosures {
		it.Enclosures = addEnclosure(it.Enclosures, planet.Enclosure{URL: m.address(e.URL, base), Type: e.Type, Length: size(e.Length)})
	}
}

// itemLink maps a link of Atom's in an item of RSS.
func (m *mapper) itemLink(it *Item, attrs map[string]string, base string) {
	switch rel := attrs["rel"]; {
	case rel == "" || rel == "alternate":
		if it.Link == "" && isPage(attrs["type"]) {
			it.Link = m.address(attrs["href"], base)
		}
	case rel == "related", rel == "via" && it.External == "":
		it.External = m.address(attrs["href"], base)
	case rel == "replies" && it.Comments == "" && isPage(attrs["type"]):
		it.Comments = m.address(attrs["href"], base)
	case rel == "enclosure":
		it.Enclosures = addEnclosure(it.Enclosures, planet.Enclosure{
			URL: m.address(attrs["href"], base), Type: attrs["type"], Length: size(attrs["length"]), Title: attrs["title"],
		})
	}
}

func (m *mapper) itemPeople(it *Item, item *rss.Item) {
	x := item.Extensions
	names := values(x, "dc", "creator")
	if len(names) == 0 {
		names = append(names, item.Author)
	}
	if len(names) == 1 && names[0] == "" {
		names = values(x, "itunes", "author")
	}
	for _, name := range names {
		it.Authors = addAuthor(it.Authors, person(name))
	}
	if len(it.Authors) == 0 {
		it.Authors = m.atomPeople(nil, x["atom"]["author"])
	}
	for _, name := range values(x, "dc", "contributor") {
		it.Contributors = addAuthor(it.Contributors, person(name))
	}
	it.Contributors = m.atomPeople(it.Contributors, x["atom"]["contributor"])
}

// atomPeople maps persons of Atom's in a document of RSS.
func (m *mapper) atomPeople(authors []planet.Author, all []ext.Extension) []planet.Author {
	for _, e := range all {
		a := person(orElse(childValue(e, "name"), e.Value))
		a.URL = m.own(childValue(e, "uri"))
		authors = addAuthor(authors, a)
	}
	return authors
}

func childValue(e ext.Extension, name string) string {
	if found := e.Children[name]; len(found) > 0 {
		return found[0].Value
	}
	return ""
}

func (m *mapper) rssCategories(all []*rss.Category, x ext.Extensions) []planet.Category {
	var categories []planet.Category
	for _, c := range all {
		categories = addCategory(categories, planet.Category{Term: oneLine(c.Value), Scheme: m.text(c.Domain)})
	}
	for _, subject := range values(x, "dc", "subject") {
		categories = addCategory(categories, planet.Category{Term: oneLine(subject)})
	}
	for _, c := range x["atom"]["category"] {
		categories = addCategory(categories, planet.Category{Term: oneLine(c.Attrs["term"]), Scheme: m.text(c.Attrs["scheme"]), Label: oneLine(c.Attrs["label"])})
	}
	return categories
}

// first gives the first of some keys, or "".
func first(keys []string) string {
	if len(keys) == 0 {
		return ""
	}
	return keys[0]
}

// skipHours reads the hours in which a feed is not to be asked.
func skipHours(all []string) []int {
	var hours []int
	for _, s := range all {
		n := number(strings.TrimSpace(s))
		if n >= 0 && n <= 24 && !slices.Contains(hours, n%24) {
			hours = append(hours, n%24)
		}
	}
	return hours
}

func skipDays(all []string) []time.Weekday {
	var days []time.Weekday
	for _, s := range all {
		for d := time.Sunday; d <= time.Saturday; d++ {
			if strings.EqualFold(strings.TrimSpace(s), d.String()) {
				days = append(days, d)
			}
		}
	}
	return days
}
