package config

import (
	"path/filepath"
	"time"

	"planet"
)

// defaults is the site of a list that says nothing (contract.md).
func defaults(path string) *planet.Site {
	return &planet.Site{
		File: path, Dir: filepath.Dir(path),
		Language: "en", Location: time.UTC, Branch: "main",
		Schedule: "*/30 * * * *", Theme: "classic", Output: "public", Database: "planet.db",
		Display: planet.DisplayFull, Images: planet.ImagesHotlink, Future: planet.FutureClamp,
		Front:  planet.Front{Entries: 30, Days: 3, PerFeedPerDay: 5, Text: planet.DisplayExcerpt},
		Merged: planet.Merged{Entries: 20},
		Fetch: planet.Fetch{
			Workers: 32, PerHost: 1, HostDelay: time.Second, Timeout: 30 * time.Second, MaxBytes: 5 << 20,
			MinInterval: time.Hour, MaxInterval: 24 * time.Hour, Proxy: "none",
		},
		EntryPages: true, Scripts: true, Conversations: true, Digest: true, RSSBlogroll: true, Tombstones: true,
		ActiveDays: 90,
	}
}

// planetKeys are the keys of "planet" (contract.md, FY-5).
var planetKeys = []key[planet.Site]{
	{"title", "Name of the planet, as readers see it.", func(s *planet.Site) shape { return line(&s.Title) }, "and the name of the community"},
	{"url", "Address where the planet is published: absolute links and ids come from it.", func(s *planet.Site) shape { return siteAddress{&s.URL} }, ""},
	{"id", "Identity of the merged feed, such as urn:uuid:…; planet check names one. Never change it, also if the address changes.", func(s *planet.Site) shape {
		return matching(&s.ID, iriForm(), "an id such as urn:uuid:2f1c0f7e-0f6d-4c52-9c52-2f7a8f0b5a11")
	}, ""},
	{"description", "One sentence about the planet.", func(s *planet.Site) shape { return lines(&s.Description) }, ""},
	{"language", "Language of the pages, a BCP 47 code.", func(s *planet.Site) shape { return language(&s.Language) }, ""},
	{"timezone", "Zone of the dates on pages and of the schedule; UTC if none is given.", func(s *planet.Site) shape { return zone(&s.Location) }, ""},
	{"contact", "Whom publishers can ask about our requests: the address of a page, or mailto:. It goes into the User-Agent.", func(s *planet.Site) shape { return contact(&s.Contact) }, ""},
	{"owner", "Who runs the planet. The e-mail address is never published.", func(s *planet.Site) shape { return table[planet.Owner]{&s.Owner, ownerKeys} }, ""},
	{"repository", "Address of the repository that holds this list.", func(s *planet.Site) shape { return web(&s.Repository) }, ""},
	{"branch", "Branch of the repository.", func(s *planet.Site) shape {
		return matching(&s.Branch, branchForm(), "the name of a branch, such as main")
	}, ""},
	{"forge", "Software of the repository's host: github, gitea (Forgejo, too) or gitlab; told by the host's name if not given.", func(s *planet.Site) shape {
		return choice(&s.Forge, planet.ForgeGitHub, planet.ForgeGitea, planet.ForgeGitLab)
	}, ""},
	{"join", "What the page on joining says.", func(s *planet.Site) shape { return table[planet.Join]{&s.Join, joinKeys} }, ""},
	{"schedule", "When planet serve updates: a cron expression of five fields.", func(s *planet.Site) shape { return line(&s.Schedule) }, ""},
	{"theme", "A theme's name, or a folder beside feeds.yaml.", func(s *planet.Site) shape { return path(&s.Theme) }, ""},
	{"output", "Folder that is published.", func(s *planet.Site) shape { return path(&s.Output) }, ""},
	{"database", "File of the database, the memory of the planet.", func(s *planet.Site) shape { return path(&s.Database) }, ""},
	{"display", "The most that is shown of a text: full is the whole, excerpt its beginning, title none of it. A member may set its own.", func(s *planet.Site) shape { return display(&s.Display) }, ""},
	{"images", "Pictures in a text: hotlink shows them from where they are, link makes links with their descriptions of them, strip drops them. A member may set its own.", func(s *planet.Site) shape { return images(&s.Images) }, ""},
	{"future", "Entries that are dated ahead: clamp shows them from when we first saw them, hold not before their date. A member may set its own.", func(s *planet.Site) shape { return future(&s.Future) }, ""},
	{"only", "Entries to keep, of all members who have no only of their own: those that match.", func(s *planet.Site) shape { return filter(&s.Only) }, ""},
	{"skip", "Entries to drop, of all members who have no skip of their own: those that match.", func(s *planet.Site) shape { return filter(&s.Skip) }, ""},
	{"front", "Size of the front page.", func(s *planet.Site) shape { return table[planet.Front]{&s.Front, frontKeys} }, ""},
	{"feed", "Size of the merged feeds.", func(s *planet.Site) shape { return table[planet.Merged]{&s.Merged, mergedKeys} }, ""},
	{"fetch", "Manners towards publishers, and our safety.", func(s *planet.Site) shape { return table[planet.Fetch]{&s.Fetch, fetchKeys} }, ""},
	{"websub", "Hubs that are told of changes (comes later).", func(s *planet.Site) shape { return table[planet.WebSub]{&s.WebSub, webSubKeys} }, ""},
	{"entry_pages", "A page of ours for each entry.", func(s *planet.Site) shape { return truth(&s.EntryPages) }, ""},
	{"everything", "A stream without filters, beside the one on topic (comes later).", func(s *planet.Site) shape { return truth(&s.Everything) }, ""},
	{"scripts", "Search in the browser, and what readers choose for themselves, by two small scripts of our own; false keeps them out.", func(s *planet.Site) shape { return truth(&s.Scripts) }, ""},
	{"conversations", "Pages that show which entries answer one another (comes later).", func(s *planet.Site) shape { return truth(&s.Conversations) }, ""},
	{"digest", "A weekly digest (comes later).", func(s *planet.Site) shape { return truth(&s.Digest) }, ""},
	{"ring", "A ring of links from member to member (comes later).", func(s *planet.Site) shape { return truth(&s.Ring) }, ""},
	{"prefix_titles", "The author's name before titles in feeds, for old readers.", func(s *planet.Site) shape { return truth(&s.PrefixTitles) }, ""},
	{"data_images", "Small pictures inside of texts (data:) may stay.", func(s *planet.Site) shape { return truth(&s.DataImages) }, ""},
	{"index_full", "Search engines may list pages that show whole texts of others.", func(s *planet.Site) shape { return truth(&s.IndexFull) }, ""},
	{"rss_blogroll", "rss.xml names the list of members.", func(s *planet.Site) shape { return truth(&s.RSSBlogroll) }, ""},
	{"tombstones", "Feeds say which entries were withdrawn, so that copies can follow.", func(s *planet.Site) shape { return truth(&s.Tombstones) }, ""},
	{"active_days", "A member whose newest entry is at most so many days old is active.", func(s *planet.Site) shape { return count(&s.ActiveDays, 1, 3650, "") }, ""},
	{"topics", "Topics, and the categories that each joins, like open-badges: [badge, badges].", func(s *planet.Site) shape { return topics(&s.Topics) }, ""},
	{"aliases", "File names of an old planet, and ours that stand there, too, like rss20.xml: rss.xml.", func(s *planet.Site) shape { return aliases(&s.Aliases) }, ""},
	{"precompress", "Besides each page, feed and other text file, the same made smaller, for web servers that hand such files out: any of gz, br and zst.", func(s *planet.Site) shape {
		return each(&s.Precompress, "gz", func(c *planet.Coding) shape {
			return choice(c, planet.CodingGzip, planet.CodingBrotli, planet.CodingZstd)
		})
	}, ""},
	{"robots", "Crawlers that the community refuses.", func(s *planet.Site) shape { return table[planet.Robots]{&s.Robots, robotsKeys} }, ""},
	{"security", "What security.txt says.", func(s *planet.Site) shape { return table[planet.Security]{&s.Security, securityKeys} }, ""},
	{"discuss", "One link below each entry, to a place for talk (comes later).", func(s *planet.Site) shape { return table[planet.Discuss]{&s.Discuss, discussKeys} }, ""},
	{"badges", "Open Badges for members (comes later).", func(s *planet.Site) shape { return table[planet.Badges]{&s.Badges, badgesKeys} }, ""},
	{"calls", "Community calls (comes later).", func(s *planet.Site) shape { return each(&s.Calls, "{title: Community call, start: …}", callShape) }, ""},
	{"call_zones", "Zones in which the times of calls are shown besides UTC, at most three (comes later).", func(s *planet.Site) shape {
		return series[string]{into: &s.CallZones, item: zoneName, such: "Europe/London", most: maxCallZones}
	}, ""},
	{"forget", "Hashes of what was removed for good, written by planet forget.", func(s *planet.Site) shape {
		return series[string]{into: &s.Forget, item: hash, such: "…", most: maxForgotten}
	}, ""},
}
