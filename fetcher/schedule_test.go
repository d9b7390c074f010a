package fetcher

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"planet/store"
)

// SCHED-1: three ticks in a minute are one visit.
func TestOnlyWhatIsDueIsAsked(t *testing.T) {
	w := newWorld(t, "ann")
	w.publish("/ann", rss(p("a", .1)))
	for range 3 {
		w.update(20 * time.Second)
	}
	if w.asked["/ann"] != 1 {
		t.Errorf("asked %d times, want 1", w.asked["/ann"])
	}
	w.update(7 * time.Hour)
	if w.asked["/ann"] != 2 {
		t.Errorf("asked %d times after 7 h, want 2", w.asked["/ann"])
	}
}

// GET-11: what an owner does to be quick changes nothing for a publisher: a
// restart, and a run by hand; --force asks, but conditionally.
func TestRestartsAskNobody(t *testing.T) {
	w := newWorld(t, "ann")
	w.publish("/ann", rss(p("a", .1)))
	w.update(0)
	w.update(5 * time.Minute) // each update is a new Updater, as after a restart
	if n := w.times("/ann"); n != 1 {
		t.Errorf("asked %d times within 5 minutes, want 1", n)
	}
	w.force = true
	if w.update(time.Minute); w.times("/ann") != 2 || w.headers["/ann"].Get("If-None-Match") == "" {
		t.Errorf("by force asked %d times, with If-None-Match %q; want a second, conditional request", w.times("/ann"), w.headers["/ann"].Get("If-None-Match"))
	}
}

// GET-11: a longer pause that the owner sets counts at once.
func TestLongerIntervalCountsAtOnce(t *testing.T) {
	w := newWorld(t, "ann")
	w.publish("/ann", rss(p("a", .1)))
	w.update(0)
	w.site.Fetch.MinInterval = 12 * time.Hour
	w.update(7 * time.Hour)
	if n := w.times("/ann"); n != 1 {
		t.Errorf("asked %d times in 7 h, want 1", n)
	}
	w.update(5 * time.Hour)
	if n := w.times("/ann"); n != 2 {
		t.Errorf("asked %d times in 12 h, want 2", n)
	}
}

// GET-11 to GET-13, GET-8: what an answer says of the next visit.
func TestIntervals(t *testing.T) {
	busy := func(n int) (all []post) { // a feed worth a visit an hour
		for i := range n {
			all = append(all, p(fmt.Sprint(i), float64(i)*.3))
		}
		return all
	}
	channel := func(elements string) string {
		return strings.Replace(strings.Replace(rss(busy(90)...), "<rss version", `<rss xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" version`, 1), "<link>", elements+"<link>", 1)
	}
	tests := []struct {
		name   string
		header []string
		body   string
		want   time.Duration
	}{
		{"a busy feed", []string{"ETag", `"1"`}, channel(""), time.Hour},
		{"one without a validator", nil, channel(""), day},
		{"one whose validator is worth nothing (GET-10)", []string{"ETag", `"1"`, "Expires", "0"}, channel(""), day},
		{"a quiet one", []string{"ETag", `"1"`}, rss(p("a", 60)), day},
		{"one with a post a fortnight ago", []string{"ETag", `"1"`}, rss(p("a", 14.5)), 12 * time.Hour},
		{"Cache-Control", []string{"ETag", `"1"`, "Cache-Control", "public, max-age=10800"}, channel(""), 3 * time.Hour},
		{"Expires", []string{"ETag", `"1"`, "Expires", noon.Add(5 * time.Hour).Format(http.TimeFormat), "Date", noon.Format(http.TimeFormat)}, channel(""), 5 * time.Hour},
		{"ttl, in minutes", []string{"ETag", `"1"`}, channel("<ttl>240</ttl>"), 4 * time.Hour},
		{"a ttl of a year is a day", []string{"ETag", `"1"`}, channel("<ttl>525600</ttl>"), day},
		{"max-age of a year is a day", []string{"ETag", `"1"`, "Cache-Control", "max-age=31536000"}, channel(""), day},
		{"sy: twice a day", []string{"ETag", `"1"`}, channel("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>"), 12 * time.Hour},
		{"a day at most, also for the quietest", []string{"ETag", `"1"`}, rss(p("a", 6000)), day},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, "ann")
			w.reply("/ann", func(rw http.ResponseWriter, r *http.Request) {
				if r.Header.Get("If-None-Match") != "" {
					rw.WriteHeader(http.StatusNotModified) // which says nothing of all that: it stays as it was
					return
				}
				for i := 0; i < len(tt.header); i += 2 {
					rw.Header().Set(tt.header[i], tt.header[i+1])
				}
				fmt.Fprint(rw, tt.body)
			})
			w.update(0)
			w.wants(tt.want)
			w.update(27 * time.Hour)
			if w.wants(tt.want); w.times("/ann") != 2 {
				t.Errorf("asked %d times, want 2", w.times("/ann"))
			}
		})
	}
}

