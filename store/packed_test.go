package store

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"planet"
)

// DB-9, DB-14: whatever the texts are, they come back as they were; six that say much
// the same take little more room than one.
func TestPackedTexts(t *testing.T) {
	said := strings.Repeat("<p>Éclairs and badges.</p>\n", 1000)
	tests := []struct {
		name string
		want texts
	}{
		{"nothing", texts{}},
		{"one of them", texts{markups: "raw"}},
		{"each another one", texts{"body", "list", "excerpt", "short", "raw", "summary"}},
		{"the same in all", texts{said, said, said, said, said, said}},
		{"what does not get smaller", texts{"\x00\x01\xff", "ü", "\n", "<", ">", "&"}},
	}
	var p packer
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got texts
			packed := p.pack(&tt.want)
			if err := got.unpack(packed, 0, len(got)); err != nil || got != tt.want {
				t.Errorf("unpacked: %.100q, %v; want %.100q", got, err, tt.want)
			}
			if n := len(strings.Join(tt.want[:], "")); n > 1000 && len(packed) > n/20 {
				t.Errorf("%d bytes take %d", n, len(packed))
			}
			var some texts
			if err := some.unpack(packed, markups, len(some)); err != nil || some != (texts{markups: tt.want[markups], markups + 1: tt.want[markups+1]}) {
				t.Errorf("what was published: %.100q, %v", some, err)
			}
		})
	}
}

// A damaged file is told from one whose texts are empty.
func TestDamagedTexts(t *testing.T) {
	var p packer
	whole := p.pack(&texts{"body", "list", "excerpt", "short", "raw", "summary"})
	for n := range whole {
		var got texts
		if err := got.unpack(whole[:n], 0, len(got)); !errors.Is(err, errPacked) {
			t.Errorf("%d of %d bytes: %v; want errPacked", n, len(whole), err)
		}
	}
	db := open(t)
	entries := []planet.Entry{save(t, db, sample(1)).Records[0].Entry}
	if _, err := db.w.ExecContext(t.Context(), "UPDATE text SET packed = x'07'"); err != nil {
		t.Fatal(err)
	}
	if err := db.Fill(t.Context(), entries); !errors.Is(err, errPacked) {
		t.Errorf("Fill: %v; want errPacked", err)
	}
}

// DB-9, DB-11: texts that an older planet stored, each in its column, are read as they
// are, and packed when they are cleaned again; source and result stay apart.
func TestTextsOfOlderPlanets(t *testing.T) {
	db := open(t)
	id := save(t, db, sample(1)).Records[0].Entry.ID
	if _, err := db.w.ExecContext(t.Context(), "UPDATE text SET (body, list, excerpt, short, raw, raw_summary, packed) = ('b', 'l', 'e', 's', 'r', 'rs', NULL)"); err != nil {
		t.Fatal(err)
	}
	wantRaw := map[int64]Raw{id: {"r", "rs", sample(1).Raw.Base}}
	check(t, db, [markups]string{"b", "l", "e", "s"}, wantRaw)

	old, err := db.Outdated(t.Context(), 2, 10)
	if err != nil || len(old) != 1 || old[0].Raw != wantRaw[id] {
		t.Fatalf("Outdated = %+v, %v; want %+v", old, err, wantRaw)
	}
	old[0].Entry.Text = planet.Text{Body: planet.TrustHTML("again"), Short: planet.TrustHTML("a")}
	if err := db.SaveTexts(t.Context(), []Cleaned{{old[0].Entry, 2}}); err != nil {
		t.Fatal(err)
	}
	check(t, db, [markups]string{"again", "", "", "a"}, wantRaw)
	if left := namesIn(t, db.w, "SELECT body || list || excerpt || short || raw || raw_summary FROM text WHERE packed IS NOT NULL"); !cmp.Equal(left, []string{""}) {
		t.Errorf("left in the columns: %q; want one packed row", left)
	}
}

// check looks at the texts of the one entry.
func check(t *testing.T, db *DB, want [markups]string, wantRaw map[int64]Raw) {
	t.Helper()
	got, err := db.Entries(t.Context())
	if err == nil {
		err = db.Fill(t.Context(), got)
	}
	if err != nil || len(got) != 1 {
		t.Fatalf("%d entries, %v; want one", len(got), err)
	}
	text := &got[0].Text
	if all := [markups]string{text.Body.String(), text.List.String(), text.Excerpt.String(), text.Short.String()}; all != want {
		t.Errorf("texts %q; want %q", all, want)
	}
	if raws, err := db.Raws(t.Context(), "ann"); err != nil || !cmp.Equal(raws, wantRaw) {
		t.Errorf("Raws = %v, %v; want %v", raws, err, wantRaw)
	}
}
