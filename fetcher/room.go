package fetcher

import (
	"context"
	"time"

	"golang.org/x/sync/semaphore"
)

// roomBytes is how many bytes of documents may be on their way between their
// download and the store. What is made of a document, its items, entries and
// texts, takes about four times as much memory, until it is stored. It is more
// than two transactions hold (keptBytes): one is written, the next one gathers,
// and processors work on what comes after.
const roomBytes = 3 << 20

// How many bytes large documents may take while they are downloaded, and until
// they are stored: each counts with the most that it may come to. Who can't get
// in for so long, since hosts that drip are in there, goes on all the same: that
// no feed suffers for another one is worth more than memory.
const (
	largeBytes = 20 << 20
	largeWait  = 5 * time.Second
)

// A room bounds memory by bytes: as many workers as are downloading would all
// hold what they made of their documents, and wait for the one that writes.
type room struct{ free *semaphore.Weighted }

func newRoom() room { return room{semaphore.NewWeighted(roomBytes)} }

// enter waits until there is room for a document of so many bytes, and tells
// how to leave. One that is larger than the room has it to itself. The error is
// ctx's.
func (r room) enter(ctx context.Context, size int) (leave func(), err error) {
	n := min(int64(size), roomBytes)
	if err := r.free.Acquire(ctx, n); err != nil {
		return nil, err
	}
	return func() { r.free.Release(n) }, nil
}

// large is a document that takes more than others: what it holds of the room
// for such, until it leaves.
type large struct {
	u    *Updater
	held int64
}

// enter waits until there is room for a document that may come to most bytes,
// but not for long.
func (l *large) enter(ctx context.Context, most int64) {
	ctx, cancel := context.WithTimeout(ctx, largeWait)
	defer cancel()
	n := min(most, largeBytes)
	if l.u.larges.Acquire(ctx, n) == nil {
		l.held += n
	}
}

func (l *large) leave() {
	l.u.larges.Release(l.held)
	l.held = 0
}
