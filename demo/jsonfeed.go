package demo

import "time"

type jsonFeed struct {
	Version     string       `json:"version"`
	Title       string       `json:"title"`
	Description string       `json:"description"`
	Home        string       `json:"home_page_url"`
	Feed        string       `json:"feed_url"`
	Language    string       `json:"language"`
	Authors     []jsonAuthor `json:"authors"`
	Items       []jsonItem   `json:"items"`
}

type jsonAuthor struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

type jsonItem struct {
	ID        string   `json:"id"`
	URL       string   `json:"url"`
	Title     string   `json:"title,omitempty"`
	HTML      string   `json:"content_html"`
	Summary   string   `json:"summary,omitempty"`
	Published string   `json:"date_published"`
	Updated   string   `json:"date_modified"`
	Tags      []string `json:"tags,omitempty"`
}

func (b *blog) json() jsonFeed {
	f := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1",
		Title:   b.Title, Description: b.About, Home: b.Home, Feed: b.Feed(), Language: b.Lang,
		Authors: []jsonAuthor{{Name: b.Author, URL: b.Home}},
	}
	for _, p := range b.Posts {
		f.Items = append(f.Items, jsonItem{
			ID: p.ID, URL: p.Link, Title: p.Title, HTML: string(p.Text), Summary: p.Summary, Tags: p.Tags,
			Published: p.Published.Format(time.RFC3339), Updated: p.Updated.Format(time.RFC3339),
		})
	}
	return f
}
