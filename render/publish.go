package render

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
)

// syncing is how many files are brought to the disk at once: it writes its
// journal once for all that wait for it.
const syncing = 16

// A plan is what publish will do to the output folder.
type plan struct {
	blocking []string // files of the old site that are in the way of the new one
	changes  []string // files of the new site that are not in place, in their order (DET-5)
	removed  []string // files of the old site that go, blocking ones included
	gone     []string // what the manifest lists and the new site has not; removed, and those that are missing already
}

// publish makes the site that was put the one that readers see, and reports
// what that changed. The new site holds so many entries, and excused more were
// taken out on purpose (DET-6).
//
// If what was put does not hold together (CHECK-1), shrinks too much or has no
// room, the error says so and the old site is as it was, byte for byte. If the
// program ends later than that, the next render finds its way from there.
func (t *tree) publish(entries, excused int) (*Report, error) {
	if err := t.check.verdict(t.has); err != nil {
		return nil, err
	}
	if err := t.guard(entries, excused); err != nil {
		return nil, err
	}
	p, err := t.plan()
	if err != nil {
		return nil, err
	}
	if t.o.DryRun {
		return t.report(p), nil
	}
	if err := t.syncAll(p.changes); err != nil {
		return nil, fmt.Errorf("write the new site, before the old one was touched: %w", err)
	}
	if err := t.swap(p, entries); err != nil {
		return nil, err
	}
	return t.report(p), nil
}

// has reports whether the new site has a file called name.
func (t *tree) has(name string) bool { return t.files[name] != nil }

// guard is the shrink guard (DET-6): an empty database must not wipe an archive.
func (t *tree) guard(entries, excused int) error {
	if t.o.Force || 2*(entries+excused) >= t.old.Entries {
		return nil
	}
	return fmt.Errorf("%s holds %d entries and the new site would hold %d: that is less than half, so nothing was changed; if it is meant, render with --force (--dry-run --force shows what would go)",
		t.dir, t.old.Entries, entries)
}

func (t *tree) plan() (plan, error) {
	var p plan
	for _, name := range slices.Sorted(maps.Keys(t.files)) {
		for parent := range parents(name) {
			if t.has(parent) {
				return p, fmt.Errorf("%s would have to be a file and, for %s, a folder", parent, name)
			}
		}
		if t.files[name].change == kept {
			continue
		}
		p.changes = append(p.changes, name)
		blocking, err := t.blocking(name)
		if err != nil {
			return p, err
		}
		p.blocking = append(p.blocking, blocking...)
	}
	slices.SortStableFunc(p.changes, inOrder)
	err := t.leaving(&p)
	slices.Sort(p.blocking)
	p.blocking = slices.Compact(p.blocking)
	return p, err
}

// leaving finds what of the old site goes. What is no file any more, or lies
// behind a link, was changed by somebody else and is theirs.
func (t *tree) leaving(p *plan) error {
	for _, name := range t.old.Files {
		if t.has(name) {
			continue
		}
		p.gone = append(p.gone, name)
		info, err := t.look(name)
		if errors.Is(err, errLink) {
			continue
		}
		if err != nil {
			return err
		}
		if info == nil || !info.Mode().IsRegular() {
			continue
		}
		p.removed = append(p.removed, name)
		if t.spelling[strings.ToLower(name)] != "" { // else it would take its new spelling along
			p.blocking = append(p.blocking, name)
		}
	}
	return nil
}

// blocking returns the files of the old site because of which name can't be a
// file yet: one where it needs a folder, or those in the folder called name.
func (t *tree) blocking(name string) ([]string, error) {
	if t.root == nil {
		return nil, nil
	}
	for parent := range parents(name) {
		info, err := t.lstat(parent)
		switch {
		case err != nil || info == nil:
			return nil, err
		case info.IsDir():
			continue
		case t.ours[parent]:
			return []string{parent}, nil
		}
		return nil, fmt.Errorf("%s is not from planet, and %s needs a folder there; move it away", t.shown(parent), name)
	}
	info, err := t.lstat(name)
	if err != nil || info == nil || !info.IsDir() {
		return nil, err
	}
	var blocking []string
	err = fs.WalkDir(t.root.FS(), name, func(inside string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || d.IsDir():
			return err
		case !t.ours[inside] || t.has(inside):
			return fmt.Errorf("%s is a folder with %s in it, which is not from planet; the site needs a file there, so move it away", t.shown(name), inside)
		}
		blocking = append(blocking, inside)
		return nil
	})
	return blocking, err
}

