package render

import (
	"strings"

	"planet"
)

type jsonItem struct {
	ID            legalText        `json:"id"`
	URL           string           `json:"url,omitempty"`
	Title         legalText        `json:"title,omitempty"`
	ContentHTML   legalText        `json:"content_html,omitempty"`
	ContentText   legalText        `json:"content_text,omitempty"`
	Summary       legalText        `json:"summary,omitempty"`
	Image         string           `json:"image,omitempty"`
	DatePublished string           `json:"date_published,omitempty"`
	DateModified  string           `json:"date_modified,omitempty"`
	Authors       []jsonAuthor     `json:"authors,omitempty"`
	Author        *jsonAuthor      `json:"author,omitempty"` // for readers of version 1 (JF-8)
	Tags          []legalText      `json:"tags,omitempty"`
	Language      string           `json:"language,omitempty"`
	Attachments   []jsonAttachment `json:"attachments,omitempty"`
	Planet        jsonPlanet       `json:"_planet"`
}

type jsonAttachment struct {
	URL      string    `json:"url"`
	Type     string    `json:"mime_type"`
	Title    legalText `json:"title,omitempty"`
	Size     int64     `json:"size_in_bytes,omitempty"`
	Duration int64     `json:"duration_in_seconds,omitempty"`
}

// newJSONItem makes an item of it (JF-2).
func newJSONItem(d feedDoc, it feedItem) jsonItem {
	item := jsonItem{
		ID:            legalText(it.AtomID),
		URL:           webAddress(it.Link),
		Title:         legalText(d.title(it)),
		DatePublished: rfc3339(it.published()),
		Authors:       jsonAuthors(d.authors(it), it.Name, it.Avatar),
		Language:      feedLanguage(it.Language),
		Planet:        newJSONPlanet(d, it),
	}
	if writableTime(it.Updated) {
		item.DateModified = rfc3339(it.updated())
	}
	item.Author = firstJSONAuthor(item.Authors)
	item.setText(it)
	item.setTags(it.Categories)
	item.setFiles(it.Enclosures)
	return item
}

// setText gives the item exactly one of content_html and content_text. An
// excerpt is markup, and summary is text, so it is the content here.
func (item *jsonItem) setText(it feedItem) {
	t := it.shown()
	item.Summary = legalText(t.Summary)
	item.ContentHTML = legalText(t.markup())
	if item.ContentHTML == "" {
		item.ContentText = legalText(it.instead())
	}
}

func (item *jsonItem) setTags(categories []planet.Category) {
	for _, c := range categories {
		tag := c.Label
		if strings.TrimSpace(tag) == "" {
			tag = c.Term
		}
		if strings.TrimSpace(tag) != "" {
			item.Tags = append(item.Tags, legalText(tag))
		}
	}
}

// setFiles makes attachments of files, and the item's picture of the first
// that is one.
func (item *jsonItem) setFiles(files []planet.Enclosure) {
	for _, file := range files {
		address := webAddress(file.URL)
		if address == "" {
			continue
		}
		kind := feedMediaType(file.Type, "application/octet-stream")
		if item.Image == "" && strings.HasPrefix(kind, "image/") {
			item.Image = address
		}
		item.Attachments = append(item.Attachments, jsonAttachment{
			address, kind, legalText(file.Title), max(file.Length, 0), max(file.Duration, 0),
		})
	}
}
