package config_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"planet"
	"planet/config"
)

// What is too large or too deep is refused in a sentence, and costs little: a
// list comes in pull requests of strangers (SAFE-18).
func TestLimits(t *testing.T) {
	const mib = 1 << 20
	item := planetExample + "feeds:\n  - https://ann.example/\n"
	bomb := "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c < 'k'; c++ {
		bomb += fmt.Sprintf("%c: &%c [%s*%c]\n", c, c, strings.Repeat(fmt.Sprintf("*%c,", c-1), 9), c-1)
	}
	tests := []struct {
		name  string
		files map[string]string
		want  string // the first mistake
	}{
		{
			"a list of 9 MiB",
			map[string]string{"feeds.yaml": item + strings.Repeat("# nothing\n", 9*mib/10)},
			"feeds.yaml: this file is larger than 8MiB; split the list, or shorten its texts",
		},
		{
			"a list of 10 MB on one line",
			map[string]string{"feeds.yaml": "planet: {title: " + strings.Repeat("x", 10_000_000) + "}\n"},
			"feeds.yaml: this file is larger than 8MiB; split the list, or shorten its texts",
		},
		{
			"a file of feeds.d of 65 KiB",
			map[string]string{"feeds.yaml": item, "feeds.d/ben.yaml": "site: https://ben.example/\nabout: " + strings.Repeat("x ", 33<<10) + "\n"},
			"feeds.d/ben.yaml: this file is larger than 64KiB; split the list, or shorten its texts",
		},
		{
			"a bomb of aliases",
			map[string]string{"feeds.yaml": "planet:\n  title: Planet Example\n  url: https://planet.example/\nextra:\n" + strings.ReplaceAll("  "+bomb, "\n", "\n  ")},
			`feeds.yaml:5: "&a" begins with &, which names a value in YAML; put the whole text in quotes, or leave the name out`,
		},
		{
			"brackets without end",
			map[string]string{"feeds.yaml": planetExample + "feeds:\n  - extra: " + strings.Repeat("[", 100_000) + "\n"},
			"feeds.yaml:3: what begins here is longer than 20000 words and signs; write a list with one item a line, each after a dash",
		},
		{
			"brackets as deep as the words of an item go",
			map[string]string{"feeds.yaml": planetExample + "feeds:\n  - site: https://ann.example/\n    extra: " + strings.Repeat("[", 9_000) + strings.Repeat("]", 9_000) + "\n"},
			"feeds.yaml:4: extra is a list; write keys below it, each with its value",
		},
		{
			"keys within keys",
			map[string]string{"feeds.yaml": planetExample + "feeds:\n  - site: https://ann.example/\n    extra: " + strings.Repeat("{a: ", 4_000) + strings.Repeat("}", 4_000) + "\n"},
			"feeds.yaml:4: what begins here is more than 8 levels deep; write it flatter",
		},
		{
			"dashes behind dashes",
			map[string]string{"feeds.yaml": planetExample + "feeds:\n  " + strings.Repeat("- ", 15_000) + "x\n"},
			"feeds.yaml:3: this item is a list; write one dash only",
		},
		{
			"empty lines in a text",
			map[string]string{"feeds.yaml": planetExample + "feeds:\n  - about: |\n" + strings.Repeat("\n", 100_000) + "\n    site: https://ann.example/\n"},
			"feeds.yaml:4: more than 100 empty lines follow; remove them",
		},
		{
			"tabs",
			map[string]string{"feeds.yaml": planetExample + strings.Repeat("\t", 1_001) + "\n"},
			"feeds.yaml: this file holds more than 1000 tabs; indent with spaces",
		},
		{
			"more quotation marks without a second one than anybody mends at once",
			map[string]string{"feeds.yaml": planetExample + "feeds:\n" + strings.Repeat("  - name: \"Ann\n", 1_000)},
			"feeds.yaml:3: a quotation mark opens here and none closes; write the second one",
		},
		{
			"more entries than a list may have",
			map[string]string{"feeds.yaml": planetExample + "feeds:\n  - {site: https://ann.example/, hide: [" + strings.Repeat("x,", 1_001) + "]}\n"},
			"feeds.yaml:3: hide has 1001 entries; write at most 1000",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			first, _, _ := strings.Cut(mistakes(t, tt.files), "\n")
			if first != tt.want {
				t.Errorf("Load says first\n%.400s\nwant\n%s", first, tt.want)
			}
		})
	}
}

// No list, or something else in its place, is answered by what to do; only what
// nobody can mend by editing is another error.
func TestNoList(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		path  string
		want  string
	}{
		{"no list", nil, "feeds.yaml", "no feeds.yaml here; write one, or name another with --config; planet demo shows what comes of it"},
		{"a folder", map[string]string{"site/feeds.yaml": planetExample}, "site", "site is a folder; name the list in it, like site/feeds.yaml"},
		{
			"a file instead of feeds.d",
			map[string]string{"feeds.yaml": planetExample, "feeds.d": "https://ann.example/\n"},
			"feeds.yaml",
			"feeds.d: this is not a folder; make it one, with a file for each member",
		},
		{
			"a folder in feeds.d",
			map[string]string{"feeds.yaml": planetExample, "feeds.d/ann.yaml/x": ""},
			"feeds.yaml",
			"feeds.d/ann.yaml: this is a folder, and what is in it is not read; move its files into feeds.d",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			here(t, tt.files)
			_, err := loader.Load(tt.path)
			problems, ok := errors.AsType[*config.Problems](err)
			if !ok || problems.Error() != tt.want {
				t.Errorf("Load: err = %v, want the mistake %q", err, tt.want)
			}
		})
	}
}

// A link in feeds.d could lead to any file of the machine that checks a
// stranger's pull request, and its text into a message.
func TestLinksInFolderAreRefused(t *testing.T) {
	here(t, map[string]string{"feeds.yaml": planetExample, "secret.yaml": "password: hunter2\n", "feeds.d/.keep": ""})
	if err := os.Symlink(filepath.Join("..", "secret.yaml"), filepath.FromSlash("feeds.d/ann.yaml")); err != nil {
		t.Logf("this system makes no links: %v", err)
		return
	}
	_, err := loader.Load("feeds.yaml")
	if want := "feeds.d/ann.yaml: this is not a file; put the item itself here"; err == nil || err.Error() != want {
		t.Errorf("Load: err = %v, want %q", err, want)
	}
}

// Who asks for the Site of a broken list gets what could be read of it.
func TestCheckGivesWhatCouldBeRead(t *testing.T) {
	here(t, map[string]string{"feeds.yaml": planetExample + "feeds:\n  - https://ann.example/\n  - nme: Ben\n"})
	site, found, err := loader.Check("feeds.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 || site == nil || len(site.Members) == 0 || site.Members[0].Slug != "ann-example" {
		t.Errorf("Check gives %+v with %d findings, want a Site with the member ann-example, and what is wrong with the other", site, len(found))
	}
	for _, p := range found {
		if p.Code == planet.CodeOK || p.Level == "" || p.Message == "" {
			t.Errorf("the finding %+v lacks its code, level or message", p)
		}
	}
}
