package demo

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"
)

// A strict reader reads what is in the feeds, save the two that are faulty.
func TestFeedsAreRead(t *testing.T) {
	c := New(noon, port)
	for _, b := range blogs(t, noon) {
		if b.fault != "" {
			continue
		}
		t.Run(b.Host, func(t *testing.T) {
			feed, err := gofeed.NewParser().Parse(bytes.NewReader(c.documents[b.Host+b.FeedPath].body))
			if err != nil {
				t.Fatal(err)
			}
			if feed.Title != b.Title || feed.Language != b.Lang || len(feed.Items) != len(b.Posts) {
				t.Errorf("title %q, language %q, %d items; want %q, %q, %d",
					feed.Title, feed.Language, len(feed.Items), b.Title, b.Lang, len(b.Posts))
			}
			for i, it := range feed.Items {
				checkItem(t, b, it, b.Posts[i])
			}
		})
	}
}

func checkItem(t *testing.T, b *blog, it *gofeed.Item, p post) {
	t.Helper()
	switch {
	case it.Title != p.Title:
		t.Errorf("%s has the title %q, want %q", p.Link, it.Title, p.Title)
	case it.GUID != p.ID && b.Format != "rdf": // gofeed drops rdf:about
		t.Errorf("%s has the id %q, want %q", p.Link, it.GUID, p.ID)
	case it.PublishedParsed == nil || !it.PublishedParsed.Equal(p.Published):
		t.Errorf("%s is dated %q, want %s", p.Link, it.Published, p.Published)
	case !b.base && it.Link != p.Link:
		t.Errorf("%s has the link %q", p.Link, it.Link)
	case (it.Content + it.Description) == "":
		t.Errorf("%s has no text", p.Link)
	}
}

func TestFeedTextsAsPublished(t *testing.T) {
	tests := []struct {
		name, at, want string
		holds          bool
	}{
		{"Atom names its base and links relatively", "adaeze.localhost/feed.xml", `xml:base="http://adaeze.localhost:8080/"`, true},
		{"and so do its pictures", "adaeze.localhost/feed.xml", `img src=&#34;chain.svg&#34;`, true},
		{"a text may be markup of the feed", "saeki-note.localhost/atom.xml", `<div xmlns="http://www.w3.org/1999/xhtml"><p>朝`, true},
		{"an id need not be an address", "carnet-castanier.localhost/feed/", `<guid isPermaLink="false">Carnet Castanier ?p=418</guid>`, true},
		{"a summary stands for the text", "aprenderenabierto.localhost/feed.xml", `content:encoded>`, false},
		{"RSS 1.0 lists its items in the channel", "hannesordal.localhost/index.rdf", `<rdf:li rdf:resource="http://hannesordal.localhost:8080/merke-bak-glas">`, true},
		{"a note has no title", "gus.localhost/feed.json", `"title": ""`, false},
		{"a file comes with its length", "leithworkshop.localhost/rss", `length="33119" type="audio/wav"`, true},
		{"another language is named", "wieczorek.localhost/atom.xml", `<entry xml:lang="en">`, true},
		{"a script is tried", "doorhandles.localhost/feed.xml", `<script>`, true},
		{"a click is tried", "doorhandles.localhost/feed.xml", `onclick=`, true},
		{"a link that runs is tried", "doorhandles.localhost/feed.xml", `href="javascript:`, true},
		{"a fixed box is tried", "doorhandles.localhost/feed.xml", `position:fixed`, true},
		{"a frame is tried", "doorhandles.localhost/feed.xml", `<iframe`, true},
		{"a pixel that counts is tried", "doorhandles.localhost/feed.xml", `width="1" height="1"`, true},
		{"stray ends are tried", "doorhandles.localhost/feed.xml", `</div></div></main>`, true},
	}
	c := New(noon, port)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.Contains(string(c.documents[tt.at].body), tt.want); got != tt.holds {
				t.Errorf("%s contains %q: %t, want %t", tt.at, tt.want, got, tt.holds)
			}
		})
	}
}

// PARSE-11: what is whole can be saved.
func TestTruncatedFeedEndsInItsLastEntry(t *testing.T) {
	body := New(noon, port).documents["wieczorek.localhost/atom.xml"].body
	if err := wellFormed(body); err == nil {
		t.Error("the feed is well-formed, want it cut short")
	}
	begun, ended := bytes.Count(body, []byte("<entry")), bytes.Count(body, []byte("</entry>"))
	if begun != 4 || ended != 3 {
		t.Errorf("%d entries begin and %d end, want 4 and 3", begun, ended)
	}
}

func TestQuietMemberIsOlderThan18Months(t *testing.T) {
	for _, b := range blogs(t, noon) {
		age := noon.Sub(b.Posts[0].Published)
		if quiet := age > 549*24*time.Hour; quiet != (b.Host == "hannesordal.localhost") {
			t.Errorf("newest post of %s is %s old; only Hanne is quiet (DIR-2)", b.Host, age)
		}
	}
}
