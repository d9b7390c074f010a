package render

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"planet"
	"planet/place"
	"planet/store"
)

const (
	hitsOnPage = 20
	maxSkipped = 10_000 // hits that a reader may have left behind; further pages are not made
)

// A Search answers what readers of planet serve look for (SRCH-3), with pages
// that look like the site's own. It may be used by many goroutines.
type Search struct {
	reader *store.Reader
	watch  *store.Watch

	turn chan struct{} // filled by who looks whether last still holds, or works it out anew
	last *findable
}

// NewSearch begins to answer from r. The caller closes the Search before r.
func NewSearch(ctx context.Context, r *store.Reader) (*Search, error) {
	watch, err := r.Watch(ctx)
	if err != nil {
		return nil, err
	}
	return &Search{reader: r, watch: watch, turn: make(chan struct{}, 1)}, nil
}

// Close gives back what the Search holds, once nobody is at work on it. No
// page is made afterwards.
func (s *Search) Close() error {
	s.turn <- struct{}{}
	return s.watch.Close()
}

// A findable is what may be found, as of one state of the database and one
// list. It is only read.
type findable struct {
	site    *planet.Site
	version int64
	world   *world // without its places: they are many, and most are never asked for
	choices searchData
	entries map[int64]found
	titles  bool // of some entries only the title may be found
	presses sync.Pool
}

// A found is an entry that may be found. Its number is taken for another
// entry once it is forgotten, so its short id goes with it.
type found struct {
	id        int64
	shortID   string
	order     int // its place in the order of FLOW-1
	member    *memberView
	year      int
	titleOnly bool
	groups    []string
}

// Page makes the page of search for what a reader asked: q, and member, year
// and from, the number of hits that were shown before. What does not make
// sense is passed over. site is what the list says now; of o, day and version
// count.
//
// An entry that has no place on the site is never found (FLOW, WHY), nor by
// more of its text than its member lets us show (SRCH-4). While an update
// changes the database, places are those from before it, as the site itself
// still shows them; what was withdrawn, held or forgotten since is left out.
func (s *Search) Page(ctx context.Context, site *planet.Site, o Options, asked url.Values) ([]byte, error) {
	f, err := s.current(ctx, site, o)
	if err != nil {
		return nil, err
	}
	q := f.read(asked)
	d := f.choices
	d.Live, d.Query, d.Member, d.Year = true, q.text, q.member, q.year
	page := f.world.searchPage()
	if q.text != "" || q.member != "" || q.year != "" {
		d.Asked = true
		if err := f.answer(ctx, s.reader, q, &d); err != nil {
			return nil, err
		}
	}
	if q.text != "" {
		page.Title = f.world.words.t("search.title.for", "query", q.text)
	}
	j := job{kind: "search", page: page}
	f.world.complete(&j)
	p, ok := f.presses.Get().(*press)
	if !ok {
		p = newPress(f.world.theme)
	}
	defer f.presses.Put(p)
	return p.print(j.kind, &view{f.world.view, j.page, d})
}

