package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"planet"
)

const entryColumns = `
	SELECT e.id, e.slug, a.url, e.atom_id, e.short_id, e.path, e.guid, e.title, e.link, e.canonical,
	       e.published, e.updated, e.first_seen, e.position, e.reason, e.revision, e.withdrawn, e.held, e.language,
	       e.authors, e.contributors, e.categories, e.enclosures, e.in_reply_to, e.rights, e.comments, e.source,
	       e.summary, e.line, e.words, e.images, e.no_alt, e.trackers, e.uncleaned, e.whole
	FROM   entry e JOIN address a ON a.id = e.address `

const entryOrder = "ORDER BY e.position DESC, e.slug, e.atom_id, e.id"

func scanEntry(row interface{ Scan(...any) error }) (planet.Entry, error) {
	var e planet.Entry
	t := &e.Text
	err := row.Scan(&e.ID, &e.Feed, &e.FeedURL, &e.AtomID, &e.ShortID, &e.Path, &e.GUID, &e.Title, &e.Link, &e.Canonical,
		stamp{&e.Published}, stamp{&e.Updated}, stamp{&e.FirstSeen}, stamp{&e.Position}, &e.Reason, &e.Revision, stamp{&e.Withdrawn}, &e.Held, &e.Language,
		fromJSON{&e.Authors}, fromJSON{&e.Contributors}, fromJSON{&e.Categories}, fromJSON{&e.Enclosures}, fromJSON{&e.InReplyTo}, &e.Rights, &e.Comments, fromJSON{&e.Source},
		&t.Summary, &t.Line, &t.Words, &t.Images, &t.NoAlt, &t.Trackers, &t.Uncleaned, &t.Whole)
	return e, err
}

// Entries returns all entries in their one order: by position, the newest
// first (FLOW-1). Their markup and links are left out: see [Reader.Texts].
func (r *Reader) Entries(ctx context.Context) ([]planet.Entry, error) {
	return r.entries(ctx, "entries", entryColumns+entryOrder)
}

const newestSQL = entryColumns + "WHERE e.withdrawn IS NULL AND e.held = 0 AND e.reason = '' " + entryOrder + " LIMIT ?1"

// Newest returns at most n entries that may stand on the front page, as far as
// the store can tell, in the same order and manner. It costs the same in an
// archive of a million.
func (r *Reader) Newest(ctx context.Context, n int) ([]planet.Entry, error) {
	return r.entries(ctx, "newest entries", newestSQL, n)
}

// EntriesOf returns the entries of one slug in the same order and manner.
func (r *Reader) EntriesOf(ctx context.Context, slug string) ([]planet.Entry, error) {
	return r.entries(ctx, "entries of "+slug, entryColumns+"WHERE e.slug = ?1 "+entryOrder, slug)
}

// The planner is told to look up each of the ids, instead of each entry among
// them: with statistics of a time when there were few, it took a second in an
// archive of a million.
const atomIDsSQL = `
	SELECT   e.atom_id, e.slug, e.link
	FROM     json_each(?1) w CROSS JOIN entry e INDEXED BY entry_atom ON e.atom_id = w.value
	WHERE    e.slug <> ?2
	ORDER BY e.position, e.slug DESC, e.id DESC`

// A Namesake is whose entry has an id, and where that entry is at its author's.
type Namesake struct{ Slug, Link string }

// AtomIDs returns those of ids under which another slug's entry is published,
// and whose; of several entries the latest one's (ATOM-7).
func (r *Reader) AtomIDs(ctx context.Context, ids []string, slug string) (map[string]Namesake, error) {
	wanted, err := list(ids)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	rows, err := r.asks.rows(ctx, atomIDsSQL, wanted, slug)
	if err != nil {
		return nil, fmt.Errorf("ids: %w", err)
	}
	defer rows.Close()
	all := map[string]Namesake{}
	for rows.Next() {
		var id string
		var whose Namesake
		if err := rows.Scan(&id, &whose.Slug, &whose.Link); err != nil {
			return nil, fmt.Errorf("ids: %w", err)
		}
		all[id] = whose
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("ids: %w", err)
	}
	return all, nil
}

