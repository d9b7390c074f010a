package store

import (
	"context"
	"fmt"
	"time"
)

// A Count is what is stored under one slug.
type Count struct {
	Entries int
	Held    int       // of Entries, those that wait for a person (TRIP-1)
	NoAlt   int       // images without a description
	Newest  time.Time // position of the latest entry that is not held
}

const countsSQL = `
	SELECT   slug, count(*), sum(held), sum(no_alt), max(position) FILTER (WHERE held = 0)
	FROM     entry
	WHERE    withdrawn IS NULL
	GROUP BY slug`

// Counts returns what is stored, by slug. Slugs without entries are left out.
func (r *Reader) Counts(ctx context.Context) (map[string]Count, error) {
	rows, err := r.db.QueryContext(ctx, countsSQL)
	if err != nil {
		return nil, fmt.Errorf("counts: %w", err)
	}
	defer rows.Close()
	counts := map[string]Count{}
	for rows.Next() {
		var slug string
		var c Count
		if err := rows.Scan(&slug, &c.Entries, &c.Held, &c.NoAlt, stamp{&c.Newest}); err != nil {
			return nil, fmt.Errorf("counts: %w", err)
		}
		counts[slug] = c
	}
	return counts, rows.Err()
}
