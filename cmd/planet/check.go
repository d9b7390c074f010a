package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"planet"
	"planet/check"
	"planet/config"
)

func (c *call) check() *cobra.Command {
	k := checking{call: c}
	var format, explain string
	var also []string
	cmd := &cobra.Command{
		Use:   "check [FILE…]",
		Short: "Say all that is wrong with feeds.yaml; with --live, ask the feeds, too",
		Long: `Check reads feeds.yaml and the files of feeds.d, and says all that is wrong
with them in one go: file, line, what stands there, what to write instead. Of a
FILE in feeds.d it says what is wrong with that one. It asks nobody.

With --live it also asks the feeds, with the same manners as an update, and says
what readers or their members should know: feeds that can't be read, lists that
have one twice, dates, ids, filters that keep nothing. Nothing is stored. With
--changed-since REV it looks only at what is new since a revision of git, like
main or HEAD~1, and shows how those members will look; the settings below
planet.fetch are then those of that revision. --dir makes a small site of them.

With --theme it also looks at the theme: it makes a site of blogs that try to
break pages (in the program; nobody is asked), and says what is wrong with the
owner's templates, words and stylesheets. --dir keeps those pages, to look at.

The exit status is 2 if something must be mended; 1 if nothing must, but a host
gave no answer, so that the check could not tell; and 0 if all is well or there
are warnings and notes only. --explain CODE tells what a code means.

For a job on GitHub, --format github marks the lines of a pull request, and
--format markdown is for its summary; json is for programs. With --also FORMAT=FILE
one check serves several: what it found goes to FILE in that format, too.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if explain != "" {
				return explained(cmd.OutOrStdout(), explain)
			}
			if len(args) == 0 {
				args = []string{c.config}
			}
			if err := k.fits(args); err != nil {
				return err
			}
			return k.all(cmd.Context(), cmd.OutOrStdout(), args, format, also)
		},
	}
	cmd.Flags().BoolVar(&k.live, "live", false, "ask the feeds, too")
	cmd.Flags().StringVar(&k.since, "changed-since", "", "look only at what is new since this `revision` of git")
	cmd.Flags().StringVar(&format, "format", "text", "text, github, markdown or json")
	cmd.Flags().StringArrayVar(&also, "also", nil, "`FORMAT=FILE`: write it to a file, too; can be given several times")
	cmd.Flags().BoolVar(&k.theme.wanted, "theme", false, "look at the theme, too")
	cmd.Flags().StringVar(&k.dir, "dir", "", "with --live: make a small site in this `folder`; with --theme: keep its pages there")
	cmd.Flags().StringVar(&explain, "explain", "", "say what a `CODE` means and what to do, and end")
	return cmd
}

// A checking is one check, as it was asked for.
type checking struct {
	*call
	live  bool
	since string // a revision of git; "" looks at all
	dir   string
	theme themeCheck
}

// fits says which flags don't go together.
func (k *checking) fits(files []string) error {
	switch {
	case k.dir == "":
		return nil
	case k.live && k.theme.wanted:
		return mend("--dir is for the pages of --live or of --theme; ask for them one after the other")
	case !k.live && !k.theme.wanted:
		return mend("--dir is for the pages of --live or --theme; write one of them, too")
	case k.live && len(files) > 1:
		return mend("--dir takes the site of one list; name one file")
	case k.live:
		return free(k.dir)
	}
	k.theme.dir = k.dir
	return nil
}

// A checked is what a check brought.
type checked struct {
	subject  string           // what was looked at
	found    []config.Problem // never nil: JSON shows an empty list
	previews []check.Preview  // if only some members were looked at
	advise   bool             // say what to do about what feeds brought
	same     bool             // the lists say what they said before
}

// all checks each file and prints what was found.
func (k *checking) all(ctx context.Context, w io.Writer, files []string, format string, also []string) error {
	print, ok := formats[format]
	if !ok {
		return mend("--format is %q; write text, github, markdown or json", format)
	}
	copies, err := copiesOf(also)
	if err != nil {
		return err
	}
	got := &checked{subject: k.subject("the list"), found: []config.Problem{}, advise: k.live, same: k.since != "" && !k.theme.wanted}
	for _, file := range files {
		if err := k.file(ctx, file, got); err != nil {
			return err
		}
	}
	if err := print(w, got); err != nil {
		return err
	}
	for _, c := range copies {
		if err := c.write(got); err != nil {
			return err
		}
	}
	switch {
	case count(got.found, config.Blocks) > 0:
		return mendable{errSaid}
	case count(got.found, config.Unsure) > 0:
		return errSaid // status 1: not the author's fault (PC-2)
	case len(got.found) == 0 && format == "text" && got.same:
		k.tell("nothing changed in %s: %s", strings.Join(files, ", "), asBefore)
	case len(got.found) == 0 && format == "text":
		k.tell("nothing is wrong with %s", k.subject(strings.Join(files, ", ")))
	}
	return nil
}

// subject is what is looked at, in words.
func (k *checking) subject(list string) string {
	if k.since != "" {
		list = "what changed in " + list
	}
	if k.theme.wanted {
		list += " and its theme"
	}
	if k.live {
		list += " and its feeds"
	}
	return list
}

// asBefore is said of a proposal that changes nothing of the list. Nothing is
// wrong then, but who hoped to be added by it should know.
const asBefore = "members, groups and settings are as before. A member is added in feeds.yaml, or by a file in feeds.d; no other is read"

// A findingsCopy is a file that gets what was found, too, so that one check, which
// asks feeds once, serves several readers.
type findingsCopy struct{ format, file string }

// copiesOf reads the values of --also.
func copiesOf(also []string) ([]findingsCopy, error) {
	var all []findingsCopy
	for _, said := range also {
		format, file, _ := strings.Cut(said, "=")
		if formats[format] == nil || file == "" {
			return nil, mend("--also is %q; write text, github, markdown or json, then = and the name of a file, like json=report.json", said)
		}
		all = append(all, findingsCopy{format, file})
	}
	return all, nil
}

func (fc findingsCopy) write(got *checked) error {
	var b bytes.Buffer
	if err := formats[fc.format](&b, got); err != nil {
		return err
	}
	return os.WriteFile(fc.file, b.Bytes(), 0o644)
}

// file adds what is found in one file, and beside a list that can be used. A
// file that isn't there is a finding, too.
func (k *checking) file(ctx context.Context, file string, got *checked) error {
	list, only := listOf(file)
	if _, err := os.Stat(file); only != "" && errors.Is(err, fs.ErrNotExist) {
		return mend("there is no %s", file)
	}
	site, found, err := loader().Check(list)
	if missing, ok := errors.AsType[*config.Problems](err); ok {
		found, err = missing.List, nil
	}
	if err != nil {
		return err
	}
	earlier, err := k.earlier(ctx, list, site)
	if err != nil {
		return err
	}
	if earlier != nil {
		found = earlier.News(found)
	}
	if earlier != nil {
		found = append(found, earlier.Turns(site)...)
		found = append(found, earlier.Strays(list)...)
	}
	got.same = got.same && earlier != nil && earlier.Same(site)
	if count(found, config.Blocks) == 0 {
		more, err := k.further(ctx, site, list, only, earlier, got)
		if err != nil {
			return err
		}
		found = append(found, more...)
	} else if k.live {
		k.tell("the feeds of %s were not asked: mend the list first", list)
	}
	for _, p := range found {
		if only == "" || p.File == only || p.File == "" {
			got.found = append(got.found, p)
		}
	}
	return nil
}

// further is what is found beside a list that can be used: in its words, its
// theme and its feeds.
func (k *checking) further(ctx context.Context, site *planet.Site, list, only string, earlier *check.Earlier, got *checked) ([]config.Problem, error) {
	found, err := k.beside(ctx, site, list, earlier)
	if err != nil || !k.live {
		return found, err
	}
	report, err := k.ask(ctx, site, only, earlier)
	if err != nil {
		return nil, err
	}
	got.previews = append(got.previews, report.Previews...)
	return append(found, report.Findings...), nil
}

// earlier is the list as it was, if that was asked for.
func (k *checking) earlier(ctx context.Context, list string, site *planet.Site) (*check.Earlier, error) {
	if k.since == "" || site == nil {
		return nil, nil
	}
	e, err := check.Since(ctx, loader(), list, k.since, site)
	if wrong, ok := errors.AsType[*check.HistoryError](err); ok {
		return nil, mendable{wrong}
	}
	return e, err
}

// beside says what is wrong with the words and the theme of a list. Words that
// were missing before are no news.
func (k *checking) beside(ctx context.Context, site *planet.Site, list string, earlier *check.Earlier) ([]config.Problem, error) {
	switch {
	case k.theme.wanted:
		return k.theme.findings(ctx, k.call, site, list)
	case earlier != nil && earlier.Site != nil && earlier.Site.Language == site.Language:
		return nil, nil
	}
	return wordFindings(site, list)
}

// listOf gives the list that file is or belongs to: that of a file in feeds.d
// stands beside the folder, and what is wrong elsewhere is not asked for.
func listOf(file string) (list, only string) {
	folder := filepath.Dir(file)
	if filepath.Base(folder) != "feeds.d" {
		return file, ""
	}
	return filepath.Join(filepath.Dir(folder), "feeds.yaml"), filepath.ToSlash(filepath.Clean(file))
}

// count is how many of found have a level.
func count(found []config.Problem, level config.Level) int {
	n := 0
	for _, p := range found {
		if p.Level == level {
			n++
		}
	}
	return n
}
