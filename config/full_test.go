package config_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"planet"
)

// Every key of the contract is read and kept, each with another value than its
// default (contract.md, FY-4, FY-5); feeds.d comes after feeds.yaml.
func TestLoadKeepsEachKey(t *testing.T) {
	site, err := loader.Load("testdata/full/feeds.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want := fullSite(t)
	want.Members = fullMembers(t)
	if diff := cmp.Diff(want, site, zones); diff != "" {
		t.Errorf("Load differs (-want +got):\n%s", diff)
	}
}

// A list that says the least has the defaults of the contract.
func TestLoadGivesDefaults(t *testing.T) {
	here(t, map[string]string{"feeds.yaml": "planet: {title: Planet Example}\nfeeds:\n  - https://ann.example/\n"})
	site, err := loader.Load("feeds.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want := &planet.Site{
		File: "feeds.yaml", Dir: ".", Title: "Planet Example",
		Language: "en", Location: time.UTC, Branch: "main",
		Schedule: "*/30 * * * *", Theme: "classic", Output: "public", Database: "planet.db",
		Display: planet.DisplayFull, Images: planet.ImagesHotlink, Future: planet.FutureClamp,
		Front:  planet.Front{Entries: 30, Days: 3, PerFeedPerDay: 5, Text: planet.DisplayExcerpt},
		Merged: planet.Merged{Entries: 20},
		Fetch: planet.Fetch{
			Workers: 32, PerHost: 1, HostDelay: time.Second, Timeout: 30 * time.Second, MaxBytes: 5 * 1024 * 1024,
			MinInterval: time.Hour, MaxInterval: 24 * time.Hour, Proxy: "none",
		},
		EntryPages: true, Scripts: true, Conversations: true, Digest: true, RSSBlogroll: true, Tombstones: true,
		ActiveDays: 90,
		Members: []planet.Member{member(planet.Member{
			Slug:  "ann-example",
			Feeds: []planet.Feed{{Slug: "ann-example", URL: "https://ann.example/", Home: true}},
			Line:  3, File: "feeds.yaml",
		})},
	}
	if diff := cmp.Diff(want, site, zones); diff != "" {
		t.Errorf("Load differs (-want +got):\n%s", diff)
	}
}

// zones compares time zones by their names.
var zones = cmp.Comparer(func(a, b *time.Location) bool {
	return (a == nil) == (b == nil) && a.String() == b.String()
})

// member is m with what is true of a member who says nothing.
func member(m planet.Member) planet.Member {
	m.Everything, m.Search, m.Conversations = true, true, true
	return m
}

func fullSite(t *testing.T) *planet.Site {
	return &planet.Site{
		File: "testdata/full/feeds.yaml", Dir: filepath.FromSlash("testdata/full"),
		Title:       "Planet Example",
		URL:         "https://planet.example/blogs/",
		ID:          "urn:uuid:5b1c0000-0000-4000-8000-000000000001",
		Description: "What the members of an example write on their own blogs.",
		Language:    "en-GB",
		Location:    zone(t, "Europe/London"),
		Contact:     "mailto:planet@example.org",
		Owner:       planet.Owner{Name: "Ann Example", Email: "ann@example.org"},
		Repository:  "https://git.example.org/ann/planet",
		Forge:       planet.ForgeGitea,
		Join:        planet.Join{Email: "desk@planet.example.org", Form: "https://planet.example.org/form", Days: 5},
		Branch:      "trunk",
		Schedule:    "17 */2 * * *",
		Theme:       "plain",
		Output:      filepath.FromSlash("testdata/full/site"),
		Database:    filepath.FromSlash("testdata/full/memory/planet.db"),
		Display:     planet.DisplayExcerpt,
		Images:      planet.ImagesLink,
		Future:      planet.FutureHold,
		Only:        planet.Filter{Categories: []string{"badges", "Open Badges"}, Keywords: []string{"badge"}, Pattern: `(?i)open\s+badges?`, Language: "en"},
		Skip:        planet.Filter{Categories: []string{"cooking"}, Keywords: []string{"sponsored post"}, Pattern: "^ad:", Language: "tlh"},
		Front:       planet.Front{Entries: 40, Days: 7, PerFeedPerDay: 2, Text: planet.DisplayTitle},
		Merged:      planet.Merged{Entries: 50},
		Fetch: planet.Fetch{
			Workers: 16, PerHost: 2, HostDelay: 1500 * time.Millisecond, Timeout: time.Minute, MaxBytes: 2_621_440,
			MinInterval: 90 * time.Minute, MaxInterval: 48 * time.Hour, Proxy: "http://proxy.example.org:3128", AllowPrivate: true,
		},
		WebSub:     planet.WebSub{Hubs: []string{"https://hub.example.org/"}},
		Everything: true, Ring: true, PrefixTitles: true, DataImages: true, IndexFull: true,
		Forget:     []string{"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		ActiveDays: 30,
		CallZones:  []string{"Europe/Berlin", "America/New_York"},
		Topics:     map[string][]string{"open-badges": {"badge", "badges", "openbadges"}},
		Aliases:    map[string]string{"rss20.xml": "rss.xml", "old/atom.xml": "atom.xml"},
		Robots:     planet.Robots{Disallow: []string{"ExampleBot", "OtherBot"}}, Precompress: []planet.Coding{planet.CodingGzip, planet.CodingBrotli, planet.CodingZstd},
		Security: planet.Security{Contact: "mailto:security@example.org", Expires: time.Date(2027, 6, 30, 0, 0, 0, 0, time.UTC)},
		Discuss:  planet.Discuss{Label: "Talk about it", URL: "https://forum.example.org/"},
		Badges:   planet.Badges{Email: "badges@example.org", Classes: []string{"a-year-of-posts"}},
		Calls: []planet.Call{
			{
				Title: "Community call", URL: "https://meet.example.org/call", Rule: "FREQ=MONTHLY;BYDAY=3FR",
				Start: time.Date(2026, 11, 20, 18, 0, 0, 0, zone(t, "Europe/London")), Duration: time.Hour, Groups: []string{"standard"},
			},
			{Title: "Office hours", Start: time.Date(2026, 12, 1, 8, 30, 0, 0, time.UTC)},
		},
		Groups: []planet.Group{
			{
				Slug: "standard", Name: "Standard Working Group", Description: "Those who write the standard.",
				Contact: "https://planet.example/standard", Chat: "https://chat.example.org/standard", Calendar: "https://calendar.example.org/standard.ics",
				Only: planet.Filter{Categories: []string{"spec"}, Keywords: []string{"standard"}, Pattern: `v\d`, Language: "en"},
				Skip: planet.Filter{Categories: []string{"minutes"}, Keywords: []string{"agenda"}, Pattern: "^AW", Language: "de"},
			},
			{Slug: "fr", Name: "En français", Only: planet.Filter{Language: "fr"}, All: true},
			{Slug: "bare", Name: "bare"},
		},
	}
}

func fullMembers(t *testing.T) []planet.Member {
	fix := planet.Fix{TitleType: "html", Base: "https://ann.example/base/", Zone: zone(t, "Europe/Paris"), DateOrder: "dmy"}
	ignore := []string{"author", "date", "id", "lang"}
	return []planet.Member{
		member(planet.Member{
			Slug:  "plain-example-net",
			Feeds: []planet.Feed{{Slug: "plain-example-net", URL: "https://plain.example.net/", Home: true}},
			Line:  84, File: "testdata/full/feeds.yaml",
		}),
		{
			Slug: "ann", Aliases: []string{"annie", "ann-e"}, Name: "Ann Example", Site: "https://ann.example/",
			Feeds: []planet.Feed{
				{Slug: "ann", URL: "https://ann.example/feed.xml", HTTP1: true, Auth: "PLANET_ANN", Language: "cy", Fix: fix, Ignore: ignore},
				{Slug: "ann", URL: "https://ann.example/notes.xml", HTTP1: true, Auth: "PLANET_ANN", Language: "cy", Fix: fix, Ignore: ignore},
			},
			About: "Writes on recognition.\nAnd on bread.", Avatar: "avatars/ann.png", Language: "cy",
			Links: []planet.Link{
				{Name: "mastodon", URL: "https://social.example/@ann"},
				{Name: "github", URL: "https://github.com/ann-example"},
				{Name: "home town", URL: "https://town.example/ann"},
			},
			Joined: time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC), Licence: "CC BY 4.0",
			Groups: []planet.Membership{
				{Group: "bare"},
				{Group: "standard", Only: planet.Filter{Categories: []string{"standard"}, Keywords: []string{"schema"}, Pattern: "v3", Language: "en"}},
			},
			Only:    planet.Filter{Categories: []string{"badges"}, Keywords: []string{"credential"}, Pattern: "badge", Language: "en"},
			Skip:    planet.Filter{Categories: []string{"cooking"}, Keywords: []string{"bread"}, Pattern: "^re", Language: "de"},
			Display: planet.DisplayTitle, Images: planet.ImagesStrip, Future: planet.FutureClamp, MaxPerDay: 3,
			Consent: "agreed", Badge: planet.Badge{Wanted: true, Identity: "sha256$" + strings.Repeat("0", 61) + "abc", Salt: "sea"},
			Hide: []string{"https://ann.example/2024/oops"}, Contact: "ann@example.org, after six", Notes: "Met her at the camp.",
			Extra: map[string]any{
				"mood": "no", "born": uint64(1815), "rate": 0.5, "alive": false, "gone": nil,
				"tags": []any{"a", uint64(1), true}, "deep": map[string]any{"er": "x"},
			},
			Line: 85, File: "testdata/full/feeds.yaml",
		},
		member(planet.Member{
			Slug: "ann-photos", Of: "ann", Name: "Ann's photos",
			Feeds: []planet.Feed{{Slug: "ann-photos", URL: "http://10.0.0.7:8080/photos.atom"}},
			Badge: planet.Badge{Wanted: true}, Disabled: true, Status: planet.StatusLeft,
			Line: 119, File: "testdata/full/feeds.yaml",
		}),
		member(planet.Member{Slug: "ben", Status: planet.StatusRemoved, Line: 126, File: "testdata/full/feeds.yaml"}), // LEAVE-3
		member(planet.Member{ // no is a name, as people mean it
			Slug: "no", Name: "no", Site: "https://no.example/",
			Feeds:  []planet.Feed{{Slug: "no", URL: "https://no.example/", Home: true}},
			Groups: []planet.Membership{{Group: "standard"}},
			Line:   1, File: "testdata/full/feeds.d/no.yaml",
		}),
		member(planet.Member{
			Slug:  "zoe",
			Feeds: []planet.Feed{{Slug: "zoe", URL: "https://zoe.example/feed", Home: true}},
			Line:  1, File: "testdata/full/feeds.d/zoe.yaml",
		}),
	}
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}
