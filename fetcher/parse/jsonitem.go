package parse

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"planet"
)

// A jsonMapper makes our items of those of a JSON Feed.
type jsonMapper struct {
	from      From
	dates     dates
	addresses resolver
	home      string // what addresses of items are relative to
	completed string // the base that a relative address needed; "" if none did
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
	objects := all[:0]
	for _, raw := range all {
		if raw[0] == '{' {
			objects = append(objects, raw)
		}
	}
	if bad := len(all) - len(objects); bad > 0 {
		feed.note(planet.Finding{Code: planet.CodeMalformed, Message: "Items that are no objects: " + strconv.Itoa(bad) + ". We read the others."})
	}
	if len(objects) > maxItems {
		feed.noteCut(len(objects))
		objects = m.newest(objects)
	}
	items := make([]Item, len(objects))
	for i, raw := range objects {
		var o object
		if json.Unmarshal(raw, &o) == nil {
			m.item(&items[i], o)
		}
	}
	withAuthors(items, feed.Authors)
	feed.Items = useful(items)
}

// newest leaves the items from the end whose dates are newer.
func (m *jsonMapper) newest(objects []json.RawMessage) []json.RawMessage {
	date := func(i int) time.Time {
		var o object
		_ = json.Unmarshal(objects[i], &o) // it was read once: it is one
		return m.dates.parse(o.text("date_published"))
	}
	if oldestFirst(len(objects), date) {
		return objects[len(objects)-maxItems:]
	}
	return objects[:maxItems]
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
	it.Base = orElse(m.from.fixedBase(it.Link), orElse(webOnly(it.Link), base))
	if m.completed == "" && hasRelative(it.Text()) {
		m.completed = it.Base
	}
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

// address completes an address (PARSE-15).
func (m *jsonMapper) address(ref, base string) string {
	ref = unbroken(ref)
	if ref == "" || isAbsolute(ref) {
		return ref
	}
	base = orElse(m.from.fixedBase(""), base)
	m.completed = orElse(m.completed, base)
	return m.addresses.resolve(base, ref)
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
	case text == "":
		return Title{}
	case fix == "html":
		return Title{Markup: text}
	case fix == "text" || strings.Contains(text, "<"):
		return Title{Markup: escape(text)}
	}
	return Title{Markup: text, Guess: true}
}

// texts gives a list of texts; one text counts as a list of one.
func (o object) texts(name string) []string {
	all, is := parts(o[name])
	if !is {
		all = []json.RawMessage{o[name]}
	}
	found := make([]string, 0, len(all))
	for _, raw := range all {
		found = append(found, coerced(raw))
	}
	return found
}

// list gives a list of objects, without what is none.
func (o object) list(name string) []object {
	all, _ := parts(o[name])
	var found []object
	for _, raw := range all {
		var part object
		if json.Unmarshal(raw, &part) == nil {
			found = append(found, part)
		}
	}
	return found
}

// parts gives the first parts of a list, if it is one. Feeds have a few, and
// a list of millions is not to be read whole.
func parts(raw json.RawMessage) (all []json.RawMessage, is bool) {
	if len(raw) == 0 || raw[0] != '[' {
		return nil, false
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	if _, err := d.Token(); err != nil {
		return nil, false
	}
	for d.More() && len(all) < maxParts {
		var part json.RawMessage
		if d.Decode(&part) != nil {
			break
		}
		all = append(all, part)
	}
	return all, true
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
