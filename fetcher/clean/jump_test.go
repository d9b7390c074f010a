package clean

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Two entries with the same footnotes stand on one page, and each link leads
// to its own note (CLEAN-9, ENT-3).
func TestFootnotesOfTwoEntries(t *testing.T) {
	raw := `<p>a<sup id="fnref:1"><a href="#fn:1">1</a></sup></p><ol><li id="fn:1">b <a href="#fnref:1">back</a></li></ol>`
	page := HTML(raw, Post{ShortID: "ana1"}).String() + HTML(raw, Post{ShortID: "bob2"}).String()
	root, err := parse([]byte(page))
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]*html.Node{}
	for n := range root.Descendants() {
		if id, ok := attr(n, "id"); ok {
			if ids[id] != nil {
				t.Errorf("the id %s is there twice", id)
			}
			ids[id] = n
		}
	}
	links := 0
	for n := range root.Descendants() {
		if href, ok := attr(n, "href"); ok {
			links++
			if to := ids[strings.TrimPrefix(href, "#")]; to == nil || !strings.HasPrefix(href, "#e-") {
				t.Errorf("%s leads nowhere", href)
			} else if own, _ := attr(to, "id"); own[:6] != href[1:7] {
				t.Errorf("%s leads into another entry", href)
			}
		}
	}
	if len(ids) != 4 || links != 4 {
		t.Errorf("%d ids and %d links, want 4 and 4:\n%s", len(ids), links, page)
	}
}

func TestJumps(t *testing.T) {
	original := "https://ana.example/blog/post"
	link := func(href string) string { return `<a href="` + href + `" rel="noopener noreferrer">x</a>` }
	tests := []struct{ name, raw, want string }{
		{"follow an id", `<a href="#f">x</a><p id="f">y</p>`, link("#e-ana7-f") + `<p id="e-ana7-f">y</p>`},
		{"follow a name", `<a href="#f">x</a><a name="f">y</a>`, link("#e-ana7-f") + `<span id="e-ana7-f"></span>y`},
		{"know the address of the post itself", `<a href="` + original + `#f">x</a><p id="f">y</p>`, link("#e-ana7-f") + `<p id="e-ana7-f">y</p>`},
		{"lead to the original if the place is not here", `<a href="#f">x</a>`, link(original + "#f")},
		{"lead to the original if there is no place", `<a href="#">x</a>`, link(original)},
		{"find a place with letters", `<a href="#%C3%BC">x</a><p id="ü">y</p>`, link("#e-ana7-%C3%BC") + `<p id="e-ana7-ü">y</p>`},
		{"lead to the first of two places", `<a href="#f">x</a><p id="f">y</p><p id="f">z</p>`, link("#e-ana7-f") + `<p id="e-ana7-f">y</p><p>z</p>`},
		{"lead nowhere in what was dropped", `<a href="#f">x</a><object id="f">y</object>`, link(original + "#f")},
		{"lead nowhere in a title that was dropped", `<h1 id="f">A walk</h1><a href="#f">x</a>`, link(original + "#f")},
		{"take no id that hides a name of the page", `<p id="location">x</p>`, `<p id="e-ana7-location">x</p>`},
		{"take no id with a space, or none", `<p id="a b">x</p><p id="">y</p>`, `<p>x</p><p>y</p>`},
		{"take no id of more than 200 bytes", `<p id="` + strings.Repeat("x", maxID+1) + `">x</p>`, `<p>x</p>`},
		{"don't prefix twice", `<a href="#e-ana7-f">x</a><p id="e-ana7-f">y</p>`, link("#e-ana7-f") + `<p id="e-ana7-f">y</p>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := HTML(tt.raw, anaPost).String(); got != tt.want {
				t.Errorf("HTML(%q) = %q, want %q", tt.raw, got, tt.want)
			}
		})
	}
	counted := Post{ShortID: "x", Link: original + "?utm_source=rss#comments"}
	raw := `<a href="#f">x</a><a href="` + original + `?utm_medium=y#g">x</a><p id="g">y</p>`
	if got, want := HTML(raw, counted).String(), link(original+"#f")+link("#e-x-g")+`<p id="e-x-g">y</p>`; got != want {
		t.Errorf("in a post whose link counts clicks, HTML(%q) = %q, want %q", raw, got, want)
	}
	if got := HTML(`<a href="#f">x</a>`, Post{ShortID: "x"}).String(); got != "x" {
		t.Errorf("a link to a place that is not here, in a post without link = %q, want its words", got)
	}
}

// A link to what was cut off leads to the original (ENT-3).
func TestJumpsOfExcerpt(t *testing.T) {
	raw := `<p id="top">` + strings.Repeat("word ", 130) + `<a href="#note">note</a> <a href="#top">top</a></p>` + strings.Repeat("<p>more words</p>", 100) + `<p id="note">x</p>`
	got := Entry(raw, "", anaPost)
	for _, href := range []string{`"https://ana.example/blog/post#note"`, `"#e-ana7-top"`} {
		if !strings.Contains(got.Excerpt.String(), "href="+href) {
			t.Errorf("excerpt %q has no link to %s", got.Excerpt, href)
		}
	}
	if !strings.Contains(got.Body.String(), `href="#e-ana7-note"`) {
		t.Errorf("the text itself has no link to its note: %q", got.Body)
	}
	checkForms(t, got)
}
