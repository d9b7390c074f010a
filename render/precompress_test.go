package render

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"planet"
)

// Each text file has what the list asks for beside it, and that holds the same;
// a render that finds nothing new touches none of it (DET-2).
func TestPrecompress(t *testing.T) {
	p := newTestPlanet(t)
	p.site.Precompress = []planet.Coding{planet.CodingZstd, planet.CodingGzip, planet.CodingBrotli}
	r := p.render(t)
	files := 0
	for _, name := range r.Added {
		if plainName(name) != name || !isText(name) {
			continue
		}
		files++
		want := p.file(t, name)
		for ending, read := range map[string]func(io.Reader) (io.Reader, error){
			".gz":  func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
			".br":  func(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil },
			".zst": func(r io.Reader) (io.Reader, error) { return zstd.NewReader(r) },
		} {
			u, err := read(strings.NewReader(p.file(t, name+ending)))
			if err != nil {
				t.Fatalf("%s%s: %v", name, ending, err)
			}
			if got, err := io.ReadAll(u); err != nil || string(got) != want {
				t.Errorf("%s%s holds %d bytes, %v; want the %d of %s", name, ending, len(got), err, len(want), name)
			}
		}
	}
	if files < 40 {
		t.Errorf("%d text files; want all pages and feeds", files)
	}
	if _, err := os.Stat(filepath.Join(p.public, "favicon.ico.gz")); err == nil {
		t.Error("a picture was made smaller, which it is already")
	}
	before := snapshot(t, p.public)
	p.render(t, unaudited)
	p.render(t)
	if snapshot(t, p.public) != before {
		t.Error("a second render touched a file")
	}
}

// What goes with a file goes when it does, or when the list asks no more for
// it; one that somebody deleted or changed comes back.
func TestPrecompressFollows(t *testing.T) {
	p := newTestPlanet(t)
	p.site.Precompress = []planet.Coding{planet.CodingGzip}
	p.render(t, unaudited)
	name := filepath.Join(p.public, "members", "ann", "index.html.gz")
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	closed := filepath.Join(p.public, "archive", "2026-01.json.gz")
	for _, lost := range []string{name, closed} {
		if err := os.Remove(lost); err != nil {
			t.Fatal(err)
		}
	}
	p.render(t, unaudited)
	if got, err := os.ReadFile(name); err != nil || !bytes.Equal(got, want) {
		t.Errorf("after it was deleted: %d bytes, %v", len(got), err)
	}
	if _, err := os.Stat(closed); err != nil {
		t.Errorf("of a closed month: %v", err)
	}
	p.site.Precompress = nil
	if r := p.render(t, unaudited); len(r.Removed) < 40 || len(r.Changed) != 1 { // the public list, which names the key
		t.Errorf("after the list asks for none: %d removed, %v changed", len(r.Removed), r.Changed)
	}
}
