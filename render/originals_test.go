package render

import (
	"slices"
	"strings"
	"testing"
)

// THEME-2: what an owner exports and leaves alone changes no byte of the
// site: the lines that name where a file came from are for people.
func TestOriginalsChangeNothing(t *testing.T) {
	for _, theme := range builtins() {
		t.Run(theme, func(t *testing.T) {
			p := newTestPlanet(t)
			p.site.Theme = theme
			p.render(t)
			originals, err := Originals(theme, "1.2")
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range originals {
				p.put(t, "theme/"+o.Name, string(o.Text))
			}
			if r := p.render(t); len(r.Added)+len(r.Changed)+len(r.Removed) > 0 {
				t.Errorf("added %v, changed %v, removed %v; want nothing", r.Added, r.Changed, r.Removed)
			}
		})
	}
}

// THEME-2: each original begins with a line that names the version it came
// from; of a theme that is a part only, the rest is that of classic.
func TestOriginals(t *testing.T) {
	tests := []struct{ theme, file, first string }{
		{"classic", "templates/front.html", "{{/* the original templates/front.html of planet 1.2, theme classic */}}"},
		{"classic", "slots.html", "{{/* the original slots.html of planet 1.2, theme classic */}}"},
		{"classic", "locales/en.yaml", "# the original locales/en.yaml of planet 1.2, theme classic"},
		{"classic", "assets/style.css", "/* the original assets/style.css of planet 1.2, theme classic */"},
		{"classic", "files/feed.css", "/* the original files/feed.css of planet 1.2, theme classic */"},
		{"river", "assets/style.css", "/* the original assets/style.css of planet 1.2, theme river */"},
		{"river", "templates/front.html", "{{/* the original templates/front.html of planet 1.2, theme classic */}}"},
	}
	for _, tt := range tests {
		t.Run(tt.theme+" "+tt.file, func(t *testing.T) {
			originals, err := Originals(tt.theme, "1.2")
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(originals, func(o Original) bool { return o.Name == tt.file })
			if i < 0 {
				t.Fatalf("there is no %s", tt.file)
			}
			first, rest, _ := strings.Cut(string(originals[i].Text), "\n")
			if first != tt.first {
				t.Errorf("the first line is %q, want %q", first, tt.first)
			}
			if got := string(withoutOrigin(originals[i].Text)); got != rest {
				t.Error("the line is not taken away again")
			}
		})
	}
	if _, err := Originals("klassic", "1.2"); err == nil || !strings.Contains(err.Error(), "no theme klassic") {
		t.Errorf("err = %v; want that there is no such theme", err)
	}
}
