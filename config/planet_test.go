package config_test

import (
	"strings"
	"testing"
)

// Each mistake below planet is answered by its line, what stands there and what
// to write instead (FY-5, FY-6).
func TestPlanetMistakes(t *testing.T) {
	tests := []struct {
		name string
		line string // the fourth of the list
		want string
	}{
		{"an id says its scheme", "id: planet-badges", `planet.id is "planet-badges"; write an id such as urn:uuid:2f1c0f7e-0f6d-4c52-9c52-2f7a8f0b5a11`},
		{"a language is a code", "language: english", `planet.language is "english"; write a language code such as en, pt-BR or zh-Hant`},
		{"a code has hyphens", "language: en_GB", `planet.language is "en_GB"; write a language code such as en, pt-BR or zh-Hant`},
		{"a zone has a name, not an abbreviation", "timezone: CEST", `planet.timezone is "CEST"; write a zone such as Europe/London or UTC`},
		{"an e-mail address begins with mailto:", "contact: ann@example.org", `planet.contact is "ann@example.org"; write mailto:ann@example.org`},
		{"what follows mailto: is an e-mail address", `contact: "mailto:ann"`, `planet.contact is "mailto:ann"; write the address of a page, or mailto: and an e-mail address`},
		{"a contact is no sentence", "contact: ask Ann", `"ask Ann" is not a web address; write an address like https://blog.example.net/`},
		{"an owner has keys", "owner: Ann", `planet.owner is "Ann"; write keys below it, such as name:`},
		{"a key of the owner is mistyped", "owner: {name: Ann, mail: ann@example.org}", "mail is not known here; did you mean email?"},
		{"an owner's e-mail is one", "owner: {email: ann at example.org}", `planet.owner.email is "ann at example.org"; write an e-mail address such as ann@example.org`},
		{
			"a repository is a page",
			"repository: git@github.com:ann/planet.git",
			`"git@github.com:ann/planet.git" is not a web address; write an address like https://blog.example.net/`,
		},
		{"a branch is no option", "branch: --force", `planet.branch is "--force"; write the name of a branch, such as main`},
		{
			"a schedule is a cron expression",
			"schedule: every half hour",
			`"every half hour" is no schedule that we can read; write five fields: minute, hour, day, month, weekday, like */30 * * * *`,
		},
		{"a schedule has no seconds", `schedule: "0 0 5 * * *"`, `"0 0 5 * * *" is no schedule that we can read; leave out the seconds: five fields, like */30 * * * *`},
		{"a schedule names days that come", `schedule: "0 0 31 2 *"`, `"0 0 31 2 *" names a day that never comes; write one that does, like 0 3 * * *`},
		{"a schedule leaves publishers in peace", `schedule: "@every 1m"`, `"@every 1m" is no pause of 5 minutes or more; write @every 30m`},
		{"a schedule names no zone", `schedule: "TZ=Europe/London 0 5 * * *"`, `"TZ=Europe/London 0 5 * * *" names a time zone; write it as planet.timezone and leave it out here`},
		{
			"a schedule has five fields, not fifty",
			"schedule: '" + strings.Repeat("* ", 60) + "'",
			`planet.schedule is "` + strings.Repeat("* ", 40) + `…"; write a cron expression of five fields, such as "*/30 * * * *"`,
		},
		{"a schedule is not empty", `schedule: ""`, `planet.schedule is empty; write a cron expression such as "*/30 * * * *"`},
		{
			"a schedule with a star stands in quotes",
			"schedule: */30 * * * *",
			`"*/30" begins with *, which stands for a named value in YAML; put the whole text in quotes, or write the value out`,
		},
		{"a theme is one of those that there are", "theme: klassic", `planet.theme is "klassic"; write classic, or the name of a folder beside feeds.yaml`},
		{"a theme is beside the list", "theme: ../mine", `planet.theme is "../mine"; write classic or plain, or the name of a folder beside feeds.yaml`},
		{"the site has a folder of its own", "output: .", `planet.output is "."; write the name of a folder of its own, like public`},
		{"a path is not empty", `output: ""`, `planet.output is ""; write a path of at most 300 characters, like public`},
		{
			"the database is not published",
			"database: public/planet.db",
			`planet.database is "public/planet.db", inside of what is published; write a path outside of public, like planet.db`,
		},
		{"display is one of three", "display: whole", `planet.display is "whole"; write full, excerpt or title`},
		{"images is one of three", "images: mirror", `planet.images is "mirror"; write hotlink, link or strip`},
		{"future is one of two", "future: keep", `planet.future is "keep"; write clamp or hold`},
		{"front has keys", "front: 30", "planet.front is 30; write keys below it, such as entries:"},
		{"a number has its limits", "front: {entries: 0}", "planet.front.entries is 0; write a number from 1 to 500"},
		{"a number is no word", "front: {days: many}", `planet.front.days is "many"; write a number from 0 to 31`},
		{"a number is whole", "front: {per_feed_per_day: 5.5}", "planet.front.per_feed_per_day is 5.5; write a number from 1 to 100"},
		{"the look of lists is one of three", "front: {text: long}", `planet.front.text is "long"; write full, excerpt or title`},
		{"a key of front is mistyped", "front: {entires: 30}", "entires is not known here; did you mean entries?"},
		{"a merged feed has its limit", "feed: {entries: 501}", "planet.feed.entries is 501; write a number from 1 to 500"},
		{"there is a worker", "fetch: {workers: 0}", "planet.fetch.workers is 0; write a number from 1 to 512"},
		{"a time has a unit", "fetch: {host_delay: 1}", "planet.fetch.host_delay is 1; write a time from 0s to 5m, such as 1s"},
		{"a time is written together", "fetch: {timeout: 30 seconds}", `planet.fetch.timeout is "30 seconds"; write a time from 1s to 10m, such as 30s`},
		{"a size has a unit that we know", "fetch: {max_bytes: 5M}", `planet.fetch.max_bytes is "5M"; write a size from 1KiB to 64MiB, such as 5MiB or 500kB`},
		{"a size has its limit", "fetch: {max_bytes: 5GiB}", `planet.fetch.max_bytes is "5GiB"; write a size from 1KiB to 64MiB, such as 5MiB or 500kB`},
		{"the longest interval is not the shorter one", "fetch: {min_interval: 3h, max_interval: 2h}", "planet.fetch.max_interval is 2h; write at least min_interval, 3h"},
		{
			"a proxy has a scheme",
			`fetch: {proxy: "proxy.example:3128"}`,
			`planet.fetch.proxy is "proxy.example:3128"; write none, environment, or an address such as http://proxy.example.org:3128`,
		},
		{"a truth is true or false", "fetch: {allow_private: yes}", `planet.fetch.allow_private is "yes"; write true or false`},
		{"hubs are a list", "websub: {hubs: https://hub.example/}", `planet.websub.hubs is "https://hub.example/"; write a list, like hubs: [https://hub.example/]`},
		{"a hub is an address", "websub: {hubs: [hub.example]}", `"hub.example" is not a web address; write https://hub.example`},
		{"a filter has keys", "only: badges", `planet.only is "badges"; write keys below it, such as categories:`},
		{"categories are a list", "only: {categories: badges}", `planet.only.categories is "badges"; write a list, like categories: [badges]`},
		{
			"a pattern is one that RE2 reads",
			`only: {pattern: "badge(?!r)"}`,
			`the pattern "badge(?!r)" cannot be read from "(?!" on; look-ahead is not supported, and categories are usually simpler`,
		},
		{"a filter speaks of categories", "only: {tags: [badges]}", "tags is not known here; did you mean categories?"},
		{"a keyword is a text", "skip: {keywords: [[sponsored]]}", "an entry of planet.skip.keywords is a list; write a text of at most 300 characters"},
		{"a word of a list is not empty", "skip: {keywords: [sponsored, ~]}", "an entry of planet.skip.keywords is empty; remove its dash"},
		{"no is not false", "scripts: no", `planet.scripts is "no"; write true or false`},
		{"a number has its least", "active_days: 0", "planet.active_days is 0; write a number from 1 to 3650"},
		{"topics have slugs", "topics: [badges]", "planet.topics is a list; write keys below it, each with its value"},
		{"a topic is a slug", "topics: {Open Badges: [badge]}", `the key "Open Badges" in planet.topics cannot be used; write open-badges`},
		{"a topic joins a list", "topics: {badges: badge}", `planet.topics.badges is "badge"; write a list, like badges: [badge]`},
		{"an alias is a file of the site", "aliases: {/rss20.xml: rss.xml}", `the key "/rss20.xml" in planet.aliases cannot be used; write the name of a file, such as rss20.xml`},
		{"an alias leads to a file of the site", "aliases: {rss20.xml: ../feeds.yaml}", `planet.aliases.rss20.xml is "../feeds.yaml"; write one of our files, such as rss.xml`},
		{
			"an alias is no file that we write",
			"aliases: {atom.xml: rss.xml}",
			`the key "atom.xml" in planet.aliases is a file of ours already; remove it, or write another old name`,
		},
		{
			"an alias leads to a file that we write",
			"aliases: {rss20.xml: rss10.xml}",
			`planet.aliases.rss20.xml is "rss10.xml"; write one of our files, such as rss.xml`,
		},
		{"robots has keys", "robots: [ExampleBot]", "planet.robots is a list; write keys below it, such as disallow:"},
		{"security has an end", `security: {contact: "mailto:security@example.org"}`, "expires is missing here; write expires: 2026-11-20, a date less than a year ahead"},
		{
			"a date has a year first",
			`security: {contact: "mailto:security@example.org", expires: 20.11.2026}`,
			`planet.security.expires is "20.11.2026"; write a date such as 2026-11-20`,
		},
		{"a place for talk has an address", "discuss: {label: Talk}", "url is missing here; write url: https://forum.example.org/"},
		{"an issuer has an e-mail address", "badges: {email: 3}", "planet.badges.email is 3; write an e-mail address such as ann@example.org"},
		{"calls are a list", "calls: {title: Hours}", "planet.calls is a mapping; write a list, like calls: [{title: Community call, start: …}]"},
		{"a call has a title", "calls: [{start: 2026-11-20 18:00 UTC}]", "title is missing here; write title: Community call"},
		{"a call has a time", "calls: [{title: Hours, start: Friday}]", `planet.calls.start is "Friday"; write a time and its zone, such as 2026-11-20 18:00 Europe/London`},
		{"a call has a length", "calls: [{title: Hours, start: 2026-11-20 18:00 UTC, duration: long}]", `planet.calls.duration is "long"; write a time from 1m to 24h, such as 1h`},
		{
			"a call is repeated by a rule",
			"calls: [{title: Hours, start: 2026-11-20 18:00 UTC, rule: weekly}]",
			`planet.calls.rule is "weekly"; write a rule such as FREQ=WEEKLY;BYDAY=FR`,
		},
		{
			"a call is of a group that there is",
			"calls: [{title: Hours, start: 2026-11-20 18:00 UTC, groups: [standard]}]",
			`there is no group "standard"; write groups: into feeds.yaml, and below it - {slug: standard}`,
		},
		{"zones of calls are three at most", "call_zones: [UTC, Europe/London, Europe/Berlin, Asia/Tokyo]", "planet.call_zones has 4 entries; write at most 3"},
		{"a zone of calls has a name", "call_zones: [Mars/Olympus]", `an entry of planet.call_zones is "Mars/Olympus"; write a zone such as Europe/London or UTC`},
		{"what is forgotten is a hash", "forget: [abc]", `an entry of planet.forget is "abc"; write the 64 digits that planet forget prints`},
		{"a key stands there once", "title: Another", "title already stands on line 2; remove one of the two"},
		{"a key that is near one of the list's own", "gruops: []", "gruops is not known here; did you mean groups, at the beginning of its line?"},
		{"a key of the list is not below planet", "feeds: [https://ann.example/]", "feeds stands below planet; begin its line without spaces, as planet does"},
		{"a key that is near none", "colour: red", "colour is not known here; remove it, or look in feeds.schema.json for the right name"},
		{"a key is mistyped", "discription: Posts.", "discription is not known here; did you mean description?"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := map[string]string{"feeds.yaml": "planet:\n  title: Planet Example\n  url: https://planet.example/\n  " + tt.line + "\n"}
			if got, want := mistakes(t, files), "feeds.yaml:4: "+tt.want; got != want {
				t.Errorf("Load says\n%s\nwant\n%s", got, want)
			}
		})
	}
}
