package parse

import (
	"errors"
	"strings"
	"testing"

	"planet"
)

const (
	atomDoc = `<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:ana.example,2026:f</id><title>F</title>` +
		`<entry><id>tag:ana.example,2026:1</id><title>One</title><updated>2026-11-19T00:00:00Z</updated></entry></feed>`
	jsonDoc = `{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": "One"}]}`
	rdfDoc  = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">` +
		`<channel><title>F</title></channel><item rdf:about="1"><title>One</title></item></rdf:RDF>`
)

// What stands before the root element is cut, up to 64 KiB (PARSE-4).
func TestPrologue(t *testing.T) {
	const declaration, before = `<?xml version="1.0" encoding="utf-8"?>`, "Line 1 of the feed has something before the feed begins. We read it anyway; strict readers will not."
	tests := []struct{ name, before, found string }{
		{"nothing", "", ""},
		{"a declaration", declaration + "\n", ""},
		{"a byte order mark", "\uFEFF" + declaration, ""},
		{
			"blank lines before the declaration", "\n \n" + declaration,
			"Line 1 of the feed has blank space before the XML declaration. We read it anyway; strict readers will not.",
		},
		{"blank lines without a declaration", "\n\n", ""},
		{"instructions, a comment, a document type", declaration + `<?xml-stylesheet href="/a.xsl"?><!-- <rss> --><!DOCTYPE rss>`, ""},
		{"a document type with declarations", `<!DOCTYPE rss [<!ENTITY a "<feed>"> <!ENTITY b "]">]>`, ""},
		{"a comment of 5 KB", declaration + "<!--" + strings.Repeat(" long", 1000) + "-->", ""},
		{"a warning of PHP", "Warning: Undefined variable $x in /srv/feed.php on line 3\n" + declaration, before},
		{"the same as HTML", "<br />\n<b>Warning</b>:  Cannot modify header information in <b>/srv/feed.php</b> on line <b>3</b><br />\n" + declaration, before},
		{"a sign that begins no tag", "1 < 2 <", before},
		{"almost 64 KiB", strings.Repeat("x", maxPrologue-1), before},
	}
	for _, tt := range tests {
		for format, doc := range map[string]string{"RSS": inRSS("One"), "Atom": atomDoc, "RDF": rdfDoc} {
			t.Run(tt.name+", "+format, func(t *testing.T) {
				feed := parsed(t, tt.before+doc, From{})
				if got := only(t, feed).Title.Markup; got != "One" {
					t.Errorf("title = %q", got)
				}
				if got := message(feed, planet.CodeMalformed); got != tt.found {
					t.Errorf("found %q, want %q", got, tt.found)
				}
			})
		}
	}
	if _, err := Parse([]byte(strings.Repeat("x", maxPrologue)+inRSS("One")), From{}); err == nil {
		t.Error("64 KiB of something before the feed were cut; want an error")
	}
}

// A format is known by the bytes, never by Content-Type (PARSE-5).
func TestSniff(t *testing.T) {
	tests := []struct{ name, doc, want string }{
		{"RSS", inRSS("One"), "RSS 2.0"},
		{"RSS without a version", `<rss><channel><item><title>One</title></item></channel></rss>`, "RSS"},
		{"RSS with a strange version", `<rss version="2.0.11"><channel><item><title>One</title></item></channel></rss>`, "RSS"},
		{"RSS without its root", `<channel><item><title>One</title></item></channel>`, "RSS"},
		{"RSS in capitals", `<RSS VERSION="2.0"><CHANNEL><ITEM><TITLE>One</TITLE></ITEM></CHANNEL></RSS>`, "RSS"},
		{"RDF", rdfDoc, "RSS 1.0"},
		{"Atom", atomDoc, "Atom"},
		{"Atom with a prefix", strings.NewReplacer("xmlns=", "xmlns:a=", "</", "</a:", "<", "<a:").Replace(atomDoc), "Atom"},
		{"Atom without its name space", strings.Replace(atomDoc, ` xmlns="http://www.w3.org/2005/Atom"`, "", 1), "Atom"},
		{"Atom 0.3", strings.Replace(atomDoc, "http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#", 1), "Atom 0.3"},
		{"JSON", jsonDoc, "JSON Feed 1.1"},
		{"JSON after blank lines", "\n\t" + jsonDoc, "JSON Feed 1.1"},
	}
	for _, tt := range tests {
		for _, contentType := range [...]string{"", "text/html; charset=utf-8", "text/plain", "application/octet-stream", "image/png"} {
			t.Run(tt.name+" as "+contentType, func(t *testing.T) {
				feed := parsed(t, tt.doc, From{ContentType: contentType})
				if feed.Format != tt.want || only(t, feed).Title.Markup != "One" {
					t.Errorf("format %q, title %q; want %q, One", feed.Format, feed.Items[0].Title.Markup, tt.want)
				}
			})
		}
	}
}

