package render

import (
	"fmt"
	"html/template"
	"strings"
	"testing"
)

// Whatever an owner's templates do: the third page of a kind, most of which was
// printed with the second one, is the same as if it were the first one.
func TestFoldedPages(t *testing.T) {
	tests := []struct{ name, templates string }{
		{"what the site and a page say", `{{.Site.Title}} {{.Page.Lang}} {{.Page.Title}} {{.Page.Canonical}} {{.Page.Kind}}`},
		{"choices", `{{if eq .Page.Kind "topic"}}{{.Page.Title}}{{else}}no{{end}}{{if .Site.Scripts}}{{t "skip"}}{{end}}{{if eq .Page.Title "b"}}b{{else}}other{{end}}`},
		{"a variable for the page", `{{$here := .Page}}{{range .Site.Nav}}{{if eq .Key $here.Section}}*{{end}}{{.Path}}{{end}}{{$here.Title}}`},
		{"a variable that hides another one", `{{$x := .Site.Title}}{{if .Page.Title}}{{$x := .Page.Title}}{{$x}}{{end}}{{$x}}{{range $x := .Data.Members}}{{$x.Name}}{{end}}`},
		{"a variable that changes", `{{$x := "first"}}{{$x}}{{if eq .Page.Title "b"}}{{$x = "then"}}{{end}}{{$x}}`},
		{"a variable that changes in a loop", `{{$n := 0}}{{range .Site.Nav}}{{$n}}{{$n = len $.Page.Title}}{{end}}{{$n}}`},
		{"a template with the view as its data", `{{template "part" .}}{{template "part" $}}{{define "part"}}{{.Page.Title}}{{.Site.Title}}{{.Page.Locale}}{{end}}`},
		{"a template with some data", `{{range .Data.Members}}{{template "part" .}}{{end}}{{range .Site.Nav}}{{template "nav" .}}{{end}}{{define "part"}}{{$.Name}}{{.Name}}{{end}}{{define "nav"}}{{$.Key}}{{end}}`},
		{"a template without data", `{{template "part"}}{{define "part"}}{{t "skip"}}{{with .}}{{.}}{{end}}{{end}}`},
		{"a template that calls itself", `{{template "part" .Site.Nav}}{{define "part"}}{{with .}}{{len .}}{{template "part" slice . 1}}{{end}}{{end}}`},
		{"the data of the page inside of the site's", `{{with .Site}}{{.Title}}{{$.Page.Title}}{{$.Site.Title}}{{end}}{{with .Page}}{{.Title}}{{.Lang}}{{end}}`},
		{"links", `<a href="{{rel ""}}">{{rel .Page.Up}}</a>{{range .Site.Nav}}<a href="{{rel .Path}}" title="{{.Key}}">{{.Key}}</a>{{end}}<link href="{{asset "style.css"}}">`},
		{"functions of the page", `{{iso .Page.Changed}}{{date "long" .Page.Changed}}{{number (len .Page.Title)}}{{printf "%s/%s" .Site.Title .Page.Title}}`},
		{"what breaks off", `{{range .Site.Nav}}{{if eq .Key "b"}}{{break}}{{end}}{{.Key}}{{end}}{{range .Data.Members}}{{if $.Site.Title}}{{continue}}{{end}}{{.Name}}{{end}}`},
		{"escapes", `<p title="{{.Page.Title}}{{.Site.Title}}">{{.Site.Title}}</p><title>{{.Page.Title}}&{{.Site.Title}}</title>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body, rest, _ := strings.Cut(tt.templates, "{{define")
			if rest != "" {
				rest = "{{define" + rest
			}
			th := pressTheme(t, `{{define "layout"}}`+body+"{{end}}"+rest)
			for _, kind := range []string{"topic", "entry"} {
				press := newPress(th)
				for _, title := range []string{"a", "b<", "c", "d", "a"} {
					v := foldView(kind, title)
					got, err := press.print(kind, v)
					want, err2 := newPress(th).print(kind, v)
					if err != nil || err2 != nil {
						t.Fatal(err, err2)
					}
					if string(got) != string(want) {
						t.Errorf("page %s of kind %s is %q, want %q", title, kind, got, want)
					}
				}
			}
		})
	}
}

// pressTheme is the theme classic with one file in place of all templates, for two kinds.
func pressTheme(t *testing.T, templates string) *theme {
	t.Helper()
	p := newTestPlanet(t)
	th, err := openTheme(p.site)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { th.Close() })
	set, err := template.New("layout").Funcs(noFuncs).Parse(templates)
	if err != nil {
		t.Fatal(err)
	}
	th.kinds = map[string]*template.Template{"topic": set, "entry": set}
	return th
}

// foldView is a page whose own things follow from its title; "c" has another
// place in the site.
func foldView(kind, title string) *view {
	site := &siteView{Title: "Sky & <Sea>", URL: "https://planet.example/", Scripts: true, Nav: []navView{{"a", "2026/"}, {"b", "members/"}, {"c", ""}}}
	p := pageView{Kind: kind, Path: "2026/11/" + fmt.Sprintf("%x", title) + "/", Title: title, Canonical: "https://ann.example/" + title, Lang: "en", Locale: "en", Up: "2026/11/", Changed: today, Section: "a"}
	if title == "c" {
		p.Section, p.Lang, p.Path = "c", "de", "2025/01/c/"
	}
	return &view{site, p, topicData{Members: []*memberView{{Name: "Ann " + title}, {Name: "Ben"}}}}
}