// wants checks when ann's feed is visited next: after the time, or up to a tenth
// of it later (GET-14).
func (w *world) wants(want time.Duration) {
	w.t.Helper()
	if got := w.address("ann").NextCheck.Sub(w.now); got < want || got > want+want/10 {
		w.t.Errorf("next visit in %v, want %v", got, want)
	}
}

// GET-17 to GET-21: how long we stay away after a failure, and after several.
func TestWaitsAfterFailures(t *testing.T) {
	const h = time.Hour
	tests := []struct {
		name   string
		status int
		header []string
		want   []time.Duration // after the first failure, the second and so on
	}{
		{"401", 401, nil, []time.Duration{4 * h, 4 * h, 4 * h, 8 * h, 16 * h, day, day}},
		{"403", 403, nil, []time.Duration{4 * h, 4 * h, 4 * h, 8 * h, 16 * h, day, day}},
		{"404", 404, nil, []time.Duration{h, 2 * h, 4 * h, 8 * h, 16 * h, day, day}},
		{"410", 410, nil, []time.Duration{30 * day, 30 * day}},
		{"429 without a word", 429, nil, []time.Duration{4 * h, 4 * h, 4 * h, 8 * h}},
		{"429 with seconds", 429, []string{"Retry-After", "7200"}, []time.Duration{2 * h, 2 * h, 4 * h, 8 * h}},
		{"429 with a date", 429, []string{"Retry-After", noon.Add(36 * h).Format(http.TimeFormat)}, []time.Duration{36 * h}},
		{"429 with a month: seven days are believed", 429, []string{"Retry-After", "2592000"}, []time.Duration{7 * day}},
		{"429 with rubbish", 429, []string{"Retry-After", "-5"}, []time.Duration{4 * h}},
		{"429 with more rubbish", 429, []string{"Retry-After", "1e3"}, []time.Duration{4 * h}},
		{"503 with seconds", 503, []string{"Retry-After", "10800"}, []time.Duration{3 * h, 3 * h, 4 * h}},
		{"503", 503, nil, []time.Duration{h, 2 * h, 4 * h, 8 * h, 16 * h, day, day}},
		{"500", 500, nil, []time.Duration{h, 2 * h, 4 * h, 8 * h, 16 * h, day, day}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, "ann")
			w.status("/ann", tt.status, tt.header...)
			for i, want := range tt.want {
				w.update(0)
				if a := w.address("ann"); a.Failures != i+1 || a.Status != tt.status {
					t.Fatalf("%d failures, status %d; want %d and %d", a.Failures, a.Status, i+1, tt.status)
				}
				w.wants(want)
				w.now = w.address("ann").NextCheck
			}
			w.publish("/ann", rss(p("a", 60)))
			w.update(0)
			if a := w.address("ann"); a.Failures != 0 || a.Code != "" || !a.FailingSince.IsZero() || len(w.entries()) != 1 {
				t.Errorf("once it answers again: %d failures, code %q, %d entries", a.Failures, a.Code, len(w.entries()))
			}
		})
	}
}

// GET-21: a feed is never asked more often for failing.
func TestFailureIsNoHaste(t *testing.T) {
	w := newWorld(t, "ann")
	w.publish("/ann", rss(p("a", 60)))
	w.update(0)
	w.status("/ann", 500)
	w.update(27 * time.Hour)
	w.wants(day)
}

