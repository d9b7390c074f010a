package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"planet"
)

// A Proof is what looking at a member's pages has shown (OWN-2, OWN-3).
type Proof struct {
	Slug   string
	Home   string         // the home page that was looked at
	Target string         // address of the page here that it would have to name
	Level  planet.Consent // the highest of Pages; "" for nothing found
	Pages  []ProofPage

	LookedAt time.Time // last look; zero: never
	NextLook time.Time
	Code     planet.Code // how asking for Home ended
	Message  string      // the same in words
}

// A ProofPage is one place that was looked at.
type ProofPage struct {
	Kind      string           `json:"kind"` // home, about, file or feed
	URL       string           `json:"url"`
	Level     planet.Consent   `json:"level,omitempty"` // what it showed when it was last read
	Validator planet.Validator `json:"validator,omitzero"`
	About     string           `json:"about,omitempty"` // of a home page: the page to which it links as such
}

const proofsSQL = `
	SELECT   slug, home, target, level, pages, looked_at, next_look, code, message
	FROM     proof
	ORDER BY slug`

// Proofs returns what looking has shown so far, by slug. Some of their members
// may have left the list.
func (r *Reader) Proofs(ctx context.Context) (map[string]Proof, error) {
	rows, err := r.db.QueryContext(ctx, proofsSQL)
	if err != nil {
		return nil, fmt.Errorf("proofs: %w", err)
	}
	defer rows.Close()
	all := map[string]Proof{}
	for rows.Next() {
		var p Proof
		if err := rows.Scan(&p.Slug, &p.Home, &p.Target, &p.Level, fromJSON{&p.Pages}, stamp{&p.LookedAt}, stamp{&p.NextLook}, &p.Code, &p.Message); err != nil {
			return nil, fmt.Errorf("proofs: %w", err)
		}
		all[p.Slug] = p
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("proofs: %w", err)
	}
	return all, nil
}

const saveProofSQL = `
	INSERT INTO proof (slug, home, target, level, pages, looked_at, next_look, code, message)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
	ON CONFLICT (slug) DO UPDATE SET
		(home, target, level, pages, looked_at, next_look, code, message) =
		(excluded.home, excluded.target, excluded.level, excluded.pages, excluded.looked_at, excluded.next_look, excluded.code, excluded.message)`

// SaveProof remembers p in place of what was remembered under its slug.
func (db *DB) SaveProof(ctx context.Context, p Proof) error {
	args, err := p.columns()
	if err == nil {
		_, err = db.w.ExecContext(ctx, saveProofSQL, args...)
	}
	if err != nil {
		return fmt.Errorf("save proof of %s: %w", p.Slug, err)
	}
	return nil
}

// SaveProofs remembers many in one transaction.
func (db *DB) SaveProofs(ctx context.Context, proofs []Proof) error {
	if len(proofs) == 0 {
		return nil
	}
	return db.inTx(ctx, "save proofs", func(tx *sql.Tx) error {
		st, err := tx.PrepareContext(ctx, saveProofSQL)
		if err != nil {
			return err
		}
		defer st.Close()
		for i := range proofs {
			args, err := proofs[i].columns()
			if err == nil {
				_, err = st.ExecContext(ctx, args...)
			}
			if err != nil {
				return fmt.Errorf("of %s: %w", proofs[i].Slug, err)
			}
		}
		return nil
	})
}

// columns gives what is stored of p, in the order of the statement above.
func (p *Proof) columns() ([]any, error) {
	pages, err := list(p.Pages)
	return []any{p.Slug, plain(p.Home), plain(p.Target), p.Level, pages, unix(p.LookedAt), unix(p.NextLook), p.Code, plain(p.Message)}, err
}

// DropProof forgets what was found of a member who was removed (LEAVE-2). That
// there is nothing is no error.
func (db *DB) DropProof(ctx context.Context, slug string) error {
	if _, err := db.w.ExecContext(ctx, "DELETE FROM proof WHERE slug = ?1", slug); err != nil {
		return fmt.Errorf("drop proof of %s: %w", slug, err)
	}
	return nil
}
