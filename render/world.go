package render

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"planet"
	"planet/place"
	"planet/store"
)

// A world is all that pages and feeds are made of: what the list says, what
// the store has, and where each entry is placed. It is only read while pages
// are made, by several goroutines.
type world struct {
	site   *planet.Site
	opts   Options
	reader *store.Reader
	words  *locale
	theme  *theme

	printed func(j *job, page []byte, err error) error // told of each page; the check of a theme goes on after an error, and nobody else asks

	places  []place.Place // in the order of FLOW-1
	shelf   *shelf        // of entries that are shown
	asked   askedAddresses
	health  *Health
	founded time.Time

	view     *siteView
	members  []*memberView          // all but the removed, in the order of the list
	latest   map[string]time.Time   // positions, by the slug of each item
	bySlug   map[string]*memberView // by the slug of each item: a further item of a member leads to the member
	items    map[string]*planet.Member
	groups   []*groupView
	pictures map[string][]byte        // avatars by slug
	proofs   map[string]store.Proof   // by slug
	events   map[string][]store.Event // by slug, the latest first

	topics    map[string]*topicView // by slug; only those that have a page
	languages map[string]bool       // of the entries that are shown, without regions
	archived  []archiveMonth        // of archive documents, the latest first
	months    map[string][]int      // indexes of entries with a page, by month "2026/11"
	mine      map[*memberView][]int
	shown     map[string]int       // entries with a page by canonical address
	floods    func() map[visit]int // how many came together, of visits that brought too many
	mention   map[int][]mention    // who links to an entry, by its index
	links     map[int][]int        // to which entries an entry links

	depends dependencies // of what files are made; only of a world that is written
	listing *listing     // pages for sitemap.xml; likewise
}

// A mention is a link from one entry to another.
type mention struct {
	from     int // index of the entry that links
	sentence string
}

// newWorld reads what the site is made of.
func newWorld(ctx context.Context, r *store.Reader, site *planet.Site, t *theme, o Options) (*world, error) {
	w, err := settle(ctx, r, site, t, o)
	if err != nil {
		return nil, err
	}
	if w.health, err = ReadHealth(ctx, r, site, o.Version, o.Today); err != nil {
		return nil, err
	}
	if w.founded, err = foundedAt(ctx, r); err != nil {
		return nil, err
	}
	if w.events, err = r.Events(ctx); err != nil {
		return nil, err
	}
	w.sort()
	w.archived = w.archiveMonths()
	w.topics = w.findTopics()
	w.languages = w.findLanguages()
	w.view = w.newSiteView()
	if w.view.Content, err = readContent(site, w.words); err != nil {
		return nil, err
	}
	if w.view.Names, err = w.names(); err != nil {
		return nil, err
	}
	return w, w.connect(ctx)
}

// settle reads the entries and finds their places, and makes the views of
// members and groups: what a single page needs, too.
func settle(ctx context.Context, r *store.Reader, site *planet.Site, t *theme, o Options) (*world, error) {
	w := &world{site: site, opts: o, reader: r, words: t.words, theme: t, shelf: newShelf(ctx, r), bySlug: map[string]*memberView{}, items: map[string]*planet.Member{}}
	var err error
	if w.places, err = readPlaces(ctx, r, site, o.Today); err != nil {
		return nil, err
	}
	addresses, err := r.Addresses(ctx)
	if err != nil {
		return nil, err
	}
	w.asked = byAddress(addresses)
	if w.pictures, err = readAvatars(ctx, r, site, o.warn); err != nil {
		return nil, err
	}
	if w.proofs, err = r.Proofs(ctx); err != nil {
		return nil, err
	}
	w.findLatest()
	w.meet()
	w.floods = sync.OnceValue(w.countFloods)
	return w, nil
}

// sort puts the entries that have pages under their month and member.
func (w *world) sort() {
	w.months, w.mine, w.shown = map[string][]int{}, map[*memberView][]int{}, map[string]int{}
	for i := range w.places {
		p := &w.places[i]
		m := w.bySlug[p.Entry.Feed]
		if m == nil {
			continue // of nobody who is or was on the list
		}
		if p.Why != planet.ReasonRemoved {
			w.mine[m] = append(w.mine[m], i)
		}
		if !p.Pages {
			continue
		}
		w.months[monthOf(p.Entry.Path)] = append(w.months[monthOf(p.Entry.Path)], i)
		if p.Entry.Canonical != "" {
			w.shown[p.Entry.Canonical] = i
		}
		if p.Entry.Position.After(m.Newest) {
			m.Newest = p.Entry.Position
		}
	}
}

// monthOf gives "2026/11" of "2026/11/ann-title".
func monthOf(path string) string {
	const length = len("2026/11")
	return path[:min(length, len(path))]
}

// connect finds who links to whom (CONV-1): links of texts to entries shown
// here, not to the writer's own.
func (w *world) connect(ctx context.Context) error {
	w.mention, w.links = map[int][]mention{}, map[int][]int{}
	edges, err := w.reader.Edges(ctx)
	if err != nil {
		return err
	}
	at := make(map[int64]int, len(w.places))
	for i := range w.places {
		if w.places[i].Pages {
			at[w.places[i].Entry.ID] = i
		}
	}
	for _, e := range edges {
		from, ok := at[e.From]
		to, known := w.shown[e.Canonical]
		if !ok || !known || from == to || w.owner(from) == w.owner(to) {
			continue
		}
		if slices.ContainsFunc(w.mention[to], func(m mention) bool { return m.from == from }) {
			continue
		}
		w.mention[to] = append(w.mention[to], mention{from, e.Sentence})
		w.links[from] = append(w.links[from], to)
	}
	for to := range w.mention {
		slices.SortFunc(w.mention[to], func(a, b mention) int { return cmp.Compare(b.from, a.from) }) // the oldest first
	}
	return nil
}

func (w *world) owner(i int) *memberView { return w.bySlug[w.places[i].Entry.Feed] }

// item gives the item of the list that brought an entry.
func (w *world) item(e *planet.Head) *planet.Member { return w.items[e.Feed] }

// display gives the most that may be shown of an item's texts (FLOW-13).
func (w *world) display(m *planet.Member) planet.Display { return cmp.Or(m.Display, w.site.Display) }

// images gives what becomes of an item's pictures (IMG-1).
func (w *world) images(m *planet.Member) planet.Images { return cmp.Or(m.Images, w.site.Images) }
