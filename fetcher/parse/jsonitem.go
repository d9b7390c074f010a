package parse

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"planet"
)

// A jsonMapper makes our items of those of a JSON Feed.
type jsonMapper struct {
	from  From
	dates dates
	home  string
}

func asSyntax(err error) (*json.SyntaxError, bool) { return errors.AsType[*json.SyntaxError](err) }

// feed maps what a JSON Feed says of itself.
func (m *jsonMapper) feed(o object) *Feed {
	feed := &Feed{
		Title:    o.title("title", m.from.Fix.TitleType),
		Subtitle: o.title("description", ""),
		Home:     m.address(o.text("home_page_url"), m.from.URL),
		Self:     m.address(o.text("feed_url"), m.from.URL),
		Icon:     m.address(o.text("favicon"), m.from.URL),
		Logo:     m.address(o.text("icon"), m.from.URL),
		Language: o.text("language"),
		Authors:  m.authors(o),
	}
	for _, hub := range o.list("hubs") {
		feed.Hubs = append(feed.Hubs, m.address(hub.text("url"), m.from.URL))
	}
	m.home = m.from.URL
	if isWeb(o.text("home_page_url")) {
		m.home = feed.Home
	}
	return feed
}

// items maps the items, but not those that are no objects; of too many it
// takes the newest (PARSE-19).
func (m *jsonMapper) items(feed *Feed, all []json.RawMessage) {
	read := make([]object, 0, min(len(all), maxItems))
	for _, raw := range all {
		var o object
		if json.Unmarshal(raw, &o) == nil && len(o) > 0 {
			read = append(read, o)
		}
	}
	if bad := len(all) - len(read); bad > 0 {
		feed.note(malformed(1, strconv.Itoa(bad)+" items that are no objects"))
	}
	if len(read) > maxItems {
		feed.noteCut(len(read))
		first, last := read[0].text("date_published"), read[len(read)-1].text("date_published")
		if m.dates.parse(first).Before(m.dates.parse(last)) {
			read = read[len(read)-maxItems:]
		}
		read = read[:maxItems]
	}
	items := make([]Item, len(read))
	for i, o := range read {
		m.item(&items[i], o)
	}
	withAuthors(items, feed.Authors)
	feed.Items = useful(items)
}

func (m *jsonMapper) item(it *Item, o object) {
	base := m.home
	it.GUID = o.text("id")
	it.Permalink = isWeb(it.GUID)
	it.External = m.address(o.text("external_url"), base)
	it.Link = m.address(o.text("url"), base)
	if it.Link == "" && it.Permalink {
		it.Link = it.GUID
	}
	it.Title = o.title("title", m.from.Fix.TitleType)
	it.Content = orElse(o.text("content_html"), paragraphs(o.text("content_text")))
	it.Summary = paragraphs(o.text("summary"))
	it.Base = orElse(m.fixedBase(it.Link), orElse(webOnly(it.Link), base))
	it.Language = o.text("language")
	it.Published = m.dates.parse(o.text("date_published"))
	it.Updated = m.dates.parse(o.text("date_modified"))
	it.Authors = m.authors(o)
	it.Image = m.address(orElse(o.text("image"), o.text("banner_image")), it.Base)
	for _, tag := range o.texts("tags") {
		it.Categories = addCategory(it.Categories, planet.Category{Term: oneLine(tag)})
	}
	for _, a := range o.list("attachments") {
		it.Enclosures = addEnclosure(it.Enclosures, planet.Enclosure{
			URL: m.address(a.text("url"), it.Base), Type: a.text("mime_type"), Title: a.text("title"),
			Length: int64(a.number("size_in_bytes")), Duration: int64(a.number("duration_in_seconds")),
		})
	}
}

// address completes an address.
func (m *jsonMapper) address(ref, base string) string {
	if ref == "" {
		return ""
	}
	return resolve(orElse(m.fixedBase(""), base), ref)
}

// fixedBase is the base that the owner of the list sets, or "".
func (m *jsonMapper) fixedBase(link string) string {
	x := mapper{from: m.from}
	return x.fixedBase(link)
}

// authors reads the list of version 1.1, else the one author of version 1.
func (m *jsonMapper) authors(o object) []planet.Author {
	list := o.list("authors")
	if len(list) == 0 {
		list = append(list, o.object("author"))
	}
	var authors []planet.Author
	for _, a := range list {
		who := person(a.text("name"))
		who.URL = m.address(a.text("url"), m.from.URL)
		authors = addAuthor(authors, who)
	}
	return authors
}

// text gives a part as text: numbers and truths count as such, all else as "".
func (o object) text(name string) string { return coerced(o[name]) }

func coerced(raw json.RawMessage) string {
	if len(raw) == 0 {
		return ""
	}
	switch raw[0] {
	case '"':
		var s string
		if json.Unmarshal(raw, &s) != nil {
			return ""
		}
		return strings.TrimSpace(legalString(s))
	case '{', '[', 'n':
		return ""
	}
	return string(raw)
}

// title gives a part that is text by its format. Where there is no tag in it,
// references are likely those of a program that made it from HTML.
func (o object) title(name, fix string) Title {
	text := o.text(name)
	switch {
	case fix == "html":
		return Title{Markup: text}
	case fix == "text" || strings.Contains(text, "<"):
		return Title{Markup: escape(text)}
	}
	return Title{Markup: text, Guess: true}
}

// texts gives a list of texts; one text counts as a list of one.
func (o object) texts(name string) []string {
	var all []json.RawMessage
	if json.Unmarshal(o[name], &all) != nil {
		all = []json.RawMessage{o[name]}
	}
	found := make([]string, 0, min(len(all), maxParts))
	for _, raw := range all[:min(len(all), maxParts)] {
		found = append(found, coerced(raw))
	}
	return found
}

// list gives a list of objects, without what is none.
func (o object) list(name string) []object {
	var all []json.RawMessage
	if json.Unmarshal(o[name], &all) != nil {
		return nil
	}
	var found []object
	for _, raw := range all[:min(len(all), maxParts)] {
		var part object
		if json.Unmarshal(raw, &part) == nil {
			found = append(found, part)
		}
	}
	return found
}

func (o object) object(name string) object {
	var part object
	if json.Unmarshal(o[name], &part) != nil {
		return nil
	}
	return part
}

// number gives a part as a number; 0 if it is none, or below.
func (o object) number(name string) float64 {
	n, err := strconv.ParseFloat(o.text(name), 64)
	if err != nil || n < 0 || n > 1<<53 {
		return 0
	}
	return n
}

// paragraphs makes markup of text: paragraphs at empty lines, breaks at the
// ends of others.
func paragraphs(text string) string {
	if text == "" {
		return ""
	}
	text = strings.ReplaceAll(escape(text), "\r\n", "\n")
	if !strings.Contains(text, "\n") {
		return text
	}
	var b strings.Builder
	for part := range strings.SplitSeq(text, "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			b.WriteString("<p>" + strings.ReplaceAll(part, "\n", "<br>") + "</p>")
		}
	}
	return b.String()
}
