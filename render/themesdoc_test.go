package render

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"planet"
	"planet/themes"
)

// themesDoc reads docs/themes.md in its parts: by heading, whatever its level.
func themesDoc(t *testing.T) (whole string, parts map[string]string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "docs", "themes.md"))
	if err != nil {
		t.Fatal(err)
	}
	parts = map[string]string{}
	headings := regexp.MustCompile(`(?m)^#+ (.+)\n`)
	at := headings.FindAllSubmatchIndex(b, -1)
	for i, m := range at {
		end := len(b)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		parts[string(b[m[2]:m[3]])] = string(b[m[1]:end])
	}
	return string(b), parts
}

// named gives what the first column of a part's table names, in the form that
// pattern has.
func named(part, pattern string) []string {
	var all []string
	form := regexp.MustCompile(pattern)
	for line := range strings.Lines(part) {
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		cell, _, _ := strings.Cut(line[1:], "|")
		for _, m := range form.FindAllStringSubmatch(cell, -1) {
			all = append(all, m[1])
		}
	}
	slices.Sort(all)
	return all
}

// described says under which heading the document tells of a type.
var described = map[string]reflect.Type{
	".Site": reflect.TypeFor[siteView](), ".Page": reflect.TypeFor[pageView](),
	"An entry": reflect.TypeFor[entryView](), "A member": reflect.TypeFor[memberView](), "A group": reflect.TypeFor[groupView](), "A topic": reflect.TypeFor[topicView](),
	"A day": reflect.TypeFor[dayView](), "A run": reflect.TypeFor[runView](), "A month of a year": reflect.TypeFor[countView](), "A month of headlines": reflect.TypeFor[headlinesMonth](),
	"A mention": reflect.TypeFor[mentionView](), "A hit": reflect.TypeFor[hitView](), "A part of a text": reflect.TypeFor[textPart](), "A place": reflect.TypeFor[navView](),
	"A link to a feed": reflect.TypeFor[feedLink](), "A feed of a member": reflect.TypeFor[ownFeed](), "A link of a member": reflect.TypeFor[planet.Link](),
	"An author": reflect.TypeFor[planet.Author](), "A label": reflect.TypeFor[categoryView](), "A licence": reflect.TypeFor[linkView](), "A file of an entry": reflect.TypeFor[enclosureView](),
	"A way on": reflect.TypeFor[pagerView](), "A number": reflect.TypeFor[factView](), "A choice": reflect.TypeFor[orderView](), "A section": reflect.TypeFor[sectionView](),
	"A reason": reflect.TypeFor[whyView](), "The health of a feed": reflect.TypeFor[feedHealthView](),
}

// THEME-5, THEME-7: docs/themes.md names every field that a template gets, and
// none that isn't there.
func TestThemesDocFields(t *testing.T) {
	_, parts := themesDoc(t)
	told := map[reflect.Type]bool{}
	for heading, typ := range described {
		compareFields(t, parts, heading, typ)
		told[typ] = true
	}
	kinds := map[string]reflect.Type{}
	for heading := range parts {
		list, ok := strings.CutPrefix(heading, ".Data of ")
		for kind := range strings.SplitSeq(list, ", ") {
			if ok {
				kinds[kind] = dataOf(t)[kind]
				compareFields(t, parts, heading, kinds[kind])
				told[kinds[kind]] = true
			}
		}
	}
	for _, kind := range pageKinds {
		if _, ok := kinds[kind]; !ok {
			t.Errorf("nothing is said of the data of the page %s", kind)
		}
		for _, typ := range reached(kinds[kind]) {
			if !told[typ] {
				t.Errorf("the page %s gets a %s, of which nothing is said", kind, typ)
			}
		}
	}
	for _, typ := range append(reached(reflect.TypeFor[siteView]()), reached(reflect.TypeFor[pageView]())...) {
		if !told[typ] {
			t.Errorf("all pages get a %s, of which nothing is said", typ)
		}
	}
}

// compareFields compares the table under a heading with the fields of a type;
// of a page without data that is nil.
func compareFields(t *testing.T, parts map[string]string, heading string, typ reflect.Type) {
	t.Helper()
	if _, ok := parts[heading]; !ok {
		t.Errorf("there is no part %q, for %s", heading, typ)
	}
	var want []string
	if typ != nil {
		for _, f := range reflect.VisibleFields(typ) {
			if f.IsExported() {
				want = append(want, f.Name)
			}
		}
	}
	slices.Sort(want)
	if got := named(parts[heading], "`\\.(\\w+)`"); !slices.Equal(got, want) {
		t.Errorf("under %q stand %v; templates get %v", heading, got, want)
	}
}

// dataOf gives the type of data of each kind of page.
func dataOf(t *testing.T) map[string]reflect.Type {
	t.Helper()
	p := newTestPlanet(t)
	p.site.Topics = map[string][]string{"optics": {"optics"}}
	p.save(t, "bob", entry("bob", "t1", november(16, 1), label), entry("bob", "t2", november(16, 2), label))
	th, err := openTheme(p.site)
	if err != nil {
		t.Fatal(err)
	}
	defer th.Close()
	w, err := newWorld(t.Context(), p.db.Reader, p.site, th, Options{Today: today})
	if err != nil {
		t.Fatal(err)
	}
	types := map[string]reflect.Type{}
	for j := range w.jobs {
		w.complete(j)
		data, err := j.data(t.Context(), &j.page)
		if err != nil {
			t.Fatal(err)
		}
		types[j.kind] = reflect.TypeOf(data)
	}
	for _, kind := range pageKinds {
		if _, ok := types[kind]; !ok {
			t.Fatalf("the test planet has no page of the kind %s", kind)
		}
	}
	return types
}