// entries runs one of the queries above, which are constants: they are kept.
func (r *Reader) entries(ctx context.Context, what, query string, args ...any) ([]planet.Entry, error) {
	rows, err := r.asks.rows(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	defer rows.Close()
	var all []planet.Entry
	for rows.Next() {
		e, err := scanEntry(rows)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", what, err)
		}
		all = append(all, e)
	}
	return all, rows.Err()
}

const textSQL = `
	SELECT ` + textColumns + `
	FROM   text t
	WHERE  t.entry = ?1`

// Fill puts the stored markup into the entries' texts.
func (r *Reader) Fill(ctx context.Context, entries []planet.Entry) error {
	for i := range entries {
		var row packedRow
		err := r.asks.scan(ctx, textSQL, []any{entries[i].ID}, row.columns())
		if err == nil {
			err = row.markup(&entries[i].Text)
		}
		if err != nil {
			return fmt.Errorf("text of entry %d: %w", entries[i].ID, err)
		}
	}
	return nil
}

const byIDSQL = entryColumns + "WHERE e.id IN (SELECT value FROM json_each(?1))"

// ByID returns the entries of some numbers without their markup and links, as
// far as they are there still, in no order.
func (r *Reader) ByID(ctx context.Context, ids []int64) ([]planet.Entry, error) {
	wanted, err := list(ids)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	return r.entries(ctx, "entries by their numbers", byIDSQL, wanted)
}

// Some returns the entries of some numbers with their texts, in that order.
// Those that are there no more are left out.
func (r *Reader) Some(ctx context.Context, ids []int64) ([]planet.Entry, error) {
	found, err := r.ByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	at := map[int64]int{}
	for i := range found {
		at[found[i].ID] = i
	}
	var all []planet.Entry
	for _, id := range ids {
		i, there := at[id]
		if !there {
			continue
		}
		switch err := r.Fill(ctx, found[i:i+1]); {
		case errors.Is(err, sql.ErrNoRows): // forgotten between the two queries
		case err != nil:
			return nil, err
		default:
			all = append(all, found[i])
		}
	}
	return all, nil
}

const linksSQL = `
	SELECT   url, canonical, text, sentence, reply
	FROM     link
	WHERE    entry = ?1
	ORDER BY n`

// Links returns the links of an entry's text, in its order (CONV-1).
func (r *Reader) Links(ctx context.Context, entry int64) ([]planet.Reference, error) {
	rows, err := r.asks.rows(ctx, linksSQL, entry)
	if err != nil {
		return nil, fmt.Errorf("links: %w", err)
	}
	defer rows.Close()
	var all []planet.Reference
	for rows.Next() {
		var l planet.Reference
		if err := rows.Scan(&l.URL, &l.Canonical, &l.Text, &l.Sentence, &l.Reply); err != nil {
			return nil, fmt.Errorf("links: %w", err)
		}
		all = append(all, l)
	}
	return all, rows.Err()
}

const linkedSQL = `
	SELECT   l.entry, l.canonical
	FROM     link l JOIN entry e ON e.id = l.entry
	WHERE    e.slug = ?1
	ORDER BY l.entry, l.n`

// Linked returns to where each entry of a slug links, in the one spelling of
// addresses.
func (r *Reader) Linked(ctx context.Context, slug string) (map[int64][]string, error) {
	rows, err := r.db.QueryContext(ctx, linkedSQL, slug)
	if err != nil {
		return nil, fmt.Errorf("links of %s: %w", slug, err)
	}
	defer rows.Close()
	all := map[int64][]string{}
	for rows.Next() {
		var entry int64
		var address string
		if err := rows.Scan(&entry, &address); err != nil {
			return nil, fmt.Errorf("links of %s: %w", slug, err)
		}
		all[entry] = append(all[entry], address)
	}
	return all, rows.Err()
}

// A Known is what is needed to know an item again, and to see whether it has
// changed (ID-2, ID-5).
type Known struct {
	ID        int64
	Published time.Time // as stored; zero if the feed gave none
	FirstSeen time.Time
	Position  time.Time
	Reason    planet.Reason
	AtomID    string
	ShortID   string
	Title     string
	Link      string
	Revision  int
	Withdrawn time.Time
	Hash      []byte
	Policy    int
	Keys      []Key
}

const knownSQL = `
	SELECT   id, published, first_seen, position, reason, atom_id, short_id, title, link, revision, withdrawn, hash, policy
	FROM     entry
	WHERE    slug = ?1
	ORDER BY id`

