package render

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/goccy/go-yaml"

	"planet"
)

const publicList = "archive/planet.yaml"

// A fields is a mapping in the order in which it is written. What is zero is
// left out, as in a list that a person writes.
type fields yaml.MapSlice

func (f fields) with(key string, value any) fields {
	if v := reflect.ValueOf(value); !v.IsValid() || v.IsZero() || (v.Kind() == reflect.Slice || v.Kind() == reflect.Map) && v.Len() == 0 {
		return f
	}
	if inner, ok := value.(fields); ok {
		value = yaml.MapSlice(inner)
	}
	return append(f, yaml.MapItem{Key: key, Value: value})
}

// off writes a switch that is on unless somebody turned it off.
func (f fields) off(key string, on bool) fields {
	if on {
		return f
	}
	return append(f, yaml.MapItem{Key: key, Value: false})
}

// publicYAML writes the whole list, with the slugs that were given, as anybody
// may have it: a clone begins with it (ARC-7). What is never published is left
// out: contacts and notes of members, the owner's e-mail address, and feeds
// behind a password (FY-7, SAFE-20).
func publicYAML(site *planet.Site) ([]byte, error) {
	list := fields{}.with("planet", planetFields(site))
	var groups, feeds []yaml.MapSlice
	for i := range site.Groups {
		groups = append(groups, yaml.MapSlice(groupFields(&site.Groups[i])))
	}
	for i := range site.Members {
		if f := memberFields(&site.Members[i]); f != nil {
			feeds = append(feeds, yaml.MapSlice(f))
		}
	}
	list = list.with("groups", groups).with("feeds", feeds)
	b, err := yaml.Marshal(yaml.MapSlice(list))
	return append([]byte("# The list of this planet as anybody may have it: planet clone begins with it.\n"), b...), err
}

func planetFields(s *planet.Site) fields {
	f := fields{}.with("title", s.Title).with("url", s.URL).with("id", s.ID).with("description", s.Description).with("language", s.Language).
		with("timezone", s.Location.String()).with("contact", s.Contact).with("owner", fields{}.with("name", s.Owner.Name)).
		with("repository", s.Repository).with("branch", s.Branch).with("forge", s.Forge).
		with("join", fields{}.with("email", s.Join.Email).with("form", s.Join.Form).with("days", s.Join.Days)).with("schedule", s.Schedule).with("theme", themeName(s.Theme)).
		with("display", s.Display).with("images", s.Images).with("future", s.Future).with("only", filterFields(s.Only)).with("skip", filterFields(s.Skip)).
		with("front", fields{}.with("entries", s.Front.Entries).with("days", s.Front.Days).with("per_feed_per_day", s.Front.PerFeedPerDay).with("text", s.Front.Text)).
		with("feed", fields{}.with("entries", s.Merged.Entries)).with("websub", fields{}.with("hubs", s.WebSub.Hubs))
	f = f.off("entry_pages", s.EntryPages).with("everything", s.Everything).off("scripts", s.Scripts).off("conversations", s.Conversations).off("digest", s.Digest).
		with("ring", s.Ring).with("prefix_titles", s.PrefixTitles).with("data_images", s.DataImages).with("index_full", s.IndexFull).
		off("rss_blogroll", s.RSSBlogroll).off("tombstones", s.Tombstones).with("active_days", s.ActiveDays).with("call_zones", s.CallZones)
	f = f.with("topics", sortedMap(s.Topics)).with("aliases", sortedMap(s.Aliases)).with("precompress", s.Precompress).with("robots", fields{}.with("disallow", s.Robots.Disallow)).
		with("discuss", fields{}.with("label", s.Discuss.Label).with("url", s.Discuss.URL)).with("forget", s.Forget)
	return f
}

// themeName leaves out a folder, which a clone doesn't have.
func themeName(theme string) string {
	if isBuiltin(theme) {
		return theme
	}
	return ""
}

func groupFields(g *planet.Group) fields {
	return fields{}.with("slug", g.Slug).with("name", g.Name).with("description", g.Description).with("contact", g.Contact).with("chat", g.Chat).
		with("calendar", g.Calendar).with("all", g.All).with("only", filterFields(g.Only)).with("skip", filterFields(g.Skip))
}

// memberFields gives one item of the list; nil for one whose feeds are all
// behind a password. Of who was removed only the slug stays (LEAVE-3).
func memberFields(m *planet.Member) fields {
	if m.Status == planet.StatusRemoved {
		return fields{}.with("slug", m.Slug).with("status", m.Status)
	}
	var feeds []string
	home := ""
	for _, f := range m.Feeds {
		switch {
		case f.Home:
			home = f.URL
		case f.Auth == "":
			feeds = append(feeds, f.URL)
		}
	}
	if len(feeds) == 0 && home == "" {
		return nil
	}
	f := fields{}.with("slug", m.Slug).with("member", m.Of).with("name", m.Name).with("site", cmp.Or(m.Site, home))
	if len(feeds) == 1 {
		f = f.with("feed", feeds[0])
	} else {
		f = f.with("feed", feeds)
	}
	f = f.with("aliases", m.Aliases).with("about", m.About).with("avatar", m.Avatar).with("language", m.Language).with("links", linkFields(m.Links)).
		with("joined", day(m.Joined)).with("licence", m.Licence).with("groups", membershipFields(m.Groups)).with("only", filterFields(m.Only)).with("skip", filterFields(m.Skip)).
		with("display", m.Display).with("images", m.Images).with("future", m.Future).with("max_per_day", m.MaxPerDay)
	return f.off("everything", m.Everything).off("search", m.Search).off("conversations", m.Conversations).with("consent", m.Consent).
		with("ignore", m.Feeds[0].Ignore).with("fix", fixFields(&m.Feeds[0])).with("disabled", m.Disabled).with("status", m.Status).with("hide", m.Hide).with("extra", m.Extra)
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func filterFields(f planet.Filter) fields {
	return fields{}.with("categories", f.Categories).with("keywords", f.Keywords).with("pattern", f.Pattern).with("language", f.Language)
}

func fixFields(feed *planet.Feed) fields {
	f := fields{}.with("title_type", feed.Fix.TitleType).with("base", feed.Fix.Base).with("date_order", feed.Fix.DateOrder).with("http1", feed.HTTP1)
	if feed.Fix.Zone != nil {
		f = f.with("zone", feed.Fix.Zone.String())
	}
	return f
}

func linkFields(links []planet.Link) fields {
	f := fields{}
	for _, l := range links {
		f = f.with(l.Name, l.URL)
	}
	return f
}

func membershipFields(in []planet.Membership) []any {
	var all []any
	for _, m := range in {
		if only := filterFields(m.Only); len(only) > 0 {
			all = append(all, yaml.MapSlice(fields{}.with("slug", m.Group).with("only", only)))
		} else {
			all = append(all, m.Group)
		}
	}
	return all
}

func sortedMap[V any](m map[string]V) fields {
	f := fields{}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		f = f.with(key, m[key])
	}
	return f
}
