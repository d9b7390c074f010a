package render

import (
	"bytes"
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"planet"
	"planet/store"
)

// blogroll is a list of three feeds and two groups.
func blogroll() opmlDoc {
	return opmlDoc{
		Title: "Planet & Co", Created: november(1, 0), Modified: november(4, 0), OwnerName: "The \"editors\"", OwnerID: "https://planet.example/about/",
		Groups: []opmlGroup{{"sky", "The <sky>"}, {"ground", "Ground"}, {"nobody", "Nobody"}},
		Feeds: []opmlFeed{
			{Name: "Ann", Title: "Ann’s telescope", XMLURL: "https://ann.example/feed", HTMLURL: "https://ann.example/", Language: "fr", Groups: []string{"sky", "ground"}, Created: november(2, 0)},
			{Name: "Bo \v& \"Co\"", XMLURL: "https://bo.example/rss?a=1&b=2", Description: "Stones\nand <sand>", Version: "RSS2"},
			{Name: "Cy", XMLURL: "https://cy.example/feed", Language: "no such language", Groups: []string{"ground"}},
			{Name: "Nothing to ask", XMLURL: "cy.example"},
		},
	}
}

func writtenOPML(t *testing.T, o opmlDoc) string {
	t.Helper()
	var b bytes.Buffer
	if err := writeOPML(&b, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestOPMLGolden(t *testing.T) {
	checkGolden(t, "feeds/opml.xml", writtenOPML(t, blogroll()))
	checkGolden(t, "feeds/empty.opml", writtenOPML(t, opmlDoc{Title: "Nobody yet"}))
}

type opmlDocument struct {
	Version string       `xml:"version,attr"`
	Title   string       `xml:"head>title"`
	Dates   []string     `xml:"head>dateModified"`
	Docs    string       `xml:"head>docs"`
	Body    []anyOutline `xml:"body>outline"`
}

type anyOutline struct {
	Attrs    []xml.Attr   `xml:",any,attr"`
	Outlines []anyOutline `xml:"outline"`
}

func (o anyOutline) attr(name string) string {
	for _, a := range o.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func readOPML(t *testing.T, o opmlDoc) opmlDocument {
	t.Helper()
	var doc opmlDocument
	if err := xml.Unmarshal([]byte(writtenOPML(t, o)), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// outlineShape writes an outline as text(children).
func outlineShape(outlines []anyOutline) string {
	var all []string
	for _, o := range outlines {
		text := o.attr("text")
		if len(o.Outlines) > 0 {
			text += "(" + outlineShape(o.Outlines) + ")"
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

// OPML-1, OPML-3, OPML-5.
func TestOPMLOutlines(t *testing.T) {
	doc := readOPML(t, blogroll())
	want := `Bo & "Co", The <sky>(Ann), Ground(Ann, Cy)`
	if got := outlineShape(doc.Body); got != want {
		t.Errorf("outlines = %s, want %s", got, want)
	}
	if doc.Version != "2.0" || doc.Docs != opmlDocs || doc.Dates[0] != "Wed, 04 Nov 2026 00:00:00 GMT" {
		t.Errorf("version %s, docs %s, modified %s; want 2.0, the specification, and an RFC 822 date in GMT", doc.Version, doc.Docs, doc.Dates)
	}
	if got := outlineShape(readOPML(t, opmlDoc{Title: "Nobody yet"}).Body); got != "Nobody yet" {
		t.Errorf("outlines of an empty list = %q, want one that says its title (OPML-1)", got)
	}
	group := blogroll()
	group.Groups = nil
	if got, want := outlineShape(readOPML(t, group).Body), `Ann, Bo & "Co", Cy`; got != want {
		t.Errorf("outlines of a list without groups = %s, want %s", got, want)
	}
}

// OPML-2 to OPML-4.
func TestOPMLAttributes(t *testing.T) {
	doc := readOPML(t, blogroll())
	bo, ann, cy := doc.Body[0], doc.Body[1].Outlines[0], doc.Body[2].Outlines[1]
	tests := []struct{ name, got, want string }{
		{"a feed is of type rss, even Atom", ann.attr("type"), "rss"},
		{"it has its title", ann.attr("title"), "Ann’s telescope"},
		{"without title its name", bo.attr("title"), `Bo & "Co"`},
		{"it is the publisher's own", bo.attr("xmlUrl"), "https://bo.example/rss?a=1&b=2"},
		{"it has its page", ann.attr("htmlUrl"), "https://ann.example/"},
		{"it has its language", ann.attr("language"), "fr"},
		{"which must be one", cy.attr("language"), ""},
		{"groups and language are categories, too", ann.attr("category"), "/group/sky,/group/ground,/lang/fr"},
		{"created is the day of joining", ann.attr("created"), "Mon, 02 Nov 2026 00:00:00 GMT"},
		{"or is left out", bo.attr("created"), ""},
		{"version is for RSS", bo.attr("version"), "RSS2"},
		{"and for nothing else", ann.attr("version"), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.got != tt.want {
				t.Errorf("got %q, want %q", tt.got, tt.want)
			}
		})
	}
	if group := doc.Body[1]; len(group.Attrs) != 1 {
		t.Errorf("a group has attributes %v, want text alone, or validators ask for a type", group.Attrs)
	}
}

// OPML-2, OPML-8.
func TestOPMLFeeds(t *testing.T) {
	member := planet.Member{
		Slug: "ann", Site: "https://ann.example/", Joined: time.Date(2020, 1, 2, 0, 0, 0, 0, time.UTC), Disabled: true,
		Groups: []planet.Membership{{Group: "sky"}},
		Feeds: []planet.Feed{
			{URL: "https://ann.example/", Home: true},
			{URL: "https://ann.example/notes.xml"},
			{URL: "https://lost.example/", Home: true},
		},
	}
	asked := map[string]store.Address{
		"https://ann.example/": {Found: "https://ann.example/feed", Format: "RSS 2.0", Source: planet.Source{Title: "Telescope", Subtitle: "Nights", Language: "fr"}},
	}
	got := opmlFeeds(member, "Ann", asked)
	if len(got) != 2 {
		t.Fatalf("feeds of a paused member = %+v, want both that are known, and not the page without one", got)
	}
	first := got[0]
	if first.XMLURL != "https://ann.example/feed" || first.Title != "Telescope" || first.Description != "Nights" || first.Language != "fr" || first.Version != "RSS2" {
		t.Errorf("feed found from a home page = %+v, want its own address and what it says of itself", first)
	}
	if second := got[1]; second.XMLURL != "https://ann.example/notes.xml" || second.Name != "Ann" || second.Version != "" || second.Groups[0] != "sky" {
		t.Errorf("feed that never answered = %+v, want it as the list has it", second)
	}
	for _, gone := range []planet.Status{planet.StatusLeft, planet.StatusRemoved} {
		member.Status = gone
		if got := opmlFeeds(member, "Ann", asked); got != nil {
			t.Errorf("feeds of a member who is %s = %v, want none", gone, got)
		}
	}
}

func TestOPMLVersion(t *testing.T) {
	for format, want := range map[string]string{"RSS 2.0": "RSS2", "RSS 1.0": "RSS1", "RSS 0.92": "RSS", "Atom": "", "JSON Feed": "", "": ""} {
		if got := opmlVersion(format); got != want {
			t.Errorf("opmlVersion(%q) = %q, want %q", format, got, want)
		}
	}
}
