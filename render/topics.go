package render

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"unicode"

	"planet"
	"planet/place"
)

// A topic has a page if so many entries by so many members carry it: else
// pages of labels that nobody shares would explode (TOPIC-1).
const (
	topicEntries = 3
	topicMembers = 2
	maxTopicSlug = 60
)

// findTopics makes topics of the categories of entries that are shown. The
// list may join several categories into one.
func (w *world) findTopics() map[string]*topicView {
	joined := w.joined()
	topics := map[string]*topicView{}
	for i := range w.places {
		p := &w.places[i]
		if !p.Pages || w.owner(i) == nil {
			continue
		}
		for _, slug := range topicsOf(&p.Entry, joined) {
			t := topics[slug]
			if t == nil {
				t = &topicView{Slug: slug, Path: "topics/" + slug + "/", members: map[*memberView]bool{}, names: map[string]int{}}
				topics[slug] = t
			}
			t.entries = append(t.entries, i)
			t.members[w.owner(i)] = true
			for _, c := range p.Entry.Categories {
				if topicOf(c, joined) == slug {
					t.names[cmp.Or(c.Label, c.Term)]++
				}
			}
		}
	}
	maps.DeleteFunc(topics, func(_ string, t *topicView) bool {
		return len(t.entries) < topicEntries || len(t.members) < topicMembers
	})
	for _, t := range topics {
		t.Count = len(t.entries)
		t.Name = commonest(t.names)
	}
	return topics
}

// joined gives the topics of the list by the labels that they join.
func (w *world) joined() map[string]string {
	joined := map[string]string{}
	for slug, categories := range w.site.Topics {
		joined[foldLabel(slug)] = slug
		for _, c := range categories {
			joined[foldLabel(c)] = slug
		}
	}
	return joined
}

// topicsOf gives the slugs of an entry's topics, each once.
func topicsOf(e *planet.Head, joined map[string]string) []string {
	var slugs []string
	for _, c := range e.Categories {
		if slug := topicOf(c, joined); slug != "" && !slices.Contains(slugs, slug) {
			slugs = append(slugs, slug)
		}
	}
	return slugs
}

// topicOf gives the slug of a category's topic; "" if none can be made of it.
func topicOf(c planet.Category, joined map[string]string) string {
	for _, name := range []string{c.Term, c.Label} {
		if slug, ok := joined[foldLabel(name)]; ok {
			return slug
		}
	}
	return labelSlug(cmp.Or(c.Label, c.Term))
}

// foldLabel lets labels be compared: case, spaces, hyphens and marks don't
// count.
func foldLabel(label string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, label)
}

// labelSlug makes a slug of a label; "" for one in another script, or that is
// too long to be a label.
func labelSlug(label string) string {
	words := strings.FieldsFunc(strings.ToLower(label), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	slug := strings.Join(words, "-")
	if len(slug) > maxTopicSlug || strings.ContainsFunc(slug, func(r rune) bool { return r > unicode.MaxASCII }) {
		return ""
	}
	return slug
}

// commonest gives the name that is used most; of equals the first by order.
func commonest(names map[string]int) string {
	return slices.MaxFunc(slices.Sorted(maps.Keys(names)), func(a, b string) int {
		return cmp.Or(cmp.Compare(names[a], names[b]), cmp.Compare(b, a))
	})
}

func (w *world) topicsByName() []*topicView {
	return slices.SortedFunc(maps.Values(w.topics), func(a, b *topicView) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.Slug, b.Slug))
	})
}

// categories gives an entry's labels, with the topics that have pages.
func (w *world) categories(e *planet.Entry) []categoryView {
	joined := w.joined()
	var all []categoryView
	for _, c := range e.Categories {
		v := categoryView{Name: cmp.Or(c.Label, c.Term)}
		if v.Name == "" || len(all) == maxCategories || slices.ContainsFunc(all, func(o categoryView) bool { return o.Name == v.Name }) {
			continue
		}
		if t := w.topics[topicOf(c, joined)]; t != nil {
			v.Path = t.Path
		}
		all = append(all, v)
	}
	return all
}

// topicJobs are the pages of the topics: read-only views (ARCH-7).
func (w *world) topicJobs() []job {
	var jobs []job
	for _, t := range w.topicsByName() {
		page := pageView{Path: t.Path, Section: "archive", Feed: true, Up: "archive/", Title: w.words.t("topic.title", "topic", t.Name)}
		jobs = append(jobs, job{kind: "topic", page: page, of: func(s *sum) { w.sumTopic(s, t) }, data: func(_ context.Context, p *pageView) (any, error) {
			return w.topic(t, p), nil
		}})
	}
	return jobs
}

// onPage are the entries that the page of a topic shows.
func (t *topicView) onPage() []int { return t.entries[:min(len(t.entries), place.MaxList)] }

func (w *world) sumTopic(s *sum, t *topicView) {
	s.text(t.Slug, t.Name)
	s.number(t.Count)
	w.sumEntries(s, t.onPage())
	w.sumMembers(s, byName(slices.SortedFunc(maps.Keys(t.members), bySlug)))
}

func (w *world) topic(t *topicView, p *pageView) topicData {
	entries := w.briefs(t.onPage())
	p.Changed = newestChange(entries)
	d := topicData{Topic: t, Members: byName(slices.SortedFunc(maps.Keys(t.members), bySlug))}
	for _, v := range entries {
		day := w.day(&d.Days, v)
		day.Entries = append(day.Entries, v)
	}
	return d
}
