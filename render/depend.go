package render

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"planet"
)

// What a file depends on is told in two halves: what all files of its kind
// depend on, and what it shows besides. A file is made again only if one of
// them is another one than the last time (decision 040).
type dependencies struct {
	ground  digest               // of all files: the program, the list but for its members, the theme
	kinds   map[string]digest    // of all pages of a kind: besides, what its templates name of the site
	members map[string]digest    // by slug of an item: what of it doesn't change by itself
	sources map[[2]string]digest // what a feed says of itself, by slug and address
	entries []digest             // by index: all that anything shows of an entry but its member's feeds and state
	states  digest               // of all members: how they fare
	newest  digest               // of all members: when they posted last
	present digest               // of all members, and of who is in which group
}

// depend works out what files depend on.
func (w *world) depend(files []string) error {
	d := &w.depends
	var err error
	if d.ground, err = w.ground(files); err != nil {
		return err
	}
	if err := w.dependMembers(); err != nil {
		return err
	}
	d.kinds = map[string]digest{}
	for kind, set := range w.theme.kinds {
		d.kinds[kind] = w.kindDigest(namesIn(set))
	}
	joined := topicsOfLabels{w: w, known: map[planet.Category]string{}}
	d.entries = make([]digest, len(w.places))
	var s sum
	for i := range w.places {
		s.b = s.b[:0]
		w.sumEntry(&s, i, &joined)
		d.entries[i] = s.digest()
	}
	for i := range w.places { // of a copy, the page of its member shows what it is a copy of
		p := &w.places[i]
		if p.Of < 0 && p.Missed == nil {
			continue
		}
		s.b = s.b[:0]
		s.digests(d.entries[i])
		if p.Of >= 0 {
			s.digests(d.entries[p.Of])
		}
		if err := s.value(p.Missed); err != nil {
			return err
		}
		d.entries[i] = s.digest()
	}
	return nil
}

// ground is what every file depends on. files are the owner's own, by name: a
// page may link to one of them.
func (w *world) ground(files []string) (digest, error) {
	site := *w.site
	site.File, site.Dir, site.Output, site.Database, site.Schedule, site.Members, site.Forget, site.Precompress = "", "", "", "", "", nil, nil, nil
	site.Fetch = planet.Fetch{AllowPrivate: site.Fetch.AllowPrivate}
	site.Location = nil
	var s sum
	s.text(program(), w.opts.Version, w.site.Location.String())
	if err := s.value(site); err != nil {
		return digest{}, err
	}
	s.text(slices.Sorted(slices.Values(files))...)
	s.number(len(w.view.Content))
	for _, name := range slices.Sorted(maps.Keys(w.view.Content)) {
		s.text(name, string(w.view.Content[name]))
	}
	s.time(w.founded)
	err := w.theme.sum(&s)
	return s.digest(), err
}

// sum takes all files of a theme.
func (t *theme) sum(s *sum) error {
	for _, l := range t.layers {
		s.text(l.root)
		err := fs.WalkDir(l.files, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := fs.ReadFile(l.files, name)
			s.text(name, string(b))
			return err
		})
		if err != nil {
			return fmt.Errorf("read the theme: %w", err)
		}
	}
	return nil
}

// dependMembers works out the digests of members, and of all of them.
func (w *world) dependMembers() error {
	d := &w.depends
	d.members, d.sources = map[string]digest{}, map[[2]string]digest{}
	for slug, item := range w.items {
		plain := *item
		plain.File, plain.Line = "", 0
		var s sum
		if err := s.value(plain); err != nil {
			return err
		}
		if m := w.bySlug[slug]; m != nil {
			s.text(m.Slug, m.Name, m.URL, m.Host, m.Path, m.About, m.Lang, m.Dir, m.Avatar, m.Initials, m.Language, string(m.Mark))
			s.flag(m.Gone)
			s.number(m.perDay, len(m.Feeds), len(m.Groups))
			for _, f := range m.Feeds {
				s.text(f.Name, f.URL, f.kind)
			}
			for _, g := range m.Groups {
				s.text(g.Slug)
			}
		}
		d.members[slug] = s.digest()
	}
	for key, a := range w.asked {
		var s sum
		if err := s.value(a.Source); err != nil {
			return err
		}
		d.sources[key] = s.digest()
	}
	var states, newest, present sum
	for _, m := range w.members {
		states.text(m.Slug, string(m.State))
		newest.time(m.Newest)
		present.digests(d.members[m.Slug])
	}
	for _, g := range w.groups {
		present.text(g.Slug)
		for _, m := range g.Members {
			present.text(m.Slug)
		}
	}
	present.number(w.view.FeedCount)
	d.states, d.newest, d.present = states.digest(), newest.digest(), present.digest()
	return nil
}

