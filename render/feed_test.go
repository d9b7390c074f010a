package render

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"planet"
)

// november returns a moment of November 2026, UTC.
func november(day, hour int) time.Time {
	return time.Date(2026, time.November, day, hour, 0, 0, 0, time.UTC)
}

// annItem is an entry of which everything is known.
func annItem() feedItem {
	return feedItem{
		Entry: planet.Entry{
			Feed: "ann", FeedURL: "https://ann.example/feed", AtomID: "tag:ann.example,2026:1", Path: "2026/11/ann-first-light",
			GUID: "tag:ann.example,2026:1", Title: "First light", Link: "https://ann.example/first-light",
			Published: november(3, 8), Updated: november(3, 9), FirstSeen: november(3, 10), Position: november(3, 8), Revision: 1,
			Language:     "en-GB",
			Authors:      []planet.Author{{Name: "Ann Example"}, {Name: "Bo", URL: "https://bo.example/"}},
			Contributors: []planet.Author{{Name: "Cy", URL: "https://cy.example/"}},
			Categories:   []planet.Category{{Term: "optics", Scheme: "https://ann.example/tags", Label: "Optics & light"}, {Term: "night"}},
			Enclosures: []planet.Enclosure{
				{URL: "https://ann.example/talk.mp3", Type: "audio/mpeg", Length: 1234, Duration: 60, Title: "The talk"},
				{URL: "https://ann.example/moon.png", Type: "image/png"},
			},
			Rights: "© Ann", InReplyTo: []string{"https://bo.example/question"}, Comments: "https://ann.example/first-light#comments",
			Text: planet.Text{
				Body:    planet.TrustHTML("<p>All of it,\nin <b>two</b> lines.</p>"),
				Excerpt: planet.TrustHTML("<p>All of it …</p>"),
				Short:   planet.TrustHTML("<p>All …</p>"),
				Summary: "What I saw < what I hoped",
			},
		},
		Member: planet.Member{Slug: "ann", Name: "Ann Example", Site: "https://ann.example/", Licence: "https://creativecommons.org/licenses/by/4.0/"},
		Name:   "Ann Example", Avatar: "https://planet.example/assets/ann.png",
		Source: planet.Source{
			ID: "tag:ann.example,2026:feed", Title: "Ann’s telescope", Subtitle: "Nights", FeedURL: "https://ann.example/feed",
			HomeURL: "https://ann.example/", Updated: november(3, 9), Icon: "https://ann.example/icon.png", Language: "en",
			Rights: "© Ann, all of it", Authors: []planet.Author{{Name: "Ann Example"}}, Category: []planet.Category{{Term: "astronomy"}},
		},
		Display: planet.DisplayFull, Page: "https://planet.example/2026/11/ann-first-light/", Groups: []string{"sky"}, AlsoIn: []string{"bo"},
		Links: []planet.Reference{{URL: "https://bo.example/question", Text: "asked", Sentence: "Bo asked why.", Reply: true}},
	}
}

// noteItem is a note without title, link, dates or author, shown as an excerpt.
func noteItem() feedItem {
	return feedItem{
		Entry: planet.Entry{
			Feed: "dee", FeedURL: "https://dee.example/rss", AtomID: "urn:uuid:60a76c80-d399-51d9-b93c-0003939e0af6", GUID: "123",
			FirstSeen: november(2, 12), Position: november(2, 12), Revision: 1,
			Text: planet.Text{Body: planet.TrustHTML("<p>Long.</p><p>Longer.</p>"), Short: planet.TrustHTML("<p>Long.</p>")},
		},
		Member: planet.Member{Slug: "dee", Licence: "CC0"}, Name: "Dee", Display: planet.DisplayExcerpt, Why: planet.ReasonBacklog,
	}
}

// hostileItem holds what breaks feeds (CHECK-4).
func hostileItem() feedItem {
	it := feedItem{
		Entry: planet.Entry{
			Feed: "eve", FeedURL: "https://eve.example/rss?a=1&b=2", AtomID: "https://eve.example/?p=1&q=<x>", Path: "2026/11/eve-b",
			Title: hostileText, Link: "https://eve.example/sp ace/ü/100%?q=\"><x>&a[]=1",
			Published: november(30, 0), Updated: november(30, 0), FirstSeen: november(1, 12), Position: november(1, 12), Revision: 1,
			Language:     "not a language",
			Authors:      []planet.Author{{Name: "eve@eve.example", URL: "javascript:x()"}, {Name: "Eve\v <eve@eve.example>", URL: "mailto:eve@eve.example"}},
			Contributors: []planet.Author{{URL: "https://nameless.example/"}},
			Categories:   []planet.Category{{Term: " "}, {Term: "a\v<b>&", Scheme: "no scheme", Label: "]]>"}},
			Enclosures:   []planet.Enclosure{{URL: "data:x"}, {URL: "https://under_score.example/f.mp3", Type: "mp3", Length: -1, Title: "<i>"}, {URL: "https://eve.example/f", Length: -5}},
			InReplyTo:    []string{"not an address"}, Comments: "javascript:x()",
			Text: planet.Text{Body: planet.TrustHTML(hostileMarkup), Summary: hostileText},
		},
		Member: planet.Member{Slug: "eve", Site: "eve.example"}, Name: "Eve & <Co>", Display: planet.DisplayFull,
		Source: planet.Source{ID: "not an id", Title: hostileText, HomeURL: "//eve.example", Icon: "icon.png"},
	}
	it.Enclosures[2].URL += "\x00"
	return it
}

