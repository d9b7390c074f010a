// Package check looks at the feeds of a list with fresh eyes, beside the line
//
//	feeds.yaml → config → fetcher → a store that is thrown away → check
//
// In go a Site and an empty store; the fetcher asks the feeds as it always
// does, with the same manners and the same words. Out come what is wrong with
// them, each with its place in the list, and a preview of each member. It
// changes no file, and remembers nothing from one look to the next.
package check

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"slices"
	"time"

	"planet"
	"planet/config"
	"planet/fetcher"
	"planet/fetcher/get"
	"planet/store"
)

// A Checker looks at feeds. All fields but Each must be set.
type Checker struct {
	Site   *planet.Site // the whole list, for feeds that are in it twice; only read
	Store  *store.DB    // holds nothing yet, and is the caller's to throw away
	Client *get.Client
	Log    *slog.Logger
	Now    func() time.Time
	Rand   *rand.Rand                // for the order of hosts; used by one goroutine at a time
	Each   func(fetcher.Result, int) // as of [fetcher.Updater]
}

// A Report is what a look brought.
type Report struct {
	Findings []config.Problem // in the order of the list, for each feed the weightiest first
	Previews []Preview        // of the members that were looked at, in the order of the list
}

// Look asks the feeds of the members whose slugs are in only, or of all with
// nil: those that are paused or gone are not asked. One request is in flight
// to each host, whatever the list says. The error is of the store or of ctx:
// what becomes of a feed is a finding.
func (c *Checker) Look(ctx context.Context, only map[string]bool) (*Report, error) {
	site := *c.Site
	site.Fetch.PerHost = 1
	feeds, slugs := wanted(&site, only)
	if len(feeds) == 0 {
		return &Report{}, nil
	}
	up := fetcher.Updater{Store: c.Store, Client: c.Client, Site: &site, Log: c.Log, Now: c.Now, Rand: c.Rand, Each: c.Each}
	results, err := up.All(ctx, feeds)
	outage := errors.Is(err, fetcher.ErrOutage)
	if err != nil && !outage {
		return nil, err
	}
	if !outage {
		if err := c.pages(ctx, &up, slugs, only != nil); err != nil {
			return nil, err
		}
	}
	proofs, err := c.Store.Proofs(ctx)
	if err != nil {
		return nil, err
	}
	looks, err := c.looks(ctx, &site, results, outage)
	if err != nil {
		return nil, err
	}
	if err := c.askMore(ctx, looks); err != nil {
		return nil, err
	}
	return report(looks, slugs, proofs), nil
}

// pages asks for the members' pictures, and looks whether their pages name the
// planet if only some are looked at: of a whole list, nobody reads it.
func (c *Checker) pages(ctx context.Context, up *fetcher.Updater, slugs []string, few bool) error {
	if err := up.Avatars(ctx, slugs...); err != nil || !few || c.Site.URL == "" {
		return err
	}
	return up.Proofs(ctx, slugs...)
}

// wanted gives the feeds to ask, and whose they are.
func wanted(site *planet.Site, only map[string]bool) (feeds []planet.Feed, slugs []string) {
	for _, m := range site.Members {
		if m.Disabled || m.Status != "" || only != nil && !only[m.Slug] {
			continue
		}
		feeds = append(feeds, m.Feeds...)
		slugs = append(slugs, m.Slug)
	}
	return feeds, slugs
}

// looks gathers what came of each feed.
func (c *Checker) looks(ctx context.Context, site *planet.Site, results []fetcher.Result, outage bool) ([]*look, error) {
	addresses, err := c.Store.Addresses(ctx)
	if err != nil {
		return nil, err
	}
	pictures, err := c.Store.Avatars(ctx)
	if err != nil {
		return nil, err
	}
	known := map[[2]string]store.Address{}
	for _, a := range addresses {
		known[[2]string{a.Slug, a.URL}] = a
	}
	list := indexed(site)
	asked := map[string]bool{}
	var all []*look
	for i := range results {
		r := &results[i]
		m := list.members[r.Feed.Slug]
		alone := *site
		alone.Members = []planet.Member{*m}
		l := &look{
			site: &alone, list: list, member: m, feed: r.Feed, result: r, outage: outage, now: c.Now(),
			address: known[[2]string{r.Feed.Slug, r.Feed.URL}], picture: pictures[r.Feed.Slug], first: !asked[r.Feed.Slug],
		}
		asked[r.Feed.Slug] = true
		if err := l.load(ctx, c.Store.Reader); err != nil {
			return nil, err
		}
		l.judge()
		l.preview = l.portray()
		l.entries, l.raws, l.places = nil, nil, nil // a list may be long
		all = append(all, l)
	}
	return all, nil
}

// report puts the findings of all feeds in order.
func report(looks []*look, slugs []string, proofs map[string]store.Proof) *Report {
	r := &Report{}
	bySlug := map[string][]*look{}
	for _, l := range looks {
		bySlug[l.member.Slug] = append(bySlug[l.member.Slug], l)
	}
	for _, slug := range slugs {
		var found []config.Problem
		for _, l := range bySlug[slug] {
			found = append(found, l.problems()...)
		}
		r.Findings = append(r.Findings, found...)
		r.Previews = append(r.Previews, preview(bySlug[slug], found, proofs[slug]))
	}
	return r
}

// heaviest orders findings by what they mean.
func heaviest(all []config.Problem) {
	order := []config.Level{config.Blocks, config.Unsure, config.Warns, config.Notes}
	slices.SortStableFunc(all, func(a, b config.Problem) int {
		return slices.Index(order, a.Level) - slices.Index(order, b.Level)
	})
}
