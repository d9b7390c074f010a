package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"planet"
)

const headSQL = `
	SELECT id, slug, address, atom_id, short_id, path, canonical,
	       published, updated, first_seen, position, reason, revision, withdrawn IS NOT NULL, held, uncleaned,
	       source <> '', in_reply_to <> '', language, categories, hash, policy
	FROM   entry`

// Heads returns the heads of all entries in the order of [Reader.Entries]. They
// share what many say alike, so that a million of them fit into memory.
func (r *Reader) Heads(ctx context.Context) ([]planet.Head, error) {
	all, err := r.heads(ctx)
	if err != nil {
		return nil, fmt.Errorf("heads of entries: %w", err)
	}
	slices.SortFunc(all, func(a, b planet.Head) int { // the database would sort whole rows
		return cmp.Or(b.Position.Compare(a.Position), strings.Compare(a.Feed, b.Feed), strings.Compare(a.AtomID, b.AtomID), cmp.Compare(a.ID, b.ID))
	})
	return all, nil
}

func (r *Reader) heads(ctx context.Context) ([]planet.Head, error) {
	addresses, n, err := r.addressURLs(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := r.db.QueryContext(ctx, headSQL)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := make([]planet.Head, 0, n)
	shared := sharing{words: map[string]string{}, lists: map[string][]planet.Category{"": nil}}
	for rows.Next() {
		var h planet.Head
		var slug, reason, language, categories, hash sql.RawBytes
		var address int64
		if err := rows.Scan(&h.ID, &slug, &address, &h.AtomID, &h.ShortID, &h.Path, &h.Canonical,
			stamp{&h.Published}, stamp{&h.Updated}, stamp{&h.FirstSeen}, stamp{&h.Position}, &reason, &h.Revision, &h.Withdrawn, &h.Held, &h.Uncleaned,
			&h.Gathered, &h.Replies, &language, &categories, &hash, &h.Policy); err != nil {
			return nil, err
		}
		h.Feed, h.FeedURL, h.Language, h.Reason = shared.word(slug), addresses[address], shared.word(language), planet.Reason(shared.word(reason))
		if h.Categories, err = shared.list(categories); err != nil {
			return nil, err
		}
		copy(h.Hash[:], hash)
		all = append(all, h)
	}
	return all, rows.Err()
}

// addressURLs gives the addresses of the list by their numbers, and how many
// entries there are about.
func (r *Reader) addressURLs(ctx context.Context) (map[int64]string, int, error) {
	var n int
	if err := r.db.QueryRowContext(ctx, "SELECT count(*) FROM entry").Scan(&n); err != nil {
		return nil, 0, err
	}
	rows, err := r.db.QueryContext(ctx, "SELECT id, url FROM address")
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	all := map[int64]string{}
	for rows.Next() {
		var id int64
		var url string
		if err := rows.Scan(&id, &url); err != nil {
			return nil, 0, err
		}
		all[id] = url
	}
	return all, n, rows.Err()
}

// Sharing keeps one copy of what many rows hold.
type sharing struct {
	words map[string]string
	lists map[string][]planet.Category // by their JSON
}

func (s *sharing) word(b []byte) string {
	w, known := s.words[string(b)]
	if !known {
		w = string(b)
		s.words[w] = w
	}
	return w
}

func (s *sharing) list(b []byte) ([]planet.Category, error) {
	all, known := s.lists[string(b)]
	if known {
		return all, nil
	}
	if err := json.Unmarshal(b, &all); err != nil {
		return nil, err
	}
	for i := range all {
		c := &all[i]
		c.Term, c.Scheme, c.Label = s.word([]byte(c.Term)), s.word([]byte(c.Scheme)), s.word([]byte(c.Label))
	}
	s.lists[string(b)] = all
	return all, nil
}
