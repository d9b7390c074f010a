package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// DB-1, DB-3: each connection has the pragmas.
func TestPragmas(t *testing.T) {
	db := open(t)
	tests := []struct {
		db           *sql.DB
		name, pragma string
		want         string
	}{
		{db.w, "writer", "busy_timeout", "5000"},
		{db.w, "writer", "journal_mode", "wal"},
		{db.w, "writer", "synchronous", "1"},
		{db.w, "writer", "foreign_keys", "1"},
		{db.db, "reader", "busy_timeout", "5000"},
		{db.db, "reader", "query_only", "1"},
	}
	for _, tt := range tests {
		t.Run(tt.name+" "+tt.pragma, func(t *testing.T) {
			for range readers {
				conn, err := tt.db.Conn(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				var got string
				if err := conn.QueryRowContext(t.Context(), "PRAGMA "+tt.pragma).Scan(&got); err != nil || got != tt.want {
					t.Errorf("%s = %q, %v; want %q", tt.pragma, got, err, tt.want)
				}
				if tt.db == db.w {
					conn.Close()
					continue
				}
				defer conn.Close() // so that the next one is another connection
			}
		})
	}
}

// DB-1: the reading side can't write, whatever it is asked.
func TestReadersCannotWrite(t *testing.T) {
	db := open(t)
	for _, statement := range []string{"INSERT INTO host (name, until) VALUES ('a', 1)", "DELETE FROM entry", "CREATE TABLE mine (x)", "PRAGMA user_version = 7"} {
		if _, err := db.db.ExecContext(t.Context(), statement); err == nil {
			t.Errorf("a reader may say %s", statement)
		}
	}
}

// DB-1: an entry belongs to an address that is there.
func TestForeignKeysAreHeld(t *testing.T) {
	db := open(t)
	if _, err := db.w.ExecContext(t.Context(), "INSERT INTO text (entry, body, list, excerpt, short, raw, raw_summary, base) VALUES (1, '', '', '', '', '', '', '')"); err == nil {
		t.Error("a text of no entry was stored")
	}
}

// DB-2: eight writers that read first wait for each other instead of failing,
// and none reads what another one is about to change.
func TestEightWriters(t *testing.T) {
	path := filepath.Join(t.TempDir(), "planet.db")
	var dbs []*DB
	for range 8 {
		db, err := Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		dbs = append(dbs, db)
	}
	var wg sync.WaitGroup
	errs := make(chan error, 8*25)
	for _, db := range dbs {
		wg.Go(func() {
			for range 25 {
				errs <- db.inTx(t.Context(), "add", func(tx *sql.Tx) error {
					var n int
					if err := tx.QueryRow("SELECT count(*) FROM run").Scan(&n); err != nil {
						return err
					}
					_, err := tx.Exec("INSERT INTO run (started, asked, unchanged, new, failed) VALUES (?1, 0, 0, 0, 0)", n)
					return err
				})
			}
		})
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	var rows, seen int
	if err := dbs[0].w.QueryRowContext(t.Context(), "SELECT count(*), count(DISTINCT started) FROM run").Scan(&rows, &seen); err != nil || rows != 200 || seen != 200 {
		t.Errorf("%d rows, of these %d different, %v; want 200: each writer saw what those before it wrote", rows, seen, err)
	}
}

// DB-3, DB-4: any path can hold a database, and none is read as an option.
func TestOddPaths(t *testing.T) {
	for _, name := range []string{
		"a?b#c%d.db", "with space.db", "é:ü.db", "a&mode=memory.db", "100%25.db", "file:x.db", `back\slash".db`,
		"x?_pragma=journal_mode(DELETE).db", "y.db&_pragma=query_only(1)",
	} {
		path := filepath.Join(t.TempDir(), name)
		db, err := Open(t.Context(), path)
		if err != nil {
			t.Errorf("Open(%q): %v", name, err)
			continue
		}
		if got := one(t, db.w, "PRAGMA journal_mode"); got[0] != "wal" {
			t.Errorf("Open(%q): journal_mode %v, want wal", name, got)
		}
		save(t, db, sample(1))
		db.Close()
		if info, err := os.Stat(path); err != nil || info.Size() == 0 {
			t.Errorf("Open(%q) made no such file: %v", name, err)
		}
	}
}

// DB-6: a time is never stored as text.
func TestTimeAsTextIsRefused(t *testing.T) {
	db := open(t)
	if _, err := db.w.ExecContext(t.Context(), "INSERT INTO run (started, asked, unchanged, new, failed) VALUES (?1, 0, 0, 0, 0)", noon); err == nil {
		t.Error("a time.Time was stored; want an error")
	}
}

// DB-6: all tables are strict, so that no column holds what it isn't for.
func TestTablesAreStrict(t *testing.T) {
	db := open(t)
	loose := namesIn(t, db.w, "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'")
	if len(loose) > 0 {
		t.Errorf("not STRICT: %v", loose)
	}
}

func TestWhatIsNoDatabaseIsLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "planet.db")
	const text = "dear diary, this is no database at all"
	if err := os.WriteFile(path, []byte(strings.Repeat(text, 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), path); err == nil || !strings.Contains(err.Error(), "nothing was written") {
		t.Errorf("Open of a text file: %v; want a sentence", err)
	}
	if b, err := os.ReadFile(path); err != nil || !strings.HasPrefix(string(b), text) {
		t.Errorf("the file was changed: %.40q, %v", b, err)
	}
}

func TestOpenReaderWithoutDatabase(t *testing.T) {
	if _, err := OpenReader(t.Context(), filepath.Join(t.TempDir(), "none.db")); !errors.Is(err, ErrNoDatabase) {
		t.Errorf("OpenReader = %v; want ErrNoDatabase", err)
	}
}

// DB-13: after a run one file holds all, readable by its owner.
func TestOneFileIsLeft(t *testing.T) {
	dir := t.TempDir()
	db, err := Open(t.Context(), filepath.Join(dir, "planet.db"))
	if err != nil {
		t.Fatal(err)
	}
	save(t, db, sample(1))
	if err := errors.Join(db.Settle(t.Context()), db.Close()); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v; want planet.db alone", files, err)
	}
	if info, err := files[0].Info(); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
}

