package store

import (
	"context"
	"database/sql"
	"fmt"

	"planet"
)

// An Outdated is an entry that an older policy cleaned (CLEAN-5).
type Outdated struct {
	Entry planet.Entry
	Raw   Raw
}

const outdatedSQL = `
	SELECT   e.id, t.base, ` + textColumns + `
	FROM     entry e JOIN text t ON t.entry = e.id
	WHERE    e.policy < ?1
	ORDER BY e.policy, e.id
	LIMIT    ?2`

// Outdated returns up to n entries cleaned by a policy older than this one,
// to be cleaned again from their source.
func (r *Reader) Outdated(ctx context.Context, policy, n int) ([]Outdated, error) {
	rows, err := r.db.QueryContext(ctx, outdatedSQL, policy, n)
	if err != nil {
		return nil, fmt.Errorf("entries to clean again: %w", err)
	}
	defer rows.Close()
	var all []Outdated
	for rows.Next() {
		var o Outdated
		var row packedRow
		err := rows.Scan(append([]any{&o.Entry.ID, &o.Raw.Base}, row.columns()...)...)
		if err == nil {
			err = row.raw(&o.Raw)
		}
		if err != nil {
			return nil, fmt.Errorf("entries to clean again: %w", err)
		}
		all = append(all, o)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("entries to clean again: %w", err)
	}
	ids := make([]int64, len(all))
	at := map[int64]int{}
	for i := range all {
		ids[i], at[all[i].Entry.ID] = all[i].Entry.ID, i
	}
	found, err := r.ByID(ctx, ids)
	for i := range found {
		all[at[found[i].ID]].Entry = found[i]
	}
	return all, err
}

// Cleaned is an entry whose text was cleaned again.
type Cleaned struct {
	Entry  planet.Entry
	Policy int
}

const recleanSQL = `
	UPDATE entry SET (summary, line, words, images, no_alt, trackers, uncleaned, whole, policy) =
		(?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
	WHERE id = ?1`

// SaveTexts stores texts that were cleaned again, all or none. It is no edit:
// revision and hash stay.
func (db *DB) SaveTexts(ctx context.Context, all []Cleaned) error {
	return db.inTx(ctx, "clean again", func(tx *sql.Tx) error {
		b := &batch{Tx: tx}
		for _, c := range all {
			t := &c.Entry.Text
			if _, err := tx.ExecContext(ctx, recleanSQL, c.Entry.ID, plain(t.Summary), plain(t.Line), t.Words, t.Images, t.NoAlt, t.Trackers, t.Uncleaned, t.Whole, c.Policy); err != nil {
				return err
			}
			if err := retext(ctx, b, c.Entry.ID, t); err != nil {
				return err
			}
			if err := index(ctx, tx, &c.Entry, true); err != nil {
				return err
			}
		}
		return nil
	})
}

const rawSQL = `
	SELECT t.base, ` + textColumns + `
	FROM   text t
	WHERE  t.entry = ?1`

// retext puts another text beside what an entry was made from.
func retext(ctx context.Context, tx *batch, entry int64, t *planet.Text) error {
	var row packedRow
	rec := Record{Entry: planet.Entry{ID: entry, Text: *t}}
	err := tx.QueryRowContext(ctx, rawSQL, entry).Scan(append([]any{&rec.Raw.Base}, row.columns()...)...)
	if err == nil {
		err = row.raw(&rec.Raw)
	}
	if err != nil {
		return err
	}
	return saveText(ctx, tx, &rec)
}