const (
	hostileText   = "&amp;lt; <b>bold</b> ]]> \v\x00\ufffe & \xff\U0001F30D end"
	cleanedText   = "&amp;lt; <b>bold</b> ]]>  & \U0001F30D end"
	hostileMarkup = "<p>&amp;amp;lt; &lt;b&gt; ]]&gt; \v &amp;\n<b>end</b></p>"
	cleanedMarkup = "<p>&amp;amp;lt; &lt;b&gt; ]]&gt;  &amp;\n<b>end</b></p>"
)

// planetFeed is a merged feed of three entries.
func planetFeed() feedDoc {
	d := feedDoc{
		ID: "urn:uuid:60a76c80-d399-51d9-b91c-0003939e0af6", Title: "Planet & Co", Subtitle: "What <we> write", Language: "en",
		Self: "https://planet.example/atom.xml", Home: "https://planet.example/", About: "https://planet.example/about/", Version: "1.2",
		Author: planet.Author{Name: "The editors", URL: "https://planet.example/about/"},
		Hubs:   []string{"https://hub.example/", "https://hub2.example/"}, PrevArchive: "https://planet.example/archive/2026-10.atom.xml",
		NextURL: "https://planet.example/archive/current.json",
		Icon:    "https://planet.example/assets/icon.png", Favicon: "https://planet.example/assets/64.png", Logo: "https://planet.example/assets/wide.png",
		Stylesheet: "https://planet.example/feed.css?a&b", Blogroll: "https://planet.example/opml.xml",
		Licence: "https://planet.example/about/#licence", Rights: "Each text is its author’s.",
		Deleted: []deletedEntry{{"tag:bo.example,2026:gone", november(2, 0)}},
		Items:   []feedItem{annItem(), noteItem(), hostileItem()},
	}
	d.Updated = newestUpdate(d.Items, november(1, 0))
	return d
}

// writtenFeed returns what write makes of d.
func writtenFeed(t testing.TB, write func(io.Writer, feedDoc) error, d feedDoc) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// sameTwice fails if two writings of d differ (DET-1).
func sameTwice(t *testing.T, write func(io.Writer, feedDoc) error, d feedDoc) {
	t.Helper()
	if first, second := writtenFeed(t, write, d), writtenFeed(t, write, d); first != second {
		t.Error("the same feed was written in two ways, want one (DET-1)")
	}
}

var errDiskFull = errors.New("disk full")

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errDiskFull }

func TestWritersReportErrors(t *testing.T) {
	for name, write := range feedWriters {
		if err := write(fullDisk{}, planetFeed()); !errors.Is(err, errDiskFull) {
			t.Errorf("%s on a full disk: err = %v, want %v", name, err, errDiskFull)
		}
	}
	if err := writeOPML(fullDisk{}, opmlDoc{}); !errors.Is(err, errDiskFull) {
		t.Errorf("opml on a full disk: err = %v, want %v", err, errDiskFull)
	}
}

var feedWriters = map[string]func(io.Writer, feedDoc) error{"atom": writeAtom, "rss": writeRSS, "json": writeJSONFeed}

// ATOM-9, ATOM-10, ID-7.
func TestEntryDates(t *testing.T) {
	none := time.Time{}
	tests := []struct {
		name                       string
		published, updated         time.Time
		revision                   int
		wantPublished, wantUpdated time.Time
	}{
		{"gives the feed's dates", november(3, 8), november(4, 8), 1, november(3, 8), november(4, 8)},
		{"takes published when nothing was updated", november(3, 8), none, 1, november(3, 8), november(3, 8)},
		{"takes first seen when there is no date, and claims none", none, none, 1, none, november(5, 0)},
		{"clamps a date ahead to first seen", november(20, 0), none, 1, november(5, 0), november(5, 0)},
		{"clamps a change ahead of first sight", november(3, 8), november(20, 0), 1, november(3, 8), november(5, 0)},
		{"keeps the date of a later edit", november(3, 8), november(20, 0), 2, november(3, 8), november(20, 0)},
		{"takes a year of five digits for unknown", time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC), none, 1, none, november(5, 0)},
		{"takes a year before Christ for unknown", none, time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC), 1, none, november(5, 0)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			it := feedItem{Entry: planet.Entry{Published: tt.published, Updated: tt.updated, FirstSeen: november(5, 0), Revision: tt.revision}}
			if got := it.published(); !got.Equal(tt.wantPublished) {
				t.Errorf("published = %v, want %v", got, tt.wantPublished)
			}
			if got := it.updated(); !got.Equal(tt.wantUpdated) {
				t.Errorf("updated = %v, want %v", got, tt.wantUpdated)
			}
		})
	}
}

