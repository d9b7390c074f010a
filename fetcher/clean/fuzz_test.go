package clean

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"planet"
)

// plainOrder cleans as CLEAN-1 has it written down, step by step, with nothing
// passed over and nothing used again.
func plainOrder(raw string, post Post) planet.SafeHTML {
	f := newFragment(post)
	defer f.release()
	if f.open(raw) != nil || f.render(f.root) != nil {
		return planet.SafeHTML{}
	}
	sanitised := output{max: f.limit}
	if policy.SanitizeReaderToWriter(bytes.NewReader(bytes.Clone(f.out.buf)), &sanitised) != nil {
		return planet.SafeHTML{}
	}
	root, err := parse(sanitised.buf)
	if err != nil {
		return planet.SafeHTML{}
	}
	unmark(root)
	if f.render(root) != nil {
		return planet.SafeHTML{}
	}
	return planet.TrustHTML(string(f.out.buf))
}

// What is promised of random fragments holds for any; and none grows to more
// than it may (CLEAN-3, SITE-5).
func FuzzHTML(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, raw string) {
		checkFragment(t, raw)
		if n := len(HTML(raw, anaPost).String()); n > growth*len(raw)+spare {
			t.Errorf("HTML(%q) has %d bytes", raw, n)
		}
	})
}

// What passes without bluemonday, bluemonday gives back byte for byte: it would
// have passed with it (CLEAN-1).
func FuzzAdmits(f *testing.F) {
	sources, err := filepath.Glob("testdata/*.html")
	if err != nil {
		f.Fatal(err)
	}
	for _, source := range sources {
		raw, err := os.ReadFile(source)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(HTML(string(raw), anaPost).String())
	}
	for _, piece := range pieces {
		f.Add(piece)
		f.Add(HTML(piece+"x", anaPost).String())
	}
	f.Fuzz(func(t *testing.T, markup string) {
		if !admits([]byte(markup)) {
			return
		}
		if got := policy.Sanitize(markup); got != markup {
			t.Errorf("%q is admitted, but bluemonday makes it %q", markup, got)
		}
	})
}

// The forms of a text keep their promises, and its body is what HTML makes of
// it.
func FuzzEntry(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, raw string) {
		text := Entry(raw, raw[:len(raw)/8], anaPost)
		checkForms(t, text)
		if want := HTML(raw, anaPost); text.Body != want {
			t.Errorf("Entry(%q).Body = %q, want %q", raw, text.Body, want)
		}
		for _, l := range text.Links {
			if URL(l.URL, "") == "" || !isLine(l.Text, maxTitle) || !isLine(l.Sentence, maxSentence) {
				t.Errorf("Entry(%q) has the link %+v", raw, l)
			}
		}
		if !isLine(text.Line, maxLine) || !isLine(text.Summary, maxSummary) {
			t.Errorf("Entry(%q) has the line %q and the summary %q", raw, text.Line, text.Summary)
		}
	})
}

func addSeeds(f *testing.F) {
	sources, err := filepath.Glob("testdata/*.html")
	if err != nil {
		f.Fatal(err)
	}
	for _, source := range sources {
		raw, err := os.ReadFile(source)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(raw))
	}
	for _, piece := range pieces {
		f.Add(piece + "a" + piece)
	}
}

// A title is one line that turns nothing around, and is its own title.
func FuzzTitle(f *testing.F) {
	for _, markup := range []string{"A walk", `AT&amp;T`, `<b>a</b><br>&lt;c&gt;`, "a\u202eb\u0300\u0301\u0302\u0303", `Vec<T>`, "\xff", `<script>x</script>`} {
		f.Add(markup, true)
		f.Add(markup, false)
	}
	f.Fuzz(func(t *testing.T, markup string, guess bool) {
		title := Title(markup, guess)
		if !isLine(title, maxTitle) {
			t.Errorf("Title(%q, %t) = %q", markup, guess, title)
		}
		if again := Title(html.EscapeString(title), false); again != title {
			t.Errorf("Title(%q, %t) = %q, and its own is %q", markup, guess, title, again)
		}
		markup = strings.ToValidUTF8(markup, "") // as package parse hands it over
		whole := Text(markup)
		for _, n := range []int{0, 1, 10, 100} {
			if head := Head(markup, n); !strings.HasPrefix(whole, head) || len(head) < min(n, len(whole)) {
				t.Errorf("Head(%q, %d) = %q, but the whole is %q", markup, n, head, whole)
			}
		}
	})
}

// isLine reports whether text may stand where one line of text is shown, and
// has at most so many characters (SAFE-11).
func isLine(text string, most int) bool {
	marks := 0
	for _, r := range text {
		if unicode.In(r, unicode.Mn, unicode.Me) {
			marks++
		} else {
			marks = 0
		}
		if r != ' ' && unicode.IsSpace(r) || unicode.IsControl(r) || marks > 3 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return false
		}
	}
	return utf8.ValidString(text) && utf8.RuneCountInString(text) <= most && strings.TrimSpace(text) == text && !strings.Contains(text, "  ")
}

// An address is fit to be published anywhere, and its own address (SAFE-10).
func FuzzURL(f *testing.F) {
	for _, u := range urls {
		f.Add(u.raw, "https://ana.example/blog/")
	}
	f.Add("//::", "http://0")
	f.Fuzz(func(t *testing.T, raw, base string) {
		address := URL(raw, base)
		if address == "" {
			return
		}
		if !isWeb(address) || len(address) > maxAddress || strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r > '~' || r == '"' || r == '<' || r == '>' }) {
			t.Errorf("URL(%q, %q) = %q", raw, base, address)
		}
		if again := URL(address, ""); again != address {
			t.Errorf("URL(%q, %q) = %q, and its own is %q", raw, base, address, again)
		}
	})
}

// FuzzOneLine holds the quick way through words of ASCII to the plain one.
func FuzzOneLine(f *testing.F) {
	for _, text := range []string{"", " ", "a", " a  b\tc ", "Grüße, 世界", "a\u202eb", "a\u0301\u0301\u0301\u0301\u0301", "\xff\x00 \x7f", "one two three four five", "a b\u00a0c \u0301"} {
		f.Add(text, 7)
	}
	f.Fuzz(func(t *testing.T, text string, limit int) {
		limit = 1 + (limit&0xff)%40
		if got, want := oneLine(text, limit), plainLine(text, limit); got != want {
			t.Errorf("oneLine(%q, %d) = %q, want %q", text, limit, got, want)
		}
		for i := range text {
			if got, want := endsSentence(text, i), ends(text, i); got != want {
				t.Errorf("endsSentence(%q, %d) = %t, want %t", text, i, got, want)
			}
		}
	})
}

// plainLine is oneLine, character by character.
func plainLine(text string, limit int) string {
	var b strings.Builder
	count, marks, space := 0, 0, false
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			space = count > 0
			continue
		case isHidden(r):
			continue
		case unicode.In(r, unicode.Mn, unicode.Me):
			if marks++; marks > maxMarks {
				continue
			}
		default:
			marks = 0
		}
		if space {
			b.WriteByte(' ')
			count++
			space = false
		}
		if count++; count > limit {
			return strings.TrimRight(cut(b.String(), limit-1), " ") + "…"
		}
		b.WriteRune(r)
	}
	return b.String()
}
