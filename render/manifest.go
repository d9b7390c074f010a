package render

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

// manifestName is the file in the output folder by which the next render knows
// what is ours (DET-4). It is not for readers: serve keeps dot files back.
const manifestName = ".planet.json"

// manifestFormat is the only one there is so far.
const manifestFormat = 1

// A manifest lists the files of a site that planet wrote. While publish is at
// work it lists those of the old and the new site: whenever the program is
// killed, all that is ours is known to be.
type manifest struct {
	Format  int      `json:"format"`
	Entries int      `json:"entries"` // of the site, for the shrink guard (DET-6)
	Files   []string `json:"files"`   // sorted
}

// readManifest reads that of the site that is there. Without one, whatever the
// folder holds belongs to somebody else.
func (t *tree) readManifest() error {
	t.ours, t.spelled = map[string]bool{}, map[string]int{}
	info, err := t.look(manifestName)
	if err != nil || info == nil {
		return err
	}
	t.old, err = parseManifest(t.root.ReadFile(manifestName))
	if err != nil {
		err = fmt.Errorf("%s can't be used: %w; restore it, or render with --force: then all that is in %s counts as somebody else's", t.shown(manifestName), err, t.dir)
		if t.o.Force {
			t.o.Warn("%v", err)
			t.old, err = manifest{}, nil
		}
	}
	for _, name := range t.old.Files {
		t.ours[name] = true
		t.spelled[strings.ToLower(name)]++
	}
	return err
}

func parseManifest(b []byte, err error) (manifest, error) {
	var m manifest
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return manifest{}, err
	}
	if m.Format != manifestFormat {
		return manifest{}, fmt.Errorf("its format is %d, and this program knows %d", m.Format, manifestFormat)
	}
	for _, name := range m.Files {
		if err := checkPortable(name); err != nil {
			return manifest{}, err
		}
	}
	return m, nil
}

// writeManifest replaces the manifest, by rename like any file, if it says
// something new.
func (t *tree) writeManifest(m manifest) error {
	b, err := json.MarshalIndent(m, "", "\t")
	if err != nil {
		return err
	}
	b = append(b, '\n')
	if there, err := t.root.ReadFile(manifestName); err == nil && bytes.Equal(there, b) {
		return nil
	}
	staged, _, err := t.stage(bytes.NewReader(b))
	if err == nil {
		err = t.sync(staged)
	}
	if err == nil {
		err = t.root.Rename(staged, manifestName)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", t.shown(manifestName), err)
	}
	t.step("manifest")
	return nil
}

// restoreManifest puts the old one back after publish failed before it changed
// anything else. If that fails, too, the new one does no harm: it names more.
func (t *tree) restoreManifest() error {
	if t.old.Format != 0 {
		return t.writeManifest(t.old)
	}
	err := t.root.Remove(manifestName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// next returns the manifest of the new site; both, that of old and new.
func (t *tree) next(entries int) (next, both manifest) {
	names := slices.Sorted(maps.Keys(t.files))
	next = manifest{manifestFormat, entries, names}
	both = manifest{manifestFormat, entries, distinct(append(slices.Clone(names), t.old.Files...))}
	return next, both
}

// respelled reports whether the old site had the file called name under a name
// that differs only in case. On some systems it is the same file, so it can't
// be both kept and taken away.
func (t *tree) respelled(name string) bool {
	spellings := t.spelled[strings.ToLower(name)]
	return spellings > 1 || spellings == 1 && !t.ours[name]
}
