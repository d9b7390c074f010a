package config_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"planet/config"
)

// merged joins a few things with the list that is here, as planet import does.
func merged(t *testing.T, folder bool) ([]string, error) {
	t.Helper()
	d, err := loader.Draft("feeds.yaml")
	if err != nil {
		t.Fatal(err)
	}
	m := config.More{Site: d.Site(), Above: []string{"# of old"}, Below: []string{"# - https://gone.example/"}}
	for key, value := range map[string]any{"id": "urn:x:1", "aliases.rss20.xml": "rss.xml"} {
		top, _, _ := strings.Cut(key, ".")
		if _, said := d.Said(top); said {
			continue
		}
		if err := d.Set(key, value); err != nil {
			t.Fatal(err)
		}
		m.Settings = append(m.Settings, top)
	}
	groups := len(d.Site().Groups)
	for _, name := range []string{"Ann", "Bo"} {
		address := "https://" + strings.ToLower(name) + ".example/feed"
		if d.Listed(address) {
			continue
		}
		slug, err := d.Group("", "Sky & Co")
		if err != nil {
			t.Fatal(err)
		}
		d.Begin()
		for key, value := range map[string]any{"name": name, "feed": address, "groups": []string{slug}} {
			if err := d.Give(key, value); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Keep(); err != nil {
			t.Fatal(err)
		}
		one := config.Commented{Member: *d.Member(), Slug: d.Member().Slug, Comments: []string{"# " + name + ":", "", "# a friend"}}
		if !d.SlugNeeded() {
			one.Member.Slug = ""
		}
		m.Items = append(m.Items, one)
	}
	m.Groups = d.Site().Groups[groups:]
	return loader.Merge("feeds.yaml", &m, folder)
}

// Whatever a list looks like, what is new is put in where it belongs, no other
// byte changes (FY-7), and the second time there is nothing new (IMP-1).
func TestMerge(t *testing.T) {
	const settings = "  id: urn:x:1\n  aliases: {rss20.xml: rss.xml}\n"
	const groups = "  - slug: sky-co\n    name: Sky & Co\n"
	const items = "  # Ann:\n\n  # a friend\n  - name: Ann\n    feed: https://ann.example/feed\n    groups: [sky-co]\n\n  # Bo:\n\n  # a friend\n  - name: Bo\n    feed: https://bo.example/feed\n    groups: [sky-co]\n\n  # - https://gone.example/\n"
	tests := []struct{ name, list, want string }{
		{
			"keys on lines of their own",
			"planet:\n  title: Planet   # ours\n\n# them\nfeeds:\n  - https://cy.example/   # Cy\n# end\n",
			"planet:\n  title: Planet   # ours\n  # of old\n" + settings + "\ngroups:\n" + groups + "# them\nfeeds:\n  - https://cy.example/   # Cy\n" + items + "# end\n",
		},
		{
			"planet on one line, and lines of Windows",
			"planet: {title: Planet}\r\ngroups: []\r\nfeeds:\r\n",
			strings.ReplaceAll("planet: {title: Planet, id: \"urn:x:1\", aliases: {rss20.xml: rss.xml}}\ngroups:\n"+groups+"feeds:\n"+items, "\n", "\r\n"),
		},
		{
			"what is there stays",
			"planet:\n    title: Planet\n    id: urn:mine:2\n    aliases:\n        old.xml: atom.xml\n    # of old\ngroups:\n    - {slug: sky, name: SKY & CO}\nfeeds:\n- https://www.ann.example/feed/\n- {name: Other, slug: bo, site: https://other.example/}\n",
			"planet:\n    title: Planet\n    id: urn:mine:2\n    aliases:\n        old.xml: atom.xml\n    # of old\ngroups:\n    - {slug: sky, name: SKY & CO}\nfeeds:\n- https://www.ann.example/feed/\n- {name: Other, slug: bo, site: https://other.example/}\n# Bo:\n\n# a friend\n- name: Bo\n  slug: bo-2\n  feed: https://bo.example/feed\n  groups: [sky]\n\n# - https://gone.example/\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			here(t, map[string]string{"feeds.yaml": tt.list})
			written, err := merged(t, false)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, read(t, "feeds.yaml")); diff != "" || len(written) != 1 {
				t.Errorf("%q are written, and the list differs (-want +got):\n%s", written, diff)
			}
			if written, err := merged(t, false); err != nil || len(written) != 0 {
				t.Errorf("the second time %q are written, %v:\n%s", written, err, read(t, "feeds.yaml"))
			}
		})
	}
}

// In feeds.d each member has a file, and the list gets the rest.
func TestMergeIntoFolder(t *testing.T) {
	here(t, map[string]string{"feeds.yaml": "planet:\n  title: Planet\n", "feeds.d/bo.yaml": "https://other.example/\n"})
	written, err := merged(t, true)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"feeds.yaml", "feeds.d/ann.yaml", "feeds.d/bo-2.yaml"}, slashed(written)); diff != "" {
		t.Errorf("files that were written (-want +got):\n%s", diff)
	}
	for name, want := range map[string]string{
		"feeds.yaml":        "planet:\n  title: Planet\n  # of old\n  id: urn:x:1\n  aliases: {rss20.xml: rss.xml}\n\ngroups:\n  - slug: sky-co\n    name: Sky & Co\n",
		"feeds.d/ann.yaml":  "# Ann:\n\n# a friend\nname: Ann\nfeed: https://ann.example/feed\ngroups: [sky-co]\n",
		"feeds.d/bo-2.yaml": "# Bo:\n\n# a friend\nname: Bo\nfeed: https://bo.example/feed\ngroups: [sky-co]\n\n# - https://gone.example/\n",
		"feeds.d/bo.yaml":   "https://other.example/\n",
	} {
		if diff := cmp.Diff(want, read(t, name)); diff != "" {
			t.Errorf("%s differs (-want +got):\n%s", name, diff)
		}
	}
	if written, err := merged(t, true); err != nil || len(written) != 0 {
		t.Errorf("the second time %q are written, %v", written, err)
	}
}

func slashed(files []string) []string {
	for i, f := range files {
		files[i] = strings.ReplaceAll(f, string(os.PathSeparator), "/")
	}
	return files
}

// A list that can't take what is new stays as it is, and so do files in its way.
func TestMergeRefuses(t *testing.T) {
	tests := []struct {
		name   string
		files  map[string]string
		folder bool
		want   string
	}{
		{"a list within brackets", map[string]string{"feeds.yaml": "planet: {title: Planet}\nfeeds: [https://cy.example/]\n"}, false, "feeds.yaml:2: feeds is not a list with each item on a line of its own"},
		{"groups within brackets", map[string]string{"feeds.yaml": "planet: {title: Planet}\ngroups: [{slug: a}]\n"}, false, "feeds.yaml:2: groups is not a list with each item on a line of its own"},
		{"keys within brackets on several lines", map[string]string{"feeds.yaml": "{planet: {title: Planet},\nfeeds: []}\n"}, false, "feeds is not a list with each item on a line of its own"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			here(t, tt.files)
			_, err := merged(t, tt.folder)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Merge: %v, want %s", err, tt.want)
			}
			if got := read(t, "feeds.yaml"); got != tt.files["feeds.yaml"] {
				t.Errorf("the list has changed:\n%s", got)
			}
		})
	}
}
