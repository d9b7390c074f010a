package fetcher

import (
	"context"

	"golang.org/x/sync/semaphore"
)

// roomBytes is how many bytes of documents may be on their way between their
// download and the store. What is made of a document, its items, entries and
// texts, takes about four times as much memory, until it is stored. It is more
// than two transactions hold (keptBytes): one is written, the next one gathers,
// and processors work on what comes after.
const roomBytes = 3 << 20

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
