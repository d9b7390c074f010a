package config_test

import (
	"fmt"
	"strings"
	"testing"

	"planet/config"
)

// What may not stand in a list a draft refuses, in the words of planet check.
func TestDraftRefuses(t *testing.T) {
	tests := []struct {
		key   string // of planet after "planet.", else of an item
		value any
		want  string
	}{
		{"planet.url", "javascript:x", `"javascript:x" is not a web address; write an address like https://blog.example.net/`},
		{"planet.output", ".", `planet.output is "."; write the name of a folder of its own, like public`},
		{"planet.front.entries", 501, "planet.front.entries is 501; write a number from 1 to 500"},
		{"planet.aliases.rss.xml", "rss.xml", `the key "rss.xml" in planet.aliases is a file of ours already; remove it, or write another old name`},
		{"planet.titel", "x", "titel is not known here; did you mean title?"},
		{"feed", "http://10.0.0.1/", "10.0.0.1 is inside a private network"},
		{"feed", "https://ann.example/feed", "https://ann.example/feed is already listed on line 3"},
		{"feed", "https://planet.example/atom.xml", "https://planet.example/atom.xml is a feed of this planet, which would feed itself; remove it"},
		{"name", strings.Repeat("x", 301), "write a text of at most 300 characters"},
		{"name", "x\u202ey", "holds the invisible character U+202E; remove it"},
		{"only.pattern", "(", `the pattern "(" cannot be read, since a bracket does not close`},
		{"avatar", "../x.png", `avatar is "../x.png"; write a file beside feeds.yaml, like avatars/ann.png, or an address`},
		{"groups", []string{"x"}, `there is no group "x"`},
		{"links.github", "a b", `links.github is "a b"; write a user name such as ann`},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt.key, " ", tt.value), func(t *testing.T) {
			here(t, map[string]string{"feeds.yaml": "planet: {title: Planet, url: https://planet.example/}\nfeeds:\n  - https://ann.example/feed\n"})
			d, err := loader.Draft("feeds.yaml")
			if err != nil {
				t.Fatal(err)
			}
			before := config.ListText(d.Site())
			d.Begin()
			if key, is := strings.CutPrefix(tt.key, "planet."); is {
				err = d.Set(key, tt.value)
			} else {
				err = d.Give(tt.key, tt.value)
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error is %v, want %s", err, tt.want)
			}
			if after := config.ListText(d.Site()); after != before {
				t.Errorf("the list has changed to\n%s", after)
			}
		})
	}
}

// A draft knows which slugs items will have, and which of them must be written.
func TestDraftSlugs(t *testing.T) {
	here(t, map[string]string{"feeds.yaml": "planet: {title: Planet}\nfeeds:\n  - {name: Ann, site: https://ann.example/}\n  - {name: Old, slug: bo-example, aliases: [cy], site: https://bo-old.example/}\n"})
	d, err := loader.Draft("feeds.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		slug, name, address string
		want                string
		write               bool
	}{
		{"", "Dee", "https://dee.example/", "dee", false},
		{"", "Ann", "https://ann2.example/", "ann-2", true},
		{"", "Ann", "https://ann3.example/", "ann-3", true},
		{"", "", "https://bo.example/", "bo-example-2", true}, // somebody wrote bo-example
		{"", "", "https://eve.example/", "eve-example", false},
		{"", "", "https://eve.example/blog", "eve-example-blog", false},
		{"", "", "https://eve.example/blog!", "eve-example-blog-2", true},
		{"dee", "Dee again", "https://dee2.example/", "dee-2", true},
		{"", "Cy", "https://cy.example/", "cy-2", true}, // a former slug
		{"", "本", "https://hon.example/", "hon-example", false},
		{"", "new", "https://new.example/", "new-example", false},
		{"", strings.Repeat("x", 90), "https://x.example/", strings.Repeat("x", 80), false},
		{"", strings.Repeat("x", 90), "https://x2.example/", strings.Repeat("x", 78) + "-2", true},
	} {
		d.Begin()
		for key, value := range map[string]string{"slug": tt.slug, "name": tt.name, "site": tt.address} {
			if err := d.Give(key, value); err != nil && value != "" {
				t.Fatal(err)
			}
		}
		if err := d.Keep(); err != nil {
			t.Fatal(err)
		}
		if got := d.Member().Slug; got != tt.want || d.SlugNeeded() != tt.write {
			t.Errorf("%q %q %s gets %s, written: %t; want %s, %t", tt.slug, tt.name, tt.address, got, d.SlugNeeded(), tt.want, tt.write)
		}
	}
}
