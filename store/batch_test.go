package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"planet"
)

// two gives visits to two feeds, with a post each.
func two() (*Visit, *Visit) {
	ann, bob := sample(1), sample(2)
	bob.Entry.Feed = "bob"
	return &Visit{Address: Address{Slug: "ann", URL: "https://ann.example/feed"}, At: noon, Records: []Record{ann}},
		&Visit{Address: Address{Slug: "bob", URL: "https://bob.example/feed"}, At: noon, Records: []Record{bob}}
}

// DB-8: several feeds share a transaction, and each is found as if it had had
// one of its own.
func TestVisitsOfOneTransaction(t *testing.T) {
	db := open(t)
	a, b := two()
	if err := db.Save(t.Context(), a, b); err != nil {
		t.Fatal(err)
	}
	if a.Address.ID == b.Address.ID || a.Records[0].Entry.ID == b.Records[0].Entry.ID {
		t.Errorf("two feeds share address %d and entry %d", b.Address.ID, b.Records[0].Entry.ID)
	}
	for slug, v := range map[string]*Visit{"ann": a, "bob": b} {
		all, err := db.EntriesOf(t.Context(), slug)
		if err != nil || len(all) != 1 || all[0].Path != v.Records[0].Entry.Path {
			t.Errorf("entries of %s: %v, %v; want its one", slug, all, err)
		}
	}
	found, _, err := db.Search(t.Context(), "eclair", true)
	if err != nil || len(found) != 2 {
		t.Errorf("a word of both titles finds %v, %v", found, err)
	}
}

// DB-8: what one feed's rows break takes the others' along, so that no feed is
// half there, and the next run brings them all.
func TestTransactionIsWholeOrNot(t *testing.T) {
	db := open(t)
	a, b := two()
	b.Records[0].Entry.ID = 4711 // says that it is known, but there is no such row
	if err := db.Save(t.Context(), a, b); err == nil {
		t.Fatal("a text without its entry was stored")
	}
	all, err := db.Entries(t.Context())
	if err != nil || len(all) > 0 {
		t.Errorf("left behind: %v, %v", all, err)
	}
	if found, _, err := db.Search(t.Context(), "eclair", true); err != nil || len(found) > 0 {
		t.Errorf("the search still finds %v, %v", found, err)
	}
	a, b = two()
	if err := db.Save(t.Context(), a, b); err != nil {
		t.Errorf("the next transaction: %v", err)
	}
}

// ATOM-7: which ids others have, and whose the latest is.
func TestAtomIDs(t *testing.T) {
	db := open(t)
	a, b := two()
	same := sample(3)
	same.Entry.AtomID, same.Entry.Feed, same.Entry.Link = a.Records[0].Entry.AtomID, "bob", "https://bob.example/copy"
	b.Records = append(b.Records, same)
	if err := db.Save(t.Context(), a, b); err != nil {
		t.Fatal(err)
	}
	id1, id2 := a.Records[0].Entry.AtomID, b.Records[0].Entry.AtomID
	tests := []struct {
		name, slug string
		ids        []string
		want       map[string]Namesake
	}{
		{"one's own ids are not taken", "bob", []string{id2}, map[string]Namesake{}},
		{"another's are", "ann", []string{id1, id2, "urn:nobody"}, map[string]Namesake{id1: {"bob", "https://bob.example/copy"}, id2: {"bob", b.Records[0].Entry.Link}}},
		{"of two, the latest counts", "carl", []string{id1}, map[string]Namesake{id1: {"ann", a.Records[0].Entry.Link}}},
		{"nothing is asked for nothing", "ann", nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := db.AtomIDs(t.Context(), tt.ids, tt.slug)
			if diff := cmp.Diff(tt.want, got); err != nil || diff != "" {
				t.Errorf("AtomIDs: %v (-want +got):\n%s", err, diff)
			}
		})
	}
}

// FLOW-1: the newest come first, without those that are kept off the front
// page.
func TestNewest(t *testing.T) {
	db := open(t)
	late := sample(0)
	late.Entry.Reason = planet.ReasonLate
	save(t, db, sample(3), late, sample(1), sample(2))
	got, err := db.Newest(t.Context(), 2)
	if err != nil || len(got) != 2 || got[0].AtomID != sample(1).Entry.AtomID || got[1].AtomID != sample(2).Entry.AtomID {
		t.Errorf("Newest(2) = %v, %v; want the posts 1 and 2", got, err)
	}
}
