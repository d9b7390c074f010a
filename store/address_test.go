package store

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"planet"
)

// What a run asks of addresses, a slug at a time, in part or one slug alone,
// is what is remembered of them.
func TestAddressesInParts(t *testing.T) {
	db := open(t)
	full := func(slug, url string) Address {
		return Address{
			Slug: slug, URL: url, Found: url + "/found", Final: url + "/final", Format: "Atom", Source: planet.Source{Title: "Ann"},
			Validator:   planet.Validator{URL: url, ETag: `"x"`, LastModified: "then"},
			LastRequest: noon, NextCheck: noon.Add(time.Hour), Interval: 3 * time.Hour, Failures: 2, FailingSince: noon,
			MovedTo: "https://new.example/", MovedUsed: noon, URLAsked: noon.Add(time.Minute), Listed: []string{"a", "b"},
		}
	}
	all := []Address{full("ann", "https://ann.example/z"), full("bob", "https://bob.example/"), full("ann", "https://ann.example/a")}
	for i := range all {
		v := Visit{Address: all[i], At: noon}
		if err := db.Save(t.Context(), &v); err != nil {
			t.Fatal(err)
		}
		all[i].ID = v.Address.ID
	}
	var bySlug [][]Address
	for some, err := range db.BySlug(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		bySlug = append(bySlug, some)
	}
	if want := [][]Address{{all[0], all[2]}, {all[1]}}; !cmp.Equal(bySlug, want) {
		t.Errorf("BySlug: %s", cmp.Diff(want, bySlug))
	}
	got, err := db.AddressesOf(t.Context(), "ann")
	if want := []Address{all[2], all[0]}; err != nil || !cmp.Equal(got, want) {
		t.Errorf("AddressesOf: %v %s", err, cmp.Diff(want, got))
	}
	if got, err := db.AddressesOf(t.Context(), "nobody"); err != nil || got != nil {
		t.Errorf("AddressesOf nobody: %v, %v", got, err)
	}
	var times []Address
	for a, err := range db.Timetable(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		times = append(times, a)
		if len(times) == 2 {
			break // who has seen enough may stop
		}
	}
	want := Address{
		ID: all[2].ID, Slug: "ann", URL: "https://ann.example/a", Found: "https://ann.example/a/found", Final: "https://ann.example/a/final",
		Validator: planet.Validator{ETag: `"x"`, LastModified: "then"}, LastRequest: noon, NextCheck: noon.Add(time.Hour), Interval: 3 * time.Hour,
		Failures: 2, MovedTo: "https://new.example/", MovedUsed: noon, URLAsked: noon.Add(time.Minute),
	}
	if len(times) != 2 || !cmp.Equal(times[1], want) {
		t.Errorf("Timetable: %s", cmp.Diff(want, times[1]))
	}
}

// A list that can't be read to its end is no short one.
func TestAddressesSayWhyTheyEnd(t *testing.T) {
	db := open(t)
	if err := db.Save(t.Context(), &Visit{Address: Address{Slug: "ann", URL: "u"}, At: noon}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range db.Timetable(ctx) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("Timetable: %v; want canceled", err)
		}
	}
	for some, err := range db.BySlug(ctx) {
		if some != nil || !errors.Is(err, context.Canceled) {
			t.Errorf("BySlug: %v, %v; want canceled", some, err)
		}
	}
	if all, err := db.Addresses(ctx); all != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("Addresses: %v, %v; want canceled", all, err)
	}
}
