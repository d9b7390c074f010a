package render

import (
	"cmp"
	"context"
	"path"
	"slices"
	"strings"
	"time"

	"planet"
	"planet/place"
)

const (
	wordsPerMinute = 230
	maxCategories  = 8 // that a page shows of an entry
	lineLevel      = 4 // first heading level that is free in lists
	pageLevel      = 2 // and on an entry's own page (ENT-4)
)

// brief makes the view of an entry for lists of titles: without its text.
func (w *world) brief(i int) *entryView {
	p := &w.places[i]
	e, m := w.whole(i), w.item(&p.Entry)
	v := &entryView{
		ID: e.AtomID, ShortID: e.ShortID, Title: e.Title, Note: e.Title == "", Link: webAddress(e.Link),
		Position: e.Position, Published: e.Published, Updated: e.Updated, Dated: !e.Date().IsZero(), Edited: e.Revision > 1,
		Uncleaned: e.Text.Uncleaned, Member: w.bySlug[e.Feed], Display: w.display(m), Reason: p.Why,
		From: w.from(i), firstSeen: e.FirstSeen, lastEdit: lastEdit(e.Revision, e.Updated, e.FirstSeen),
	}
	v.Host = hostOf(v.Link)
	v.Shown = e.Title
	if v.Note {
		v.Shown = w.words.t("note", "name", v.Member.Name)
	}
	if p.Pages && w.site.EntryPages {
		v.Path = e.Path + "/"
	}
	if tag := feedLanguage(e.Language); tag != "" {
		v.Lang, v.Dir = w.speech(tag)
	} else {
		v.Dir = "auto"
	}
	if v.Display != planet.DisplayTitle {
		v.Line = e.Text.Line
		v.Minutes = minutes(e.Text.Words)
	}
	return v
}

// lastEdit gives when an entry changed last, as far as that is known.
func lastEdit(revision int, updated, firstSeen time.Time) time.Time {
	if revision > 1 && updated.After(firstSeen) {
		return updated
	}
	return firstSeen
}

// minutes gives how long a text takes to read; 0 for a short one.
func minutes(words int) int {
	if words < wordsPerMinute/2 {
		return 0
	}
	return (words + wordsPerMinute - 1) / wordsPerMinute
}

// details adds what lists with texts and the entry's own page say besides.
func (w *world) details(v *entryView, i int) {
	p := &w.places[i]
	e := w.whole(i)
	for _, a := range e.Authors {
		if a.Name = withoutMail(a.Name); a.Name != "" && !strings.EqualFold(a.Name, v.Member.Name) {
			v.Authors = append(v.Authors, planet.Author{Name: a.Name})
		}
	}
	for _, slug := range p.AlsoIn {
		if m := w.bySlug[slug]; m != nil && m != v.Member && !slices.Contains(v.AlsoIn, m) {
			v.AlsoIn = append(v.AlsoIn, m)
		}
	}
	v.Categories = w.categories(e)
	for _, slug := range p.Groups {
		v.Groups = append(v.Groups, w.group(slug))
	}
	v.Licence = licence(cmp.Or(w.item(&p.Entry).Licence, e.Rights))
	for _, x := range e.Enclosures {
		if address := webAddress(x.URL); address != "" {
			v.Enclosures = append(v.Enclosures, enclosureView{cmp.Or(x.Title, path.Base(address)), address, x.Type, w.words.size(x.Length)})
		}
	}
}

// inList gives entry i with as much of its text as a list shows (FLOW-13,
// IMG-2).
func (w *world) inList(i int, t *planet.Text, s *setting) *entryView {
	v := w.brief(i)
	w.details(v, i)
	shown := narrower(v.Display, w.site.Front.Text, len(t.Body.String()) > maxEntryBytes)
	whole := v.Display == planet.DisplayFull && (w.site.Front.Text == planet.DisplayFull || w.site.Front.Text == planet.DisplayExcerpt && t.Whole)
	switch {
	case whole && len(t.Body.String()) <= maxEntryBytes:
		v.HTML = s.html(pictured(t, w.listImages(i)))
	case shown == planet.DisplayTitle:
	case v.Display == planet.DisplayExcerpt:
		v.Excerpt = s.html(t.Short)
	default:
		v.Excerpt = s.html(cmp.Or(t.Excerpt, t.Short))
	}
	return v
}

// narrower gives the narrower of two displays; a text that is too long is not
// shown whole (ENT-12).
func narrower(a, b planet.Display, long bool) planet.Display {
	order := []planet.Display{planet.DisplayFull, planet.DisplayExcerpt, planet.DisplayTitle}
	at := max(slices.Index(order, a), slices.Index(order, cmp.Or(b, planet.DisplayExcerpt)))
	if long {
		at = max(at, 1)
	}
	return order[max(at, 0)]
}

