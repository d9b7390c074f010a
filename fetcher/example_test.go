package fetcher

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"planet"
	"planet/place"
)

// An example is one line of the worked example of the design: what feed ann
// held when it was last read well, on 20 November 2026 at 08:00, what it
// holds on 22 November at 08:00, and what comes of it.
type example struct {
	name   string
	before []post
	now    []post
	whole  bool // the document holds nothing else; 12 items by posts known before if not
	then   func(*world)
	want   string // what stands where, see described
	codes  string // of what the member is told
}

var (
	lastRead = time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	readNow  = lastRead.Add(2 * day)
)

func on(month time.Month, d int) time.Time { return time.Date(2026, month, d, 9, 0, 0, 0, time.UTC) }

// with gives a post with changes.
func with(q post, change func(*post)) post {
	change(&q)
	return q
}

// many gives so many posts, an hour apart up to the time of the visit.
func many(n int, change func(int, *post)) (all []post) {
	for i := range n {
		all = append(all, with(p(fmt.Sprint("many-", i), 0), func(q *post) {
			q.date = readNow.Add(-time.Duration(i+1) * time.Hour)
			change(i, q)
		}))
	}
	return all
}

func examples() []example {
	seven := with(p("seven", 0), func(q *post) {
		q.guid, q.link, q.date = "https://ann.example/?p=7", "http://ann.example/seven", on(11, 3)
	})
	notes := with(seven, func(q *post) { q.title, q.date = "Weekly notes 46", on(11, 19) })
	fresh := func(change func(*post)) []post { return []post{with(p("fresh", 0), change)} }
	update := func(n int) post {
		return with(p(fmt.Sprint("u", n), 0), func(q *post) { q.title, q.date = "A short update", on(11, 21).Add(time.Duration(n)*time.Hour) })
	}
	five := many(5, func(i int, q *post) {
		*q = p(fmt.Sprint("known-", i), 0)
		q.date = on(11, 1+i)
	})
	forty := many(40, func(_ int, q *post) { q.date = q.date.Add(-10 * day) })
	return []example{
		{"the id's scheme, text as before: pass 1", []post{seven}, []post{with(seven, func(q *post) { q.guid = "http://ann.example/?p=7" })}, false, nil, "3 Nov 09:00 r1", ""},
		{"text changed, published now: pass 1", []post{seven}, []post{with(seven, func(q *post) { q.text, q.date = "Changed.", readNow })}, false, nil, "3 Nov 09:00 r2", ""},
		{"another id, a tracked link: pass 2", []post{seven}, []post{with(seven, func(q *post) { q.guid, q.link = "tag:new,7", "https://www.ann.example/seven/?utm_source=rss" })}, false, nil, "3 Nov 09:00 r2", ""},
		{"new id and link, same words and date: pass 3", []post{seven}, []post{with(seven, func(q *post) { q.guid, q.link = "n7", "https://new.example/7" })}, false, nil, "3 Nov 09:00 r2", ""},
		{"new id and link, an edited text, title and day as before: pass 4", []post{notes}, []post{with(notes, func(q *post) { q.guid, q.link, q.text = "n46", "https://new.example/46", "Edited." })}, false, nil, "19 Nov 09:00 r2", ""},
		{"three posts of one title and day are three", nil, []post{update(1), update(2), update(3)}, false, nil, "21 Nov 12:00 r1; 21 Nov 11:00 r1; 21 Nov 10:00 r1", ""},
		{"two items of one guid are two", nil, append(
			fresh(func(q *post) { q.guid, q.link, q.date = "42", "https://ann.example/a", on(11, 21) }),
			fresh(func(q *post) {
				q.guid, q.link, q.title, q.date = "42", "https://ann.example/b", "Another post", on(11, 20)
			})...), false, nil, "21 Nov 09:00 r1; 20 Nov 09:00 r1", ""},
		{"published five minutes ahead", nil, fresh(func(q *post) { q.date = readNow.Add(5 * time.Minute) }), false, nil, "22 Nov 08:00 r1", ""},
		{"published in 2028", nil, fresh(func(q *post) { q.date = time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC) }), false, nil, "22 Nov 08:00 r1", "future-date"},
		{"no date", nil, fresh(func(q *post) { q.date = time.Time{} }), false, nil, "22 Nov 08:00 r1 undated", ""},
		{"published on 1 August", nil, fresh(func(q *post) { q.date = on(8, 1) }), false, nil, "1 Aug 09:00 r1 late", ""},
		{"45 items, 40 of them unknown", five, append(many(40, func(int, *post) {}), five...), true, nil, "45 entries: 35 flood", "republished"},
		{"40 items, all ids and links new, all of one minute, the same texts", forty, many(40, func(i int, q *post) {
			q.guid, q.link, q.date = fmt.Sprint("n", i), fmt.Sprint("https://new.example/", i), readNow.Add(-time.Minute)
		}), true, nil, "40 entries: ", "same-dates changing-ids"},
		{"forgotten last year", []post{seven}, []post{seven}, false, func(w *world) { w.forget("seven") }, "", ""},
		{"forgotten last year, and another id now", []post{seven}, []post{with(seven, func(q *post) { q.guid = "n7" })}, false, func(w *world) { w.forget("seven") }, "", ""},
		{"an item that is no longer there stays", []post{seven}, nil, false, nil, "3 Nov 09:00 r1", ""},
	}
}

