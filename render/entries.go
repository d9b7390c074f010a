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
func (w *world) entryJobs() []job {
	var jobs []job
	shown := make([]int, 0, len(w.places))
	for i := range w.places {
		if w.places[i].Pages {
			shown = append(shown, i)
		}
	}
	for n, i := range shown {
		near := neighbours{newer: -1}
		if n > 0 {
			near.newer = shown[n-1]
		}
		e := &w.places[i].Entry
		page := pageView{Path: e.Path + "/", Up: monthOf(e.Path) + "/", Changed: lastEdit(e)}
		if near.newer >= 0 {
			page.Next = w.places[near.newer].Entry.Path + "/"
		}
		jobs = append(jobs, job{kind: "entry", page: page, data: func(ctx context.Context, p *pageView) (any, error) { return w.entry(ctx, i, near, p) }})
	}
	return jobs
}

// neighbours are entries beside one: -1 for none.
type neighbours struct{ newer int }

const alsoBy = 3 // entries by the same member that a page names

// entry is the page of one entry. What it says of itself is said by its
// author's own page, so that is its canonical address (HEAD-3).
func (w *world) entry(ctx context.Context, i int, near neighbours, p *pageView) (any, error) {
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
	if at := slices.Index(w.mine[v.Member], i); at > 0 {
		if newer := w.mine[v.Member][at-1]; w.places[newer].Pages && newer != near.newer {
			d.Pager = append(d.Pager, w.way("", "pager.newer.by", newer))
		}
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
	for _, j := range mine[slices.Index(mine, i)+1:] {
		if w.places[j].Pages && len(older) < alsoBy {
			older = append(older, j)
		}
	}
	return older
}
