package render

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"planet"
)

// labelled adds categories to an entry.
func labelled(terms ...string) func(*planet.Entry) {
	return func(e *planet.Entry) {
		for _, term := range terms {
			e.Categories = append(e.Categories, planet.Category{Term: term})
		}
	}
}

// TOPIC-1: a topic has a page for three entries by two members; case and
// hyphens don't count, and the list joins what belongs together.
func TestTopics(t *testing.T) {
	p := newTestPlanet(t)
	p.site.Topics = map[string][]string{"open-badges": {"badge", "badges"}}
	p.save(t, "ann", entry("ann", "t1", november(2, 1), title("T1"), labelled("Open Badges", "solo")), entry("ann", "t2", november(2, 2), title("T2"), labelled("badge", "solo")),
		entry("ann", "t3", november(2, 3), title("T3"), labelled("solo", "証明")))
	p.save(t, "bob", entry("bob", "t4", november(2, 4), title("T4"), labelled("BADGES")))
	p.render(t)
	has(t, "topics/open-badges", p.file(t, "topics/open-badges/index.html"), "T1", "T2", "T4", "!T3", "3 posts by 2 members")
	has(t, "an entry", p.file(t, "2026/11/ann-t2/index.html"), `<a class="p-category" href="../../../topics/open-badges/"><bdi>badge</bdi></a>`, `<bdi class="p-category">solo</bdi>`)
	has(t, "archive", p.file(t, "archive/index.html"), `href="../topics/open-badges/"`)
	if _, err := os.Stat(filepath.Join(p.public, "topics", "solo")); err == nil {
		t.Error("a label of one member alone has a page")
	}
}

func TestLabels(t *testing.T) {
	for label, want := range map[string]string{"Open Badges": "open-badges", "  C++ / Go ": "c-go", "証明": "", "": "", strings.Repeat("a", 61): ""} {
		if got := labelSlug(label); got != want {
			t.Errorf("labelSlug(%q) = %q, want %q", label, got, want)
		}
	}
	if foldLabel("Open-Badges") != foldLabel("open badges") || foldLabel("a") == foldLabel("b") {
		t.Error("labels are not folded by case and hyphens alone")
	}
}

// STREAM-1, C-19: what a filter drops is in the stream without filters, and
// nowhere if its author opted out.
func TestEverything(t *testing.T) {
	p := newTestPlanet(t)
	p.site.Everything = true
	p.site.Only.Keywords = []string{"retour"}
	p.render(t)
	has(t, "front", p.file(t, "index.html"), "!First light", "Une réponse", `href="everything/"`)
	has(t, "everything", p.file(t, "everything/index.html"), "First light", "Une réponse", `content="noindex, follow"`, "!An old one")
	has(t, "its feed", p.file(t, "everything/atom.xml"), "https://ann.example/first-light")
	p.site.Members[0].Everything = false
	p.render(t, func(o *Options) { o.Force = true })
	has(t, "everything without ann", p.file(t, "everything/index.html"), "!First light")
	p.site.Everything = false
	p.render(t, func(o *Options) { o.Force = true })
	if _, err := os.Stat(filepath.Join(p.public, "everything")); err == nil {
		t.Error("the stream is there though nobody asked for it")
	}
}

// THEME-4: the owner's own words stand in the pages, and bring no markup of
// their own.
func TestOwnersTexts(t *testing.T) {
	p := newTestPlanet(t)
	p.put(t, "content/about.md", "# Why\n\nWe **read** [blogs](https://a.example/).\n\n<script>x()</script>\n\n[x](javascript:x())\n")
	p.put(t, "content/policy.md", "Ask, and it goes.")
	p.put(t, "content/join.md", "| who | may |\n|---|---|\n| you | yes |\n")
	p.render(t)
	has(t, "about", p.file(t, "about/index.html"), "<h3>Why</h3>", `We <strong>read</strong> <a href="https://a.example/">blogs</a>.`, "Ask, and it goes.", "!x()", "!Good writing")
	has(t, "join", p.file(t, "join/index.html"), "<td>yes</td>", "Who may join")
	p.put(t, "content/about.md", strings.Repeat("a", maxContent+1))
	if _, err := p.try(t); err == nil || !strings.Contains(err.Error(), "content/about.md is 256 kB") {
		t.Errorf("a text without end: %v", err)
	}
}
