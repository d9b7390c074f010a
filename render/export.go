package render

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"planet"
	"planet/place"
	"planet/store"
)

// Export says what is taken out of the store.
type Export struct {
	Feed  string    // entries of this slug only; "" for all
	Since time.Time // of this position or later; zero for all
	Today time.Time // any moment of the day: decides what is shown now
}

// An exportRecord is one line of the export (contract.md). Times are RFC 3339
// in UTC, null where the feed gave none.
type exportRecord struct {
	Feed        string             `json:"feed"`
	FeedURL     string             `json:"feed_url"` // as it stands in the list
	ID          string             `json:"id"`       // as its publisher wrote it; ours if it has none
	URL         string             `json:"url"`
	Title       string             `json:"title"`
	Summary     string             `json:"summary"`
	ContentHTML string             `json:"content_html"`
	Language    string             `json:"language"`
	Authors     []planet.Author    `json:"authors"`
	Categories  []planet.Category  `json:"categories"`
	Enclosures  []planet.Enclosure `json:"enclosures"`
	Published   *time.Time         `json:"published"`
	Updated     *time.Time         `json:"updated"`
	FirstSeen   time.Time          `json:"first_seen"`
	Position    time.Time          `json:"position"`
	Revision    int                `json:"revision"`
	Shown       bool               `json:"shown"`
	Why         planet.Reason      `json:"why"`
	Source      exportSource       `json:"source"`
}

type exportSource struct {
	ID      string     `json:"id"`
	Title   string     `json:"title"`
	FeedURL string     `json:"feed_url"`
	HomeURL string     `json:"home_url"`
	Updated *time.Time `json:"updated"`
}

// JSONL writes all that x asks for, one JSON object a line, the oldest
// position first, then by id. The texts are whole, whatever the pages show.
func (x Export) JSONL(ctx context.Context, w io.Writer, r *store.Reader, site *planet.Site) error {
	places, err := readPlaces(ctx, r, site, x.Today)
	if err != nil {
		return err
	}
	addresses, err := r.Addresses(ctx)
	if err != nil {
		return err
	}
	asked := byAddress(addresses)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	slices.Reverse(places)
	places = slices.DeleteFunc(places, func(p place.Place) bool { return !x.wants(&p.Entry) })
	for some := range slices.Chunk(places, atOnce) {
		var ids []int64
		for i := range some {
			ids = append(ids, some[i].Entry.ID)
		}
		entries, err := r.Some(ctx, ids)
		if err != nil {
			return err
		}
		for i := range some {
			n := slices.IndexFunc(entries, func(e planet.Entry) bool { return e.ID == some[i].Entry.ID })
			if n < 0 {
				continue // forgotten a moment ago
			}
			entries[n].AtomID, entries[n].ShortID = some[i].Entry.AtomID, some[i].Entry.ShortID
			source := asked[[2]string{entries[n].Feed, entries[n].FeedURL}].Source
			if err := enc.Encode(newExportRecord(&entries[n], some[i].Why, &source)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (x Export) wants(e *planet.Head) bool {
	return (x.Feed == "" || e.Feed == x.Feed) && !e.Position.Before(x.Since)
}

func newExportRecord(e *planet.Entry, why planet.Reason, source *planet.Source) exportRecord {
	if e.Source != nil {
		source = e.Source
	}
	id := e.GUID
	if id == "" {
		id = e.AtomID
	}
	return exportRecord{
		Feed: e.Feed, FeedURL: e.FeedURL, ID: id, URL: e.Link, Title: e.Title, Summary: e.Text.Summary,
		ContentHTML: e.Text.Body.String(), Language: e.Language, Authors: listed(e.Authors), Categories: listed(e.Categories), Enclosures: listed(e.Enclosures),
		Published: written(e.Published), Updated: written(e.Updated), FirstSeen: e.FirstSeen, Position: e.Position, Revision: e.Revision,
		Shown: why == planet.ReasonShown, Why: why,
		Source: exportSource{source.ID, source.Title, source.FeedURL, source.HomeURL, written(source.Updated)},
	}
}

// listed shows an empty list as one, not as null.
func listed[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}

// written gives a date as JSON can hold it; null for one that it can't.
func written(t time.Time) *time.Time {
	if t.IsZero() || t.Year() < 0 || t.Year() > 9999 {
		return nil
	}
	return &t
}

// readPlaces reads the heads of all entries and decides where each is shown.
func readPlaces(ctx context.Context, r *store.Reader, site *planet.Site, today time.Time) ([]place.Place, error) {
	heads, err := r.Heads(ctx)
	if err != nil {
		return nil, err
	}
	return place.All(site, heads, func(i int) (*planet.Entry, error) {
		one, err := r.Some(ctx, []int64{heads[i].ID})
		if err != nil || len(one) == 0 {
			return nil, cmp.Or(err, fmt.Errorf("entry %d is gone since it was counted", heads[i].ID))
		}
		return &one[0], nil
	}, today)
}
