package get

import (
	"bufio"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// acceptEncoding names what decoder understands (GET-29).
const acceptEncoding = "gzip, br, zstd"

const (
	zstdWindow = 8 << 20  // bytes (SAFE-5)
	zstdMemory = 64 << 20 // bytes
)

// errCodings means a body that is packed more than once (GET-29).
var errCodings = errors.New("packed more than once")

// Decoders are kept and used again: to make one costs more than to unpack a
// small feed with it. One for zstd with a concurrency of 1 has no goroutines,
// so that the collector may take it unclosed; it can't fail before it reads,
// for its options are in their ranges.
var (
	gzips   = sync.Pool{New: func() any { return new(gzip.Reader) }}
	brotlis = sync.Pool{New: func() any { return brotli.NewReader(nil) }}
	zstds   = sync.Pool{New: func() any {
		d, _ := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(zstdWindow), zstd.WithDecoderMaxMemory(zstdMemory))
		return d
	}}
)

// decoder undoes the one coding that header names; it has to be closed.
// Servers pack with gzip without being asked or without saying so, and say so
// without packing; its first two bytes know better (GET-29). Names that are
// no coding pass.
func decoder(r io.Reader, header http.Header) (io.ReadCloser, error) {
	names := codings(header)
	if len(names) > 1 {
		return nil, errCodings
	}
	switch strings.Join(names, "") {
	case "br":
		return pooled(&brotlis, r)
	case "zstd":
		return pooled(&zstds, r)
	}
	b := bufio.NewReader(r)
	if !isGzip(b) {
		return io.NopCloser(b), nil
	}
	p, err := pooled(&gzips, b)
	if err != nil {
		return nil, err
	}
	z := p.resettable.(*gzip.Reader)
	z.Multistream(false)
	return &members{p, z, b}, nil
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

func isGzip(b *bufio.Reader) bool {
	head, _ := b.Peek(2) // an error comes again when it is read
	return string(head) == "\x1f\x8b"
}

// resettable is what the three decoders have in common.
type resettable interface {
	io.Reader
	Reset(r io.Reader) error
}

// A pooledDecoder goes back to its pool when it is closed.
type pooledDecoder struct {
	resettable
	pool *sync.Pool
}

// pooled takes a decoder out of pool and lets it read r.
func pooled(pool *sync.Pool, r io.Reader) (*pooledDecoder, error) {
	d := &pooledDecoder{pool.Get().(resettable), pool}
	if err := d.Reset(r); err != nil {
		return nil, err
	}
	return d, nil
}

// Close lets go of what was read.
func (d *pooledDecoder) Close() error {
	_ = d.Reset(strings.NewReader("")) // gzip misses a header there
	d.pool.Put(d.resettable)
	return nil
}

// members reads the members of a gzip file one after the other, and ends
// where something else follows: some servers add padding or a line end.
type members struct {
	*pooledDecoder
	z *gzip.Reader
	r *bufio.Reader
}

func (m *members) Read(p []byte) (int, error) {
	n, err := m.z.Read(p)
	if err != io.EOF || !isGzip(m.r) { //nolint:errorlint // a reader's EOF is bare
		return n, err
	}
	if err := m.z.Reset(m.r); err != nil {
		return n, err
	}
	m.z.Multistream(false)
	return n, nil
}
