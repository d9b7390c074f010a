package main

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"planet/store"
)

// writer is what results are printed to.
type writer = io.Writer

// lease makes this the one planet at work on db, and keeps it so until release
// is called. held ends with ctx, or when another planet has taken over all the
// same.
func (c *call) lease(ctx context.Context, db *store.DB) (held context.Context, release func(), err error) {
	if err := db.Acquire(ctx, c.now()); err != nil {
		return nil, nil, err
	}
	held, stop := context.WithCancel(ctx)
	hold := context.WithoutCancel(ctx) // also while a stopped run finishes
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		tick := time.NewTicker(store.RenewEvery)
		defer tick.Stop()
		c.renew(hold, db, tick.C, done, stop)
	})
	return held, func() {
		close(done)
		wg.Wait()
		stop()
		if err := db.Release(hold); err != nil {
			c.log.Error("lease not given back", "err", err)
		}
	}, nil
}

// renew renews the lease at each tick, until all is done or another planet has
// it: then it stops the run.
func (c *call) renew(ctx context.Context, db *store.DB, tick <-chan time.Time, done <-chan struct{}, stop func()) {
	for {
		select {
		case <-done:
			return
		case <-tick:
			err := db.Renew(ctx, c.now())
			if errors.Is(err, store.ErrTaken) {
				c.warn("%v, since a clock has jumped or this machine was asleep; this run ends", err)
				stop()
				return
			}
			if err != nil {
				c.log.Error("lease not renewed", "err", err)
			}
		}
	}
}
