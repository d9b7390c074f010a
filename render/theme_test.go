package render

import (
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"planet"
	"planet/themes"
)

// SITE-8, THEME-2: an owner replaces one template, one word, one file; all
// else stays.
func TestOverrides(t *testing.T) {
	tests := []struct {
		name, file, text string
		changed          []string // pages that change, and no others do
		wanted           string
	}{
		{"one page's template", "theme/templates/about.html", `{{define "main"}}<h1>Ours</h1>{{end}}`, []string{"about/index.html"}, "<h1>Ours</h1>"},
		{"one word", "theme/locales/en.yaml", "about.title: Who we are\n", []string{"about/index.html"}, "<h1>Who we are</h1>"},
		{"an empty place", "theme/slots.html", `{{define "front_top"}}<p id="hello">Hello {{.Site.Title}}</p>{{end}}`, []string{"index.html"}, `<p id="hello">Hello Planet &amp; Co</p>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newTestPlanet(t)
			p.render(t)
			p.put(t, tt.file, tt.text)
			r := p.render(t)
			if !slices.Equal(r.Changed, tt.changed) || len(r.Added)+len(r.Removed) > 0 {
				t.Errorf("changed %v, added %v, removed %v; want only %v", r.Changed, r.Added, r.Removed, tt.changed)
			}
			has(t, tt.changed[0], p.file(t, tt.changed[0]), tt.wanted)
		})
	}
}

// THEME-3: custom.css comes last, and its name follows its bytes.
func TestCustomStylesheet(t *testing.T) {
	p := newTestPlanet(t)
	p.put(t, "theme/custom.css", ":root{--planet-accent:#7a2048}")
	p.render(t)
	links := regexp.MustCompile(`rel="stylesheet" href="(assets/[a-z]+-[0-9a-f]+\.css)"`).FindAllStringSubmatch(p.file(t, "index.html"), -1)
	if len(links) != 2 || !strings.HasPrefix(links[1][1], "assets/custom-") {
		t.Fatalf("stylesheets %v; want ours, then the owner's", links)
	}
	has(t, links[1][1], p.file(t, links[1][1]), "#7a2048")
	p.put(t, "theme/custom.css", ":root{}")
	if r := p.render(t); len(r.Removed) != 1 || r.Removed[0] != links[1][1] {
		t.Errorf("removed %v; want %s", r.Removed, links[1][1])
	}
}

// THEME-1: a folder may be a whole theme, or a part of one.
func TestThemeFolder(t *testing.T) {
	p := newTestPlanet(t)
	p.site.Theme = "ours"
	p.put(t, "ours/templates/front.html", `{{define "main"}}<h1>Our front</h1>{{end}}`)
	p.render(t)
	has(t, "index.html", p.file(t, "index.html"), "<h1>Our front</h1>", "assets/style-")
	has(t, "about/", p.file(t, "about/index.html"), "About this planet")
}

// THEME-7: what is wrong with a theme is said with file and line, and the old
// site stays as it was.
func TestBrokenTheme(t *testing.T) {
	tests := []struct{ name, file, text, want string }{
		{"an action that isn't closed", "theme/templates/front.html", "{{define \"main\"}}\n{{.Site.Title{{end}}", "theme/templates/front.html:2: "},
		{"a field that isn't there", "theme/templates/front.html", "{{define \"main\"}}\n\n{{.Site.Titel}}{{end}}", "theme/templates/front.html:3:"},
		{"a function that isn't there", "theme/templates/article.html", "{{define \"entry-first\"}}{{shout .}}{{end}}", `theme/templates/article.html:1: function "shout" not defined`},
		{"a template that isn't there", "theme/templates/front.html", `{{define "main"}}{{template "nothing" .}}{{end}}`, `"nothing"`},
		{"an asset that isn't there", "theme/templates/about.html", `{{define "main"}}<img src="{{asset "cat.png"}}" alt="">{{end}}`, "asks for the asset cat.png"},
		{"a link that leads nowhere", "theme/templates/about.html", `{{define "main"}}<h1><a href="{{rel "abuot/"}}">x</a></h1>{{end}}`, "abuot/"},
		{"words that are no YAML", "theme/locales/en.yaml", "about.title: [", "theme/locales/en.yaml"},
		{"words of another kind", "theme/locales/en.yaml", "about.title: 7\n", "theme/locales/en.yaml: about.title is 7; write a text"},
	}
	p := newTestPlanet(t)
	p.render(t)
	before := snapshot(t, p.public)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p.put(t, tt.file, tt.text)
			_, err := p.try(t)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("err = %v; want %q in it", err, tt.want)
			}
			if snapshot(t, p.public) != before {
				t.Error("the old site was touched")
			}
			if err := os.Remove(filepath.Join(p.site.Dir, tt.file)); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestUnknownTheme(t *testing.T) {
	p := newTestPlanet(t)
	p.site.Theme = "klassic"
	if _, err := p.try(t); err == nil || !strings.Contains(err.Error(), "planet.theme is klassic") || !strings.Contains(err.Error(), "classic") {
		t.Errorf("err = %v; want what it is and what there is", err)
	}
}

// SAFE-13: no link inside a theme leads out of its folder.
func TestThemeStaysInItsFolder(t *testing.T) {
	p := newTestPlanet(t)
	p.put(t, "secret.html", `{{define "main"}}secret{{end}}`)
	p.put(t, "theme/templates/x", "")
	if err := os.Symlink(filepath.Join(p.site.Dir, "secret.html"), filepath.Join(p.site.Dir, "theme", "templates", "about.html")); err != nil {
		t.Fatal(err)
	}
	if _, err := p.try(t); err == nil {
		t.Error("a link out of the theme was followed")
	}
}

// Every theme has what it promises; every word a template asks for is there
// in English, and none is there for nobody.
func TestThemesAreWhole(t *testing.T) {
	for _, theme := range builtins() {
		if _, err := fs.Stat(themes.Files, theme+"/theme.yaml"); err != nil {
			t.Errorf("theme %s: %v", theme, err)
		}
	}
	for _, kind := range pageKinds {
		if _, err := fs.Stat(themes.Files, "classic/templates/"+kind+".html"); err != nil {
			t.Errorf("classic lacks a page (THEME-4): %v", err)
		}
	}
	p := newTestPlanet(t)
	th, err := openTheme(p.site)
	if err != nil {
		t.Fatal(err)
	}
	defer th.Close()
	asked := wordsAskedFor(t)
	for key := range asked {
		if _, ok := th.words.words[key]; !ok {
			t.Errorf("nobody wrote the word %q in English", key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(th.words.words)) {
		if !asked[key] {
			t.Errorf("nobody asks for the word %q", key)
		}
	}
}

// advised are the ways in which a visit fails; each has advice (HEALTH-1).
var advised = []planet.Code{
	planet.CodeBadAddress, planet.CodePrivateHost, planet.CodeOwnFeed, planet.CodeNotAFeed, planet.CodeNoFeedFound, planet.CodeUnreadable,
	planet.CodeGone, planet.CodeNotFound, planet.CodeNoHost, planet.CodeCert, planet.CodeRedirectLoop, planet.CodeTooBig, planet.CodeBlocked,
	planet.CodeWait, planet.CodeUnreachable, planet.CodeServerError, planet.CodePanic,
}

// wordsAskedFor finds the keys in templates and Go files. Those that are put
// together from parts are listed by what they can be.
func wordsAskedFor(t *testing.T) map[string]bool {
	t.Helper()
	asked := map[string]bool{}
	for _, list := range []string{
		"nav.latest nav.members nav.archive nav.search nav.subscribe nav.join", "mark.listed mark.agreed mark.linked mark.verified", "join.copy.full join.copy.excerpt join.copy.title",
		"event.fine event.failing event.gone event.held event.paused event.fine.text event.failing.text event.gone.text event.held.text event.paused.text",
		"state.active state.occasional state.quiet state.new state.failing state.held state.gone state.paused state.left",
		"why.no.categories why.no.keywords why.no.pattern why.no.language why.has.categories why.has.keywords why.has.pattern why.has.language",
		"why.hidden why.left why.removed why.withdrawn why.held why.future why.duplicate why.filtered why.uncleaned why.backlog why.late why.flood why.cap why.window",
		"date.long date.short date.monthyear date.datetime code table formula",
	} {
		for key := range strings.FieldsSeq(list) {
			asked[key] = true
		}
	}
	for _, code := range advised {
		asked["advice."+string(code)], asked["advice."+string(code)+".todo"] = true, true
	}
	for _, from := range []struct {
		files   fs.FS
		pattern string
		asks    *regexp.Regexp
	}{
		{themes.Files, "*/templates/*.html", regexp.MustCompile(`[({](?:tn?|script) "([^"]+)"`)},
		{os.DirFS("."), "*.go", regexp.MustCompile(`\.tn?\("([a-z0-9.]+)"|\.words\["([a-z.]+)"\]|\bitem\("([a-z.]+)"|\b(?:way|directory)\("[^"]*", "([a-z.]+)"|"((?:pager|why|search)\.[a-z.]+)"`)},
	} {
		names, err := fs.Glob(from.files, from.pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %d files, %v", from.pattern, len(names), err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			b, err := fs.ReadFile(from.files, name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range from.asks.FindAllSubmatch(b, -1) {
				for _, key := range m[1:] {
					if len(key) > 0 {
						asked[string(key)] = true
					}
				}
			}
		}
	}
	return asked
}

