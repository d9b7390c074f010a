package render

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"planet"
)

// How hard the codings try: a file is made smaller once and read often, but a
// feed changes many times a day.
const (
	gzipLevel   = gzip.DefaultCompression
	brotliLevel = 9 // 10 and 11 take ten times as long for a tenth less
)

// isText reports whether the file called name is worth making smaller:
// pictures are small already.
func isText(name string) bool {
	return slices.Contains([]string{".html", ".xml", ".opml", ".json", ".css", ".js", ".svg", ".txt", ".yaml", ".ics"}, path.Ext(name)) || isXML(name)
}

// A squeezer makes files smaller in the codings that the list names. It may be
// used by several goroutines.
type squeezer struct {
	codings []planet.Coding
	zstd    *sync.Pool // of *zstd.Encoder: each holds megabytes
}

func newSqueezer(codings []planet.Coding) (squeezer, error) {
	q := squeezer{codings: slices.Compact(slices.Sorted(slices.Values(codings)))}
	if !slices.Contains(q.codings, planet.CodingZstd) {
		return q, nil
	}
	one, err := newZstd()
	q.zstd = &sync.Pool{}
	q.zstd.Put(one)
	return q, err
}

func newZstd() (*zstd.Encoder, error) {
	return zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderConcurrency(1))
}

// names gives the files that go with the one called name.
func (q squeezer) names(name string) []string {
	if !isText(name) {
		return nil
	}
	var all []string
	for _, c := range q.codings {
		all = append(all, name+"."+string(c))
	}
	return all
}

// squeeze makes what r holds smaller for the file called name, which ends like
// a coding.
func (q squeezer) squeeze(name string, r io.Reader) ([]byte, error) {
	var out bytes.Buffer
	var w io.WriteCloser
	var err error
	switch planet.Coding(path.Ext(name)[1:]) {
	case planet.CodingGzip:
		w, err = gzip.NewWriterLevel(&out, gzipLevel)
	case planet.CodingBrotli:
		w = brotli.NewWriterLevel(&out, brotliLevel)
	case planet.CodingZstd:
		z, pooled := q.zstd.Get().(*zstd.Encoder)
		if !pooled {
			z, err = newZstd()
		}
		if err == nil {
			defer q.zstd.Put(z)
			z.Reset(&out)
			w = z
		}
	}
	if err == nil {
		_, err = io.Copy(w, r)
		err = errors.Join(err, w.Close())
	}
	if err != nil {
		return nil, fmt.Errorf("make %s smaller: %w", name, err)
	}
	return out.Bytes(), nil
}

// putSmaller puts what goes with the file called name, which holds the size
// bytes of r. What was made of the same bytes stands as it is.
func (t *tree) putSmaller(name string, r io.ReaderAt, size int64) error {
	names := t.o.Squeezer.names(name)
	if len(names) == 0 {
		return nil
	}
	content := sha256.New()
	if _, err := io.Copy(content, io.NewSectionReader(r, 0, size)); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	for _, smaller := range names {
		var s sum
		s.text(string(content.Sum(nil)), smaller)
		of := s.digest()
		if stands, err := t.stands(of, smaller); err != nil {
			return err
		} else if stands {
			continue
		}
		free, err := t.claim(smaller, false)
		if err != nil {
			return err
		}
		if !free {
			continue // the owner's own
		}
		squeezed, err := t.o.Squeezer.squeeze(smaller, io.NewSectionReader(r, 0, size))
		if err != nil {
			return err
		}
		if err := t.write(smaller, bytes.NewReader(squeezed), int64(len(squeezed))); err != nil {
			return err
		}
		t.mu.Lock()
		t.files[smaller].made.of = of
		t.mu.Unlock()
	}
	return nil
}

// keepSmaller lets stand what goes with a file that stands, and makes what is
// missing of it.
func (t *tree) keepSmaller(name string) error {
	names := t.o.Squeezer.names(name)
	if len(names) == 0 {
		return nil
	}
	if !slices.ContainsFunc(names, func(smaller string) bool { return !t.lies(smaller) }) {
		for _, smaller := range names {
			if err := t.reuse(smaller); err != nil {
				return err
			}
		}
		return nil
	}
	f, err := t.root.Open(name)
	if err != nil {
		return fmt.Errorf("read %s: %w", t.shown(name), err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("read %s: %w", t.shown(name), err)
	}
	return t.putSmaller(name, f, info.Size())
}
