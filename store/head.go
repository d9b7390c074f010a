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
	addresses := map[int64]string{}
	for a, err := range scanned(ctx, r, "SELECT id, url FROM address", scanURL) {
		if err != nil {
			return nil, err
		}
		addresses[a.ID] = a.URL
	}
	var n int
	if err := r.db.QueryRowContext(ctx, "SELECT count(*) FROM entry").Scan(&n); err != nil {
		return nil, err
	}
	all := make([]planet.Head, 0, n)
	shared := sharing{addresses: addresses, words: map[string]string{}, lists: map[string][]planet.Category{"": nil}}
	for h, err := range scanned(ctx, r, headSQL, shared.scan) {
		if err != nil {
			return nil, err
		}
		all = append(all, h)
	}
	return all, nil
}

func scanURL(row interface{ Scan(...any) error }) (a Address, err error) {
	err = row.Scan(&a.ID, &a.URL)
	return a, err
}

// Sharing keeps one copy of what many rows hold.
type sharing struct {
	addresses map[int64]string // of the list, by their numbers
	words     map[string]string
	lists     map[string][]planet.Category // by their JSON
}

func (s *sharing) scan(row interface{ Scan(...any) error }) (planet.Head, error) {
	var h planet.Head
	var slug, reason, language, categories, hash sql.RawBytes
	var address int64
	if err := row.Scan(&h.ID, &slug, &address, &h.AtomID, &h.ShortID, &h.Path, &h.Canonical,
		stamp{&h.Published}, stamp{&h.Updated}, stamp{&h.FirstSeen}, stamp{&h.Position}, &reason, &h.Revision, &h.Withdrawn, &h.Held, &h.Uncleaned,
		&h.Gathered, &h.Replies, &language, &categories, &hash, &h.Policy); err != nil {
		return h, err
	}
	h.Feed, h.FeedURL, h.Language, h.Reason = s.word(slug), s.addresses[address], s.word(language), planet.Reason(s.word(reason))
	copy(h.Hash[:], hash)
	var err error
	h.Categories, err = s.list(categories)
	return h, err
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