// ID-1 to ID-9, ID-12, ID-13: the worked example, line by line.
func TestWorkedExample(t *testing.T) {
	for _, tt := range examples() {
		t.Run(tt.name, func(t *testing.T) {
			var others []post
			for i := range 12 - len(tt.now) {
				others = append(others, with(p(fmt.Sprint("filler-", i), 0), func(q *post) { q.date = on(9, 1+i) }))
			}
			if tt.whole {
				others = nil
			}
			w := newWorld(t, "ann")
			w.now = lastRead
			w.publish("/ann", rss(append(slices.Clone(tt.before), others...)...))
			w.update(0)
			if tt.then != nil {
				tt.then(w)
			}
			was := places(w)
			w.publish("/ann", rss(append(slices.Clone(tt.now), others...)...))
			w.force = true
			w.update(2 * day)
			if got := described(w.entries()); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if got := codes(w.address("ann").Findings); got != tt.codes {
				t.Errorf("said %q, want %q", got, tt.codes)
			}
			now := places(w)
			for id := range was {
				if now[id] != was[id] {
					t.Errorf("entry %d moved from %s to %s", id, was[id], now[id])
				}
			}
		})
	}
}

// forget removes the posts with a word in their title.
func (w *world) forget(word string) {
	w.t.Helper()
	for _, e := range w.entries() {
		if strings.Contains(e.Title, word) {
			if _, err := w.db.Forget(w.t.Context(), []int64{e.ID}); err != nil {
				w.t.Fatal(err)
			}
		}
	}
}

// described says where each entry but the fillers stands; of many, how many
// and why they don't come up.
func described(entries []planet.Entry) string {
	var all []string
	reasons := map[planet.Reason]int{}
	for _, e := range entries {
		if strings.Contains(e.Title, "filler") {
			continue
		}
		s := fmt.Sprintf("%s r%d", e.Position.Format("2 Jan 15:04"), e.Revision)
		if e.Date().IsZero() {
			s += " undated"
		}
		if e.Reason != "" {
			s += " " + string(e.Reason)
			reasons[e.Reason]++
		}
		all = append(all, s)
	}
	if len(all) <= 5 {
		return strings.Join(all, "; ")
	}
	var why []string
	for r, n := range reasons {
		why = append(why, fmt.Sprintf("%d %s", n, r))
	}
	slices.Sort(why)
	return fmt.Sprintf("%d entries: %s", len(all), strings.Join(why, ", "))
}

func codes(findings []planet.Finding) string {
	var all []string
	for _, f := range findings {
		all = append(all, string(f.Code))
	}
	return strings.Join(all, " ")
}

// ID-8: the first document ever of a slug that the list did not have before.
func TestWorkedExampleOfFirstDocuments(t *testing.T) {
	for _, tt := range []struct {
		name   string
		newest time.Time
		want   string
	}{
		{"newest 19 Nov: that one may come up", on(11, 19), "30 entries: 29 backlog"},
		{"newest 2 Nov: none may", on(11, 2), "30 entries: 30 backlog"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, "filler")
			w.now = lastRead
			w.publish("/filler", rss(p("filler", 900)))
			w.update(0)
			w.list("ann", "/ann")
			w.publish("/ann", rss(many(30, func(i int, q *post) { q.date = tt.newest.Add(-time.Duration(i) * day) })...))
			w.update(2 * day)
			if got := described(w.entries()); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// ID-11 (C-5): one post in two feeds is stored twice and shown once, to the
// credit of the feed at whose host it is, whichever came first.
func TestOnePostInTwoFeeds(t *testing.T) {
	for _, order := range [][]string{{"ann", "bob"}, {"bob", "ann"}} {
		w := newWorld(t)
		for _, slug := range []string{"ann", "bob"} {
			w.site.Members = append(w.site.Members, planet.Member{Slug: slug, Site: "https://" + slug + ".example/", Feeds: []planet.Feed{{Slug: slug, URL: w.srv.URL + "/" + slug}}})
			w.publish("/"+slug, rss(with(p("filler", 30), func(q *post) { q.guid, q.link = slug+"0", "https://"+slug+".example/0" })))
		}
		w.site.Front, w.site.Merged = planet.Front{Entries: 30, Days: 3, PerFeedPerDay: 5}, planet.Merged{Entries: 20}
		w.update(0)
		w.force = true
		shared := p("shared", -2)
		for _, slug := range order {
			w.publish("/"+slug, rss(with(shared, func(q *post) { q.guid = slug + "'s own id" }), with(p("filler", 30), func(q *post) { q.guid, q.link = slug+"0", "https://"+slug+".example/0" })))
			w.update(2 * day)
		}
		var shown []string
		stored := 0
		entries := w.entries()
		for i, pl := range place.Whole(w.site, entries, w.now) {
			if strings.Contains(entries[i].Title, "shared") {
				stored++
				if pl.Why == planet.ReasonShown {
					shown = append(shown, fmt.Sprint(pl.Entry.Feed, " also in ", pl.AlsoIn))
				}
			}
		}
		if got := strings.Join(shown, "; "); stored != 2 || got != "ann also in [bob]" {
			t.Errorf("%v: %d stored, shown as %q; want 2, and ann's with bob's named", order, stored, got)
		}
	}
}
