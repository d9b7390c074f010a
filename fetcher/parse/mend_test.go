package parse

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"planet"
)

// titles gives those of all items, with blanks between.
func titles(feed *Feed) string {
	all := make([]string, 0, len(feed.Items))
	for i := range feed.Items {
		all = append(all, feed.Items[i].Title.Markup)
	}
	return strings.Join(all, " ")
}

// A document that breaks off gives its complete posts (PARSE-11).
func TestTruncated(t *testing.T) {
	const found = "Line 2 of the feed has its end missing. We read it anyway; strict readers will not."
	tests := []struct{ name, end string }{
		{"in a text", `<item><title>Thr`},
		{"in a start tag", `<item><title>Three</title><link`},
		{"in an attribute", `<item><title>Three</title><enclosure url="https://a`},
		{"in an end tag", `<item><title>Three</tit`},
		{"in CDATA", `<item><title>Three</title><description><![CDATA[<p>a`},
		{"in a comment", `<item><title>Three</title><!-- a`},
		{"in an instruction", `<item><title>Three</title><?php`},
		{"in a reference", `<item><title>Three &am`},
		{"in the middle of a letter", "<item><title>Three \xc3"},
		{"between elements of a post", `<item><title>Three</title>`},
		{"before the end of a post", `<item><title>Three</title></item`},
		{"between posts", ``},
		{"after the channel", `</channel>`},
		{"in the channel's own elements", `<copyright>2026`},
	}
	for _, tt := range tests {
		for format, begin := range map[string]string{
			"RSS":  "<rss><channel><title>F</title>\n<item><title>One</title></item><item><title>Two é</title></item>",
			"Atom": "<feed><title>F</title>\n<entry><title>One</title></entry><entry><title>Two é</title></entry>",
		} {
			t.Run(tt.name+", "+format, func(t *testing.T) {
				end := tt.end
				if format == "Atom" {
					end = strings.NewReplacer("item", "entry", "copyright", "rights", "</channel>", "").Replace(end)
				}
				feed := parsed(t, begin+end, From{ContentType: "text/xml; charset=utf-8"})
				if got, want := titles(feed), "One Two é"; got != want {
					t.Errorf("titles %q, want %q", got, want)
				}
				if got := message(feed, planet.CodeMalformed); got != found {
					t.Errorf("found %q, want %q", got, found)
				}
				if feed.Title.Markup != "F" || feed.Rights != "" {
					t.Errorf("the feed's title is %q, its rights %q", feed.Title.Markup, feed.Rights)
				}
			})
		}
	}
}

// Without a complete post nothing can be read; the line says where it ends.
func TestTruncatedBeforeTheFirstPost(t *testing.T) {
	for doc, line := range map[string]int{
		"<rss><channel>\n<title>F</title>\n<item><title>One</title>": 3,
		"<feed>\n<entry><title>One":                                  2,
		"<rss>":                                                      1,
		`{"version": "https://jsonfeed.org/version/1", ` + "\n\n" + `"items": [{"id": "1"`: 3,
	} {
		_, err := Parse([]byte(doc), From{})
		if e, is := errors.AsType[*Error](err); !is || e.Code != planet.CodeUnreadable || e.Line != line {
			t.Errorf("Parse(%q): %v, want an error of line %d", doc, err, line)
		}
	}
}

