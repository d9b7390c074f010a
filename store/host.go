package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// A Wait is a host's wish to be left alone (GET-17). The zero value is none.
type Wait struct {
	Host  string // in lower case, without port
	Until time.Time
}

// Waits returns until when hosts want to be left alone, those that are over
// included.
func (r *Reader) Waits(ctx context.Context) (map[string]time.Time, error) {
	rows, err := r.db.QueryContext(ctx, "SELECT name, until FROM host")
	if err != nil {
		return nil, fmt.Errorf("waits: %w", err)
	}
	defer rows.Close()
	all := map[string]time.Time{}
	for rows.Next() {
		var w Wait
		if err := rows.Scan(&w.Host, stamp{&w.Until}); err != nil {
			return nil, fmt.Errorf("waits: %w", err)
		}
		all[w.Host] = w.Until
	}
	return all, rows.Err()
}

// SaveWait keeps a host's wish that no visit to a feed has brought.
func (db *DB) SaveWait(ctx context.Context, w Wait, now time.Time) error {
	return db.inTx(ctx, "wait of "+w.Host, func(tx *sql.Tx) error { return saveWait(ctx, tx, w, now) })
}

// saveWait keeps a host's wish, the later one if there are two, and drops
// those that are over.
func saveWait(ctx context.Context, tx writes, w Wait, now time.Time) error {
	if w.Host == "" {
		return nil
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM host WHERE until < ?1", now.Unix()); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO host (name, until) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET until = max(until, excluded.until)", plain(w.Host), w.Until.Unix())
	return err
}
