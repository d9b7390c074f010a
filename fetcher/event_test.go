package fetcher

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"planet"
)

// happened gives what was noted of a slug, the first first.
func (w *world) happened(slug string) string {
	w.t.Helper()
	all, err := w.db.Events(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	var words []string
	for i := len(all[slug]) - 1; i >= 0; i-- {
		words = append(words, strings.TrimSpace(fmt.Sprint(all[slug][i].State, " ", all[slug][i].Code)))
	}
	return strings.Join(words, ", ")
}

const oneItem = `<rss version="2.0"><channel><title>Ann</title><link>https://ann.example/</link><item><guid>1</guid><title>One</title></item></channel></rss>`

// HEALTH-1, HEALTH-4: one event for each change of state, not for each fetch;
// what gets well by itself within two days is none. Recovery is noted, too.
func TestEventsAreChanges(t *testing.T) {
	w := newWorld(t, "ann", "bob")
	w.force = true
	w.publish("/ann", oneItem)
	w.publish("/bob", strings.ReplaceAll(oneItem, "ann", "bob"))
	for range 3 {
		w.update(day)
	}
	if got := w.happened("ann"); got != "" {
		t.Errorf("of a feed that is well: %s", got)
	}
	w.status("/ann", http.StatusBadGateway)
	w.update(time.Hour)
	w.update(time.Hour)
	w.publish("/ann", oneItem)
	w.update(time.Hour)
	if got := w.happened("ann"); got != "" {
		t.Errorf("of two failures within two hours: %s", got)
	}
	w.status("/ann", http.StatusBadGateway)
	for range 6 {
		w.update(day)
	}
	if got := w.happened("ann"); got != "failing server-error" {
		t.Errorf("of six failures in a row: %s; want one event", got)
	}
	w.status("/ann", http.StatusNotFound)
	for range 3 {
		w.update(day)
	}
	if got := w.happened("ann"); got != "failing server-error" {
		t.Errorf("when it fails in another way: %s; want the same event", got)
	}
	for range 30 {
		w.update(day)
	}
	if got := w.happened("ann"); got != "failing server-error, gone not-found" {
		t.Errorf("after a month: %s", got)
	}
	w.publish("/ann", oneItem+" ")
	w.update(day)
	w.update(day)
	if got := w.happened("ann"); got != "failing server-error, gone not-found, fine" {
		t.Errorf("when it is back: %s", got)
	}
	if got := w.happened("bob"); got != "" {
		t.Errorf("of its neighbour: %s", got)
	}
}

// HEALTH-3: when our own network is down, nothing is noted of any feed.
func TestOutageIsNoEvent(t *testing.T) {
	w := newWorld(t)
	for i, slug := range []string{"ann", "bob", "cem"} {
		w.list(slug, "/"+slug)
		w.site.Members[i].Feeds[0].URL = w.at(slug, "/"+slug)
	}
	w.force = true
	w.srv.Close()
	for range 5 {
		if _, err := w.try(day); !errors.Is(err, ErrOutage) {
			t.Fatalf("err = %v; want ErrOutage", err)
		}
	}
	if got := w.happened("ann") + w.happened("bob") + w.happened("cem"); got != "" {
		t.Errorf("noted: %s", got)
	}
}

// TRIP-1, LEAVE-2: a feed that was never read, that is paused, and one whose
// member left.
func TestEventsOfOthers(t *testing.T) {
	w := newWorld(t, "ann")
	w.force = true
	w.update(0)
	if got := w.happened("ann"); got != "failing not-found" {
		t.Errorf("of a feed that was never there: %s; its member waits for the first post", got)
	}
	w.list("bob", "/bob")
	w.publish("/bob", oneItem)
	w.site.Members[0].Disabled = true
	w.update(day)
	if got := w.happened("ann"); got != "failing not-found, paused" {
		t.Errorf("when it is paused: %s", got)
	}
	w.site.Members[0].Disabled, w.site.Members[0].Status = false, planet.StatusLeft
	w.update(day)
	if got := w.happened("ann"); got != "failing not-found, paused" {
		t.Errorf("when its member left: %s", got)
	}
}