func (t *tree) report(p plan) *Report {
	r := &Report{Removed: p.removed, Kept: len(t.files) - len(p.changes)}
	for _, name := range slices.Sorted(slices.Values(p.changes)) {
		if t.files[name].change == added {
			r.Added = append(r.Added, name)
			continue
		}
		r.Changed = append(r.Changed, name)
	}
	return r
}

// swap changes the old site into the new one. The manifest names the files of
// both while it is at work: so a run that is killed leaves nothing behind that
// the next one would take for somebody else's.
func (t *tree) swap(p plan, entries int) error {
	next, both := t.next(entries)
	if len(p.changes)+len(p.gone) > 0 {
		if err := t.writeManifest(both); err != nil {
			return err
		}
		if err := t.clear(p.blocking, p.blocking); err != nil {
			return t.halfway(err)
		}
		if made, err := t.makeFolders(p.changes); err != nil {
			return errors.Join(fmt.Errorf("make a folder, before the old site was touched: %w", err), t.unmake(made))
		}
		if err := t.replace(p); err != nil {
			return t.halfway(err)
		}
	}
	return t.writeManifest(next)
}

func (t *tree) halfway(err error) error {
	return fmt.Errorf("%s is between the old site and the new one, and the next render completes it: %w", t.dir, err)
}

func (t *tree) replace(p plan) error {
	for _, name := range p.changes {
		if err := t.root.Rename(t.files[name].staged, name); err != nil {
			return err
		}
		t.step("rename " + name)
	}
	return t.clear(p.removed, p.gone)
}

// clear removes files, and the folders of gone that are empty then.
func (t *tree) clear(files, gone []string) error {
	for _, name := range files {
		if err := t.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		t.step("remove " + name)
	}
	seen := map[string]bool{}
	for _, name := range gone {
		for folder := path.Dir(name); folder != "." && !seen[folder]; folder = path.Dir(folder) {
			seen[folder] = true
		}
	}
	for _, folder := range slices.Backward(slices.Sorted(maps.Keys(seen))) { // those inside come first
		if info, err := t.look(folder); err != nil || info == nil || !info.IsDir() {
			continue // not ours any more
		}
		if t.root.Remove(folder) == nil { // it fails if somebody still needs it
			t.step("remove " + folder)
		}
	}
	return nil
}

// makeFolders makes those that names need and returns the new ones, outermost
// first.
func (t *tree) makeFolders(names []string) ([]string, error) {
	var made []string
	seen := map[string]bool{}
	for _, name := range names {
		for folder := range parents(name) {
			if seen[folder] {
				continue
			}
			seen[folder] = true
			err := t.root.Mkdir(folder, 0o755)
			if errors.Is(err, fs.ErrExist) {
				continue
			}
			if err != nil {
				return made, err
			}
			made = append(made, folder)
			t.step("make " + folder)
		}
	}
	return made, nil
}

// unmake is the way back from makeFolders.
func (t *tree) unmake(made []string) error {
	var errs []error
	for _, folder := range slices.Backward(made) {
		errs = append(errs, t.root.Remove(folder))
	}
	return errors.Join(append(errs, t.restoreManifest())...)
}

// syncAll brings the staged files of names to the disk: a rename must not be
// there before what it names is.
func (t *tree) syncAll(names []string) error {
	errs := make([]error, len(names))
	slots := make(chan struct{}, syncing)
	var wg sync.WaitGroup
	for i, name := range names {
		slots <- struct{}{}
		wg.Go(func() { errs[i] = t.sync(t.files[name].staged); <-slots })
	}
	wg.Wait()
	return cmp.Or(errs...)
}

func (t *tree) sync(staged string) error {
	f, err := t.root.OpenFile(staged, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func (t *tree) step(what string) {
	if t.after != nil {
		t.after(what)
	}
}

// parents yields the folders of name, outermost first.
func parents(name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range len(name) {
			if name[i] == '/' && !yield(name[:i]) {
				return
			}
		}
	}
}

// inOrder sorts by DET-5: assets, pages, feeds, and what tells crawlers of
// them. Within each, what lies deepest comes first: an entry's page is there
// before the front page links to it.
func inOrder(a, b string) int {
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(strings.Count(b, "/"), strings.Count(a, "/")), cmp.Compare(a, b))
}

func rank(name string) int {
	base, ext := path.Base(name), path.Ext(name)
	switch {
	case strings.HasPrefix(base, "sitemap") && ext == ".xml", name == "robots.txt":
		return 3
	case strings.HasPrefix(name, "assets/"):
		return 0
	case ext == ".html":
		return 1
	case isXML(name), ext == ".json", ext == ".ics":
		return 2
	}
	return 0
}
