package main

import (
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"sync"

	"planet"
	"planet/render"
	"planet/store"
)

// A liveSearch answers for the page of search from the database of the site
// that is served now (SRCH-3). The database is opened at the first question,
// and anew when another file lies in its place.
type liveSearch struct {
	c    *call
	site func() *planet.Site

	mu     sync.Mutex
	file   fs.FileInfo
	db     *store.Reader
	search *render.Search
}

// page makes the page for what a reader asks. What keeps it from that is told
// to the owner.
func (l *liveSearch) page(ctx context.Context, asked url.Values) ([]byte, error) {
	site := l.site()
	search, err := l.open(ctx, site.Database)
	if err != nil {
		return nil, l.tell(ctx, err)
	}
	v, _ := built()
	page, err := search.Page(ctx, site, render.Options{Today: l.c.now(), Version: v}, asked)
	return page, l.tell(ctx, err)
}

func (l *liveSearch) tell(ctx context.Context, err error) error {
	if err != nil && ctx.Err() == nil && !errors.Is(err, store.ErrNoDatabase) {
		l.c.log.Error("search failed", "err", err)
	}
	return err
}

func (l *liveSearch) open(ctx context.Context, path string) (*render.Search, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	file, err := os.Stat(path)
	if err == nil && l.search != nil && os.SameFile(file, l.file) {
		return l.search, nil
	}
	l.drop()
	db, err := store.OpenReader(ctx, path)
	if err != nil {
		return nil, err
	}
	search, err := render.NewSearch(ctx, db)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	l.file, l.db, l.search = file, db, search
	return search, nil
}

// close gives the database back.
func (l *liveSearch) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.drop()
}

func (l *liveSearch) drop() {
	if l.search == nil {
		return
	}
	if err := errors.Join(l.search.Close(), l.db.Close()); err != nil {
		l.c.log.Error("database not closed", "err", err)
	}
	l.search = nil
}
