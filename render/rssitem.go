package render

import (
	"fmt"
	"html"
	"html/template"
	"regexp"
	"strings"

	"planet"
)

type rssItem struct {
	Title       legalText     `xml:"title,omitempty"`
	Link        string        `xml:"link,omitempty"`
	GUID        rssGUID       `xml:"guid"`
	PubDate     string        `xml:"pubDate"`
	Creators    []legalText   `xml:"dc:creator"`
	Categories  []rssCategory `xml:"category"`
	Description legalText     `xml:"description,omitempty"`
	Content     legalText     `xml:"content:encoded,omitempty"`
	Enclosure   *rssEnclosure `xml:"enclosure"`
	Comments    string        `xml:"comments,omitempty"`
	Source      *rssSource    `xml:"source"`
}

type rssGUID struct {
	IsPermaLink bool   `xml:"isPermaLink,attr"`
	ID          string `xml:",chardata"`
}

type rssCategory struct {
	Domain legalText `xml:"domain,attr,omitempty"`
	Term   string    `xml:",chardata"`
}

type rssEnclosure struct {
	URL    string `xml:"url,attr"`
	Length int64  `xml:"length,attr"`
	Type   string `xml:"type,attr"`
}

type rssSource struct {
	URL   string `xml:"url,attr"`
	Title string `xml:",chardata"`
}

// newRSSItem makes an item of it (RSS-2 to RSS-5).
func newRSSItem(d feedDoc, it feedItem) (rssItem, error) {
	item := rssItem{
		Title:      legalText(d.title(it)),
		Link:       webAddress(it.Link),
		GUID:       rssGUID{ID: legalXML(it.AtomID)},
		PubDate:    rfc822(timeOr(it.published(), it.FirstSeen)),
		Categories: rssCategories(it.Categories),
		Comments:   webAddress(it.Comments),
	}
	for _, a := range d.authors(it) {
		item.Creators = append(item.Creators, legalText(a.Name))
	}
	item.Source = newRSSSource(it)
	more, err := item.setEnclosure(it.Enclosures)
	if err != nil {
		return rssItem{}, fmt.Errorf("enclosures of %s: %w", it.AtomID, err)
	}
	item.setText(it, more)
	return item, nil
}

// newRSSSource returns the feed that it comes from (RSS-5). A source that the
// entry brought may lack the address; then it is the feed that brought both.
func newRSSSource(it feedItem) *rssSource {
	from := it.source()
	if webAddress(from.FeedURL) == "" {
		it.Entry.Source = nil
		from = it.source()
	}
	address := webAddress(from.FeedURL)
	if address == "" {
		return nil
	}
	return &rssSource{URL: address, Title: legalXML(from.Title)}
}

// setText gives the item as much of the text as may be shown, and more below
// it: the summary goes before the text, and without one the text is the
// description (RSS-3). An item with neither title nor text is invalid.
func (item *rssItem) setText(it feedItem, more string) {
	t := it.shown()
	summary := html.EscapeString(t.Summary)
	switch {
	case summary != "" && !t.Content.IsZero():
		item.Description, item.Content = legalText(summary), legalText(t.markup()+more)
	case t.markup() != "":
		item.Description = legalText(t.markup() + more)
	default:
		item.Description = legalText(summary + more)
	}
	if item.Title == "" && item.Description == "" {
		item.Description = legalText(html.EscapeString(it.instead()))
	}
}

// rssFileAddress is what RSS validators take for the address of an enclosure.
var rssFileAddress = regexp.MustCompile(`(?i)^https?://([a-z0-9-]+\.)+[a-z0-9-]+(:[0-9]+)?/`)

var rssFileLinks = template.Must(template.New("files").Parse(
	`{{range .}}<p><a href="{{.URL}}">{{or .Title .URL}}</a>{{with .Type}} ({{.}}){{end}}</p>{{end}}`))

// setEnclosure gives the item the first of files that RSS can hold, and
// returns links to the others (RSS-4).
func (item *rssItem) setEnclosure(files []planet.Enclosure) (string, error) {
	var more []planet.Enclosure
	for _, file := range files {
		file.URL = webAddress(file.URL)
		switch {
		case file.URL == "":
		case item.Enclosure == nil && rssFileAddress.MatchString(file.URL):
			item.Enclosure = &rssEnclosure{file.URL, max(file.Length, 0), feedMediaType(file.Type, "application/octet-stream")}
		default:
			more = append(more, file)
		}
	}
	var links strings.Builder
	err := rssFileLinks.Execute(&links, more)
	return links.String(), err
}

func rssCategories(categories []planet.Category) []rssCategory {
	var all []rssCategory
	for _, c := range categories {
		if term := strings.TrimSpace(legalXML(c.Term)); term != "" {
			all = append(all, rssCategory{legalText(c.Scheme), term})
		}
	}
	return all
}
