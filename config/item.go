package config

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"planet"
)

// item reads one member. The slug is that of the file name in feeds.d, or "".
func (r *reading) item(n *node, fileSlug string) {
	i := newItem()
	i.Line, i.File = n.line, r.file
	switch n.kind {
	case text:
		var u string
		if !onceAsked(&u).read(r, n) {
			return
		}
		i.Feeds = []planet.Feed{{URL: u, Home: true}} // whether it is a feed itself is seen when it is asked
	case mapping:
		t := table[item]{i, itemKeys}
		t.read(r, n)
		if !r.addresses(n, i) && !t.mistyped(n, "site") && !t.mistyped(n, "feed") {
			r.say(n, planet.CodeNoAddress, "this item has neither site nor feed; write site: and the address of the blog")
		}
	case list:
		r.say(n, planet.CodeYAML, "this item is a list; write one dash only")
		return
	default:
		r.say(n, planet.CodeYAML, "this item is empty; write an address behind the dash, or remove it")
		return
	}
	r.takeSlug(n, i, fileSlug)
	r.keep(n, i)
}

// addresses makes the feeds of an item from its keys. It reports false if the
// item names none; one that was removed needs none (LEAVE-3).
func (r *reading) addresses(n *node, i *item) bool {
	for _, u := range i.feeds {
		i.Feeds = append(i.Feeds, i.at(u))
	}
	if n.get("feed").each() == nil && i.Site != "" && r.once(n.get("site")) {
		f := i.at(i.Site)
		f.Home = true
		i.Feeds = append(i.Feeds, f)
	}
	has := n.get("feed").each() != nil || n.get("site").each() != nil
	return has || i.Status == planet.StatusRemoved
}

// at is a feed of the item at u.
func (i *item) at(u string) planet.Feed {
	f := i.feed
	f.URL, f.Language = u, i.Language
	return f
}

// keep adds the item to the site.
func (r *reading) keep(n *node, i *item) {
	for k := range i.Feeds {
		i.Feeds[k].Slug = i.Slug
	}
	if i.Of != "" {
		r.further = append(r.further, further{r.file, n.get("member"), i.Slug})
	}
	r.site.Members = append(r.site.Members, i.Member)
}

// onceAsked is the address of a feed, which the list may hold only once.
func onceAsked(into *string) shape { return feedAddress{address{into: into, asked: true}} }

type feedAddress struct{ address }

func (f feedAddress) read(r *reading, n *node) bool {
	return f.address.read(r, n) && r.once(n)
}

// once says if the list holds the feed at n already, after removing scheme,
// www and last slash, or if it is one of our own.
func (r *reading) once(n *node) bool {
	u, err := url.Parse(strings.TrimSpace(n.text))
	if err != nil {
		return true // cannot be: the address has been read
	}
	spelling := plainAddress(u)
	if r.own(spelling) {
		r.say(n, planet.CodeOwnFeed, "%s is a feed of this planet, which would feed itself; remove it", short(n.text))
		return false
	}
	first, listed := r.feeds[spelling]
	if !listed {
		r.feeds[spelling] = place{file: r.file, line: n.line, name: n.text}
		return true
	}
	as := ""
	if first.name != n.text {
		as = " as " + short(first.name)
	}
	r.say(n, planet.CodeDuplicate, "%s is already listed %s%s; remove one of the two", short(n.text), r.where(first), as)
	return false
}

// ownForm is what follows planet.url in the address of a feed of ours, or of
// the page that leads to it (outputs.md 1).
var ownForm = onUse(`^(|/atom\.xml|/rss\.xml|/feed\.json|/(everything|conversations|digest|members/[^/]+|groups/[^/]+)(/atom\.xml)?)$`)

// own reports whether an address is one of our feeds.
func (r *reading) own(spelling string) bool {
	if r.home == "" {
		return false
	}
	rest, below := strings.CutPrefix(spelling, r.home)
	return below && ownForm().MatchString(rest)
}

// where tells the place of something in words.
func (r *reading) where(p place) string {
	if p.file == r.file {
		return "on line " + strconv.Itoa(p.line)
	}
	return "in " + p.file + ", line " + strconv.Itoa(p.line)
}

// takeSlug gives the item its slug: the one it names, that of its file, or one
// made from name and address (URL-2). Who comes first keeps a slug.
func (r *reading) takeSlug(n *node, i *item, fileSlug string) {
	at := n
	if said := n.get("slug"); said != nil && said.kind != empty {
		at = said
	}
	switch {
	case i.Slug == "" && at != n:
		return // it names one that cannot be used, and has been told so
	case i.Slug == "":
		i.Slug = fileSlug
	}
	if i.Slug != "" {
		r.claim(at, i.Slug, i, false)
	} else {
		r.derive(n, i)
	}
	for _, alias := range n.get("aliases").each() {
		if slices.Contains(i.Aliases, alias.text) {
			r.claim(alias, alias.text, i, false)
		}
	}
}

// derive makes a slug from the name or address. An item whose slug is taken by
// another derived one gets that of its host, its path and so on: many blogs of a
// long list share a host. A slug that somebody wrote is never passed over in
// silence: the clash is an error.
func (r *reading) derive(n *node, i *item) {
	address := i.Site
	if address == "" && len(i.Feeds) > 0 {
		address = i.Feeds[0].URL
	}
	for s := range slugsOf(i.Name, address) {
		i.Slug = s
		if !r.slugs[s].derived {
			break
		}
	}
	switch {
	case i.Slug != "":
		r.claim(n, i.Slug, i, true)
	case address == "" && i.Status == planet.StatusRemoved:
		r.say(n, planet.CodeBadValue, "a member who was removed keeps a slug; write slug: and the one that stays reserved")
	case address != "": // else none could be read
		r.say(n, planet.CodeBadValue, "no slug can be made of the name and address of this item; write slug: and a short name of a-z")
	}
}

// claim takes a slug for an item, or says whose it is.
func (r *reading) claim(at *node, slug string, i *item, derived bool) {
	first, taken := r.slugs[slug]
	if taken {
		advice := "write slug: and another name"
		if at.entry && at.name != "" { // an alias
			advice = "remove it in one of the two places"
		}
		r.say(at, planet.CodeSlugTaken, "the slug %s already belongs to %s %s; %s", slug, short(first.name), r.where(first), advice)
		return
	}
	name := i.Name
	if name == "" {
		name = "the member"
	}
	r.slugs[slug] = place{file: r.file, line: i.Line, name: name, slug: i.Slug, derived: derived}
}
