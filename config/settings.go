package config

import (
	"iter"
	"maps"
	"slices"
	"time"

	"planet"
)

const (
	maxCallZones = 3     // CALL-3
	maxForgotten = 5_000 // hashes in planet.forget
)

var (
	iriForm    = onUse(`^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^` + "`" + `]+$`)
	branchForm = onUse(`^[A-Za-z0-9_][A-Za-z0-9_./-]{0,199}$`)
	hashForm   = onUse(`^[0-9a-f]{64}$`)
	fileForm   = onUse(`^[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*$`)
	ruleForm   = onUse(`^FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;[A-Z]+=[A-Z0-9,+:-]+)*$`)
)

var ownerKeys = []key[planet.Owner]{
	{"name", "Who runs the planet.", func(o *planet.Owner) shape { return line(&o.Name) }, ""},
	{"email", "Never published.", func(o *planet.Owner) shape { return email(&o.Email) }, ""},
}

var joinKeys = []key[planet.Join]{
	{"email", "Whom to write to without an account at the repository's host. It is published.", func(j *planet.Join) shape { return email(&j.Email) }, ""},
	{"form", "Address of a form to fill in; an issue of the repository if not given.", func(j *planet.Join) shape { return web(&j.Form) }, ""},
	{"days", "Within how many days a person looks at a new blog; nothing is promised if not given.", func(j *planet.Join) shape { return count(&j.Days, 1, 365, "") }, ""},
}

var frontKeys = []key[planet.Front]{
	{"entries", "The newest so many entries.", func(f *planet.Front) shape { return count(&f.Entries, 1, 500, "") }, ""},
	{"days", "And at least all entries of so many days.", func(f *planet.Front) shape { return count(&f.Days, 0, 31, "") }, ""},
	{"per_feed_per_day", "So many entries of one feed and day.", func(f *planet.Front) shape { return count(&f.PerFeedPerDay, 1, 100, "") }, ""},
	{"text", "How lists show a text: the narrower of this and display wins.", func(f *planet.Front) shape { return display(&f.Text) }, ""},
}

var mergedKeys = []key[planet.Merged]{
	{"entries", "The newest so many entries.", func(m *planet.Merged) shape { return count(&m.Entries, 1, 500, "") }, ""},
}

var fetchKeys = []key[planet.Fetch]{
	{"workers", "Feeds at work at once.", func(f *planet.Fetch) shape { return count(&f.Workers, 1, 512, "") }, ""},
	{"per_host", "Requests in flight to one host.", func(f *planet.Fetch) shape { return count(&f.PerHost, 1, 64, "") }, ""},
	{"host_delay", "Pause between two requests to one host.", func(f *planet.Fetch) shape { return duration(&f.HostDelay, 0, 5*time.Minute) }, ""},
	{"timeout", "The whole of one fetch.", func(f *planet.Fetch) shape { return duration(&f.Timeout, time.Second, 10*time.Minute) }, ""},
	{"max_bytes", "Largest document that is read, after decompression.", func(f *planet.Fetch) shape { return size(&f.MaxBytes, 1<<10, 64<<20) }, ""},
	{"min_interval", "Shortest time between two requests for one feed.", func(f *planet.Fetch) shape { return duration(&f.MinInterval, time.Second, 24*time.Hour) }, ""},
	{"max_interval", "Longest time between two requests for one feed.", func(f *planet.Fetch) shape { return duration(&f.MaxInterval, time.Second, 31*24*time.Hour) }, ""},
	{"proxy", "none, environment (HTTP_PROXY and its kin), or the address of a proxy.", func(f *planet.Fetch) shape {
		return matching(&f.Proxy, proxyForm(), "none, environment, or an address such as http://proxy.example.org:3128")
	}, ""},
	{"allow_private", "Loopback and private addresses may be feeds: for tests and intranets.", func(f *planet.Fetch) shape { return truth(&f.AllowPrivate) }, ""},
}

var proxyForm = onUse(`^(none|environment|(https?|socks5h?)://[^\s/]+/?)$`)

var webSubKeys = []key[planet.WebSub]{
	{"hubs", "Addresses of hubs.", func(w *planet.WebSub) shape { return each(&w.Hubs, "https://hub.example.org/", asked) }, ""},
}

var robotsKeys = []key[planet.Robots]{
	{"disallow", "Names of crawlers.", func(b *planet.Robots) shape { return each(&b.Disallow, "ExampleBot", line) }, ""},
}

