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
	var look themeExport
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Print everything stored, or write out a theme",
		Long: `Export prints what is stored: as JSON, one post a line; as one Atom feed with
all posts; or the list of feeds as OPML.

With --format theme it writes the files of the theme into theme/ beside the
list, for you to change: all of them, or those that are named, like front.html.
It leaves alone what is there. What you don't change, delete: then it follows
new versions of the program. docs/themes.md tells more.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if look.only = args; format == "theme" {
				return nil
			}
			return cobra.NoArgs(cmd, args)
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			site, err := c.load()
			if err != nil {
				return err
			}
			if format == "theme" {
				return look.write(c, site, cmd.OutOrStdout())
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
				return mend("--format is %q; write jsonl, opml, atom or theme", format)
			}
			return errors.Join(err, out.Flush())
		},
	}
	cmd.Flags().StringVar(&format, "format", "jsonl", "jsonl, opml, atom or theme")
	cmd.Flags().StringVar(&look.theme, "theme", "", "with --format theme: the files of this theme in the program: `NAME`")
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
