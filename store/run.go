package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// A Run is once along the line, as it is remembered (SCHED-8).
type Run struct {
	Started, Ended time.Time // Ended is zero for one that goes on, or was killed
	Asked          int       // feeds
	Unchanged      int
	New            int // entries
	Failed         int // feeds
}

const keptRuns = 500 // nothing grows without bound (DB-14)

// Begin notes that a run began and returns its number, for [DB.End].
func (db *DB) Begin(ctx context.Context, now time.Time) (int64, error) {
	var id int64
	err := db.inTx(ctx, "begin run", func(tx *sql.Tx) error {
		if err := tx.QueryRowContext(ctx, "INSERT INTO run (started, asked, unchanged, new, failed) VALUES (?1, 0, 0, 0, 0) RETURNING id", now.Unix()).Scan(&id); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "DELETE FROM run WHERE id <= ?1", id-keptRuns)
		return err
	})
	return id, err
}

// End notes how run id went.
func (db *DB) End(ctx context.Context, id int64, run Run) error {
	_, err := db.w.ExecContext(ctx, "UPDATE run SET ended = ?2, asked = ?3, unchanged = ?4, new = ?5, failed = ?6 WHERE id = ?1",
		id, run.Ended.Unix(), run.Asked, run.Unchanged, run.New, run.Failed)
	if err != nil {
		return fmt.Errorf("end run: %w", err)
	}
	return nil
}

const lastRunSQL = `
	SELECT   started, ended, asked, unchanged, new, failed
	FROM     run
	ORDER BY id DESC
	LIMIT    1`

// LastRun returns the latest run; the zero Run if there was none.
func (r *Reader) LastRun(ctx context.Context) (Run, error) {
	var run Run
	err := r.db.QueryRowContext(ctx, lastRunSQL).Scan(stamp{&run.Started}, stamp{&run.Ended}, &run.Asked, &run.Unchanged, &run.New, &run.Failed)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return run, fmt.Errorf("last run: %w", err)
	}
	return run, nil
}