// A file of a theme that no page or stylesheet asks for is dead weight.
func TestAssetsAreUsed(t *testing.T) {
	p := newTestPlanet(t)
	p.site.Scripts = true
	report := p.render(t)
	var all strings.Builder
	for _, name := range report.Added {
		if ext := path.Ext(name); ext == ".html" || ext == ".css" || ext == ".xml" || ext == ".json" {
			all.WriteString(p.file(t, name))
		}
	}
	for _, name := range report.Added {
		if strings.HasPrefix(name, "assets/") && !strings.Contains(all.String(), path.Base(name)) {
			t.Errorf("nothing asks for %s", name)
		}
	}
}

// The second theme is a whole one with the same logic: only its looks differ.
func TestRiver(t *testing.T) {
	p := newTestPlanet(t)
	classic := p.render(t)
	front := p.file(t, "index.html")
	p.site.Theme = "river"
	p.render(t)
	has(t, "index.html", p.file(t, "index.html"), "First light", `rel="stylesheet"`)
	if hashed.ReplaceAllString(front, "") != hashed.ReplaceAllString(p.file(t, "index.html"), "") {
		t.Error("river says something else than classic")
	}
	for _, name := range classic.Added {
		if !strings.HasPrefix(name, "assets/") {
			if _, err := os.Stat(filepath.Join(p.public, name)); err != nil {
				t.Errorf("river lacks %s", name)
			}
		}
	}
}
