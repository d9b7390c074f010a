package demo

import (
	"encoding/xml"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"
)

// SITE-1: the hostile blogs have what has pushed real planets out of shape, in
// documents that any XML parser can read.
func TestHostileFeeds(t *testing.T) {
	tests := []struct{ host, name, holds string }{
		{"nightmare", "headings of the first level", "<h1>One</h1><h1>Two</h1>"},
		{"nightmare", "a word of 180 characters, as a title", "<title type=\"text\">" + longWord(t)},
		{"nightmare", "a line of code without a space", "_and_a_very_long_name_"},
		{"nightmare", "a table of 14 columns", "<th>column13</th></tr></thead>"},
		{"nightmare", "and one of 40", "<td>column39</td>"},
		{"nightmare", "a picture of 2,400 px without a description", `width="2400" height="1600">`},
		{"nightmare", "a post in Arabic", `<entry xml:lang="ar">`},
		{"nightmare", "a frame", "<iframe"},
		{"nightmare", "a note without a title", "<title/>"},
		{"nightmare", "quotes in quotes", strings.Repeat("<blockquote>", 24)},
		{"nightmare", "broken markup", "</div></main></article>"},
		{"nightmare", "what wants to lie over the page", "position:fixed"},
		{"nightmare", "a title of 5,000 characters", strings.Repeat("A title of five thousand characters. ", 130)},
		{"zalgo", "what turns text around", "\u202e"},
		{"flood", "ten thousand headings", strings.Repeat("<h2>One more</h2>\n", 10_000)},
		{"flood", "elements in elements", strings.Repeat("<div>", 2_000)},
		{"layla", "a link to another's post", "http://nightmare.localhost:8080/headings"},
		{"terse", "a title and no more", "Only a title"},
		{"silent", "no post", "</author>\n</feed>"},
	}
	c := NewHostile(noon, port)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, there := c.documents[tt.host+".localhost/feed"]
			if !there || !strings.Contains(string(d.body), tt.holds) {
				t.Errorf("the feed of %s, of %d bytes, lacks it", tt.host, len(d.body))
			}
		})
	}
	for host, d := range c.documents {
		dec := xml.NewDecoder(strings.NewReader(string(d.body)))
		for {
			_, err := dec.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", host, err)
			}
		}
		if strings.Contains(string(d.body), "{-") || strings.Contains(string(d.body), "{m") {
			t.Errorf("%s has a word in braces that nothing was put in place of", host)
		}
	}
	if n := len(c.documents["flood.localhost/feed"].body); n < 3_000_000 || n > 5<<20 {
		t.Errorf("flood has %d bytes; want an entry of 3 MB, in a feed that is read", n)
	}
}

func longWord(t *testing.T) string {
	t.Helper()
	list := string(NewHostile(noon, port).List())
	_, after, _ := strings.Cut(list, "- name: ")
	word, _, _ := strings.Cut(after, "\n")
	if len(word) != 180 {
		t.Fatalf("the long name has %d characters", len(word))
	}
	return word
}

// No post lies in the future, and the day and the port decide about all bytes.
func TestHostileDependsOnDayAndPortOnly(t *testing.T) {
	first := NewHostile(noon, port)
	if !reflect.DeepEqual(NewHostile(noon.Add(time.Hour), port), first) {
		t.Error("an hour later the blogs are others")
	}
	if reflect.DeepEqual(NewHostile(noon.AddDate(0, 0, 1), port), first) {
		t.Error("a day later the dates are the same")
	}
	for host, d := range first.documents {
		for _, part := range strings.Split(string(d.body), "<published>")[1:] {
			at, err := time.Parse(time.RFC3339, part[:strings.IndexByte(part, '<')])
			if err != nil || at.After(noon) {
				t.Errorf("%s has a post of %s: %v", host, at, err)
			}
		}
	}
}
