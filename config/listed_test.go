package config_test

import (
	"strings"
	"testing"

	"planet"
	"planet/config"
)

// A blog is known again in any spelling of its address.
func TestListed(t *testing.T) {
	here(t, map[string]string{"feeds.yaml": planetExample + "feeds:\n  - {name: Ann, site: https://ann.example/, feed: https://feeds.example/ann?a=1}\n  - https://www.ben.example/blog\n"})
	site, err := loader.Load("feeds.yaml")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ address, member string }{
		{"http://www.ann.example", "ann"},
		{"https://ANN.example:443/#top", "ann"},
		{"https://feeds.example/ann?a=1", "ann"},
		{"https://feeds.example/ann?a=2", ""},
		{"http://ben.example/blog/", "ben-example"},
		{"https://ben.example/", ""},
		{"", ""},
		{"://", ""},
	}
	for _, tt := range tests {
		got := ""
		if m := config.Listed(site, tt.address); m != nil {
			got = m.Slug
		}
		if got != tt.member {
			t.Errorf("Listed(%q) is %q, want %q", tt.address, got, tt.member)
		}
	}
}

// URL-2, and a number where two have one name (IMP-4).
func TestFreeSlug(t *testing.T) {
	long := strings.Repeat("a", 90)
	site := &planet.Site{Members: []planet.Member{{Slug: "ann-example", Aliases: []string{"annie"}}, {Slug: "ann-example-2"}, {Slug: long[:80]}}}
	tests := []struct{ name, address, want string }{
		{"Zoë Ünal", "https://zoe.example/", "zoe-unal"},
		{"Ann Example", "https://ann.example/", "ann-example-3"},
		{"Annie", "https://ann.example/", "annie-2"},
		{"日本", "https://www.nihon.example/blog", "nihon-example"},
		{"", "https://ann.example/", "ann-example-3"},
		{"Index", "https://ann.example/", "ann-example-3"},
		{long, "https://ann.example/", long[:78] + "-2"},
		{"日本", "", ""},
	}
	for _, tt := range tests {
		if got := config.FreeSlug(site, tt.name, tt.address); got != tt.want {
			t.Errorf("FreeSlug(%q, %q) = %q, want %q", tt.name, tt.address, got, tt.want)
		}
	}
}
