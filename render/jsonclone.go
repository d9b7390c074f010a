package render

import (
	"cmp"

	"planet"
)

// A jsonPlanet is our extension of an item (JF-5).
type jsonPlanet struct {
	About  string      `json:"about,omitempty"`
	Source *jsonSource `json:"source,omitempty"`
	Member string      `json:"member,omitempty"`
	Groups []string    `json:"groups,omitempty"`
	Path   string      `json:"path,omitempty"`
	*jsonClone
}

// A jsonClone is what a clone needs besides, so that it can write the same
// pages and feeds (ARC-6, CLONE-2). Times are RFC 3339, UTC.
type jsonClone struct {
	Item         string         `json:"item,omitempty"` // slug of the item of the list, if it isn't the member's
	Address      string         `json:"address,omitempty"`
	Feed         *jsonSource    `json:"feed,omitempty"` // of the feed, if source is what the entry brought
	GUID         legalText      `json:"guid,omitempty"` // if it isn't the id
	FirstSeen    string         `json:"first_seen"`
	Position     string         `json:"position"`
	Revision     int            `json:"revision,omitempty"` // 1, never edited, goes without saying
	Display      planet.Display `json:"display"`
	Licence      legalText      `json:"licence,omitempty"`
	AlsoIn       []string       `json:"also_in,omitempty"`
	Reason       planet.Reason  `json:"reason,omitempty"`
	Links        []jsonLink     `json:"links,omitempty"`
	Categories   []jsonCategory `json:"categories,omitempty"`
	Contributors []jsonAuthor   `json:"contributors,omitempty"`
	Rights       legalText      `json:"rights,omitempty"`
	InReplyTo    []legalText    `json:"in_reply_to,omitempty"`
	Comments     string         `json:"comments,omitempty"`
}

// A jsonSource is what a feed says of itself; all after HomePageURL is for
// clones.
type jsonSource struct {
	ID          legalText `json:"id"`
	Title       legalText `json:"title,omitempty"`
	FeedURL     string    `json:"feed_url,omitempty"`
	HomePageURL string    `json:"home_page_url,omitempty"`

	Subtitle   legalText      `json:"subtitle,omitempty"`
	Updated    string         `json:"updated,omitempty"`
	Icon       string         `json:"icon,omitempty"`
	Logo       string         `json:"logo,omitempty"`
	Rights     legalText      `json:"rights,omitempty"`
	Language   string         `json:"language,omitempty"`
	Authors    []jsonAuthor   `json:"authors,omitempty"`
	Categories []jsonCategory `json:"categories,omitempty"`
}

type jsonLink struct {
	URL      string    `json:"url"`
	Text     legalText `json:"text,omitempty"`
	Sentence legalText `json:"sentence,omitempty"`
	Reply    bool      `json:"reply,omitempty"`
}

type jsonCategory struct {
	Term   legalText `json:"term"`
	Scheme legalText `json:"scheme,omitempty"`
	Label  legalText `json:"label,omitempty"`
}

// newJSONPlanet says where it comes from, and to d.Clonable all we know.
func newJSONPlanet(d feedDoc, it feedItem) jsonPlanet {
	p := jsonPlanet{
		About:  webAddress(d.About),
		Source: newJSONSource(it.source(), d.Clonable),
		Member: it.Member.Slug,
		Groups: it.Groups,
		Path:   it.Path,
	}
	if d.Clonable {
		p.jsonClone = newJSONClone(it)
	}
	return p
}

func newJSONClone(it feedItem) *jsonClone {
	c := &jsonClone{
		Address:      it.FeedURL,
		FirstSeen:    rfc3339(it.FirstSeen),
		Position:     rfc3339(it.Position),
		Display:      it.Display,
		Licence:      legalText(it.Member.Licence),
		AlsoIn:       it.AlsoIn,
		Reason:       it.Why,
		Links:        jsonLinks(it.Links),
		Categories:   jsonCategories(it.Categories),
		Contributors: jsonAuthors(it.named(it.Contributors), "", ""),
		Rights:       legalText(it.Rights),
		Comments:     webAddress(it.Comments),
	}
	if it.Feed != it.Member.Slug {
		c.Item = it.Feed
	}
	if it.GUID != it.AtomID {
		c.GUID = legalText(it.GUID)
	}
	if it.Revision > 1 {
		c.Revision = it.Revision
	}
	if it.Entry.Source != nil {
		c.Feed = newJSONSource(it.Source, true)
	}
	for _, a := range it.InReplyTo {
		c.InReplyTo = append(c.InReplyTo, legalText(a))
	}
	return c
}

// newJSONSource returns s, whole or only what credits it; nil for what is our
// own.
func newJSONSource(s planet.Source, whole bool) *jsonSource {
	id := cmp.Or(s.ID, s.FeedURL, s.HomeURL)
	if id == "" {
		return nil
	}
	short := &jsonSource{
		ID:          legalText(publishedID(id)),
		Title:       legalText(s.Title),
		FeedURL:     webAddress(s.FeedURL),
		HomePageURL: webAddress(s.HomeURL),
	}
	if !whole {
		return short
	}
	short.Subtitle = legalText(s.Subtitle)
	short.Updated = rfc3339(s.Updated)
	short.Icon, short.Logo = webAddress(s.Icon), webAddress(s.Logo)
	short.Rights = legalText(s.Rights)
	short.Language = feedLanguage(s.Language)
	short.Authors = jsonAuthors(s.Authors, "", "")
	short.Categories = jsonCategories(s.Category)
	return short
}

func jsonLinks(links []planet.Reference) []jsonLink {
	var all []jsonLink
	for _, l := range links {
		all = append(all, jsonLink{l.URL, legalText(l.Text), legalText(l.Sentence), l.Reply})
	}
	return all
}

func jsonCategories(categories []planet.Category) []jsonCategory {
	var all []jsonCategory
	for _, c := range categories {
		all = append(all, jsonCategory{legalText(c.Term), legalText(c.Scheme), legalText(c.Label)})
	}
	return all
}
