package render

import (
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"

	"planet"
)

func rssFeedDoc() feedDoc {
	d := planetFeed()
	d.Self = "https://planet.example/rss.xml"
	return d
}

func TestRSSGolden(t *testing.T) {
	checkGolden(t, "feeds/rss.xml", writtenFeed(t, writeRSS, rssFeedDoc()))
	sameTwice(t, writeRSS, rssFeedDoc())
}

// An rssDocument is an RSS feed as any XML reader sees it.
type rssDocument struct {
	Channel struct {
		Title       string     `xml:"title"`
		Links       []readLink `xml:"http://www.w3.org/2005/Atom link"`
		Description *string    `xml:"description"`
		Language    string     `xml:"language"`
		LastBuild   string     `xml:"lastBuildDate"`
		Generator   string     `xml:"generator"`
		TTL         string     `xml:"ttl"`
		Blogroll    string     `xml:"http://source.scripting.com/ blogroll"`
		Image       struct {
			URL   string `xml:"url"`
			Title string `xml:"title"`
			Link  string `xml:"link"`
		} `xml:"image"`
		Items []readItem `xml:"item"`
	} `xml:"channel"`
}

type readItem struct {
	Title       *string `xml:"title"`
	Link        string  `xml:"link"`
	Description string  `xml:"description"`
	Content     string  `xml:"http://purl.org/rss/1.0/modules/content/ encoded"`
	PubDate     string  `xml:"pubDate"`
	Comments    string  `xml:"comments"`
	Author      string  `xml:"author"`
	GUID        struct {
		IsPermaLink string `xml:"isPermaLink,attr"`
		ID          string `xml:",chardata"`
	} `xml:"guid"`
	Creators   []string `xml:"http://purl.org/dc/elements/1.1/ creator"`
	Enclosures []struct {
		URL    string `xml:"url,attr"`
		Length string `xml:"length,attr"`
		Type   string `xml:"type,attr"`
	} `xml:"enclosure"`
	Categories []struct {
		Domain string `xml:"domain,attr"`
		Term   string `xml:",chardata"`
	} `xml:"category"`
	Source struct {
		URL   string `xml:"url,attr"`
		Title string `xml:",chardata"`
	} `xml:"source"`
}

