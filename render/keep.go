package render

import (
	"errors"
	"io/fs"
)

// keep lets a file of the old site stand as it is, for one that is known to be
// right without making it again. It reports false if there is none of ours.
func (t *tree) keep(name string) (bool, error) {
	info, err := t.look(name)
	if err != nil || info == nil || !info.Mode().IsRegular() || !t.ours[name] {
		return false, err
	}
	free, err := t.claim(name, false)
	if err != nil || !free {
		return false, err
	}
	return true, t.keepSmaller(name)
}

// there reports whether a file of the old site stands at name.
func (t *tree) there(name string) (bool, error) {
	info, err := t.look(name)
	return info != nil && info.Mode().IsRegular(), err
}

// before gives a file of the old site; nil if there is none.
func (t *tree) before(name string) ([]byte, error) {
	info, err := t.look(name)
	if err != nil || info == nil || !info.Mode().IsRegular() {
		return nil, err
	}
	b, err := t.root.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return b, err
}
