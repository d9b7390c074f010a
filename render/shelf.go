package render

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"planet"
	"planet/store"
)

const (
	shelfRoom = 8_192 // entries that are kept opened: those that pages made at about the same time share
	openAhead = 64    // entries that are opened together
)

// A shelf holds the entries that were opened last, without their markup. It may
// be used by several goroutines. After an error it gives what heads know, and
// err says what went wrong.
type shelf struct {
	ctx    context.Context //nolint:containedctx // of the render that it belongs to
	reader *store.Reader

	mu      sync.Mutex
	opened  map[int64]*planet.Entry
	order   []int64 // of opening: the first goes first
	problem error
	far     int // to which index it was opened ahead
}

func newShelf(ctx context.Context, r *store.Reader) *shelf {
	return &shelf{ctx: ctx, reader: r, opened: map[int64]*planet.Entry{}}
}

func (s *shelf) err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.problem
}

// get gives an entry that is on the shelf.
func (s *shelf) get(id int64) (*planet.Entry, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, there := s.opened[id]
	return e, there
}

// goesTo reports whether index i was not opened ahead yet. Then the caller does
// so, up to index far.
func (s *shelf) goesTo(i, far int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i < s.far {
		return false
	}
	s.far = far
	return true
}

// open puts those entries on the shelf that are not there.
func (s *shelf) open(ids []int64) {
	var missing []int64
	s.mu.Lock()
	for _, id := range ids {
		if s.opened[id] == nil && s.problem == nil { // after an error nothing is asked any more
			missing = append(missing, id)
		}
	}
	s.mu.Unlock()
	if len(missing) == 0 {
		return
	}
	entries, err := s.reader.ByID(s.ctx, missing)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil && len(entries) < len(missing) {
		err = fmt.Errorf("%d of %d entries are gone since they were counted", len(missing)-len(entries), len(missing))
	}
	s.problem = cmp.Or(s.problem, err)
	for i := range entries {
		e := &entries[i]
		if s.opened[e.ID] == nil {
			s.opened[e.ID] = e
			s.order = append(s.order, e.ID)
		}
	}
	for len(s.order) > shelfRoom {
		delete(s.opened, s.order[0])
		s.order = s.order[1:]
	}
}

// whole gives entry i but for its markup; it is only read.
func (w *world) whole(i int) *planet.Entry {
	h := &w.places[i].Entry
	e, there := w.shelf.get(h.ID)
	if !there {
		w.shelf.open([]int64{h.ID})
		if e, there = w.shelf.get(h.ID); !there {
			return &planet.Entry{ID: h.ID, Feed: h.Feed, FeedURL: h.FeedURL, AtomID: h.AtomID, ShortID: h.ShortID, Path: h.Path}
		}
	}
	if e.AtomID != h.AtomID { // told apart from another one
		other := *e
		other.AtomID, other.ShortID = h.AtomID, h.ShortID
		return &other
	}
	return e
}

// ahead opens entry i and those after it, with the others that their pages
// name, if that was not done yet: pages are made in the order of their entries.
func (w *world) ahead(i int) {
	if !w.shelf.goesTo(i, i+openAhead) {
		return
	}
	var next []int
	for j := i; j < min(i+openAhead, len(w.places)); j++ {
		if w.places[j].Pages {
			next = append(next, j)
			next = append(next, w.olderBy(j)...)
			next = append(next, w.links[j]...)
		}
	}
	slices.Sort(next)
	w.ready(slices.Compact(next))
}

// ready opens entries that are about to be shown together.
func (w *world) ready(indexes []int) {
	var ids []int64
	for n, i := range indexes {
		ids = append(ids, w.places[i].Entry.ID)
		if len(ids) == openAhead || n == len(indexes)-1 {
			w.shelf.open(ids)
			ids = ids[:0]
		}
	}
}