// ATOM-3: never the time of a run.
func TestNewestUpdate(t *testing.T) {
	old, edited := annItem(), annItem()
	edited.Updated, edited.Revision = november(9, 0), 2
	if got := newestUpdate([]feedItem{old, edited, old}, november(1, 0)); !got.Equal(november(9, 0)) {
		t.Errorf("newestUpdate = %v, want that of the entry edited last, %v", got, november(9, 0))
	}
	if got := newestUpdate(nil, november(1, 0)); !got.Equal(november(1, 0)) {
		t.Errorf("newestUpdate of nothing = %v, want what was passed in, %v", got, november(1, 0))
	}
}

// ATOM-11: there is always an author, and never an e-mail address.
func TestAuthors(t *testing.T) {
	theirs := planet.Source{FeedURL: "https://a.example/feed", Authors: []planet.Author{{Name: "Feed"}}}
	tests := []struct {
		name   string
		people []planet.Author
		source planet.Source
		member string
		want   string
	}{
		{"are the entry's", []planet.Author{{Name: "A", URL: "https://a.example/me"}, {Name: "B"}}, theirs, "M", "A https://a.example/me, B "},
		{"are else the feed's", nil, theirs, "M", "Feed "},
		{"are else the member, with its site", nil, planet.Source{}, "M", "M https://m.example/"},
		{"are else who makes the feed", nil, planet.Source{}, "", "Editors "},
		{"lose e-mail addresses", []planet.Author{{Name: "a@a.example (A)"}, {Name: "B <b@b.example>"}, {Name: "c@c.example"}}, theirs, "M", "A , B "},
		{"are the feed's if the entry's are only addresses", []planet.Author{{Name: "c@c.example"}}, theirs, "M", "Feed "},
		{"lose addresses that no parser takes", []planet.Author{{Name: "A\v <a@a.example>"}, {Name: "(B) [x] b@b.example, c@c"}}, theirs, "M", "A , B) [x] "},
		{"lose a mailto:, too", []planet.Author{{Name: "mailto:a@a.example"}, {Name: "B"}}, theirs, "M", "B "},
		{"keep the name of an account", []planet.Author{{Name: "@a@social.example"}}, theirs, "M", "@a@social.example "},
		{"lose what is no web address", []planet.Author{{Name: "A", URL: "mailto:a@a.example"}}, theirs, "M", "A "},
		{"get the member's site if they are the member", []planet.Author{{Name: "M"}}, theirs, "M", "M https://m.example/"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := feedDoc{Author: planet.Author{Name: "Editors"}}
			it := feedItem{Entry: planet.Entry{Authors: tt.people}, Source: tt.source, Name: tt.member, Member: planet.Member{Site: "https://m.example/"}}
			var got []string
			for _, a := range d.authors(it) {
				got = append(got, a.Name+" "+a.URL)
			}
			if s := strings.Join(got, ", "); s != tt.want {
				t.Errorf("authors = %q, want %q", s, tt.want)
			}
		})
	}
}

// ATOM-15: what an entry brought stays, what a feed left out is filled in.
func TestSource(t *testing.T) {
	it := noteItem()
	got := it.source()
	want := planet.Source{ID: "https://dee.example/rss", Title: "Dee", FeedURL: "https://dee.example/rss", Updated: november(2, 12)}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("source of a feed that says nothing = %v, want %v", got, want)
	}
	it.Entry.Source = &planet.Source{ID: "tag:far.example,2026:feed", Title: "Far"}
	if got := it.source(); fmt.Sprint(got) != fmt.Sprint(*it.Entry.Source) {
		t.Errorf("source of an entry that brought one = %v, want it unchanged, %v", got, *it.Entry.Source)
	}
}

// A second entry of one id is an error in RSS.
func TestDistinct(t *testing.T) {
	d := feedDoc{Items: []feedItem{annItem(), noteItem(), annItem()}}
	if got := d.distinct(); len(got) != 2 || got[1].AtomID != noteItem().AtomID {
		t.Errorf("distinct of a, b, a has %d items, want a and b", len(got))
	}
}

func BenchmarkWriters(b *testing.B) {
	d := planetFeed()
	d.Items = nil
	text := strings.Repeat("<p>A sentence of a <b>text</b>, neither short nor long &amp; nothing special.</p>\n", 100)
	for i := range 20 { // as many as a merged feed has (FLOW-14)
		it := annItem()
		it.AtomID = fmt.Sprintf("tag:ann.example,2026:%d", i)
		it.Text.Body = planet.TrustHTML(text)
		d.Items = append(d.Items, it)
	}
	for _, name := range []string{"atom", "rss", "json"} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(writtenFeed(b, feedWriters[name], d))))
			b.ReportAllocs()
			for b.Loop() {
				if err := feedWriters[name](io.Discard, d); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
