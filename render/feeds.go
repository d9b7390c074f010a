package render

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"slices"
	"time"

	"planet"
	"planet/place"
)

// feeds puts the merged feeds of the site, of its groups and of its members
// into the tree, and the lists of feeds.
func (w *world) feeds(ctx context.Context, out *tree) error {
	if err := w.mainFeed(ctx, out); err != nil {
		return err
	}
	if err := w.archives(ctx, out); err != nil {
		return err
	}
	if err := w.groupFeeds(ctx, out); err != nil {
		return err
	}
	if err := w.memberFeeds(ctx, out); err != nil {
		return err
	}
	return w.lists(out)
}

// mainFeed puts the merged feed of the site into the tree, in three formats.
func (w *world) mainFeed(ctx context.Context, out *tree) error {
	merged, prev := w.chosen(len(w.places), func(p *place.Place) bool { return p.Merged }), ""
	if i := slices.IndexFunc(w.archived, func(m archiveMonth) bool { return m.closed }); i >= 0 {
		prev = w.site.URL + w.archived[i].atom()
	}
	of := w.feedOf(mainFeedPath, merged, prev)
	if stands, err := out.stands(of, w.named(mainFeedPath, "rss.xml", "feed.json")...); stands || err != nil {
		return err
	}
	d, err := w.doc(ctx, mainFeedPath, "", merged)
	if err != nil {
		return err
	}
	d.Title, d.Subtitle, d.Blogroll, d.NextURL, d.PrevArchive = w.site.Title, w.site.Description, w.blogroll(), w.site.URL+archiveOpen, prev
	if d, err = fitFeed(d); err != nil {
		return err
	}
	for _, f := range []struct {
		path  string
		write func(io.Writer, feedDoc) error
	}{{mainFeedPath, writeAtom}, {"rss.xml", writeRSS}, {"feed.json", writeJSONFeed}} {
		d.Self = w.site.URL + f.path
		if err := w.putFeed(out, f.path, of, d, f.write); err != nil {
			return err
		}
	}
	return nil
}

// blogroll is the address of the list of feeds, for RSS (RSS-7).
func (w *world) blogroll() string {
	if !w.site.RSSBlogroll {
		return ""
	}
	return w.site.URL + "opml.xml"
}

func (w *world) groupFeeds(ctx context.Context, out *tree) error {
	for _, g := range w.groups {
		if err := w.groupFeed(ctx, out, g, w.inGroup(g, w.site.Merged.Entries)); err != nil {
			return err
		}
		title := w.words.t("page.title", "page", g.Name, "site", w.site.Title)
		if err := w.putOPML(out, title, g.Members, g.OPML); err != nil {
			return err
		}
	}
	if w.site.Everything {
		return w.groupFeed(ctx, out, w.everything(), w.unfiltered(w.site.Merged.Entries))
	}
	return nil
}

func (w *world) groupFeed(ctx context.Context, out *tree, g *groupView, in []int) error {
	title := w.words.t("page.title", "page", g.Name, "site", w.site.Title)
	return w.ownFeed(ctx, out, g.Atom, g.Path, title, g.Description, in)
}

func (w *world) memberFeeds(ctx context.Context, out *tree) error {
	for _, m := range w.members {
		if m.Gone {
			continue
		}
		var newest []int
		for _, i := range w.mine[m] {
			if w.places[i].Member && len(newest) < w.site.Merged.Entries {
				newest = append(newest, i)
			}
		}
		title := w.words.t("page.title", "page", m.Name, "site", w.site.Title)
		if err := w.ownFeed(ctx, out, m.Atom, m.Path, title, m.About, newest); err != nil {
			return err
		}
		if err := w.healthFeed(out, m); err != nil {
			return err
		}
	}
	return nil
}

// ownFeed puts the feed of a page into the tree.
func (w *world) ownFeed(ctx context.Context, out *tree, path, home, title, subtitle string, in []int) error {
	of := w.feedOf(path, in, home, title, subtitle)
	if stands, err := out.stands(of, w.named(path)...); stands || err != nil {
		return err
	}
	d, err := w.doc(ctx, path, home, in)
	if err != nil {
		return err
	}
	d.Title, d.Subtitle = title, subtitle
	if d, err = fitFeed(d); err != nil {
		return err
	}
	return w.putFeed(out, path, of, d, writeAtom)
}

// feedOf gives what a feed is made of: entries, and what else it says.
func (w *world) feedOf(path string, in []int, says ...string) digest {
	var s sum
	s.digests(w.depends.ground)
	s.text(path)
	s.text(says...)
	w.sumEntries(&s, in)
	for _, i := range in {
		e := &w.places[i].Entry
		s.digests(w.depends.sources[[2]string{e.Feed, e.FeedURL}])
	}
	return s.digest()
}

// putFeed writes one feed, and has the tree look for its ids when it reads
// the feed again (CHECK-1).
func (w *world) putFeed(out *tree, path string, of digest, d feedDoc, write func(io.Writer, feedDoc) error) error {
	var b bytes.Buffer
	if err := write(&b, d); err != nil {
		return err
	}
	var ids []string
	for _, it := range d.distinct() {
		ids = append(ids, it.AtomID)
	}
	out.expectIDs(path, ids)
	return w.put(out, path, of, b.Bytes())
}

