package store

import (
	"context"
	"fmt"
)

// An Edge is a link from an entry's text to an address that is some entry's,
// too (CONV-1).
type Edge struct {
	From      int64  // entry that links
	Canonical string // address it links to, in its one spelling
	Sentence  string // around the link, plain
}

const edgesSQL = `
	SELECT   l.entry, l.canonical, l.sentence
	FROM     link l
	WHERE    l.canonical IN (SELECT canonical FROM entry WHERE canonical <> '')
	ORDER BY l.entry, l.n`

// Edges returns the links between entries, in the order of the texts.
func (r *Reader) Edges(ctx context.Context) ([]Edge, error) {
	rows, err := r.db.QueryContext(ctx, edgesSQL)
	if err != nil {
		return nil, fmt.Errorf("edges: %w", err)
	}
	defer rows.Close()
	var all []Edge
	for rows.Next() {
		var e Edge
		if err := rows.Scan(&e.From, &e.Canonical, &e.Sentence); err != nil {
			return nil, fmt.Errorf("edges: %w", err)
		}
		all = append(all, e)
	}
	return all, rows.Err()
}