// What is broken inside is mended as people would, and said once, with the
// first line that strict readers stop at; an item that begins inside another
// one ends it (PARSE-10).
func TestMended(t *testing.T) {
	tests := []struct {
		name, doc string
		titles    string
		found     string // what the second line of the feed has; "" if it is well-formed
	}{
		{"a whole one", "<rss><channel>\n<item><title>One</title></item></channel></rss>", "One", ""},
		{"a post inside of a post", "<rss><channel>\n<item><title>One</title><item><title>Two</title></item></channel></rss>", "One Two", "a post inside a post"},
		{"a post inside of a text", "<rss><channel>\n<item><title>One<item><title>Two</title></item></channel></rss>", "One Two", "a post inside a post"},
		{"an entry inside of an entry", "<feed>\n<entry><title>One</title><entry><title>Two</title></entry></entry></feed>", "One Two", "a post inside a post"},
		{"an empty post inside of a post", "<rss><channel>\n<item><title>One</title><item/><link>https://a.example/</link></item></channel></rss>", "One", ""},
		{"a bare ampersand", "<rss><channel>\n<item><title>Q&A</title></item></channel></rss>", "Q&A", "a bare `&`"},
		{"a bare ampersand in an address", "<rss><channel>\n<item><title>x</title><enclosure url='?a=1&b=2'/></item></channel></rss>", "x", "a bare `&`"},
		{"a bare sign", "<rss><channel>\n<item><title>1 < 2</title></item></channel></rss>", "1 < 2", "a bare `<`"},
		{"a reference of HTML", "<rss><channel>\n<item><title>Caf&eacute;</title></item></channel></rss>", "Café", "`&eacute;`, which only HTML knows"},
		{"a reference of HTML that may be declared", "<!DOCTYPE rss><rss><channel>\n<item><title>Caf&eacute;</title></item></channel></rss>", "Café", ""},
		{"a reference to a control", "<rss><channel>\n<item><title>a&#0;b</title></item></channel></rss>", "a\uFFFDb", "`&#0;`, a character that XML cannot hold"},
		{"an attribute without quotes", "<rss><channel>\n<item><title>x</title><link href=https://a.example/b/ /></item></channel></rss>", "x", "an attribute without quotes"},
		{"the same at the end of a tag", "<rss><channel>\n<item><title>x</title><enclosure url=https://a.example/b/></item></channel></rss>", "x", "an attribute without quotes"},
		{"an attribute without a value", "<rss><channel>\n<item><title>x</title><enclosure hidden url='a'/></item></channel></rss>", "x", "an attribute without a value"},
		{"an element that nobody closed", "<rss><channel>\n<item><title>x</title><dc:subject>y</item></channel></rss>", "x", "`<dc:subject>` without an end"},
		{"an end that nobody began", "<rss><channel>\n<item></b><title>x</title></item></channel></rss>", "x", "`</b>` without a beginning"},
		{"ends in the wrong order", "<rss><channel>\n<item><title>x<b>y</title></b></item></channel></rss>", "x<b>y</b>", "`<b>` without an end"},
		{"capitals at one end", "<rss><channel>\n<item><title>x</TITLE></ITEM></channel></rss>", "x", ""},
		{"something after the root", "<rss><channel>\n<item><title>x</title></item></channel></rss><script>x()</script> & <", "x", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := ""
			if tt.found != "" {
				want = fmt.Sprintf("Line 2 of the feed has %s. We read it anyway; strict readers will not.", tt.found)
			}
			feed := parsed(t, tt.doc, From{})
			if got := titles(feed); got != tt.titles {
				t.Errorf("titles %q, want %q", got, tt.titles)
			}
			if got := message(feed, planet.CodeMalformed); got != want {
				t.Errorf("found %q, want %q", got, want)
			}
		})
	}
}

// A quote that is missing turns all that follows into one endless tag: the
// posts before it are kept.
func TestMissingQuote(t *testing.T) {
	const whole = `<item><title>One</title></item>`
	for name, rest := range map[string]string{
		"more attributes than there can be": `<item><enclosure url="a type="b"/>` + strings.Repeat(`<p class="c d e f g" id="h i">`, 100),
		"a longer tag than there can be":    `<item><enclosure url="a type="b"/><p title="` + strings.Repeat("words ", maxTag) + `"></p>`,
		"no other quote":                    `<item><enclosure url="a/><title>Two</title></item>`,
	} {
		if got := titles(parsed(t, "<rss><channel>"+whole+rest+"</channel></rss>", From{})); got != "One" {
			t.Errorf("%s: titles %q, want One", name, got)
		}
	}
}

// Addresses survive what is wrong around them (PARSE-11).
func TestMendedAttributes(t *testing.T) {
	for markup, want := range map[string]string{
		`<enclosure url=https://a.example/b/ />`:              "https://a.example/b/",
		`<enclosure url=https://a.example/b/>`:                "https://a.example/b",
		`<enclosure url=https://a.example/b type=audio/mpeg>`: "https://a.example/b",
		`<enclosure url = 'https://a.example/"b"'/>`:          `https://a.example/"b"`,
		`<enclosure url="https://a.example/?a=1&b=2&amp;c"/>`: "https://a.example/?a=1&b=2&c",
		"<enclosure\nurl=\n\"https://a.example/\nb\"/>":       "https://a.example/b",
		`<enclosure URL="https://a.example/b"/>`:              "https://a.example/b",
		`<enclosure/url="https://a.example/b"/>`:              "https://a.example/b",
	} {
		item := only(t, parsed(t, rssItem(markup), From{}))
		if len(item.Enclosures) != 1 || item.Enclosures[0].URL != want {
			t.Errorf("%s: %v, want %s", markup, item.Enclosures, want)
		}
	}
}

// If gofeed counts other items than we do, nobody knows whose base and
// language is whose: those of the feed hold (PARSE-9).
func TestSpansThatDisagree(t *testing.T) {
	m := mapper{spans: []span{{lang: "de"}, {lang: "fr"}}}
	if got := m.span(1, 2).lang; got != "fr" {
		t.Errorf("counts agree: language %q, want fr", got)
	}
	if got := m.span(1, 3); got != (span{}) {
		t.Errorf("counts disagree: %+v, want nothing", got)
	}
}
