package render

import (
	"context"
	"slices"

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
		jobs = append(jobs, job{kind: "group", page: page, data: func(ctx context.Context, p *pageView) (any, error) { return w.groupPage(ctx, g, p) }})
	}
	return jobs
}

func (w *world) groupPage(ctx context.Context, g *groupView, p *pageView) (any, error) {
	entries, err := w.listed(ctx, w.inGroup(g, w.site.Front.Entries))
	if err != nil {
		return nil, err
	}
	p.Changed = newestChange(entries)
	return groupData{Group: g, Days: w.days(entries)}, nil
}

// inGroup gives the newest n entries of a group.
func (w *world) inGroup(g *groupView, n int) []int {
	return w.chosen(n, func(p *place.Place) bool {
		return p.Listed() && slices.Contains(w.grouping.Of(&p.Entry), g.Slug)
	})
}

func (w *world) group(slug string) *groupView {
	i := slices.IndexFunc(w.groups, func(g *groupView) bool { return g.Slug == slug })
	return w.groups[i]
}
