package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"planet"
)

// index puts the words of an entry into the search table, in the entry's own
// transaction (DB-10).
func index(ctx context.Context, tx writes, e *planet.Entry, known bool) error {
	query := newWordsSQL
	if known {
		query = wordsSQL
	}
	_, err := tx.ExecContext(ctx, query, e.ID, spaced(plain(e.Title)), spaced(plain(e.Text.Body.Text())))
	return err
}

const (
	newWordsSQL = "INSERT INTO search (rowid, title, text) VALUES (?1, ?2, ?3)"
	wordsSQL    = "INSERT OR REPLACE INTO search (rowid, title, text) VALUES (?1, ?2, ?3)"
)

// Limits of a search, so that none keeps the machine busy: among 100,000
// entries a word that all of them hold is found in a tenth of the time in
// which they are ranked, and every short beginning of a word stands for
// thousands of words.
const (
	maxWords     = 16     // of a query; the rest is not looked at
	maxRanked    = 10_000 // entries
	leastOpen    = 4      // letters of a word that may go on: "badge" finds "badges"
	leastOpenHan = 2      // the same in Hangul, where a letter is a syllable
)

const foundSQL = `
	SELECT   rowid
	FROM     search
	WHERE    search MATCH ?1
	ORDER BY rowid DESC`

// A word of a title counts as much as eight of the text.
const rankedSQL = `
	SELECT   rowid
	FROM     search
	WHERE    search MATCH ?1
	ORDER BY bm25(search, 8.0, 1.0), rowid DESC`

// Search returns the numbers of the entries that hold all words of a query,
// in their titles alone or in titles and texts. A word of four letters or more
// also stands for those that begin with it. What a reader types is never
// syntax: each word is quoted (DB-10).
//
// The best come first, if ranked; more than 10,000 are not ranked, since they
// hold nothing but words that say little. Then the last stored comes first.
func (r *Reader) Search(ctx context.Context, query string, inTitles bool) (ids []int64, ranked bool, err error) {
	match := quoted(query)
	if match == "" {
		return nil, true, nil
	}
	if inTitles {
		match = "title : (" + match + ")"
	}
	if ids, err = r.numbers(ctx, foundSQL, match); err != nil || len(ids) > maxRanked {
		return ids, false, err
	}
	ids, err = r.numbers(ctx, rankedSQL, match)
	return ids, true, err
}

func (r *Reader) numbers(ctx context.Context, query, match string) ([]int64, error) {
	rows, err := r.db.QueryContext(ctx, query, match)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	defer rows.Close()
	var ids []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	return ids, nil
}

// quoted makes of a query the words that must all be there.
func quoted(query string) string {
	words := slices.DeleteFunc(strings.Fields(plain(query)), wordless)
	var all []string
	for _, w := range words[:min(len(words), maxWords)] {
		one := `"` + strings.ReplaceAll(spaced(w), `"`, `""`) + `"`
		if GoesOn(w) {
			one += " *"
		}
		all = append(all, one)
	}
	return strings.Join(all, " AND ")
}

// wordless reports whether a word of a query has nothing that the table keeps:
// looked for, it would not be found anywhere.
func wordless(word string) bool {
	return !strings.ContainsFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
}

// GoesOn reports whether a word of a query may be the beginning of a longer
// one.
func GoesOn(word string) bool {
	least := leastOpen
	if strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Hangul, r) }) {
		least = leastOpenHan
	}
	return utf8.RuneCountInString(word) >= least && !strings.ContainsFunc(word, planet.Spaceless)
}

// spaced puts spaces around the letters of scripts that have none between
// words: the search table takes each for a word, and a word of a query for a
// phrase of them. Otherwise a whole sentence would be one word.
func spaced(s string) string {
	if !strings.ContainsFunc(s, planet.Spaceless) {
		return s
	}
	var b strings.Builder
	b.Grow(2 * len(s))
	for _, r := range s {
		if planet.Spaceless(r) {
			b.WriteByte(' ')
			b.WriteRune(r)
			b.WriteByte(' ')
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
