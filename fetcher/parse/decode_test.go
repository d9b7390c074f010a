package parse

import (
	"strings"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"

	"planet"
)

// inRSS is a feed with one post of that title.
func inRSS(title string) string {
	return `<rss version="2.0"><channel><title>Feed</title><item><title>` + title + `</title></item></channel></rss>`
}

// parsed reads a document that must be readable, however busy the machine is.
func parsed(t *testing.T, doc string, from From) *Feed {
	t.Helper()
	from.patience = time.Hour
	feed, err := Parse([]byte(doc), from)
	if err != nil {
		t.Fatalf("Parse(%.300q): %v", doc, err)
	}
	return feed
}

// only gives the one item of a feed.
func only(t *testing.T, feed *Feed) *Item {
	t.Helper()
	if len(feed.Items) != 1 {
		t.Fatalf("the feed has %d items, want 1", len(feed.Items))
	}
	return &feed.Items[0]
}

// message gives what was found under a code, or "".
func message(feed *Feed, code planet.Code) string {
	for _, f := range feed.Findings {
		if f.Code == code {
			return f.Message
		}
	}
	return ""
}

func encoded(t *testing.T, e encoding.Encoding, s string) string {
	t.Helper()
	out, err := e.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// inUTF16 writes text with two bytes a letter.
func inUTF16(s string, littleEnd bool) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(s)) {
		high, low := byte(unit>>8), byte(unit)
		if littleEnd {
			high, low = low, high
		}
		b.WriteByte(high)
		b.WriteByte(low)
	}
	return b.String()
}

