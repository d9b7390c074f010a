package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"planet"
)

const keptEvents = 50 // of each slug: nothing grows without bound (DB-14)

// An Event is a change of how an item of the list fares.
type Event struct {
	Slug    string
	At      time.Time // when a run found it so
	State   planet.State
	Code    planet.Code // why; "" if nothing is wrong
	Message string      // the same in words
}

const eventsSQL = `
	SELECT   slug, at, state, code, message
	FROM     event
	ORDER BY slug, id DESC`

// Events returns what happened to each slug, the latest first. Some may have
// left the list.
func (r *Reader) Events(ctx context.Context) (map[string][]Event, error) {
	rows, err := r.db.QueryContext(ctx, eventsSQL)
	if err != nil {
		return nil, fmt.Errorf("events: %w", err)
	}
	defer rows.Close()
	all := map[string][]Event{}
	for rows.Next() {
		var e Event
		if err := rows.Scan(&e.Slug, stamp{&e.At}, &e.State, &e.Code, &e.Message); err != nil {
			return nil, fmt.Errorf("events: %w", err)
		}
		all[e.Slug] = append(all[e.Slug], e)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("events: %w", err)
	}
	return all, nil
}

const lastStatesSQL = `
	SELECT slug, state
	FROM   event
	WHERE  id IN (SELECT max(id) FROM event GROUP BY slug)`

// LastStates returns what was noted last of each slug of which anything was.
func (r *Reader) LastStates(ctx context.Context) (map[string]planet.State, error) {
	rows, err := r.db.QueryContext(ctx, lastStatesSQL)
	if err != nil {
		return nil, fmt.Errorf("last states: %w", err)
	}
	defer rows.Close()
	all := map[string]planet.State{}
	for rows.Next() {
		var slug string
		var state planet.State
		if err := rows.Scan(&slug, &state); err != nil {
			return nil, fmt.Errorf("last states: %w", err)
		}
		all[slug] = state
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("last states: %w", err)
	}
	return all, nil
}

const pruneEventsSQL = `
	DELETE FROM event
	WHERE slug = ?1 AND id NOT IN (SELECT id FROM event WHERE slug = ?1 ORDER BY id DESC LIMIT ?2)`

// SaveEvents adds what happened, and drops what is too old to be told.
func (db *DB) SaveEvents(ctx context.Context, events []Event) error {
	if len(events) == 0 {
		return nil
	}
	return db.inTx(ctx, "save events", func(tx *sql.Tx) error {
		for _, e := range events {
			if _, err := tx.ExecContext(ctx, "INSERT INTO event (slug, at, state, code, message) VALUES (?1, ?2, ?3, ?4, ?5)", e.Slug, unix(e.At), e.State, e.Code, plain(e.Message)); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, pruneEventsSQL, e.Slug, keptEvents); err != nil {
				return err
			}
		}
		return nil
	})
}