func TestCancelledQueryEnds(t *testing.T) { // DB-5
	db := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := db.Entries(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Entries after cancel: %v", err)
	}
}

// DB-5, DB-8: a write that is cancelled in its midst leaves nothing, and the
// next one goes on.
func TestCancelledWriteLeavesNothing(t *testing.T) {
	db := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := db.inTx(ctx, "cancelled", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "INSERT INTO host (name, until) VALUES ('a.example', 1)"); err != nil {
			return err
		}
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled write: %v; want to be told", err)
	}
	if waits, err := db.Waits(t.Context()); err != nil || len(waits) > 0 {
		t.Errorf("Waits = %v, %v; want none", waits, err)
	}
	save(t, db, sample(1))
}

// A full disk loses nothing that was stored.
func TestFullDisk(t *testing.T) {
	db := open(t)
	save(t, db, sample(1))
	var pages int
	if err := db.w.QueryRowContext(t.Context(), "PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if _, err := db.w.ExecContext(t.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", pages)); err != nil {
		t.Fatal(err)
	}
	big := sample(2)
	noise := make([]byte, 1<<20)                   // which can't be packed
	_, _ = rand.NewChaCha8([32]byte{}).Read(noise) // it never fails
	big.Raw.Text = hex.EncodeToString(noise)
	err := db.Save(t.Context(), &Visit{Address: Address{Slug: "ann", URL: "https://ann.example/feed"}, At: noon, Records: []Record{big}})
	if err == nil || !strings.Contains(err.Error(), "full") {
		t.Errorf("Save on a full disk: %v; want to be told so", err)
	}
	if todo := Trouble(err); !strings.Contains(todo, "make room") {
		t.Errorf("Trouble(%v) = %q; want what to do", err, todo)
	}
	if todo := Trouble(ErrNoDatabase); todo != "" {
		t.Errorf("Trouble(%v) = %q; want nothing: it is no fault of the file", ErrNoDatabase, todo)
	}
	if got, err := db.Entries(t.Context()); len(got) != 1 || err != nil {
		t.Errorf("%d entries, %v; want the one that was there", len(got), err)
	}
}
