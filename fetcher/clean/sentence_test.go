package clean

import (
	"strings"
	"testing"
	"unicode/utf8"

	"planet"

	"github.com/google/go-cmp/cmp"
)

// Links are read from the whole text with what stands around them (CONV-1,
// CONV-6, CONV-8).
func TestLinks(t *testing.T) {
	bob := "https://bob.example/a"
	tests := []struct {
		name, raw string
		want      []planet.Reference
	}{
		{
			"reads the sentence", `<p>First one. See <a href="https://bob.example/a">what <b>Bob</b> wrote</a> today! Last.</p>`,
			[]planet.Reference{{URL: bob, Text: "what Bob wrote", Sentence: "See what Bob wrote today!"}},
		},
		{
			"ends it with the block", `<h2>Links</h2><ul><li><a href="https://bob.example/a">Bob</a><li>other`,
			[]planet.Reference{{URL: bob, Text: "Bob", Sentence: "Bob"}},
		},
		{
			"ends it with two breaks, not with one", `a.<br><br>See<br><a href="https://bob.example/a">Bob</a><br> too<br><br>b`,
			[]planet.Reference{{URL: bob, Text: "Bob", Sentence: "See Bob too"}},
		},
		{
			"goes on after short forms", `<p>Yes. Ask Dr. A. Smith, e.g. <a href="https://bob.example/a">here</a>, in no. 7 of Mrs. Bo. No.</p>`,
			[]planet.Reference{{URL: bob, Text: "here", Sentence: "Ask Dr. A. Smith, e.g. here, in no. 7 of Mrs. Bo."}},
		},
		{
			"keeps the quotation marks", `<p>He said: “Read <a href="https://bob.example/a">Bob</a>.” We did.</p>`,
			[]planet.Reference{{URL: bob, Text: "Bob", Sentence: "He said: “Read Bob.”"}},
		},
		{
			"leaves the quotation mark to the sentence before", `<p>“Said he.” <a href="https://bob.example/a">Bob</a>, “not I”.</p>`,
			[]planet.Reference{{URL: bob, Text: "Bob", Sentence: "Bob, “not I”."}},
		},
		{
			"knows other scripts' full stops", `<p>前の文。今日は<a href="https://bob.example/a">これ</a>を読む。次。</p>`,
			[]planet.Reference{{URL: bob, Text: "これ", Sentence: "今日はこれを読む。"}},
		},
		{
			"reads a picture's description", `<p><a href="https://bob.example/a"><img src=a alt="Bob’s map"></a></p>`,
			[]planet.Reference{{URL: bob, Text: "Bob’s map"}},
		},
		{
			"knows an answer by its class, also of what it stands in (CONV-8)", `<div class="h-cite u-in-reply-to"><a href="https://bob.example/a">Bob</a></div>`,
			[]planet.Reference{{URL: bob, Text: "Bob", Sentence: "Bob", Reply: true}},
		},
		{
			"knows an answer by its rel, even without words", `a<a rel="me IN-REPLY-TO" href="https://bob.example/a"></a>`,
			[]planet.Reference{{URL: bob, Reply: true}},
		},
		{"passes over what nobody sees", `a<a href="https://bob.example/a"></a>`, nil},
		{"passes over what is no link to elsewhere", `<a href="#f">x</a><a href="mailto:a@b.example">y</a><a href="javascript:x()">z</a>`, nil},
		{"passes over our cards", `<iframe src="https://v.example/"></iframe>`, nil},
		{"passes over the title", `<h1><a href="/post">A walk</a></h1>b`, nil},
		{"passes over an address of more than 2,048 bytes (SAFE-10)", `<a href="https://bob.example/` + strings.Repeat("a", 2_048) + `">x</a>`, nil},
		{
			"is not turned around (SAFE-11)", "<p>a\u202e <a href='https://bob.example/a'>b\u2066c</a></p>",
			[]planet.Reference{{URL: bob, Text: "bc", Sentence: "a bc"}},
		},
		{
			"drops what counts clicks", `<a href="https://bob.example/a?utm_source=x">x</a>`,
			[]planet.Reference{{URL: bob, Text: "x", Sentence: "x"}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Entry(tt.raw, "", anaPost).Links); diff != "" {
				t.Errorf("links of %q (-want +got):\n%s", tt.raw, diff)
			}
		})
	}
}

