package store

import (
	"context"
	"fmt"
)

// A Digest stands for all that an entry's feed said of it, and for how it was
// cleaned: as long as it stays, so does the entry.
type Digest struct {
	Hash   []byte // SHA-256
	Policy int    // version of the cleaning
}

// Digests returns those of all entries, by id.
func (r *Reader) Digests(ctx context.Context) (map[int64]Digest, error) {
	rows, err := r.db.QueryContext(ctx, "SELECT id, hash, policy FROM entry")
	if err != nil {
		return nil, fmt.Errorf("digests: %w", err)
	}
	defer rows.Close()
	all := map[int64]Digest{}
	for rows.Next() {
		var id int64
		var d Digest
		if err := rows.Scan(&id, &d.Hash, &d.Policy); err != nil {
			return nil, fmt.Errorf("digests: %w", err)
		}
		all[id] = d
	}
	return all, rows.Err()
}
