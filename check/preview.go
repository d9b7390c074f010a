package check

import (
	"cmp"
	"time"

	"planet"
	"planet/config"
	"planet/place"
	"planet/store"
)

// Sizes of a preview.
const (
	headlines  = 3
	firstWords = 700 // characters of the first post's text
)

// A Preview is how a member will look (PRV-1). All its texts are strangers',
// on one line each.
type Preview struct {
	Slug, Name string
	File       string // where its item stands, as in findings
	Line       int
	Change     string // since a revision: "new" or "changed", which the caller knows; "" for neither
	Site       string // home page; "" if the list names none
	Avatar     string
	Licence    string
	Consent    planet.Consent // as the list says, or as its pages show (OWN)
	Unproved   string         // why its home page could not show that it wants to be here; "" if nothing kept it from that
	Feeds      []FeedPreview
	Findings   []config.Problem // all that was found, also in the list itself if the caller adds it
}

// A FeedPreview is one feed of a Preview.
type FeedPreview struct {
	Address  string // as it stands in the list
	Feed     string // where the feed is
	Title    string
	Format   string // "" if it could not be read: the findings say why
	Language string
	Newest   []Headline
	First    string // text of the newest post, cut
	Posts    int    // in the feed
	Images   int    // in these posts
	Filtered bool   // a filter applies
	Tried    []Verdict
}

// A Headline is a post by title and date; the date is zero if the feed has
// none.
type Headline struct {
	Title string
	Date  time.Time
}

// preview makes the preview of a member from its feeds.
func preview(mine []*look, found []config.Problem, proof store.Proof) Preview {
	m := mine[0].member
	p := Preview{
		Slug: m.Slug, Name: m.Name, File: m.File, Line: m.Line, Site: m.Site, Avatar: m.Avatar, Licence: m.Licence,
		Consent: place.Consent(m, proof.Level), Findings: found,
	}
	if proof.Level == "" {
		p.Unproved = oneLine(proof.Message)
	}
	for _, l := range mine {
		p.Name = cmp.Or(p.Name, l.preview.Title)
		p.Feeds = append(p.Feeds, l.preview)
	}
	p.Name = cmp.Or(p.Name, p.Slug)
	return p
}

// portray makes the preview of one feed.
func (l *look) portray() FeedPreview {
	f := FeedPreview{
		Address: l.feed.URL, Feed: l.address.Final, Title: oneLine(l.address.Source.Title), Posts: len(l.entries),
		Language: cmp.Or(l.feed.Language, l.address.Source.Language, l.site.Language), Filtered: l.hasFilter(), Tried: l.verdicts(),
	}
	if l.good() {
		f.Format = l.address.Format
	}
	for i := range l.entries {
		e := &l.entries[i]
		f.Images += e.Text.Images
		if i < headlines {
			f.Newest = append(f.Newest, Headline{oneLine(named(e)), cmp.Or(e.Published, e.Updated)})
		}
	}
	if len(l.entries) > 0 {
		f.First = short(oneLine(l.entries[0].Text.Body.Text()), firstWords)
	}
	return f
}

func (l *look) hasFilter() bool {
	for _, f := range []planet.Filter{l.member.Only, l.member.Skip, l.site.Only, l.site.Skip} {
		if len(f.Categories)+len(f.Keywords)+len(f.Pattern)+len(f.Language) > 0 {
			return true
		}
	}
	return false
}
