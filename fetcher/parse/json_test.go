package parse

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"planet"
)

// A JSON Feed is one whose version says so (PARSE-17).
func TestJSONVersion(t *testing.T) {
	tests := []struct{ version, want string }{
		{`"https://jsonfeed.org/version/1.1"`, "JSON Feed 1.1"},
		{`"https://jsonfeed.org/version/1"`, "JSON Feed 1"},
		{`"https://jsonfeed.org/version/2/"`, "JSON Feed 2"},
		{`"http://jsonfeed.org/version/1"`, "JSON Feed 1"},
		{`"see https://jsonfeed.org/version/1"`, ""},
		{`"ftp://jsonfeed.org/version/1"`, ""},
		{`"1.1"`, ""},
		{`1.1`, ""},
		{`null`, ""},
		{`{"a": "https://jsonfeed.org/version/1"}`, ""},
	}
	for _, tt := range tests {
		feed, err := Parse([]byte(`{"items": [{"id": "1", "title": "x"}], "version": `+tt.version+`}`), From{})
		switch {
		case tt.want == "" && err == nil:
			t.Errorf("version %s was read as %s", tt.version, feed.Format)
		case tt.want != "" && (err != nil || feed.Format != tt.want || len(feed.Items) != 1):
			t.Errorf("version %s: %+v, %v; want %s", tt.version, feed, err, tt.want)
		}
	}
	if _, err := Parse([]byte(`{"items": [{"id": "1", "title": "x"}]}`), From{}); err == nil {
		t.Error("JSON without a version was read")
	}
}

