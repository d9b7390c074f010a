package render

import (
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/atom"

	"planet"
)

func TestAtomGolden(t *testing.T) {
	checkGolden(t, "feeds/atom.xml", writtenFeed(t, writeAtom, planetFeed()))
	checkGolden(t, "feeds/archive.atom.xml", writtenFeed(t, writeAtom, archiveFeed()))
	sameTwice(t, writeAtom, planetFeed())
}

// archiveFeed is a closed month (ARC-2).
func archiveFeed() feedDoc {
	d := planetFeed()
	d.Self, d.Current, d.Archive = "https://planet.example/archive/2026-11.atom.xml", "https://planet.example/atom.xml", true
	d.Deleted, d.Hubs = nil, nil
	d.Items = []feedItem{annItem()}
	return d
}

// emptyFeed has no entries and only what every feed has.
func emptyFeed() feedDoc {
	return feedDoc{
		ID: "urn:uuid:60a76c80-d399-51d9-b91c-0003939e0af6", Title: "Empty", Self: "https://e.example/atom.xml", Home: "https://e.example/",
		Author: planet.Author{Name: "Nobody"}, Updated: newestUpdate(nil, november(1, 0)),
	}
}

// An atomDocument is an Atom feed as any XML reader sees it.
type atomDocument struct {
	Lang    string        `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
	ID      string        `xml:"http://www.w3.org/2005/Atom id"`
	Updated string        `xml:"http://www.w3.org/2005/Atom updated"`
	Links   []readLink    `xml:"http://www.w3.org/2005/Atom link"`
	Archive *struct{}     `xml:"http://purl.org/syndication/history/1.0 archive"`
	Whole   *struct{}     `xml:"http://purl.org/syndication/history/1.0 complete"`
	Deleted []readDeleted `xml:"http://purl.org/atompub/tombstones/1.0 deleted-entry"`
	Entries []readEntry   `xml:"http://www.w3.org/2005/Atom entry"`
}

type readLink struct {
	Rel    string `xml:"rel,attr"`
	Href   string `xml:"href,attr"`
	Type   string `xml:"type,attr"`
	Length string `xml:"length,attr"`
}

type readDeleted struct {
	Ref  string `xml:"ref,attr"`
	When string `xml:"when,attr"`
}

type readEntry struct {
	Lang      string     `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
	ID        string     `xml:"http://www.w3.org/2005/Atom id"`
	Title     *readText  `xml:"http://www.w3.org/2005/Atom title"`
	Summary   *readText  `xml:"http://www.w3.org/2005/Atom summary"`
	Content   *readText  `xml:"http://www.w3.org/2005/Atom content"`
	Rights    string     `xml:"http://www.w3.org/2005/Atom rights"`
	Links     []readLink `xml:"http://www.w3.org/2005/Atom link"`
	InReplyTo []struct {
		Ref string `xml:"ref,attr"`
	} `xml:"http://purl.org/syndication/thread/1.0 in-reply-to"`
}

type readText struct {
	Type string `xml:"type,attr"`
	Base string `xml:"http://www.w3.org/XML/1998/namespace base,attr"`
	Text string `xml:",chardata"`
}