// current gives what may be found now. It is worked out anew when the list or
// the database has changed, by one goroutine for all: that takes a second or
// two for 100,000 entries, and goes on when the reader who waits for it is
// gone, since the next one will ask for the same.
func (s *Search) current(ctx context.Context, site *planet.Site, o Options) (*findable, error) {
	select {
	case s.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	version, busy, err := s.watch.Version(ctx)
	if f := s.last; err != nil || f != nil && f.site == site && (f.version == version || busy) {
		<-s.turn
		return f, err
	}
	type result struct {
		f   *findable
		err error
	}
	done := make(chan result, 1)
	go func() {
		defer func() { <-s.turn }()
		f, err := newFindable(context.WithoutCancel(ctx), s.reader, site, o)
		if err == nil {
			f.version = version
			s.last = f
		}
		done <- result{f, err}
	}()
	select {
	case r := <-done:
		return r.f, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func newFindable(ctx context.Context, r *store.Reader, site *planet.Site, o Options) (*findable, error) {
	t, err := openTheme(site)
	if err != nil {
		return nil, err
	}
	defer t.Close() // all is read by now
	w, err := settle(ctx, r, site, t, o)
	if err != nil {
		return nil, err
	}
	f := &findable{site: site, world: w, choices: w.choices(), entries: map[int64]found{}}
	for i := range w.places {
		if !w.searchable(i) {
			continue
		}
		e := &w.places[i].Entry
		one := found{e.ID, e.ShortID, i, w.owner(i), w.yearOfEntry(i), w.display(w.item(e)) == planet.DisplayTitle, w.places[i].Groups}
		f.titles = f.titles || one.titleOnly
		f.entries[e.ID] = one
	}
	w.languages = w.findLanguages()
	w.view = w.newSiteView()
	w.places = nil
	w.view.Names, err = w.names()
	return f, err
}

// An asked is what a reader asks, as far as it makes sense.
type asked struct {
	text, member, year string
	from               int
}

func (f *findable) read(v url.Values) asked {
	q := asked{text: strings.Join(strings.Fields(strings.ToValidUTF8(v.Get("q"), "")), " ")}
	for utf8.RuneCountInString(q.text) > maxQuestion {
		_, size := utf8.DecodeLastRuneInString(q.text)
		q.text = q.text[:len(q.text)-size]
	}
	q.text = strings.Map(func(r rune) rune {
		if legalRune(r) < 0 {
			return -1
		}
		return r
	}, q.text)
	if slices.ContainsFunc(f.choices.Members, func(m *memberView) bool { return m.Slug == v.Get("member") }) {
		q.member = v.Get("member")
	}
	if slices.ContainsFunc(f.choices.Years, func(y int) bool { return strconv.Itoa(y) == v.Get("year") }) {
		q.year = v.Get("year")
	}
	if n, err := strconv.Atoi(v.Get("from")); err == nil && n > 0 && n <= maxSkipped {
		q.from = n
	}
	return q
}

// answer finds what q asks for and puts one page of it into d.
func (f *findable) answer(ctx context.Context, r *store.Reader, q asked, d *searchData) error {
	hits, ranked, err := f.find(ctx, r, q)
	if err != nil {
		return err
	}
	d.Count, d.Ranked = len(hits), ranked
	from := q.from
	if from >= len(hits) {
		from = 0
	}
	to := min(from+hitsOnPage, len(hits))
	var ids []int64
	for _, h := range hits[from:to] {
		ids = append(ids, h.id)
	}
	entries, err := r.Some(ctx, ids)
	if err != nil {
		return err
	}
	words := newQuestion(q.text)
	for i := range entries {
		e := &entries[i]
		if h := f.entries[e.ID]; h.shortID == e.ShortID && e.Withdrawn.IsZero() && !e.Held {
			d.Hits = append(d.Hits, f.hit(e, h.groups, words, h.titleOnly))
		}
	}
	if from > 0 {
		d.Pager = append(d.Pager, f.way(q, "prev", "search.before", max(0, from-hitsOnPage), from, len(hits)))
	}
	if to < len(hits) {
		d.Pager = append(d.Pager, f.way(q, "next", "search.more", to, min(to+hitsOnPage, len(hits)), len(hits)))
	}
	return nil
}

// find gives all that q asks for: the best first, or the newest if there are
// no words or too common ones.
func (f *findable) find(ctx context.Context, r *store.Reader, q asked) (hits []found, ranked bool, err error) {
	if q.text == "" {
		for _, one := range f.entries {
			if q.wants(one) {
				hits = append(hits, one)
			}
		}
		sortHits(hits)
		return hits, false, nil
	}
	ids, ranked, err := r.Search(ctx, q.text, false)
	if err != nil {
		return nil, false, err
	}
	inTitle := map[int64]bool{}
	if f.titles {
		titles, _, err := r.Search(ctx, q.text, true)
		if err != nil {
			return nil, false, err
		}
		for _, id := range titles {
			inTitle[id] = true
		}
	}
	for _, id := range ids {
		if one, ok := f.entries[id]; ok && q.wants(one) && (!one.titleOnly || inTitle[id]) {
			hits = append(hits, one)
		}
	}
	if !ranked {
		sortHits(hits)
	}
	return hits, ranked, nil
}

func (q asked) wants(one found) bool {
	return (q.member == "" || q.member == one.member.Slug) && (q.year == "" || q.year == strconv.Itoa(one.year))
}

func sortHits(hits []found) {
	slices.SortFunc(hits, func(a, b found) int { return cmp.Compare(a.order, b.order) })
}

// hit shows an entry with what was looked for, in as much of its text as its
// member lets us show.
func (f *findable) hit(e *planet.Entry, groups []string, words question, titleOnly bool) hitView {
	w := *f.world
	w.places = []place.Place{{Entry: e.Head(), Pages: true, Groups: groups}}
	w.shelf = &shelf{opened: map[int64]*planet.Entry{e.ID: e}}
	v := w.brief(0)
	h := hitView{Entry: v, Title: []textPart{{Text: v.Shown}}}
	if !v.Note {
		h.Title = words.marked(v.Title)
	}
	if titleOnly {
		return h
	}
	text := e.Text.Short
	if v.Display == planet.DisplayFull {
		text = e.Text.Body
	}
	h.Line = words.around(readable(text), maxHitText)
	if h.Line == nil {
		h.Line = words.marked(shorten(v.Line, maxHitText))
	}
	return h
}

// way leads to other hits of the same question.
func (f *findable) way(q asked, rel, key string, from, to, of int) pagerView {
	values := url.Values{}
	for name, value := range map[string]string{"q": q.text, "member": q.member, "year": q.year, "from": strconv.Itoa(from)} {
		if value != "" && value != "0" {
			values.Set(name, value)
		}
	}
	l := f.world.words
	return pagerView{rel, searchPath + "?" + values.Encode(), l.t(key), l.t("search.range", "from", l.number(from+1), "to", l.number(to), "of", l.number(of))}
}