var securityKeys = []key[planet.Security]{
	{"contact", "Whom to tell of a weakness.", func(s *planet.Security) shape { return contact(&s.Contact) }, "mailto:security@example.org"},
	{"expires", "Until when this holds: less than a year ahead.", func(s *planet.Security) shape { return date(&s.Expires) }, "2026-11-20, a date less than a year ahead"},
}

var discussKeys = []key[planet.Discuss]{
	{"label", "Words of the link.", func(d *planet.Discuss) shape { return line(&d.Label) }, "Discuss in the forum"},
	{"url", "Address of the link.", func(d *planet.Discuss) shape { return web(&d.URL) }, "https://forum.example.org/"},
}

var badgesKeys = []key[planet.Badges]{
	{"email", "Address of the issuer, which badges must name.", func(b *planet.Badges) shape { return email(&b.Email) }, "badges@example.org"},
	{"classes", "Further badges.", func(b *planet.Badges) shape { return each(&b.Classes, "a-year-of-posts", line) }, ""},
}

var callKeys = []key[planet.Call]{
	{"title", "What the call is.", func(c *planet.Call) shape { return line(&c.Title) }, "Community call"},
	{"start", "Day, time and zone of the first one.", func(c *planet.Call) shape { return moment(&c.Start) }, "2026-11-20 18:00 Europe/London"},
	{"duration", "How long it lasts.", func(c *planet.Call) shape { return duration(&c.Duration, time.Minute, 24*time.Hour) }, ""},
	{"rule", "How it is repeated, as in RFC 5545.", func(c *planet.Call) shape {
		return matching(&c.Rule, ruleForm(), "a rule such as FREQ=WEEKLY;BYDAY=FR")
	}, ""},
	{"url", "Where it takes place.", func(c *planet.Call) shape { return web(&c.URL) }, ""},
	{"groups", "Slugs of groups it belongs to.", func(c *planet.Call) shape { return each(&c.Groups, "standard", slug) }, ""},
}

func callShape(c *planet.Call) shape { return table[planet.Call]{c, callKeys} }

func hash(into *string) shape {
	return matching(into, hashForm(), "the 64 digits that planet forget prints")
}

// topics joins categories under slugs (TOPIC-1).
func topics(into *map[string][]string) shape {
	return named[[]string]{
		add:  func(k string, v []string) { put(into, k, v) },
		all:  sorted(into),
		item: func(v *[]string) shape { return each(v, "badges", line) },
		keys: slugForm(), want: suggested,
	}
}

// oursForm are the files that we write ourselves (outputs.md 1).
var oursForm = onUse(`^(index\.html|atom\.xml|rss\.xml|feed\.json|opml\.xml|blogroll\.opml|members\.json|health\.json|calls\.ics|` +
	`sitemap[0-9-]*\.xml|robots\.txt|404\.html|humans\.txt|favicon\.ico|button\.svg|feed\.css|_headers|` +
	`([0-9]{4}|archive|headlines|members|groups|topics|everything|conversations|digest|calls|ring|badges|health|search|subscribe|join|about|assets)/.+)$`)

// aliases are file names of an old planet, and the files of ours that stand
// there, too (URL-6).
func aliases(into *map[string]string) shape {
	return oldNames{named[string]{
		add:  func(k, v string) { put(into, k, v) },
		all:  sorted(into),
		item: func(v *string) shape { return matching(v, oursForm(), "one of our files, such as rss.xml") },
		keys: fileForm(), want: func(string) string { return "the name of a file, such as rss20.xml" },
	}}
}

// oldNames are names that we don't write ourselves.
type oldNames struct{ named[string] }

func (o oldNames) read(r *reading, n *node) bool {
	ok := o.named.read(r, n)
	for _, p := range n.pairs {
		if oursForm().MatchString(p.key.text) {
			r.say(p.key, planet.CodeBadValue, "the key %s in %s is a file of ours already; remove it, or write another old name", quoted(p.key.text), called(n))
			ok = false
		}
	}
	return ok
}

// sorted gives what put has put, in the order of the keys.
func sorted[T any](from *map[string]T) func() iter.Seq2[string, T] {
	return func() iter.Seq2[string, T] {
		return func(yield func(string, T) bool) {
			for _, k := range slices.Sorted(maps.Keys(*from)) {
				if !yield(k, (*from)[k]) {
					return
				}
			}
		}
	}
}

func put[T any](into *map[string]T, k string, v T) {
	if *into == nil {
		*into = map[string]T{}
	}
	(*into)[k] = v
}
