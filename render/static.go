package render

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
)

// copyStatic takes the owner's own files over as they are (DET-4). A symbolic
// link among them is an error: a list that strangers send pull requests to
// must not be able to publish what lies elsewhere on the machine.
func (t *tree) copyStatic() error {
	if t.o.Static == "" {
		return nil
	}
	root, err := os.OpenRoot(t.o.Static)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("static files: %w", err)
	}
	defer root.Close()
	return fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("static files: %w", err)
		case d.IsDir():
			return t.checkOutside(d, path.Join(t.o.Static, name))
		case !d.Type().IsRegular():
			return fmt.Errorf("%s is no file; put the file itself there", path.Join(t.o.Static, name))
		}
		return t.copyFile(root, name)
	})
}

// static names the owner's own files.
func (t *tree) static() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var names []string
	for name, f := range t.files {
		if f.static {
			names = append(names, name)
		}
	}
	return names
}

// checkOutside refuses an output folder among the static files: each render
// would copy the site before it.
func (t *tree) checkOutside(d fs.DirEntry, shown string) error {
	if t.root == nil {
		return nil
	}
	folder, err := d.Info()
	if err != nil {
		return fmt.Errorf("static files: %w", err)
	}
	output, err := t.root.Stat(".")
	if err != nil {
		return fmt.Errorf("output folder: %w", err)
	}
	if os.SameFile(folder, output) {
		return fmt.Errorf("%s is the output folder; it can't lie among the static files it takes over", shown)
	}
	return nil
}

func (t *tree) copyFile(root *os.Root, name string) error {
	if err := checkPortable(name); err != nil {
		return fmt.Errorf("static files: %w", err)
	}
	if _, err := t.claim(name, true); err != nil {
		return fmt.Errorf("static files: %w", err)
	}
	f, err := root.Open(name)
	if err != nil {
		return fmt.Errorf("static files: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("static files: %w", err)
	}
	return t.write(name, f, info.Size())
}
