package store

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"planet"
)

// keyed gives sample n the keys of its id, address, text and title.
func keyed(n int) Record {
	r := sample(n)
	r.Keys = []Key{
		sampleKey(KindID, r.Entry.AtomID), sampleKey(KindURL, r.Entry.Canonical),
		sampleKey(KindText, "text of "+r.Entry.AtomID), sampleKey(KindTitle, "title of "+r.Entry.AtomID),
	}
	return r
}

// hashesOf gives the tombstones that a record leaves: none of its title.
func hashesOf(records ...Record) [][32]byte {
	var all [][32]byte
	for _, rec := range records {
		for _, k := range rec.Keys {
			switch k.Kind {
			case KindTitle:
			case KindID:
				all = append(all, Scoped(rec.Entry.Feed, k.Hash))
			default:
				all = append(all, k.Hash)
			}
		}
	}
	slices.SortFunc(all, func(x, y [32]byte) int { return slices.Compare(x[:], y[:]) })
	return all
}

// ownHashesOf gives those that count for the records' slugs only.
func ownHashesOf(records ...Record) [][32]byte {
	var all [][32]byte
	for _, rec := range records {
		for _, k := range rec.Keys {
			if k.Kind != KindTitle {
				all = append(all, Scoped(rec.Entry.Feed, k.Hash))
			}
		}
	}
	slices.SortFunc(all, func(x, y [32]byte) int { return slices.Compare(x[:], y[:]) })
	return all
}

func ids(t *testing.T, db *DB) []int64 {
	t.Helper()
	entries, err := db.Entries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var all []int64
	for _, e := range entries {
		all = append(all, e.ID)
	}
	slices.Sort(all)
	return all
}