// kindDigest is of what pages show of the site besides the ground, as far as
// their templates name it.
func (w *world) kindDigest(named map[string]bool) digest {
	var s sum
	s.digests(w.depends.ground)
	for _, part := range []struct {
		names []string
		of    func()
	}{
		{[]string{"Members", "FeedCount"}, func() { s.digests(w.depends.present) }},
		{[]string{"State"}, func() { s.digests(w.depends.states) }},
		{[]string{"Newest"}, func() { s.digests(w.depends.newest) }},
		{[]string{"NewMembers"}, func() { w.sumMembers(&s, w.view.NewMembers) }},
		{[]string{"Names"}, func() { s.text(w.view.Names) }},
	} {
		if slices.ContainsFunc(part.names, func(name string) bool { return named[name] }) {
			s.text(part.names...)
			part.of()
		}
	}
	return s.digest()
}

// sumMembers takes members by what doesn't change by itself.
func (w *world) sumMembers(s *sum, all []*memberView) {
	s.number(len(all))
	for _, m := range all {
		s.digests(w.depends.members[m.Slug])
	}
}

// sumEntry takes all that is shown of entry i, on whatever page.
func (w *world) sumEntry(s *sum, i int, topics *topicsOfLabels) {
	p := &w.places[i]
	e := &p.Entry
	s.b = append(s.b, e.Hash[:]...)
	s.text(e.Feed, e.FeedURL, e.AtomID, e.Path, e.Canonical, string(e.Reason), e.Language, string(p.Why))
	s.number(e.Policy, e.Revision)
	s.time(e.Published, e.Updated, e.FirstSeen, e.Position)
	s.flag(e.Withdrawn, e.Held, e.Uncleaned, p.Pages, p.Recent, len(w.languages) > 1)
	s.digests(w.depends.members[e.Feed])
	if m := w.bySlug[e.Feed]; m != nil && m.Slug != e.Feed {
		s.digests(w.depends.members[m.Slug])
	}
	for _, slug := range p.AlsoIn {
		s.digests(w.depends.members[slug])
	}
	for _, c := range e.Categories {
		s.text(topics.page(c))
	}
}

// A topicsOfLabels remembers which labels have pages: many entries share them.
type topicsOfLabels struct {
	w      *world
	joined map[string]string
	known  map[planet.Category]string
}

func (t *topicsOfLabels) page(c planet.Category) string {
	path, ok := t.known[c]
	if !ok {
		if t.joined == nil {
			t.joined = t.w.joined()
		}
		if topic := t.w.topics[topicOf(c, t.joined)]; topic != nil {
			path = topic.Path
		}
		t.known[c] = path
	}
	return path
}

// sumEntries takes entries as lists and pages show them.
func (w *world) sumEntries(s *sum, indexes []int) {
	s.number(len(indexes))
	for _, i := range indexes {
		s.b = append(s.b, w.depends.entries[i][:]...)
	}
}

// page takes what is said of a page before it is made.
func (s *sum) page(p *pageView) {
	s.text(p.Path, p.Section, p.Title, p.Description, p.Canonical, p.Robots, p.Prev, p.Next, p.Up, p.base)
	s.flag(p.Feed)
	s.time(p.Changed)
	s.number(len(p.Feeds))
	for _, f := range p.Feeds {
		s.text(f.Kind, f.Title, f.URL)
	}
}

// madeOf gives what a page is made of; false for one that is always made.
func (w *world) madeOf(j *job) (digest, bool) {
	kind, known := w.depends.kinds[j.kind]
	if j.of == nil || !known {
		return digest{}, false
	}
	var s sum
	s.digests(kind)
	s.text(j.kind)
	s.page(&j.page)
	j.of(&s)
	return s.digest(), true
}
