package parse

import (
	"errors"
	"io"
	"time"
)

// errSlow ends a parse that takes too long.
var errSlow = errors.New("reading it takes too long")

// A deadline is a reader that fails once its time is up, and gives little at
// a time, so that whoever reads is stopped in time (PARSE-12).
type deadline struct {
	r  io.Reader
	up <-chan time.Time
}

// newDeadline gives r for so long; stop frees its timer.
func newDeadline(r io.Reader, d time.Duration) (_ *deadline, stop func()) {
	t := time.NewTimer(d)
	return &deadline{r, t.C}, func() { t.Stop() }
}

// Read reads at most 4 KiB.
func (d *deadline) Read(b []byte) (int, error) {
	select {
	case <-d.up:
		d.up = nil // a nil channel never comes up: remember it otherwise
		d.r = failed{}
	default:
	}
	return d.r.Read(b[:min(len(b), maxRead)])
}

// failed is what a deadline reads from when its time is up.
type failed struct{}

func (failed) Read([]byte) (int, error) { return 0, errSlow }
