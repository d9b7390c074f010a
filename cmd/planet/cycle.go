package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"

	"planet"
	"planet/fetcher"
	"planet/fetcher/get"
	"planet/render"
	"planet/store"
)

// errAllFailed is for the owner to see: one feed in trouble is normal, all
// are not.
var errAllFailed = errors.New("every feed failed; see the lines above")

// fetchAll asks the feeds that are due and tells what became of them.
func (c *call) fetchAll(ctx context.Context, db *store.DB, site *planet.Site, todo cycle, stdout writer) error {
	client := c.client(site)
	defer client.Close()
	show := progress{c: c}
	up := fetcher.Updater{
		Store: db, Client: client, Site: site, Log: c.log, Now: c.now, Force: todo.force, Each: show.each,
		Rand: rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64())), //nolint:gosec // spreads visits; guards nothing
	}
	feeds := wanted(site, todo.only)
	if todo.dry {
		due, err := up.Due(ctx, feeds)
		for _, f := range due {
			fmt.Fprintln(stdout, f.Slug, f.URL)
		}
		return err
	}
	began := c.now()
	results, err := up.All(ctx, feeds)
	show.end()
	if err != nil {
		return err
	}
	if err := up.Avatars(ctx, todo.only...); err != nil {
		return err
	}
	if err := up.Proofs(ctx, todo.only...); err != nil {
		return err
	}
	return c.sum(results, c.now().Sub(began))
}

// client makes the one that asks, by the site's manners.
func (c *call) client(site *planet.Site) *get.Client {
	v, _ := built()
	agent := "planet/" + v
	switch {
	case site.Contact != "":
		agent += " (+" + site.Contact + ")"
	case site.URL != "":
		agent += " (+" + site.URL + ")"
	default:
		fmt.Fprintf(c.stderr, "planet: %s sets neither planet.contact nor planet.url: publishers can't tell who asks, and some will refuse\n", site.File)
	}
	return &get.Client{
		UserAgent: agent, Now: c.now, MaxBytes: site.Fetch.MaxBytes, Timeout: site.Fetch.Timeout,
		AllowPrivate: site.Fetch.AllowPrivate, Proxy: site.Fetch.Proxy, Ports: ports(site),
	}
}

// published refuses a list from which no site can be made.
func published(site *planet.Site) error {
	if site.URL == "" {
		return mend("%s: planet.url is missing; write the address where this planet will be read, like https://planet.example.org/", site.File)
	}
	return nil
}

// renderAll writes the site and tells what changed in it.
func (c *call) renderAll(ctx context.Context, db *store.DB, site *planet.Site, todo cycle, stdout writer) error {
	if err := published(site); err != nil {
		return err
	}
	address, err := db.Keep(ctx, store.FactFeed, site.URL+"atom.xml")
	if err != nil {
		return err
	}
	v, _ := built()
	report, err := render.Site(ctx, db.Reader, site, render.Options{Today: c.now(), Force: todo.shrink, Forgotten: todo.forgotten, DryRun: todo.dry, Version: v, Feed: address, Warn: c.warn})
	if err != nil {
		return err
	}
	if todo.dry {
		for _, list := range []struct {
			word  string
			paths []string
		}{{"added", report.Added}, {"changed", report.Changed}, {"removed", report.Removed}} {
			for _, p := range list.paths {
				fmt.Fprintln(stdout, list.word, p)
			}
		}
		return nil
	}
	c.tell("%s: %s added, %d changed, %d removed, %d as they were", site.Output, plural(len(report.Added), "file"), len(report.Changed), len(report.Removed), report.Kept)
	return nil
}

// ports are those besides 80 and 443 which the list names: no other one is
// asked (SAFE-4).
func ports(site *planet.Site) []int {
	var all []int
	for _, m := range site.Members {
		for _, f := range m.Feeds {
			u, err := url.Parse(f.URL)
			if err != nil {
				continue
			}
			if n, err := strconv.Atoi(u.Port()); err == nil && !slices.Contains(all, n) {
				all = append(all, n)
			}
		}
	}
	return all
}
