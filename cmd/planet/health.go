package main

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"planet"
	"planet/render"
	"planet/store"
)

func (c *call) health() *cobra.Command {
	var format, held string
	cmd := &cobra.Command{
		Use:   "health",
		Short: "Say how each feed fares, in words",
		Long: `Health says how each feed fares: what is wrong, since when, and what its member
can do. Feeds that changed so much that their new posts wait for you are named
with what changed. If it is still the member's blog, --release lets the posts
in, each at its place; if not, planet forget removes them.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			site, err := c.load()
			if err != nil {
				return err
			}
			if held != "" {
				return c.release(cmd.Context(), site, held, cmd.OutOrStdout())
			}
			r, err := store.OpenReader(cmd.Context(), site.Database)
			if err != nil {
				return notYet(err, site)
			}
			defer r.Close()
			v, _ := built()
			h, err := render.ReadHealth(cmd.Context(), r, site, v, c.now())
			if err != nil {
				return err
			}
			return printHealth(cmd.OutOrStdout(), h, site.Location, format)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	cmd.Flags().StringVar(&held, "release", "", "let in the new posts of this member that wait for you: `SLUG`")
	return cmd
}

func printHealth(w io.Writer, h *render.Health, zone *time.Location, format string) error {
	switch format {
	case "json":
		enc := json.NewEncoder(w)
		enc.SetIndent("", " ")
		enc.SetEscapeHTML(false)
		return enc.Encode(h)
	case "text":
		t := healthText{w: w, zone: zone}
		t.all(h)
		return t.err
	}
	return mend("--format is %q; write text or json", format)
}

// healthText writes health as a page to read; the first error stays.
type healthText struct {
	w    io.Writer
	zone *time.Location
	err  error
}

func (t *healthText) line(format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintf(t.w, format+"\n", args...)
	}
}

func (t *healthText) all(h *render.Health) {
	t.line("%s. Last run %s.", tally(h), t.when(h.LastRun, "not finished"))
	for i := range h.Feeds {
		if f := &h.Feeds[i]; f.Code != "" {
			t.trouble(f)
		}
	}
	for i := range h.Feeds {
		if f := &h.Feeds[i]; f.Code == "" && len(f.Findings) > 0 {
			t.warnings(f)
		}
	}
	t.line("")
	for i := range h.Feeds {
		f := &h.Feeds[i]
		t.line("%-10s  %-24s  %-13s  %5d posts  last new %s", f.State, f.Slug, f.Format, f.Entries, t.when(f.LastNew, "never"))
	}
}

// tally counts feeds by state, the troubled ones first.
func tally(h *render.Health) string {
	parts := []string{plural(len(h.Feeds), "feed")}
	for _, s := range []planet.State{
		planet.StateFailing, planet.StateGone, planet.StateHeld, planet.StateNew, planet.StateActive,
		planet.StateOccasional, planet.StateQuiet, planet.StatePaused,
	} {
		if n := h.Counts[s]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, s))
		}
	}
	return strings.Join(parts, ", ")
}

func (t *healthText) trouble(f *render.FeedHealth) {
	t.line("\n%s  %s", f.Slug, f.Address)
	t.line("  %s; %s since %s.", f.Message, tries(f.Tries), t.when(f.Since, "now"))
	if a := render.AdviceFor(f.Code); a.Means != "" {
		t.line("  %s", a.Means)
		t.line("  What to do: %s", a.Todo)
	}
	t.line("  Next try %s.", t.when(f.Next, "at the next run"))
	if f.State == planet.StateGone { // people decide, with the evidence before them (HEALTH-4, NOTE-2)
		t.line("  Ready to write at line %d of %s: `status: left` (%s since %s, %s).", f.Line, filepath.Base(f.File), f.Code, t.day(f.Since), tries(f.Tries))
	}
}

func (t *healthText) day(at *time.Time) string {
	if at == nil {
		return "now"
	}
	return at.In(t.zone).Format(time.DateOnly)
}

func (t *healthText) warnings(f *render.FeedHealth) {
	t.line("\n%s  %s", f.Slug, f.Address)
	for _, w := range f.Findings {
		t.line("  %s (%s)", w.Message, w.Code)
	}
}

func (t *healthText) when(at *time.Time, otherwise string) string {
	if at == nil {
		return otherwise
	}
	return at.In(t.zone).Format("2 January 2006, 15:04 MST")
}

func tries(n int) string {
	if n == 1 {
		return "1 try"
	}
	return fmt.Sprintf("%d tries", n)
}