// A document is read in the encoding it has, whatever is said of it (PARSE-2).
func TestDecode(t *testing.T) {
	const (
		xml    = `<?xml version="1.0" encoding="%"?>`
		utf8BM = "\xef\xbb\xbf"
	)
	declared := func(name string) string { return strings.Replace(xml, "%", name, 1) }
	many := strings.Repeat("é", 20)
	tests := []struct {
		name        string
		doc         string
		contentType string
		want        string // title
		found       string // message with code encoding
	}{
		{"UTF-8 as declared", declared("utf-8") + inRSS("Café"), "", "Café", ""},
		{"UTF-8 as is the default", inRSS("Café"), "", "Café", ""},
		{"UTF-8 with a mark", utf8BM + inRSS("Café"), "", "Café", ""},
		{"the mark counts more than the header", utf8BM + inRSS("Café"), "text/xml; charset=iso-8859-1", "Café", ""},
		{"latin-1 as the header says", inRSS("Caf\xe9"), "text/xml; charset=ISO-8859-1", "Café", ""},
		{"latin-1 as declared", declared("ISO-8859-1") + inRSS("Caf\xe9"), "", "Café", ""},
		{"the header counts more than the declaration", declared("iso-8859-2") + inRSS("\xbe"), "text/xml; charset=iso-8859-15", "Ÿ", ""},
		{
			"undeclared latin-1", inRSS("Caf\xe9 \x80"), "", "Café €",
			"The feed says nothing, which means utf-8, but is windows-1252.",
		},
		{
			"an unknown name over 8-bit text", declared("x-foo") + inRSS("Caf\xe9"), "", "Café",
			"The feed says x-foo but is windows-1252.",
		},
		{
			"an unknown name over UTF-8", declared("x-foo") + inRSS("Café"), "", "Café",
			"The feed says x-foo but is utf-8.",
		},
		{
			"an unknown name in the header, a good one declared", declared("iso-8859-1") + inRSS("Caf\xe9"), "text/xml; charset=x-foo", "Café",
			"The feed says x-foo but is iso-8859-1.",
		},
		{
			"UTF-16 said of 8-bit text", declared("UTF-16") + inRSS("Caf\xe9"), "", "Café",
			"The feed says UTF-16 but is windows-1252.",
		},
		{"UTF-16 said of ASCII", declared("UTF-16") + inRSS("Cafe"), "", "Cafe", ""},
		{"ASCII said of UTF-8", inRSS("Café"), "text/xml; charset=us-ascii", "Café", "The feed says us-ascii but is utf-8."},
		{
			"latin-1 said by a server of what declares UTF-8", declared("utf-8") + inRSS("Café"), "text/xml; charset=iso-8859-1", "Café",
			"The feed says iso-8859-1 but is utf-8.",
		},
		{
			"latin-1 said of what can't be chance", declared("iso-8859-1") + inRSS(many), "", many,
			"The feed says iso-8859-1 but is utf-8.",
		},
		{
			"a bad byte in UTF-8", declared("utf-8") + inRSS("Caf\xe9 crème"), "", "Caf\uFFFD crème",
			"The feed says utf-8 but is not utf-8 everywhere.",
		},
		{
			"each bad byte by itself", declared("utf-8") + inRSS("a\xff\xfeb\xc3"), "", "a\uFFFD\uFFFDb\uFFFD",
			"The feed says utf-8 but is not utf-8 everywhere.",
		},
		{
			"a bad byte in much UTF-8 that nobody declared", inRSS(many + "\xe9"), "", many + "\uFFFD",
			"The feed says utf-8 but is not utf-8 everywhere.",
		},
		{
			"UTF-8 declared of what is all latin-1", declared("utf-8") + inRSS(strings.Repeat("\xe9", 20)), "", many,
			"The feed says utf-8 but is windows-1252.",
		},
		{"half of a surrogate pair", declared("utf-8") + inRSS("a\xed\xa0\x80b"), "", "ab", "The feed says utf-8 but is not utf-8 everywhere."},
		{"UTF-16LE with a mark", "\xff\xfe" + inUTF16(declared("utf-16")+inRSS("Café €"), true), "", "Café €", ""},
		{"UTF-16BE with a mark", "\xfe\xff" + inUTF16(declared("utf-16")+inRSS("Café €"), false), "", "Café €", ""},
		{"UTF-16LE without a mark", inUTF16(declared("utf-16")+inRSS("Café €"), true), "", "Café €", ""},
		{"UTF-16BE without a mark", inUTF16(inRSS("Café €"), false), "text/xml; charset=utf-8", "Café €", ""},
		{"Shift_JIS", declared("Shift_JIS") + encoded(t, japanese.ShiftJIS, inRSS("日本語")), "", "日本語", ""},
		{"EUC-JP", declared("euc-jp") + encoded(t, japanese.EUCJP, inRSS("日本語")), "", "日本語", ""},
		{"ISO-2022-JP, which is all 7-bit", declared("iso-2022-jp") + encoded(t, japanese.ISO2022JP, inRSS("日本語")), "", "日本語", ""},
		{"GBK as gb2312", inRSS(encoded(t, simplifiedchinese.GBK, "中文")), "text/xml; charset=gb2312", "中文", ""},
		{"KOI8-R", declared("koi8-r") + encoded(t, charmap.KOI8R, inRSS("Привет")), "", "Привет", ""},
		{"windows-1251", declared("windows-1251") + encoded(t, charmap.Windows1251, inRSS("Привет")), "", "Привет", ""},
		{"XML 1.1", `<?xml version="1.1" encoding="utf-8"?>` + inRSS("a&#1;b"), "", "a\uFFFDb", ""},
		{"a declaration in single quotes", `<?xml version='1.0' encoding='iso-8859-1'?>` + inRSS("Caf\xe9"), "", "Café", ""},
		{"a header that makes no sense", inRSS("Café"), "text/xml; charset", "Café", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			feed := parsed(t, tt.doc, From{ContentType: tt.contentType})
			if got := only(t, feed).Title.Markup; got != tt.want {
				t.Errorf("title = %q, want %q", got, tt.want)
			}
			if got := message(feed, planet.CodeEncoding); got != tt.found {
				t.Errorf("found %q, want %q", got, tt.found)
			}
		})
	}
}

// JSON comes in the same encodings.
func TestDecodeJSON(t *testing.T) {
	const doc = `{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "title": "Café €"}]}`
	for name, body := range map[string]string{
		"UTF-8": doc, "with a mark": "\xef\xbb\xbf" + doc,
		"UTF-16LE": "\xff\xfe" + inUTF16(doc, true), "UTF-16BE without a mark": inUTF16(doc, false),
	} {
		if got := only(t, parsed(t, body, From{})).Title.Markup; got != "Café €" {
			t.Errorf("%s: title = %q", name, got)
		}
	}
}

