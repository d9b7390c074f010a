package parse

import (
	"slices"
	"testing"

	"planet"
)

// rssItem is RSS with one item of these elements.
func rssItem(markup string) string {
	return `<rss xmlns:atom="http://www.w3.org/2005/Atom"><channel><link>https://ana.example/</link><item><title>x</title>` + markup + `</item></channel></rss>`
}

// The ladder of a post's address, rung by rung (PARSE-14).
func TestLinkLadder(t *testing.T) {
	const (
		link       = `<link>https://ana.example/link</link>`
		atomLink   = `<atom:link href="https://ana.example/atom"/>`
		guid       = `<guid>https://ana.example/guid</guid>`
		alternate  = `<link rel="alternate" href="https://ana.example/alternate"/>`
		html       = `<link rel="alternate" type="text/html" href="https://ana.example/html"/>`
		xhtml      = `<link rel="alternate" type="application/xhtml+xml" href="https://ana.example/xhtml"/>`
		pdf        = `<link rel="alternate" type="application/pdf" href="https://ana.example/pdf"/>`
		activities = `<link rel="alternate" type="application/activity+json" href="https://ana.example/activity"/>`
		id         = `<id>https://ana.example/id</id>`
	)
	tests := []struct{ name, doc, want string }{
		{"RSS: its link", rssItem(guid + atomLink + link), "https://ana.example/link"},
		{"RSS: of an empty link and another the other", rssItem("<link/>" + link), "https://ana.example/link"},
		{"RSS: else Atom's link", rssItem(guid + "<link> </link>" + atomLink), "https://ana.example/atom"},
		{"RSS: but of relation self", rssItem(guid + `<atom:link rel="self" href="https://ana.example/self"/>`), "https://ana.example/guid"},
		{"RSS: and of type JSON", rssItem(guid + `<atom:link rel="alternate" type="application/json" href="https://ana.example/x.json"/>`), "https://ana.example/guid"},
		{"RSS: else a guid that is an address", rssItem(guid), "https://ana.example/guid"},
		{"RSS: also one that says so", rssItem(`<guid isPermaLink="true">https://ana.example/guid</guid>`), "https://ana.example/guid"},
		{"RSS: not if it says it is none", rssItem(`<guid isPermaLink="False">https://ana.example/guid</guid>`), ""},
		{"RSS: nor if it isn't", rssItem(`<guid>tag:ana.example,2026:1</guid>`), ""},
		{"RSS: nor if it is of another scheme", rssItem(`<guid isPermaLink="true">javascript:x()</guid>`), ""},
		{"RSS: else none", rssItem(""), ""},
		{"Atom: the first for people", atomLinks(activities + pdf + html + xhtml + alternate), "https://ana.example/html"},
		{"Atom: one without a type", atomLinks(pdf + alternate), "https://ana.example/alternate"},
		{"Atom: one without a relation", atomLinks(`<link rel="self" href="https://ana.example/self"/><link href="https://ana.example/none"/>`), "https://ana.example/none"},
		{"Atom: in XHTML", atomLinks(pdf + xhtml), "https://ana.example/xhtml"},
		{"Atom: else the first alternate", atomLinks(pdf + activities), "https://ana.example/pdf"},
		{"Atom: of an empty one and another the other", atomLinks(`<link href=""/>` + alternate), "https://ana.example/alternate"},
		{"Atom: else an id that is an address", atomLinks(id + `<link rel="related" href="https://ben.example/"/>`), "https://ana.example/id"},
		{"Atom: else none", atomLinks(`<id>urn:uuid:1</id><link rel="self" href="https://ana.example/self"/>`), ""},
		{"JSON: its url", jsonItem(`"url": "https://ana.example/url", "id": "https://ana.example/id"`), "https://ana.example/url"},
		{"JSON: else an id that is an address", jsonItem(`"id": "https://ana.example/id", "external_url": "https://ben.example/"`), "https://ana.example/id"},
		{"JSON: else none", jsonItem(`"id": "1", "external_url": "https://ben.example/"`), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := only(t, parsed(t, tt.doc, From{URL: home})).Link; got != tt.want {
				t.Errorf("link = %q, want %q", got, tt.want)
			}
		})
	}
}

func atomLinks(markup string) string {
	return `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>x</title>` + markup + `</entry></feed>`
}

func jsonItem(members string) string {
	return `{"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": [{"title": "x", ` + members + `}]}`
}