func readAtom(t *testing.T, d feedDoc) atomDocument {
	t.Helper()
	var doc atomDocument
	if err := xml.Unmarshal([]byte(writtenFeed(t, writeAtom, d)), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// hrefs returns where links of a relation lead.
func hrefs(links []readLink, rel string) string {
	var all []string
	for _, l := range links {
		if l.Rel == rel {
			all = append(all, l.Href)
		}
	}
	return strings.Join(all, " ")
}

// ATOM-4, ARC-1, ARC-2, ARC-4, WS-1, WS-2.
func TestAtomFeedLinks(t *testing.T) {
	merged, archive := readAtom(t, planetFeed()), readAtom(t, archiveFeed())
	tests := []struct {
		name  string
		links []readLink
		rel   string
		want  string
	}{
		{"a feed names itself", merged.Links, "self", "https://planet.example/atom.xml"},
		{"a feed has one page", merged.Links, "alternate", "https://planet.example/"},
		{"a feed names each hub", merged.Links, "hub", "https://hub.example/ https://hub2.example/"},
		{"a feed names the newest closed month", merged.Links, "prev-archive", "https://planet.example/archive/2026-10.atom.xml"},
		{"a feed names its licence", merged.Links, "license", "https://planet.example/about/#licence"},
		{"a month names itself", archive.Links, "self", "https://planet.example/archive/2026-11.atom.xml"},
		{"a month names the feed that goes on", archive.Links, "current", "https://planet.example/atom.xml"},
		{"a month names none after it", archive.Links, "next-archive", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := hrefs(tt.links, tt.rel); got != tt.want {
				t.Errorf("rel=%s leads to %q, want %q", tt.rel, got, tt.want)
			}
		})
	}
	if archive.ID != merged.ID || archive.Archive == nil || archive.Whole != nil {
		t.Errorf("month: id %s, archive %v, complete %v; want the feed's id %s, and fh:archive alone", archive.ID, archive.Archive, archive.Whole, merged.ID)
	}
	if merged.Archive != nil {
		t.Error("the merged feed says fh:archive, want it in months only")
	}
}

func TestAtomEntryLinks(t *testing.T) {
	doc := readAtom(t, planetFeed())
	ann, note, hostile := doc.Entries[0], doc.Entries[1], doc.Entries[2]
	tests := []struct {
		name  string
		links []readLink
		rel   string
		want  string
	}{
		{"the original is the alternate (ATOM-12)", ann.Links, "alternate", "https://ann.example/first-light"},
		{"our page is related (ATOM-12)", ann.Links, "related", "https://planet.example/2026/11/ann-first-light/"},
		{"comments are replies (ATOM-14)", ann.Links, "replies", "https://ann.example/first-light#comments"},
		{"the member's licence goes along", ann.Links, "license", "https://creativecommons.org/licenses/by/4.0/"},
		{"all files are enclosures (ATOM-14)", ann.Links, "enclosure", "https://ann.example/talk.mp3 https://ann.example/moon.png"},
		{"a note without address has no alternate", note.Links, "alternate", ""},
		{"an address is written in ASCII", hostile.Links, "alternate", "https://eve.example/sp%20ace/%C3%BC/100%25?q=%22%3E%3Cx%3E&a%5B%5D=1"},
		{"a script is no link", hostile.Links, "replies", ""},
		{"only web addresses are enclosures", hostile.Links, "enclosure", "https://under_score.example/f.mp3 https://eve.example/f%00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := hrefs(tt.links, tt.rel); got != tt.want {
				t.Errorf("rel=%s leads to %q, want %q", tt.rel, got, tt.want)
			}
		})
	}
	if l := ann.Links[4]; l.Type != "audio/mpeg" || l.Length != "1234" {
		t.Errorf("enclosure has type %q and length %q, want audio/mpeg and 1234 (ATOM-14)", l.Type, l.Length)
	}
	if len(ann.InReplyTo) != 1 || ann.InReplyTo[0].Ref != "https://bo.example/question" || len(hostile.InReplyTo) != 0 {
		t.Errorf("in-reply-to = %v and %v, want the one address and none (ATOM-14)", ann.InReplyTo, hostile.InReplyTo)
	}
}

func TestAtomTexts(t *testing.T) {
	doc := readAtom(t, planetFeed())
	ann, note, hostile := doc.Entries[0], doc.Entries[1], doc.Entries[2]
	if c := ann.Content; c == nil || *c != (readText{"html", "https://ann.example/first-light", "<p>All of it,\nin <b>two</b> lines.</p>"}) {
		t.Errorf("content = %v, want the body, escapedByte once, with its base (ATOM-13)", c)
	}
	if s := ann.Summary; s == nil || s.Type != "text" || s.Text != "What I saw < what I hoped" {
		t.Errorf("summary = %v, want the publisher's, as text (ATOM-13)", s)
	}
	if note.Title == nil || note.Title.Text != "" {
		t.Errorf("title of a note = %v, want an empty element (ATOM-8)", note.Title)
	}
	if c := note.Content; c == nil || c.Type != "html" || c.Text != "<p>Long.</p>" || note.Summary != nil {
		t.Errorf("content = %v, summary = %v; want the excerpt as content, for there is no alternate (RFC 4287, 4.1.2)", c, note.Summary)
	}
	if note.Rights != "CC0" || ann.Rights != "© Ann" {
		t.Errorf("rights = %q and %q, want the member's licence only where the entry has none", note.Rights, ann.Rights)
	}
	if doc.Lang != "en" || ann.Lang != "en-GB" || hostile.Lang != "" {
		t.Errorf("languages = %q, %q, %q, want en, en-GB and none (ATOM-6)", doc.Lang, ann.Lang, hostile.Lang)
	}
}

// FLOW-13 in Atom: summary = excerpt, no content; or neither.
func TestAtomDisplay(t *testing.T) {
	d := planetFeed()
	d.Items[0].Display = planet.DisplayExcerpt
	e := readAtom(t, d).Entries[0]
	if s := e.Summary; e.Content != nil || s == nil || *s != (readText{"html", "https://ann.example/first-light", "<p>All …</p>"}) {
		t.Errorf("display excerpt: content %v, summary %v; want the excerpt as html in the summary alone", e.Content, e.Summary)
	}
	d.Items[0].Display, d.Items[1].Display = planet.DisplayTitle, planet.DisplayTitle
	doc := readAtom(t, d)
	if e := doc.Entries[0]; e.Content != nil || e.Summary != nil {
		t.Errorf("display title: content %v, summary %v; want neither", e.Content, e.Summary)
	}
	if c := doc.Entries[1].Content; c == nil || c.Type != "text" || c.Text != "Dee" {
		t.Errorf("display title of a note without address: content %v; want its name, for it needs one", c)
	}
}

