package parse

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"planet"
)

// slow gives a byte a second.
type slow struct{ r io.Reader }

func (s slow) Read(b []byte) (int, error) {
	time.Sleep(time.Second) // of the bubble's clock
	return s.r.Read(b[:1])
}

// The library is stopped two seconds after it began, and stays stopped
// (PARSE-12).
func TestDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, stop := newDeadline(slow{strings.NewReader("abcdefgh")}, maxParse+time.Second/2)
		defer stop()
		got, err := io.ReadAll(r)
		if string(got) != "abc" || !errors.Is(err, errSlow) {
			t.Errorf("read %q, %v; want abc and %v", got, err, errSlow)
		}
		if _, err := r.Read(make([]byte, 1)); !errors.Is(err, errSlow) {
			t.Errorf("read again: %v, want %v", err, errSlow)
		}
	})
}

// Who is in time gets all, and at most 4 KiB at once.
func TestDeadlineInTime(t *testing.T) {
	doc := bytes.Repeat([]byte("x"), 3*maxRead)
	r, stop := newDeadline(bytes.NewReader(doc), time.Hour)
	defer stop()
	if n, err := r.Read(make([]byte, 2*maxRead)); n != maxRead || err != nil {
		t.Errorf("read %d bytes, %v; want %d", n, err, maxRead)
	}
	if rest, err := io.ReadAll(r); len(rest) != 2*maxRead || err != nil {
		t.Errorf("read %d bytes more, %v; want %d", len(rest), err, 2*maxRead)
	}
}

// A parse that took too long is an error of the feed.
func TestDeadlineOfParse(t *testing.T) {
	_, err := Parse([]byte(inRSS("x")), From{patience: -1})
	e, is := errors.AsType[*Error](err)
	if !is || e.Code != planet.CodeUnreadable || e.Why != "the parser gave up on it" || !errors.Is(err, errSlow) {
		t.Errorf("Parse without time: %v", err)
	}
}

// A library that gives up makes an error of ours, which keeps what it said.
func TestLibraryGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := new(pass)
		p.reset([]byte("<rss><channel><item><title>x</title></item></channel></rss>"), 0, formatRSS, From{})
		if err := p.run(); err != nil {
			t.Fatal(err)
		}
		r, stop := newDeadline(slow{p.frame.reader(formatRSS)}, maxParse)
		defer stop()
		_, err := library(r)
		if !errors.Is(err, errSlow) {
			t.Errorf("library: %v, want %v", err, errSlow)
		}
		e := &Error{err: err}
		if !errors.Is(e, errSlow) {
			t.Errorf("%v hides what the library said", e)
		}
	})
}
