package store

import (
	"context"
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
	ORDER BY e.id
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
