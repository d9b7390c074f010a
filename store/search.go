package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"planet"
)

// index puts the words of an entry into the search table, in the entry's own
// transaction (DB-10).
func index(ctx context.Context, tx *sql.Tx, e *planet.Entry) error {
	_, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO search (rowid, title, text) VALUES (?1, ?2, ?3)", e.ID, plain(e.Title), plain(e.Text.Body.Text()))
	return err
}

const maxWords = 16 // of a query; the rest is not looked at

const searchSQL = `
	SELECT   rowid
	FROM     search
	WHERE    search MATCH ?1
	ORDER BY rank
	LIMIT    ?2`

// Search returns up to n entries that hold all words of the query, the best
// first. What a reader types is never syntax: each word is quoted (DB-10).
func (r *Reader) Search(ctx context.Context, query string, n int) ([]planet.Entry, error) {
	match := quoted(query)
	if match == "" {
		return nil, nil
	}
	return r.entries(ctx, "search", entryColumns+"JOIN ("+searchSQL+") s ON s.rowid = e.id", match, n)
}

func quoted(query string) string {
	words := strings.Fields(plain(query))
	var b strings.Builder
	for _, w := range words[:min(len(words), maxWords)] {
		fmt.Fprintf(&b, `"%s" `, strings.ReplaceAll(w, `"`, `""`))
	}
	return b.String()
}
