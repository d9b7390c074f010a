package config_test

import (
	"os"
	"strings"
	"testing"

	"planet/config"
)

// What can be lived with is said and blocks nothing (PC-1): Load takes the list.
func TestNotes(t *testing.T) {
	const id = "id: urn:uuid:5b1c0000-0000-4000-8000-000000000001"
	tests := []struct {
		name string
		list string
		want string // level, then the message
	}{
		{"nothing is said of a good list", "planet: {title: Planet Example, url: https://planet.example/, " + id + "}\n", ""},
		{
			"a planet without url cannot publish",
			"planet: {title: Planet Example}\n",
			"W feeds.yaml:1: planet has no url; write url: and the address where it will be published, without which nothing can be",
		},
		{
			"a planet without id gets one that stays, by its address (ATOM-2)",
			"planet:\n  title: Planet Example\n  url: https://planet.example/\n",
			"N feeds.yaml:2: planet has no id; write id: urn:uuid:77ab5edd-e482-5231-9d1d-5d965088dd6a, or the id in atom.xml if url has changed since, so that its feeds stay the same if the database is lost",
		},
		{
			"a site below the root of its host has no robots.txt (URL-1)",
			"planet:\n  title: Planet Example\n  " + id + "\n  url: https://example.org/planet\n",
			"N feeds.yaml:4: the site is at /planet/, not at the root of its host; robots.txt and .well-known files will not be found there",
		},
		{
			"a proxy sees what the guard does not (SAFE-3)",
			"planet: {title: Planet Example, url: https://planet.example/, " + id + ", fetch: {proxy: environment}}\n",
			"W feeds.yaml:1: requests go through a proxy, so its network is guarded by names only, not by addresses; write proxy: none if you can do without",
		},
		{
			"publishers block who asks often (GET-11, GET-15)",
			"planet:\n  title: Planet Example\n  url: https://planet.example/\n  " + id + "\n  fetch:\n    min_interval: 5m\n    host_delay: 10ms\n    per_host: 8\n",
			"W feeds.yaml:6: planet.fetch.min_interval is 5m; write 1h or more, since publishers block who asks more often\n" +
				"W feeds.yaml:7: planet.fetch.host_delay is 10ms; write 1s or more, since hosts block who hurries\n" +
				"W feeds.yaml:8: planet.fetch.per_host is 8; write 2 or less, since hosts block who asks for much at once",
		},
		{
			"an intranet has no such publishers",
			"planet: {title: Planet Example, url: https://planet.example/, " + id + ", fetch: {allow_private: true, min_interval: 5m, host_delay: 0s, per_host: 8}}\n",
			"",
		},
		{
			"summer time skips an hour of the night (SCHED-4)",
			"planet: {title: Planet Example, url: https://planet.example/, " + id + `, schedule: "30 2 * * *", timezone: Europe/London}` + "\n",
			`N feeds.yaml:1: the schedule "30 2 * * *" names hour 2, which summer time skips or repeats once a year in Europe/London; an hour from 4 to 23 is safer`,
		},
		{
			"midnight is such an hour, too",
			"planet: {title: Planet Example, url: https://planet.example/, " + id + `, schedule: "@daily", timezone: America/New_York}` + "\n",
			`N feeds.yaml:1: the schedule "@daily" names hour 0, which summer time skips or repeats once a year in America/New_York; an hour from 4 to 23 is safer`,
		},
		{
			"a zone without summer time skips none",
			"planet: {title: Planet Example, url: https://planet.example/, " + id + `, schedule: "30 2 * * *", timezone: Asia/Kolkata}` + "\n",
			"",
		},
		{
			"no hour of the day is skipped",
			"planet: {title: Planet Example, url: https://planet.example/, " + id + `, schedule: "30 4,12 * * *", timezone: Europe/London}` + "\n",
			"",
		},
		{
			"an avatar that is missing (IMG-4)",
			"planet: {title: Planet Example, url: https://planet.example/, " + id + "}\nfeeds:\n  - {site: https://ann.example/, avatar: avatars/ann.png}\n",
			"W feeds.yaml:3: avatars/ann.png is missing; put the picture there; until then initials are shown",
		},
		{
			"an avatar that is no picture",
			"planet: {title: Planet Example, url: https://planet.example/, " + id + "}\nfeeds:\n  - {site: https://ann.example/, avatar: feeds.yaml}\n",
			"W feeds.yaml:3: feeds.yaml is not a png, jpeg, webp or gif; save the picture as one; until then initials are shown",
		},
		{
			"an avatar that is large",
			"planet: {title: Planet Example, url: https://planet.example/, " + id + "}\nfeeds:\n  - {site: https://ann.example/, avatar: large.png}\n",
			"W feeds.yaml:3: large.png is larger than 100 kB; make the picture smaller; until then initials are shown",
		},
		{
			"an avatar that is a folder",
			"planet: {title: Planet Example, url: https://planet.example/, " + id + "}\nfeeds:\n  - {site: https://ann.example/, avatar: feeds.d}\n",
			"W feeds.yaml:3: feeds.d is not a file; put the picture there; until then initials are shown",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			here(t, map[string]string{"feeds.yaml": tt.list, "large.png": "\x89PNG\r\n\x1a\n" + strings.Repeat("x", 100_000), "feeds.d/.keep": ""})
			_, found, err := loader.Check("feeds.yaml")
			if err != nil {
				t.Fatal(err)
			}
			if got := leveled(found); got != tt.want {
				t.Errorf("Check says\n%s\nwant\n%s", got, tt.want)
			}
			if _, err := loader.Load("feeds.yaml"); err != nil {
				t.Errorf("Load refuses what blocks nothing: %v", err)
			}
		})
	}
}

// leveled gives what was found, one a line, with its level.
func leveled(found []config.Problem) string {
	lines := make([]string, len(found))
	for i, p := range found {
		lines[i] = string(p.Level) + " " + p.String()
	}
	return strings.Join(lines, "\n")
}

// An avatar that cannot be shown is left out, so that initials are.
func TestBadAvatarIsLeftOut(t *testing.T) {
	here(t, map[string]string{"feeds.yaml": planetExample + "feeds:\n  - {site: https://ann.example/, avatar: ann.png}\n"})
	if err := os.Symlink("/etc/passwd", "ann.png"); err != nil {
		t.Logf("this system makes no links, so the file is missing: %v", err)
	}
	site, err := loader.Load("feeds.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if got := site.Members[0].Avatar; got != "" {
		t.Errorf("the avatar is %q, which leads out of the folder; want none", got)
	}
}

// A warning about what is broken anyway would only distract.
func TestNotesAreSparedWhereAllIsBroken(t *testing.T) {
	for _, list := range []string{"planet: Planet Example\n", "planet: {title: Planet Example, url: planet.example}\n", "planet:\n  title: \"Planet\n", "planet: {title: Planet Example, ulr: https://planet.example/}\n"} {
		here(t, map[string]string{"feeds.yaml": list})
		_, found, err := loader.Check("feeds.yaml")
		if err != nil {
			t.Fatal(err)
		}
		if len(found) != 1 || found[0].Level != config.Blocks {
			t.Errorf("Check of %q says\n%s\nwant one mistake", list, leveled(found))
		}
	}
}
