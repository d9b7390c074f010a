package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"planet"
)

// A Feed is what is known of a slug, at whatever address it is read (ID-1).
// The zero value, with Slug, is one of which nothing special is known.
type Feed struct {
	Slug       string
	Replaced   int       // documents running in which known posts had new ids (ID-3)
	Unreliable bool      // its ids say less than its addresses (ID-3)
	HeldSince  time.Time // its new entries wait for a person since then; zero: they don't (TRIP-1)
	HeldWhy    []string  // the signs, in words; kept after the release, as evidence
	Trusted    bool      // a person let it in: its next document is taken as it is (TRIP-3)
}

const feedColumns = `
	SELECT slug, replaced, unreliable, held_since, held_why, trusted
	FROM   feed `

func scanFeed(row interface{ Scan(...any) error }) (Feed, error) {
	var f Feed
	err := row.Scan(&f.Slug, &f.Replaced, &f.Unreliable, stamp{&f.HeldSince}, fromJSON{&f.HeldWhy}, &f.Trusted)
	return f, err
}

// Feed returns what is known of a slug.
func (r *Reader) Feed(ctx context.Context, slug string) (Feed, error) {
	f, err := scanFeed(r.db.QueryRowContext(ctx, feedColumns+"WHERE slug = ?1", slug))
	if errors.Is(err, sql.ErrNoRows) {
		return Feed{Slug: slug}, nil
	}
	if err != nil {
		return f, fmt.Errorf("feed %s: %w", slug, err)
	}
	return f, nil
}

// Feeds returns all of which something special is known, by slug.
func (r *Reader) Feeds(ctx context.Context) (map[string]Feed, error) {
	rows, err := r.db.QueryContext(ctx, feedColumns+"ORDER BY slug")
	if err != nil {
		return nil, fmt.Errorf("feeds: %w", err)
	}
	defer rows.Close()
	all := map[string]Feed{}
	for rows.Next() {
		f, err := scanFeed(rows)
		if err != nil {
			return nil, fmt.Errorf("feeds: %w", err)
		}
		all[f.Slug] = f
	}
	return all, rows.Err()
}

const saveFeedSQL = `
	INSERT INTO feed (slug, replaced, unreliable, held_since, held_why, trusted)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6)
	ON CONFLICT (slug) DO UPDATE SET
		(replaced, unreliable, held_since, held_why, trusted) =
		(excluded.replaced, excluded.unreliable, excluded.held_since, excluded.held_why, excluded.trusted)`

func saveFeed(ctx context.Context, tx *batch, f *Feed) error {
	why, err := list(f.HeldWhy)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, saveFeedSQL, f.Slug, f.Replaced, f.Unreliable, unix(f.HeldSince), why, f.Trusted)
	return err
}

const readAnewSQL = `
	UPDATE address SET body_hash = x'', parser = 0, validator_url = '', etag = '', last_modified = '',
		findings = CASE findings WHEN '' THEN '' ELSE (SELECT json_group_array(json(value)) FROM json_each(findings) WHERE value ->> 'code' <> ?2) END
	WHERE slug = ?1`

// LetIn lets in the entries of a slug that a trip wire holds back, each at
// its place, and returns how many they are (TRIP-3). The feed's next document
// is then read in any case, and taken as it is: what it says of itself is
// what later ones are compared with. For a slug of which nothing is held it
// changes nothing.
func (db *DB) LetIn(ctx context.Context, slug string) (n int, err error) {
	err = db.inTx(ctx, "let in "+slug, func(tx *sql.Tx) error {
		freed, err := tx.ExecContext(ctx, "UPDATE feed SET held_since = NULL, trusted = 1 WHERE slug = ?1 AND held_since IS NOT NULL", slug)
		if err != nil {
			return err
		}
		if was, err := freed.RowsAffected(); err != nil || was == 0 {
			return err
		}
		let, err := tx.ExecContext(ctx, "UPDATE entry SET held = 0 WHERE slug = ?1 AND held = 1", slug)
		if err != nil {
			return err
		}
		many, err := let.RowsAffected()
		if err != nil {
			return err
		}
		n = int(many)
		_, err = tx.ExecContext(ctx, readAnewSQL, slug, planet.CodeHeld)
		return err
	})
	return n, err
}
