package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"

	"planet"
	"planet/config"
	"planet/demo"
	"planet/render"
	"planet/serve"
	"planet/store"
)

// A themeCheck makes a site of blogs that try to break pages, with the owner's
// theme, and says what is wrong with it (THEME-8).
type themeCheck struct {
	wanted bool
	dir    string // folder that keeps the pages; "" for none
}

// findings says what is wrong with the theme of a list that can be used.
func (t themeCheck) findings(ctx context.Context, c *call, owner *planet.Site, list string) ([]config.Problem, error) {
	if err := t.free(owner); err != nil {
		return nil, err
	}
	temp, err := os.MkdirTemp("", "planet-theme-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp)
	site, db, err := c.hostile(ctx, owner, temp)
	if err != nil {
		return nil, fmt.Errorf("make the site that themes are tried on: %w", err)
	}
	defer db.Close()
	if t.dir != "" {
		site.Output = t.dir
	}
	v, _ := built()
	faults, err := render.CheckTheme(ctx, db.Reader, site, render.Options{Today: c.now(), Version: v, Force: true, DryRun: t.dir == "", Feed: site.URL + "atom.xml"})
	if err != nil {
		return nil, err
	}
	var found []config.Problem
	for _, f := range faults {
		p := config.Problem{Line: f.Line, Code: f.Code, Level: config.Level(f.Level), Message: f.Message}
		if f.File != "" {
			p.File = filepath.ToSlash(filepath.Join(owner.Dir, f.File))
		}
		found = append(found, p)
	}
	if render.Blocked(faults) {
		return found, nil // words that can't be read are among them
	}
	words, err := wordFindings(owner, list)
	return append(found, words...), err
}

// hostilePage is one that only the hostile blogs have.
const hostilePage = "members/nightmare/index.html"

// free says if the pages can't go where they should: nothing else is written
// over.
func (t themeCheck) free(owner *planet.Site) error {
	if t.dir == "" {
		return nil
	}
	there, err := os.ReadDir(t.dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(there) == 0 {
		return nil
	}
	if err != nil {
		return mend("--dir %s can't be used: %w", t.dir, err)
	}
	if _, err := os.Stat(filepath.Join(t.dir, filepath.FromSlash(hostilePage))); err != nil {
		return mend("--dir is %s, which holds something else; name a new folder", t.dir)
	}
	if out, err := os.Stat(owner.Output); err == nil {
		if dir, err := os.Stat(t.dir); err == nil && os.SameFile(out, dir) {
			return mend("--dir is %s, where the site of your list goes; name another folder", t.dir)
		}
	}
	return nil
}

// hostile makes a planet of the hostile blogs in a folder: what they wrote is
// stored as that of any stranger. The site has the owner's words and looks, and
// every page that there is. The caller closes the database.
func (c *call) hostile(ctx context.Context, owner *planet.Site, folder string) (*planet.Site, *store.DB, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	blogs := demo.NewHostile(c.now(), l.Addr().(*net.TCPAddr).Port)
	list := filepath.Join(folder, "feeds.yaml")
	if err := os.WriteFile(list, blogs.List(), 0o600); err != nil {
		return nil, nil, errors.Join(err, l.Close())
	}
	site, err := loader().Load(list)
	if err != nil {
		return nil, nil, errors.Join(err, l.Close())
	}
	quiet := &call{env: c.env, stderr: io.Discard, now: c.now, quiet: true, log: slog.New(slog.DiscardHandler)}
	srv := serve.Server{Listener: l, Handler: blogs, Location: site.Location, Log: quiet.log}
	ended := make(chan error, 1)
	go func() { ended <- srv.Run(ctx) }()
	db, err := quiet.gather(ctx, site)
	stop()
	if err := errors.Join(err, <-ended); err != nil {
		return nil, nil, err
	}
	return dressed(site, owner), db, nil
}

// gather asks the feeds of a list once and keeps what they have.
func (c *call) gather(ctx context.Context, site *planet.Site) (*store.DB, error) {
	db, err := store.Open(ctx, site.Database)
	if err != nil {
		return nil, err
	}
	if err := c.fetchAll(ctx, db, site, cycle{force: true}, io.Discard); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// dressed is the hostile site in the owner's clothes.
func dressed(site, owner *planet.Site) *planet.Site {
	s := *owner
	s.Members, s.Groups, s.Topics = site.Members, site.Groups, site.Topics
	s.Output, s.Database = site.Output, site.Database
	s.Front.Entries, s.Front.Days, s.Front.PerFeedPerDay = site.Front.Entries, site.Front.Days, site.Front.PerFeedPerDay
	s.Aliases, s.Security = nil, planet.Security{}
	s.Only, s.Skip = planet.Filter{}, planet.Filter{}
	s.EntryPages, s.Everything = true, true
	if s.URL == "" {
		s.URL = "https://planet.example/"
	}
	if s.Description == "" {
		s.Description = strings.Repeat("W", 180)
	}
	return &s
}
