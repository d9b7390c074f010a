package parse

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"planet"
)

// FuzzParse promises of any document: it ends without a panic and is left as
// it was; what comes of it is legal text within the limits, with findings
// that are sentences, or an error that is one; and it comes again (PARSE-20).
func FuzzParse(f *testing.F) {
	for _, name := range fixtures(f) {
		f.Add(fixture(f, name), "text/xml; charset=utf-8")
	}
	for _, doc := range [...]string{
		inRSS("x"), atomDoc, rdfDoc, jsonDoc, jsonItem(`"id": 1, "tags": [1]`), "<html>", "[", "",
		"<rss><channel><item><title>a<item><b>&#0;&nbsp;&", "<feed><entry xml:base='//[' xml:lang='x'><title type='xhtml'><div>a<br/>",
		"\xff\xfe<\x00r\x00s\x00s\x00>\x00", "<?xml version='1.1' encoding='shift_jis'?><rss>\x82", "<?xml encoding=\"\x82?><channel><item><title>a",
		channel(nested(50, "<x:a xmlns:y='z'>", "</x:a>")), `<!DOCTYPE rss [<!ENTITY a "b">]><rss><channel><title>&a;`,
	} {
		f.Add([]byte(doc), "")
	}
	f.Fuzz(func(t *testing.T, doc []byte, contentType string) {
		before := bytes.Clone(doc)
		from := From{URL: home, ContentType: contentType, patience: time.Hour}
		feed, err := Parse(doc, from)
		if !bytes.Equal(doc, before) {
			t.Error("the document was changed")
		}
		if err != nil {
			checkError(t, feed, err)
			return
		}
		checkFeed(t, feed)
		again, err := Parse(doc, from)
		if err != nil {
			t.Fatalf("read once, and then: %v", err)
		}
		if diff := cmp.Diff(feed, again); diff != "" {
			t.Errorf("read twice, with other results (-first +second):\n%s", diff)
		}
	})
}

func checkError(t *testing.T, feed *Feed, err error) {
	e, is := errors.AsType[*Error](err)
	if feed != nil || !is || e.Code != planet.CodeNotAFeed && e.Code != planet.CodeUnreadable {
		t.Errorf("Parse = %v, %v; want nil and an *Error with a code", feed, err)
		return
	}
	checkSentence(t, err.Error())
}

func checkFeed(t *testing.T, feed *Feed) {
	if len(feed.Items) > maxItems {
		t.Errorf("%d items, more than %d", len(feed.Items), maxItems)
	}
	if feed.Format == "" {
		t.Error("a feed of no format")
	}
	seen := map[planet.Code]bool{}
	for _, found := range feed.Findings {
		if found.Code == "" || seen[found.Code] && found.Code != planet.CodeMalformed {
			t.Errorf("finding %+v, which has no code or was there before", found)
		}
		seen[found.Code] = true
		checkSentence(t, found.Message)
	}
	for i := range feed.Items {
		it := &feed.Items[i]
		if it.Title.Markup == "" && it.Text() == "" && it.Link == "" {
			t.Errorf("item %d has neither title, text nor link", i)
		}
		if n := max(len(it.Authors), len(it.Categories), len(it.Enclosures), len(it.InReplyTo)); n > maxParts {
			t.Errorf("item %d has %d parts of a kind, more than %d", i, n, maxParts)
		}
	}
	checkText(t, "Feed", reflect.ValueOf(feed))
}

// checkSentence wants one short line that ends like a sentence.
func checkSentence(t *testing.T, s string) {
	const longest = 4 * maxAddress
	if s == "" || len(s) > longest || strings.ContainsAny(s, "\r\n") || !strings.HasSuffix(s, ".") {
		t.Errorf("not a sentence: %.300q", s)
	}
}

// checkText wants legal text in all strings of a value (PARSE-3, DB-9).
func checkText(t *testing.T, name string, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			checkText(t, name, v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			checkText(t, name, v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() {
				checkText(t, name+"."+field.Name, v.Field(i))
			}
		}
	case reflect.String:
		s := v.String()
		if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return !isLegal(r) }) {
			t.Errorf("%s = %.300q, which XML cannot hold", name, s)
		}
	}
}
