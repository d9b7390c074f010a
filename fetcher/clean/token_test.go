package clean

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// The quick way and html.Tokenizer cut everything into the same tokens, of the
// same text and names (CLEAN-2).
func FuzzTokens(f *testing.F) {
	addSeeds(f)
	for _, seed := range oddTags {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, markup string) {
		if got, want := quickTokens(markup), plainTokens(markup); got != want {
			t.Errorf("tokens of %q:\n%s\nwant:\n%s", markup, got, want)
		}
	})
}

var oddTags = []string{
	"a<B C='d' e=\"f\" g>h</B >i", "<br/><br /><br / ><br a/><br a=''/><br a=b/>", "<a\nhref = 'x'>", "<a b='c'd=\"e\">", "<a =b>", "<a b=>c", "<a b='c", "<", "a<", "</", "</>", "a</1>b",
	"<a/b>", "<a b / =\"x>\">", "<script>a<b</script>c", "<x:y-z _=''>", "<a b  >", "<a b\n=c>", "a\r\nb&amp;\rc<p>", "&ltx<b>&lt", "<!-- a --><!a><?b?>", "<!-->a<!--->b<!---->c<!----->d<!-- -->e", "<!-- a--!>b-->c", "<!-- a -- > b --->c<!--", "<p\"q>", "<p \"q'>", "<É>",
	"<title/>a<b>", "<a\x00b>\x00", "<style", "<TEXTAREA><b></Textarea><b>", "a < b <1> <<b>", "<a b=\"\x00é>\">",
}

// So it is with whatever a random fragment is made of, and where it breaks off.
func TestTokens(t *testing.T) {
	sources, err := filepath.Glob("testdata/*.html")
	if err != nil || len(sources) == 0 {
		t.Fatal(sources, err)
	}
	for _, source := range sources {
		raw, err := os.ReadFile(source)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := quickTokens(string(raw)), plainTokens(string(raw)); got != want {
			t.Errorf("tokens of %s:\n%.2000s\nwant:\n%.2000s", source, got, want)
		}
	}
	r := rand.New(rand.NewPCG(7, 7))
	for range 20_000 {
		var b strings.Builder
		for range r.IntN(8) {
			b.WriteString(pieces[r.IntN(len(pieces))])
			b.WriteString(oddTags[r.IntN(len(oddTags))])
		}
		markup := b.String()[:r.IntN(b.Len()+1)]
		if got, want := quickTokens(markup), plainTokens(markup); got != want {
			t.Fatalf("tokens of %q:\n%s\nwant:\n%s", markup, got, want)
		}
	}
}

// What posts are made of is read the quick way to its end: otherwise there
// would be none.
func TestPostsAreOrdinary(t *testing.T) {
	z := newTokens(essay)
	defer z.release()
	for z.next() != html.ErrorToken {
	}
	if z.z != nil {
		t.Errorf("the quick way ends at %.80q", z.rest)
	}
}

func quickTokens(markup string) string {
	z := newTokens(markup)
	defer z.release()
	return listed(z.next, func() []byte { return z.raw }, z.text, z.tag)
}

func plainTokens(markup string) string {
	z := html.NewTokenizer(strings.NewReader(markup))
	return listed(z.Next, z.Raw, z.Text, func() []byte { name, _ := z.TagName(); return name })
}

// listed gives all tokens, a line each.
func listed(next func() html.TokenType, raw, text, name func() []byte) string {
	var b strings.Builder
	for {
		kind := next()
		fmt.Fprintf(&b, "%v %q", kind, raw())
		switch kind {
		case html.ErrorToken:
			return strings.TrimSuffix(b.String(), fmt.Sprintf("%q", raw())) // what is broken off is none
		case html.TextToken:
			fmt.Fprintf(&b, " %q", text())
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			fmt.Fprintf(&b, " %q %q", name(), raw())
		}
		b.WriteByte('\n')
	}
}
