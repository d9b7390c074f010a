package render

import (
	"encoding/json"
	"strings"
	"testing"

	"planet"
)

func jsonFeedDoc() feedDoc {
	d := planetFeed()
	d.Self = "https://planet.example/feed.json"
	return d
}

func validJSON(doc string) bool { return json.Valid([]byte(doc)) }

// monthJSON is an archive document as clones read it (ARC-6).
func monthJSON() feedDoc {
	d := jsonFeedDoc()
	d.Self, d.NextURL, d.Clonable = "https://planet.example/archive/2026-11.json", "https://planet.example/archive/2026-10.json", true
	d.Items[0].Entry.Source = &planet.Source{ID: "tag:far.example,2026:feed", Title: "Far"}
	d.Items[1].Revision, d.Items[1].Feed = 3, "dee-notes"
	return d
}

func TestJSONGolden(t *testing.T) {
	checkGolden(t, "feeds/feed.json", writtenFeed(t, writeJSONFeed, jsonFeedDoc()))
	checkGolden(t, "feeds/month.json", writtenFeed(t, writeJSONFeed, monthJSON()))
	sameTwice(t, writeJSONFeed, monthJSON())
}

// jsonObject is JSON as any reader sees it.
type jsonObject = map[string]any

func readJSON(t *testing.T, d feedDoc) (feed jsonObject, items []jsonObject) {
	t.Helper()
	if err := json.Unmarshal([]byte(writtenFeed(t, writeJSONFeed, d)), &feed); err != nil {
		t.Fatal(err)
	}
	list, ok := feed["items"].([]any)
	if !ok {
		t.Fatalf("items = %v, want a list (JF-2)", feed["items"])
	}
	for _, it := range list {
		items = append(items, it.(jsonObject))
	}
	return feed, items
}

// JF-1, JF-3, JF-4, JF-8.
func TestJSONFeed(t *testing.T) {
	doc := writtenFeed(t, writeJSONFeed, jsonFeedDoc())
	if !strings.HasPrefix(doc, "{\n \"version\": \"https://jsonfeed.org/version/1.1\"") {
		t.Errorf("feed begins %.60q, want the version first (JF-1)", doc)
	}
	feed, _ := readJSON(t, jsonFeedDoc())
	for key, want := range map[string]string{
		"title": "Planet & Co", "home_page_url": "https://planet.example/", "feed_url": "https://planet.example/feed.json",
		"description": "What <we> write", "language": "en", "icon": "https://planet.example/assets/icon.png",
		"favicon": "https://planet.example/assets/64.png", "next_url": "https://planet.example/archive/current.json",
	} {
		if feed[key] != want {
			t.Errorf("%s = %v, want %q", key, feed[key], want)
		}
	}
	if got := feed["author"].(jsonObject)["name"]; got != "The editors" {
		t.Errorf("author = %v, want the first of authors (JF-8)", got)
	}
	if got := feed["hubs"].([]any)[0].(jsonObject); got["type"] != "WebSub" || got["url"] != "https://hub.example/" {
		t.Errorf("hub = %v, want type WebSub and its address (JF-4)", got)
	}
}

func TestJSONFeedEmpty(t *testing.T) {
	if doc := writtenFeed(t, writeJSONFeed, emptyFeed()); !strings.Contains(doc, `"items": []`) {
		t.Errorf("an empty feed has no items key (JF-2):\n%s", doc)
	}
	d := emptyFeed()
	d.NextURL = d.Self
	if feed, _ := readJSON(t, d); feed["next_url"] != nil {
		t.Errorf("next_url = %v, want none that leads to itself (JF-3)", feed["next_url"])
	}
}

