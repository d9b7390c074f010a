package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"planet"
	"planet/config"
)

// An item is written as people write it, and only what it says.
func TestItemText(t *testing.T) {
	who := func(change func(m *planet.Member)) planet.Member {
		m := config.NewMember()
		change(&m)
		return m
	}
	tests := []struct {
		name string
		m    planet.Member
		want string
	}{
		{"an address alone", who(func(m *planet.Member) { m.Feeds = []planet.Feed{{URL: "https://ann.example/", Home: true}} }), "  - https://ann.example/\n"},
		{"an address and a slug", who(func(m *planet.Member) {
			m.Slug, m.Feeds = "ann", []planet.Feed{{URL: "https://ann.example/", Home: true}}
		}), "  - slug: ann\n    site: https://ann.example/\n"},
		{"home page and feed, groups on one line", who(func(m *planet.Member) {
			m.Name, m.Site, m.Joined = "Ann Example", "https://ann.example/", time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
			m.Feeds = []planet.Feed{{URL: "https://ann.example/feed.xml"}}
			m.Groups = []planet.Membership{{Group: "education"}, {Group: "co-op"}}
		}), "  - name: Ann Example\n    site: https://ann.example/\n    feed: https://ann.example/feed.xml\n    joined: 2026-11-20\n    groups: [education, co-op]\n"},
		{"a filter of a group goes on a line of its own", who(func(m *planet.Member) {
			m.Feeds = []planet.Feed{{URL: "https://ann.example/a"}, {URL: "https://ann.example/b"}}
			m.Groups = []planet.Membership{{Group: "education"}, {Group: "co-op", Only: planet.Filter{Keywords: []string{"badge"}}}}
		}), "  - feed: [https://ann.example/a, https://ann.example/b]\n    groups:\n      - education\n      - {slug: co-op, only: {keywords: [badge]}}\n"},
		{"quotes where YAML would take it for something else", who(func(m *planet.Member) {
			m.Name, m.Site, m.Notes = "Ann: a blog", "https://ann.example/", "no"
			m.Links = []planet.Link{{Name: "mastodon", URL: "https://social.example/@ann"}, {Name: "no", URL: "https://a.example/?b,c"}}
			m.Only = planet.Filter{Pattern: `\bbadge: "x"`, Categories: []string{"#badges", "2026", "it's", "a, b"}}
		}), "  - name: \"Ann: a blog\"\n    site: https://ann.example/\n    links: {mastodon: https://social.example/@ann, \"no\": \"https://a.example/?b,c\"}\n" +
			"    only: {categories: [\"#badges\", \"2026\", it's, \"a, b\"], pattern: '\\bbadge: \"x\"'}\n    notes: \"no\"\n"},
		{"lines below their key", who(func(m *planet.Member) { m.Site, m.About = "https://ann.example/", "One: a\nTwo # b" }), "  - site: https://ann.example/\n    about: |-\n      One: a\n      Two # b\n"},
		{"no line of a stranger ends an item", who(func(m *planet.Member) {
			m.Site, m.Name = "https://ann.example/", "x\"\n  - https://evil.example/\n#'"
		}), "  - name: \"x\\\"\\n  - https://evil.example/\\n#'\"\n    site: https://ann.example/\n"},
		{"what is false, and what a feed needs", who(func(m *planet.Member) {
			m.Site, m.Search, m.Status = "https://ann.example/", false, planet.StatusLeft
			m.Feeds = []planet.Feed{{URL: "https://ann.example/", Home: true, HTTP1: true, Ignore: []string{"date"}}}
		}), "  - site: https://ann.example/\n    search: false\n    ignore: [date]\n    fix: {http1: true}\n    status: left\n"},
		{"a list too long for a line", who(func(m *planet.Member) {
			m.Site, m.Aliases = "https://ann.example/", strings.Split(strings.Repeat("a-former-slug-of-hers ", 5), " ")[:5]
		}), "  - aliases:\n" + strings.Repeat("      - a-former-slug-of-hers\n", 5) + "    site: https://ann.example/\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := config.ItemText(tt.m, 2); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

// A file of feeds.d holds the item without its slug, which is the file's name.
func TestFileText(t *testing.T) {
	m := config.NewMember()
	m.Slug, m.Feeds = "ann", []planet.Feed{{URL: "https://ann.example/", Home: true}}
	if got, want := config.FileText(m), "https://ann.example/\n"; got != want {
		t.Errorf("an address alone: got %q, want %q", got, want)
	}
	m.Name = "Ann"
	if got, want := config.FileText(m), "name: Ann\nsite: https://ann.example/\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A list with every key, written anew, is the same list.
func TestListTextSaysAll(t *testing.T) {
	whole, err := os.ReadFile("testdata/full/avatars/ann.png")
	if err != nil {
		t.Fatal(err)
	}
	site, err := loader.Load("testdata/full/feeds.yaml")
	if err != nil {
		t.Fatal(err)
	}
	here(t, map[string]string{"feeds.yaml": config.ListText(site), "avatars/ann.png": string(whole), "feeds.d/.keep": ""})
	again, err := loader.Load("feeds.yaml")
	if err != nil {
		t.Fatalf("%v\nof\n%s", err, config.ListText(site))
	}
	if diff := cmp.Diff(said(site), said(again), zones, sameMoment, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("the list written anew differs (-was +is):\n%s", diff)
	}
	for _, m := range site.Members { // as a file of feeds.d
		if m.Of != "" || m.Status == planet.StatusRemoved {
			continue
		}
		list := *site
		list.Members = nil
		here(t, map[string]string{"feeds.yaml": config.ListText(&list), "feeds.d/" + m.Slug + ".yaml": config.FileText(m), "avatars/ann.png": string(whole)})
		one, err := loader.Load("feeds.yaml")
		if err != nil {
			t.Fatalf("%v\nof\n%s", err, config.FileText(m))
		}
		if diff := cmp.Diff(without(m), without(one.Members[0]), zones, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("the file of %s differs (-was +is):\n%s", m.Slug, diff)
		}
	}
}

// sameMoment compares times by what the clock shows in their zone.
var sameMoment = cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })

// said is a site without the places of its list and items.
func said(s *planet.Site) planet.Site {
	site := *s
	site.File, site.Dir = "", ""
	for _, p := range []*string{&site.Output, &site.Database} {
		if rel, err := filepath.Rel(s.Dir, *p); err == nil {
			*p = rel
		}
	}
	site.Members = make([]planet.Member, len(s.Members))
	for i, m := range s.Members {
		site.Members[i] = without(m)
	}
	return site
}

// without is a member without the place of its item. An address alone, and the
// same below site, are the same.
func without(m planet.Member) planet.Member {
	m.File, m.Line = "", 0
	if m.Site == "" && len(m.Feeds) == 1 && m.Feeds[0].Home {
		m.Site = m.Feeds[0].URL
	}
	return m
}

// Whatever a list says that can be loaded, it says the same when it is written
// anew.
func FuzzListText(f *testing.F) {
	for _, file := range []string{"testdata/full/feeds.yaml", "../feeds.yaml"} {
		src, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(src))
	}
	for _, item := range []string{
		"{name: 'a: b', site: https://ann.example/, extra: {\"\": null, a b: [1, 0x10, 1e3, -0.5, .nan, 2026-01-01, {x: ''}]}}",
		"{name: \"\\\\'\\\"\", site: https://ann.example/?a=[b], about: \"a\\n\\n b \\n#c\", notes: '- x'}",
		"{name: é，日本, site: https://ann.example/, only: {pattern: '^(?i)\\\\b{2}: #', keywords: [\"a,b\", '@x', '%', '`', '? ', '<<', '=', '~']}}",
		"{site: https://ann.example/, extra: {a: \"x\\n\", b: \"\\ty\", c: \"---\", d: ' ', e: '...', f: \"z\\u00a0\"}}",
	} {
		f.Add(planetExample + "feeds:\n  - " + item + "\n")
	}
	f.Fuzz(func(t *testing.T, list string) {
		dir := t.TempDir()
		path := filepath.Join(dir, "feeds.yaml")
		write := func(text string) *planet.Site {
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			site, err := loader.Load(path)
			if err != nil && text != list {
				t.Fatalf("%v\nof\n%s", err, text)
			}
			return site
		}
		site := write(list)
		if site == nil {
			return
		}
		again := write(config.ListText(site))
		if diff := cmp.Diff(said(site), said(again), zones, sameMoment, cmpopts.EquateEmpty(), cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("the list written anew differs (-was +is):\n%s\n%s", diff, config.ListText(site))
		}
	})
}

// What strangers say of themselves in a form may be anything; in the list it is
// that text again, and nothing besides.
func FuzzItemText(f *testing.F) {
	for _, s := range []string{
		"", "Ann", " Ann: a \"blog\" # and 'more' ", "\n  - https://evil.example/\n", "a\n\nb", "- x", "? y", "!!binary aGk=", "&a", "*a", "%TAG", "---", "...\n",
		"{a: b}", "[a, b", "1e3", "0x1F", ".inf", "~", "yes", "2026-11-20", "12:30:45", "\\", "\\u202e", "'", "\"", "<<", "=", "|", ">-\n x", "@ann", "`", "é，日本", "a:", "a: b", "a #b", "::set-output x",
	} {
		f.Add(s, s)
	}
	path := filepath.Join(f.TempDir(), "feeds.yaml")
	f.Fuzz(func(t *testing.T, a, b string) {
		if strings.ContainsFunc(a+b, func(c rune) bool { return unprintable(c) && c != '\n' && c != '\t' || c == '\ufeff' }) || !utf8.ValidString(a) || !utf8.ValidString(b) || len(a)+len(b) > 300 || strings.Count(a+b, "\n") > 90 {
			return
		}
		line := strings.Join(strings.Fields(a), " ")
		want := config.NewMember()
		want.Name, want.About, want.Notes, want.Contact = line, strings.TrimSpace(b), strings.TrimSpace(a), strings.Join(strings.Fields(b), " ")
		want.Slug, want.Site, want.Only.Keywords, want.Skip.Categories = "ann", "https://ann.example/", []string{line + "y", "x"}, []string{"z" + line}
		want.Feeds = []planet.Feed{{Slug: "ann", URL: "https://ann.example/feed"}}
		want.Extra = map[string]any{a + "x": b, "list": []any{a, b, map[string]any{b: a}}, "z": a}
		last := config.NewMember()
		last.Slug, last.Feeds = "zoe-example", []planet.Feed{{Slug: "zoe-example", URL: "https://zoe.example/", Home: true}}
		list := planetExample + "feeds:\n" + config.ItemText(want, 2) + config.ItemText(last, 2)
		if err := os.WriteFile(path, []byte(list), 0o600); err != nil {
			t.Fatal(err)
		}
		site, err := loader.Load(path)
		if err != nil {
			t.Fatalf("%v\nof\n%s", err, list)
		}
		if len(site.Members) != 2 {
			t.Fatalf("%d members of\n%s", len(site.Members), list)
		}
		if diff := cmp.Diff([]planet.Member{without(want), without(last)}, []planet.Member{without(site.Members[0]), without(site.Members[1])}, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("the item differs (-was +is):\n%s\n%s", diff, list)
		}
	})
}