// ID-13: what is forgotten is nowhere, but for hashes that tell nothing; all
// else stays.
func TestForget(t *testing.T) {
	db := open(t)
	gone, stays := keyed(1), keyed(2)
	// No other word begins with z: so the index holds this one letter for letter.
	gone.Entry.Title, gone.Raw.Text = "Zymurgy", "<p>Zymurgy in the raw</p>"
	gone.Entry.Text.Body, gone.Entry.Text.Line = planet.TrustHTML("<p>How zymurgy is made</p>"), "How zymurgy"
	v := &Visit{Address: Address{Slug: "ann", URL: "u"}, At: noon, Records: []Record{gone, stays}}
	v.Address.Findings = []planet.Finding{{Code: planet.CodeWithdrawn, Message: `"Zymurgy" was taken out`}}
	v.Address.Listed = []string{"aaaa", gone.Entry.ShortID, stays.Entry.ShortID}
	v.Address.Missing = []Missing{{ShortID: gone.Entry.ShortID, After: "aaaa", Since: noon}}
	if err := db.Save(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	got, err := db.Forget(t.Context(), []int64{v.Records[0].Entry.ID})
	if want := (&Burial{Entries: 1, Hashes: hashesOf(gone)}); err != nil || !cmp.Equal(got, want) {
		t.Errorf("Forget = %+v, %v; want %+v", got, err, want)
	}
	dead, err := db.Forgotten(t.Context())
	if err != nil || len(dead) != 3 || !dead[gone.Keys[1].Hash] {
		t.Errorf("Forgotten = %d, %v; want the three", len(dead), err)
	}
	if left := ids(t, db); !slices.Equal(left, []int64{v.Records[1].Entry.ID}) {
		t.Errorf("entries %v are left, want the other one", left)
	}
	if a, err := db.Address(t.Context(), "ann", "u"); err != nil || !slices.Equal(a.Listed, []string{"aaaa", stays.Entry.ShortID}) || len(a.Findings)+len(a.Missing) > 0 {
		t.Errorf("Address = %+v, %v; want nothing of it", a, err)
	}
	for query, want := range map[string]int{"zymurgy": 0, "eclair": 1} {
		if found, _, err := db.Search(t.Context(), query, false); err != nil || len(found) != want {
			t.Errorf("Search(%s) finds %d, %v; want %d", query, len(found), err, want)
		}
	}
	for _, table := range []string{"text", "link", "entry_key"} {
		if n := one(t, db.w, "SELECT count(*) FROM "+table+" WHERE entry NOT IN (SELECT id FROM entry)"); n[0] != int64(0) {
			t.Errorf("%s still holds %d rows of it", table, n)
		}
	}
	b, err := os.ReadFile(db.path)
	if err != nil || bytes.Contains(bytes.ToLower(b), []byte("zymurgy")) {
		t.Errorf("the file still holds the text, in pages that are free (%v)", err)
	}
	if !bytes.Contains(b, []byte("Éclair 2")) {
		t.Error("the file does not hold the other title either; then this test sees nothing")
	}
}

// LEAVE-4, SAFE-21: everywhere means in each feed that brought the post. But an
// id or a text alone makes nobody's post a copy: who claims another one's ids
// must not take that one's archive along when they go.
func TestForgetTakesCopiesAlong(t *testing.T) {
	db := open(t)
	original := keyed(1)
	sameID, sameURL, sameText := keyed(2), keyed(3), keyed(4)
	sameID.Keys[0], sameURL.Keys[1], sameText.Keys[2] = original.Keys[0], original.Keys[1], original.Keys[2]
	var stored []int64
	for slug, rec := range map[string]Record{"ann": original, "bob": sameID, "cem": sameURL, "dee": sameText} {
		rec.Entry.Feed = slug
		v := &Visit{Address: Address{Slug: slug, URL: "u"}, At: noon, Records: []Record{rec}}
		if err := db.Save(t.Context(), v); err != nil {
			t.Fatal(err)
		}
		if slug == "ann" {
			stored = append(stored, v.Records[0].Entry.ID)
		}
	}
	got, err := db.Forget(t.Context(), stored)
	original.Entry.Feed, sameURL.Entry.Feed = "ann", "cem"
	if err != nil || got.Entries != 2 || !slices.Equal(got.Hashes, slices.Compact(hashesOf(original, sameURL))) {
		t.Errorf("Forget = %+v, %v; want two entries with their hashes", got, err)
	}
	left, err := db.Entries(t.Context())
	if err != nil || len(left) != 2 || left[0].Feed != "bob" || left[1].Feed != "dee" {
		t.Errorf("%v, %v; want those that only have the same id or text", left, err)
	}
}

// LEAVE-4: of a member nothing is left, not even what the feed said of itself.
func TestForgetSlug(t *testing.T) {
	db := open(t)
	for _, slug := range []string{"ann", "bob"} {
		recs := []Record{keyed(len(slug) + int(slug[0])), keyed(len(slug) + 2*int(slug[0]))}
		for i := range recs {
			recs[i].Entry.Feed, recs[i].Entry.Path = slug, recs[i].Entry.Path+slug
		}
		v := &Visit{Address: Address{Slug: slug, URL: "u", Source: planet.Source{Title: "Blog of " + slug}}, At: noon, Records: recs, Feed: &Feed{Slug: slug, HeldWhy: []string{"the title of " + slug}}}
		if err := db.Save(t.Context(), v); err != nil {
			t.Fatal(err)
		}
		saveAvatar(t, db, Avatar{Slug: slug, URL: "https://" + slug + ".example/a.png", PNG: []byte{1}})
	}
	got, err := db.ForgetSlug(t.Context(), "ann")
	if err != nil || got.Entries != 2 || len(got.Hashes) != 6 {
		t.Errorf("ForgetSlug = %+v, %v; want two entries and six hashes", got, err)
	}
	for _, table := range []string{"entry", "address", "feed", "avatar", "entry_key"} {
		if slugs := namesIn(t, db.w, "SELECT DISTINCT slug FROM "+table); !slices.Equal(slugs, []string{"bob"}) {
			t.Errorf("%s has %v; want bob alone", table, slugs)
		}
	}
	if n := one(t, db.w, "SELECT count(*) FROM visit"); n[0] != int64(1) {
		t.Errorf("%d visits are left, want bob's", n)
	}
	if b, err := os.ReadFile(db.path); err != nil || bytes.Contains(b, []byte("Blog of ann")) || !bytes.Contains(b, []byte("Blog of bob")) {
		t.Errorf("the file still holds what ann's feed said of itself, or nothing at all (%v)", err)
	}
	if nobody, err := db.ForgetSlug(t.Context(), "zoe"); err != nil || nobody.Entries != 0 || len(nobody.Hashes) != 0 {
		t.Errorf("ForgetSlug of nobody = %+v, %v", nobody, err)
	}
}

// LEAVE-4: hashes of the list count like those of the database; a second time
// they cost nothing.
func TestForgetHashes(t *testing.T) {
	db := open(t)
	gone, stays := keyed(1), keyed(2)
	save(t, db, gone, stays)
	list := [][32]byte{gone.Keys[1].Hash, gone.Keys[3].Hash, stays.Keys[3].Hash, {9}}
	got, err := db.ForgetHashes(t.Context(), list)
	if err != nil || got.Entries != 1 || !slices.Equal(got.Hashes, ownHashesOf(gone)) {
		t.Errorf("ForgetHashes = %+v, %v; want one entry: a title tells no post", got, err)
	}
	dead, err := db.Forgotten(t.Context())
	if err != nil || !dead[list[3]] || !dead[list[0]] || !dead[Scoped("ann", gone.Keys[0].Hash)] {
		t.Errorf("Forgotten = %v, %v; want those of the list and of the entry", dead, err)
	}
	if left := ids(t, db); len(left) != 1 {
		t.Errorf("%d entries are left, want one", len(left))
	}
	before := one(t, db.w, "SELECT total_changes()")[0]
	if again, err := db.ForgetHashes(t.Context(), list); err != nil || again.Entries != 0 {
		t.Errorf("the second time: %+v, %v; want nothing", again, err)
	}
	if after := one(t, db.w, "SELECT total_changes()")[0]; after != before {
		t.Errorf("the second time %v rows were written", after.(int64)-before.(int64))
	}
}

// WHY-1: an entry is found by whatever names it, and no other is.
func TestFind(t *testing.T) {
	db := open(t)
	first, second := keyed(1), keyed(2)
	first.Entry.GUID = "post 1"
	first.Keys = append(first.Keys, sampleKey(KindURL, "where it was once"))
	v := save(t, db, first, second)
	want := []int64{v.Records[0].Entry.ID}
	e := v.Records[0].Entry
	for _, name := range []string{e.AtomID, e.GUID, e.Link, e.ShortID} {
		if got, err := db.Named(t.Context(), name, ""); err != nil || !slices.Equal(got, want) {
			t.Errorf("Named(%q) = %v, %v; want %v", name, got, err, want)
		}
	}
	if got, err := db.Named(t.Context(), "?", e.Path); err != nil || !slices.Equal(got, want) {
		t.Errorf("Named by its path = %v, %v; want %v", got, err, want)
	}
	if got, err := db.Keyed(t.Context(), []Key{sampleKey(KindURL, "where it was once"), sampleKey(KindID, "where it was once")}); err != nil || !slices.Equal(got, want) {
		t.Errorf("Keyed = %v, %v; want %v", got, err, want)
	}
	if got, err := db.Keyed(t.Context(), []Key{{KindID, first.Keys[1].Hash}}); err != nil || len(got) > 0 {
		t.Errorf("Keyed by a key of another kind = %v, %v; want none", got, err)
	}
	if got, err := db.At(t.Context(), e.Canonical); err != nil || !slices.Equal(got, want) {
		t.Errorf("At = %v, %v; want %v", got, err, want)
	}
	if got, err := db.KeysOf(t.Context(), e.ID); err != nil || !cmp.Equal(got, map[Kind]int{KindID: 1, KindURL: 2, KindText: 1, KindTitle: 1}) {
		t.Errorf("KeysOf = %v, %v", got, err)
	}
	if !strings.Contains(planOf(t, db, keysOfSQL), "entry_key_entry") {
		t.Error("KeysOf reads all keys")
	}
}