// JF-2.
func TestJSONItems(t *testing.T) {
	_, items := readJSON(t, jsonFeedDoc())
	ann, note, hostile := items[0], items[1], items[2]
	tests := []struct {
		name string
		got  any
		want any
	}{
		{"id is the atom id", ann["id"], "tag:ann.example,2026:1"},
		{"url is the original", ann["url"], "https://ann.example/first-light"},
		{"text is markup", ann["content_html"], "<p>All of it,\nin <b>two</b> lines.</p>"},
		{"summary is text", ann["summary"], "What I saw < what I hoped"},
		{"published", ann["date_published"], "2026-11-03T08:00:00Z"},
		{"modified", ann["date_modified"], "2026-11-03T09:00:00Z"},
		{"a picture among the files is the image", ann["image"], "https://ann.example/moon.png"},
		{"the member has an avatar", ann["authors"].([]any)[0].(jsonObject)["avatar"], "https://planet.example/assets/ann.png"},
		{"others have none", ann["authors"].([]any)[1].(jsonObject)["avatar"], nil},
		{"author is the first (JF-8)", ann["author"].(jsonObject)["name"], "Ann Example"},
		{"a tag is a label", ann["tags"].([]any)[0], "Optics & light"},
		{"or else a term", ann["tags"].([]any)[1], "night"},
		{"size is a number", ann["attachments"].([]any)[0].(jsonObject)["size_in_bytes"], 1234.0},
		{"duration is a number", ann["attachments"].([]any)[0].(jsonObject)["duration_in_seconds"], 60.0},
		{"a note has no title", note["title"], nil},
		{"a date nobody gave is left out", note["date_published"], nil},
		{"an excerpt is the content", note["content_html"], "<p>Long.</p>"},
		{"a title loses only what cannot be (CHECK-4)", hostile["title"], cleanedText},
		{"a text loses only what cannot be (CHECK-4)", hostile["content_html"], cleanedMarkup},
		{"a date ahead is clamped", hostile["date_published"], "2026-11-01T12:00:00Z"},
		{"every file has a type", hostile["attachments"].([]any)[0].(jsonObject)["mime_type"], "application/octet-stream"},
		{"our extension says whence it comes (JF-5)", ann["_planet"].(jsonObject)["source"].(jsonObject)["feed_url"], "https://ann.example/feed"},
		{"and whose it is", ann["_planet"].(jsonObject)["member"], "ann"},
		{"and where we show it", ann["_planet"].(jsonObject)["path"], "2026/11/ann-first-light"},
		{"but not what only clones need", ann["_planet"].(jsonObject)["first_seen"], nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.got != tt.want {
				t.Errorf("got %v, want %v", tt.got, tt.want)
			}
		})
	}
}

// JF-2: exactly one of content_html and content_text, whatever may be shown.
func TestJSONItemHasOneContent(t *testing.T) {
	d := jsonFeedDoc()
	d.Items = append(d.Items, annItem(), noteItem(), feedItem{Entry: planet.Entry{FirstSeen: november(1, 0)}})
	for i := 3; i < len(d.Items); i++ {
		d.Items[i].AtomID, d.Items[i].Display = "tag:x.example,2026:"+string(rune('a'+i)), planet.DisplayTitle
	}
	_, items := readJSON(t, d)
	for i, it := range items {
		if (it["content_html"] == nil) == (it["content_text"] == nil) {
			t.Errorf("item %d has content_html %v and content_text %v, want exactly one", i, it["content_html"], it["content_text"])
		}
	}
	if got := items[3]["content_text"]; got != "First light" {
		t.Errorf("content_text where nothing may be shown = %v, want the title", got)
	}
}

// JF-5, ARC-6: months hold what the format has no place for.
func TestJSONForClones(t *testing.T) {
	_, items := readJSON(t, monthJSON())
	ann, note := items[0]["_planet"].(jsonObject), items[1]["_planet"].(jsonObject)
	tests := []struct {
		name string
		got  any
		want any
	}{
		{"first seen", ann["first_seen"], "2026-11-03T10:00:00Z"},
		{"position", ann["position"], "2026-11-03T08:00:00Z"},
		{"display", note["display"], "excerpt"},
		{"licence", note["licence"], "CC0"},
		{"also in", ann["also_in"].([]any)[0], "bo"},
		{"the lasting reason", note["reason"], "backlog"},
		{"no reason is none", ann["reason"], nil},
		{"the sentence of a link", ann["links"].([]any)[0].(jsonObject)["sentence"], "Bo asked why."},
		{"the scheme of a category", ann["categories"].([]any)[0].(jsonObject)["scheme"], "https://ann.example/tags"},
		{"rights", ann["rights"], "© Ann"},
		{"contributors", ann["contributors"].([]any)[0].(jsonObject)["name"], "Cy"},
		{"what it answers", ann["in_reply_to"].([]any)[0], "https://bo.example/question"},
		{"a source the entry brought", ann["source"].(jsonObject)["title"], "Far"},
		{"beside its feed's", ann["feed"].(jsonObject)["title"], "Ann’s telescope"},
		{"the publisher's name for it", note["guid"], "123"},
		{"which is often the id", ann["guid"], nil},
		{"how often it was edited", note["revision"], 3.0},
		{"a further item of a member", note["item"], "dee-notes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.got != tt.want {
				t.Errorf("got %v, want %v", tt.got, tt.want)
			}
		})
	}
}
