package render

import (
	"testing"

	"planet"
)

// URL-1: links between pages are relative, and work under any base path.
func TestRelative(t *testing.T) {
	tests := []struct{ from, to, want string }{
		{"", "", "./"},
		{"", "members/", "members/"},
		{"members/", "", "../"},
		{"members/", "members/", "./"},
		{"members/ann/", "members/", "../"},
		{"members/ann/", "members/bob/", "../bob/"},
		{"members/ann/", "2026/11/ann-x/", "../../2026/11/ann-x/"},
		{"2026/11/ann-x/", "2026/11/", "../"},
		{"2026/11/ann-x/", "2026/10/bob-y/", "../../10/bob-y/"},
		{"2026/11/ann-x/", "atom.xml", "../../../atom.xml"},
		{"404.html", "about/", "about/"},
		{"members/ann/", "members/anna/", "../anna/"},
		{"", "a:b", "./a:b"},
	}
	for _, tt := range tests {
		if got := relative(tt.from, tt.to); got != tt.want {
			t.Errorf("relative(%q, %q) = %q, want %q", tt.from, tt.to, got, tt.want)
		}
	}
}

// ENT-4, ENT-5, ENT-6, CLEAN-17: what a page changes in a text, and nothing
// else.
func TestTextOnPages(t *testing.T) {
	words := testLocale(t, "en", "UTC", map[string]string{"en": "code: Code\ntable: Table\nnoalt: No “words”\nformula: Formula"})
	tests := []struct {
		name  string
		level int
		eager bool
		text  string
		want  string
	}{
		{"moves headings to the first free level", 4, false, `<h1>a</h1><h3 id="x">b</h3>`, `<h4>a</h4><h6 id="x">b</h6>`},
		{"moves them up, too", 2, false, `<h4>a</h4><h5>b</h5>`, `<h2>a</h2><h3>b</h3>`},
		{"knows no level below six", 4, false, `<h2>a</h2><h5>b</h5>`, `<h4>a</h4><h6>b</h6>`},
		{"leaves other elements alone", 4, false, `<hr/><header>h1</header><p>h1 &lt;h1&gt;</p>`, `<hr/><header>h1</header><p>h1 &lt;h1&gt;</p>`},
		{"names boxes, no two alike", 4, false, `<pre aria-label="Code" tabindex="0">a</pre><pre aria-label="Code">b</pre><div aria-label="Table">c</div>`, `<pre aria-label="Code" tabindex="0">a</pre><pre aria-label="Code 2">b</pre><div aria-label="Table">c</div>`},
		{"leaves other names alone", 4, false, `<div aria-label="Codex">c</div>`, `<div aria-label="Codex">c</div>`},
		{"describes a picture that has no description", 4, false, `<img decoding="async" src="x"/>`, `<img alt="No “words”" decoding="async" src="x"/>`},
		{"lets an empty description be", 4, false, `<img alt="" src="x"/>`, `<img alt="" src="x"/>`},
		{"asks for the first picture at once", 2, true, `<img alt="a" loading="lazy" src="x"/><img alt="b" loading="lazy" src="y"/>`, `<img alt="a" src="x"/><img alt="b" loading="lazy" src="y"/>`},
		{"is nothing for nothing", 4, false, ``, ``},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := &setting{words: words, level: tt.level, eager: tt.eager}
			if got := string(s.html(planet.TrustHTML(tt.text))); got != tt.want {
				t.Errorf("html(%s) = %s, want %s", tt.text, got, tt.want)
			}
		})
	}
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{
		"Adaeze Okonjo-Bright": "AO", "Gus": "G", "ann example": "AE", "佐伯みどり": "佐", "ليلى حدّاد": "ل", "Eve & <Co>": "EC", "": "·", "—": "·", "Planet 9": "P9", "Łukasz Żak": "ŁŻ",
	} {
		if got := initials(name); got != want {
			t.Errorf("initials(%q) = %q, want %q", name, got, want)
		}
	}
}

// look.md 3: the same colour everywhere and for ever.
func TestHue(t *testing.T) {
	for slug, want := range map[string]int{"adaeze": 9, "gus": 4, "leith": 10} {
		if got := hue(slug); got != want {
			t.Errorf("hue(%q) = %d, want %d", slug, got, want)
		}
	}
}

func TestLicence(t *testing.T) {
	for text, want := range map[string]linkView{
		"https://creativecommons.org/licenses/by/4.0/": {"CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"},
		"https://a.example/licence":                    {"a.example", "https://a.example/licence"},
		"CC0":                                          {"CC0", ""},
		"javascript:x()":                               {"javascript:x()", ""},
	} {
		if got := licence(text); *got != want {
			t.Errorf("licence(%q) = %v, want %v", text, *got, want)
		}
	}
	if licence("") != nil {
		t.Error("no licence is one")
	}
}
