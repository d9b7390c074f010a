// Package render is the last part of the line
//
//	store → render → public/
//
// In goes a site and the reading side of the store; out comes the folder that
// readers see: pages, merged feeds, lists of feeds, and what programs look
// for. It never sends a request, reads no clock, cleans nothing, and writes no
// file that hasn't changed: the same store, list and program give the same
// bytes (DET-1).
package render

import (
	"cmp"
	"context"
	"path"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"planet"
	"planet/store"
)

// Options are what Site is told besides the list and the store.
type Options struct {
	Today     time.Time                        // any moment of the day; only its day counts (DET-1)
	Version   string                           // of the program
	Feed      string                           // first address of the merged feed, from which its id is made if the list names none (ATOM-2)
	Force     bool                             // a site that loses most of its entries may replace the old one (DET-6)
	Forgotten int                              // entries that were forgotten since the last render: they don't count as lost (DET-6)
	DryRun    bool                             // only report
	Warn      func(format string, args ...any) // told of what the owner should see to; nil for nobody

	hasty bool // see treeOptions
	audit bool // likewise
}

func (o Options) warn(format string, args ...any) {
	if o.Warn != nil {
		o.Warn(format, args...)
	}
}

// Site writes the site into its output folder and reports what changed there.
// All is made and checked before the first file is replaced: any error leaves
// the old site as it was, byte for byte. Only files that differ are written,
// each by a rename, and files of ours that are no longer made disappear.
func Site(ctx context.Context, r *store.Reader, site *planet.Site, o Options) (*Report, error) {
	t, err := openTheme(site)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	w, out, err := begin(ctx, r, site, t, o)
	if err != nil {
		return nil, err
	}
	defer out.discard()
	if err := w.write(ctx, out); err != nil {
		return nil, err
	}
	return out.publish(w.count())
}

// begin reads what a site is made of, and opens its output folder. The caller
// discards the tree.
func begin(ctx context.Context, r *store.Reader, site *planet.Site, t *theme, o Options) (*world, *tree, error) {
	named := *site
	if named.ID == "" {
		named.ID = planet.NameID(o.Feed)
	}
	w, err := newWorld(ctx, r, &named, t, o)
	if err != nil {
		return nil, nil, err
	}
	w.listing = &listing{}
	squeezer, err := newSqueezer(named.Precompress)
	if err != nil {
		return nil, nil, err
	}
	out, err := openTree(named.Output, treeOptions{
		Squeezer: squeezer,
		Force:    o.Force, DryRun: o.DryRun, Hasty: o.hasty, Audit: o.audit, Static: filepath.Join(named.Dir, "static"), BasePath: basePath(named.URL), Warn: o.warn,
	})
	if err != nil {
		return nil, nil, err
	}
	if err := w.depend(out.static()); err != nil {
		out.discard()
		return nil, nil, err
	}
	return w, out, nil
}

// count gives how many entries the site shows, and how many were taken out of
// it on purpose.
func (w *world) count() (shown, excused int) {
	for i := range w.places {
		switch {
		case w.places[i].Pages:
			shown++
		case w.places[i].Why == planet.ReasonHidden, w.places[i].Why == planet.ReasonRemoved, w.places[i].Why == planet.ReasonWithdrawn:
			excused++
		}
	}
	return shown, excused + w.opts.Forgotten
}

// A job makes one page.
type job struct {
	kind  string
	page  pageView
	of    func(*sum)                                    // takes all that data looks at, but for what pages of its kind depend on anyway; nil if the page is to be made each time
	data  func(context.Context, *pageView) (any, error) // what the page shows; it may complete what is said of the page
	order int                                           // among all pages
}

// write puts the whole site into the tree.
func (w *world) write(ctx context.Context, out *tree) error {
	for _, a := range w.theme.assets {
		if path.Ext(a.path) == ".js" && !w.site.Scripts {
			continue
		}
		if err := out.put(a.path, a.data); err != nil {
			return err
		}
	}
	if err := w.pages(ctx, out); err != nil {
		return err
	}
	if err := w.feeds(ctx, out); err != nil {
		return err
	}
	if err := w.putSearchIndex(out); err != nil {
		return err
	}
	return cmp.Or(w.files(out), w.shelf.err())
}

// pages makes all pages that depend on what changed, as many at a time as there
// are processors.
func (w *world) pages(ctx context.Context, out *tree) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	next := make(chan *job)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		p := newPress(w.theme)
		wg.Go(func() {
			for j := range next {
				if ctx.Err() != nil {
					continue // another page failed, and says why
				}
				if err := w.page(ctx, out, p, j); err != nil {
					stop(err)
				}
			}
		})
	}
	order := 0
	for j := range w.jobs {
		if ctx.Err() != nil {
			break
		}
		j.order, order = order, order+1
		next <- j
	}
	close(next)
	wg.Wait()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

func (w *world) page(ctx context.Context, out *tree, p *press, j *job) error {
	name := fileOf(j.page.Path)
	of, known := w.madeOf(j)
	if known && w.printed == nil && !out.o.Audit && out.holds(name, of) {
		w.listing.add(w.site.URL+j.page.Path, j.order, out.made[name])
		return out.reuse(name)
	}
	w.complete(j)
	data, err := j.data(ctx, &j.page)
	if err = cmp.Or(err, w.shelf.err()); err != nil {
		return err
	}
	b, err := p.print(j.kind, &view{w.view, j.page, data})
	if w.printed != nil {
		err = w.printed(j, b, err)
	}
	if b == nil || err != nil {
		return err
	}
	made := madeFile{of: of, listed: j.page.Robots == indexed && j.page.Canonical == w.site.URL+j.page.Path, changed: j.page.Changed}
	w.listing.add(w.site.URL+j.page.Path, j.order, made)
	return out.putMade(name, b, made)
}

// fileOf gives the file of a page: those of folders are index.html.
func fileOf(path string) string {
	if path == "" || path[len(path)-1] == '/' {
		return path + "index.html"
	}
	return path
}
