package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"planet"
)

// folderName is the folder beside the list that holds one file a member.
const folderName = "feeds.d"

// readList reads the list. That there is none is a [*Problems].
func readList(path string) (string, error) {
	src, err := readFile(path, maxListBytes)
	var says string
	switch info, statErr := os.Stat(path); {
	case err == nil:
		return src, nil
	case errors.Is(err, fs.ErrNotExist):
		says = fmt.Sprintf("no %s here; write one, or name another with --config; planet demo shows what comes of it", printable(path))
	case statErr == nil && info.IsDir():
		says = fmt.Sprintf("%s is a folder; name the list in it, like %s", printable(path), printable(filepath.Join(path, "feeds.yaml")))
	default:
		return "", err
	}
	return "", &Problems{List: []Problem{{Code: planet.CodeYAML, Level: Blocks, Message: says}}}
}

// readFile reads a file, and at most one byte more than limit: the reading
// says that it is too long.
func readFile(path string, limit int64) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err // already "open feeds.yaml: …"
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, limit+1))
	return string(src), err
}

// folder reads the files of feeds.d by name. A missing folder is none.
func (r *reading) folder(dir string) error {
	info, err := os.Lstat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.IsDir(): // a link could lead anywhere on the machine
		r.begin(dir)
		r.say(nil, planet.CodeYAML, "this is not a folder; make it one, with a file for each member")
		return nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := r.folderFile(filepath.Join(dir, e.Name()), e); err != nil {
			return err
		}
	}
	return nil
}

// folderFile reads one file of feeds.d. What would never be read is a mistake:
// somebody waits for it to appear. Notes (README, *.md), examples, what editors
// keep (ann.yaml~) and files whose name begins with a dot may stand there. A
// link is refused: it could show any file of the machine which checks a
// stranger's pull request.
func (r *reading) folderFile(path string, e fs.DirEntry) error {
	name := e.Name()
	switch ext := strings.ToLower(filepath.Ext(name)); {
	case strings.HasPrefix(name, "."), strings.HasSuffix(name, "~"), strings.HasPrefix(name, "README"), ext == ".example", ext == ".md":
		return nil
	case e.IsDir():
		r.begin(path)
		r.say(nil, planet.CodeYAML, "this is a folder, and what is in it is not read; move its files into %s", folderName)
		return nil
	case !e.Type().IsRegular():
		r.begin(path)
		r.say(nil, planet.CodeYAML, "this is not a file; put the item itself here")
		return nil
	case !strings.HasSuffix(name, ".yaml"):
		r.begin(path)
		name, _, _ = strings.Cut(name, ".")
		r.say(nil, planet.CodeYAML, "only files whose name ends in .yaml are read; rename this one to %s.yaml", name)
		return nil
	}
	src, err := readFile(path, maxItemBytes)
	if err != nil {
		return err
	}
	r.begin(path)
	r.itemFile(strings.TrimSuffix(name, ".yaml"), src)
	return nil
}
