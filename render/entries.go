package render

import (
	"cmp"
	"context"
	"slices"

	"planet"
)

// entryJobs are the pages of single entries (ARCH-5). What a page says of
// others changes seldom: it names older neighbours, and newer ones once they
// are there.
func (w *world) entryJobs(yield func(*job) bool) {
	near := neighbours{newer: -1}
	for i := range w.places {
		if !w.places[i].Pages {
			continue
		}
		if !yield(w.entryJob(i, near)) {
			return
		}
		near.newer = i
	}
}

func (w *world) entryJob(i int, near neighbours) *job {
	e := &w.places[i].Entry
	page := pageView{Path: e.Path + "/", Up: monthOf(e.Path) + "/", Changed: lastEdit(e.Revision, e.Updated, e.FirstSeen)}
	if near.newer >= 0 {
		page.Next = w.places[near.newer].Entry.Path + "/"
	}
	return &job{
		kind: "entry", page: page, of: func(s *sum) { w.sumOfEntry(s, i, near) },
		data: func(ctx context.Context, p *pageView) (any, error) { return w.entry(ctx, i, near, p) },
	}
}

// sumOfEntry takes what the page of an entry shows.
func (w *world) sumOfEntry(s *sum, i int, near neighbours) {
	w.sumEntries(s, []int{i})
	w.sumEntries(s, w.olderBy(i))
	w.sumEntries(s, w.links[i])
	s.number(len(w.mention[i]))
	for _, m := range w.mention[i] {
		w.sumEntries(s, []int{m.from})
		s.text(m.sentence)
	}
	for _, newer := range []int{near.newer, w.newerBy(i)} {
		s.flag(newer >= 0)
		if newer >= 0 {
			w.sumEntries(s, []int{newer})
		}
	}
}

// neighbours are entries beside one: -1 for none.
type neighbours struct{ newer int }

const alsoBy = 3 // entries by the same member that a page names

// entry is the page of one entry. What it says of itself is said by its
// author's own page, so that is its canonical address (HEAD-3).
func (w *world) entry(ctx context.Context, i int, near neighbours, p *pageView) (any, error) {
	w.ahead(i)
	texts, err := w.load(ctx, []int{i})
	if err != nil {
		return nil, err
	}
	v := w.onPage(i, &texts[0], &setting{words: w.words, level: pageLevel, eager: true})
	p.Title = w.words.t("entry.page.title", "title", v.Shown, "name", v.Member.Name, "site", w.site.Title)
	p.Description = cmp.Or(v.Line, p.Description)
	p.Canonical = cmp.Or(v.Link, p.Canonical)
	if v.HTML != "" && w.images(w.item(&w.places[i].Entry)) == planet.ImagesHotlink {
		p.Policy = w.policy(true)
	}
	d := entryData{Entry: v}
	d.Also = w.briefs(w.olderBy(i))
	for _, m := range w.mention[i] {
		from := mentionView{Entry: w.brief(m.from)}
		if from.Entry.Display != planet.DisplayTitle {
			from.Sentence = m.sentence
		}
		d.Mentions = append(d.Mentions, from)
	}
	d.LinksTo = w.briefs(w.links[i])
	if near.newer >= 0 {
		d.Pager = append(d.Pager, w.way("next", "pager.newer", near.newer))
	}
	if newer := w.newerBy(i); newer >= 0 && newer != near.newer {
		d.Pager = append(d.Pager, w.way("", "pager.newer.by", newer))
	}
	return d, nil
}

// way leads to another entry.
func (w *world) way(rel, key string, i int) pagerView {
	v := w.brief(i)
	return pagerView{rel, v.Path, w.words.t(key, "name", v.Member.Name), v.Shown}
}

// olderBy gives the next older entries of the same member.
func (w *world) olderBy(i int) []int {
	mine := w.mine[w.owner(i)]
	var older []int
	for _, j := range mine[w.among(mine, i)+1:] {
		if len(older) == alsoBy {
			break
		}
		if w.places[j].Pages {
			older = append(older, j)
		}
	}
	return older
}

// newerBy gives the entry before i of the same member; -1 if that has no page.
func (w *world) newerBy(i int) int {
	mine := w.mine[w.owner(i)]
	if at := w.among(mine, i); at > 0 && w.places[mine[at-1]].Pages {
		return mine[at-1]
	}
	return -1
}

// among gives where i stands among the entries of its member, which come in
// their order.
func (*world) among(mine []int, i int) int {
	at, _ := slices.BinarySearch(mine, i)
	return at
}
