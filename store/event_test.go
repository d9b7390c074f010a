package store

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"planet"
)

// DB-14, LEAVE-4: events come back, the latest first, the last 50 of each slug;
// they go with their member.
func TestEvents(t *testing.T) {
	db := open(t)
	at := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	bad := Event{Slug: "ann", At: at, State: planet.StateFailing, Code: planet.CodeCert, Message: "the certificate expired"}
	well := Event{Slug: "ann", At: at.Add(time.Hour), State: planet.StateFine}
	held := Event{Slug: "bob", At: at, State: planet.StateHeld}
	if err := db.SaveEvents(t.Context(), []Event{bad, held, well}); err != nil {
		t.Fatal(err)
	}
	got, err := db.Events(t.Context())
	if want := map[string][]Event{"ann": {well, bad}, "bob": {held}}; err != nil || !cmp.Equal(got, want) {
		t.Fatalf("Events: %v %s", err, cmp.Diff(want, got))
	}
	states, err := db.LastStates(t.Context())
	if want := map[string]planet.State{"ann": planet.StateFine, "bob": planet.StateHeld}; err != nil || !cmp.Equal(states, want) {
		t.Fatalf("LastStates: %v %s", err, cmp.Diff(want, states))
	}
	var many []Event
	for i := range keptEvents + 5 {
		many = append(many, Event{Slug: "ann", At: at.Add(time.Duration(i) * day), State: planet.StateFine, Message: fmt.Sprint(i)})
	}
	if err := db.SaveEvents(t.Context(), many); err != nil {
		t.Fatal(err)
	}
	if got, err := db.Events(t.Context()); err != nil || len(got["ann"]) != keptEvents || got["ann"][0].Message != fmt.Sprint(keptEvents+4) || len(got["bob"]) != 1 {
		t.Errorf("%d of ann, %d of bob, %v; want %d and 1", len(got["ann"]), len(got["bob"]), err, keptEvents)
	}
	if _, err := db.ForgetSlug(t.Context(), "ann"); err != nil {
		t.Fatal(err)
	}
	if got, err := db.Events(t.Context()); err != nil || len(got) != 1 {
		t.Errorf("after ann was forgotten: %v, %v", got, err)
	}
}

const day = 24 * time.Hour
