package config_test

import (
	"slices"
	"testing"
)

// A slug is what the list says, else made of the name, else of the address,
// never of what a feed says (URL-2).
func TestSlugs(t *testing.T) {
	tests := []struct {
		name  string
		items string
		want  []string
	}{
		{"from slug", "- {slug: ann, name: Ann Example, site: https://a.example/}", []string{"ann"}},
		{"from the name", "- {name: Ann Example, site: https://a.example/}", []string{"ann-example"}},
		{"without accents", "- {name: Zoë Brûlé-Ångström, site: https://a.example/}", []string{"zoe-brule-angstrom"}},
		{"without apostrophes", `- {name: "Siobhán O'Neill’s blog", site: https://a.example/}`, []string{"siobhan-oneills-blog"}},
		{"with letters of Latin script written out", "- {name: Jürgen Weißæ Þórsson Łuk, site: https://a.example/}", []string{"jurgen-weissae-thorsson-luk"}},
		{"with combining accents", "- {name: \"Ze\u0301 Sa\u0303o\", site: https://a.example/}", []string{"ze-sao"}},
		{"from a name of digits, the host", "- {name: 404, site: https://notfound.example/}", []string{"notfound-example"}},
		{"from a name in another script, the host", "- {name: 山田, site: https://www.yamada.example/blog/}", []string{"yamada-example"}},
		{"from a name that is a page of ours, the host", "- {name: Recent, site: https://recent.example/}", []string{"recent-example"}},
		{"from a name that is a device, the host", "- {name: Con, site: https://con.example/}", []string{"con-example"}},
		{"from a bare address, the host", "- https://www.Blog.example.net:8080/a/b", []string{"blog-example-net"}},
		{"from a long name, its first 80 characters", "- {name: " + long + ", site: https://a.example/}", []string{long[:80]}},
		{
			"of the second of one name, the host",
			"- {name: Ann, site: https://a.example/}\n- {name: Ann, site: https://b.example/}",
			[]string{"ann", "b-example"},
		},
		{
			"of blogs on one host, host and path",
			"- https://blogs.example/\n- https://blogs.example/ann/\n- https://blogs.example/~ben\n- https://blogs.example/?u=cyd",
			[]string{"blogs-example", "blogs-example-ann", "blogs-example-ben", "blogs-example-u-cyd"},
		},
		{
			"of a member who left everything, what is reserved",
			"- {slug: ann, status: removed}",
			[]string{"ann"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			here(t, map[string]string{"feeds.yaml": planetExample + "feeds:\n" + tt.items + "\n"})
			site, err := loader.Load("feeds.yaml")
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, m := range site.Members {
				got = append(got, m.Slug)
				for _, f := range m.Feeds {
					if f.Slug != m.Slug {
						t.Errorf("the feed %s has slug %q, its member %q", f.URL, f.Slug, m.Slug)
					}
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("slugs are %q, want %q", got, tt.want)
			}
		})
	}
}

// long is a name of 90 characters.
const long = "annandannandannandannandannandannandannandannandannandannandannandannandannandannandannand"
