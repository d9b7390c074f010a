package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"planet"
)

// An Avatar is a member's picture that stood at an address of the list, and
// what came of asking for it last (IMG-4).
type Avatar struct {
	Slug      string
	URL       string // where PNG was read; "" if none was yet
	PNG       []byte // as it is served; nil without URL
	FetchedAt time.Time

	Tried     string      // address last asked: URL, or one that gave no picture
	Code      planet.Code // how that ended
	Message   string      // the same in words
	Failures  int         // of Tried, in a row
	NextCheck time.Time   // Tried is not asked before; zero if all is well
}

const (
	avatarsSQL = `
	SELECT   slug, url, png, fetched_at, tried, code, message, failures, next_check
	FROM     avatar
	ORDER BY slug`
	triedSQL = `
	SELECT   slug, url, NULL, fetched_at, tried, code, message, failures, next_check
	FROM     avatar
	ORDER BY slug`
)

// Avatars returns what is remembered of all pictures that stood at addresses,
// by slug. Some of their members may have left the list, or have another
// address there by now. The bytes belong to the caller.
func (r *Reader) Avatars(ctx context.Context) (map[string]Avatar, error) {
	return r.avatars(ctx, avatarsSQL)
}

// AvatarsTried returns the same without the pictures, of which a long list has
// more than fits into memory.
func (r *Reader) AvatarsTried(ctx context.Context) (map[string]Avatar, error) {
	return r.avatars(ctx, triedSQL)
}

// AvatarOf returns the picture of a slug; nil if there is none.
func (r *Reader) AvatarOf(ctx context.Context, slug string) ([]byte, error) {
	var png []byte
	err := r.db.QueryRowContext(ctx, "SELECT png FROM avatar WHERE slug = ?1", slug).Scan(&png)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("avatar of %s: %w", slug, err)
	}
	return png, nil
}

func (r *Reader) avatars(ctx context.Context, query string) (map[string]Avatar, error) {
	rows, err := r.db.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("avatars: %w", err)
	}
	defer rows.Close()
	all := map[string]Avatar{}
	for rows.Next() {
		var a Avatar
		if err := rows.Scan(&a.Slug, &a.URL, &a.PNG, stamp{&a.FetchedAt}, &a.Tried, &a.Code, &a.Message, &a.Failures, stamp{&a.NextCheck}); err != nil {
			return nil, fmt.Errorf("avatars: %w", err)
		}
		all[a.Slug] = a
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("avatars: %w", err)
	}
	return all, nil
}

const saveAvatarSQL = `
	INSERT INTO avatar (slug, url, png, fetched_at, tried, code, message, failures, next_check)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
	ON CONFLICT (slug) DO UPDATE SET
		(url, png, fetched_at, tried, code, message, failures, next_check) =
		(excluded.url, excluded.png, excluded.fetched_at, excluded.tried, excluded.code, excluded.message, excluded.failures, excluded.next_check)`

// SaveAvatar remembers a in place of what was remembered under its slug.
func (db *DB) SaveAvatar(ctx context.Context, a Avatar) error {
	picture := a.PNG
	if picture == nil {
		picture = []byte{} // the column takes no NULL
	}
	_, err := db.w.ExecContext(ctx, saveAvatarSQL, a.Slug, plain(a.URL), picture, unix(a.FetchedAt), plain(a.Tried), a.Code, plain(a.Message), a.Failures, unix(a.NextCheck))
	if err != nil {
		return fmt.Errorf("save avatar of %s: %w", a.Slug, err)
	}
	return nil
}

// DropAvatar forgets the picture of a member who was removed (LEAVE-2). That
// there is none is no error.
func (db *DB) DropAvatar(ctx context.Context, slug string) error {
	if _, err := db.w.ExecContext(ctx, "DELETE FROM avatar WHERE slug = ?1", slug); err != nil {
		return fmt.Errorf("drop avatar of %s: %w", slug, err)
	}
	return nil
}
