package render

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// checkTheme checks the theme of the test planet, and gives what was found as
// people read it.
func (p *testPlanet) checkTheme(t *testing.T) []string {
	t.Helper()
	faults, err := CheckTheme(t.Context(), p.db.Reader, p.site, Options{Today: today, Version: "1.2", Force: true, DryRun: true, Feed: "https://planet.example/atom.xml"})
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, f := range faults {
		said = append(said, fmt.Sprintf("%s %s:%d: %s", f.Level, f.File, f.Line, f.Message))
	}
	return said
}

// CSS-1, CSS-2, SITE-4, SITE-8, PG-12: nothing is wrong with the themes in the
// program.
func TestOwnThemesAreGood(t *testing.T) {
	for _, theme := range builtins() {
		p := newTestPlanet(t)
		p.site.Theme = theme
		if said := p.checkTheme(t); said != nil {
			t.Errorf("%s:\n%s", theme, strings.Join(said, "\n"))
		}
	}
}

// THEME-8: what is wrong with a theme is said with file, line and a sentence.
func TestCheckTheme(t *testing.T) {
	about := func(text string) string { return "{{define \"main\"}}<h1>About</h1>\n" + text + "\n{{end}}" }
	tests := []struct {
		name, file, text string
		want             []string
	}{
		{"a template that is good", "theme/templates/about.html", about("<p>We.</p>"), nil},
		{"an action that isn't closed", "theme/templates/about.html", about("{{.Site.Title"), []string{`B theme/templates/about.html:3: unexpected "{" in operand`}},
		{"a function that isn't there", "theme/templates/about.html", about("{{shout .}}"), []string{`B theme/templates/about.html:2: function "shout" not defined`}},
		{"a field that isn't there", "theme/templates/about.html", about("<p>{{.Site.Titel}}</p>"), []string{`B theme/templates/about.html:2: {{.Site.Titel}}: there is no Titel here; docs/themes.md lists what there is`}},
		{"a block that isn't there", "theme/templates/about.html", about(`{{template "nothing" .}}`), []string{`B theme/templates/about.html:2: there is no block "nothing"`}},
		{"a page without its block", "theme/templates/about.html", "<h1>About</h1>", []string{
			`B theme/templates/about.html:0: the page has no block "main"; write {{define "main"}} before it and {{end}} after it`,
			`W theme/templates/about.html:1: what stands outside of {{define "…"}} and {{end}} is shown nowhere`,
		}},
		{"a name that is no page's", "theme/templates/abuot.html", `{{define "about"}}<h1>About</h1>{{end}}`, []string{
			`W theme/templates/abuot.html:0: no page is called abuot, and no template asks for a block of this file; the pages are ` + strings.Join(pageKinds, ", "),
		}},
		{"a style in the markup", "theme/templates/about.html", about("<style>p{color:red}</style>"), []string{`B theme/templates/about.html:2: pages take no styles from the markup; put them into custom.css`}},
		{"a style in an attribute", "theme/templates/about.html", about("<p\nstyle=\"color:red\">x</p>"), []string{`B theme/templates/about.html:3: pages take no style from an attribute; give the element a class, and put the style into custom.css`}},
		{"a script in the markup", "theme/templates/about.html", about("<script>go()</script>"), []string{`B theme/templates/about.html:2: pages run no script that stands in the markup`}},
		{"a script in an attribute", "theme/templates/about.html", about(`<p onclick="go()">x</p>`), []string{`B theme/templates/about.html:2: pages run no script that stands in an attribute`}},
		{"a page of others", "theme/templates/about.html", about(`<iframe src="https://a.example/"></iframe>`), []string{`B theme/templates/about.html:2: pages show nothing of others inside of themselves`}},
		{"a script of others", "theme/templates/about.html", about(`<script src="https://a.example/x.js"></script>`), []string{`B theme/templates/about.html:0: about/index.html runs the script https://a.example/x.js, which is not ours`}},
		{"an id that stands twice", "theme/templates/about.html", about(`<p id="a">x</p><p id="a">y</p>`), []string{`B theme/templates/about.html:0: about/index.html has the id a twice`}},
		{"two headings of the page", "theme/templates/about.html", about("<h1>Again</h1>"), []string{`W theme/templates/about.html:0: about/index.html should have one h1, neither none nor more`}},
		{"a link that leads nowhere", "theme/templates/about.html", about(`<a href="{{rel "abuot/"}}">x</a>`), []string{`B theme/templates/about.html:2: there is no abuot/ to link to`}},
		{"a link that is written out", "theme/templates/about.html", about(`<a href="abuot/">x</a>`), []string{`B :0: about/index.html links to about/abuot/index.html, which is not there`}},
		{"a file that isn't there", "theme/templates/about.html", about(`<img src="{{asset "cat.png"}}" alt="">`), []string{`B theme/templates/about.html:2: there is no file assets/cat.png`}},
		{"a word that nobody wrote", "theme/templates/about.html", about(`{{t "about.us"}}`), []string{`B theme/templates/about.html:2: nobody wrote the word "about.us"; write it into locales/en.yaml`}},
		{"a word for a script that nobody wrote", "theme/templates/about.html", about(`<p data-words="{{script "about.us"}}">x</p>`), []string{`B theme/templates/about.html:2: nobody wrote the word "about.us"; write it into locales/en.yaml`}},
		{"a form without a number", "theme/templates/about.html", about(`{{t "posts"}}`), []string{`B theme/templates/about.html:2: the form of "posts" goes with a number; write {{tn "posts" NUMBER}}`}},
		{"a number without forms", "theme/templates/about.html", about(`{{tn "about.who" 3}}`), []string{`B theme/templates/about.html:2: "about.who" has one form only; write {{t "about.who"}}, or its forms into locales/en.yaml`}},
		{"an empty place that isn't there", "theme/slots.html", "\n{{define \"front_tpo\"}}x{{end}}", []string{
			`W theme/slots.html:2: no page has an empty place "front_tpo"; there are entry_footer, footer_extra, front_top, head_extra, header_extra, sidebar_extra`,
		}},
		{"an empty place that is left out", "theme/templates/front.html", `{{define "main"}}<h1>{{t "front.title"}}</h1>{{end}}`, []string{`W theme/templates/front.html:0: the empty place "front_top" is left out; write {{template "front_top" .}} where it belongs`}},
		{"words that are no YAML", "theme/locales/en.yaml", "about.title: Us\nabout.who: [", []string{`B theme/locales/en.yaml:2: `}},
		{"a word of another kind", "theme/locales/en.yaml", "about.title: Us\nabout.who: 7", []string{`B theme/locales/en.yaml:2: about.who is 7; write a text, or a text for each of one, other and the like`}},
		{"a word that nobody asks for", "theme/locales/en.yaml", "\nabuot.title: Us", []string{`W theme/locales/en.yaml:2: no template asks for the word abuot.title`}},
		{"a word with a place that nothing fills", "theme/locales/en.yaml", "about.owner: \"{who} does it\"", []string{`W theme/locales/en.yaml:1: about.owner has {who}, which nothing fills; it knows {name}`}},
		{"a word that goes with a number", "theme/locales/de.yaml", "posts: Beitrag", []string{`W theme/locales/de.yaml:1: posts goes with a number; write a text for each of one, other and the like`}},
		{"a list that is too short", "theme/locales/de.yaml", "weekdays: [So, Mo]", []string{`W theme/locales/de.yaml:1: weekdays needs 7 words, and has 2`}},
		{"a theme of another time", "theme/theme.yaml", "name: x\napi: 2", []string{`B theme/theme.yaml:0: this theme is for api 2, and this program has api 1`}},
		{"a stylesheet in the wrong place", "theme/style.css", "p{}", []string{`W theme/style.css:0: nothing reads this file; a theme has slots.html, custom.css, templates/NAME.html, assets/NAME, files/NAME and locales/LANGUAGE.yaml`}},
		{"a picture that nothing asks for", "theme/assets/cat.png", "x", []string{`W theme/assets/cat.png:0: no template and no stylesheet asks for this file`}},
		{"a picture instead of the program's", "theme/assets/mark.svg", `<svg xmlns="http://www.w3.org/2000/svg"/>`, nil},
		{"a file that came with the program", "theme/templates/pager.html", "{{/* the original templates/pager.html of planet 1.2, theme classic */}}\n" + original(t, "templates/pager.html"), []string{`N theme:0: 1 of the files are as they came with the program; delete those, so that they follow new versions of it`}},
		{"a file from another version", "theme/templates/about.html", "{{/* the original templates/about.html of planet 1.1, theme classic */}}\n" + about("<p>We.</p>"), []string{
			`N theme/templates/about.html:1: made from that of planet 1.1; see what is new in planet 1.2: export it again under another name and compare`,
		}},
	}
	p := newTestPlanet(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p.put(t, tt.file, tt.text)
			defer os.RemoveAll(filepath.Join(p.site.Dir, "theme"))
			said := p.checkTheme(t)
			same := slices.EqualFunc(said, tt.want, func(got, want string) bool {
				return got == want || strings.HasSuffix(want, ": ") && strings.HasPrefix(got, want)
			})
			if !same {
				t.Errorf("(-want +got)\n%s", cmp.Diff(tt.want, said))
			}
		})
	}
}

