package main

import (
	"context"
	"io"
	"sync"
	"time"

	"planet/store"
)

// writer is what results are printed to.
type writer = io.Writer

// lease makes this the one planet at work on db, and keeps it so until
// release is called.
func (c *call) lease(ctx context.Context, db *store.DB) (release func(), err error) {
	if err := db.Acquire(ctx, c.now()); err != nil {
		return nil, err
	}
	hold := context.WithoutCancel(ctx) // also while a stopped run finishes
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		tick := time.NewTicker(store.RenewEvery)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				if err := db.Renew(hold, c.now()); err != nil {
					c.log.Error("lease not renewed", "err", err)
				}
			}
		}
	})
	return func() {
		close(done)
		wg.Wait()
		if err := db.Release(hold); err != nil {
			c.log.Error("lease not given back", "err", err)
		}
	}, nil
}
