package store

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"planet"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func open(t *testing.T) *DB {
	t.Helper()
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "planet.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func sampleKey(kind Kind, s string) Key { return Key{kind, sha256.Sum256([]byte(s))} }

// sample is an entry with something in every field.
func sample(n int) Record {
	at := noon.Add(-time.Duration(n) * time.Hour)
	id := fmt.Sprintf("https://ann.example/%d", n)
	return Record{
		Entry: planet.Entry{
			Feed: "ann", FeedURL: "https://ann.example/feed", AtomID: id, ShortID: planet.ShortID(id), Path: fmt.Sprintf("2026/11/ann-post-%d", n),
			GUID: id, Title: fmt.Sprintf("Éclair %d", n), Link: id, Canonical: "http://ann.example/" + fmt.Sprint(n),
			Published: at, Updated: at, FirstSeen: noon, Position: at, Revision: 1, Language: "en",
			Authors: []planet.Author{{Name: "Ann", URL: "https://ann.example/"}}, Contributors: []planet.Author{{Name: "Bob"}},
			Categories: []planet.Category{{Term: "badges", Scheme: "https://ann.example/tags", Label: "Badges"}},
			Enclosures: []planet.Enclosure{{URL: "https://ann.example/a.mp3", Type: "audio/mpeg", Length: 9, Duration: 3, Title: "Talk"}},
			Rights:     "CC BY 4.0", InReplyTo: []string{"https://bob.example/1"}, Comments: "https://ann.example/c",
			Source: &planet.Source{ID: "urn:x", Title: "Elsewhere", Updated: at},
			Text: planet.Text{
				Body: planet.TrustHTML("<p>body</p>"), List: planet.TrustHTML("<p>list</p>"), Excerpt: planet.TrustHTML("<p>cut</p>"), Short: planet.TrustHTML("<p>s</p>"),
				Whole: true, Summary: "sum", Line: "line", Words: 7, Images: 2, NoAlt: 1, Trackers: 1,
				Links: []planet.Reference{{URL: "https://bob.example/1", Canonical: "http://bob.example/1", Text: "Bob", Sentence: "As Bob says.", Reply: true}},
			},
		},
		Keys: []Key{sampleKey(KindID, id)}, Hash: []byte{1}, Raw: Raw{"raw", "rawsum", "https://ann.example/"}, Policy: 1,
	}
}

func save(t *testing.T, db *DB, records ...Record) *Visit {
	t.Helper()
	v := &Visit{Address: Address{Slug: "ann", URL: "https://ann.example/feed"}, At: noon, New: len(records), Records: records}
	if err := db.Save(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestEntryComesBackAsItWasStored(t *testing.T) {
	db := open(t)
	want := save(t, db, sample(1)).Records[0].Entry
	got, err := db.Entries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Fill(t.Context(), got); err != nil {
		t.Fatal(err)
	}
	got[0].Text.Links, err = db.Links(t.Context(), got[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got[0], cmp.AllowUnexported(planet.SafeHTML{})); diff != "" {
		t.Errorf("an entry changed in the store (-stored +read):\n%s", diff)
	}
}

func TestAddressComesBackAsItWasStored(t *testing.T) {
	db := open(t)
	want := Address{
		Slug: "ann", URL: "https://ann.example/", Found: "https://ann.example/feed", Final: "https://www.ann.example/feed", Format: "Atom", Source: planet.Source{Title: "Ann", Updated: noon},
		Validator: planet.Validator{URL: "https://ann.example/feed", ETag: `W/"x-gzip"`, LastModified: "yesterday, about noon"}, BodyHash: []byte{1, 2}, Parser: 3,
		LastRequest: noon, NextCheck: noon.Add(time.Hour), Interval: time.Hour, Failures: 2, FailingSince: noon, FirstGood: noon, LastGood: noon, LastNew: noon,
		Code: planet.CodeBlocked, Message: "no", Status: 403, Bytes: 4, Took: 5 * time.Millisecond, Items: 6,
		Findings: []planet.Finding{{Code: planet.CodeRedirect, Message: "moved"}}, FreshFor: time.Hour, AtLeast: time.Minute, Closed: Closed{[]int{1, 23}, []time.Weekday{0, 6}},
		MovedTo: "https://new.example/", MovedSince: noon, MovedSeen: 2, MovedSame: true, MovedUsed: noon, URLAsked: noon.Add(time.Hour),
		Awaits: noon.Add(24 * time.Hour), Listed: []string{"aaaa", "bbbb"}, Missing: []Missing{{"cccc", "aaaa", "bbbb", noon}, {"dddd", "", "aaaa", noon}},
	}
	for range 2 { // first written, then written over
		v := Visit{Address: want, At: noon}
		if err := db.Save(t.Context(), &v); err != nil {
			t.Fatal(err)
		}
		want.ID = v.Address.ID
	}
	got, err := db.Address(t.Context(), "ann", "https://ann.example/")
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("Address: %v (-stored +read):\n%s", err, diff)
	}
}

// ID-5: what is set once stays, whatever is handed in.
func TestEditKeepsThePlace(t *testing.T) {
	db := open(t)
	first := save(t, db, sample(1)).Records[0]
	edit := first
	edit.Entry.Title, edit.Entry.Revision, edit.Hash = "Edited", 2, []byte{2}
	edit.Entry.Position, edit.Entry.FirstSeen, edit.Entry.Published = noon.Add(time.Hour), noon.Add(time.Hour), noon.Add(time.Hour)
	edit.Entry.Path, edit.Entry.AtomID, edit.Entry.Reason = "2030/01/x", "urn:other", planet.ReasonFlood
	save(t, db, edit)
	got, err := db.Entries(t.Context())
	if err != nil || len(got) != 1 {
		t.Fatalf("Entries = %d, %v; want 1", len(got), err)
	}
	e, was := got[0], first.Entry
	if e.Title != "Edited" || e.Revision != 2 {
		t.Errorf("title %q, revision %d; want the edit", e.Title, e.Revision)
	}
	if !e.Position.Equal(was.Position) || !e.FirstSeen.Equal(was.FirstSeen) || !e.Published.Equal(was.Published) || e.Path != was.Path || e.AtomID != was.AtomID || e.Reason != was.Reason {
		t.Errorf("an edit moved the entry: %+v, was %+v", e, was)
	}
}

// URL-3: a clash in the month gets characters of the short id.
func TestPathsAreMadeUnique(t *testing.T) {
	db := open(t)
	a, b := sample(1), sample(2)
	b.Entry.Path = a.Entry.Path
	got := save(t, db, a, b).Records
	want := a.Entry.Path + "-" + b.Entry.ShortID[:4]
	if got[0].Entry.Path != a.Entry.Path || got[1].Entry.Path != want {
		t.Errorf("paths %q, %q; want %q, %q", got[0].Entry.Path, got[1].Entry.Path, a.Entry.Path, want)
	}
}

// However many posts are alike in all that makes an address, each gets one:
// a real feed has fifty called "Search results".
func TestManyPostsOfOneNameGetPaths(t *testing.T) {
	db := open(t)
	var alike []Record
	for n := range 60 {
		r := sample(n)
		r.Entry.Path, r.Entry.ShortID = "2026/11/ann-search-results", "aaaabbbbcc"
		alike = append(alike, r)
	}
	seen := map[string]bool{}
	for _, r := range save(t, db, alike...).Records {
		if seen[r.Entry.Path] {
			t.Fatalf("%s is given twice", r.Entry.Path)
		}
		seen[r.Entry.Path] = true
	}
}

func TestKnownGivesKeysAndFurtherOnesAreAdded(t *testing.T) {
	db := open(t)
	first := save(t, db, sample(1)).Records[0]
	more := Record{Entry: planet.Entry{ID: first.Entry.ID, Feed: "ann"}, Keys: []Key{sampleKey(KindURL, "u")}, Same: true}
	save(t, db, more)
	known, err := db.Known(t.Context(), "ann")
	if err != nil || len(known) != 1 {
		t.Fatalf("Known = %d, %v; want 1", len(known), err)
	}
	if k := known[0]; len(k.Keys) != 2 || k.Revision != 1 || string(k.Hash) != "\x01" {
		t.Errorf("known = %+v; want two keys, revision 1, the old hash", k)
	}
}

// DB-8: a visit is stored whole or not at all.
func TestFailedSaveLeavesNothing(t *testing.T) {
	db := open(t)
	bad := sample(2)
	bad.Hash = nil // NOT NULL
	v := Visit{Address: Address{Slug: "ann", URL: "u"}, At: noon, Records: []Record{sample(1), bad}}
	if err := db.Save(t.Context(), &v); err == nil {
		t.Fatal("Save of a broken record: no error")
	}
	entries, err := db.Entries(t.Context())
	addresses, err2 := db.Addresses(t.Context())
	if len(entries)+len(addresses) != 0 || err != nil || err2 != nil {
		t.Errorf("%d entries, %d addresses (%v, %v); want none", len(entries), len(addresses), err, err2)
	}
}

func TestFactsAreDecidedOnce(t *testing.T) {
	db := open(t)
	for _, value := range []string{"first", "second"} {
		if got, err := db.Keep(t.Context(), FactFeed, value); err != nil || got != "first" {
			t.Errorf("Keep(%q) = %q, %v; want first", value, got, err)
		}
	}
	if got, err := db.Fact(t.Context(), "unknown"); got != "" || err != nil {
		t.Errorf("Fact(unknown) = %q, %v", got, err)
	}
}

func TestRunsAreRemembered(t *testing.T) {
	db := open(t)
	id, err := db.Begin(t.Context(), noon)
	if err != nil {
		t.Fatal(err)
	}
	if run, err := db.LastRun(t.Context()); err != nil || !run.Ended.IsZero() || !run.Started.Equal(noon) { // SCHED-8
		t.Errorf("a run that goes on: %+v, %v; want no end", run, err)
	}
	want := Run{Started: noon, Ended: noon.Add(time.Minute), Asked: 4, Unchanged: 3, New: 2, Failed: 1}
	if err := db.End(t.Context(), id, want); err != nil {
		t.Fatal(err)
	}
	if run, err := db.LastRun(t.Context()); err != nil || run != want {
		t.Errorf("LastRun = %+v, %v; want %+v", run, err, want)
	}
}

// SCHED-2: one at a time, and nobody waits for the dead.
func TestLease(t *testing.T) {
	db := open(t)
	if err := db.Acquire(t.Context(), noon); err != nil {
		t.Fatal(err)
	}
	held := func(at time.Duration) *LockedError {
		err := db.Acquire(t.Context(), noon.Add(at))
		locked, _ := errors.AsType[*LockedError](err)
		return locked
	}
	if locked := held(time.Minute); locked == nil || locked.PID != os.Getpid() || !locked.Since.Equal(noon) {
		t.Errorf("a second Acquire: %v; want who holds it", locked)
	}
	if err := db.Renew(t.Context(), noon.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if held(150*time.Second) == nil {
		t.Error("a lease that was renewed was taken over")
	}
	if held(4*time.Minute) != nil {
		t.Error("a lease that nobody renews for two minutes was not taken over")
	}
	if err := db.Release(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := db.w.ExecContext(t.Context(), "INSERT INTO lease VALUES (1, ?1, ?2, ?3, ?3)", hostname(), 1<<30, noon.Unix()); err != nil {
		t.Fatal(err)
	}
	if err := db.Renew(t.Context(), noon.Add(time.Second)); !errors.Is(err, ErrTaken) {
		t.Errorf("Renew while another process holds the lease: %v; want that it does", err)
	}
	if held(time.Second) != nil {
		t.Error("the lease of a process that died was not taken over")
	}
}

func hostname() string { h, _ := self(); return h }

func TestCleanedAgain(t *testing.T) {
	db := open(t)
	save(t, db, sample(1))
	old, err := db.Outdated(t.Context(), 2, 10)
	if err != nil || len(old) != 1 || old[0].Raw != (Raw{"raw", "rawsum", "https://ann.example/"}) {
		t.Fatalf("Outdated = %+v, %v; want one with its source", old, err)
	}
	old[0].Entry.Text = planet.Text{Body: planet.TrustHTML("<p>again</p>"), Line: "again"}
	if err := db.SaveTexts(t.Context(), []Cleaned{{old[0].Entry, 2}}); err != nil {
		t.Fatal(err)
	}
	if left, err := db.Outdated(t.Context(), 2, 10); len(left) != 0 || err != nil {
		t.Errorf("Outdated afterwards = %d, %v; want 0", len(left), err)
	}
	got, err := db.EntriesOf(t.Context(), "ann")
	if err != nil || db.Fill(t.Context(), got) != nil || got[0].Text.Body.String() != "<p>again</p>" || got[0].Revision != 1 {
		t.Errorf("entry = %+v, %v; want the new text and no new revision", got, err)
	}
}

func BenchmarkSave(b *testing.B) {
	db, err := Open(b.Context(), filepath.Join(b.TempDir(), "planet.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	n := 0
	for b.Loop() {
		records := make([]Record, 20)
		for i := range records {
			records[i] = sample(n)
			n++
		}
		if err := db.Save(b.Context(), &Visit{Address: Address{Slug: "ann", URL: "u"}, At: noon, Records: records}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "entries/s")
}

func TestCounts(t *testing.T) {
	db := open(t)
	save(t, db, sample(1), sample(2))
	got, err := db.Counts(t.Context())
	if want := (Count{Entries: 2, NoAlt: 2, Newest: noon.Add(-time.Hour)}); err != nil || got["ann"] != want || len(got) != 1 {
		t.Errorf("Counts = %+v, %v; want %+v", got, err, want)
	}
}

// A head says of an entry what the whole of it says, and by what it was stored.
func TestHeads(t *testing.T) {
	db := open(t)
	a, b, c := sample(1), sample(2), sample(3)
	b.Entry.Categories, b.Entry.Source, b.Entry.InReplyTo = nil, nil, nil
	c.Entry.Text.Uncleaned, c.Hash, c.Policy = true, bytes.Repeat([]byte{7}, 32), 9
	save(t, db, a, b, c)
	got, err := db.Heads(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	entries, err := db.Entries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var want []planet.Head
	for i := range entries {
		h := entries[i].Head()
		h.Hash, h.Policy = [32]byte{1}, 1
		if h.Uncleaned {
			h.Hash, h.Policy = [32]byte(c.Hash), 9
		}
		want = append(want, h)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the heads differ from the entries (-want +got):\n%s", diff)
	}
	found, err := db.ByID(t.Context(), []int64{entries[2].ID, 99, entries[0].ID})
	if err != nil || len(found) != 2 {
		t.Fatalf("ByID gives %d entries, %v; want the two that are there", len(found), err)
	}
	slices.SortFunc(found, func(a, b planet.Entry) int { return b.Position.Compare(a.Position) })
	if diff := cmp.Diff([]planet.Entry{entries[0], entries[2]}, found, cmp.AllowUnexported(planet.SafeHTML{})); diff != "" {
		t.Errorf("ByID differs from Entries (-want +got):\n%s", diff)
	}
}

// CONV-1: links to addresses that are some entry's, in the order of the text.
func TestEdges(t *testing.T) {
	db := open(t)
	a, b := sample(1), sample(2)
	a.Entry.Text.Links = []planet.Reference{
		{URL: "https://elsewhere.example/", Canonical: "http://elsewhere.example", Sentence: "Elsewhere."},
		{URL: b.Entry.Link, Canonical: b.Entry.Canonical, Sentence: "As I said."},
	}
	b.Entry.Text.Links = nil
	records := save(t, db, a, b).Records
	want := []Edge{{From: records[0].Entry.ID, Canonical: b.Entry.Canonical, Sentence: "As I said."}}
	got, err := db.Edges(t.Context())
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("Edges: %v (-want +got):\n%s", err, diff)
	}
}