// What XML cannot hold is dropped, and references to it become U+FFFD
// (PARSE-3); so nothing of it reaches the database or a feed of ours.
func TestIllegalCharacters(t *testing.T) {
	const beyond = "\uFFFE\uFFFF"
	tests := []struct{ name, raw, want string }{
		{"a control character", "a\x0bb\x00c\x1f", "abc"},
		{"tab, line feed and return stay", "a\tb\nc\rd", "a\tb\nc\nd"},
		{"what is no character", "a" + beyond + "b", "ab"},
		{"its neighbour stays", "a\uFFFDb\uFFFC", "a\uFFFDb\uFFFC"},
		{"references to controls", "&#0;&#11;&#x1F;", "\uFFFD\uFFFD\uFFFD"},
		{"references to tab, line feed and return", "a&#9;b&#10;c&#xD;d", "a\tb\nc\rd"},
		{"references to what is no character", "&#xFFFE;&#65535;", "\uFFFD\uFFFD"},
		{"a reference to half of a pair", "&#xD800;&#xDFFF;", "\uFFFD\uFFFD"},
		{"a reference beyond Unicode", "&#x110000;&#99999999999;", "\uFFFD\uFFFD"},
		{"a reference to a control of latin-1", "&#146;", "’"},
		{"references of XML", "&lt;&gt;&amp;&quot;&apos;&#39;", "<>&\"''"},
		{"references of HTML", "&eacute;&nbsp;&hellip;&CounterClockwiseContourIntegral;", "é\u00a0…∳"},
		{"what is no reference", "& &; &x &#; &#x; &#xG; &nosuch; &notit; &a b;", "& &; &x &#; &#x; &#xG; &nosuch; &notit; &a b;"},
		{"astral characters stay", "&#x1F600;😀", "😀😀"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc := `<rss><channel><item><title>x</title><description>` + tt.raw + `</description><link>https://ana.example/</link>` +
				`<enclosure url="https://ana.example/` + tt.raw + `"/></item></channel></rss>`
			item := only(t, parsed(t, doc, From{}))
			if item.Summary != tt.want {
				t.Errorf("text %q became %q, want %q", tt.raw, item.Summary, tt.want)
			}
			if got := item.Enclosures[0].URL; strings.ContainsFunc(got, func(r rune) bool { return !isLegal(r) }) || !utf8.ValidString(got) {
				t.Errorf("attribute %q became %q", tt.raw, got)
			}
		})
	}
}

// Strict readers stop at a control character, so its publisher is told.
func TestIllegalCharactersAreFound(t *testing.T) {
	const want = "Line 2 of the feed has a control character. We read it anyway; strict readers will not."
	if got := message(parsed(t, "\n"+inRSS("a\x01b"), From{}), planet.CodeMalformed); got != want {
		t.Errorf("found %q, want %q", got, want)
	}
	const once = "Line 1 of the feed has a bare `&`. We read it anyway; strict readers will not."
	feed := parsed(t, inRSS("a\x01b & c"), From{})
	if got := message(feed, planet.CodeMalformed); got != once || len(feed.Findings) != 3 {
		t.Errorf("found %q among %v, want %q alone", got, feed.Findings, once)
	}
}

func TestIllegalCharactersInJSON(t *testing.T) {
	doc := "{\"version\": \"https://jsonfeed.org/version/1\", \"items\": [{\"id\": \"1\", \"title\": \"a\\u0000b\\ud800c\\u000b\"}]}"
	if got, want := only(t, parsed(t, doc, From{})).Title.Markup, "ab\uFFFDc"; got != want {
		t.Errorf("title = %q, want %q", got, want)
	}
}

// A document that is as it should be is not copied (PARSE-21).
func TestDecodeCopiesNothing(t *testing.T) {
	doc := []byte(`<?xml version="1.0" encoding="utf-8"?>` + inRSS(strings.Repeat("Café ", 1000)))
	d := decode(doc, "application/rss+xml; charset=utf-8")
	d.dropIllegal()
	if &d.text[0] != &doc[0] || len(d.text) != len(doc) {
		t.Error("decode copied a document in UTF-8")
	}
}
