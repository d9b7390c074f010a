package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"planet"
	"planet/render"
)

// ownTheme is the folder beside the list whose files stand in for those of
// whichever theme is chosen (THEME-2).
const ownTheme = "theme"

// A themeExport says which originals an owner wants to begin from.
type themeExport struct {
	theme string   // "" means the one that the list names, or classic
	only  []string // names of files, with or without their folder; none means all
}

// write puts the originals where render looks for the owner's own files: into
// theme/, or into the folder that the list names as the theme. It never writes
// over a file.
func (e themeExport) write(c *call, site *planet.Site, stdout writer) error {
	folder, theme := ownTheme, cmp.Or(e.theme, site.Theme)
	if !render.IsTheme(site.Theme) && site.Theme != "" {
		folder, theme = site.Theme, e.theme
	}
	v, _ := built()
	originals, err := render.Originals(cmp.Or(theme, "classic"), v)
	if err != nil {
		return mend("--theme is %q; %w", theme, err)
	}
	if originals, err = e.chosen(originals); err != nil {
		return err
	}
	root, err := os.OpenRoot(site.Dir)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, o := range originals {
		name := path.Join(filepath.ToSlash(folder), o.Name)
		shown := filepath.ToSlash(filepath.Join(site.Dir, name))
		err := writeNew(root, name, o.Text)
		switch {
		case errors.Is(err, fs.ErrExist):
			c.tell("%s is there already, and stays as it is", shown)
		case err != nil:
			return fmt.Errorf("write %s: %w", shown, err)
		default:
			fmt.Fprintln(stdout, shown)
		}
	}
	return nil
}

// chosen gives those of originals that were asked for.
func (e themeExport) chosen(originals []render.Original) ([]render.Original, error) {
	if len(e.only) == 0 {
		return originals, nil
	}
	var some []render.Original
	for _, want := range e.only {
		before := len(some)
		for _, o := range originals {
			if o.Name == want || path.Base(o.Name) == want {
				some = append(some, o)
			}
		}
		if len(some) == before {
			return nil, mend("the theme has no file %s to begin from; its files are %s", want, names(originals))
		}
	}
	return some, nil
}

func names(originals []render.Original) string {
	all := make([]string, len(originals))
	for i, o := range originals {
		all[i] = o.Name
	}
	return strings.Join(all, ", ")
}

// writeNew writes a file that must not exist yet, and the folders it needs.
func writeNew(root *os.Root, name string, text []byte) error {
	const mode = 0o644 // for people to read
	if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Close())
}
