package clean

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"

	"planet"
)

// What lists show of a text (ENT-10).
func TestExcerpt(t *testing.T) {
	p := func(words int) string { return "<p>" + strings.TrimSpace(strings.Repeat("w ", words)) + "</p>" }
	img := shown("A", "https://ana.example/blog/a.png", "")
	rest := strings.Repeat(p(50), 10)
	summary := strings.TrimSpace(strings.Repeat("s ", 40))
	tests := []struct{ name, raw, summary, want string }{
		{"is empty for 300 words and two pictures: all is shown", p(300) + img + img, "", ""},
		{"ends with the block in which it has 120 words", p(119) + p(1) + rest, "", p(119) + p(1)},
		{"takes one block more if it has fewer", p(119) + p(70) + rest, "", p(119) + p(70)},
		{"never has more than 200 words", p(119) + p(300), "", p(119) + p(81)[:len(p(81))-4] + "…</p>"},
		{"ends in a long block with a sentence if it can", "<p>" + strings.Repeat("Five words make a sentence. ", 80) + "</p>", "", "<p>" + strings.TrimSpace(strings.Repeat("Five words make a sentence. ", 40)) + "</p>"},
		{"ends where two lines part", strings.Repeat("Six words make each single line<br/>", 80), "", strings.TrimSuffix(strings.Repeat("Six words make each single line<br/>", 20), "<br/>")},
		{"ends between items", "<ul>" + strings.Repeat("<li>one two</li>", 200) + "</ul>", "", "<ul>" + strings.Repeat("<li>one two</li>", 60) + "</ul>"},
		{"goes around no code that is short", p(100) + "<pre>" + strings.Repeat("c ", 30) + "</pre>" + rest, "", p(100) + `<pre aria-label="Code" role="region" tabindex="0">` + strings.Repeat("c ", 30) + "</pre>"},
		{"ends before code that is long", p(100) + "<pre>" + strings.Repeat("c ", 101) + "</pre>" + rest, "", p(100)},
		{"passes over code with which all begins", "<pre>" + strings.Repeat("c ", 201) + "</pre>" + p(120) + rest, "", p(120)},
		{"ends before a table that is long", p(100) + "<table>" + strings.Repeat("<tr><td>a<td>b", 60) + "</table>" + rest, "", p(100)},
		{"leaves out pictures, and figures of them", p(60) + "<p>" + img + "</p><figure>" + img + "<figcaption>c</figcaption></figure>" + p(60) + rest, "", p(60) + p(60)},
		{"leaves out links that hold nothing else", p(60) + `<p>a <a href="/b">` + img + "</a></p>" + p(60) + rest, "", p(60) + "<p>a </p>" + p(60)},
		{"ends with no heading", p(119) + "<h2>one</h2>" + rest, "", p(119)},
		{"begins with no break", "<br><hr><p>" + img + "</p>" + p(120) + rest, "", p(120)},
		{"is the publisher's own of 20 to 80 words", rest, summary, "<p>" + summary + "</p>"},
		{"is the publisher's own, in paragraphs, escaped", rest, "<p>&lt;" + summary + "</p>", "<p>&lt;" + summary + "</p>"},
		{"is not the publisher's of 19 words", p(120) + rest, strings.Repeat("s ", 19), p(120)},
		{"is not the publisher's of 81 words", p(120) + rest, strings.Repeat("s ", 81), p(120)},
		{"is not the publisher's with links in it", p(120) + rest, summary + `<a href="/b">read on</a>`, p(120)},
		{"is not the publisher's if that is only cut from the text", "<p>" + summary + "</p>" + p(120) + rest, summary + " […] read on", "<p>" + summary + "</p>" + p(120)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			post := anaPost
			got := Entry(tt.raw, tt.summary, post)
			if got.Excerpt.String() != tt.want || got.Whole != (tt.want == "") {
				t.Errorf("excerpt of %q = %q, whole %t; want %q", tt.raw, got.Excerpt, got.Whole, tt.want)
			}
			checkForms(t, got)
		})
	}
}

// Where we may show only an excerpt, it is at most half of the text (ENT-10,
// FLOW-13).
func TestShort(t *testing.T) {
	p := func(words int) string { return "<p>" + strings.TrimSpace(strings.Repeat("w ", words)) + "</p>" }
	summary := strings.TrimSpace(strings.Repeat("s ", 40))
	tests := []struct{ name, raw, summary, want string }{
		{"ends with a block", p(10) + p(5) + p(15), "", p(10) + p(5)},
		{"ends in a block", p(40), "", "<p>" + strings.TrimSpace(strings.Repeat("w ", 20)) + "…</p>"},
		{"is nothing of one word", p(1), "", ""},
		{"is the excerpt of a long text", p(120) + p(100) + p(200), "", p(120)},
		{"is the publisher's own if that is short enough", p(80), summary, "<p>" + summary + "</p>"},
		{"is not the publisher's own if that is longer", p(79), summary, "<p>" + strings.TrimSpace(strings.Repeat("w ", 39)) + "…</p>"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Entry(tt.raw, tt.summary, anaPost)
			if got.Short.String() != tt.want {
				t.Errorf("short form of %q = %q, want %q", tt.raw, got.Short, tt.want)
			}
			checkForms(t, got)
		})
	}
}

