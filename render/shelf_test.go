package render

import (
	"context"
	"errors"
	"testing"
)

// After an error nothing more is asked, and the error is said once, however many
// entries a list names.
func TestShelfSaysItsErrorOnce(t *testing.T) {
	p := newTestPlanet(t)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	s := newShelf(ctx, p.db.Reader)
	for id := range int64(100) {
		s.open([]int64{id})
	}
	if err := s.err(); !errors.Is(err, context.Canceled) || len(err.Error()) > 100 {
		t.Errorf("err = %v; want that it was cancelled, once", err)
	}
	s = newShelf(t.Context(), p.db.Reader)
	s.open([]int64{1 << 40})
	if s.err() == nil {
		t.Error("an entry that is gone is no error")
	}
}
