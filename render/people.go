package render

import (
	"cmp"
	"context"
	"crypto/sha256"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"planet"
	"planet/place"
	"planet/store"
)

const newMemberDays = 30 // a member who joined since then is shown on the front page (DIR-3)

// foundedAt gives when the planet first ran; zero if it never did.
func foundedAt(ctx context.Context, r *store.Reader) (time.Time, error) {
	text, err := r.Fact(ctx, store.FactFounded)
	if err != nil || text == "" {
		return time.Time{}, err
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	return time.Unix(seconds, 0).UTC(), err
}

// meet makes views of the members and groups: of those on the list, and of
// those whose posts stay though their item is gone (LEAVE-2).
func (w *world) meet() {
	for i := range w.site.Groups {
		w.groups = append(w.groups, newGroupView(&w.site.Groups[i]))
	}
	for i := range w.site.Members {
		w.items[w.site.Members[i].Slug] = &w.site.Members[i]
	}
	for i := range w.places {
		slug := w.places[i].Entry.Feed
		if w.items[slug] == nil {
			w.items[slug] = w.gone(&w.places[i].Entry)
		}
	}
	for i := range w.site.Members {
		w.welcome(&w.site.Members[i])
	}
	var gone []string
	for slug := range w.items {
		if w.bySlug[slug] == nil && w.items[slug].Line == 0 && w.items[slug].Status == planet.StatusLeft {
			gone = append(gone, slug)
		}
	}
	slices.Sort(gone)
	for _, slug := range gone {
		w.welcome(w.items[slug])
	}
	for i := range w.site.Members { // further items lead to their member
		if m := &w.site.Members[i]; m.Of != "" {
			w.bySlug[m.Slug] = cmp.Or(w.bySlug[m.Of], w.bySlug[m.Slug])
		}
	}
	for _, g := range w.groups {
		slices.SortStableFunc(g.Members, func(a, b *memberView) int { return strings.Compare(a.sortName, b.sortName) })
	}
}

// gone makes an item for entries whose item is not on the list any more: it
// counts as left.
func (w *world) gone(e *planet.Head) *planet.Member {
	source := w.asked[[2]string{e.Feed, e.FeedURL}].Source
	return &planet.Member{
		Slug: e.Feed, Name: cmp.Or(source.Title, e.Feed), Site: webAddress(source.HomeURL), Status: planet.StatusLeft, Search: true,
		Feeds: []planet.Feed{{Slug: e.Feed, URL: e.FeedURL}},
	}
}

// welcome makes the view of one item that is a member of its own.
func (w *world) welcome(m *planet.Member) {
	if m.Status == planet.StatusRemoved {
		return
	}
	source := w.sourceOf(m)
	v := &memberView{
		Slug: m.Slug, About: m.About, Language: cmp.Or(m.Language, feedLanguage(source.Language)), Links: m.Links, Joined: m.Joined,
		Path: "members/" + m.Slug + "/", Atom: "members/" + m.Slug + "/atom.xml", Health: "members/" + m.Slug + "/health.xml", Mark: consent(w.site, m, w.proofs),
		Gone: m.Status != "", Extra: m.Extra, item: m, Hue: hue(m.Slug), perDay: cmp.Or(m.MaxPerDay, w.site.Front.PerFeedPerDay),
	}
	v.URL = w.home(m, &source)
	v.Host = hostOf(cmp.Or(v.URL, m.Feeds[0].URL))
	v.Name = cmp.Or(m.Name, source.Title, v.Host)
	v.sortName = strings.ToLower(v.Name)
	v.Initials = initials(v.Name)
	if v.Lang, v.Dir = w.speech(m.Language); m.Language == "" {
		v.Dir = "auto" // nobody says what About is written in
	}
	if w.pictures[m.Slug] != nil {
		v.Avatar = hashedPath("avatar-"+m.Slug+".png", w.pictures[m.Slug])
	}
	if m.Status == "" {
		for _, f := range opmlFeeds(*m, v.Name, w.askedFeeds(m)) {
			if address := webAddress(f.XMLURL); address != "" {
				v.Feeds = append(v.Feeds, ownFeed{cmp.Or(f.Title, v.Name), address, f.kind})
			}
		}
	}
	v.State = w.state(m)
	for _, g := range w.groups {
		if !v.Gone && (g.group.All || slices.ContainsFunc(m.Groups, func(in planet.Membership) bool { return in.Group == g.Slug })) {
			v.Groups = append(v.Groups, g)
		}
	}
	w.bySlug[m.Slug] = v
	if m.Of != "" {
		return
	}
	w.members = append(w.members, v)
	for _, g := range v.Groups {
		g.Members = append(g.Members, v)
	}
}

// state is how a member fares (DIR-2).
func (w *world) state(m *planet.Member) planet.State {
	return place.State(w.site, m, w.asked.of(m), w.latest[m.Slug], w.opts.Today)
}

// findLatest notes the position of each slug's latest entry that its author
// did not take out and no trip wire holds.
func (w *world) findLatest() {
	w.latest = map[string]time.Time{}
	for i := range w.places { // they come with the newest first
		e := &w.places[i].Entry
		if _, known := w.latest[e.Feed]; !known && !e.Withdrawn && !e.Held {
			w.latest[e.Feed] = e.Position
		}
	}
}

// sourceOf gives what the first of an item's feeds that could be read says of
// itself.
func (w *world) sourceOf(m *planet.Member) planet.Source {
	for _, f := range m.Feeds {
		if s := w.asked[[2]string{m.Slug, f.URL}].Source; s.Title != "" || s.HomeURL != "" {
			return s
		}
	}
	return planet.Source{}
}

// home gives the address of a member's own site: that of the list wins (C-9).
func (w *world) home(m *planet.Member, source *planet.Source) string {
	for _, f := range m.Feeds {
		if f.Home && m.Site == "" {
			return webAddress(f.URL)
		}
	}
	return cmp.Or(webAddress(m.Site), webAddress(source.HomeURL))
}

// askedFeeds gives what is remembered of the addresses of an item.
func (w *world) askedFeeds(m *planet.Member) map[string]store.Address {
	of := map[string]store.Address{}
	for _, f := range m.Feeds {
		if a, ok := w.asked[[2]string{m.Slug, f.URL}]; ok {
			of[f.URL] = a
		}
	}
	return of
}

// speech gives language and direction for markup, where they are not the
// page's; for a text whose language nobody knows the browser finds the
// direction (ENT-9).
func (w *world) speech(tag string) (lang, dir string) {
	tag = feedLanguage(tag)
	if tag == "" {
		return "", ""
	}
	if strings.EqualFold(tag, w.site.Language) || baseOf(tag) == baseOf(w.site.Language) && direction(tag) == direction(w.site.Language) {
		return "", ""
	}
	if dir = direction(tag); dir == cmp.Or(direction(w.site.Language), "ltr") {
		dir = ""
	}
	return tag, dir
}

func baseOf(tag string) string {
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return base
}

func newGroupView(g *planet.Group) *groupView {
	at := "groups/" + g.Slug + "/"
	return &groupView{
		Slug: g.Slug, Name: g.Name, Description: g.Description, Contact: g.Contact, Chat: g.Chat,
		Path: at, Atom: at + "atom.xml", OPML: at + "opml.xml", group: g,
	}
}

// hostOf gives the host of an address as people know it.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}

// hue gives a member one of twelve colours, for ever (look.md 3).
func hue(slug string) int {
	const hues = 12
	return int(sha256.Sum256([]byte(slug))[0]) % hues
}

// initials gives two letters of a name, or one glyph in scripts that have no
// capitals (look.md 6).
func initials(name string) string {
	var first, last rune
	for word := range strings.FieldsSeq(name) {
		i := strings.IndexFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
		if i < 0 {
			continue
		}
		r := []rune(word[i:])[0]
		if first == 0 {
			first = r
		} else {
			last = r
		}
	}
	switch {
	case first == 0:
		return "·"
	case last == 0 || !hasCase(first) || !hasCase(last):
		return strings.ToUpper(string(first))
	}
	return strings.ToUpper(string(first) + string(last))
}

func hasCase(r rune) bool { return unicode.IsUpper(r) || unicode.IsLower(r) || unicode.IsDigit(r) }
