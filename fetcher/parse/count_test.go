package parse

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"planet"
)

// numbered writes n posts, dated a day apart, and gives a document of them.
func numbered(format string, n int, oldestFirst bool) string {
	first := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	write, between, document := `<item><title>%d</title><pubDate>%s</pubDate></item>`, "", "<rss><channel>%s</channel></rss>"
	switch format {
	case "Atom":
		write, document = `<entry><title>%d</title><updated>%s</updated></entry>`, "<feed>%s</feed>"
	case "JSON":
		write, between, document = `{"title": "%d", "date_published": "%s"}`, ",", `{"version": "https://jsonfeed.org/version/1", "items": [%s]}`
	}
	posts := make([]string, n)
	for i := range posts {
		place := n - 1 - i
		if oldestFirst {
			place = i
		}
		posts[place] = fmt.Sprintf(write, i, first.AddDate(0, 0, i).Format(time.RFC3339))
	}
	return fmt.Sprintf(document, strings.Join(posts, between))
}

// Of too many posts the newest 1,000 are read, in the order of the document,
// at whichever end they stand (PARSE-19).
func TestTooManyItems(t *testing.T) {
	for _, format := range [...]string{"RSS", "Atom", "JSON"} {
		for _, tt := range [...]struct {
			name        string
			n           int
			oldestFirst bool
			first, last string
			found       string
		}{
			{"1,000", maxItems, false, "999", "0", ""},
			{"1,001, newest first", maxItems + 1, false, "1000", "1", "The feed holds 1001 posts; we read the newest 1000."},
			{"1,001, oldest first", maxItems + 1, true, "1", "1000", "The feed holds 1001 posts; we read the newest 1000."},
			{"many, oldest first", 5 * maxItems, true, "4000", "4999", "The feed holds 5000 posts; we read the newest 1000."},
		} {
			t.Run(tt.name+", "+format, func(t *testing.T) {
				feed := parsed(t, numbered(format, tt.n, tt.oldestFirst), From{})
				if len(feed.Items) != maxItems {
					t.Fatalf("%d items, want %d", len(feed.Items), maxItems)
				}
				if first, last := feed.Items[0].Title.Markup, feed.Items[maxItems-1].Title.Markup; first != tt.first || last != tt.last {
					t.Errorf("items %s to %s, want %s to %s", first, last, tt.first, tt.last)
				}
				if got := message(feed, planet.CodeTruncated); got != tt.found {
					t.Errorf("found %q, want %q", got, tt.found)
				}
			})
		}
	}
}

// A post that is pinned to the top does not turn the order around.
func TestTooManyItemsBehindAPinnedOne(t *testing.T) {
	pinned := "<rss><channel><item><title>pinned</title><pubDate>2001-01-01</pubDate></item>"
	feed := parsed(t, strings.Replace(numbered("RSS", 2*maxItems, false), "<rss><channel>", pinned, 1), From{})
	if first, second := feed.Items[0].Title.Markup, feed.Items[1].Title.Markup; first != "pinned" || second != "1999" {
		t.Errorf("items %s, %s; want pinned, 1999", first, second)
	}
}

// Without dates the first are taken for the newest.
func TestTooManyItemsWithoutDates(t *testing.T) {
	doc := "<rss><channel>" + strings.Repeat("<item><title>first</title></item>", maxItems) + strings.Repeat("<item><title>last</title></item>", maxItems) + "</channel></rss>"
	feed := parsed(t, doc, From{})
	if len(feed.Items) != maxItems || feed.Items[maxItems-1].Title.Markup != "first" {
		t.Errorf("%d items; the last is %q", len(feed.Items), feed.Items[len(feed.Items)-1].Title.Markup)
	}
}

// Language and base of each post stay its own when others were cut (PARSE-9).
func TestTooManyItemsKeepTheirOwn(t *testing.T) {
	var b strings.Builder
	for i := range maxItems + 5 {
		fmt.Fprintf(&b, `<entry xml:lang="x-%d" xml:base="https://ana.example/%[1]d/"><title>%[1]d</title><updated>%d-01-01</updated></entry>`, i, 1500+i)
	}
	for _, it := range parsed(t, "<feed>"+b.String()+"</feed>", From{}).Items {
		n := it.Title.Markup
		if it.Language != "x-"+n || it.Base != "https://ana.example/"+n+"/" {
			t.Fatalf("post %s has language %q and base %q", n, it.Language, it.Base)
		}
	}
}

// Posts without title, text and link are dropped, and a feed without posts is
// a feed (PARSE-19).
func TestNoItems(t *testing.T) {
	const empty = "The feed is fine but holds no posts yet."
	tests := []struct{ name, doc string }{
		{"none", "<rss><channel><title>F</title></channel></rss>"},
		{"none in Atom", `<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title></feed>`},
		{"none in RDF", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel><title>F</title></channel></rdf:RDF>`},
		{"none in JSON", `{"version": "https://jsonfeed.org/version/1", "title": "F"}`},
		{"not even a channel", "<rss/>"},
		{"100,000 empty ones", "<rss><channel><title>F</title>" + strings.Repeat("<item/>", 100_000) + "</channel></rss>"},
		{"100,000 empty ones with an end tag", "<rss><channel><title>F</title>" + strings.Repeat("<item></item>", 100_000) + "</channel></rss>"},
		{"one with an id alone", "<rss><channel><title>F</title><item><guid>1</guid><pubDate>2026-11-19</pubDate><title> </title></item></channel></rss>"},
		{"one with an enclosure alone", "<rss><channel><title>F</title><item><enclosure url='https://ana.example/1.mp3'/></item></channel></rss>"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			feed := parsed(t, tt.doc, From{})
			if len(feed.Items) != 0 || message(feed, planet.CodeEmpty) != empty {
				t.Errorf("%d items, found %v", len(feed.Items), feed.Findings)
			}
		})
	}
}

// A title, a text or a link is enough for a post.
func TestItemsWithOnePart(t *testing.T) {
	for _, part := range [...]string{
		"<title>x</title>", "<description>x</description>", "<content:encoded>x</content:encoded>",
		"<link>https://ana.example/1</link>", "<guid>https://ana.example/1</guid>", "<itunes:summary>x</itunes:summary>",
	} {
		only(t, parsed(t, "<rss><channel><item>"+part+"</item></channel></rss>", From{}))
	}
}

// Of the parts of one post 200 are used.
func TestTooManyParts(t *testing.T) {
	var b strings.Builder
	for i := range 3 * maxParts {
		fmt.Fprintf(&b, `<category>c%d</category><enclosure url="https://ana.example/%[1]d.mp3"/><dc:creator>A%[1]d</dc:creator><thr:in-reply-to href="https://ana.example/%[1]d"/>`, i)
	}
	item := only(t, parsed(t, rssItem(b.String()), From{}))
	for name, n := range map[string]int{
		"categories": len(item.Categories), "enclosures": len(item.Enclosures), "authors": len(item.Authors), "answered": len(item.InReplyTo),
	} {
		if n != maxParts {
			t.Errorf("%d %s, want %d", n, name, maxParts)
		}
	}
}
