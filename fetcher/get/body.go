package get

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// Sizes of the buffers in which bodies gather, in bytes. Those over poolable
// are not kept; those over large are asked for ([Request.Large]).
const (
	firstBuffer = 64 << 10
	poolable    = 256 << 10
	large       = 1 << 20
)

// errTooBig means more bytes than the limit, on the wire or unpacked (SAFE-5).
var errTooBig = errors.New("larger than the limit")

// buffers are kept for further bodies: most feeds fit into one of them.
var buffers = sync.Pool{New: func() any { b := make([]byte, 0, firstBuffer); return &b }}

// read reads resp's body, unpacked, and tells how many bytes came over the
// wire. Both are at most limit bytes, or the error is errTooBig; an error of
// the connection is a *wireError. Before a body gets large, ask is called, if
// there is one. The body belongs to the caller.
func read(resp *http.Response, limit int64, ask func()) (body []byte, wire int64, err error) {
	if resp.ContentLength > limit {
		return nil, 0, errTooBig
	}
	w := &wireReader{r: resp.Body, left: limit}
	kept := buffers.Get().(*[]byte)
	buf, err := unpack(*kept, w, resp.Header, limit+1, ask)
	body = take(kept, buf)
	wire = limit - w.left
	switch {
	case w.err != nil: // decoders give others in its place
		return nil, wire, w.err
	case int64(len(body)) > limit, errors.Is(err, zstd.ErrDecoderSizeExceeded), errors.Is(err, zstd.ErrWindowSizeExceeded):
		return nil, wire, errTooBig
	case err != nil:
		return nil, wire, err
	}
	return body, wire, nil
}

// take gives the bytes in buf, which grew out of kept. A small buffer goes
// back, and the caller gets a copy; a large one goes to the caller.
func take(kept *[]byte, buf []byte) []byte {
	if cap(buf) > poolable {
		return buf
	}
	body := bytes.Clone(buf)
	*kept = buf[:0]
	buffers.Put(kept)
	return body
}

// unpack appends at most limit unpacked bytes of r to buf, which is empty. The
// limit is outside the decoder: bombs count by what comes out of them. Before
// there are more than large bytes, ask is called.
func unpack(buf []byte, r io.Reader, header http.Header, limit int64, ask func()) ([]byte, error) {
	dec, err := decoder(r, header)
	if err != nil {
		return buf, err
	}
	defer dec.Close()
	for int64(len(buf)) < limit {
		if len(buf) == cap(buf) {
			if ask != nil && 2*cap(buf) > large {
				ask()
				ask = nil
			}
			buf = append(make([]byte, 0, min(int64(2*cap(buf)), limit)), buf...)
		}
		n, err := dec.Read(buf[len(buf):min(int64(cap(buf)), limit)])
		buf = buf[:len(buf)+n]
		if err == io.EOF {
			return buf, nil
		}
		if err != nil {
			return buf, err
		}
	}
	return buf, nil
}

// A wireError is the connection's, not the decoder's.
type wireError struct{ cause error }

func (e *wireError) Error() string { return "read: " + e.cause.Error() }
func (e *wireError) Unwrap() error { return e.cause }

// A wireReader reads at most left bytes and remembers the first error.
type wireReader struct {
	r    io.Reader
	left int64
	err  error
}

func (w *wireReader) Read(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	n, err := w.r.Read(p)
	w.left -= int64(n)
	switch {
	case w.left < 0:
		w.err = errTooBig
	case err != nil && err != io.EOF:
		w.err = &wireError{err}
	default:
		return n, err
	}
	return n, w.err
}
