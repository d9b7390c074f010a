package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Of many who make the same file, one does, and it is whole; also on a disk that has
// no hard links, as those of cameras and some networks.
func TestOneMakesTheFile(t *testing.T) {
	for disk, link := range map[string]func(temp, file string) error{"with links": os.Link, "without": noLinks} {
		t.Run(disk, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "ann.yaml")
			const many = 16
			var errs [many]error
			var wg sync.WaitGroup
			for n := range many {
				wg.Go(func() {
					errs[n] = complete(file, strings.Repeat(fmt.Sprintln(n), 1000), 0o644, func(temp, file string) error { return become(temp, file, link) })
				})
			}
			wg.Wait()
			made := -1
			for n, err := range errs {
				switch {
				case err == nil && made < 0:
					made = n
				case !errors.Is(err, fs.ErrExist):
					t.Errorf("%d and %d: %v, want that the file exists", made, n, err)
				}
			}
			b, err := os.ReadFile(file)
			if err != nil || made < 0 || string(b) != strings.Repeat(fmt.Sprintln(made), 1000) {
				t.Errorf("%d made the file, and it holds %.20q, %v", made, b, err)
			}
			if left, err := os.ReadDir(filepath.Dir(file)); err != nil || len(left) != 1 {
				t.Errorf("%d files are left, %v; want the one", len(left), err)
			}
		})
	}
}

func noLinks(temp, file string) error {
	return &os.LinkError{Op: "link", Old: temp, New: file, Err: errors.ErrUnsupported}
}

// What cannot become the file leaves nothing under its name.
func TestWhatFailsLeavesNoName(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "ann.yaml")
	if err := become(filepath.Join(dir, "nothing"), file, noLinks); err == nil || errors.Is(err, fs.ErrExist) {
		t.Errorf("err = %v, want that there is nothing", err)
	}
	if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the file is there: %v", err)
	}
}