// What a post is about: a related page, else where it was found.
func TestExternal(t *testing.T) {
	const via, related = `<link rel="via" href="https://via.example/"/>`, `<link rel="related" href="https://related.example/"/>`
	tests := []struct{ name, doc, want string }{
		{"related goes before via", atomLinks(related + via), "https://related.example/"},
		{"in either order", atomLinks(via + related), "https://related.example/"},
		{"via alone", atomLinks(via), "https://via.example/"},
		{"in RSS", rssItem(`<atom:link rel="via" href="https://via.example/"/><atom:link rel="related" href="https://related.example/"/>`), "https://related.example/"},
		{"in JSON", jsonItem(`"external_url": "https://related.example/"`), "https://related.example/"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := only(t, parsed(t, tt.doc, From{})).External; got != tt.want {
				t.Errorf("external = %q, want %q", got, tt.want)
			}
		})
	}
}

// What the owner doesn't trust is not read (FY-4).
func TestIgnore(t *testing.T) {
	docs := map[string]string{
		"Atom": `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><author><name>F</name></author><entry xml:lang="de"><title>x</title>
<id>https://ana.example/1</id><link href="https://ana.example/1"/><author><name>A</name></author><contributor><name>C</name></contributor>
<published>2026-11-19T00:00:00Z</published><updated>2026-11-20T00:00:00Z</updated></entry></feed>`,
		"RSS": `<rss><channel><language>en</language><item><title>x</title><guid>https://ana.example/1</guid><link>https://ana.example/1</link>
<dc:creator>A</dc:creator><dc:contributor>C</dc:contributor><dc:language>de</dc:language>
<pubDate>Thu, 19 Nov 2026 00:00:00 GMT</pubDate><atom:updated>2026-11-20T00:00:00Z</atom:updated></item></channel></rss>`,
	}
	for format, doc := range docs {
		whole := *only(t, parsed(t, doc, From{}))
		if whole.Authors == nil || whole.Contributors == nil || whole.Published.IsZero() || whole.Updated.IsZero() || whole.GUID == "" || whole.Language != "de" {
			t.Fatalf("%s: the post lacks something: %+v", format, whole)
		}
		tests := []struct {
			ignore []string
			gone   func(feed *Feed, it *Item) bool
		}{
			{[]string{"author"}, func(f *Feed, it *Item) bool { return it.Authors == nil && it.Contributors == nil && f.Authors == nil }},
			{[]string{"date"}, func(_ *Feed, it *Item) bool { return it.Published.IsZero() && it.Updated.IsZero() }},
			{[]string{"id"}, func(_ *Feed, it *Item) bool { return it.GUID == "" && !it.Permalink }},
			{[]string{"lang"}, func(f *Feed, it *Item) bool { return it.Language == "" && f.Language == "" }},
			{[]string{"author", "date", "id", "lang"}, func(_ *Feed, it *Item) bool {
				return it.Authors == nil && it.Updated.IsZero() && it.GUID == "" && it.Language == ""
			}},
		}
		for _, tt := range tests {
			feed := parsed(t, doc, From{Ignore: tt.ignore})
			item := only(t, feed)
			if !tt.gone(feed, item) {
				t.Errorf("%s: ignoring %v left %+v", format, tt.ignore, item)
			}
			if item.Link != whole.Link || item.Title != whole.Title {
				t.Errorf("%s: ignoring %v changed link or title", format, tt.ignore)
			}
		}
	}
}

// What is odd about a feed's ids and dates is found after the owner's mends.
func TestOddities(t *testing.T) {
	feed := parsed(t, jsonItem(`"id": "1", "date_published": "2026-11-19"`), From{Ignore: []string{"date", "id"}})
	codes := make([]planet.Code, 0, len(feed.Findings))
	for _, f := range feed.Findings {
		codes = append(codes, f.Code)
	}
	if want := []planet.Code{planet.CodeNoDates, planet.CodeNoIDs}; !slices.Equal(codes, want) {
		t.Errorf("found %v, want %v", codes, want)
	}
}

// Who wrote a post: it says so, else its source does, else the feed (PARSE-13).
func TestAuthorLadder(t *testing.T) {
	const entry, source, feed = `<author><name>Entry</name></author>`, `<source><author><name>Source</name></author></source>`, `<author><name>Feed</name></author>`
	for want, doc := range map[string]string{
		"Entry":  feed + "<entry><title>x</title>" + entry + source + "</entry>",
		"Source": feed + "<entry><title>x</title>" + source + "</entry>",
		"Feed":   feed + "<entry><title>x</title><source><title>y</title></source></entry>",
	} {
		item := only(t, parsed(t, `<feed xmlns="http://www.w3.org/2005/Atom">`+doc+"</feed>", From{}))
		if len(item.Authors) != 1 || item.Authors[0].Name != want {
			t.Errorf("authors %v, want %s", item.Authors, want)
		}
	}
}
