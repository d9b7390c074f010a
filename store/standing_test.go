package store

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"planet"
)

// saveVisit stores a visit to ann's feed.
func saveVisit(t *testing.T, db *DB, v Visit) {
	t.Helper()
	v.Address, v.At = Address{Slug: "ann", URL: "https://ann.example/feed", BodyHash: []byte{1}, Parser: 1}, noon
	v.Address.Validator.ETag = `"x"`
	if err := db.Save(t.Context(), &v); err != nil {
		t.Fatal(err)
	}
}

func TestFeedComesBackAsItWasStored(t *testing.T) {
	db := open(t)
	want := Feed{Slug: "ann", Replaced: 1, Unreliable: true, HeldSince: noon, HeldWhy: []string{"another title"}, Trusted: true}
	for range 2 { // first written, then written over
		saveVisit(t, db, Visit{Feed: &want})
	}
	saveVisit(t, db, Visit{}) // leaves it alone
	got, err := db.Feed(t.Context(), "ann")
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("Feed: %v (-stored +read):\n%s", err, diff)
	}
	if a, err := db.Address(t.Context(), "ann", "https://ann.example/feed"); err != nil || !a.Held.Equal(noon) {
		t.Errorf("the address is held since %v, %v; want %v", a.Held, err, noon)
	}
	all, err := db.Feeds(t.Context())
	if diff := cmp.Diff(map[string]Feed{"ann": want}, all); err != nil || diff != "" {
		t.Errorf("Feeds: %v (-want +got):\n%s", err, diff)
	}
	if none, err := db.Feed(t.Context(), "bob"); err != nil || !cmp.Equal(none, Feed{Slug: "bob"}) {
		t.Errorf("Feed of nobody = %+v, %v", none, err)
	}
}

// TRIP-3: what a trip wire held comes in at its place, and the next document
// is read in any case.
func TestLetIn(t *testing.T) {
	db := open(t)
	held, free := sample(1), sample(2)
	held.Entry.Held = true
	saveVisit(t, db, Visit{Records: []Record{free, held}, Feed: &Feed{Slug: "ann", HeldSince: noon, HeldWhy: []string{"another title"}}})
	if c, err := db.Counts(t.Context()); err != nil || c["ann"].Held != 1 || c["ann"].Entries != 2 {
		t.Errorf("Counts = %+v, %v; want one of two held", c, err)
	}
	before, err := db.Entries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	a, err := db.Address(t.Context(), "ann", "https://ann.example/feed")
	if err != nil {
		t.Fatal(err)
	}
	odd := planet.Finding{Code: planet.CodeNoDates, Message: "no dates"}
	if err := db.Note(t.Context(), a.ID, []planet.Finding{{Code: planet.CodeHeld, Message: "it waits"}, odd}); err != nil {
		t.Fatal(err)
	}
	if n, err := db.LetIn(t.Context(), "bob"); n != 0 || err != nil {
		t.Errorf("LetIn of nobody = %d, %v; want 0", n, err)
	}
	if n, err := db.LetIn(t.Context(), "ann"); n != 1 || err != nil {
		t.Errorf("LetIn = %d, %v; want 1", n, err)
	}
	after, err := db.Entries(t.Context())
	for i := range before {
		before[i].Held = false
	}
	if diff := cmp.Diff(before, after, cmp.AllowUnexported(planet.SafeHTML{})); err != nil || diff != "" {
		t.Errorf("more changed than held: %v\n%s", err, diff)
	}
	f, err := db.Feed(t.Context(), "ann")
	if err != nil || !f.HeldSince.IsZero() || !f.Trusted || len(f.HeldWhy) != 1 {
		t.Errorf("Feed = %+v, %v; want trusted, with its evidence", f, err)
	}
	if a, err := db.Address(t.Context(), "ann", "https://ann.example/feed"); err != nil || a.Validator.ETag != "" || a.Parser != 0 || len(a.BodyHash) != 0 || !slices.Equal(a.Findings, []planet.Finding{odd}) {
		t.Errorf("Address = %+v, %v; want one that is read anew, and no word of waiting", a, err)
	}
}

// FLOW-12: out and back again, in its place.
func TestWithdrawnAndBack(t *testing.T) {
	db := open(t)
	id := save(t, db, sample(1)).Records[0].Entry.ID
	withdrawn := func() time.Time {
		all, err := db.Entries(t.Context())
		if err != nil || len(all) != 1 {
			t.Fatalf("Entries = %d, %v", len(all), err)
		}
		return all[0].Withdrawn
	}
	saveVisit(t, db, Visit{Withdrawn: []int64{id}})
	if !withdrawn().Equal(noon) {
		t.Errorf("withdrawn at %v, want %v", withdrawn(), noon)
	}
	saveVisit(t, db, Visit{Back: []int64{id}})
	if !withdrawn().IsZero() {
		t.Errorf("withdrawn at %v, want back", withdrawn())
	}
}

// GET-17: a host's wish survives a restart, the later of two counts, and none
// is kept for ever.
func TestWaits(t *testing.T) {
	db := open(t)
	later := noon.Add(2 * time.Hour)
	for _, w := range []Wait{{"a.example", noon.Add(time.Hour)}, {"a.example", later}, {"a.example", noon.Add(time.Minute)}, {"old.example", noon.Add(-time.Hour)}, {}} {
		saveVisit(t, db, Visit{Wait: w})
	}
	saveVisit(t, db, Visit{Wait: Wait{"b.example", later}}) // drops those that are over
	got, err := db.Waits(t.Context())
	if diff := cmp.Diff(map[string]time.Time{"a.example": later, "b.example": later}, got); err != nil || diff != "" {
		t.Errorf("Waits: %v (-want +got):\n%s", err, diff)
	}
}

// SCHED-7, GET-28: what changes without a visit changes nothing else.
func TestRescheduleAndNote(t *testing.T) {
	db := open(t)
	saveVisit(t, db, Visit{})
	want, err := db.Address(t.Context(), "ann", "https://ann.example/feed")
	if err != nil {
		t.Fatal(err)
	}
	want.LastRequest, want.NextCheck = noon, noon.Add(time.Hour)
	if err := db.Reschedule(t.Context(), []Address{want}); err != nil {
		t.Fatal(err)
	}
	if err := db.Note(t.Context(), want.ID, want.Findings); err != nil {
		t.Fatal(err)
	}
	got, err := db.Address(t.Context(), "ann", "https://ann.example/feed")
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("Address: %v (-want +got):\n%s", err, diff)
	}
}
