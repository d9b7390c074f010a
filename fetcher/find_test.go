package fetcher

import (
	"encoding/hex"
	"slices"
	"testing"
	"time"
)

// WHY-1: an entry is found by whatever names it, and by nothing else.
func TestFind(t *testing.T) {
	w := newWorld(t, "ann", "bob")
	one, two := p("one", 1), with(p("two", 2), func(q *post) { q.guid = "42" })
	homeless := with(p("no link of its own", 3), func(q *post) { q.guid, q.link = "tag:bob.example,2026:1", "https://bob.example/" })
	w.publish("/ann", rss(one, two))
	w.publish("/bob", rss(homeless))
	w.update(0)
	moved := with(one, func(q *post) { q.link = "https://new.example/one" })
	w.publish("/ann", rss(moved, two))
	w.force = true
	w.update(time.Hour)
	short := map[string]string{}
	path := map[string]string{}
	for _, e := range w.entries() {
		short[e.Title], path[e.Title] = e.ShortID, e.Path
	}
	tests := []struct {
		name, what string
		want       []string // titles
	}{
		{"its address", "https://new.example/one", []string{one.title}},
		{"the address it had once", "https://ann.example/one", []string{one.title}},
		{"another spelling of its address", "HTTP://www.NEW.example:80/one/?utm_source=x#top", []string{one.title}},
		{"its id", "https://ann.example/one", []string{one.title}},
		{"a number that is its id", "42", []string{two.title}},
		{"an id that is no address", "tag:bob.example,2026:1", []string{homeless.title}},
		{"spaces around it", "  https://ann.example/two\n", []string{two.title}},
		{"its page here", "https://planet.example/" + path[one.title] + "/", []string{one.title}},
		{"the file of its page", "http://planet.example/" + path[one.title] + "/index.html", []string{one.title}},
		{"the path of its page", "/" + path[two.title] + "/", []string{two.title}},
		{"its place on a page", "https://planet.example/2026/11/#e-" + short[two.title], []string{two.title}},
		{"its short id", short[two.title], []string{two.title}},
		{"the home page that a post links to", "http://bob.example", []string{homeless.title}},
		{"nothing", "", nil},
		{"a page that is no post", "https://planet.example/members/", nil},
		{"its path on another site", "https://elsewhere.example/" + path[one.title] + "/", nil},
		{"an address nobody gave", "https://ann.example/three", nil},
		{"a title", one.title, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found, err := Find(t.Context(), w.db.Reader, w.site, tt.what)
			if err != nil || found.Forgotten {
				t.Fatalf("Find(%q) = %+v, %v", tt.what, found, err)
			}
			var got []string
			for _, e := range w.entries() {
				if slices.Contains(found.Entries, e.ID) {
					got = append(got, e.Title)
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("Find(%q) finds %q, want %q", tt.what, got, tt.want)
			}
		})
	}
}

// ID-13: what was forgotten is known to be, by the database or by the list
// alone, and not what it was.
func TestFindForgotten(t *testing.T) {
	w := newWorld(t, "ann")
	gone := with(p("gone", 1), func(q *post) { q.guid = "42" })
	w.publish("/ann", rss(gone, p("stays", 2)))
	w.update(0)
	found, err := Find(t.Context(), w.db.Reader, w.site, gone.link)
	if err != nil {
		t.Fatal(err)
	}
	left, err := w.db.Forget(t.Context(), found.Entries)
	if err != nil || left.Entries != 1 {
		t.Fatalf("Forget = %+v, %v", left, err)
	}
	list := newWorld(t, "ann")
	for _, h := range left.Hashes {
		list.site.Forget = append(list.site.Forget, hex.EncodeToString(h[:]))
	}
	for where, w := range map[string]*world{"the database": w, "the list": list} {
		for what, want := range map[string]bool{gone.link: true, "http://www.ann.example/gone/": true, "42": true, "43": false, "https://ann.example/other": false} {
			found, err := Find(t.Context(), w.db.Reader, w.site, what)
			if err != nil || found.Forgotten != want || len(found.Entries) > 0 {
				t.Errorf("by %s, Find(%q) = %+v, %v; want forgotten %t", where, what, found, err, want)
			}
		}
	}
}
