package render

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// inMarks shows marked parts as [words].
func inMarks(all []textPart) string {
	var b strings.Builder
	for _, p := range all {
		if p.Mark {
			b.WriteString("[" + p.Text + "]")
		} else {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

// SRCH-1, SRCH-3: what a reader looked for is marked, whatever its case and
// accents.
func TestMarked(t *testing.T) {
	tests := []struct{ name, query, text, want string }{
		{"a word", "badge", "A badge, two", "A [badge], two"},
		{"the beginning of a word, to its end", "badge", "Two badges.", "Two [badges]."},
		{"a short word to its end only", "the", "the others, there", "[the] others, there"},
		{"not the middle of one", "adge", "A badge", "A badge"},
		{"another case", "BADGE", "a Badge", "a [Badge]"},
		{"accents in the text", "telephone", "au téléphone", "au [téléphone]"},
		{"accents in the query", "téléphone", "a telephone", "a [telephone]"},
		{"accents that are letters of their own", "eclair", "un e\u0301clair!", "un [e\u0301clair]!"},
		{"the longer one of two", "tele telephone", "telephone tele", "[telephone] [tele]"},
		{"words joined by a sign", "well-known", "a well-known one", "a [well]-[known] one"},
		{"scripts without spaces, exactly", "電話", "これは携帯電話です", "これは携帯[電話]です"},
		{"an Arabic word", "شارة", "هذه شارة", "هذه [شارة]"},
		{"signs are nothing", "- * \"", "a - b", "a - b"},
		{"nothing", "", "text", "text"},
		{"in nothing", "text", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := inMarks(newQuestion(tt.query).marked(tt.text)); got != tt.want {
				t.Errorf("marked(%q) for %q = %q, want %q", tt.text, tt.query, got, tt.want)
			}
		})
	}
}

func TestAround(t *testing.T) {
	tests := []struct {
		name, query, text string
		n                 int
		want              string
	}{
		{"a short text is whole", "two", "one two three", 50, "one [two] three"},
		{"what is not there", "four", "one two three", 50, ""},
		{"the middle of a long text", "x", strings.Repeat("aaa ", 50) + "x " + strings.Repeat("bbb ", 50), 30, "… aaa aaa [x] bbb bbb bbb bbb bbb …"},
		{"where most words stand", "x y", "x " + strings.Repeat("aaa ", 50) + "y and x here", 30, "… aaa aaa [y] and [x] here"},
		{"a text without spaces", "電話", strings.Repeat("あ", 50) + "電話" + strings.Repeat("い", 50), 12, "… ああああ[電話]いいいいいい …"},
		{"the end", "end", strings.Repeat("aaa ", 50) + "end", 30, "… aaa aaa [end]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := inMarks(newQuestion(tt.query).around(tt.text, tt.n)); got != tt.want {
				t.Errorf("around = %q, want %q", got, tt.want)
			}
		})
	}
}

// Marks change no text, whatever strangers write and readers look for; a cut
// stays within its length, but for one word that was found.
func FuzzQuestion(f *testing.F) {
	f.Add("badge eclair", "Un \u00e9clair, e\u0301clair, badges")
	f.Add("電話 x", "これは携帯電話です x\xff")
	f.Add("\u0301", "\u0301a")
	f.Add("ß ﬁ İ", "STRASSE ﬁn İstanbul")
	f.Fuzz(func(t *testing.T, query, text string) {
		q := newQuestion(query)
		var all strings.Builder
		for _, p := range q.marked(text) {
			if p.Text == "" {
				t.Error("an empty part")
			}
			all.WriteString(p.Text)
		}
		if all.String() != text {
			t.Errorf("marked %q for %q is %q", text, query, all.String())
		}
		const n = 40
		var cut strings.Builder
		longest, marks := 0, 0
		parts := q.around(text, n)
		for _, p := range parts {
			if p.Mark {
				marks++
				longest = max(longest, utf8.RuneCountInString(p.Text))
			}
			cut.WriteString(p.Text)
		}
		inner := strings.TrimSuffix(strings.TrimPrefix(cut.String(), "… "), " …")
		if len(parts) > 0 && marks == 0 || utf8.RuneCountInString(inner) > n+longest || !strings.Contains(text, inner) && !strings.Contains(text, cut.String()) {
			t.Errorf("around %q for %q is %q", text, query, cut.String())
		}
	})
}

func TestShorten(t *testing.T) {
	for _, tt := range []struct {
		text string
		n    int
		want string
	}{
		{"short", 10, "short"},
		{"one two three four", 12, "one two…"},
		{"", 5, ""},
		{"unbroken", 4, "unb…"},
		{strings.Repeat("あ", 50), 40, strings.Repeat("あ", 39) + "…"},
	} {
		if got := shorten(tt.text, tt.n); got != tt.want {
			t.Errorf("shorten(%q, %d) = %q, want %q", tt.text, tt.n, got, tt.want)
		}
	}
}