const keysSQL = `
	SELECT entry, kind, key
	FROM   entry_key
	WHERE  slug = ?1`

// Known returns what is known of a slug's entries, in the order in which they
// were stored.
func (r *Reader) Known(ctx context.Context, slug string) ([]Known, error) {
	rows, err := r.asks.rows(ctx, knownSQL, slug)
	if err != nil {
		return nil, fmt.Errorf("known entries of %s: %w", slug, err)
	}
	defer rows.Close()
	var all []Known
	at := map[int64]int{}
	for rows.Next() {
		var k Known
		if err := rows.Scan(&k.ID, stamp{&k.Published}, stamp{&k.FirstSeen}, stamp{&k.Position}, &k.Reason, &k.AtomID, &k.ShortID, &k.Title, &k.Link, &k.Revision, stamp{&k.Withdrawn}, &k.Hash, &k.Policy); err != nil {
			return nil, fmt.Errorf("known entries of %s: %w", slug, err)
		}
		at[k.ID] = len(all)
		all = append(all, k)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("known entries of %s: %w", slug, err)
	}
	return all, r.addKeys(ctx, slug, all, at)
}

func (r *Reader) addKeys(ctx context.Context, slug string, all []Known, at map[int64]int) error {
	rows, err := r.asks.rows(ctx, keysSQL, slug)
	if err != nil {
		return fmt.Errorf("keys of %s: %w", slug, err)
	}
	defer rows.Close()
	for rows.Next() {
		var entry int64
		var kind Kind
		var hash sql.RawBytes
		if err := rows.Scan(&entry, &kind, &hash); err != nil {
			return fmt.Errorf("keys of %s: %w", slug, err)
		}
		k := Key{Kind: kind}
		copy(k.Hash[:], hash)
		if i, ok := at[entry]; ok { // not one stored since the first query
			all[i].Keys = append(all[i].Keys, k)
		}
	}
	return rows.Err()
}

// Forgotten returns those of the hashes that are tombstones (ID-13).
func (r *Reader) Forgotten(ctx context.Context) (map[[32]byte]bool, error) {
	rows, err := r.db.QueryContext(ctx, "SELECT hash FROM tombstone")
	if err != nil {
		return nil, fmt.Errorf("tombstones: %w", err)
	}
	defer rows.Close()
	all := map[[32]byte]bool{}
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			return nil, fmt.Errorf("tombstones: %w", err)
		}
		var h [32]byte
		copy(h[:], b)
		all[h] = true
	}
	return all, rows.Err()
}

const activitySQL = `
	SELECT (SELECT max(published) FROM entry WHERE slug = ?1 AND published <= ?3),
	       (SELECT count(*) FROM entry WHERE slug = ?1 AND published BETWEEN ?2 AND ?3)`

// Activity returns when the newest entry of a slug was published, as of now,
// and how many were since then (GET-13).
func (r *Reader) Activity(ctx context.Context, slug string, since, now time.Time) (newest time.Time, n int, err error) {
	err = r.asks.scan(ctx, activitySQL, []any{slug, since.Unix(), now.Unix()}, []any{stamp{&newest}, &n})
	if err != nil {
		return newest, n, fmt.Errorf("activity of %s: %w", slug, err)
	}
	return newest, n, nil
}

const rawsSQL = `
	SELECT e.id, t.base, ` + textColumns + `
	FROM   entry e JOIN text t ON t.entry = e.id
	WHERE  e.slug = ?1`

// Raws returns the texts of a slug's entries as published, by entry.
func (r *Reader) Raws(ctx context.Context, slug string) (map[int64]Raw, error) {
	rows, err := r.db.QueryContext(ctx, rawsSQL, slug)
	if err != nil {
		return nil, fmt.Errorf("raw texts of %s: %w", slug, err)
	}
	defer rows.Close()
	all := map[int64]Raw{}
	for rows.Next() {
		var id int64
		var raw Raw
		var row packedRow
		err := rows.Scan(append([]any{&id, &raw.Base}, row.columns()...)...)
		if err == nil {
			err = row.raw(&raw)
		}
		if err != nil {
			return nil, fmt.Errorf("raw texts of %s: %w", slug, err)
		}
		all[id] = raw
	}
	return all, rows.Err()
}
