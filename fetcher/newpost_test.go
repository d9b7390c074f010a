package fetcher

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"planet"
)

// FLOW-3: a new planet is full at once.
func TestFounding(t *testing.T) {
	w := newWorld(t, "ann")
	undated := p("undated", 0)
	undated.date = time.Time{}
	w.publish("/ann", rss(p("today", .1), p("old", 900), undated))
	if r := w.update(0)[0]; r.New != 3 || r.Err != nil {
		t.Fatalf("first update: %+v", r)
	}
	want := map[string]planet.Reason{"today": "", "old": "", "undated": planet.ReasonBacklog}
	for _, e := range w.entries() {
		name := strings.TrimPrefix(e.Title, "A post called ")
		if r, ok := want[name]; !ok || e.Reason != r {
			t.Errorf("%s: reason %q, want %q", name, e.Reason, r)
		}
		if name == "old" && !e.Position.Equal(noon.Add(-900*day)) {
			t.Errorf("old stands at %v; want its own date", e.Position)
		}
	}
}

// ID-8 (C-3): a feed added later brings at most its newest post, if it is
// young; the rest is archived.
func TestNewFeedDoesNotFlood(t *testing.T) {
	for _, tt := range []struct {
		newest float64
		want   int // posts that may come up
	}{{3, 1}, {6.9, 1}, {8, 0}} {
		w := newWorld(t, "other")
		w.publish("/other", rss(p("other", 400)))
		w.update(0)
		w.now = noon.Add(2 * day)
		w.list("ann", "/ann")
		var posts []post
		for i := range 30 {
			posts = append(posts, p(fmt.Sprint(i), tt.newest-2+float64(i)))
		}
		w.publish("/ann", rss(posts...))
		w.update(0)
		up := 0
		for _, e := range w.entries() {
			if e.Feed == "ann" && e.Reason == "" {
				up++
			}
		}
		if up != tt.want {
			t.Errorf("newest %v days old: %d come up, want %d", tt.newest, up, tt.want)
		}
	}
}

// ID-8, ID-9: late posts and floods.
func TestReasonsOfNewPosts(t *testing.T) {
	old := []post{p("o1", 10), p("o2", 11), p("o3", 12), p("o4", 13)}
	fresh := func(n int) (all []post) {
		for i := range n {
			all = append(all, p(fmt.Sprint("n", i), float64(i)/10))
		}
		return all
	}
	tests := []struct {
		name string
		new  []post
		want map[planet.Reason]int
	}{
		{"a usual day", fresh(3), map[planet.Reason]int{"": 3}},
		{"five at once are no flood", fresh(5), map[planet.Reason]int{"": 5}},
		{"republish of 45 (C-6)", fresh(45), map[planet.Reason]int{"": 5, planet.ReasonFlood: 40}},
		{"6 of 10", fresh(6), map[planet.Reason]int{"": 5, planet.ReasonFlood: 1}},
		{"older than 30 days before the last visit", []post{p("late", 31)}, map[planet.Reason]int{planet.ReasonLate: 1}},
		{"just younger", []post{p("late", 29)}, map[planet.Reason]int{"": 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := settled(t, old...)
			w.publish("/ann", rss(append(tt.new, old...)...))
			w.update(0)
			got := map[planet.Reason]int{}
			for _, e := range w.entries() {
				if e.FirstSeen.After(noon) {
					got[e.Reason]++
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(tt.want) {
				t.Errorf("reasons %v, want %v", got, tt.want)
			}
		})
	}
}

// ID-6, ID-7: which dates are believed.
func TestDates(t *testing.T) {
	dated := func(name string, at time.Time) post { q := p(name, 0); q.date = at; return q }
	seen := noon.Add(2 * day)
	tests := []struct {
		name string
		post post
		want time.Time // position
	}{
		{"its own", dated("x", noon), noon},
		{"none", dated("x", time.Time{}), seen},
		{"five minutes ahead", dated("x", seen.Add(5*time.Minute)), seen},
		{"eighteen months ahead (C-7)", dated("x", seen.AddDate(0, 18, 0)), seen},
		{"1970", dated("x", time.Unix(0, 0)), seen},
		{"2525", dated("x", time.Date(2525, 1, 1, 0, 0, 0, 0, time.UTC)), seen},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := settled(t, p("a", 1))
			w.publish("/ann", rss(tt.post, p("a", 1)))
			w.update(0)
			if e := w.entries()[0]; !e.Position.Equal(tt.want) || e.Date().After(e.FirstSeen) {
				t.Errorf("position %v, date %v; want %v", e.Position, e.Date(), tt.want)
			}
		})
	}
}

// ID-14, ID-12: nothing is deleted by age, nor for having left its document.
func TestNothingIsTooOld(t *testing.T) {
	w := newWorld(t, "ann")
	w.force = true
	for n := range 30 {
		w.publish("/ann", rss(p(fmt.Sprint("post-", n), -float64(100*n))))
		w.update(0)
		w.now = w.now.Add(100 * day)
	}
	if n := len(w.entries()); n != 30 || w.now.Sub(noon) != 3000*day {
		t.Errorf("after %v: %d entries, want all 30", w.now.Sub(noon), n)
	}
}
