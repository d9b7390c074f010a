package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// Lease times (SCHED-2).
const (
	RenewEvery = 30 * time.Second // how often who holds a lease must renew it
	staleAfter = 2 * time.Minute  // then it may be taken over
)

// ErrTaken means that another process holds the lease by now: it took this one
// for dead, since a clock had jumped, or the machine was asleep.
var ErrTaken = errors.New("another planet has taken the database over")

// A LockedError says who is at work on the database.
type LockedError struct {
	Path  string
	Host  string
	PID   int
	Since time.Time
}

func (e *LockedError) Error() string {
	return fmt.Sprintf("%s is in use: planet has been at work since %s as process %d on %s; try again when it is done", e.Path, e.Since.UTC().Format("15:04:05 UTC"), e.PID, e.Host)
}

// Acquire makes this process the one that works on the database, or returns a
// [*LockedError]. A lease whose holder died, or did not renew it for two
// minutes, is taken over. Renew it every [RenewEvery]; give it back by
// [DB.Release].
func (db *DB) Acquire(ctx context.Context, now time.Time) error {
	host, pid := self()
	return db.inTx(ctx, "lease", func(tx *sql.Tx) error {
		held := LockedError{Path: db.path}
		var renewed time.Time
		err := tx.QueryRowContext(ctx, "SELECT host, pid, since, renewed FROM lease").Scan(&held.Host, &held.PID, stamp{&held.Since}, stamp{&renewed})
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if err == nil && !stale(held, host, renewed, now) {
			return &held
		}
		_, err = tx.ExecContext(ctx, "INSERT OR REPLACE INTO lease (one, host, pid, since, renewed) VALUES (1, ?1, ?2, ?3, ?3)", host, pid, now.Unix())
		return err
	})
}

// stale reports whether nobody stands behind a lease any more.
func stale(held LockedError, host string, renewed, now time.Time) bool {
	if now.Sub(renewed) > staleAfter || renewed.Sub(now) > staleAfter {
		return true
	}
	return held.Host == host && !alive(held.PID)
}

func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	err = p.Signal(syscall.Signal(0))
	return !errors.Is(err, os.ErrProcessDone) && !errors.Is(err, syscall.ESRCH)
}

// Renew says that this process still works on the database. With [ErrTaken] it
// must not: another one does.
func (db *DB) Renew(ctx context.Context, now time.Time) error {
	host, pid := self()
	done, err := db.w.ExecContext(ctx, "UPDATE lease SET renewed = ?3 WHERE host = ?1 AND pid = ?2", host, pid, now.Unix())
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return ErrTaken
}

// Release gives the lease back.
func (db *DB) Release(ctx context.Context) error {
	host, pid := self()
	_, err := db.w.ExecContext(ctx, "DELETE FROM lease WHERE host = ?1 AND pid = ?2", host, pid)
	return err
}

func self() (host string, pid int) {
	host, err := os.Hostname()
	if err != nil {
		host = "this machine"
	}
	return host, os.Getpid()
}
