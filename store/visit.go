package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"planet"
)

const keptVisits = 50 // of each address (DB-14)

// A Visit is one fetch and all that it changes: it is stored whole or not at
// all (DB-8).
type Visit struct {
	Address Address // as it shall be remembered
	At      time.Time
	New     int
	Changed int
	Items   int   // in the document; 0 if it was not parsed
	Bytes   int64 // of the document, decoded
	Hops    []Hop
	Records []Record // entries that are new, or changed, or known by a further key

	Withdrawn []int64 // entries which their author took out (FLOW-12)
	Back      []int64 // entries that came back after they were taken out
	Feed      *Feed   // what is known of the slug from now on; nil: as before
	Wait      Wait    // what the host that answered asked for (GET-17)
}

// A Hop is one request of a visit that was sent on.
type Hop struct {
	Status int    `json:"status"`
	URL    string `json:"url"` // to where
}

const logSQL = `
	INSERT INTO visit (address, at, status, code, message, bytes, took_ms, items, new, changed, hops)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)`

const pruneSQL = `
	DELETE FROM visit
	WHERE address = ?1 AND id <= (SELECT id FROM visit WHERE address = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)`

// Save stores what visits brought, in one transaction: all of them, or none
// (DB-8). The ids of new records, and the paths they got, are set in their
// Records.
func (db *DB) Save(ctx context.Context, visits ...*Visit) error {
	compiled := map[string]*sql.Stmt{}
	for _, query := range savingSQL {
		st, err := db.saves.of(ctx, query) //nolint:sqlclosecheck // it is kept, until the database is closed
		if err != nil {
			return fmt.Errorf("save: %w", err)
		}
		compiled[query] = st
	}
	return db.inTx(ctx, "save", func(tx *sql.Tx) error {
		b := &batch{Tx: tx, compiled: compiled}
		inside := context.WithoutCancel(ctx) // else each statement has a goroutine watch ctx
		for _, v := range visits {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := saveOne(inside, b, v); err != nil {
				return fmt.Errorf("%s: %w", v.Address.Slug, err)
			}
		}
		return b.indexAll(inside)
	})
}

// savingSQL is what is run for each visit, each entry, each link.
var savingSQL = []string{
	saveAddressSQL, logSQL, pruneSQL, pathTakenSQL, insertEntrySQL, updateEntrySQL, saveTextSQL,
	dropLinksSQL, saveLinkSQL, saveKeySQL, newWordsSQL, wordsSQL,
}

func saveOne(ctx context.Context, tx *batch, v *Visit) error {
	id, err := saveAddress(ctx, tx, &v.Address)
	if err != nil {
		return err
	}
	v.Address.ID = id
	for i := range v.Records {
		if err := saveRecord(ctx, tx, id, &v.Records[i]); err != nil {
			return fmt.Errorf("entry %s: %w", v.Records[i].Entry.AtomID, err)
		}
	}
	if err := saveStanding(ctx, tx, v); err != nil {
		return err
	}
	return logVisit(ctx, tx, v)
}

// indexAll comes last: SQLite writes the words that it gathers out whenever a
// statement on another table begins.
func (b *batch) indexAll(ctx context.Context) error {
	for _, rec := range b.index {
		if err := index(ctx, b, &rec.Entry, rec.known); err != nil {
			return fmt.Errorf("words of entry %s: %w", rec.Entry.AtomID, err)
		}
	}
	return nil
}

// saveStanding writes what a visit changes besides its address and entries.
func saveStanding(ctx context.Context, tx *batch, v *Visit) error {
	for _, id := range v.Withdrawn {
		if _, err := tx.ExecContext(ctx, "UPDATE entry SET withdrawn = ?2 WHERE id = ?1", id, v.At.Unix()); err != nil {
			return err
		}
	}
	for _, id := range v.Back {
		if _, err := tx.ExecContext(ctx, "UPDATE entry SET withdrawn = NULL WHERE id = ?1", id); err != nil {
			return err
		}
	}
	if v.Feed != nil {
		if err := saveFeed(ctx, tx, v.Feed); err != nil {
			return err
		}
	}
	return saveWait(ctx, tx, v.Wait, v.At)
}

func logVisit(ctx context.Context, tx *batch, v *Visit) error {
	hops, err := list(v.Hops)
	if err != nil {
		return err
	}
	a := v.Address
	if _, err := tx.ExecContext(ctx, logSQL, a.ID, v.At.Unix(), a.Status, a.Code, plain(a.Message), v.Bytes, a.Took.Milliseconds(), v.Items, v.New, v.Changed, hops); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, pruneSQL, a.ID, keptVisits)
	return err
}

// A Past is a visit as it is remembered.
type Past struct {
	At      time.Time
	Status  int
	Code    planet.Code
	Message string
	Bytes   int64
	Took    time.Duration
	Items   int
	New     int
	Changed int
	Hops    []Hop
}

const pastSQL = `
	SELECT   at, status, code, message, bytes, took_ms, items, new, changed, hops
	FROM     visit
	WHERE    address = ?1
	ORDER BY id DESC`

// Past returns the visits of an address, the latest first, at most 50.
func (r *Reader) Past(ctx context.Context, address int64) ([]Past, error) {
	rows, err := r.db.QueryContext(ctx, pastSQL, address)
	if err != nil {
		return nil, fmt.Errorf("visits: %w", err)
	}
	defer rows.Close()
	var all []Past
	for rows.Next() {
		var p Past
		var took int64
		if err := rows.Scan(stamp{&p.At}, &p.Status, &p.Code, &p.Message, &p.Bytes, &took, &p.Items, &p.New, &p.Changed, fromJSON{&p.Hops}); err != nil {
			return nil, fmt.Errorf("visits: %w", err)
		}
		p.Took = time.Duration(took) * time.Millisecond
		all = append(all, p)
	}
	return all, rows.Err()
}
