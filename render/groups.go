package render

import (
	"context"
	"slices"

	"planet"
	"planet/place"
)

// groupJobs are the pages of the groups: filtered front pages (ARCH-7).
func (w *world) groupJobs() []job {
	var jobs []job
	for _, g := range w.groups {
		page := pageView{
			Path: g.Path, Feed: true, Title: g.Name, Description: g.Description,
			Feeds: []feedLink{{"atom", w.words.t("feeds.group", "name", g.Name), w.site.URL + g.Atom}},
		}
		of := func(s *sum) { w.sumEntries(s, w.inGroup(g, w.site.Front.Entries)) }
		jobs = append(jobs, job{kind: "group", page: page, of: of, data: func(ctx context.Context, p *pageView) (any, error) {
			return w.groupPage(ctx, g, w.inGroup(g, w.site.Front.Entries), p)
		}})
	}
	if w.site.Everything {
		g := w.everything()
		page := pageView{
			Path: g.Path, Feed: true, Title: g.Name, Description: g.Description, Robots: notIndexed,
			Feeds: []feedLink{{"atom", w.words.t("feeds.group", "name", g.Name), w.site.URL + g.Atom}},
		}
		of := func(s *sum) { w.sumEntries(s, w.unfiltered(w.site.Front.Entries)) }
		jobs = append(jobs, job{kind: "group", page: page, of: of, data: func(ctx context.Context, p *pageView) (any, error) {
			return w.groupPage(ctx, g, w.unfiltered(w.site.Front.Entries), p)
		}})
	}
	return jobs
}

// everything is the stream without filters, as if it were a group (STREAM-1).
func (w *world) everything() *groupView {
	return &groupView{
		Slug: "everything", Name: w.words.t("everything.title"), Description: w.words.t("everything.lede"),
		Path: "everything/", Atom: "everything/atom.xml",
	}
}

// unfiltered gives the newest n entries of those who want to be read whole:
// what a filter or a day's cap keeps off the front page, too.
func (w *world) unfiltered(n int) []int {
	return w.chosen(n, func(p *place.Place) bool {
		kept := p.Listed() || p.Why == planet.ReasonCap || p.Why == planet.ReasonFiltered && p.Entry.Reason == ""
		return kept && w.item(&p.Entry).Everything
	})
}

func (w *world) groupPage(ctx context.Context, g *groupView, in []int, p *pageView) (any, error) {
	entries, err := w.listed(ctx, in)
	if err != nil {
		return nil, err
	}
	p.Changed = newestChange(entries)
	w.showWhole(p)
	return groupData{Group: g, Days: w.days(entries)}, nil
}

// showWhole lets a list of whole texts show their pictures, and keeps it out of
// search engines, whose readers are to find the originals (IMG-2, HEAD-3).
func (w *world) showWhole(p *pageView) {
	if w.site.Front.Text != planet.DisplayFull {
		return
	}
	p.Policy = w.policy(true)
	if !w.site.IndexFull {
		p.Robots = notIndexed
	}
}

// inGroup gives the newest n entries of a group.
func (w *world) inGroup(g *groupView, n int) []int {
	return w.chosen(n, func(p *place.Place) bool {
		return p.Listed() && slices.Contains(p.Groups, g.Slug)
	})
}

func (w *world) group(slug string) *groupView {
	i := slices.IndexFunc(w.groups, func(g *groupView) bool { return g.Slug == slug })
	return w.groups[i]
}
