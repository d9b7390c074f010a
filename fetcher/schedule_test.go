package fetcher

import (
	"math/rand/v2"
	"net/http"
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

// GET-21, GET-19: failures slow us down, and never for good.
func TestBackoff(t *testing.T) {
	for n, want := range map[int]time.Duration{0: time.Hour, 1: time.Hour, 2: 2 * time.Hour, 3: 4 * time.Hour, 5: 16 * time.Hour, 6: day, 99: day} {
		if got := backoff(n); got != want {
			t.Errorf("backoff(%d) = %v, want %v", n, got, want)
		}
	}
	w := newWorld(t, "ann")
	w.answer["/ann"] = func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusGone) }
	w.update(0)
	if wait := w.address("ann").NextCheck.Sub(noon); wait < goneInterval || wait > goneInterval*11/10 {
		t.Errorf("next visit of a feed that is gone in %v, want 30 days", wait)
	}
	w.publish("/ann", rss(p("a", 1)))
	w.update(34 * day)
	if a := w.address("ann"); a.Code != "" || a.Failures != 0 || len(w.entries()) != 1 {
		t.Errorf("after a month it answers again: %q, %d failures, %d entries", a.Code, a.Failures, len(w.entries()))
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
