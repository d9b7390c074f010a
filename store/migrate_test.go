package store

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// DB-11: a newer schema is refused with a sentence, and left alone.
func TestNewerDatabaseIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "planet.db")
	db, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.w.ExecContext(t.Context(), "PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	_, err = Open(t.Context(), path)
	if newer, ok := errors.AsType[*NewerError](err); !ok || newer.Has != 99 {
		t.Errorf("Open of schema 99: %v; want a NewerError", err)
	}
	if _, err := OpenReader(t.Context(), path); err == nil {
		t.Error("OpenReader of schema 99: no error")
	}
}

// DB-11: a database of any older schema, with a row in each of its tables, is
// brought up to date with all it holds; until then a reader is told what to do.
func TestOlderDatabasesAreBroughtUpToDate(t *testing.T) {
	files, err := fs.Glob(schema, "schema/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n < len(files); n++ {
		t.Run(fmt.Sprintf("from schema %d", n), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "planet.db")
			before := older(t, path, files[:n]...)
			if _, err := OpenReader(t.Context(), path); err == nil || !strings.Contains(err.Error(), "run planet update once") {
				t.Errorf("OpenReader: %v; want to be told what to do", err)
			}
			for range 2 { // the second time there is nothing to do
				db, err := Open(t.Context(), path)
				if err != nil {
					t.Fatal(err)
				}
				for query, want := range before {
					if got := one(t, db.w, query); !cmp.Equal(got, want) {
						t.Errorf("%s: %v, was %v", query, got, want)
					}
				}
				if all, err := db.Entries(t.Context()); err != nil || len(all) != 1 {
					t.Errorf("Entries = %d, %v; want the one that was there", len(all), err)
				}
				if has := one(t, db.w, "PRAGMA user_version"); !cmp.Equal(has, []any{int64(len(files))}) {
					t.Errorf("schema %v, want %d", has, len(files))
				}
				if err := db.Close(); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// DB-11: a step that fails leaves the database as it was before that step.
func TestFailedMigrationLeavesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "planet.db")
	older(t, path, "schema/0001_start.sql")
	w := raw(t, path)
	if _, err := w.ExecContext(t.Context(), "CREATE TABLE avatar (mine)"); err != nil { // in the way of 0002
		t.Fatal(err)
	}
	tables := one(t, w, "SELECT group_concat(sql, ';') FROM sqlite_schema")
	if _, err := Open(t.Context(), path); err == nil || !strings.Contains(err.Error(), "0002_avatar.sql") {
		t.Errorf("Open: %v; want to be told which step failed", err)
	}
	if got := one(t, w, "SELECT group_concat(sql, ';') FROM sqlite_schema"); !cmp.Equal(got, tables) {
		t.Errorf("the tables were changed: %.300v", got)
	}
	if has := one(t, w, "PRAGMA user_version"); !cmp.Equal(has, []any{int64(1)}) {
		t.Errorf("schema %v, want 1", has)
	}
}

// older makes a database as a planet did which knew only the given files of
// the schema, with a row in each table. It returns each row by the query that
// reads it.
func older(t *testing.T, path string, files ...string) map[string][]any {
	t.Helper()
	w := raw(t, path)
	for i, name := range files {
		if err := apply(t.Context(), w, name, i+1); err != nil {
			t.Fatal(err)
		}
	}
	rows := map[string][]any{}
	for _, table := range namesIn(t, w, "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 1 ORDER BY name = 'address' DESC, name = 'entry' DESC, name") {
		columns := namesIn(t, w, "SELECT name FROM pragma_table_info('"+table+"')")
		values := namesIn(t, w, "SELECT CASE type WHEN 'TEXT' THEN '''''' WHEN 'BLOB' THEN 'x''01''' ELSE '1' END FROM pragma_table_info('"+table+"')")
		if _, err := w.ExecContext(t.Context(), fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", table, strings.Join(columns, ", "), strings.Join(values, ", "))); err != nil {
			t.Fatal(err)
		}
		query := fmt.Sprintf("SELECT %s FROM %s", strings.Join(columns, ", "), table)
		rows[query] = one(t, w, query)
	}
	if len(rows) < 10 {
		t.Fatalf("%d tables; want all of them", len(rows))
	}
	return rows
}

// raw opens a file as the writer does, but without our schema.
func raw(t *testing.T, path string) *sql.DB {
	t.Helper()
	w, err := sql.Open("sqlite", uri(path)+writerPragmas)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

// one gives the one row of a query.
func one(t *testing.T, w *sql.DB, query string) []any {
	t.Helper()
	var all [][]any
	each(t, w, query, func(row []any) { all = append(all, row) })
	if len(all) != 1 {
		t.Fatalf("%s: %d rows, want one", query, len(all))
	}
	return all[0]
}

// namesIn gives the one column of a query.
func namesIn(t *testing.T, w *sql.DB, query string) []string {
	t.Helper()
	var all []string
	each(t, w, query, func(row []any) { all = append(all, row[0].(string)) })
	return all
}

func each(t *testing.T, w *sql.DB, query string, do func(row []any)) {
	t.Helper()
	rows, err := w.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		row, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		do(row)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}
