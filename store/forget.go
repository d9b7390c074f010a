package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A Burial is what is left of entries that were forgotten.
type Burial struct {
	Entries int
	Hashes  [][32]byte // tombstones, sorted; none holds text or an address (ID-13)
}

// Forget removes entries with all that is known of them, for good, and with
// each of them the copies that other feeds brought: those of the same address.
// Hashes of their keys stay as tombstones, so that the same posts don't come
// back (ID-13). A title alone leaves none: other posts may share it. Nor does
// an id take anything from another feed, which may have claimed it falsely
// (SAFE-21): its tombstone is the feed's own, see [Scoped].
func (db *DB) Forget(ctx context.Context, entries []int64) (*Burial, error) {
	b := &Burial{}
	return b, db.bury(ctx, "forget", func(tx *sql.Tx) error {
		list, err := json.Marshal(entries)
		if err != nil {
			return err
		}
		copies, err := idsIn(ctx, tx, copiesSQL, string(list), KindURL)
		if err != nil {
			return err
		}
		return b.forget(ctx, tx, slices.Concat(entries, copies), false)
	})
}

// Scoped is the tombstone of a key that counts for one slug only.
func Scoped(slug string, key [32]byte) [32]byte {
	return sha256.Sum256(append([]byte(slug+"\n"), key[:]...))
}

const dropSlugSQL = `
	DELETE FROM visit WHERE address IN (SELECT id FROM address WHERE slug = ?1);
	DELETE FROM address WHERE slug = ?1;
	DELETE FROM feed WHERE slug = ?1;
	DELETE FROM avatar WHERE slug = ?1;
	DELETE FROM proof WHERE slug = ?1;
	DELETE FROM event WHERE slug = ?1`

// ForgetSlug forgets all entries of a slug, and what its feeds said of
// themselves: titles, authors, the history of visits, the picture (LEAVE-4).
// Posts of others stay, and may come back, whatever the slug had copied of
// them: all its tombstones are its own.
func (db *DB) ForgetSlug(ctx context.Context, slug string) (*Burial, error) {
	b := &Burial{}
	return b, db.bury(ctx, "forget "+slug, func(tx *sql.Tx) error {
		entries, err := idsIn(ctx, tx, "SELECT id FROM entry WHERE slug = ?1 ORDER BY id", slug)
		if err != nil {
			return err
		}
		if err := b.forget(ctx, tx, entries, true); err != nil {
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
	lacking, err := scanColumn[string](rows)
	if err != nil || len(lacking) == 0 {
		return b, err
	}
	return b, db.bury(ctx, "forget by the list", func(tx *sql.Tx) error {
		text, err := json.Marshal(lacking)
		if err != nil {
			return err
		}
		entries, err := under(ctx, tx, lacking)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO tombstone (hash) SELECT unhex(value) FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING", string(text)); err != nil {
			return err
		}
		return b.forget(ctx, tx, entries, true)
	})
}

// under gives the entries that a key buries whose hash is one of these, as it
// is or for its slug alone.
func under(ctx context.Context, tx *sql.Tx, hashes []string) ([]int64, error) {
	wanted := map[string]bool{}
	for _, h := range hashes {
		wanted[strings.ToLower(h)] = true
	}
	rows, err := tx.QueryContext(ctx, "SELECT entry, slug, kind, key FROM entry_key WHERE kind <> ?1 ORDER BY entry", KindTitle)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []int64
	for rows.Next() {
		k, err := scanBuried(rows)
		if err != nil {
			return nil, err
		}
		own := Scoped(k.slug, k.key.Hash)
		if wanted[hex.EncodeToString(own[:])] || k.key.Kind != KindID && wanted[hex.EncodeToString(k.key.Hash[:])] {
			all = append(all, k.entry)
		}
	}
	return slices.Compact(all), rows.Err()
}

// A buriedKey is a key of an entry that goes.
type buriedKey struct {
	entry int64
	slug  string
	key   Key
}

func scanBuried(rows *sql.Rows) (buriedKey, error) {
	var k buriedKey
	var b []byte
	err := rows.Scan(&k.entry, &k.slug, &k.key.Kind, &b)
	copy(k.key.Hash[:], b)
	return k, err
}

// bury does f and, if that changed anything, lets nothing of what was removed
// stay in the file: neither in the index of words nor in pages that are free
// now.
func (db *DB) bury(ctx context.Context, what string, f func(*sql.Tx) error) error {
	var before, after int
	err := db.inTx(ctx, what, func(tx *sql.Tx) error {
		if err := tx.QueryRowContext(ctx, "SELECT total_changes()").Scan(&before); err != nil {
			return err
		}
		if err := f(tx); err != nil {
			return err
		}
		if err := tx.QueryRowContext(ctx, "SELECT total_changes()").Scan(&after); err != nil || after == before {
			return err
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO search (search) VALUES ('optimize')")
		return err
	})
	if err != nil || after == before {
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
	WHERE    own.kind = ?2
	ORDER BY other.entry`

// forget removes entries and leaves tombstones: with own, of their slugs only;
// else what their address and text are counts for all feeds.
func (b *Burial) forget(ctx context.Context, tx *sql.Tx, entries []int64, own bool) error {
	entries = slices.Clone(entries)
	slices.Sort(entries)
	entries = slices.Compact(entries)
	for _, id := range entries {
		hashes, err := tombstones(ctx, tx, id, own)
		if err != nil {
			return err
		}
		b.Hashes = append(b.Hashes, hashes...)
		for _, h := range hashes {
			if _, err := tx.ExecContext(ctx, "INSERT INTO tombstone (hash) VALUES (?1) ON CONFLICT DO NOTHING", h[:]); err != nil {
				return err
			}
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

const buriedSQL = `
	SELECT   entry, slug, kind, key
	FROM     entry_key
	WHERE    entry = ?1 AND kind <> ?2
	ORDER BY kind, key`

// tombstones gives what is left of an entry.
func tombstones(ctx context.Context, tx *sql.Tx, entry int64, own bool) ([][32]byte, error) {
	rows, err := tx.QueryContext(ctx, buriedSQL, entry, KindTitle)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all [][32]byte
	for rows.Next() {
		k, err := scanBuried(rows)
		if err != nil {
			return nil, err
		}
		if own || k.key.Kind == KindID {
			all = append(all, Scoped(k.slug, k.key.Hash))
		} else {
			all = append(all, k.key.Hash)
		}
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
	return scanColumn[int64](rows)
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
