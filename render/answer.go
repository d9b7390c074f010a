package render

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"planet"
	"planet/place"
	"planet/store"
)

// An Answer says of one entry where it is shown, or why it is not (WHY-1), by
// the same function and in the same words as its member's page; and what is
// known of it besides (ID-16).
type Answer struct {
	Place    place.Place
	Entry    planet.Entry // without its text
	Member   string       // name of who is followed; the slug if nobody knows one
	Where    string       // "shown", "archive" …, in the site's language
	Sentence string       // the reason, likewise (WHY-2)
	Page     string       // address of its page here; "" if it has none
	Month    string       // address of the page of its month; "" if it is not there
	Instead  string       // of a duplicate: address of the original of the one that is shown
	Keys     map[store.Kind]int
	Feed     *FeedHealth // how the feed that brought it fares (WHY-3); nil if it is not read any more
}

// Why answers for stored entries, in the order of the store. Of the options
// only Today and Version count.
func Why(ctx context.Context, r *store.Reader, site *planet.Site, entries []int64, o Options) ([]Answer, error) {
	t, err := openTheme(site)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	w, err := settle(ctx, r, site, t, o)
	if err != nil {
		return nil, err
	}
	if w.health, err = ReadHealth(ctx, r, site, o.Version, o.Today); err != nil {
		return nil, err
	}
	var all []Answer
	for i := range w.places {
		if !slices.Contains(entries, w.places[i].Entry.ID) {
			continue
		}
		a := w.answer(i)
		if a.Keys, err = r.KeysOf(ctx, a.Place.Entry.ID); err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, w.shelf.err()
}

func (w *world) answer(i int) Answer {
	p := &w.places[i]
	a := Answer{Place: *p, Entry: *w.whole(i)}
	if m := w.owner(i); m != nil {
		row := w.why(m, i)
		a.Member, a.Where, a.Sentence = m.Name, row.Where, row.Sentence
	} else { // who was removed has no view
		a.Member, a.Where = cmp.Or(w.item(&p.Entry).Name, p.Entry.Feed), w.words.t("why.where.none")
		a.Sentence = w.sentence(&memberView{Name: a.Member}, i)
	}
	if p.Pages {
		a.Month = w.site.URL + monthOf(p.Entry.Path) + "/"
		if w.site.EntryPages {
			a.Page = w.site.URL + p.Entry.Path + "/"
		}
	}
	if p.Of >= 0 {
		a.Instead = cmp.Or(w.whole(p.Of).Link, w.places[p.Of].Entry.AtomID)
	}
	for n := range w.health.Feeds {
		if f := &w.health.Feeds[n]; f.Slug == p.Entry.Feed && f.Address == p.Entry.FeedURL {
			a.Feed = f
		}
	}
	return a
}

// A Neighbour is a member at whose blog an address is, as far as one can tell
// from the address.
type Neighbour struct {
	Slug, Name string
	Gone       bool // no longer asked: paused, or left
	Feeds      []FeedHealth
}

// Neighbours returns whose blog an address belongs to: those at its host, and
// of several there those below whose home page it is. It answers for posts
// that are not stored (WHY-1).
func Neighbours(ctx context.Context, r *store.Reader, site *planet.Site, address string, o Options) ([]Neighbour, error) {
	if hostOf(address) == "" {
		return nil, nil
	}
	h, err := ReadHealth(ctx, r, site, o.Version, o.Today)
	if err != nil {
		return nil, err
	}
	byScore := map[int][]Neighbour{}
	best := 0
	for i := range site.Members {
		m := &site.Members[i]
		n := Neighbour{Slug: m.Slug, Name: cmp.Or(m.Name, m.Slug), Gone: m.Disabled || m.Status != ""}
		score := nearness(address, m.Site)
		for _, f := range h.Feeds {
			if f.Slug == m.Slug {
				n.Feeds = append(n.Feeds, f)
				n.Name = cmp.Or(m.Name, f.Title, m.Slug)
				score = max(score, nearness(address, f.HomeURL))
			}
		}
		for _, f := range m.Feeds {
			if sameHost(f.URL, address) { // of a feed the path says nothing
				score = max(score, 1)
			}
		}
		byScore[score] = append(byScore[score], n)
		best = max(best, score)
	}
	if best == 0 {
		return nil, nil
	}
	return byScore[best], nil
}

// nearness is 0 if an address is at another host than a home page, 1 if it is
// at the same, and more the longer the home page's path is, if it is below it.
func nearness(address, home string) int {
	if !sameHost(address, home) {
		return 0
	}
	a, err1 := url.Parse(address)
	h, err2 := url.Parse(home)
	if path := strings.TrimSuffix(h.Path, "/"); err1 == nil && err2 == nil && strings.HasPrefix(a.Path+"/", path+"/") {
		return 2 + len(path)
	}
	return 1
}

func sameHost(a, b string) bool {
	at := hostOf(strings.ToLower(a))
	return at != "" && at == hostOf(strings.ToLower(b))
}
