package render

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
)

const searchPath = "search/"

// searchJob is the page of search (SRCH-1): a form which a script answers from
// the index, or planet serve from the database. Without both it leads to the
// headlines and the archive (SRCH-2).
func (w *world) searchJob() job {
	of := func(s *sum) {
		d := w.choices()
		w.sumMembers(s, d.Members)
		s.number(d.Years...)
	}
	return job{kind: "search", page: w.searchPage(), of: of, data: func(context.Context, *pageView) (any, error) {
		return w.choices(), nil
	}}
}

func (w *world) searchPage() pageView {
	return pageView{Path: searchPath, Section: "search", Title: w.words.t("search.title"), Description: w.words.t("search.lede"), Robots: notIndexed}
}

// choices are the members and years to which a search can be limited.
func (w *world) choices() searchData {
	members, years := map[*memberView]bool{}, map[int]bool{}
	for i := range w.places {
		if w.searchable(i) {
			members[w.owner(i)], years[w.yearOfEntry(i)] = true, true
		}
	}
	d := searchData{
		Members: slices.SortedFunc(maps.Keys(members), func(a, b *memberView) int {
			return cmp.Or(cmp.Compare(a.sortName, b.sortName), cmp.Compare(a.Slug, b.Slug))
		}),
		Years: slices.Sorted(maps.Keys(years)),
	}
	slices.Reverse(d.Years)
	return d
}

// script gives a word of the interface as JSON, for a script: a text, its
// plural forms by CLDR's names, or a list.
func (l *locale) script(key string) (string, error) {
	w, ok := l.words[key]
	var v any = w.text
	switch {
	case !ok:
		v = key
	case w.forms != nil:
		v = w.forms
	case w.list != nil:
		v = w.list
	}
	b, err := json.Marshal(v)
	return string(b), err
}
