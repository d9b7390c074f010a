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
	SELECT   e.id, t.raw, t.raw_summary, t.base
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
		if err := rows.Scan(&o.Entry.ID, &o.Raw.Text, &o.Raw.Summary, &o.Raw.Base); err != nil {
			return nil, fmt.Errorf("entries to clean again: %w", err)
		}
		all = append(all, o)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("entries to clean again: %w", err)
	}
	for i := range all {
		found, err := r.entries(ctx, "entry", entryColumns+"WHERE e.id = ?1", all[i].Entry.ID)
		if err != nil {
			return nil, err
		}
		all[i].Entry = found[0]
	}
	return all, nil
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

const retextSQL = `
	UPDATE text SET (body, list, excerpt, short) = (?2, ?3, ?4, ?5)
	WHERE entry = ?1`

// SaveTexts stores texts that were cleaned again, all or none. It is no edit:
// revision and hash stay.
func (db *DB) SaveTexts(ctx context.Context, all []Cleaned) error {
	return db.inTx(ctx, "clean again", func(tx *sql.Tx) error {
		for _, c := range all {
			t := &c.Entry.Text
			if _, err := tx.ExecContext(ctx, recleanSQL, c.Entry.ID, plain(t.Summary), plain(t.Line), t.Words, t.Images, t.NoAlt, t.Trackers, t.Uncleaned, t.Whole, c.Policy); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, retextSQL, c.Entry.ID, t.Body.String(), t.List.String(), t.Excerpt.String(), t.Short.String()); err != nil {
				return err
			}
			if err := index(ctx, tx, &c.Entry, true); err != nil {
				return err
			}
		}
		return nil
	})
}
