package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"

	"planet"
	"planet/check"
	"planet/docs"
	"planet/render"
	"planet/store"
)

// ask looks at the feeds of a list that can be used: those of one file of
// feeds.d with only, and of what changed with earlier. The database lives as
// long as the look.
func (k *checking) ask(ctx context.Context, site *planet.Site, only string, earlier *check.Earlier) (*check.Report, error) {
	wanted, isNew := chosen(site, only, earlier)
	if earlier != nil && earlier.Site != nil {
		own := *site
		own.Fetch = earlier.Site.Fetch // a proposal does not choose whom this machine may ask (PRV-4)
		site = &own
	}
	temp, err := os.MkdirTemp("", "planet-check-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp)
	db, err := store.Open(ctx, filepath.Join(temp, "planet.db"))
	if err != nil {
		return nil, err
	}
	report, err := k.look(ctx, site, db, wanted)
	if err == nil && k.dir != "" {
		err = k.site(ctx, site, db, report)
	}
	if err := errors.Join(err, db.Close()); err != nil {
		return nil, err
	}
	if wanted == nil {
		report.Previews = nil // of a whole list, nobody reads them
	}
	for i := range report.Previews {
		p := &report.Previews[i]
		switch {
		case isNew[p.Slug]:
			p.Change = "new"
		case earlier != nil:
			p.Change = "changed"
		}
	}
	return report, nil
}

// chosen gives the slugs to look at; nil for all.
func chosen(site *planet.Site, only string, earlier *check.Earlier) (wanted, isNew map[string]bool) {
	if earlier != nil {
		wanted, isNew = earlier.Changed(site)
	}
	if only == "" {
		return wanted, isNew
	}
	of := map[string]bool{}
	for _, m := range site.Members {
		if m.File == only && (wanted == nil || wanted[m.Slug]) {
			of[m.Slug] = true
		}
	}
	return of, isNew
}

// look asks the feeds.
func (k *checking) look(ctx context.Context, site *planet.Site, db *store.DB, wanted map[string]bool) (*check.Report, error) {
	client := k.client(site)
	defer client.Close()
	show := progress{c: k.call}
	looker := check.Checker{
		Site: site, Store: db, Client: client, Log: k.log, Now: k.now, Each: show.each,
		Rand: rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64())), //nolint:gosec // orders visits; guards nothing
	}
	report, err := looker.Look(ctx, wanted)
	show.end()
	return report, err
}

// previewPosts is how many posts of a member the small site has (PRV-2).
const previewPosts = 5

// site makes a small site of the members that were looked at.
func (k *checking) site(ctx context.Context, site *planet.Site, db *store.DB, report *check.Report) error {
	small := *site
	small.Output, small.Members = k.dir, nil
	if small.URL == "" {
		small.URL = "https://planet.example/" // it is looked at, not published
	}
	for _, p := range report.Previews {
		i := slices.IndexFunc(site.Members, func(m planet.Member) bool { return m.Slug == p.Slug })
		small.Members = append(small.Members, site.Members[i])
		entries, err := db.EntriesOf(ctx, p.Slug)
		if err != nil {
			return err
		}
		var old []int64
		for _, e := range entries[min(previewPosts, len(entries)):] {
			old = append(old, e.ID)
		}
		if _, err := db.Forget(ctx, old); err != nil {
			return err
		}
	}
	alone(small.Members)
	v, _ := built()
	_, err := render.Site(ctx, db.Reader, &small, render.Options{Today: k.now(), Version: v, Feed: small.URL + "atom.xml", Force: true, Warn: k.warn})
	if err == nil {
		k.tell("a small site of %s is in %s", plural(len(small.Members), "member"), k.dir)
	}
	return err
}

// alone lets further feeds of members who are not there stand for themselves.
func alone(members []planet.Member) {
	for i := range members {
		of := members[i].Of
		if !slices.ContainsFunc(members, func(m planet.Member) bool { return m.Slug == of }) {
			members[i].Of = ""
		}
	}
}

// free refuses a folder that holds something.
func free(dir string) error {
	there, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && len(there) == 0:
		return nil
	case err != nil:
		return mend("--dir %s can't be used: %w", dir, err)
	}
	return mend("--dir is %s, which holds something already; name a new folder", dir)
}

// explained prints what the manual says of a code.
func explained(w io.Writer, code string) error {
	m, found := docs.MessageOf(code)
	if !found {
		return mend("there is no code %q; docs/messages.md lists them", code)
	}
	_, err := fmt.Fprintf(w, "%s: %s\n%s\n\nWhat to do: %s\n", code, levelNames[m.Level], m.Means, m.Todo)
	return err
}

// levelNames say what the levels of the manual mean.
var levelNames = map[string]string{
	"Blocks": "must be mended", "Warns": "a warning", "Notes": "a note", "Unsure": "the check could not tell",
}
