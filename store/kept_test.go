package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// DB-14: of a thousand visits the last 50 are kept, of each address.
func TestVisitsArePruned(t *testing.T) {
	const visits = 1000
	db := open(t)
	other := Visit{Address: Address{Slug: "bob", URL: "u"}, At: noon}
	if err := db.Save(t.Context(), &other); err != nil {
		t.Fatal(err)
	}
	var v Visit
	for i := range visits {
		v = Visit{Address: Address{Slug: "ann", URL: "u"}, At: noon.Add(time.Duration(i) * time.Hour), Items: i, Hops: []Hop{{301, "https://x.example/"}}}
		if err := db.Save(t.Context(), &v); err != nil {
			t.Fatal(err)
		}
	}
	past, err := db.Past(t.Context(), v.Address.ID)
	if err != nil || len(past) != 50 || past[0].Items != visits-1 || past[49].Items != visits-50 || past[0].Hops[0].Status != 301 {
		t.Errorf("Past = %d, %v; want the last 50, newest first", len(past), err)
	}
	if got := one(t, db.w, "SELECT count(*) FROM visit"); !cmp.Equal(got, []any{int64(51)}) {
		t.Errorf("%v rows; want 50, and bob's one", got)
	}
}

// DB-14: of runs the last 500 are kept.
func TestRunsArePruned(t *testing.T) {
	db := open(t)
	for range keptRuns + 100 {
		if _, err := db.Begin(t.Context(), noon); err != nil {
			t.Fatal(err)
		}
	}
	if got := one(t, db.w, "SELECT count(*) FROM run"); !cmp.Equal(got, []any{int64(keptRuns)}) {
		t.Errorf("%v runs, want %d", got, keptRuns)
	}
}

// DB-7: of what a second visit brings nothing is written that is there
// already: its address and its place in the history are all.
func TestNothingIsWrittenTwice(t *testing.T) {
	db := open(t)
	first := save(t, db, sample(1), sample(2))
	written := func(v *Visit) any {
		t.Helper()
		before := one(t, db.w, "SELECT total_changes()")[0].(int64)
		if err := db.Save(t.Context(), v); err != nil {
			t.Fatal(err)
		}
		return one(t, db.w, "SELECT total_changes()")[0].(int64) - before
	}
	again := &Visit{Address: first.Address, At: noon}
	for i := range first.Records {
		rec := first.Records[i]
		rec.Same = true
		again.Records = append(again.Records, rec)
	}
	if got := written(again); got != int64(2) {
		t.Errorf("%d rows were written; want the address and the visit", got)
	}
}
