package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"planet"
	"planet/fetcher"
	"planet/place"
	"planet/store"
)

func (c *call) forget() *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   "forget URL|ID|SLUG",
		Short: "Remove a post, or all of a member, for good",
		Long: `Forget takes a post out of the database, the site, the feeds, the archive and
the search, for good, and so the copies that other feeds brought; of a SLUG it
takes all posts, the picture and what the feeds said of themselves. Then it
renders.

It prints hashes that tell nothing of what was forgotten. Add them to
planet.forget in feeds.yaml: then the posts stay away from other databases of
this planet, too, such as one that is made anew. This one remembers them anyway.

Copies that others made of the site can't be recalled.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			site, err := c.load()
			if err != nil {
				return err
			}
			return c.forgetOne(cmd.Context(), site, strings.TrimSpace(args[0]), reason, cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&reason, "why", "", "a note to stand with the hashes; write nothing there that should be forgotten")
	return cmd
}

// forgetOne removes what a name stands for, prints the hashes and renders.
func (c *call) forgetOne(ctx context.Context, site *planet.Site, name, reason string, stdout writer) error {
	if err := published(site); err != nil {
		return err
	}
	return c.changing(ctx, site, func(db *store.DB) error {
		gone, err := c.bury(ctx, db, site, name)
		if err != nil {
			return err
		}
		if err := printHashes(stdout, gone, c.now(), reason); err != nil {
			return err
		}
		return c.renderAll(ctx, db, site, cycle{render: true, forgotten: gone.Entries}, stdout)
	})
}

// changing opens a database that must be there already, makes sure that no
// other planet is at work on it, and changes it.
func (c *call) changing(ctx context.Context, site *planet.Site, change func(*store.DB) error) (err error) {
	r, err := store.OpenReader(ctx, site.Database)
	if err != nil {
		return notYet(err, site)
	}
	if err := r.Close(); err != nil {
		return err
	}
	db, err := store.Open(ctx, site.Database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	ctx, release, err := c.lease(ctx, db)
	if err != nil {
		return err
	}
	defer release()
	if err := change(db); err != nil {
		return err
	}
	return db.Settle(context.WithoutCancel(ctx))
}

// bury forgets what a name stands for.
func (c *call) bury(ctx context.Context, db *store.DB, site *planet.Site, name string) (*store.Burial, error) {
	slugs, err := slugsOf(ctx, db, site, name)
	if err != nil {
		return nil, err
	}
	if len(slugs) > 0 {
		return c.burySlugs(ctx, db, site, slugs)
	}
	found, err := fetcher.Find(ctx, db.Reader, site, name)
	switch {
	case err != nil:
		return nil, err
	case found.Forgotten:
		c.tell("that was forgotten before; only the site is made anew")
		return &store.Burial{}, nil
	case len(found.Entries) == 0:
		return nil, mend("nothing is known of %q; write the address or the id of a post, or a member's slug", name)
	}
	if err := unambiguous(ctx, db, found.Entries, name); err != nil {
		return nil, err
	}
	gone, err := db.Forget(ctx, found.Entries)
	if err == nil {
		c.tell("%s forgotten; add these hashes to planet.forget in %s", plural(gone.Entries, "post"), site.File)
	}
	return gone, err
}

// slugsOf returns the items of a member, or a slug that left the list but not
// the database; nothing for what is no slug.
func slugsOf(ctx context.Context, db *store.DB, site *planet.Site, name string) ([]string, error) {
	var slugs []string
	for _, m := range site.Members {
		if m.Slug == name || m.Of == name {
			slugs = append(slugs, m.Slug)
		}
	}
	if len(slugs) > 0 {
		return slugs, nil
	}
	addresses, err := db.Addresses(ctx)
	if slices.ContainsFunc(addresses, func(a store.Address) bool { return a.Slug == name }) {
		slugs = append(slugs, name)
	}
	return slugs, err
}

// burySlugs forgets all of a member: first the posts that are the member's own
// beyond doubt, with the copies that other feeds brought of them; then the
// rest of what these feeds brought, which may be other people's.
func (c *call) burySlugs(ctx context.Context, db *store.DB, site *planet.Site, slugs []string) (*store.Burial, error) {
	all := &store.Burial{}
	for _, slug := range slugs {
		entries, err := db.EntriesOf(ctx, slug)
		if err != nil {
			return all, err
		}
		var own []int64
		for i := range entries {
			if place.Own(site, &entries[i]) {
				own = append(own, entries[i].ID)
			}
		}
		for _, bury := range []func() (*store.Burial, error){
			func() (*store.Burial, error) { return db.Forget(ctx, own) },
			func() (*store.Burial, error) { return db.ForgetSlug(ctx, slug) },
		} {
			gone, err := bury()
			if err != nil {
				return all, err
			}
			all.Entries += gone.Entries
			all.Hashes = append(all.Hashes, gone.Hashes...)
		}
	}
	c.tell("%s forgotten; add these hashes to planet.forget in %s", plural(all.Entries, "post"), site.File)
	for _, m := range site.Members {
		if slices.Contains(slugs, m.Slug) && m.Status != planet.StatusRemoved {
			c.warn("%s is still on the list: what it publishes from now on comes in, unless you write status: removed there", m.Slug)
		}
	}
	return all, nil
}

// unambiguous refuses a name that several posts of one feed share.
func unambiguous(ctx context.Context, db *store.DB, entries []int64, name string) error {
	all, err := db.Some(ctx, entries)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, e := range all {
		if seen[e.Feed] {
			return mend("%q stands for %s of %s; name one by its id or its page here (planet why lists them), or all of the member by its slug", name, plural(len(all), "post"), e.Feed)
		}
		seen[e.Feed] = true
	}
	return nil
}

// printHashes prints hashes as they stand in a list of feeds.yaml.
func printHashes(w io.Writer, gone *store.Burial, now time.Time, reason string) error {
	if len(gone.Hashes) == 0 {
		return nil
	}
	note := now.UTC().Format(time.DateOnly)
	if reason = printable(oneLine(errors.New(reason))); reason != "" {
		note += ": " + reason
	}
	if _, err := fmt.Fprintf(w, "# %s\n", note); err != nil {
		return err
	}
	hashes := slices.Clone(gone.Hashes)
	slices.SortFunc(hashes, func(a, b [32]byte) int { return bytes.Compare(a[:], b[:]) })
	for _, h := range slices.Compact(hashes) {
		if _, err := fmt.Fprintf(w, "- \"%x\"\n", h); err != nil {
			return err
		}
	}
	return nil
}
