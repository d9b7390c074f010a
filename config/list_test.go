package config_test

import (
	"testing"
)

// Each mistake in the outline of the list and in its groups is answered (FY-1, FY-3).
func TestListMistakes(t *testing.T) {
	tests := []struct {
		name string
		list string
		want string
	}{
		{"an empty list", "", "feeds.yaml: planet is missing; write planet: and below it title: and the name of the community"},
		{"a list of comments", "# planet: {title: Planet Example}\n", "feeds.yaml: planet is missing; write planet: and below it title: and the name of the community"},
		{"a list without planet", "feeds:\n  - https://ann.example/\n", "feeds.yaml: planet is missing; write planet: and below it title: and the name of the community"},
		{"planet is a text", "planet: Open Badges\n", `feeds.yaml:1: planet is "Open Badges"; write keys below it, such as title: and the name of the community`},
		{"planet is a list", "planet:\n  - title: Planet Example\n", "feeds.yaml:2: planet is a list; write keys below it, such as title: and the name of the community"},
		{"planet is empty", "planet:\nfeeds: []\n", "feeds.yaml:1: title is missing here; write title: and the name of the community"},
		{"the title is empty", "planet:\n  title:\n  url: https://planet.example/\n", "feeds.yaml:2: title is missing here; write title: and the name of the community"},
		{"the title is mistyped, and said once", "planet:\n  titel: Planet Example\n", "feeds.yaml:2: titel is not known here; did you mean title?"},
		{
			"keys of planet stand beside it",
			"planet:\ntitle: Planet Example\nurl: https://planet.example/\n",
			"feeds.yaml:1: title is missing here; write title: and the name of the community" + "\n" +
				"feeds.yaml:2: title is not known here; write it below planet, two spaces further in" + "\n" +
				"feeds.yaml:3: url is not known here; write it below planet, two spaces further in",
		},
		{
			"keys of the list have no capitals",
			"Planet: {title: Planet Example}\nFeeds: []\n",
			"feeds.yaml:1: Planet is not known here; did you mean planet?" + "\n" +
				"feeds.yaml:2: Feeds is not known here; did you mean feeds?",
		},
		{"keys as other programs call them", "planet: {title: Planet Example}\nmembers: []\n", "feeds.yaml:2: members is not known here; did you mean feeds?"},
		{"a key of the list is not known", "planet: {title: Planet Example}\ncolour: red\n", "feeds.yaml:2: colour is not known here; the keys here are feeds, groups, planet"},
		{"a section stands there twice", "planet: {title: Planet Example}\nfeeds: []\nfeeds: []\n", "feeds.yaml:3: feeds already stands on line 2; remove one of the two"},
		{"the url lacks its scheme", "planet: {title: Planet Example, url: planet.example}\n", `feeds.yaml:1: "planet.example" is not a web address; write https://planet.example`},
		{
			"the url is of a server for files",
			"planet: {title: Planet Example, url: ftp://planet.example/}\n",
			`feeds.yaml:1: "ftp://planet.example/" is not a web address; write https://planet.example/`,
		},
		{
			"the url asks a question",
			"planet: {title: Planet Example, url: \"https://planet.example/?p=1\"}\n",
			"feeds.yaml:1: planet.url is https://planet.example/?p=1; write it without ? and #",
		},
		{
			"the url tells a password",
			"planet: {title: Planet Example, url: \"https://ann:secret@planet.example/\"}\n",
			"feeds.yaml:1: the address at planet.example holds a user name; write it without, since this list is public",
		},
		{"the url is a list", "planet: {title: Planet Example, url: [https://planet.example/]}\n", "feeds.yaml:1: planet.url is a list; write one web address"},
		{
			"groups are a word",
			"planet: {title: Planet Example}\ngroups: standard\n",
			`feeds.yaml:2: groups is "standard"; write a list, like groups: [{slug: standard, name: Standard Working Group}]`,
		},
		{"a group is a word", "planet: {title: Planet Example}\ngroups: [standard]\n", `feeds.yaml:2: an entry of groups is "standard"; write keys below it, such as slug: standard`},
		{"a group has no slug", "planet: {title: Planet Example}\ngroups:\n  - name: Standard\n", "feeds.yaml:3: slug is missing here; write slug: standard"},
		{"a group's slug has capitals", "planet: {title: Planet Example}\ngroups:\n  - slug: Standard\n", `feeds.yaml:3: groups.slug is "Standard"; write standard`},
		{
			"a group's slug is a page of ours",
			"planet: {title: Planet Example}\ngroups:\n  - slug: index\n",
			`feeds.yaml:3: groups.slug is "index", which is the name of a page of ours or of a device; write another one, such as index-blog`,
		},
		{
			"two groups have one slug",
			"planet: {title: Planet Example}\ngroups:\n  - {slug: standard, name: Standard}\n  - {slug: standard, name: Again}\n",
			`feeds.yaml:4: the slug "standard" is already that of the group on line 3; write another one`,
		},
		{
			"a group's key is mistyped",
			"planet: {title: Planet Example}\ngroups:\n  - {slug: standard, desciption: x}\n",
			"feeds.yaml:3: desciption is not known here; did you mean description?",
		},
		{
			"a group's calendar is one that we can ask",
			"planet: {title: Planet Example}\ngroups:\n  - {slug: standard, calendar: \"webcal://calendar.example/a.ics\"}\n",
			`feeds.yaml:3: "webcal://calendar.example/a.ics" is not a web address; write https://calendar.example/a.ics`,
		},
		{
			"feeds are an address",
			"planet: {title: Planet Example}\nfeeds: https://ann.example/\n",
			`feeds.yaml:2: feeds is "https://ann.example/"; write a list, with each item on a line of its own, after a dash`,
		},
		{
			"feeds are keys",
			"planet: {title: Planet Example}\nfeeds:\n  ann: https://ann.example/\n",
			"feeds.yaml:3: feeds is a mapping; write a list, with each item on a line of its own, after a dash",
		},
		{
			"a list that is a list only",
			"- https://ann.example/\n- https://bob.example/\n",
			"feeds.yaml:1: the file begins with a list; begin with planet: and feeds:, and indent what belongs below them",
		},
		{
			"a list that is an address",
			"https://ann.example/\n",
			`feeds.yaml:1: the file begins with "https://ann.example/"; begin with planet: and feeds:, and indent what belongs below them`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := map[string]string{"feeds.yaml": tt.list}
			if got := mistakes(t, files); got != tt.want {
				t.Errorf("Load says\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}