// One wrong type costs its part, not the feed (PARSE-17).
func TestJSONTypes(t *testing.T) {
	tests := []struct {
		name, members string
		want          string // of dump, without Title and Base
	}{
		{"a number for an id", `"id": 42`, "GUID: 42"},
		{"a large number", `"id": 12345678901234567890`, "GUID: 12345678901234567890"},
		{"a truth for an id", `"id": true`, "GUID: true"},
		{"null for an id", `"id": null`, ""},
		{"a list for an id", `"id": ["1"]`, ""},
		{"an object for a url", `"url": {"href": "https://ana.example/"}`, ""},
		{"an address with line ends", `"url": "https://ana.example/\na"`, "Link: https://ana.example/a"},
		{"a text for tags", `"tags": "one"`, "Categories:  Term: one"},
		{"tags of several types", `"tags": ["one", 2, null, {}, ["x"], " three "]`, "Categories:  Term: oneCategories:  Term: 2Categories:  Term: three"},
		{"an object for tags", `"tags": {"a": 1}`, ""},
		{"a text for authors", `"authors": "Ana"`, ""},
		{"a text among authors", `"authors": ["Ben", {"name": "Ana"}]`, "Authors:  Name: Ana"},
		{"the one author of version 1", `"author": {"name": "Ana"}`, "Authors:  Name: Ana"},
		{"both: the newer", `"author": {"name": "Ben"}, "authors": [{"name": "Ana"}]`, "Authors:  Name: Ana"},
		{"an object for attachments", `"attachments": {"url": "https://ana.example/1.mp3"}`, ""},
		{"a number as text", `"attachments": [{"url": "https://ana.example/1.mp3", "size_in_bytes": "12", "duration_in_seconds": -1}, 3]`, "Enclosures:  URL: https://ana.example/1.mp3  Length: 12"},
		{"a size beyond all", `"attachments": [{"url": "https://ana.example/1.mp3", "size_in_bytes": 1e300}]`, "Enclosures:  URL: https://ana.example/1.mp3"},
		{"a number for a text", `"content_html": 1.5`, "Content: 1.5"},
		{"a number for a date: Unix seconds", `"date_published": 1756807200`, "Published: 2025-09-02T10:00:00Z"},
		{"a date of mail", `"date_published": "Tue, 02 Sep 2025 10:00:00 GMT"`, "Published: 2025-09-02T10:00:00Z"},
		{"a member twice: the last", `"id": "1", "id": "2"`, "GUID: 2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			item := *only(t, parsed(t, jsonItem(tt.members), From{}))
			item.Title, item.Base = Title{}, ""
			if got := strings.ReplaceAll(dump(item), "\n", ""); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// Text is text: nothing in it becomes markup (PARSE-17).
func TestJSONTexts(t *testing.T) {
	tests := []struct{ name, members, content, summary string }{
		{"signs", `"content_text": "1 < 2 <b>"`, "1 &lt; 2 &lt;b&gt;", ""},
		{"references", `"content_text": "&lt;b> AT&T"`, "&amp;lt;b&gt; AT&amp;T", ""},
		{"paragraphs and lines", `"content_text": "a\nb\n\n\nc\r\nd"`, "<p>a<br>b</p><p>c<br>d</p>", ""},
		{"HTML", `"content_html": "<p>1 &lt; 2</p>"`, "<p>1 &lt; 2</p>", ""},
		{"HTML and text: HTML", `"content_html": "<p>a</p>", "content_text": "b"`, "<p>a</p>", ""},
		{"a summary is text", `"summary": "<b>a</b>"`, "", "&lt;b&gt;a&lt;/b&gt;"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			item := only(t, parsed(t, jsonItem(tt.members), From{}))
			if item.Content != tt.content || item.Summary != tt.summary {
				t.Errorf("content %q, summary %q; want %q, %q", item.Content, item.Summary, tt.content, tt.summary)
			}
		})
	}
}

// Titles are text by the format; those without a tag may hold references of a
// program that made them from HTML.
func TestJSONTitles(t *testing.T) {
	tests := []struct {
		title, fix string
		want       Title
	}{
		{`AT&T`, "", Title{`AT&T`, true}},
		{`AT&#8217;T`, "", Title{`AT&#8217;T`, true}},
		{`Of <i> and <b>`, "", Title{`Of &lt;i&gt; and &lt;b&gt;`, false}},
		{`1 < 2 &amp;`, "", Title{`1 &lt; 2 &amp;amp;`, false}},
		{`Of <i>`, "html", Title{`Of <i>`, false}},
		{`AT&amp;T`, "text", Title{`AT&amp;amp;T`, false}},
	}
	for _, tt := range tests {
		doc := fmt.Sprintf(`{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "title": %q}]}`, tt.title)
		if got := only(t, parsed(t, doc, From{Fix: planet.Fix{TitleType: tt.fix}})).Title; got != tt.want {
			t.Errorf("title %q, fix %q: %+v, want %+v", tt.title, tt.fix, got, tt.want)
		}
	}
}

// Items are read one by one: a bad one is passed over with a note, and those
// before a break are kept (PARSE-11, PARSE-17).
func TestJSONItems(t *testing.T) {
	const one, two = `{"id": "1", "title": "One"}`, `{"id": "2", "title": "Two"}`
	tests := []struct{ name, items, titles, found string }{
		{"two", `[` + one + `,` + two + `]`, "One Two", ""},
		{"none", `[]`, "", ""},
		{"null", `null`, "", ""},
		{"twice", `[` + one + `], "items": [` + two + `]`, "One Two", ""},
		{"an object that breaks off, after some", `[` + one + `], "items": {"a": `, "One", "Line 1 of the feed has a mistake in its JSON. We read it anyway; strict readers will not."},
		{"an object for the list", `{"a": ` + one + `}`, "", ""},
		{"a text for the list", `"none"`, "", ""},
		{"what is no object", `[1, ` + one + `, "x", [` + one + `], null, ` + two + `]`, "One Two", "Items that are no objects: 4. We read the others."},
		{"an object with nothing", `[{}, ` + one + `]`, "One", ""},
		{"a break in an item", `[` + one + `,` + "\n" + `{"id": "2", "title": "Tw`, "One", "Line 2 of the feed has a mistake in its JSON. We read it anyway; strict readers will not."},
		{"a break between items", `[` + one + `,`, "One", "Line 1 of the feed has a mistake in its JSON. We read it anyway; strict readers will not."},
		{"a comma too many", `[` + one + `,]`, "One", "Line 1 of the feed has a mistake in its JSON. We read it anyway; strict readers will not."},
		{"no JSON in the middle", `[` + one + `, {id: 2}, ` + two + `]`, "One", "Line 1 of the feed has a mistake in its JSON. We read it anyway; strict readers will not."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			feed := parsed(t, `{"version": "https://jsonfeed.org/version/1", "title": "F", "items": `+tt.items+`}`, From{})
			if got := titles(feed); got != tt.titles {
				t.Errorf("titles %q, want %q", got, tt.titles)
			}
			if got := message(feed, planet.CodeMalformed); got != tt.found {
				t.Errorf("found %q, want %q", got, tt.found)
			}
			if feed.Title.Markup != "F" {
				t.Errorf("the feed's title is %q", feed.Title.Markup)
			}
		})
	}
}

// JSON that makes no sense has a line, too.
func TestJSONThatIsNone(t *testing.T) {
	tests := []struct{ doc, want string }{
		{"{\n\"version\": 1,\nx", "The feed stops making sense at line 3: it is no JSON. No post could be read."},
		{`{"version": "https://jsonfeed.org/version/1",` + "\n\n?", "The feed stops making sense at line 3: the JSON breaks there. No post could be read."},
		{`{"version": "https://jsonfeed.org/version/1", "items": ` + strings.Repeat("[", 100_000), "The feed stops making sense at line 1: the JSON breaks there. No post could be read."},
	}
	for _, tt := range tests {
		_, err := Parse([]byte(tt.doc), From{})
		if e, is := errors.AsType[*Error](err); !is || e.Error() != tt.want {
			t.Errorf("Parse(%.80q): %v, want %q", tt.doc, err, tt.want)
		}
	}
}
