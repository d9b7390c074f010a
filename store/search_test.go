package store

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"planet"
)

// written is an entry with a title and a text.
func written(n int, title, text string) Record {
	r := sample(n)
	r.Entry.Title, r.Entry.Text.Body = title, planet.TrustHTML("<p>"+text+"</p>")
	return r
}

// DB-10: words are found without their accents, and are never syntax.
func TestSearch(t *testing.T) {
	db := open(t)
	save(t, db,
		written(1, "Éclair 1", "body badges"), written(2, "Éclair 2", "body of a telephone"), written(3, "電話のバッジ", "これは携帯電話です。"),
		written(4, "เว็บล็อก", "บล็อกของฉัน"), written(5, "Of marks", "well-known signs; éclairs, <b>plan</b>etary"), written(6, "한국어 배지를", "블로그"),
	)
	tests := []struct {
		query  string
		titles bool
		want   []int // numbers of the samples, the best first
	}{
		{"eclair", true, []int{1, 2}},
		{"eclair", false, []int{1, 2, 5}}, // the shorter one first; a title counts more
		{"ÉCLAIR 1", false, []int{1}},
		{"body", false, []int{1, 2}},
		{"body", true, nil},
		{"badge", false, []int{1}},      // the beginning of a word
		{"badg telep", false, nil},      // all words must be there
		{"bod", false, nil},             // too short to be a beginning
		{"電話", false, []int{3}},         // in a sentence without spaces
		{"電話", true, []int{3}},          //
		{"話電", false, nil},              // a phrase, not its letters
		{"บล็อก", false, []int{4}},      //
		{"배지", false, []int{6}},         // before its particle
		{"well-known", false, []int{5}}, //
		{"known-well", false, nil},      //
		{"planetary", false, []int{5}},  // with markup inside of it
		{"etary", false, nil},           //
		{"nothing", false, nil},
		{"", false, nil},
		{`a" OR (`, false, nil},
		{`"`, false, nil},
		{"*", false, nil},
		{"title:eclair", false, nil},
		{"eclair NOT body", false, nil},
		{"NEAR(", false, nil},
		{"{title text} : body", false, nil},
		{"^eclair - +", false, []int{1, 2, 5}}, // signs are no words
		{"\x00", false, nil},
		{"\xff", false, nil},
		{strings.Repeat("x ", 1000), false, nil},
		{strings.Repeat(`"`, 1000), false, nil},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%.20q titles %t", tt.query, tt.titles), func(t *testing.T) {
			ids, ranked, err := db.Search(t.Context(), tt.query, tt.titles)
			if err != nil || !ranked {
				t.Fatalf("Search: ranked %t, %v", ranked, err)
			}
			found, err := db.Some(t.Context(), ids)
			if err != nil {
				t.Fatal(err)
			}
			var got []int
			for _, e := range found {
				var n int
				if _, err := fmt.Sscanf(e.AtomID, "https://ann.example/%d", &n); err != nil {
					t.Fatal(err)
				}
				got = append(got, n)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("found %v, want %v", got, tt.want)
			}
		})
	}
}

// What comes back has its text with it.
func TestSome(t *testing.T) {
	db := open(t)
	v := save(t, db, sample(1), sample(2))
	one, two := v.Records[0].Entry, v.Records[1].Entry
	got, err := db.Some(t.Context(), []int64{two.ID, 999, one.ID})
	if err != nil || len(got) != 2 || got[0].AtomID != two.AtomID || got[1].Text.Body != one.Text.Body || got[1].Text.Short != one.Text.Short {
		t.Errorf("Some = %+v, %v; want the two in this order, with their texts", got, err)
	}
}

func TestEditedWordsAreFound(t *testing.T) {
	db := open(t)
	rec := save(t, db, sample(1)).Records[0]
	rec.Entry.Title = "Galette"
	save(t, db, rec)
	for query, want := range map[string]int{"galette": 1, "eclair": 0} {
		if got, _, err := db.Search(t.Context(), query, false); err != nil || len(got) != want {
			t.Errorf("Search(%q) = %d, %v; want %d", query, len(got), err, want)
		}
	}
}

// A word that stands in thousands of entries is found without ranking them.
func TestCommonWordIsNotRanked(t *testing.T) {
	db := open(t)
	err := db.inTx(t.Context(), "fill", func(tx *sql.Tx) error {
		var err error
		for i := range maxRanked + 1 {
			_, one := tx.ExecContext(t.Context(), "INSERT INTO search (rowid, title, text) VALUES (?1, 'the', 'text')", i+1)
			err = errors.Join(err, one)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	ids, ranked, err := db.Search(t.Context(), "the", false)
	if err != nil || ranked || len(ids) != maxRanked+1 || ids[0] != maxRanked+1 {
		t.Errorf("Search found %d, ranked %t, %v; want %d, the last stored first", len(ids), ranked, err, maxRanked+1)
	}
}

// No search reads the table of words from end to end.
func TestSearchUsesTheIndex(t *testing.T) {
	db := open(t)
	for _, query := range []string{foundSQL, rankedSQL} {
		var id, parent, unused int
		var detail string
		if err := db.Reader.db.QueryRowContext(t.Context(), "EXPLAIN QUERY PLAN "+query, `"word"`).Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(detail, "VIRTUAL TABLE INDEX") || !strings.Contains(detail, "M") {
			t.Errorf("the plan is %q; want the index of words", detail)
		}
	}
}

// A watch sees what others commit, and whether somebody is at work.
func TestWatch(t *testing.T) {
	db := open(t)
	r, err := OpenReader(t.Context(), db.path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	w, err := r.Watch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	look := func() (int64, bool) {
		t.Helper()
		version, busy, err := w.Version(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return version, busy
	}
	first, busy := look()
	if again, _ := look(); again != first || busy {
		t.Errorf("with nothing changed: %d, then %d, busy %t", first, again, busy)
	}
	if err := db.Acquire(t.Context(), noon); err != nil {
		t.Fatal(err)
	}
	second, busy := look()
	if second == first || !busy {
		t.Errorf("while a planet is at work: %d as before, busy %t", second, busy)
	}
	save(t, db, sample(1))
	if err := db.Release(t.Context()); err != nil {
		t.Fatal(err)
	}
	if third, busy := look(); third == second || busy {
		t.Errorf("afterwards: %d as before, busy %t", third, busy)
	}
}

func BenchmarkSearch(b *testing.B) {
	db, err := Open(b.Context(), filepath.Join(b.TempDir(), "planet.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	const entries = 20_000
	err = db.inTx(b.Context(), "fill", func(tx *sql.Tx) error {
		var err error
		for i := range entries {
			text := strings.Repeat("the ", 40) + fmt.Sprintf("word%d word%d", i%100, i%1000)
			_, one := tx.ExecContext(b.Context(), "INSERT INTO search (rowid, title, text) VALUES (?1, ?2, ?3)", i+1, fmt.Sprintf("title%d", i), text)
			err = errors.Join(err, one)
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	for _, query := range []string{"the", "word1", "word1 word101", "title777"} {
		b.Run(query, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := db.Search(b.Context(), query, false); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