// listImages says what becomes of pictures in a list: they are links, unless
// the list shows whole texts (IMG-2).
func (w *world) listImages(i int) planet.Images {
	images := w.images(w.item(&w.places[i].Entry))
	if images == planet.ImagesHotlink && w.site.Front.Text != planet.DisplayFull {
		return planet.ImagesLink
	}
	return images
}

// pictured gives a whole text with its pictures as they may be shown (IMG-1).
func pictured(t *planet.Text, images planet.Images) planet.SafeHTML {
	switch images {
	case planet.ImagesStrip:
		return t.Body.WithoutImages()
	case planet.ImagesLink:
		return cmp.Or(t.List, t.Body)
	}
	return t.Body
}

// onPage gives entry i as its own page shows it.
func (w *world) onPage(i int, t *planet.Text, s *setting) *entryView {
	v := w.brief(i)
	w.details(v, i)
	switch v.Display {
	case planet.DisplayFull:
		v.HTML = s.html(pictured(t, w.images(w.item(&w.places[i].Entry))))
	case planet.DisplayExcerpt:
		v.Excerpt = s.html(t.Short)
	}
	return v
}

// load reads the texts of some entries; text n is that of indexes[n].
func (w *world) load(ctx context.Context, indexes []int) ([]planet.Text, error) {
	w.ready(indexes)
	entries := make([]planet.Entry, len(indexes))
	for n, i := range indexes {
		entries[n] = *w.whole(i)
	}
	if err := w.reader.Fill(ctx, entries); err != nil {
		return nil, err
	}
	texts := make([]planet.Text, len(indexes))
	for n := range entries {
		texts[n] = entries[n].Text
	}
	return texts, nil
}

// listed gives entries with their texts as one list shows them.
func (w *world) listed(ctx context.Context, indexes []int) ([]*entryView, error) {
	texts, err := w.load(ctx, indexes)
	if err != nil {
		return nil, err
	}
	s := &setting{words: w.words, level: lineLevel}
	views := make([]*entryView, len(indexes))
	for n, i := range indexes {
		views[n] = w.inList(i, &texts[n], s)
	}
	return views, nil
}

// briefs gives entries without their texts.
func (w *world) briefs(indexes []int) []*entryView {
	views := make([]*entryView, 0, len(indexes))
	for some := range slices.Chunk(indexes, openAhead) { // a year has more than the shelf has room for
		w.ready(some)
		for _, i := range some {
			views = append(views, w.brief(i))
		}
	}
	return views
}

// licence gives a licence by a name that people know, with its address.
func licence(text string) *linkView {
	if text == "" {
		return nil
	}
	address := webAddress(text)
	if address == "" {
		return &linkView{Name: text}
	}
	name := hostOf(address)
	if rest, ok := strings.CutPrefix(address[strings.Index(address, "//")+2:], "creativecommons.org/licenses/"); ok {
		name = "CC " + strings.ToUpper(strings.ReplaceAll(strings.Trim(rest, "/"), "/", " "))
	}
	return &linkView{name, address}
}

// days puts entries under their days, and within a day each member's run
// (ARCH-6). They come in the order of FLOW-1.
func (w *world) days(entries []*entryView) []dayView {
	var days []dayView
	for _, e := range entries {
		day := w.day(&days, e)
		day.Entries = append(day.Entries, e)
	}
	for i := range days {
		days[i].Runs = runs(days[i].Entries)
	}
	return days
}

// day gives the day of e, which is the last one or comes after it.
func (w *world) day(days *[]dayView, e *entryView) *dayView {
	id := "d-" + e.Position.In(w.site.Location).Format(time.DateOnly)
	if n := len(*days); n == 0 || (*days)[n-1].ID != id {
		*days = append(*days, dayView{ID: id, Time: e.Position})
	}
	return &(*days)[len(*days)-1]
}

const (
	foldAbove = 3 // entries of one run (ARCH-6)
	unfolded  = 2
)

func runs(entries []*entryView) []runView {
	var all []runView
	for _, e := range entries {
		if n := len(all); n == 0 || all[n-1].Member != e.Member {
			all = append(all, runView{Member: e.Member})
		}
		run := &all[len(all)-1]
		run.Entries = append(run.Entries, e)
	}
	for i := range all {
		run := &all[i]
		run.Many = len(run.Entries) > 1
		if len(run.Entries) > foldAbove {
			run.Entries, run.More = run.Entries[:unfolded], run.Entries[unfolded:]
		}
	}
	return all
}

// chosen gives the indexes of the places that f chooses, n at the most.
func (w *world) chosen(n int, f func(*place.Place) bool) []int {
	var all []int
	for i := range w.places {
		if len(all) == n {
			break
		}
		if f(&w.places[i]) {
			all = append(all, i)
		}
	}
	return all
}
