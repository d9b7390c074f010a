package store

import (
	"context"
	"database/sql"
	"fmt"
)

const buryKeysSQL = `
	INSERT INTO tombstone (hash)
	SELECT key FROM entry_key WHERE entry = ?1 AND kind <> ?2
	ON CONFLICT DO NOTHING`

const buriedSQL = `
	SELECT   key
	FROM     entry_key
	WHERE    entry = ?1 AND kind <> ?2
	ORDER BY kind, key`

// Forget removes entries with all that is known of them, for good, and
// returns the hashes that stay as tombstones, so that the same posts don't
// come back (ID-13). A title alone leaves none: other posts may share it.
func (db *DB) Forget(ctx context.Context, entries []int64) ([][32]byte, error) {
	var left [][32]byte
	err := db.inTx(ctx, "forget", func(tx *sql.Tx) error {
		for _, id := range entries {
			hashes, err := buried(ctx, tx, id)
			if err != nil {
				return err
			}
			left = append(left, hashes...)
			if _, err := tx.ExecContext(ctx, buryKeysSQL, id, KindTitle); err != nil {
				return err
			}
			if err := remove(ctx, tx, id); err != nil {
				return fmt.Errorf("entry %d: %w", id, err)
			}
		}
		return nil
	})
	return left, err
}

func buried(ctx context.Context, tx *sql.Tx, entry int64) ([][32]byte, error) {
	rows, err := tx.QueryContext(ctx, buriedSQL, entry, KindTitle)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all [][32]byte
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			return nil, err
		}
		all = append(all, [32]byte(b))
	}
	return all, rows.Err()
}

// remove takes an entry out of the index of words and out of its table; keys,
// texts and links go with it. Findings may name its title, and are made anew
// with the next document.
func remove(ctx context.Context, tx *sql.Tx, entry int64) error {
	if _, err := tx.ExecContext(ctx, "UPDATE address SET findings = '' WHERE slug = (SELECT slug FROM entry WHERE id = ?1)", entry); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM search WHERE rowid = ?1", entry); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, "DELETE FROM entry WHERE id = ?1", entry)
	return err
}
