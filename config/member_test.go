package config_test

import (
	"strings"
	"testing"
)

// Each mistake in an item is answered (FY-2, FY-3, FY-4).
func TestItemMistakes(t *testing.T) {
	tests := []struct {
		name  string
		items string // from the fourth line of the list on
		want  string
	}{
		{"a key is mistyped", "- feed: https://ann.example/feed\n  gruops: [standard]", "feeds.yaml:5: gruops is not known here; did you mean groups?"},
		{"a key is one of another program", "- url: https://ann.example/", "feeds.yaml:4: url is not known here; did you mean site?"},
		{"a key is not known", "- site: https://ann.example/\n  colour: red", "feeds.yaml:5: colour is not known here; what only your theme knows goes below extra:"},
		{"a key stands there twice", "- site: https://ann.example/\n  name: Ann\n  name: Ben", "feeds.yaml:6: name already stands on line 5; remove one of the two"},
		{"an item has an address", "- name: Ann", "feeds.yaml:4: this item has neither site nor feed; write site: and the address of the blog"},
		{"who has left still has an address", "- {slug: ann, status: left}", "feeds.yaml:4: this item has neither site nor feed; write site: and the address of the blog"},
		{
			"who was removed keeps a slug",
			"- {slug: , status: removed}",
			"feeds.yaml:4: a member who was removed keeps a slug; write slug: and the one that stays reserved",
		},
		{"an item is not empty", "-", "feeds.yaml:4: this item is empty; write an address behind the dash, or remove it"},
		{"an item is no list", "- [https://ann.example/]", "feeds.yaml:4: this item is a list; write one dash only"},
		{"an item has one dash", "- - https://ann.example/", "feeds.yaml:4: this item is a list; write one dash only"},
		{"a dash has a space behind it", "-https://ann.example/", "feeds.yaml:4: a dash needs a space behind it; write - https://ann.example/"},
		{
			"and the dash below it",
			"- https://ann.example/\n  -https://ben.example/",
			"feeds.yaml:5: the dash below https://ann.example/ needs a space behind it; write - https://ben.example/",
		},
		{"a site is one address", "- site: [https://ann.example/]", "feeds.yaml:4: site is a list; write one web address"},
		{"a feed is an address", "- feed: {url: https://ann.example/feed}", "feeds.yaml:4: feed is a mapping; write feed: https://blog.example.net/feed, or a list of such"},
		{"a feed is not empty", `- feed: [https://ann.example/feed, ""]`, `feeds.yaml:4: an entry of feed is ""; write one web address`},
		{
			"a feed is listed once",
			"- https://ann.example/feed\n- https://ann.example/feed",
			"feeds.yaml:5: https://ann.example/feed is already listed on line 4; remove one of the two",
		},
		{
			"also without www, scheme, port, fragment and slash",
			"- https://ann.example/feed\n- http://www.Ann.example:80/feed/#top",
			"feeds.yaml:5: http://www.Ann.example:80/feed/#top is already listed on line 4 as https://ann.example/feed; remove one of the two",
		},
		{
			"also twice in one item",
			"- feed: [https://ann.example/feed, https://ann.example/feed]",
			"feeds.yaml:4: https://ann.example/feed is already listed on line 4; remove one of the two",
		},
		{"a name is a text", "- {name: [Ann], site: https://ann.example/}", "feeds.yaml:4: name is a list; write a text of at most 300 characters"},
		{
			"a name turns no text around",
			`- {name: "Ann \u202egro.live", site: https://ann.example/}`,
			`feeds.yaml:4: the text "Ann gro.live" holds the invisible character U+202E; remove it`,
		},
		{"a name moves no cursor", `- {name: "Ann \e[2J", site: https://ann.example/}`, `feeds.yaml:4: the text "Ann [2J" holds the invisible character U+001B; remove it`},
		{"a slug is of a-z, 0-9 and -", "- {slug: Ann Müller, site: https://ann.example/}", `feeds.yaml:4: slug is "Ann Müller"; write ann-muller`},
		{"a slug has letters", "- {slug: 山田, site: https://ann.example/}", `feeds.yaml:4: slug is "山田"; write a short name of a-z, 0-9 and -, such as ann-example`},
		{
			"a slug has its limit",
			"- {slug: " + strings.Repeat("a", 81) + ", site: https://ann.example/}",
			`feeds.yaml:4: slug is "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…"; write at most 80 characters`,
		},
		{
			"a slug is no page of ours",
			"- {slug: recent, site: https://ann.example/}",
			`feeds.yaml:4: slug is "recent", which is the name of a page of ours or of a device; write another one, such as recent-blog`,
		},
		{
			"a slug is no device of Windows",
			"- {slug: con, site: https://ann.example/}",
			`feeds.yaml:4: slug is "con", which is the name of a page of ours or of a device; write another one, such as con-blog`,
		},
		{
			"a slug is of one member",
			"- {name: Ann, slug: ann, site: https://ann.example/}\n- {name: Other, slug: ann, site: https://other.example/}",
			"feeds.yaml:5: the slug ann already belongs to Ann on line 4; write slug: and another name",
		},
		{
			"a slug that was written is not given to a name",
			"- {name: Other, slug: ann, site: https://other.example/}\n- {name: Ann, site: https://ann.example/}",
			"feeds.yaml:5: the slug ann already belongs to Other on line 4; write slug: and another name",
		},
		{
			"a slug can be made",
			`- {name: 山田, site: "https://例え.テスト/"}`,
			"feeds.yaml:4: no slug can be made of the name and address of this item; write slug: and a short name of a-z",
		},
		{"aliases are a list", "- {slug: ann, aliases: annie, site: https://ann.example/}", `feeds.yaml:4: aliases is "annie"; write a list, like aliases: [annie]`},
		{"an alias is a slug", "- {slug: ann, aliases: [Annie], site: https://ann.example/}", `feeds.yaml:4: an entry of aliases is "Annie"; write annie`},
		{
			"an alias is no slug of another",
			"- {slug: ann, site: https://ann.example/}\n- {slug: ben, aliases: [ann], site: https://ben.example/}",
			"feeds.yaml:5: the slug ann already belongs to the member on line 4; remove it in one of the two places",
		},
		{
			"a further item belongs to a member",
			"- {slug: ann, member: anne, site: https://ann.example/}",
			`feeds.yaml:4: member is "anne"; write the slug of another member, to whom this item belongs`,
		},
		{
			"a further item belongs to another",
			"- {slug: ann, member: ann, site: https://ann.example/}",
			`feeds.yaml:4: member is "ann"; write the slug of another member, to whom this item belongs`,
		},
		{
			"a further item names no former slug",
			"- {slug: ann, aliases: [annie], site: https://ann.example/}\n- {slug: notes, member: annie, site: https://ann.example/notes}",
			`feeds.yaml:5: member is "annie", a former slug; write ann`,
		},
		{
			"a further item belongs to no further item",
			"- {slug: ann, site: https://ann.example/}\n- {slug: notes, member: ann, site: https://ann.example/notes}\n- {slug: more, member: notes, site: https://ann.example/more}",
			`feeds.yaml:6: member is "notes", which belongs to ann itself; write member: ann`,
		},
		{
			"an avatar is beside the list",
			"- {avatar: ../ann.png, site: https://ann.example/}",
			`feeds.yaml:4: avatar is "../ann.png"; write a file beside feeds.yaml, like avatars/ann.png, or an address`,
		},
		{
			"an avatar is no file of the machine",
			"- {avatar: /etc/passwd, site: https://ann.example/}",
			`feeds.yaml:4: avatar is "/etc/passwd"; write a file beside feeds.yaml, like avatars/ann.png, or an address`,
		},
		{
			"an avatar is not asked at home",
			`- {avatar: "http://localhost/ann.png", site: https://ann.example/}`,
			"feeds.yaml:4: localhost is inside a private network, where nobody else could read it; write a public address, or in an intranet allow_private: true below planet.fetch",
		},
		{"a language is a code", "- {language: de_DE, site: https://ann.example/}", `feeds.yaml:4: language is "de_DE"; write a language code such as en, pt-BR or zh-Hant`},
		{"links have names", "- {links: [https://ann.example/cv], site: https://ann.example/}", "feeds.yaml:4: links is a list; write keys below it, each with its value"},
		{
			"a name in the Fediverse has two parts",
			"- {links: {mastodon: ann}, site: https://ann.example/}",
			`feeds.yaml:4: links.mastodon is "ann"; write a name such as @ann@example.social, or the address of the profile`,
		},
		{
			"a user name has no space",
			"- {links: {github: ann example}, site: https://ann.example/}",
			`feeds.yaml:4: links.github is "ann example"; write a user name such as ann, or the address of the profile`,
		},
		{
			"any other link is an address",
			"- {links: {forum: ann}, site: https://ann.example/}",
			`feeds.yaml:4: "ann" is not a web address; write an address like https://blog.example.net/`,
		},
		{"a link is not empty", "- {links: {forum: }, site: https://ann.example/}", "feeds.yaml:4: links.forum is empty; write its address, or remove the line"},
		{
			"the name of a link is a short word",
			`- {links: {"a:b": https://ann.example/cv}, site: https://ann.example/}`,
			`feeds.yaml:4: the key "a:b" in links cannot be used; write a short word such as mastodon`,
		},
		{"a joining day is a date", "- {joined: last year, site: https://ann.example/}", `feeds.yaml:4: joined is "last year"; write a date such as 2026-11-20`},
		{"a licence is a line", "- {licence: {name: CC0}, site: https://ann.example/}", "feeds.yaml:4: licence is a mapping; write a text of at most 300 characters"},
		{"groups are a list", "- {groups: standard, site: https://ann.example/}", `feeds.yaml:4: groups is "standard"; write a list, like groups: [standard]`},
		{"a group is one of the list, or near it", "- {groups: [standart], site: https://ann.example/}", `feeds.yaml:4: there is no group "standart"; did you mean standard?`},
		{
			"a group is one of the list, or it names them",
			"- {groups: [cooking], site: https://ann.example/}",
			`feeds.yaml:4: there is no group "cooking"; write standard or endorsement`,
		},
		{
			"a group stands there once",
			"- {groups: [standard, {slug: standard, only: {keywords: [badge]}}], site: https://ann.example/}",
			`feeds.yaml:4: the group "standard" already stands on line 4; remove one of the two`,
		},
		{"a place in a group has a slug", "- {groups: [{only: {keywords: [badge]}}], site: https://ann.example/}", "feeds.yaml:4: slug is missing here; write slug: standard"},
		{
			"a place in a group has no skip",
			"- {groups: [{slug: standard, skip: {keywords: [badge]}}], site: https://ann.example/}",
			"feeds.yaml:4: skip is not known here; the keys here are only, slug",
		},
		{
			"a pattern is one that RE2 reads",
			`- {only: {pattern: "bad(ge"}, site: https://ann.example/}`,
			`feeds.yaml:4: the pattern "bad(ge" cannot be read, since a bracket does not close; write the second one, or use categories`,
		},
		{
			"a pattern has its limit",
			"- {only: {pattern: " + strings.Repeat("a", 1001) + "}, site: https://ann.example/}",
			`feeds.yaml:4: only.pattern is "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…"; write a pattern of at most 1000 characters`,
		},
		{"display is one of three", "- {display: none, site: https://ann.example/}", `feeds.yaml:4: display is "none"; write full, excerpt or title`},
		{
			"there is a post a day",
			"- {max_per_day: 0, site: https://ann.example/}",
			"feeds.yaml:4: max_per_day is 0; write a number from 1 to 100, or disabled: true to stop the feed",
		},
		{
			"posts a day are a number",
			"- {max_per_day: three, site: https://ann.example/}",
			`feeds.yaml:4: max_per_day is "three"; write a number from 1 to 100, or disabled: true to stop the feed`,
		},
		{"search is true or false", `- {search: "off", site: https://ann.example/}`, `feeds.yaml:4: search is "off"; write true or false`},
		{"consent is agreed or left out", "- {consent: yes, site: https://ann.example/}", `feeds.yaml:4: consent is "yes"; write agreed`},
		{
			"a badge is true, or a hash with its salt",
			"- {badge: {identity: ann@example.org}, site: https://ann.example/}",
			"feeds.yaml:4: salt is missing here; write salt: what planet add --badge-email prints" + "\n" +
				`feeds.yaml:4: badge.identity is "ann@example.org"; write what planet add --badge-email prints`,
		},
		{"ignore knows four elements", "- {ignore: [dates], site: https://ann.example/}", `feeds.yaml:4: an entry of ignore is "dates"; write author, date, id or lang`},
		{"fix has keys", "- {fix: http1, site: https://ann.example/}", `feeds.yaml:4: fix is "http1"; write keys below it, such as title_type:`},
		{
			"a base is feed, entry or an address",
			"- {fix: {base: home}, site: https://ann.example/}",
			`feeds.yaml:4: fix.base is "home"; write feed, entry, or an address such as https://blog.example.net/`,
		},
		{"a zone of dates has a name", "- {fix: {zone: IST}, site: https://ann.example/}", `feeds.yaml:4: fix.zone is "IST"; write a zone such as Europe/London or UTC`},
		{"an order of dates is one of two", "- {fix: {date_order: ymd}, site: https://ann.example/}", `feeds.yaml:4: fix.date_order is "ymd"; write dmy or mdy`},
		{
			"what access needs is not in the list",
			`- {auth: "ann:secret", site: https://ann.example/}`,
			"feeds.yaml:4: auth is no name of a variable; write one such as PLANET_ANN, and the password into the environment, never here",
		},
		{"disabled is true or false", "- {disabled: 1, site: https://ann.example/}", "feeds.yaml:4: disabled is 1; write true or false"},
		{"a status is one of two", "- {status: gone, site: https://ann.example/}", `feeds.yaml:4: status is "gone"; write left or removed`},
		{
			"what is hidden has an address",
			"- {hide: [a post], site: https://ann.example/}",
			`feeds.yaml:4: "a post" is not a web address; write an address like https://blog.example.net/`,
		},
		{"notes are a text", "- {notes: [a, b], site: https://ann.example/}", "feeds.yaml:4: notes is a list; write a text of at most 5000 characters"},
		{"extra has keys", "- {extra: mastodon, site: https://ann.example/}", `feeds.yaml:4: extra is "mastodon"; write keys below it, each with its value`},
		{"extra has each key once", "- {extra: {a: 1, a: 2}, site: https://ann.example/}", "feeds.yaml:4: a already stands on line 4; remove one of the two"},
		{"extra is flat", "- {extra: {a: [[[[[[[[1]]]]]]]]}, site: https://ann.example/}", "feeds.yaml:4: what begins here is more than 8 levels deep; write it flatter"},
		{
			"a list in brackets says the same",
			"[{nme: Ann, site: https://ann.example/}, https://ann.example/]",
			"feeds.yaml:4: nme is not known here; did you mean name?" + "\n" +
				"feeds.yaml:4: https://ann.example/ is already listed on line 4; remove one of the two",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			const head = planetExample + "groups: [{slug: standard}, {slug: endorsement}]\nfeeds:\n"
			files := map[string]string{"feeds.yaml": head + "  " + strings.ReplaceAll(tt.items, "\n", "\n  ") + "\n"}
			if got := mistakes(t, files); got != tt.want {
				t.Errorf("Load says\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}
