package main

import (
	"bufio"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"planet/render"
	"planet/store"
)

func (c *call) export() *cobra.Command {
	var format, since string
	var want render.Export
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Print everything stored",
		Long: `Export prints what is stored: as JSON, one post a line; as one Atom feed with
all posts; or the list of feeds as OPML.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			site, err := c.load()
			if err != nil {
				return err
			}
			if want.Feed != "" && known(site, want.Feed) != nil {
				return mend("--feed is %q, but %s has no member of that slug; planet health lists them", want.Feed, site.File)
			}
			if want.Since, err = day(since, site.Location); err != nil {
				return err
			}
			want.Today = c.now()
			r, err := store.OpenReader(cmd.Context(), site.Database)
			if err != nil {
				return notYet(err, site)
			}
			defer r.Close()
			out := bufio.NewWriter(cmd.OutOrStdout())
			switch format {
			case "jsonl":
				err = want.JSONL(cmd.Context(), out, r, site)
			case "atom":
				err = want.Atom(cmd.Context(), out, r, site)
			case "opml":
				err = want.OPML(cmd.Context(), out, r, site)
			default:
				return mend("--format is %q; write jsonl, opml or atom", format)
			}
			return errors.Join(err, out.Flush())
		},
	}
	cmd.Flags().StringVar(&format, "format", "jsonl", "jsonl, opml or atom")
	cmd.Flags().StringVar(&want.Feed, "feed", "", "of this member only: `SLUG`")
	cmd.Flags().StringVar(&since, "since", "", "from this day on: `2026-11-20`")
	return cmd
}

// day reads a date as people write it in flags; "" is the zero time.
func day(s string, zone *time.Location) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, s, zone)
	if err != nil {
		return t, mend("--since is %q; write a day like 2026-11-20", s)
	}
	return t, nil
}