// ATOM-17.
func TestAtomTombstones(t *testing.T) {
	got := readAtom(t, planetFeed()).Deleted
	if len(got) != 1 || got[0] != (readDeleted{"tag:bo.example,2026:gone", "2026-11-02T00:00:00Z"}) {
		t.Errorf("deleted entries = %v, want the one that was taken out, with its time", got)
	}
}

// ATOM-8: only on request, and a note stays without title.
func TestAtomPrefixesTitles(t *testing.T) {
	d := planetFeed()
	d.PrefixTitles = true
	doc := readAtom(t, d)
	if got := doc.Entries[0].Title.Text; got != "Ann Example: First light" {
		t.Errorf("title = %q, want the name before it", got)
	}
	if got := doc.Entries[1].Title.Text; got != "" {
		t.Errorf("title of a note = %q, want none", got)
	}
}

// HUM-1: the line stands between declaration and root.
func TestAtomStylesheet(t *testing.T) {
	want := xml.Header + `<?xml-stylesheet type="text/css" href="https://planet.example/feed.css?a&amp;b"?>` + "\n<feed "
	if doc := writtenFeed(t, writeAtom, planetFeed()); !strings.HasPrefix(doc, want) {
		t.Errorf("feed begins %.200q, want %q", doc, want)
	}
	if doc := writtenFeed(t, writeAtom, emptyFeed()); strings.Contains(doc, "xml-stylesheet") {
		t.Errorf("a feed without stylesheet names one:\n%s", doc)
	}
}

// Namespaces are declared once, at the root, and only those in use.
func TestAtomNamespaces(t *testing.T) {
	doc := writtenFeed(t, writeAtom, planetFeed())
	root := doc[strings.Index(doc, "<feed"):]
	root = root[:strings.Index(root, ">")]
	if in, all := strings.Count(root, "xmlns"), strings.Count(doc, "xmlns"); in != 3 || all != 3 {
		t.Errorf("xmlns occurs %d times, %d of them in the root; want 3 and 3:\n%s", all, in, root)
	}
	if doc := writtenFeed(t, writeAtom, emptyFeed()); strings.Count(doc, "xmlns") != 1 {
		t.Errorf("an empty feed declares more than Atom:\n%s", doc)
	}
}

// CHECK-3: what another parser reads is what we meant.
func TestAtomRoundTrip(t *testing.T) {
	d := planetFeed()
	parser := gofeed.NewParser()
	parser.KeepOriginalFeed = true
	parsed, err := parser.ParseString(writtenFeed(t, writeAtom, d))
	if err != nil {
		t.Fatal(err)
	}
	entries := parsed.OriginalFeed().(*atom.Feed).Entries
	for i, it := range d.distinct() {
		e := entries[i]
		if e.ID != it.AtomID {
			t.Errorf("id = %q, want %q", e.ID, it.AtomID)
		}
		if i == 0 && e.Title != it.Title {
			t.Errorf("title = %q, want %q", e.Title, it.Title)
		}
		if !sameMoment(e.UpdatedParsed, it.updated()) || !sameMoment(e.PublishedParsed, it.published()) {
			t.Errorf("dates of %s = %v and %v, want %v and %v", e.ID, e.UpdatedParsed, e.PublishedParsed, it.updated(), it.published())
		}
		from := it.source()
		if e.Source == nil || e.Source.ID != publishedID(from.ID) || !sameMoment(e.Source.UpdatedParsed, from.Updated) {
			t.Errorf("source of %s = %+v, want %+v (ATOM-15)", e.ID, e.Source, from)
		}
	}
}

func sameMoment(got *time.Time, want time.Time) bool {
	return got == nil && want.IsZero() || got != nil && got.Equal(want)
}

// CHECK-4: nothing is escaped twice, and nothing is lost but what XML cannot
// hold.
func TestAtomHostile(t *testing.T) {
	e := readAtom(t, planetFeed()).Entries[2]
	if e.Title.Text != cleanedText {
		t.Errorf("title = %q, want %q", e.Title.Text, cleanedText)
	}
	if e.Content.Text != cleanedMarkup {
		t.Errorf("content = %q, want %q", e.Content.Text, cleanedMarkup)
	}
	if e.Summary != nil {
		t.Errorf("summary = %q, want none, for it is the title again (ATOM-13)", e.Summary.Text)
	}
	if e.ID != publishedID(hostileItem().AtomID) || strings.Contains(e.ID, "<") {
		t.Errorf("id = %q, want one that is an IRI", e.ID)
	}
}