// The publisher's own short form is text, and only kept if it says something
// of its own (ATOM-13).
func TestSummary(t *testing.T) {
	raw := "<p>It rained all day, and we stayed in the house.</p><p>In the evening it cleared up.</p>"
	tests := []struct{ name, summary, want string }{
		{"is text of one line", "<p>Rain,\n<b>then</b> &amp;<br>sun</p>", "Rain, then & sun"},
		{"is none if it is the title", " A WALK. ", ""},
		{"is none if it is the whole text", raw, ""},
		{"is none if it is the beginning", "It rained all day, and we stayed…", ""},
		{"is none if a program cut it and says so", "It rained all day, […] The post A walk appeared first on Ana’s most wonderful and quite long blog.", ""},
		{"is none if only the numbers of footnotes are more", "It rained all day1, and we stayed in the house.", ""},
		{"is none if it is empty", " <img src=a> ", ""},
		{"is one if it only begins alike", "It rained all day. A diary of doing nothing whatsoever, in three rooms.", "It rained all day. A diary of doing nothing whatsoever, in three rooms."},
		{"says nothing of scripts", "Sun<script>x()</script>", "Sun"},
		{"is cut after 1,000 characters", strings.Repeat("é", 1_001), strings.Repeat("é", 999) + "…"},
		{"is none if it is larger than a text may be", strings.Repeat("é", maxInput), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Entry(raw, tt.summary, anaPost).Summary; got != tt.want {
				t.Errorf("summary %.80q = %q, want %q", tt.summary, got, tt.want)
			}
		})
	}
}

// However a text is made, its forms keep their promises (CLEAN-17).
func TestRandomEntries(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 9))
	words := []string{"<p>Some words of a text. ", "</p><p>And some more, of another one! ", " w w w w w w w w ", "日本語の文。", "<a href=#f>1</a>", "<figure>", "<h2>"}
	seen := map[string]int{}
	for range randomEntries {
		var b strings.Builder
		for range 1 + r.IntN(20) {
			b.WriteString(random(r))
			for range r.IntN(12) {
				b.WriteString(words[r.IntN(len(words))])
			}
		}
		text := Entry(b.String(), "", anaPost)
		checkForms(t, text)
		if t.Failed() {
			t.Fatalf("that was Entry(%q)", b.String())
		}
		for name, form := range map[string]planet.SafeHTML{"List": text.List, "Excerpt": text.Excerpt, "Short": text.Short} {
			if !form.IsZero() {
				seen[name]++
			}
		}
	}
	if len(seen) < 3 {
		t.Errorf("of %d entries only these forms came to be: %v", randomEntries, seen)
	}
}

// checkForms fails if one of the forms of a text breaks a promise (CLEAN-17):
// each is balanced, holds nothing that lives, is not changed by cleaning, and
// says nothing that the whole text doesn't.
func checkForms(t *testing.T, text planet.Text) {
	t.Helper()
	untitled := anaPost
	untitled.Title, untitled.DataImages = "", true
	for name, form := range map[string]planet.SafeHTML{"Body": text.Body, "List": text.List, "Excerpt": text.Excerpt, "Short": text.Short} {
		if problem := wrong(form.String()); problem != "" {
			t.Errorf("%s of %q = %q: %s", name, text.Body, form, problem)
		}
		if again := HTML(form.String(), untitled); again != form {
			t.Errorf("%s of %q = %q, cleaned again %q", name, text.Body, form, again)
		}
		if name != "Body" && strings.Contains(form.String(), "<img") {
			t.Errorf("%s of %q = %q: it has pictures", name, text.Body, form)
		}
	}
	for _, form := range []planet.SafeHTML{text.Excerpt, text.Short} {
		said := strings.TrimSuffix(spoken(t, form), "…")
		if text.Summary != "" && said == text.Summary {
			continue // it is the publisher's own
		}
		if !within(said, spoken(t, text.Body)) {
			t.Errorf("excerpt %q says what is not in %q", form, text.Body)
		}
	}
	if n := count(spoken(t, text.Excerpt)); n > mostWords {
		t.Errorf("excerpt %q of %q has %d words, want at most %d", text.Excerpt, text.Body, n, mostWords)
	}
	if n := count(spoken(t, text.Short)); n > text.Words/2 {
		t.Errorf("short form %q of %q has %d words, want at most half of %d", text.Short, text.Body, n, text.Words)
	}
}

// spoken is the text of markup as it is read aloud.
func spoken(t *testing.T, markup planet.SafeHTML) string {
	t.Helper()
	root, err := parse([]byte(markup.String()))
	if err != nil {
		t.Fatal(err)
	}
	return readText(root).text
}

func count(text string) int {
	var c counter
	c.add(text)
	return c.words()
}

// within reports whether the letters of part stand in whole in their order.
func within(part, whole string) bool {
	rest := []rune(whole)
	for _, r := range part {
		if unicode.IsSpace(r) {
			continue
		}
		i := 0
		for i < len(rest) && rest[i] != r {
			i++
		}
		if i == len(rest) {
			return false
		}
		rest = rest[i+1:]
	}
	return true
}
