package config_test

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"planet"
	"planet/config"
)

// Lists come in pull requests of strangers. Whatever they hold, each problem
// has a place and a message of one line that no terminal or CI job takes for
// anything else (SAFE-17), and a Site that is loaded keeps what the later
// stages rely on.
func FuzzLoad(f *testing.F) {
	for _, file := range []string{"testdata/full/feeds.yaml", "../feeds.yaml", "../demo/feeds.yaml"} {
		src, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(src), "name: Zoe\nsite: https://zoe.example/\n")
	}
	for _, list := range []string{
		"", "\ufeffplanet: {title: P}\r\n", "planet:\n\ttitle: P\n", "- https://ann.example/\n", "%YAML 1.2\n---\nplanet: {title: P}\n...\n",
		"planet: {title: P, url: https://planet.example/}\ngroups: [{slug: a}]\nfeeds: [{site: https://a.example/, groups: [a, {slug: a}], member: b}]\n",
		"planet: {title: &a P}\nfeeds:\n  - <<: *a\n  - ? x\n  - !!binary aGk=\n  -https://a.example/\n  - name: \"A\n  - 'B\n",
		"planet: {title: P}\nfeeds:\n  - about: |\n      ::error::x\n    site: https://a.example/\n    extra: {a: [1, .inf, ~, 0x1f, {b: c}]}\n",
		"planet: {title: P, schedule: \"17 * * * " + strings.Repeat("\x00", 99) + "\"}\nfeeds:\n  - {slug: , status: removed}\n",
		"   ---\n   planet: {title: P}\nfeeds:\n -x\n\n",
		"planet: {title: \"P\\u202e\\e[2J\"}\nfeeds:\n  - {slug: con, aliases: [ann, ann], badge: true, joined: 2024-02-30}\n",
	} {
		f.Add(list, "site: https://zoe.example/\nnme: Zoe\n")
	}
	dir := f.TempDir()
	list, item := filepath.Join(dir, "feeds.yaml"), filepath.Join(dir, "feeds.d", "zoe.yaml")
	if err := os.Mkdir(filepath.Dir(item), 0o700); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, listText, itemText string) {
		for file, text := range map[string]string{list: listText, item: itemText} {
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		site, found, err := loader.Check(list)
		if err != nil {
			t.Fatalf("Check: err = %v, want findings only", err)
		}
		blocked := false
		for _, p := range found {
			checkProblem(t, p)
			blocked = blocked || p.Level == config.Blocks
		}
		if belongs, stray := config.Stray("zoe.yaml", itemText); stray != (belongs == "feeds.d/zoe.yaml") {
			t.Errorf("Stray: %q, %t", belongs, stray)
		}
		loaded, err := loader.Load(list)
		if _, ok := errors.AsType[*config.Problems](err); ok != blocked || err != nil && !ok {
			t.Errorf("Load: err = %v, and Check finds that it blocks: %t", err, blocked)
		}
		if loaded != nil {
			checkSite(t, site)
		}
	})
}

func checkProblem(t *testing.T, p config.Problem) {
	t.Helper()
	if p.File == "" || p.Line < 0 || p.Column < 0 || p.Code == planet.CodeOK || p.Message == "" {
		t.Errorf("the problem %#v lacks its file, line, code or message", p)
	}
	if s := p.String(); !utf8.ValidString(s) || strings.ContainsFunc(s, unprintable) || strings.HasPrefix(s, "::") {
		t.Errorf("the problem %q is not fit for a terminal", s)
	}
	if n := utf8.RuneCountInString(p.Message); n > 1_000 {
		t.Errorf("the message has %d characters: %q", n, p.Message)
	}
}

// unprintable reports whether c could move a cursor or turn text around.
func unprintable(c rune) bool {
	return unicode.IsControl(c) || c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069' || c == '\u2028' || c == '\u2029'
}

var slugForm = regexp.MustCompile(`^[a-z0-9-]{1,80}$`)

// checkSite says what of a loaded Site the later stages could not live with.
func checkSite(t *testing.T, s *planet.Site) {
	t.Helper()
	if s.Title == "" || strings.ContainsFunc(s.Title, unprintable) || utf8.RuneCountInString(s.Title) > 300 || s.Location == nil || s.Schedule == "" {
		t.Errorf("the site lacks its title, zone or schedule: %q, %v, %q", s.Title, s.Location, s.Schedule)
	}
	if u, err := url.Parse(s.URL); s.URL != "" && (err != nil || !u.IsAbs() || u.Host == "" || !strings.HasSuffix(s.URL, "/")) {
		t.Errorf("the site's address is %q", s.URL)
	}
	if f := s.Fetch; f.Workers < 1 || f.PerHost < 1 || f.Timeout <= 0 || f.MaxBytes < 1 || f.MinInterval <= 0 || f.MaxInterval < f.MinInterval {
		t.Errorf("the manners are none: %+v", f)
	}
	groups, slugs, feeds := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, g := range s.Groups {
		if !slugForm.MatchString(g.Slug) || groups[g.Slug] || g.Name == "" {
			t.Errorf("the group %q is there twice, or has no slug or name", g.Slug)
		}
		groups[g.Slug] = true
	}
	for _, m := range s.Members {
		for _, slug := range append([]string{m.Slug}, m.Aliases...) {
			if !slugForm.MatchString(slug) || slugs[slug] {
				t.Errorf("the slug %q is there twice, or is none", slug)
			}
			slugs[slug] = true
		}
		checkMember(t, m, groups, feeds)
	}
	for _, m := range s.Members {
		if m.Of != "" && (!slugs[m.Of] || m.Of == m.Slug) {
			t.Errorf("the item %q belongs to %q, who is no other member", m.Slug, m.Of)
		}
	}
}

func checkMember(t *testing.T, m planet.Member, groups, feeds map[string]bool) {
	t.Helper()
	if strings.ContainsFunc(m.Name, unprintable) || m.Line < 1 || m.File == "" || len(m.Feeds) == 0 && m.Status != planet.StatusRemoved {
		t.Errorf("the member %q has no place, no feed or an odd name %q", m.Slug, m.Name)
	}
	for _, f := range m.Feeds {
		u, err := url.Parse(f.URL)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || len(f.URL) > 2_048 || f.Slug != m.Slug || feeds[f.URL] {
			t.Errorf("the feed %+v of %q cannot be asked, or is there twice", f, m.Slug)
		}
		feeds[f.URL] = true
	}
	for _, g := range m.Groups {
		if !groups[g.Group] {
			t.Errorf("the member %q is in %q, which is no group", m.Slug, g.Group)
		}
	}
	for _, l := range m.Links {
		if u, err := url.Parse(l.URL); err != nil || u.Scheme != "http" && u.Scheme != "https" {
			t.Errorf("the member %q has the link %q", m.Slug, l.URL)
		}
	}
	for _, p := range []string{m.Only.Pattern, m.Skip.Pattern} {
		if _, err := regexp.Compile(p); err != nil {
			t.Errorf("the member %q has the pattern %q", m.Slug, p)
		}
	}
}
