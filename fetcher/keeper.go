package fetcher

import (
	"context"
	"sync"
	"time"

	"planet/store"
)

// How much is stored at once (DB-8). What a crash takes is no more than that:
// the next run asks for it again.
const (
	keptAtOnce = 64                    // visits of one transaction, at most
	keptBytes  = 1 << 20               // of documents that brought entries; with more of them it is full, too
	keptWait   = 20 * time.Millisecond // after the last visit that came; then those that are there are stored
	keptQueue  = 8                     // visits that wait for the transaction before theirs
)

// A keeper is the one that writes. Visits come from many workers, and each
// transaction costs as much as several visits in it, so it stores many at once.
type keeper struct {
	w     *workers
	queue chan kept
	ended sync.WaitGroup
}

// kept is a visit on its way to the store.
type kept struct {
	index int // in the feeds of the run
	out   outcome
}

func (w *workers) startKeeper(ctx context.Context) *keeper {
	k := &keeper{w: w, queue: make(chan kept, keptQueue)}
	k.ended.Go(func() { k.run(context.WithoutCancel(ctx)) }) // what was fetched is kept, also when the run is stopped
	return k
}

// finish stores what is left. Nothing may come afterwards.
func (k *keeper) finish() {
	close(k.queue)
	k.ended.Wait()
}

func (k *keeper) run(ctx context.Context) {
	for first := range k.queue {
		k.store(ctx, k.gather(first))
	}
}

// gather waits until a transaction is full, or nothing more comes.
func (k *keeper) gather(first kept) []kept {
	all, bytes := []kept{first}, first.bytes()
	idle := time.NewTimer(keptWait)
	defer idle.Stop()
	for len(all) < keptAtOnce && bytes < keptBytes {
		select {
		case next, more := <-k.queue:
			if !more {
				return all
			}
			all, bytes = append(all, next), bytes+next.bytes()
			idle.Reset(keptWait)
		case <-idle.C:
			return all
		}
	}
	return all
}

// bytes is what a visit takes in memory, roughly: nothing, if it brought no
// entries.
func (k *kept) bytes() int64 {
	if len(k.out.visit.Records) == 0 {
		return 0
	}
	return k.out.visit.Bytes
}

// store stores visits, and lets go of what waited for it.
func (k *keeper) store(ctx context.Context, all []kept) {
	visits := make([]*store.Visit, len(all))
	for i := range all {
		visits[i] = all[i].out.visit
	}
	err := k.w.failure()
	if err == nil {
		err = k.w.u.Store.Save(ctx, visits...)
	}
	for i := range all {
		if all[i].out.release != nil {
			all[i].out.release()
		}
		all[i].out.broken = err
		k.w.note(all[i].index, all[i].out)
	}
}
