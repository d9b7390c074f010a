package clean

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// A first heading that says the title is dropped (ENT-4).
func TestTitleIsSaidOnce(t *testing.T) {
	tests := []struct{ name, title, raw, want string }{
		{"drops it", "A walk", `<h1>A walk</h1><p>b</p>`, `<p>b</p>`},
		{"drops it at any level, however it is written", "A Walk", "<div><h4 id=x> a <em>walk</em> &#182;</h4>b</div>", `<div>b</div>`},
		{"drops its link to itself", "A walk", `<h2><a href="/blog/post">A walk</a></h2>b`, `b`},
		{"drops it after a picture", "A walk", `<img src=a alt=""><h1>A walk</h1>`, `<img alt="" decoding="async" loading="lazy" referrerpolicy="no-referrer" src="https://ana.example/blog/a"/>`},
		{"drops two of them", "A walk", `<h1>A walk</h1><h2>A walk</h2>b`, `b`},
		{"keeps it after words", "A walk", `a<h1>A walk</h1>`, `a<h1>A walk</h1>`},
		{"keeps another one", "A walk", `<h1>A walk home</h1>`, `<h1>A walk home</h1>`},
		{"keeps one with a picture", "A walk", `<h1>A walk<img src=a alt=b></h1>`, `<h1>A walk<img alt="b" decoding="async" loading="lazy" referrerpolicy="no-referrer" src="https://ana.example/blog/a"/></h1>`},
		{"keeps all in a note", "", `<h1>A walk</h1>`, `<h1>A walk</h1>`},
		{"keeps no heading without words", "A walk", `<h1> </h1><h2><br></h2>b`, ` <br/>b`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			post := anaPost
			post.Title = tt.title
			if got := HTML(tt.raw, post).String(); got != tt.want {
				t.Errorf("HTML(%q) = %q, want %q", tt.raw, got, tt.want)
			}
		})
	}
}

var headingTag = regexp.MustCompile(`<(/?)h([1-6])\b`)

// shift moves the headings of canonical markup as package render does: without
// a parser (CLEAN-17, ENT-4).
func shift(markup string, by int) string {
	return headingTag.ReplaceAllStringFunc(markup, func(tag string) string {
		level := int(tag[len(tag)-1]-'0') + by
		return tag[:len(tag)-1] + string(rune('0'+min(6, max(1, level))))
	})
}

// Replacing the names of headings in a text changes its headings and nothing
// else, whatever stands in it (CLEAN-17).
func TestHeadingShift(t *testing.T) {
	hostile := `<h1 id="h1">&lt;h2&gt; <img src="/&lt;h3" alt="<h4> </h5>" title="</h1>"></h1><pre>&lt;h2&gt;</pre><p lang="h1">h1</p><h6>six</h6><h5><code>&lt;/h5&gt;</code></h5>`
	raws := []string{hostile, essay}
	r := rand.New(rand.NewPCG(3, 7))
	for range 2_000 {
		raws = append(raws, random(r)+"<h2>"+random(r)+"</h2>"+random(r)+"<h4>x")
	}
	for _, raw := range raws {
		plain := HTML(raw, anaPost).String()
		shifted := shift(plain, 1)
		before, after := nodesOf(t, plain), nodesOf(t, shifted)
		if len(before) != len(after) {
			t.Fatalf("%q shifted is %q", plain, shifted)
		}
		for i, n := range before {
			want := n.Data
			if isHeading(n) {
				want = "h" + string(rune(min('6', n.Data[1]+1)))
			}
			if after[i].Data != want || len(n.Attr) != len(after[i].Attr) {
				t.Fatalf("in %q, shifted to %q, %s became %s", plain, shifted, n.Data, after[i].Data)
			}
		}
		if problem := wrong(shifted); problem != "" {
			t.Fatalf("%q shifted to %q: %s", plain, shifted, problem)
		}
	}
}

func nodesOf(t *testing.T, markup string) []*html.Node {
	t.Helper()
	root, err := parse([]byte(markup))
	if err != nil {
		t.Fatal(err)
	}
	var all []*html.Node
	for n := range root.Descendants() {
		all = append(all, n)
	}
	return all
}

// canonicalTag is every tag that our markup may have: lower case, attributes
// in the order of the alphabet, values between double quotes.
var canonicalTag = regexp.MustCompile(`^(?:/[a-z0-9]+|[a-z0-9]+(?: [a-z]+="[^"<>]*"| aria-label="(?:Code|Table|Formula)")*/?)$`)

var attributeName = regexp.MustCompile(` [a-z-]+="`)

// What package render relies on when it changes our markup without a parser:
// the promises of the package comment (CLEAN-17).
func TestCanonicalForm(t *testing.T) {
	raws := []string{essay, `<IMG SRC=a ALT='"><' TITLE="x">a > b "c" 'd'<IMG LOADING=eager SRC=b><TABLE><TR><TH ABBR='>'>x`}
	r := rand.New(rand.NewPCG(4, 8))
	for range 5_000 {
		raws = append(raws, random(r))
	}
	for _, raw := range raws {
		got := HTML(raw, anaPost).String()
		for i, part := range strings.Split(got, "<") {
			tag, text, closed := strings.Cut(part, ">")
			if i == 0 {
				tag, text, closed = "", part, true
			}
			if !closed || strings.ContainsAny(text, `>"`) || i > 0 && !canonicalTag.MatchString(tag) {
				t.Fatalf("HTML(%q) = %q: %q is not in canonical form", raw, got, part)
			}
			if names := attributeName.FindAllString(tag, -1); !slices.IsSorted(names) {
				t.Fatalf("HTML(%q) = %q: the attributes of %q are in no order", raw, got, tag)
			}
			if strings.HasPrefix(tag, "img ") && (!strings.HasPrefix(tag, "img alt=") && !strings.HasPrefix(tag, "img decoding=") || !strings.Contains(tag, ` loading="lazy"`)) {
				t.Fatalf("HTML(%q) = %q: the picture %q begins otherwise", raw, got, tag)
			}
		}
	}
}