func original(t *testing.T, name string) string {
	t.Helper()
	originals, err := Originals(defaultTheme, "1.2")
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(originals, func(o Original) bool { return o.Name == name })
	return string(withoutOrigin(originals[i].Text))
}

// CSS-1, CSS-2, PG-2, PG-10: lines of a stylesheet that make pages overflow,
// that do not mirror, or that ask others.
func TestCheckStylesheet(t *testing.T) {
	tests := []struct {
		name, css string
		want      []string // after "theme/custom.css:"
	}{
		{"colours", ":root { --planet-accent: #7a2048; --planet-back: #fffdf8 }", nil},
		{"a promise taken back", "\nbody { overflow-wrap: normal }", []string{"B 2: body: overflow-wrap: normal takes back body { overflow-wrap: anywhere }, without which a long word in a title makes pages wider than a phone"}},
		{"a promise taken back on some screens", "@media (min-width: 40rem) {\n.e-content { contain: none } }", []string{"B 2: .e-content: contain: none takes back .e-content { contain: layout paint }, without which a post may cover the page around it"}},
		{"on paper all is well", "@media print { .e-content { contain: none } p { margin-left: 1cm; width: 800px } }", nil},
		{"a promise kept otherwise", "pre { overflow: scroll }", nil},
		{"pictures as wide as they like", ".e-content img { max-width: none }", []string{"B 1: .e-content img: max-width: none takes back .e-content :is(img, svg, video) { max-inline-size: 100% }, without which a large picture makes pages wider than a phone"}},
		{"a side", ".card { margin-left: 1rem; text-align: right; float: left }", []string{
			"W 1: margin-left: 1rem stays on its side where people read from right to left; write margin-inline-start",
			"W 1: text-align: right stays on its side where people read from right to left; write text-align: end",
			"W 1: float: left stays on its side where people read from right to left; write float: inline-start",
		}},
		{"wider than a phone", "/* a\nb */\n.mast { min-width: 30rem }", []string{"W 3: min-width: 30rem is wider than a phone (320 px); put it inside @media (min-width: …), or write max-inline-size"}},
		{"wide on wide screens", "@media (min-width: 60rem) { .mast { width: 50rem } } .x { max-width: 50rem; width: 20rem }", nil},
		{"wide in a box that scrolls", ".table-box table { min-width: 60rem }", nil},
		{"as wide as the window", ".mast { width: 100vw }", []string{"W 1: width: 100vw is wider than a phone (320 px); put it inside @media (min-width: …), or write max-inline-size"}},
		{"titles on one line", "h1, .entry h3 { white-space: nowrap }", []string{"W 1: white-space: nowrap: a long title or name can't be broken into lines and makes pages wider than a phone"}},
		{"fonts", `@font-face { font-family: X; src: url("https://fonts.example/x.woff2") }`, []string{
			"B 1: pages load no fonts; name some that readers have",
		}},
		{"a stylesheet of others", `@import url("https://a.example/x.css");`, []string{"B 1: @import makes readers wait, and pages refuse what is not from this site; put the lines into the stylesheet itself"}},
		{"a picture of others", ".mast { background: url(https://a.example/x.png) }", []string{"B 1: pages refuse url(https://a.example/x.png), which is no file of this site; put the file into theme/assets and write its name"}},
		{"a picture in the line", ".mast { background: url(data:image/png;base64,AAAA) }", []string{"B 1: pages refuse url(data:image/png;base64,AAAA), which is no file of this site; put the file into theme/assets and write its name"}},
		{"a picture that isn't there", ".mast { background: url(cat.png) }", []string{"B 1: url(cat.png) is no file in assets"}},
		{"a picture that is there", ".mast { background: url(orbit.svg) }", nil},
		{"a picture in quotes", `.mast { background: url("orbit.svg") }`, []string{"B 1: write url(orbit.svg) without quotes, else the file is not found"}},
		{"braces in strings and comments", `.a::before { content: "}{;" } /* } body { overflow-wrap: normal } */ .b { left: auto }`, nil},
	}
	p := newTestPlanet(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p.put(t, "theme/custom.css", tt.css)
			var said []string
			for _, s := range p.checkTheme(t) {
				said = append(said, strings.Replace(s, "theme/custom.css:", "", 1))
			}
			if diff := cmp.Diff(tt.want, said); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// CSS-1: a stylesheet of one's own keeps what every theme keeps.
func TestCheckWholeStylesheet(t *testing.T) {
	p := newTestPlanet(t)
	p.put(t, "theme/assets/style.css", "body { font: 1rem serif }\n")
	said := p.checkTheme(t)
	for _, pr := range promises {
		want := fmt.Sprintf("B theme/assets/style.css:0: no line says %s; without it %s", pr.line, pr.without)
		if !slices.Contains(said, want) {
			t.Errorf("nobody said %q; but:\n%s", want, strings.Join(said, "\n"))
		}
	}
	p.put(t, "theme/assets/style.css", "body { overflow-wrap: anywhere }\n.e-content { contain: layout paint }\n.e-content :is(img, svg, video) { max-inline-size: 100%; block-size: auto }\npre, .table-box { overflow-x: auto }\n")
	if said := p.checkTheme(t); said != nil {
		t.Errorf("the contract alone is a good stylesheet; but %q", said)
	}
}

// THEME-8: one file that can't be read doesn't hide what is wrong with the
// next, and a layout without what pages need is named.
func TestCheckThemeSaysAllAtOnce(t *testing.T) {
	p := newTestPlanet(t)
	p.put(t, "theme/templates/front.html", "{{define \"main\"}}\n{{.Site.Title{{end}}")
	p.put(t, "theme/templates/month.html", "{{define \"main\"}}<h1>x</h1>\n{{.Data.Nothing}}{{end}}")
	p.put(t, "theme/locales/en.yaml", "about.who: [")
	p.put(t, "theme/templates/layout.html", `{{define "layout"}}<!DOCTYPE html><html><head></head><body>{{template "main" .}}</body></html>{{end}}{{define "feedcard"}}{{end}}`)
	said := strings.Join(p.checkTheme(t), "\n")
	for _, want := range []string{
		"B theme/templates/front.html:2: ", "B theme/templates/month.html:2: {{.Data.Nothing}}: there is no Nothing here", "B theme/locales/en.yaml:1: ",
		"lacks <meta http-equiv=\"Content-Security-Policy\"", "lacks <title>", "lacks <meta name=\"viewport\"", "does not say its language", "should have one main", "names no feeds",
		`theme/templates/layout.html:0: the empty place "head_extra" is left out`,
	} {
		if !strings.Contains(said, want) {
			t.Errorf("nobody said %q; but:\n%s", want, said)
		}
	}
}

// If nothing blocks, the folder holds the pages, to look at.
func TestCheckThemeWritesPages(t *testing.T) {
	p := newTestPlanet(t)
	p.put(t, "theme/templates/about.html", `{{define "main"}}<h1>Ours</h1>{{end}}`)
	if said := p.checkTheme(t); said != nil {
		t.Fatal(said)
	}
	site := *p.site
	site.Output = filepath.Join(t.TempDir(), "pages")
	if _, err := CheckTheme(t.Context(), p.db.Reader, &site, Options{Today: today}); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(site.Output, "about", "index.html"))
	if err != nil || !strings.Contains(string(b), "<h1>Ours</h1>") {
		t.Errorf("about/index.html: %s, %v", b, err)
	}
}