// However long a sentence is, the link is in what we quote of it.
func TestLongSentences(t *testing.T) {
	link := `<a href="https://bob.example/a">the link</a>`
	for before := 0; before < 600; before += 7 {
		for _, word := range []string{"word ", "日", "wörter, ", strings.Repeat("x", 90) + " "} {
			raw := strings.Repeat(word, before/len(word)) + " " + link + " " + strings.Repeat(word, 60)
			got := Entry(raw, "", anaPost).Links[0].Sentence
			if n := utf8.RuneCountInString(got); n > maxSentence || !strings.Contains(got, "the link") {
				t.Errorf("%d bytes of %q before the link: sentence of %d characters %q", before, word, n, got)
			}
		}
	}
	long := `<a href="https://bob.example/a">` + strings.Repeat("words ", 100) + `</a>`
	got := Entry(long, "", anaPost).Links[0]
	if !strings.HasPrefix(got.Sentence, "words words") || utf8.RuneCountInString(got.Sentence) > maxSentence || utf8.RuneCountInString(got.Text) > maxTitle {
		t.Errorf("a link of 600 characters is quoted as %q, text %q", got.Sentence, got.Text)
	}
}

func TestLinksAreLimited(t *testing.T) {
	if got := len(Entry(strings.Repeat(`<a href="/b">x</a> `, 3*maxLinks), "", anaPost).Links); got != maxLinks {
		t.Errorf("%d links are kept, want %d", got, maxLinks)
	}
}

// A line for lists is the summary, else the beginning, in whole sentences.
func TestLine(t *testing.T) {
	sentence := "A sentence of forty characters, all told. "
	tests := []struct{ name, raw, summary, want string }{
		{"is the beginning", `<p>b<br>c</p><h2>d</h2>`, "", "b c d"},
		{"begins with no heading and no card", `<h2>A</h2><iframe src=/x></iframe><p>b</p><h2>c</h2>`, "", "b c"},
		{"is a heading or a card if there is nothing else", `<h2>A</h2><iframe src=/x></iframe>`, "", "A Page at ana.example – opens there"},
		{"is the publisher's summary", `<p>b</p>`, "Said in short.", "Said in short."},
		{"ends with a sentence", strings.Repeat(sentence, 9), "", strings.TrimSpace(strings.Repeat(sentence, 4))},
		{"ends with a word", strings.Repeat("words ", 50), "", strings.TrimSpace(strings.Repeat("words ", 33)) + "…"},
		{"ends anywhere in scripts without spaces", strings.Repeat("日", 300), "", strings.Repeat("日", 199) + "…"},
		{"says no numbers of footnotes", `<p>a<sup><a href="#f">1</a></sup> b<a href="#g">[2]</a>.</p>`, "", "a b."},
		{"says no readings twice", `<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>`, "", "漢"},
		{"is nothing of nothing", `<p> </p>`, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Entry(tt.raw, tt.summary, anaPost).Line; got != tt.want {
				t.Errorf("line of %.80q = %q, want %q", tt.raw, got, tt.want)
			}
		})
	}
}

func TestWords(t *testing.T) {
	tests := []struct {
		name, raw string
		want      int
	}{
		{"counts words", `<p>One two-three, don't 4!</p>`, 4},
		{"counts across tags", `<p>o<b>n</b>e</p>two<br>three`, 3},
		{"counts two characters for one word where there are no spaces", `<p>日本語です。</p>`, 3},
		{"counts no signs", `— … 🙂 &amp;`, 0},
		{"counts nothing of nothing", ``, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Entry(tt.raw, "", anaPost).Words; got != tt.want {
				t.Errorf("words of %q = %d, want %d", tt.raw, got, tt.want)
			}
		})
	}
}
