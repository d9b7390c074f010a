package get

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// acceptEncoding names what decode understands (GET-29).
const acceptEncoding = "gzip, br, zstd"

const (
	zstdWindow = 8 << 20  // bytes (SAFE-5)
	zstdMemory = 64 << 20 // bytes
	poolable   = 1 << 20  // bytes; larger buffers are left to the collector
)

var (
	errTooBig  = errors.New("larger than the limit")
	errCodings = errors.New("packed more than once")
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// read reads resp's body, decoded, and tells how many bytes came over the
// wire. Both are at most limit bytes, or the error is errTooBig; an error of
// the connection is a *wireError.
func read(resp *http.Response, limit int64) (body []byte, wire int64, err error) {
	if resp.ContentLength > limit {
		return nil, 0, errTooBig
	}
	w := &wireReader{r: resp.Body, left: limit}
	dec, err := decoder(w, resp.Header)
	if err != nil {
		return nil, limit - w.left, err
	}
	defer dec.Close()
	buf := buffers.Get().(*bytes.Buffer)
	defer release(buf)
	_, err = buf.ReadFrom(io.LimitReader(dec, limit+1)) // the limit is outside the decoder: bombs count unpacked
	wire = limit - w.left
	switch {
	case w.err != nil:
		return nil, wire, w.err
	case int64(buf.Len()) > limit, errors.Is(err, zstd.ErrDecoderSizeExceeded), errors.Is(err, zstd.ErrWindowSizeExceeded):
		return nil, wire, errTooBig
	case err != nil:
		return nil, wire, err
	}
	return bytes.Clone(buf.Bytes()), wire, nil
}

func release(buf *bytes.Buffer) {
	if buf.Cap() <= poolable {
		buf.Reset()
		buffers.Put(buf)
	}
}

// A wireError is the connection's, not the decoder's.
type wireError struct{ cause error }

func (e *wireError) Error() string { return "read: " + e.cause.Error() }
func (e *wireError) Unwrap() error { return e.cause }

// A wireReader reads at most left bytes and remembers the first error, for
// decoders give others in its place.
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
	case err != nil && err != io.EOF: //nolint:errorlint // a reader's EOF is bare
		w.err = &wireError{err}
	default:
		return n, err
	}
	return n, w.err
}

// decoder undoes the one coding that header names. Servers pack with gzip
// without being asked or without saying so, and say so without packing; its
// first two bytes know better (GET-29). Names that are no coding pass.
func decoder(r io.Reader, header http.Header) (io.ReadCloser, error) {
	codings := codings(header)
	if len(codings) > 1 {
		return nil, errCodings
	}
	switch strings.Join(codings, "") {
	case "br":
		return io.NopCloser(brotli.NewReader(r)), nil
	case "zstd":
		d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(zstdWindow), zstd.WithDecoderMaxMemory(zstdMemory))
		if err != nil {
			return nil, err
		}
		return d.IOReadCloser(), nil
	}
	b := bufio.NewReader(r)
	if head, _ := b.Peek(2); string(head) == "\x1f\x8b" {
		return gzip.NewReader(b)
	}
	return io.NopCloser(b), nil
}

// codings lists what a body is packed in.
func codings(header http.Header) []string {
	var all []string
	for _, line := range header.Values("Content-Encoding") {
		for name := range strings.SplitSeq(line, ",") {
			if name = strings.ToLower(strings.TrimSpace(name)); name != "" && name != "identity" {
				all = append(all, name)
			}
		}
	}
	return all
}
