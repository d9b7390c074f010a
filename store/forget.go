package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// A Burial is what is left of entries that were forgotten.
type Burial struct {
	Entries int
	Hashes  [][32]byte // tombstones, sorted; none holds text or an address (ID-13)
}

// Forget removes entries with all that is known of them, for good, and with
// each of them the copies that other feeds brought: those of the same id or
// address. Hashes of their keys stay as tombstones, so that the same posts
// don't come back (ID-13). A title alone leaves none: other posts may share it.
func (db *DB) Forget(ctx context.Context, entries []int64) (*Burial, error) {
	b := &Burial{}
	return b, db.bury(ctx, "forget", b, func(tx *sql.Tx) error { return b.forget(ctx, tx, entries) })
}

const dropSlugSQL = `
	DELETE FROM visit WHERE address IN (SELECT id FROM address WHERE slug = ?1);
	DELETE FROM address WHERE slug = ?1;
	DELETE FROM feed WHERE slug = ?1;
	DELETE FROM avatar WHERE slug = ?1`

// ForgetSlug forgets all entries of a slug, and what its feeds said of
// themselves: titles, authors, the history of visits, the picture (LEAVE-4).
func (db *DB) ForgetSlug(ctx context.Context, slug string) (*Burial, error) {
	b := &Burial{}
	return b, db.bury(ctx, "forget "+slug, b, func(tx *sql.Tx) error {
		entries, err := idsIn(ctx, tx, "SELECT id FROM entry WHERE slug = ?1 ORDER BY id", slug)
		if err != nil {
			return err
		}
		if err := b.forget(ctx, tx, entries); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, dropSlugSQL, slug)
		return err
	})
}

const lackingSQL = `
	SELECT   value
	FROM     json_each(?1)
	WHERE    unhex(value) NOT IN (SELECT hash FROM tombstone)
	ORDER BY value`

const buriedBySQL = `
	SELECT   DISTINCT entry
	FROM     entry_key
	WHERE    key IN (SELECT unhex(value) FROM json_each(?1)) AND kind <> ?2
	ORDER BY entry`

// ForgetHashes makes hashes of a list tombstones, and forgets what is stored
// under them: a post that was forgotten by one database of a planet goes from
// the others, too (LEAVE-4). Hashes that are tombstones already cost nothing.
func (db *DB) ForgetHashes(ctx context.Context, hashes [][32]byte) (*Burial, error) {
	b := &Burial{}
	wanted, err := hexList(hashes)
	if err != nil || len(hashes) == 0 {
		return b, err
	}
	rows, err := db.db.QueryContext(ctx, lackingSQL, wanted)
	if err != nil {
		return b, fmt.Errorf("tombstones: %w", err)
	}
	lacking, err := scanTexts(rows)
	if err != nil || len(lacking) == 0 {
		return b, err
	}
	return b, db.bury(ctx, "forget by the list", b, func(tx *sql.Tx) error {
		text, err := json.Marshal(lacking)
		if err != nil {
			return err
		}
		entries, err := idsIn(ctx, tx, buriedBySQL, string(text), KindTitle)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO tombstone (hash) SELECT unhex(value) FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING", string(text)); err != nil {
			return err
		}
		return b.forget(ctx, tx, entries)
	})
}

// bury does f and, if it removed entries, lets nothing of them stay in the
// file: neither in the index of words nor in pages that are free now.
func (db *DB) bury(ctx context.Context, what string, b *Burial, f func(*sql.Tx) error) error {
	err := db.inTx(ctx, what, func(tx *sql.Tx) error {
		if err := f(tx); err != nil || b.Entries == 0 {
			return err
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO search (search) VALUES ('optimize')")
		return err
	})
	if err != nil || b.Entries == 0 {
		return err
	}
	_, err1 := db.w.ExecContext(ctx, "VACUUM")
	_, err2 := db.w.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	if err := errors.Join(err1, err2); err != nil {
		return fmt.Errorf("%s: all is removed, but traces may be left in %s: %w", what, db.path, err)
	}
	return nil
}

const copiesSQL = `
	SELECT   DISTINCT other.entry
	FROM     json_each(?1) gone JOIN entry_key own ON own.entry = gone.value JOIN entry_key other ON other.kind = own.kind AND other.key = own.key
	WHERE    own.kind IN (?2, ?3)
	ORDER BY other.entry`

const buryKeysSQL = `
	INSERT INTO tombstone (hash)
	SELECT key FROM entry_key WHERE entry = ?1 AND kind <> ?2
	ON CONFLICT DO NOTHING`

const buriedSQL = `
	SELECT   key
	FROM     entry_key
	WHERE    entry = ?1 AND kind <> ?2
	ORDER BY kind, key`

func (b *Burial) forget(ctx context.Context, tx *sql.Tx, entries []int64) error {
	list, err := json.Marshal(entries)
	if err != nil || len(entries) == 0 {
		return err
	}
	copies, err := idsIn(ctx, tx, copiesSQL, string(list), KindID, KindURL)
	if err != nil {
		return err
	}
	entries = append(slices.Clone(entries), copies...)
	slices.Sort(entries)
	entries = slices.Compact(entries)
	for _, id := range entries {
		hashes, err := buried(ctx, tx, id)
		if err != nil {
			return err
		}
		b.Hashes = append(b.Hashes, hashes...)
		if _, err := tx.ExecContext(ctx, buryKeysSQL, id, KindTitle); err != nil {
			return err
		}
		if err := remove(ctx, tx, id); err != nil {
			return fmt.Errorf("entry %d: %w", id, err)
		}
	}
	b.Entries += len(entries)
	slices.SortFunc(b.Hashes, func(x, y [32]byte) int { return slices.Compare(x[:], y[:]) })
	b.Hashes = slices.Compact(b.Hashes)
	return nil
}

func buried(ctx context.Context, tx *sql.Tx, entry int64) ([][32]byte, error) {
	rows, err := tx.QueryContext(ctx, buriedSQL, entry, KindTitle)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all [][32]byte
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			return nil, err
		}
		all = append(all, [32]byte(b))
	}
	return all, rows.Err()
}

// An address remembers the entries of its last document by their short ids,
// and what was odd about it by their titles. The next document tells anew.
const unlistSQL = `
	UPDATE address SET findings = '', missing = '',
		listed = trim(replace(' ' || listed || ' ', ' ' || (SELECT short_id FROM entry WHERE id = ?1) || ' ', ' '))
	WHERE slug = (SELECT slug FROM entry WHERE id = ?1)`

// remove takes an entry out of the index of words and out of its table; keys,
// texts and links go with it.
func remove(ctx context.Context, tx *sql.Tx, entry int64) error {
	for _, statement := range []string{unlistSQL, "DELETE FROM search WHERE rowid = ?1", "DELETE FROM entry WHERE id = ?1"} {
		if _, err := tx.ExecContext(ctx, statement, entry); err != nil {
			return err
		}
	}
	return nil
}

func idsIn(ctx context.Context, tx *sql.Tx, query string, args ...any) ([]int64, error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return scanIDs(rows)
}

func scanTexts(rows *sql.Rows) ([]string, error) {
	defer rows.Close()
	var all []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, rows.Err()
}

// hexList gives hashes as a list in JSON.
func hexList(hashes [][32]byte) (string, error) {
	texts := make([]string, len(hashes))
	for i, h := range hashes {
		texts[i] = fmt.Sprintf("%x", h)
	}
	b, err := json.Marshal(texts)
	return string(b), err
}
