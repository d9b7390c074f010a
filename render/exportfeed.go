package render

import (
	"cmp"
	"context"
	"errors"
	"io"

	"planet"
	"planet/store"
)

// Atom writes all that x asks for as one Atom feed, the newest first, with as
// much of each text as the site may show.
func (x Export) Atom(ctx context.Context, w io.Writer, r *store.Reader, site *planet.Site) error {
	world, done, err := x.world(ctx, r, site)
	if err != nil {
		return err
	}
	defer done()
	var wanted []int
	for i := range world.places {
		if p := &world.places[i]; p.Pages && x.wants(&p.Entry) {
			wanted = append(wanted, i)
		}
	}
	d, err := world.doc(ctx, mainFeedPath, "", wanted)
	if err != nil {
		return err
	}
	d.Title, d.Subtitle = site.Title, site.Description
	return writeAtom(w, d)
}

// OPML writes the list of feeds, with its groups.
func (x Export) OPML(ctx context.Context, w io.Writer, r *store.Reader, site *planet.Site) error {
	world, done, err := x.world(ctx, r, site)
	if err != nil {
		return err
	}
	defer done()
	members := world.present()
	if x.Feed != "" {
		members = []*memberView{world.bySlug[x.Feed]}
	}
	return writeOPML(w, world.rollOf(site.Title, members))
}

// world gathers what an export is made of; done gives back what it opened.
func (x Export) world(ctx context.Context, r *store.Reader, site *planet.Site) (w *world, done func(), err error) {
	named := *site
	if named.ID == "" {
		address, err := r.Fact(ctx, store.FactFeed)
		if err != nil {
			return nil, nil, err
		}
		named.ID = planet.NameID(cmp.Or(address, site.URL+mainFeedPath))
	}
	t, err := openTheme(&named)
	if err != nil {
		return nil, nil, err
	}
	w, err = newWorld(ctx, r, &named, t, Options{Today: x.Today})
	if err != nil {
		return nil, nil, errors.Join(err, t.Close())
	}
	return w, func() { _ = t.Close() }, nil // was only read
}