func readRSS(t *testing.T, d feedDoc) rssDocument {
	t.Helper()
	var doc rssDocument
	if err := xml.Unmarshal([]byte(writtenFeed(t, writeRSS, d)), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// RSS-1, RSS-7.
func TestRSSChannel(t *testing.T) {
	c := readRSS(t, rssFeedDoc()).Channel
	tests := []struct{ name, got, want string }{
		{"title", c.Title, "Planet & Co"},
		{"self", hrefs(c.Links, "self"), "https://planet.example/rss.xml"},
		{"hubs", hrefs(c.Links, "hub"), "https://hub.example/ https://hub2.example/"},
		{"language", c.Language, "en"},
		{"lastBuildDate is the newest update, not the run (ATOM-3)", c.LastBuild, "Tue, 03 Nov 2026 09:00:00 GMT"},
		{"generator", c.Generator, "planet 1.2"},
		{"ttl", c.TTL, "60"},
		{"blogroll", c.Blogroll, "https://planet.example/opml.xml"},
		{"image has the channel's title", c.Image.Title, "Planet & Co"},
		{"image has the channel's link", c.Image.Link, "https://planet.example/"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%s = %q, want %q", tt.name, tt.got, tt.want)
		}
	}
	bare := writtenFeed(t, writeRSS, emptyFeed())
	if strings.Contains(bare, "source.scripting.com") || !strings.Contains(bare, "<description></description>") {
		t.Errorf("without a blogroll its namespace goes, and a description stands even if empty:\n%s", bare)
	}
}

// RSS-2 to RSS-5, RSS-8.
func TestRSSItems(t *testing.T) {
	items := readRSS(t, rssFeedDoc()).Channel.Items
	ann, note, hostile := items[0], items[1], items[2]
	tests := []struct{ name, got, want string }{
		{"link is the original", ann.Link, "https://ann.example/first-light"},
		{"guid is the atom id", ann.GUID.ID, "tag:ann.example,2026:1"},
		{"guid is no address", ann.GUID.IsPermaLink, "false"},
		{"pubDate has four digits of year and GMT", ann.PubDate, "Tue, 03 Nov 2026 08:00:00 GMT"},
		{"pubDate without a date is first sight", note.PubDate, "Mon, 02 Nov 2026 12:00:00 GMT"},
		{"names are creators", strings.Join(ann.Creators, ", "), "Ann Example, Bo"},
		{"there is no author, which wants an e-mail", ann.Author, ""},
		{"comments go along", ann.Comments, "https://ann.example/first-light#comments"},
		{"a category has its domain", ann.Categories[0].Domain + " " + ann.Categories[0].Term, "https://ann.example/tags optics"},
		{"the source has its address", ann.Source.URL, "https://ann.example/feed"},
		{"the source has its title", ann.Source.Title, "Ann’s telescope"},
		{"an unnamed source is the member", note.Source.Title, "Dee"},
		{"a summary goes before the text, as HTML", ann.Description, "What I saw &lt; what I hoped"},
		{"an excerpt is the description alone", note.Description + note.Content, "<p>Long.</p>"},
		{
			"files beyond the first are links in the text", ann.Content,
			"<p>All of it,\nin <b>two</b> lines.</p>" + `<p><a href="https://ann.example/moon.png">https://ann.example/moon.png</a> (image/png)</p>`,
		},
		{"a length nobody knows is 0", hostile.Enclosures[0].Length, "0"},
		{"a type nobody knows is a stream of bytes", hostile.Enclosures[0].Type, "application/octet-stream"},
		{"an address that validators refuse is no enclosure", hostile.Enclosures[0].URL, "https://eve.example/f%00"},
		{"but a link", hostile.Description, cleanedMarkup + `<p><a href="https://under_score.example/f.mp3">&lt;i&gt;</a> (mp3)</p>`},
		{"a text without summary is the description alone", hostile.Content, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.got != tt.want {
				t.Errorf("got %q, want %q", tt.got, tt.want)
			}
		})
	}
	if note.Title != nil {
		t.Errorf("a note has title %q, want no element", *note.Title)
	}
	for i, it := range items {
		if len(it.Enclosures) > 1 {
			t.Errorf("item %d has %d enclosures, want one at most (RSS-4)", i, len(it.Enclosures))
		}
	}
	if doc := writtenFeed(t, writeRSS, rssFeedDoc()); strings.Index(doc, "What I saw") > strings.Index(doc, "content:encoded>") {
		t.Error("the summary comes after the text, want it before (RSS-3)")
	}
}

// RSS-5: every item of another's feed has a source.
func TestRSSSource(t *testing.T) {
	d := rssFeedDoc()
	d.Items[0].Entry.Source = &planet.Source{Title: "Far", FeedURL: "https://far.example/feed"}
	d.Items[1].Entry.Source = &planet.Source{Title: "Far, without an address"}
	items := readRSS(t, d).Channel.Items
	if got := items[0].Source; got.URL != "https://far.example/feed" || got.Title != "Far" {
		t.Errorf("source = %v, want the one that the entry brought", got)
	}
	if got := items[1].Source; got.URL != "https://dee.example/rss" || got.Title != "Dee" {
		t.Errorf("source = %v, want the feed that brought the entry", got)
	}
	d.Items = []feedItem{{Entry: planet.Entry{AtomID: "tag:planet.example,2026:digest", Title: "Digest", FirstSeen: november(1, 0)}}}
	if doc := writtenFeed(t, writeRSS, d); strings.Contains(doc, "<source url") {
		t.Errorf("an item of our own has a source:\n%s", doc)
	}
}

// An item needs a title or a description, whatever may be shown (RSS-2).
func TestRSSItemIsNeverEmpty(t *testing.T) {
	d := rssFeedDoc()
	for i := range d.Items {
		d.Items[i].Display = planet.DisplayTitle
	}
	d.Items = append(d.Items, feedItem{Entry: planet.Entry{AtomID: "tag:x.example,2026:1", Link: "https://x.example/?a&b", FirstSeen: november(1, 0)}})
	items := readRSS(t, d).Channel.Items
	if got := items[1].Description; got != "Dee" {
		t.Errorf("a note of which nothing may be shown says %q, want its name", got)
	}
	if got := items[3].Description; got != "https://x.example/?a&amp;b" {
		t.Errorf("a note without a name says %q, want its address as HTML", got)
	}
	if got := items[0].Description + items[0].Content; strings.Contains(got, "All of it") {
		t.Errorf("display title shows %q, want no text (FLOW-13)", got)
	}
}

// CHECK-4, and CHECK-3 for RSS.
func TestRSSHostile(t *testing.T) {
	d := rssFeedDoc()
	if got := readRSS(t, d).Channel.Items[2]; got.Title == nil || *got.Title != cleanedText {
		t.Errorf("title = %v, want %q", got.Title, cleanedText)
	}
	parsed, err := gofeed.NewParser().ParseString(writtenFeed(t, writeRSS, d))
	if err != nil {
		t.Fatal(err)
	}
	for i, it := range d.distinct() {
		if got := parsed.Items[i]; got.GUID != it.AtomID || !got.PublishedParsed.Equal(timeOr(it.published(), it.FirstSeen)) {
			t.Errorf("item %d = %s of %v, want %s of %v", i, got.GUID, got.PublishedParsed.Format(time.RFC3339), it.AtomID, it.published())
		}
	}
}
