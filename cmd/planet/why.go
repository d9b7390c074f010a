package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"planet"
	"planet/fetcher"
	"planet/render"
	"planet/store"
)

func (c *call) why() *cobra.Command {
	return &cobra.Command{
		Use:   "why URL",
		Short: "Say where a post is shown, or why it is not",
		Long: `Why says of a post where it is shown, or the one reason why it is not, and what
is known of it. URL is its address in any spelling, also one that it had once,
its id, or the address of its page here.

Of an address that was never read it says whose blog it is at, and how that
blog's feed fares.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			site, err := c.load()
			if err != nil {
				return err
			}
			r, err := store.OpenReader(cmd.Context(), site.Database)
			if err != nil {
				return notYet(err, site)
			}
			defer r.Close()
			return c.explain(cmd.Context(), r, site, args[0], cmd.OutOrStdout())
		},
	}
}

// explain prints what is known of what a name stands for.
func (c *call) explain(ctx context.Context, r *store.Reader, site *planet.Site, name string, w io.Writer) error {
	found, err := fetcher.Find(ctx, r, site, name)
	if err != nil {
		return err
	}
	v, _ := built()
	o := render.Options{Today: c.now(), Version: v}
	t := whyText{healthText{w: w, zone: site.Location}}
	if found.Forgotten {
		t.line("%s", printable(name))
		t.line("  It was removed on request, for good (forgotten).")
		return t.err
	}
	if len(found.Entries) > 0 {
		all, err := render.Why(ctx, r, site, found.Entries, o)
		for i := range all {
			t.answer(&all[i], name)
		}
		return cmp.Or(err, t.err)
	}
	near, err := render.Neighbours(ctx, r, site, name, o)
	if err != nil {
		return err
	}
	if len(near) == 0 {
		return mend("nothing is known of %q, and no member's blog is there; planet health lists the feeds", name)
	}
	for i := range near {
		t.unknown(&near[i], name)
	}
	return t.err
}

// whyText writes answers as paragraphs; the first error stays. What strangers
// wrote is printed without what terminals obey.
type whyText struct{ healthText }

func (t *whyText) fact(name, format string, args ...any) {
	t.line("  %-11s %s", name, printable(fmt.Sprintf(format, args...)))
}

func (t *whyText) answer(a *render.Answer, asked string) {
	e := &a.Entry
	heading := e.Title
	if a.Place.Why == planet.ReasonHidden { // that it happened is said, not what (WHY-4)
		heading = asked
	} else if heading == "" {
		heading = "A note of " + a.Member
	}
	t.line("%s", printable(heading))
	t.line("  %s: %s (%s)", printable(a.Where), printable(a.Sentence), a.Place.Why)
	t.held(a)
	t.fact("of", "%s (%s)", a.Member, e.Feed)
	for _, f := range [][2]string{{"original", e.Link}, {"its page", a.Page}, {"also on", strings.Join(places(a), ", ")}, {"instead", a.Instead}, {"also in", strings.Join(a.Place.AlsoIn, ", ")}} {
		if f[1] != "" {
			t.fact(f[0], "%s", f[1])
		}
	}
	t.dates(e)
	if e.Revision > 1 {
		t.fact("edited", "%s; its place stays", times(e.Revision-1))
	}
	t.fact("id", "%s", e.AtomID)
	t.fact("known by", "%s", knownBy(a.Keys))
	t.feed(a, e)
}

// held gives the signs for which a feed's new posts wait (TRIP-1).
func (t *whyText) held(a *render.Answer) {
	if a.Place.Why != planet.ReasonHeld || a.Feed == nil {
		return
	}
	for _, f := range a.Feed.Findings {
		if f.Code == planet.CodeHeld {
			t.fact("held", "%s", f.Message)
		}
	}
	t.fact("to let it in", "planet health --release %s", a.Place.Entry.Feed)
}

// places names the lists that show an entry.
func places(a *render.Answer) []string {
	var all []string
	for _, at := range []struct {
		is   bool
		name string
	}{
		{a.Place.Front, "the front page"},
		{a.Place.Merged, "the merged feeds"},
		{a.Place.Member, "the member's feed"},
		{a.Place.Pages, "the member's page"},
		{a.Month != "", a.Month},
	} {
		if at.is {
			all = append(all, at.name)
		}
	}
	return all
}

// dates gives the dates as read, and what we made of them (ID-6, ID-7).
func (t *whyText) dates(e *planet.Entry) {
	switch {
	case e.Published.IsZero():
		t.fact("published", "the feed gives no date that can be read")
	case e.Published.After(e.FirstSeen):
		t.fact("published", "%s, as the feed says; until then it counts as published when first seen", t.at(e.Published))
	case !e.Position.Equal(e.Published):
		t.fact("published", "%s, as the feed says; that is not believed, as it was the date of many posts, or before 1990", t.at(e.Published))
	default:
		t.fact("published", "%s", t.at(e.Published))
	}
	t.fact("first seen", "%s", t.at(e.FirstSeen))
	t.fact("placed at", "%s, for ever", t.at(e.Position))
	if !e.Withdrawn.IsZero() {
		t.fact("withdrawn", "%s", t.at(e.Withdrawn))
	}
}

func (t *whyText) at(when time.Time) string { return t.when(&when, "") }

// knownBy says by what an entry is known again (ID-2, ID-16).
func knownBy(keys map[store.Kind]int) string {
	var all []string
	for _, k := range []struct {
		kind store.Kind
		word string
	}{{store.KindID, "id"}, {store.KindURL, "address"}, {store.KindText, "text"}, {store.KindTitle, "title"}} {
		switch n := keys[k.kind]; {
		case n == 1:
			all = append(all, "its "+k.word)
		case n > 1 && k.kind == store.KindURL:
			all = append(all, fmt.Sprintf("%d addresses", n))
		case n > 1:
			all = append(all, fmt.Sprintf("%d %ss", n, k.word))
		}
	}
	return strings.Join(all, ", ")
}

// feed says how the last visit to the feed went (WHY-3).
func (t *whyText) feed(a *render.Answer, e *planet.Entry) {
	if a.Feed == nil {
		t.fact("its feed", "%s, which is not read any more", e.FeedURL)
		return
	}
	t.fact("its feed", "%s", a.Feed.Address)
	t.fact("last read", "%s", t.lastRead(a.Feed))
}

func (t *whyText) lastRead(f *render.FeedHealth) string {
	switch {
	case f.Code != planet.CodeOK:
		return fmt.Sprintf("%s; since %s: %s", t.when(f.LastOK, "never"), t.when(f.Since, "now"), f.Message)
	case f.LastOK == nil:
		return "never so far"
	}
	return fmt.Sprintf("%s, with %s in it; next %s", t.when(f.LastOK, ""), plural(f.Items, "post"), t.when(f.Next, "at the next run"))
}

// unknown answers for an address that no feed has brought.
func (t *whyText) unknown(n *render.Neighbour, address string) {
	t.line("%s", printable(address))
	if len(n.Feeds) == 0 || n.Gone {
		t.line("  It is not known here. %s (%s) is not read any more.", printable(n.Name), n.Slug)
		return
	}
	t.line("  It was not in the feed of %s (%s) when we last read it.", printable(n.Name), n.Slug)
	for i := range n.Feeds {
		t.fact("its feed", "%s", n.Feeds[i].Address)
		t.fact("last read", "%s", t.lastRead(&n.Feeds[i]))
		if at := n.Feeds[i].Awaits; at != nil { // perhaps it is this one (future: hold)
			t.fact("waiting", "a post in it is dated ahead; it appears on %s", t.when(at, ""))
		}
		if a := render.AdviceFor(n.Feeds[i].Code); a.Todo != "" {
			t.fact("what to do", "%s", a.Todo)
		}
	}
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// printable takes out of a line what a terminal would obey.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
}