// put puts a file into the tree, and under the name that it had on an older
// planet, so that its readers find it (URL-6). The digest is zero if nobody has
// to know of what it is made.
func (w *world) put(out *tree, path string, of digest, b []byte) error {
	for _, name := range w.named(path) {
		if err := out.putMade(name, b, madeFile{of: of}); err != nil {
			return err
		}
	}
	return nil
}

// named gives files with the names that they had on an older planet.
func (w *world) named(paths ...string) []string {
	all := paths
	for alias, name := range w.site.Aliases {
		if slices.Contains(paths, name) {
			all = append(all, alias)
		}
	}
	return all
}

// doc makes the feed at path, whose page is at home, of some entries.
func (w *world) doc(ctx context.Context, path, home string, indexes []int) (feedDoc, error) {
	d := w.head(path, home)
	texts, err := w.load(ctx, indexes)
	if err != nil {
		return d, err
	}
	for n, i := range indexes {
		d.Items = append(d.Items, w.feedItem(i, texts[n]))
	}
	d.Updated = newestUpdate(d.Items, w.founded)
	return d, nil
}

// head makes the feed at path, whose page is at home, without entries.
func (w *world) head(path, home string) feedDoc {
	return feedDoc{
		ID: feedID(w.site, path), Language: w.site.Language, Self: w.site.URL + path, Home: w.site.URL + home, About: w.site.URL + "about/",
		Version: w.opts.Version, Author: planet.Author{Name: cmp.Or(w.site.Owner.Name, w.site.Title), URL: w.site.URL + "about/"},
		Hubs: w.site.WebSub.Hubs, Icon: w.asset("icon.png"), Favicon: w.asset("favicon.png"), Logo: w.asset("logo.png"),
		Stylesheet: w.site.URL + "feed.css", PrefixTitles: w.site.PrefixTitles,
	}
}

func (w *world) asset(name string) string { return w.site.URL + w.theme.assets[name].path }

// feedItem makes what a feed says of entry i.
func (w *world) feedItem(i int, t planet.Text) feedItem {
	p := &w.places[i]
	m := w.bySlug[p.Entry.Feed]
	it := feedItem{
		Entry: *w.whole(i), Member: *m.item, Name: m.Name, Source: w.asked[[2]string{p.Entry.Feed, p.Entry.FeedURL}].Source,
		Display: w.display(w.item(&p.Entry)), Groups: p.Groups, AlsoIn: p.AlsoIn, Recent: p.Recent,
	}
	it.Member.Site = m.URL
	it.Text = t
	it.Text.Body = pictured(&t, w.images(w.item(&p.Entry)))
	if m.Avatar != "" {
		it.Avatar = w.site.URL + m.Avatar
	}
	if p.Pages && w.site.EntryPages {
		it.Page = w.site.URL + p.Entry.Path + "/"
	}
	return it
}

// lists puts the list of members into the tree, at the three addresses where
// programs look for one, and the list of our own feeds (outputs.md 1).
func (w *world) lists(out *tree) error {
	err := w.putOPML(out, w.site.Title, w.present(), "opml.xml", "blogroll.opml", ".well-known/recommendations.opml")
	if err != nil {
		return err
	}
	d := w.opml(w.site.Title)
	own := func(name, path, home string) {
		d.Feeds = append(d.Feeds, opmlFeed{Name: name, XMLURL: w.site.URL + path, HTMLURL: w.site.URL + home, Language: w.site.Language})
	}
	own(w.site.Title, mainFeedPath, "")
	for _, g := range w.groups {
		own(g.Name, g.Atom, g.Path)
	}
	for _, m := range byName(w.present()) {
		own(m.Name, m.Atom, m.Path)
	}
	return w.putDoc(out, d, ".well-known/feeds")
}

// opml makes a list of feeds without any. It changes when the list does, not
// when it is written (OPML-5): the latest to join, or to be read, decides.
func (w *world) opml(title string) opmlDoc {
	d := opmlDoc{Title: title, Created: w.founded, Modified: w.founded, OwnerName: cmp.Or(w.site.Owner.Name, w.site.Title), OwnerID: w.site.URL + "about/"}
	later := func(t time.Time) {
		if t.After(d.Modified) && !t.After(w.opts.Today) {
			d.Modified = t
		}
	}
	for _, m := range w.present() {
		later(m.Joined)
		for _, f := range m.item.Feeds {
			later(w.asked[[2]string{m.Slug, f.URL}].FirstGood)
		}
	}
	return d
}

// putOPML writes the feeds of members to one or more paths, with the same
// bytes.
func (w *world) putOPML(out *tree, title string, members []*memberView, paths ...string) error {
	return w.putDoc(out, w.rollOf(title, members), paths...)
}

// rollOf lists the feeds of members under the groups that they are in.
func (w *world) rollOf(title string, members []*memberView) opmlDoc {
	d := w.opml(title)
	for _, g := range w.groups {
		d.Groups = append(d.Groups, opmlGroup{g.Slug, g.Name})
	}
	for i := range w.site.Members { // further items of a member, too
		item := &w.site.Members[i]
		m := w.bySlug[item.Slug]
		if m != nil && slices.Contains(members, m) {
			d.Feeds = append(d.Feeds, opmlFeeds(*item, m.Name, w.askedFeeds(item))...)
		}
	}
	return d
}

func (w *world) putDoc(out *tree, d opmlDoc, paths ...string) error {
	var b bytes.Buffer
	if err := writeOPML(&b, d); err != nil {
		return err
	}
	for _, p := range paths {
		if err := w.put(out, p, digest{}, b.Bytes()); err != nil {
			return err
		}
	}
	return nil
}
