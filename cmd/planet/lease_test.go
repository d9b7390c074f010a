package main

import (
	"context"
	"database/sql"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"planet/store"
)

// SCHED-2: a planet whose lease another one took, as it may after the machine
// was asleep, ends its run; one that can renew it goes on.
func TestTakenOver(t *testing.T) {
	path := filepath.Join(t.TempDir(), "planet.db")
	db, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var said strings.Builder
	c := &call{stderr: &said, now: time.Now, log: slog.New(slog.DiscardHandler)}
	held, release, err := c.lease(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(held)
	tick, done := make(chan time.Time), make(chan struct{})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		c.renew(t.Context(), db, tick, done, stop)
	}()
	tick <- time.Time{}
	tick <- time.Time{} // what the one before brought is over
	if ctx.Err() != nil {
		t.Fatalf("a lease that could be renewed: %v", ctx.Err())
	}
	other, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if _, err := other.ExecContext(t.Context(), "UPDATE lease SET host = 'elsewhere'"); err != nil {
		t.Fatal(err)
	}
	select {
	case tick <- time.Time{}:
	case <-ended: // the tick before saw it already
	}
	<-ended
	if ctx.Err() == nil || !strings.Contains(said.String(), "another planet has taken the database over") {
		t.Errorf("a lease that is another's: %v, %q", ctx.Err(), said.String())
	}
	release()
	if held.Err() == nil {
		t.Error("after the release what was held goes on")
	}
	var host string
	if err := other.QueryRowContext(t.Context(), "SELECT host FROM lease").Scan(&host); err != nil || host != "elsewhere" {
		t.Errorf("the other's lease afterwards: %q, %v", host, err)
	}
}
