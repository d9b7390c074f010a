package render

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"planet"
)

// Whatever strangers write, all three formats stay readable (ATOM-1, SAFE-16).
func FuzzWriteFeeds(f *testing.F) {
	f.Add(hostileText, hostileMarkup, "https://eve.example/\x00?<>", "tag:x", "en")
	f.Add("", "", "", "", "")
	f.Add("]]>", "<!--", "http://[::1]/", "urn:uuid:1", "x-y")
	f.Fuzz(func(t *testing.T, text, markup, address, id, lang string) {
		if a := webAddress(address); a != "" && !uriOfValidators.MatchString(a) {
			t.Errorf("webAddress(%q) = %q, which validators refuse", address, a)
		}
		d := fuzzedFeed(text, markup, address, id, lang)
		for _, write := range []func(io.Writer, feedDoc) error{writeAtom, writeRSS} {
			wellFormed(t, writtenFeed(t, write, d))
		}
		if doc := writtenFeed(t, writeJSONFeed, d); !validJSON(doc) {
			t.Errorf("not JSON: %q", doc)
		}
	})
}

// uriOfValidators is the form of addresses that the W3C feed validator takes.
var uriOfValidators = regexp.MustCompile(`^[a-zA-Z][0-9a-zA-Z+.-]*://[^/][0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,#]*$`)

func fuzzedFeed(text, markup, address, id, lang string) feedDoc {
	body := planet.TrustHTML(markup)
	people := []planet.Author{{Name: text, URL: address}}
	labels := []planet.Category{{Term: text, Scheme: address, Label: text}}
	source := planet.Source{ID: id, Title: text, FeedURL: address, Subtitle: text, Icon: address, Authors: people, Category: labels, Rights: text, Language: lang}
	e := planet.Entry{
		AtomID: id, GUID: text, Title: text, Link: address, FirstSeen: november(1, 0), Language: lang, Authors: people, Contributors: people,
		Categories: labels, Enclosures: []planet.Enclosure{{URL: address, Type: text, Title: text}, {URL: address}}, Rights: text,
		InReplyTo: []string{address}, Comments: address, Source: &source, Text: planet.Text{Body: body, Short: body, Summary: text},
	}
	d := emptyFeed()
	d.Title, d.Subtitle, d.Language, d.Home, d.Icon, d.Stylesheet, d.Rights, d.Licence = text, text, lang, address, address, address, text, address
	d.Deleted, d.Clonable = []deletedEntry{{id, november(1, 0)}}, true
	for _, display := range []planet.Display{planet.DisplayFull, planet.DisplayExcerpt, planet.DisplayTitle} {
		it := feedItem{Entry: e, Source: source, Name: text, Member: planet.Member{Site: address, Licence: text}, Display: display, Page: address}
		it.AtomID += string(display)
		d.Items = append(d.Items, it)
	}
	return d
}

// wellFormed reads doc to its end as strict XML.
func wellFormed(t *testing.T, doc string) {
	t.Helper()
	reader := xml.NewDecoder(strings.NewReader(doc))
	for {
		_, err := reader.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("not well-formed: %v\n%q", err, doc)
		}
	}
}
