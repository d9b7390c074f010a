// Package config is the first stage of the line
//
//	feeds.yaml → config → fetcher: get → parse → clean → store → render → public/
//
// In go feeds.yaml and the files of feeds.d beside it, out comes a
// [planet.Site], or everything that is wrong with them, each mistake with its
// place and what to write instead. The tables of keys (planet.go, group.go,
// member.go) also make feeds.schema.json, and write what they read: a list, or
// one item of it. It sends no request, reads no clock and passes over no key
// that it doesn't know.
package config

import (
	"path/filepath"
	"slices"
	"strings"
	"time"

	"planet"
)

// The sizes of what is read, in bytes, and of what is in it.
const (
	maxListBytes = 8 << 20  // feeds.yaml; 36,000 addresses are 2 MB (SAFE-18)
	maxItemBytes = 64 << 10 // one file of feeds.d
	maxLine      = 300      // characters of a name or title (SAFE-11)
	maxText      = 5_000    // characters of an about or notes
	maxAddress   = 2_048    // bytes of an address (SAFE-4)
	maxPattern   = 1_000    // characters of a pattern
	maxEntries   = 1_000    // of one list below a key
	maxSchedule  = 100      // bytes of a cron expression
)

// A Loader reads lists. Its zero value takes any schedule that isn't empty, and
// any name of a theme.
type Loader struct {
	// Schedule says what is wrong with a cron expression in a zone, as a
	// sentence that quotes it and says what to write; nil asks nobody.
	Schedule func(expr string, zone *time.Location) error

	// Themes are the names of the themes in the program; none takes any name.
	Themes []string
}

// Load reads the list at path with the zero [Loader].
func Load(path string) (*planet.Site, error) { return Loader{}.Load(path) }

// Load reads the list at path, and feeds.d beside it. The error is a
// [*Problems] with all that blocks if the list can be mended by its editor,
// also if there is no file; else a file could not be read. Warnings and notes
// are for [Loader.Check]. The Site belongs to the caller.
func (l Loader) Load(path string) (*planet.Site, error) {
	site, found, err := l.Check(path)
	if err != nil {
		return nil, err
	}
	blocks := slices.DeleteFunc(found, func(p Problem) bool { return p.Level != Blocks })
	if len(blocks) > 0 {
		return nil, &Problems{List: blocks}
	}
	return site, nil
}

// Check reads the list at path as [Loader.Load] does and returns all that was
// found, notes too, in the order of the files. The Site holds what could be
// read; it is complete if no problem blocks. The error is for files that
// cannot be read at all, and for a missing list, which is a [*Problems].
func (l Loader) Check(path string) (*planet.Site, []Problem, error) {
	src, err := readList(path)
	if err != nil {
		return nil, nil, err
	}
	return l.check(path, src)
}

// A draft is a file of feeds.d that isn't there yet.
type draft struct{ path, text string }

// check reads a list whose file holds src, with more files in feeds.d.
func (l Loader) check(path, src string, more ...draft) (*planet.Site, []Problem, error) {
	r := newReading(l, path)
	r.list(src)
	if err := r.folder(filepath.Join(r.site.Dir, folderName)); err != nil {
		return nil, nil, err
	}
	for _, d := range more {
		r.begin(d.path)
		r.itemFile(strings.TrimSuffix(filepath.Base(d.path), ".yaml"), d.text)
	}
	r.afterwards()
	return r.site, r.sorted(), nil
}