func label(e *planet.Entry) {
	e.Title, e.Categories = "About light", []planet.Category{{Term: "optics", Label: "Optics"}}
}

// reached gives the struct types that fields of typ lead to, itself left out.
func reached(typ reflect.Type) []reflect.Type {
	seen := map[reflect.Type]bool{typ: true}
	var all []reflect.Type
	var visit func(reflect.Type)
	visit = func(typ reflect.Type) {
		if typ == nil || typ == reflect.TypeFor[time.Time]() {
			return
		}
		switch typ.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
			visit(typ.Elem())
		case reflect.Struct:
			if !seen[typ] {
				all = append(all, typ)
			} else if len(all) > 0 {
				return
			}
			seen[typ] = true
			for _, f := range reflect.VisibleFields(typ) {
				if f.IsExported() {
					visit(f.Type)
				}
			}
		}
	}
	visit(typ)
	return all
}

// THEME-3, THEME-4, THEME-6: docs/themes.md names every function, page, block
// and empty place, and no other; the colours that it names are there in each
// theme.
func TestThemesDocNames(t *testing.T) {
	_, parts := themesDoc(t)
	c := &themeCheck{site: newTestPlanet(t).site, theme: &theme{}, broken: map[string]bool{}}
	if err := c.theme.stack(c.site); err != nil {
		t.Fatal(err)
	}
	defer c.theme.Close()
	if err := c.readTemplates(); err != nil {
		t.Fatal(err)
	}
	var blocks []string
	for _, s := range c.sources {
		if !s.page() && s.name != slotsFile {
			blocks = append(blocks, sortedKeys(s.defines)...)
		}
	}
	tests := []struct {
		heading, pattern string
		want             []string
	}{
		{"Functions", "`(\\w+)[^`]*`", sortedKeys(noFuncs)},
		{"Pages", "`(\\w+)`", slices.Clone(pageKinds)},
		{"Blocks that pages share", "`([\\w-]+)`", blocks},
		{"Empty places", "`(\\w+)`", c.slotNames()},
	}
	for _, tt := range tests {
		slices.Sort(tt.want)
		if got := named(parts[tt.heading], tt.pattern); !slices.Equal(got, slices.Compact(tt.want)) {
			t.Errorf("under %q stand %v; there are %v", tt.heading, got, tt.want)
		}
	}
	properties := named(parts["Colours and type"], "`(--[\\w-]+)`")
	for _, name := range []string{"accent", "text", "back", "muted", "line", "measure", "font"} {
		if !slices.Contains(properties, "--planet-"+name) {
			t.Errorf("nothing is said of --planet-%s", name)
		}
	}
	for _, theme := range builtins() {
		css, err := themes.Files.ReadFile(theme + "/assets/style.css")
		if err != nil {
			t.Fatal(err)
		}
		for _, property := range properties {
			if !strings.Contains(string(css), property+":") {
				t.Errorf("theme %s does not set %s", theme, property)
			}
		}
	}
}

// THEME-1 to THEME-4, I18N-4, SITE-8: the examples of docs/themes.md do what it
// says they do, and nothing is wrong with them.
func TestThemesDocExamples(t *testing.T) {
	whole, _ := themesDoc(t)
	examples := regexp.MustCompile("(?ms)^```\\w+ (\\S+)\n(.*?)^```$").FindAllStringSubmatch(whole, -1)
	tests := []struct {
		file, page string
		wanted     []string
	}{
		{"theme/custom.css", "index.html", []string{`href="assets/custom-`}},
		{"theme/locales/en.yaml", "archive/index.html", []string{">Take part</a>", "10 stories", "1 story"}},
		{"content/about.md", "about/index.html", []string{"<strong>keepers of lighthouses</strong>", `href="https://example.org/meetings"`}},
		{"theme/slots.html", "index.html", []string{"Next meeting: the first Friday of the month.", "Harbour Library"}},
		{"theme/templates/headlines.html", "headlines/index.html", []string{`<h2>November 2026</h2>`, `<li><a href="https://ann.example/first-light" dir="auto">First light</a>, <bdi>Ann Example</bdi></li>`, `<a href="https://bob.example/retour" lang="fr">`}},
		{"theme/templates/byline.html", "index.html", []string{"(she/her)"}},
		{"ours/theme.yaml", "index.html", []string{"First light"}},
		{"ours/templates/pager.html", "index.html", []string{`<li><a href="headlines/"><small>`}},
		{"ours/assets/style.css", "index.html", []string{"assets/style-"}},
	}
	if len(examples) != len(tests) {
		t.Fatalf("the document has %d examples, and %d are tested", len(examples), len(tests))
	}
	p := newTestPlanet(t)
	p.site.Members[0].Extra = map[string]any{"pronouns": "she/her"}
	p.render(t)
	before := map[string]string{}
	for _, tt := range tests {
		before[tt.page] = p.file(t, tt.page)
	}
	for i, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			if examples[i][1] != tt.file {
				t.Fatalf("example %d is of %s", i, examples[i][1])
			}
			folder, _, _ := strings.Cut(tt.file, "/")
			defer os.RemoveAll(filepath.Join(p.site.Dir, folder))
			p.put(t, tt.file, examples[i][2])
			if p.site.Theme = ""; folder == "ours" {
				p.site.Theme = folder
			}
			p.render(t)
			has(t, tt.page, p.file(t, tt.page), tt.wanted...)
			if tt.file != "ours/theme.yaml" && p.file(t, tt.page) == before[tt.page] {
				t.Error("the example changes nothing")
			}
			if said := p.checkTheme(t); said != nil {
				t.Errorf("the check says %q", said)
			}
		})
	}
}
