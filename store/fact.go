package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Names of facts.
const (
	FactFounded = "founded"      // Unix seconds of the planet's first run (FLOW-3)
	FactFeed    = "feed_address" // first address of the merged feed: what its id is made from (ATOM-2)
)

const keepSQL = `
	INSERT INTO fact (name, value) VALUES (?1, ?2)
	ON CONFLICT (name) DO NOTHING`

// Keep remembers value under name, unless something is remembered there
// already, and returns what is.
func (db *DB) Keep(ctx context.Context, name, value string) (string, error) {
	if _, err := db.w.ExecContext(ctx, keepSQL, name, value); err != nil {
		return "", fmt.Errorf("keep %s: %w", name, err)
	}
	return db.Fact(ctx, name)
}

// Fact returns what is remembered under name, "" for nothing.
func (r *Reader) Fact(ctx context.Context, name string) (string, error) {
	var value string
	err := r.db.QueryRowContext(ctx, "SELECT value FROM fact WHERE name = ?1", name).Scan(&value)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("fact %s: %w", name, err)
	}
	return value, nil
}
