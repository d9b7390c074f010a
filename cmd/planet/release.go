package main

import (
	"context"

	"planet"
	"planet/store"
)

// release lets in what a trip wire holds of a member, and renders (TRIP-3).
func (c *call) release(ctx context.Context, site *planet.Site, slug string, stdout writer) error {
	if known(site, slug) != nil {
		return mend("--release is %q, but %s has no member of that slug; planet health lists them", slug, site.File)
	}
	if err := published(site); err != nil {
		return err
	}
	return c.changing(ctx, site, func(db *store.DB) error {
		feed, err := db.Feed(ctx, slug)
		if err != nil {
			return err
		}
		if feed.HeldSince.IsZero() {
			return mend("nothing of %s is held back; planet health names those that are", slug)
		}
		n, err := db.LetIn(ctx, slug)
		if err != nil {
			return err
		}
		c.tell("%s: %s let in, each at its place; the feed is read as it is from now on", slug, plural(n, "post"))
		return c.renderAll(ctx, db, site, cycle{render: true}, stdout)
	})
}
