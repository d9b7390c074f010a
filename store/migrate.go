package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
)

//go:embed schema/*.sql
var schema embed.FS

// A NewerError says that a later planet wrote the database.
type NewerError struct {
	Path       string
	Has, Knows int // versions of the schema
}

func (e *NewerError) Error() string {
	return fmt.Sprintf("%s was written by a newer planet (schema %d, this one knows %d); install that version or restore a backup", e.Path, e.Has, e.Knows)
}

// migrate runs the files of schema/ that the database has not seen, in name
// order, each in a transaction of its own (DB-11).
func migrate(ctx context.Context, w *sql.DB, path string) error {
	names, err := fs.Glob(schema, "schema/*.sql")
	if err != nil {
		return err
	}
	has, err := version(ctx, w, path)
	if err != nil {
		return err
	}
	if has > len(names) {
		return &NewerError{path, has, len(names)}
	}
	for i, name := range names[has:] {
		if err := apply(ctx, w, name, has+i+1); err != nil {
			return fmt.Errorf("bring %s up to date: %s: %w", path, name, err)
		}
	}
	return nil
}

func apply(ctx context.Context, w *sql.DB, name string, n int) error {
	statements, err := schema.ReadFile(name)
	if err != nil {
		return err
	}
	tx, err := w.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, string(statements)); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", n)); err != nil {
		return err
	}
	return tx.Commit()
}

// checkVersion refuses a schema that is not ours: a Reader can't mend it.
func checkVersion(ctx context.Context, db *sql.DB, path string) error {
	names, err := fs.Glob(schema, "schema/*.sql")
	if err != nil {
		return err
	}
	switch has, err := version(ctx, db, path); {
	case err != nil:
		return err
	case has > len(names):
		return &NewerError{path, has, len(names)}
	case has < len(names):
		return fmt.Errorf("%s is of an older planet; run planet update once to bring it up to date", path)
	}
	return nil
}

func version(ctx context.Context, db *sql.DB, path string) (int, error) {
	var n int
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&n); err != nil {
		return 0, unreadable(path, err)
	}
	return n, nil
}
