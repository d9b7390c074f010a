package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"planet"
	"planet/fetcher"
	"planet/store"
)

// A cycle is what update, fetch, render and serve do, whole or in part.
type cycle struct {
	fetch, render bool
	force         bool     // fetch what isn't due; not the manners
	shrink        bool     // let the site lose most of its entries (DET-6)
	only          []string // slugs; none means all
	dry           bool     // say what would be done
	forgotten     int      // entries that were forgotten just now: no loss (DET-6)
}

func (c *call) update() *cobra.Command {
	todo := cycle{fetch: true, render: true}
	cmd := &cobra.Command{
		Use:   "update",
		Short: "Fetch what is due, keep what is new, render the site",
		Long: `Update goes once along the whole line: it asks the feeds whose time has come,
keeps what is new in the database and renders the site. It is what cron runs.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.once(cmd.Context(), todo, cmd) },
	}
	cmd.Flags().BoolVar(&todo.force, "force", false, "ask feeds that aren't due, too; publishers' wishes still hold")
	cmd.Flags().StringSliceVar(&todo.only, "only", nil, "ask these members' feeds only: `SLUG,…`")
	cmd.Flags().BoolVar(&todo.dry, "dry-run", false, "name the feeds that would be asked, and do nothing")
	return cmd
}

func (c *call) fetch() *cobra.Command {
	todo := cycle{fetch: true}
	cmd := &cobra.Command{
		Use:   "fetch",
		Short: "The first half of update: ask the feeds, keep what is new",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return c.once(cmd.Context(), todo, cmd) },
	}
	cmd.Flags().BoolVar(&todo.force, "force", false, "ask feeds that aren't due, too; publishers' wishes still hold")
	cmd.Flags().StringSliceVar(&todo.only, "only", nil, "ask these members' feeds only: `SLUG,…`")
	cmd.Flags().BoolVar(&todo.dry, "dry-run", false, "name the feeds that would be asked, and do nothing")
	return cmd
}

func (c *call) render() *cobra.Command {
	todo := cycle{render: true}
	cmd := &cobra.Command{
		Use:   "render",
		Short: "The second half of update: write the site; needs no network",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return c.once(cmd.Context(), todo, cmd) },
	}
	cmd.Flags().BoolVar(&todo.shrink, "force", false, "write the site even if it loses most of its posts")
	cmd.Flags().BoolVar(&todo.dry, "dry-run", false, "name the files that would change, and write none")
	return cmd
}

// once loads the list and does one cycle.
func (c *call) once(ctx context.Context, todo cycle, cmd *cobra.Command) error {
	site, err := c.load()
	if err != nil {
		return err
	}
	if err := known(site, todo.only...); err != nil {
		return err
	}
	return c.cycle(ctx, site, todo, cmd.OutOrStdout())
}

// cycle opens the database, makes sure that no other planet is at work on it,
// and goes along the line.
func (c *call) cycle(ctx context.Context, site *planet.Site, todo cycle, stdout writer) (err error) {
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
	if !todo.dry { // what another database of this planet forgot (LEAVE-4)
		gone, err := db.ForgetHashes(ctx, fetcher.Tombstones(site))
		if err != nil {
			return err
		}
		todo.forgotten += gone.Entries
	}
	var silence error // nobody answered: to be seen to, but the site goes on, and its page of health tells of it
	if todo.fetch {
		err := c.fetchAll(ctx, db, site, todo, stdout)
		if errors.Is(err, errAllFailed) || errors.Is(err, fetcher.ErrOutage) {
			silence, err = err, nil
		}
		if err != nil {
			return err
		}
	}
	if todo.render && (!todo.fetch || !todo.dry) {
		if err := c.renderAll(ctx, db, site, todo, stdout); err != nil {
			return err
		}
	}
	return errors.Join(silence, db.Settle(context.WithoutCancel(ctx)))
}

// known refuses slugs that nobody has.
func known(site *planet.Site, only ...string) error {
	for _, slug := range only {
		if !slices.ContainsFunc(site.Members, func(m planet.Member) bool { return m.Slug == slug }) {
			return mend("--only names %q, but %s has no member of that slug; planet health lists them", slug, site.File)
		}
	}
	return nil
}

// wanted gives the feeds to ask.
func wanted(site *planet.Site, only []string) []planet.Feed {
	var feeds []planet.Feed
	for _, m := range site.Members {
		if m.Disabled || m.Status != "" || len(only) > 0 && !slices.Contains(only, m.Slug) {
			continue
		}
		feeds = append(feeds, m.Feeds...)
	}
	return feeds
}

// plural gives a count with its word.
func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	if rest, ok := strings.CutSuffix(one, "y"); ok {
		return fmt.Sprintf("%d %sies", n, rest)
	}
	return fmt.Sprintf("%d %ss", n, one)
}
