package config_test

import (
	"testing"
)

// feeds.d holds one item a file, whose name is the slug; clashes name both
// places (FY-1).
func TestFolderMistakes(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string // of feeds.d
		want  string
	}{
		{
			"a file holds one item, not a list",
			map[string]string{"ben.yaml": "- https://ben.example/\n"},
			"feeds.d/ben.yaml:1: this file holds a list; write its one item without the dash",
		},
		{
			"a file holds one item, not the list",
			map[string]string{"ben.yaml": "feeds:\n  - https://ben.example/\n"},
			"feeds.d/ben.yaml:1: feeds belongs into feeds.yaml; write the keys of one item here, such as site:",
		},
		{"a file is not empty", map[string]string{"ben.yaml": "# Ben\n"}, "feeds.d/ben.yaml: this file is empty; write one item, such as site: https://blog.example.net/"},
		{
			"a file's name is the slug",
			map[string]string{"Ben Example.yaml": "https://ben.example/\n"},
			"feeds.d/Ben Example.yaml: the name of this file becomes the slug, a short name of a-z, 0-9 and -; name it ben-example.yaml",
		},
		{
			"a file's name is no page of ours",
			map[string]string{"index.yaml": "https://ben.example/\n"},
			"feeds.d/index.yaml: the name of this file becomes the slug, and this one is reserved for a page of ours or a device; name it index-blog.yaml",
		},
		{
			"a file's name ends in .yaml",
			map[string]string{"ben.yml": "https://ben.example/\n"},
			"feeds.d/ben.yml: only files whose name ends in .yaml are read; rename this one to ben.yaml",
		},
		{
			"a file has an ending at all",
			map[string]string{"ben": "https://ben.example/\n"},
			"feeds.d/ben: only files whose name ends in .yaml are read; rename this one to ben.yaml",
		},
		{
			"a file has no second ending",
			map[string]string{"ben.yaml.txt": "https://ben.example/\n", "README.md": "how to", "README": "how to", "ann.yaml.example": "x: [", ".planet-1": "x: [", "ann.yaml~": "x: ["},
			"feeds.d/ben.yaml.txt: only files whose name ends in .yaml are read; rename this one to ben.yaml",
		},
		{
			"a file stands in the folder itself",
			map[string]string{"more/ben.yaml": "https://ben.example/\n"},
			"feeds.d/more: this is a folder, and what is in it is not read; move its files into feeds.d",
		},
		{"a file has keys of an item", map[string]string{"ben.yaml": "site: https://ben.example/\nnme: Ben\n"}, "feeds.d/ben.yaml:2: nme is not known here; did you mean name?"},
		{
			"a file holds one address",
			map[string]string{"ben.yaml": "https://ben.example/\nhttps://cyd.example/\n"},
			`feeds.d/ben.yaml:1: the address "https://ben.example/ https://cyd.example/" holds a space; write %20 for it, or one address only`,
		},
		{"an item has an address", map[string]string{"ben.yaml": "name: Ben\n"}, "feeds.d/ben.yaml:1: this item has neither site nor feed; write site: and the address of the blog"},
		{
			"the slug of a member in feeds.yaml",
			map[string]string{"ann.yaml": "https://other.example/\n"},
			"feeds.d/ann.yaml:1: the slug ann already belongs to Ann in feeds.yaml, line 3; write slug: and another name",
		},
		{
			"the slug of another file",
			map[string]string{"ben.yaml": "https://ben.example/\n", "cyd.yaml": "slug: ben\nsite: https://cyd.example/\n"},
			"feeds.d/cyd.yaml:1: the slug ben already belongs to the member in feeds.d/ben.yaml, line 1; write slug: and another name",
		},
		{
			"the feed of a member in feeds.yaml",
			map[string]string{"ben.yaml": "name: Ben\nsite: https://www.ann.example\n"},
			"feeds.d/ben.yaml:2: https://www.ann.example is already listed in feeds.yaml, line 3 as https://ann.example/; remove one of the two",
		},
		{
			"the feed of another file",
			map[string]string{"ben.yaml": "https://ben.example/feed\n", "cyd.yaml": "feed: https://ben.example/feed\n"},
			"feeds.d/cyd.yaml:1: https://ben.example/feed is already listed in feeds.d/ben.yaml, line 1; remove one of the two",
		},
		{
			"a quotation mark without a second one",
			map[string]string{"ben.yaml": "name: \"Ben\nsite: https://ben.example/\n"},
			"feeds.d/ben.yaml:1: a quotation mark opens here and none closes; write the second one",
		},
		{
			"a group that there is not",
			map[string]string{"ben.yaml": "site: https://ben.example/\ngroups: [cooking]\n"},
			`feeds.d/ben.yaml:2: there is no group "cooking"; write groups: into feeds.yaml, and below it - {slug: cooking}`,
		},
		{
			"all files are read, by name",
			map[string]string{"ben.yaml": "name: Ben\n", "zoe.yaml": "name: Zoe\n"},
			"feeds.d/ben.yaml:1: this item has neither site nor feed; write site: and the address of the blog" + "\n" +
				"feeds.d/zoe.yaml:1: this item has neither site nor feed; write site: and the address of the blog",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := map[string]string{"feeds.yaml": planetExample + "feeds:\n  - {name: Ann, site: https://ann.example/}\n"}
			for name, text := range tt.files {
				files["feeds.d/"+name] = text
			}
			if got := mistakes(t, files); got != tt.want {
				t.Errorf("Load says\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}
