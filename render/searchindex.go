package render

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"
)

const (
	indexPath  = "search/index.json"
	maxIndexed = 3_000 // entries of one file; a larger index has a file for each year (SRCH-1)
	maxHitText = 200   // characters of a text that are indexed, or shown around what was found
)

// A searchIndex is what the page of search reads in the browser (SRCH-1).
// Paths are below the site. Entries come in the order of FLOW-1.
type searchIndex struct {
	Members   map[string]indexedMember `json:"members"`   // by slug
	Languages map[string]string        `json:"languages"` // names of those that aren't the site's
	Years     []indexedYear            `json:"years,omitempty"`
	Entries   []indexedEntry           `json:"entries"` // empty if Years names files
}

type indexedMember struct {
	Name     string `json:"name"`
	URL      string `json:"link,omitempty"` // of the member's own site
	Avatar   string `json:"avatar,omitempty"`
	Initials string `json:"initials"`
	Hue      int    `json:"hue"`
}

// An indexedYear is a file beside the index: an array of entries.
type indexedYear struct {
	Year  int    `json:"year"`
	Count int    `json:"count"`
	File  string `json:"file"`
}

type indexedEntry struct {
	Title  string `json:"title,omitempty"` // none for a note
	Member string `json:"by"`
	Date   string `json:"date"`           // position, in the site's zone
	Seen   bool   `json:"seen,omitempty"` // date says when we first saw it
	Link   string `json:"link,omitempty"`
	Path   string `json:"path,omitempty"` // of our page
	Lang   string `json:"lang,omitempty"` // where it is not the site's
	Dir    string `json:"dir,omitempty"`
	Text   string `json:"text,omitempty"`
}

// searchable reports whether entry i may be found (SRCH-4): it has a place on
// our pages, and its member wants that.
func (w *world) searchable(i int) bool {
	p := &w.places[i]
	return p.Pages && w.owner(i) != nil && w.item(&p.Entry).Search
}

// yearOfEntry gives the year of entry i in the site's zone.
func (w *world) yearOfEntry(i int) int { return w.places[i].Entry.Position.In(w.site.Location).Year() }

// putSearchIndex puts the index into the tree; without scripts nobody would
// read it. Of a large one only those years are made whose entries changed.
func (w *world) putSearchIndex(out *tree) error {
	if !w.site.Scripts {
		return nil
	}
	index := searchIndex{Members: map[string]indexedMember{}, Languages: map[string]string{}, Entries: []indexedEntry{}}
	var all []int
	years := map[int][]int{}
	for i := range w.places {
		if !w.searchable(i) {
			continue
		}
		m := w.owner(i)
		index.Members[m.Slug] = indexedMember{m.Name, m.URL, m.Avatar, m.Initials, m.Hue}
		if lang, _ := w.speech(w.places[i].Entry.Language); lang != "" {
			index.Languages[lang] = w.words.language(lang)
		}
		all = append(all, i)
		years[w.yearOfEntry(i)] = append(years[w.yearOfEntry(i)], i)
	}
	if len(all) <= maxIndexed {
		index.Entries = w.indexedAll(all)
		return putJSON(out, indexPath, digest{}, index)
	}
	for _, year := range slices.Backward(slices.Sorted(maps.Keys(years))) {
		file := strconv.Itoa(year) + ".json"
		index.Years = append(index.Years, indexedYear{year, len(years[year]), file})
		if err := w.putIndexOf(out, "search/"+file, years[year]); err != nil {
			return err
		}
	}
	return putJSON(out, indexPath, digest{}, index)
}

// putIndexOf puts the index of some entries into the tree.
func (w *world) putIndexOf(out *tree, name string, of []int) error {
	var s sum
	s.digests(w.depends.ground)
	w.sumEntries(&s, of)
	made := s.digest()
	if stands, err := out.stands(made, name); stands || err != nil {
		return err
	}
	return putJSON(out, name, made, w.indexedAll(of))
}

func (w *world) indexedAll(of []int) []indexedEntry {
	entries := make([]indexedEntry, 0, len(of))
	for some := range slices.Chunk(of, openAhead) {
		w.ready(some)
		for _, i := range some {
			entries = append(entries, w.indexed(i))
		}
	}
	return entries
}

// indexed gives what the index holds of entry i: as much of its text as its
// member lets us show (FLOW-13).
func (w *world) indexed(i int) indexedEntry {
	v := w.brief(i)
	e := indexedEntry{
		Title: v.Title, Member: v.Member.Slug, Date: v.Position.In(w.site.Location).Format(time.RFC3339), Seen: !v.Dated,
		Link: v.Link, Path: v.Path, Lang: v.Lang, Text: shorten(v.Line, maxHitText),
	}
	if v.Dir != "auto" {
		e.Dir = v.Dir
	}
	return e
}

// shorten cuts a text after n characters, at a space if one is near.
func shorten(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	end := n - 1 // room for the dots
	for near := end; near > max(0, end-30); near-- {
		if runes[near] == ' ' {
			end = near
			break
		}
	}
	return string(runes[:end]) + "…"
}

// putJSON puts v into the tree on one line: programs read it.
func putJSON(out *tree, name string, of digest, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	return out.putMade(name, b.Bytes(), madeFile{of: of})
}