// What is no feed gets a sentence that says what it is (PARSE-5).
func TestNotAFeed(t *testing.T) {
	const page = "https://ana.example/ answered with a web page, not a feed."
	unreadable := func(why string) string {
		return "The feed stops making sense at line 1: " + why + ". No post could be read."
	}
	tests := []struct {
		name, doc string
		code      planet.Code
		want      string
	}{
		{"a page", "<!DOCTYPE html><html><body>Hello</body></html>", planet.CodeNotAFeed, page},
		{"a page in capitals, after blank lines", "\n\n<!doctype HTML SYSTEM ''><p>", planet.CodeNotAFeed, page},
		{"a page without a doctype", "<html><head><title>x</title></head></html>", planet.CodeNotAFeed, page},
		{"a page in XHTML", `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>`, planet.CodeNotAFeed, page},
		{"a page that speaks of feeds", "<html><body>Use <rss> or <feed>, not <rdf></body></html>", planet.CodeNotAFeed, page},
		{"a large page", "<html>" + strings.Repeat("<p>x</p>", 20_000) + "</html>", planet.CodeNotAFeed, page},
		{"nothing", "", planet.CodeUnreadable, unreadable("it is empty")},
		{"blank lines", " \n\t\n", planet.CodeUnreadable, unreadable("it is empty")},
		{"a mark alone", "\xef\xbb\xbf", planet.CodeUnreadable, unreadable("it is empty")},
		{"a JSON list", `[{"version": 1}]`, planet.CodeUnreadable, unreadable("it is a JSON list, where a JSON Feed is an object with a version")},
		{"JSON without a version", `{"foo": 1}`, planet.CodeUnreadable, unreadable("it is JSON without the version of a JSON Feed")},
		{"OPML", `<?xml version="1.0"?><opml version="2.0"><body/></opml>`, planet.CodeUnreadable, unreadable("it is a list of feeds (OPML), not a feed")},
		{"a sitemap", `<?xml version="1.0"?><urlset><url/></urlset>`, planet.CodeUnreadable, unreadable("it is neither Atom, RSS nor JSON Feed")},
		{"words", "Not found", planet.CodeUnreadable, unreadable("it is neither Atom, RSS nor JSON Feed")},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", planet.CodeUnreadable, unreadable("it is neither Atom, RSS nor JSON Feed")},
		{"a document type without an end", "<!DOCTYPE rss [<!ENTITY a ']'> ", planet.CodeUnreadable, unreadable("it is neither Atom, RSS nor JSON Feed")},
		{"a tag without an end", "<rss", planet.CodeUnreadable, unreadable("it is neither Atom, RSS nor JSON Feed")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			feed, err := Parse([]byte(tt.doc), From{URL: "https://ana.example/"})
			e, is := errors.AsType[*Error](err)
			if !is {
				t.Fatalf("Parse = %v, %v; want an *Error", feed, err)
			}
			if e.Code != tt.code || e.Error() != tt.want {
				t.Errorf("error %s: %q, want %s: %q", e.Code, e, tt.code, tt.want)
			}
		})
	}
}

func TestNotAFeedOfUnknownAddress(t *testing.T) {
	_, err := Parse([]byte("<html>"), From{})
	if err == nil || err.Error() != "The address answered with a web page, not a feed." {
		t.Errorf("error %v", err)
	}
}
