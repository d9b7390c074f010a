package render

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"planet"
)

const jsonFeedVersion = "https://jsonfeed.org/version/1.1"

type jsonFeed struct {
	Version     string       `json:"version"`
	Title       legalText    `json:"title"`
	HomePageURL string       `json:"home_page_url,omitempty"`
	FeedURL     string       `json:"feed_url,omitempty"`
	Description legalText    `json:"description,omitempty"`
	NextURL     string       `json:"next_url,omitempty"`
	Icon        string       `json:"icon,omitempty"`
	Favicon     string       `json:"favicon,omitempty"`
	Authors     []jsonAuthor `json:"authors,omitempty"`
	Author      *jsonAuthor  `json:"author,omitempty"` // for readers of version 1 (JF-8)
	Language    string       `json:"language,omitempty"`
	Hubs        []jsonHub    `json:"hubs,omitempty"`
	Items       []jsonItem   `json:"items"`
}

type jsonAuthor struct {
	Name   legalText `json:"name"`
	URL    string    `json:"url,omitempty"`
	Avatar string    `json:"avatar,omitempty"`
}

type jsonHub struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

// writeJSONFeed writes d as JSON Feed 1.1 to w. With d.Clonable each item
// carries what a clone needs to write the same feeds (JF-5). Errors are those
// of w.
func writeJSONFeed(w io.Writer, d feedDoc) error {
	if err := streamJSONFeed(w, d); err != nil {
		return fmt.Errorf("write %s: %w", d.Self, err)
	}
	return nil
}

// streamJSONFeed writes one item after the other into the empty list with which
// the feed ends, as package json would write them all: but that holds what it
// writes until its end, and a month may have thousands.
func streamJSONFeed(w io.Writer, d feedDoc) error {
	const noItems = "[]\n}\n"
	var b bytes.Buffer
	if err := indented(&b, "").Encode(newJSONFeed(d)); err != nil {
		return err
	}
	if !bytes.HasSuffix(b.Bytes(), []byte(noItems)) {
		return errors.New("the feed ends otherwise than with its items")
	}
	if _, err := w.Write(b.Bytes()[:b.Len()-len(noItems)+1]); err != nil {
		return err
	}
	before, end := "\n  ", "]\n}\n"
	for it, err := range d.each {
		if err != nil {
			return err
		}
		b.Reset()
		b.WriteString(before)
		if err := indented(&b, "  ").Encode(newJSONItem(d, it)); err != nil {
			return err
		}
		b.Truncate(b.Len() - 1) // the line's end
		if _, err := w.Write(b.Bytes()); err != nil {
			return err
		}
		before, end = ",\n  ", "\n ]\n}\n"
	}
	_, err := io.WriteString(w, end)
	return err
}

func indented(w io.Writer, prefix string) *json.Encoder {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent(prefix, " ")
	return e
}

// newJSONFeed makes the head of the feed (JF-1). Items is never nil: a feed
// without the key is invalid.
func newJSONFeed(d feedDoc) jsonFeed {
	f := jsonFeed{
		Version:     jsonFeedVersion,
		Title:       legalText(d.Title),
		HomePageURL: webAddress(d.Home),
		FeedURL:     webAddress(d.Self),
		Description: legalText(d.Subtitle),
		Icon:        webAddress(d.Icon),
		Favicon:     webAddress(d.Favicon),
		Authors:     jsonAuthors([]planet.Author{d.Author}, "", ""),
		Language:    feedLanguage(d.Language),
		Items:       []jsonItem{},
	}
	if d.NextURL != d.Self { // else readers would go in a circle (JF-3)
		f.NextURL = webAddress(d.NextURL)
	}
	f.Author = firstJSONAuthor(f.Authors)
	for _, hub := range d.Hubs {
		if hub = webAddress(hub); hub != "" {
			f.Hubs = append(f.Hubs, jsonHub{"WebSub", hub})
		}
	}
	return f
}

// jsonAuthors returns people; the one called name gets the avatar.
func jsonAuthors(people []planet.Author, name, avatar string) []jsonAuthor {
	var all []jsonAuthor
	for _, p := range people {
		if p.Name == "" {
			continue
		}
		a := jsonAuthor{Name: legalText(p.Name), URL: webAddress(p.URL)}
		if p.Name == name {
			a.Avatar = webAddress(avatar)
		}
		all = append(all, a)
	}
	return all
}

func firstJSONAuthor(all []jsonAuthor) *jsonAuthor {
	if len(all) == 0 {
		return nil
	}
	return &all[0]
}