// HEALTH-4 (C-10), GET-19, TRIP-2: after a month of nothing there we ask once
// a month, and for ever; then all is as before. A changed address is asked at
// once.
func TestLostFeeds(t *testing.T) {
	lost := map[string]func(w *world){
		"not found": func(w *world) { w.status("/ann", 404) },
		"a page":    func(w *world) { w.show("/ann", []byte("<!doctype html><html><body>Parked")) },
		"gone":      func(w *world) { w.status("/ann", 410) },
	}
	for name, lose := range lost {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, "ann")
			w.publish("/ann", rss(p("a", 60), p("b", 61)))
			w.update(0)
			lose(w)
			for range 60 * 4 {
				w.update(6 * time.Hour)
			}
			before := w.times("/ann")
			for range 120 {
				w.update(day)
			}
			if n := w.times("/ann") - before; n < 3 || n > 4 {
				t.Errorf("asked %d times in 120 days, want 3 or 4", n)
			}
			if len(w.entries()) != 2 {
				t.Errorf("%d entries, want both", len(w.entries()))
			}
			w.publish("/ann", rss(p("c", 1), p("a", 60), p("b", 61)))
			for range 34 {
				w.update(day)
			}
			if a := w.address("ann"); a.Code != "" || a.Failures != 0 || len(w.entries()) != 3 {
				t.Errorf("a month after it is back: %q, %d entries", a.Code, len(w.entries()))
			}
			lose(w)
			w.update(2 * day)
			w.site.Members[0].Feeds[0].URL += "?new"
			w.publish("/ann", rss(p("a", 60), p("b", 61)))
			if r := w.update(0)[0]; !r.Asked || r.Err != nil {
				t.Errorf("after the address changed: %+v; want it asked at once", r)
			}
		})
	}
}

// SCHED-7: a clock that was wrong once silences nobody, and lets nobody be
// asked too soon.
func TestWrongClock(t *testing.T) {
	for _, ahead := range []time.Duration{time.Hour, 10 * day, 41 * day, 4000 * day} {
		w := newWorld(t, "ann")
		w.publish("/ann", rss(p("a", 60)))
		w.now = noon.Add(ahead)
		w.update(0)
		w.now = noon
		w.update(0) // the clock is right again
		if n := w.times("/ann"); n != 1 {
			t.Errorf("%v ahead: asked %d times at once, want 1", ahead, n)
		}
		w.update(28 * time.Hour)
		if n := w.times("/ann"); n != 2 {
			t.Errorf("%v ahead: asked %d times a day later, want 2", ahead, n)
		}
	}
	a := store.Address{LastRequest: noon.Add(-time.Hour), Interval: 3 * time.Hour, NextCheck: noon.Add(tooFar + 1)}
	if !mendClock(&a, noon) || !a.NextCheck.Equal(noon.Add(2*time.Hour)) {
		t.Errorf("a visit more than 40 days off is set to %v, want one interval after the last", a.NextCheck)
	}
	if mendClock(&a, noon) {
		t.Error("a clock that is right was mended")
	}
}

// GET-21: the pauses after failures.
func TestBackoff(t *testing.T) {
	for n, want := range map[int]time.Duration{0: time.Hour, 1: time.Hour, 2: 2 * time.Hour, 3: 4 * time.Hour, 5: 16 * time.Hour, 6: day, 99: day} {
		if got := backoff(n); got != want {
			t.Errorf("backoff(%d) = %v, want %v", n, got, want)
		}
	}
}

// GET-13: how often a feed is worth a visit.
func TestByActivity(t *testing.T) {
	for _, tt := range []struct {
		age  time.Duration
		n    int
		want time.Duration
	}{{day, 1, 6 * time.Hour}, {day, 28, 3 * time.Hour}, {day, 1000, time.Hour}, {8 * day, 4, 6 * time.Hour}, {20 * day, 1, 12 * time.Hour}, {60 * day, 0, day}} {
		if got := byActivity(tt.age, tt.n); got != tt.want {
			t.Errorf("byActivity(%v, %d) = %v, want %v", tt.age, tt.n, got, tt.want)
		}
	}
}

func TestJitterNeverShortens(t *testing.T) { // GET-14
	u := Updater{Rand: rand.New(rand.NewPCG(1, 2))}
	for range 10_000 {
		if d := u.jitter(time.Hour); d < time.Hour || d > 66*time.Minute {
			t.Fatalf("jitter(1h) = %v", d)
		}
	}
}

func TestOpenHour(t *testing.T) { // GET-12
	allDay := make([]int, 24)
	for i := range allDay {
		allDay[i] = i
	}
	for _, tt := range []struct {
		closed store.Closed
		want   time.Time
	}{
		{store.Closed{}, noon},
		{store.Closed{Hours: []int{12, 13}}, noon.Add(2 * time.Hour)},
		{store.Closed{Days: []time.Weekday{time.Sunday}}, noon.Add(12 * time.Hour)},
		{store.Closed{Hours: allDay}, noon},
	} {
		if got := openHour(noon, tt.closed); !got.Equal(tt.want) {
			t.Errorf("openHour(%v) = %v, want %v", tt.closed, got, tt.want)
		}
	}
}
