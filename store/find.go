package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
)

const namedSQL = `
	SELECT   id
	FROM     entry
	WHERE    atom_id = ?1 OR guid = ?1 OR link = ?1 OR short_id = ?1 OR path = ?2
	ORDER BY id`

// Named returns the entries that bear a name, letter for letter: as their id,
// as their publisher's, as their link or short id; or whose page has the path,
// like "2026/11/ann-title".
func (r *Reader) Named(ctx context.Context, name, path string) ([]int64, error) {
	return r.ids(ctx, "entries called "+name, namedSQL, name, path)
}

const keyedSQL = `
	SELECT   DISTINCT k.entry
	FROM     json_each(?1) w JOIN entry_key k ON k.kind = w.value ->> 0 AND k.key = unhex(w.value ->> 1)
	ORDER BY k.entry`

// Keyed returns the entries that are known by one of the keys, those by which
// they were known once included (FLOW-8).
func (r *Reader) Keyed(ctx context.Context, keys []Key) ([]int64, error) {
	wanted, err := hexOf(keys)
	if err != nil {
		return nil, err
	}
	return r.ids(ctx, "entries by their keys", keyedSQL, wanted)
}

// At returns the entries whose link is an address, in its one spelling: more
// than one if a feed gives its posts no links of their own.
func (r *Reader) At(ctx context.Context, canonical string) ([]int64, error) {
	return r.ids(ctx, "entries at "+canonical, "SELECT id FROM entry WHERE canonical = ?1 ORDER BY id", canonical)
}

const keysOfSQL = `
	SELECT   kind, count(*)
	FROM     entry_key
	WHERE    entry = ?1
	GROUP BY kind`

// KeysOf returns by how many keys of each kind an entry is known (ID-16).
func (r *Reader) KeysOf(ctx context.Context, entry int64) (map[Kind]int, error) {
	rows, err := r.db.QueryContext(ctx, keysOfSQL, entry)
	if err != nil {
		return nil, fmt.Errorf("keys of entry %d: %w", entry, err)
	}
	defer rows.Close()
	all := map[Kind]int{}
	for rows.Next() {
		var kind Kind
		var n int
		if err := rows.Scan(&kind, &n); err != nil {
			return nil, fmt.Errorf("keys of entry %d: %w", entry, err)
		}
		all[kind] = n
	}
	return all, rows.Err()
}

func (r *Reader) ids(ctx context.Context, what, query string, args ...any) ([]int64, error) {
	rows, err := r.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	all, err := scanColumn[int64](rows)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	return all, nil
}

// scanColumn reads the one column of rows to its end, and closes them.
func scanColumn[T any](rows *sql.Rows) ([]T, error) {
	defer rows.Close()
	var all []T
	for rows.Next() {
		var v T
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}

// hexOf gives keys as JSON: [[kind, "hash in hex"], …].
func hexOf(keys []Key) (string, error) {
	pairs := make([][2]any, len(keys))
	for i, k := range keys {
		pairs[i] = [2]any{k.Kind, fmt.Sprintf("%x", k.Hash)}
	}
	b, err := json.Marshal(pairs)
	return string(b), err
}
