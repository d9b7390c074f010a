package config

import (
	"planet"
)

// An item is a member as it stands in the list. What belongs to each of its
// feeds is written once, beside them.
type item struct {
	planet.Member
	feeds []string
	feed  planet.Feed // fix, auth and ignore of all feeds
}

func newItem() *item {
	return &item{Member: planet.Member{Everything: true, Search: true, Conversations: true}}
}

// itemKeys are the keys of a member (contract.md, FY-4).
var itemKeys = []key[item]{
	{"name", "Name that readers see; the feed's own title if none is given.", func(i *item) shape { return line(&i.Name) }, ""},
	{"slug", "Short name in addresses, made from the name if none is given. Never change it once published.", func(i *item) shape { return slug(&i.Slug) }, ""},
	{"aliases", "Former slugs: their pages lead to the new ones.", func(i *item) shape { return each(&i.Aliases, "ann", slug) }, ""},
	{"member", "Slug of the member to whom this further item belongs: a second feed with other settings.", func(i *item) shape { return slug(&i.Of) }, ""},
	{"site", "Home page. Without feed, the feed is found from there.", func(i *item) shape { return asked(&i.Site) }, ""},
	{"feed", "Address of the feed, or a list of several.", func(i *item) shape {
		return series[string]{into: &i.feeds, item: onceAsked, such: "https://blog.example.net/feed", alone: true}
	}, ""},
	{"about", "A sentence about the member.", func(i *item) shape { return lines(&i.About) }, ""},
	{"avatar", "Picture: a file beside feeds.yaml, or an address that is fetched once. At most 100 kB; png, jpeg, webp or gif.", func(i *item) shape { return avatar{&i.Avatar} }, ""},
	{"language", "Language of the posts, a BCP 47 code; it wins over what the feed says.", func(i *item) shape { return language(&i.Language) }, ""},
	{"links", "Other places of the member: mastodon and github by name, all others by address.", func(i *item) shape { return links(&i.Links) }, ""},
	{"joined", "Day on which the member joined.", func(i *item) shape { return date(&i.Joined) }, ""},
	{"licence", "Licence of the posts, shown and carried into feeds.", func(i *item) shape { return line(&i.Licence) }, ""},
	{"groups", "Slugs of the member's groups; {slug: …, only: {…}} sends some entries there.", func(i *item) shape {
		return memberships{each(&i.Groups, "standard", func(m *planet.Membership) shape { return membership{m} })}
	}, ""},
	{"only", "Entries to keep: those in one of the categories, with one of the keywords or matching the pattern, and in the language.", func(i *item) shape { return filter(&i.Only) }, ""},
	{"skip", "Entries to drop, of those that only keeps: those that match any part.", func(i *item) shape { return filter(&i.Skip) }, ""},
	{"display", "The most that is shown of a text: full is the whole, excerpt its beginning, title none of it; that of planet if not given.", func(i *item) shape { return display(&i.Display) }, ""},
	{"images", "Pictures in a text: hotlink, link or strip; that of planet if not given.", func(i *item) shape { return images(&i.Images) }, ""},
	{"future", "Entries that are dated ahead: clamp or hold; that of planet if not given.", func(i *item) shape { return future(&i.Future) }, ""},
	{"max_per_day", "Entries of one day on the front page and in the merged feeds; planet.front.per_feed_per_day if not given.", func(i *item) shape {
		return count(&i.MaxPerDay, 1, 100, ", or disabled: true to stop the feed")
	}, ""},
	{"everything", "false keeps the member out of the stream without filters (comes later).", func(i *item) shape { return truth(&i.Everything) }, ""},
	{"search", "false keeps the member out of the search.", func(i *item) shape { return truth(&i.Search) }, ""},
	{"conversations", "false keeps the member out of the conversations (comes later).", func(i *item) shape { return truth(&i.Conversations) }, ""},
	{"consent", "agreed: the author was asked, or proposed the blog.", func(i *item) shape { return choice(&i.Consent, "agreed") }, ""},
	{"badge", "The member wants an Open Badge: true, or the hash that planet add --badge-email made (comes later).", func(i *item) shape { return badge{&i.Badge} }, ""},
	{"ignore", "What the feed says and should not be trusted.", func(i *item) shape {
		return each(&i.feed.Ignore, "date", func(s *string) shape { return choice(s, "author", "date", "id", "lang") })
	}, ""},
	{"fix", "For feeds that say wrong things of themselves.", func(i *item) shape { return table[planet.Feed]{&i.feed, fixKeys} }, ""},
	{"auth", "Name of an environment variable that holds user:password (comes later).", func(i *item) shape { return variable{&i.feed.Auth} }, ""},
	{"disabled", "true: no more fetching; the archive stays.", func(i *item) shape { return truth(&i.Disabled) }, ""},
	{"status", "left: no longer followed, the archive stays; removed: everything goes, the slug stays reserved.", func(i *item) shape {
		return choice(&i.Status, planet.StatusLeft, planet.StatusRemoved)
	}, ""},
	{"hide", "Addresses of single posts which the editors do not show.", func(i *item) shape { return each(&i.Hide, "https://blog.example.net/post", web) }, ""},
	{"contact", "Never published.", func(i *item) shape { return line(&i.Contact) }, ""},
	{"notes", "Never published.", func(i *item) shape { return lines(&i.Notes) }, ""},
	{"extra", "Anything; themes can show it.", func(i *item) shape { return free{&i.Extra} }, ""},
}

// A variable is the name of an environment variable (SAFE-20).
type variable struct{ into *string }

var variableForm = onUse(`^[A-Za-z_][A-Za-z0-9_]{0,99}$`)

func (v variable) read(r *reading, n *node) bool {
	switch {
	case n.kind == empty:
	case n.kind == text && variableForm().MatchString(n.text):
		*v.into = n.text
	default: // what stands there may be the password: no message repeats it
		r.say(n, planet.CodeBadValue, "%s is no name of a variable; write one such as PLANET_ANN, and the password into the environment, never here", called(n))
		return false
	}
	return true
}

func (v variable) write() *node { return said(*v.into) }

func (v variable) schema() *schema {
	return &schema{Type: "string", Pattern: variableForm().String(), Wanted: "write the name of a variable, such as PLANET_ANN"}
}

// fixKeys are the keys of fix (FY-4).
var fixKeys = []key[planet.Feed]{
	{"title_type", "What titles are: text or html; found out if not given.", func(f *planet.Feed) shape { return choice(&f.Fix.TitleType, "text", "html") }, ""},
	{"base", "Where relative links begin: the feed, the entry, or an address.", func(f *planet.Feed) shape {
		return matching(&f.Fix.Base, baseForm(), "feed, entry, or an address such as https://blog.example.net/")
	}, ""},
	{"zone", "Zone of dates that name none.", func(f *planet.Feed) shape { return zone(&f.Fix.Zone) }, ""},
	{"date_order", "How to read dates like 02/09/2025: dmy or mdy.", func(f *planet.Feed) shape { return choice(&f.Fix.DateOrder, "dmy", "mdy") }, ""},
	{"http1", "true asks over HTTP/1.1.", func(f *planet.Feed) shape { return truth(&f.HTTP1) }, ""},
}

var baseForm = onUse(`^(feed|entry|https?://[^\s@]+)$`)
