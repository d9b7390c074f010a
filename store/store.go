// Package store is the memory of the planet, between the two wings
//
//	fetcher → store → render, serve
//
// In go entries, validators and what became of each visit; out come answers:
// all entries, a text, an address's state, a search. SQL stays inside; the
// clock is the caller's; markup is given back as it was handed in. render and
// serve get a [Reader], which has no method that writes.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver, named "sqlite"
)

// The pragmas are constants: nothing from configuration gets here (DB-3). The
// writing side has room for a transaction of many visits, and folds the log in
// when it holds a few of them: pages that each of them changes are then
// written once.
const (
	writerPragmas = "?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=foreign_keys(1)&_pragma=cache_size(-6000)&_pragma=wal_autocheckpoint(4000)&_txlock=immediate"
	readerPragmas = "?mode=ro&_pragma=busy_timeout(5000)&_pragma=query_only(1)&_pragma=cache_size(-1000)"
	readers       = 4 // connections of the reading side
)

// ErrNoDatabase means that there is no planet.db yet: nothing was fetched.
var ErrNoDatabase = errors.New("no database yet")

// A Reader answers questions. It may be used by many goroutines.
type Reader struct {
	db   *sql.DB
	asks statements // of the reading side
}

// A DB is a Reader that also writes. Its writes are done one after another.
type DB struct {
	*Reader
	w     *sql.DB
	path  string
	saves statements // of the writing side
}

// Open opens the database at path and makes it if there is none, readable by
// its owner only (DB-13). It brings an older schema up to date, and refuses a
// newer one with a [*NewerError]. A file that is no database is an error, and
// is left as it is. The caller closes the DB.
func Open(ctx context.Context, path string) (*DB, error) {
	if err := private(path); err != nil {
		return nil, err
	}
	w, err := sql.Open("sqlite", uri(path)+writerPragmas)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	w.SetMaxOpenConns(1)
	if err := migrate(ctx, w, path); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	r, err := OpenReader(ctx, path)
	if err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return &DB{Reader: r, w: w, path: path, saves: statements{db: w}}, nil
}

// OpenReader opens the reading side alone. Without a file the error wraps
// [ErrNoDatabase]. The caller closes the Reader.
func OpenReader(ctx context.Context, path string) (*Reader, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("open %s: %w", path, ErrNoDatabase)
	}
	db, err := sql.Open("sqlite", uri(path)+readerPragmas)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db.SetMaxOpenConns(readers)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(unreadable(path, err), db.Close())
	}
	if err := checkVersion(ctx, db, path); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &Reader{db: db, asks: statements{db: db}}, nil
}

// Close ends the reading side.
func (r *Reader) Close() error { return errors.Join(r.asks.close(), r.db.Close()) }

// Close folds the write-ahead log into the one file, so that planet.db alone
// can be copied, and ends both sides (DB-13).
func (db *DB) Close() error {
	err := errors.Join(db.saves.close(), db.Reader.Close())
	return errors.Join(err, db.w.Close())
}

// Settle is for the end of a run: it lets SQLite tidy its statistics and
// folds the write-ahead log into the one file (DB-13).
func (db *DB) Settle(ctx context.Context) error {
	for _, pragma := range []string{"PRAGMA optimize", "PRAGMA wal_checkpoint(TRUNCATE)"} {
		if _, err := db.w.ExecContext(ctx, pragma); err != nil {
			return fmt.Errorf("settle %s: %w", db.path, err)
		}
	}
	return nil
}

// private makes the file, for its owner only, if it isn't there.
func private(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("the database can't be opened for writing: %w", err)
	}
	return f.Close()
}

// uri escapes path, for "?", "#" and "%" mean something to SQLite (DB-4).
func uri(path string) string { return "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() }

// inTx runs f in one immediate transaction (DB-2).
func (db *DB) inTx(ctx context.Context, what string, f func(*sql.Tx) error) error {
	tx, err := db.w.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	defer tx.Rollback()
	err = f(tx)
	if err == nil {
		err = tx.Commit()
	}
	if errors.Is(err, sql.ErrTxDone) && ctx.Err() != nil {
		err = ctx.Err() // database/sql was quicker to roll it back, and says no more than that
	}
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}
