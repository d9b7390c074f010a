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

	"planet"
)

// syncing is how many files are brought to the disk at once: it writes its
// journal once for all that wait for it.
const syncing = 16

// A plan is what publish will do to the output folder.
type plan struct {
	blocking []string // files of the old site that are in the way of the new one, sorted
	changes  []string // files of the new site that are not in place, in their order (DET-5)
	removed  []string // files of the old site that go, blocking ones included
	gone     []string // what the manifest lists and the new site has not: removed, and what is missing already
	folders  []string // which go if they are empty, those inside first
}

// publish makes the site that was put the one that readers see, and reports
// what that changed. The new site holds so many entries, and excused more were
// taken out on purpose (DET-6).
//
// If what was put does not hold together (CHECK-1), shrinks too much or has no
// room, the error says so and the old site is as it was, byte for byte. If the
// program ends later than that, the next render finds its way from there.
func (t *tree) publish(entries, excused int) (*Report, error) {
	if err := t.check.verdict(t.has, t.o.Warn); err != nil {
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
	return fmt.Errorf("the entries in %s would fall from %d to %d, less than half, so nothing was changed; if that is meant, render with --force (--dry-run --force shows what would go)",
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
		if err := t.blocking(&p, name); err != nil {
			return p, err
		}
	}
	slices.SortFunc(p.changes, inOrder)
	err := t.leaving(&p)
	for _, name := range p.gone {
		p.folders = slices.AppendSeq(p.folders, parents(name))
	}
	p.blocking, p.folders = distinct(p.blocking), distinct(p.folders)
	slices.Reverse(p.folders)
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

// blocking finds the files of the old site because of which name can't be a
// file yet: one where it needs a folder, or those in the folder called name.
func (t *tree) blocking(p *plan, name string) error {
	if t.root == nil {
		return nil
	}
	for parent := range parents(name) {
		info, err := t.lstat(parent)
		switch {
		case err != nil || info == nil:
			return err
		case info.IsDir():
			continue
		case t.ours[parent]:
			p.blocking = append(p.blocking, parent)
			return nil
		}
		return fmt.Errorf("%s is not from planet, and %s needs a folder there; move it away", t.shown(parent), name)
	}
	info, err := t.lstat(name)
	if err != nil || info == nil || !info.IsDir() {
		return err
	}
	return fs.WalkDir(t.root.FS(), name, func(inside string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("output folder %s: %w", t.dir, err)
		case d.IsDir():
			p.folders = append(p.folders, inside)
		case !t.ours[inside] || t.has(inside):
			return fmt.Errorf("%s is a folder with %s in it, which is not from planet; the site needs a file there, so move it away", t.shown(name), inside)
		default:
			p.blocking = append(p.blocking, inside)
		}
		return nil
	})
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
		if err := t.clear(p.blocking, p.folders); err != nil {
			return t.halfway(err)
		}
		if made, err := t.makeFolders(p.changes); err != nil {
			return errors.Join(fmt.Errorf("make a folder, before the old site was touched: %w", err), t.unmake(made))
		}
		if err := t.replace(p); err != nil {
			return t.halfway(err)
		}
	}
	if err := t.writeManifest(next); err != nil {
		return err
	}
	t.writeMemory(t.nextMemory())
	return nil
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
	later := slices.DeleteFunc(slices.Clone(p.removed), func(name string) bool {
		_, blocked := slices.BinarySearch(p.blocking, name)
		return blocked
	})
	return t.clear(later, p.folders)
}

// clear removes files, and those of folders that are empty then.
func (t *tree) clear(files, folders []string) error {
	for _, name := range files {
		if err := t.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		t.step("remove " + name)
	}
	for _, folder := range folders {
		if real, err := t.isFolder(folder); err != nil || !real {
			continue // somebody else's by now
		}
		if t.root.Remove(folder) == nil { // it fails if somebody still needs it
			t.step("remove " + folder)
		}
	}
	return nil
}

func (t *tree) isFolder(name string) (bool, error) {
	info, err := t.look(name)
	return info != nil && info.IsDir(), err
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
			there, err := t.isFolder(folder)
			if there {
				continue
			}
			if err == nil {
				err = t.root.Mkdir(folder, 0o755)
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
	for _, folder := range slices.Backward(made) {
		_ = t.root.Remove(folder) // one that is used by now, or gone, is not ours
	}
	return t.restoreManifest()
}

// syncAll brings the staged files of names to the disk: a rename must not be
// there before what it names is.
func (t *tree) syncAll(names []string) error {
	if t.o.Hasty {
		return nil
	}
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

// distinct returns names sorted, each once.
func distinct(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}

// plainName gives the name of the file that one goes with which was made
// smaller; others have their own.
func plainName(name string) string {
	for _, c := range []planet.Coding{planet.CodingGzip, planet.CodingBrotli, planet.CodingZstd} {
		if plain, ok := strings.CutSuffix(name, "."+string(c)); ok && isText(plain) {
			return plain
		}
	}
	return name
}

// inOrder sorts by DET-5: assets, pages, feeds, and what tells crawlers of
// them. Within each, what lies deepest comes first: an entry's page is there
// before the front page links to it.
func inOrder(a, b string) int {
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(strings.Count(b, "/"), strings.Count(a, "/")), cmp.Compare(a, b))
}

func rank(name string) int {
	name = plainName(name)
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
