package render

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"sync"
)

// stagingName is the folder inside the output folder that holds what is new
// until all of it is known to be right: so it lies on the same file system,
// and a rename is all that remains to be done (DET-3).
const stagingName = ".planet-new"

// A Report is what a render did to the output folder, or would do in a dry
// run. Names are paths with slashes below that folder, sorted.
type Report struct {
	Added, Changed, Removed []string
	Kept                    int // files that were right already and were left alone
}

// treeOptions say how a tree takes what is put into it. The zero value copies
// no static files, publishes at the root of a host, and shrinks nothing.
type treeOptions struct {
	Force    bool // a site of less than half the entries may replace the old one (DET-6)
	DryRun   bool // nothing is written
	Hasty    bool // don't wait for the disk: for tests, which no power cut harms
	Audit    bool // all is put that may stand as it is, and an error if it differs: for tests, which see so that no digest lacks a part
	Squeezer squeezer
	Static   string // folder of the owner's own files; "" and a missing one hold none
	BasePath string // path of planet.url, "/" or like "/planet/"; "" means "/" (URL-1)
	Warn     func(format string, args ...any)
}

// A tree is the output folder while a new site is made. What is put is compared
// with what is there and only what differs is written, beside the old site
// (DET-3); publish then changes one into the other. All writing goes through
// an os.Root, so that no name and no symbolic link leads out of it (SAFE-13).
type tree struct {
	dir     string // as the owner named it, for messages
	o       treeOptions
	root    *os.Root          // nil in a dry run that has no folder yet
	created bool              // the folder is ours, made a moment ago
	old     manifest          // of the site that is there
	ours    map[string]bool   // old.Files
	spelled map[string]int    // how many old.Files there are of a name in lower case
	made    memory            // of what they were made
	check   selfCheck         //
	after   func(step string) // tests end the program here; nil otherwise

	mu       sync.Mutex
	files    map[string]*newFile // the new site by name
	spelling map[string]string   // name in lower case to name, of all files
	folders  map[string]bool     // those known to be real folders
	staged   int                 // files in the staging folder so far
}

// A newFile is one file of the new site.
type newFile struct {
	change change
	staged string   // where its bytes wait for publish; "" if they are in place
	static bool     // the owner's own
	made   madeFile // of is zero if nobody has to know
}

// A change is what becomes of one file.
type change int

const (
	kept change = iota
	added
	changed
)

// errLink is in every error about a symbolic link.
var errLink = errors.New("symbolic link")

// openTree opens the output folder dir, made if it is missing, takes away what
// a run that was killed left there, and copies the owner's static files. The
// caller must discard the tree.
func openTree(dir string, o treeOptions) (*tree, error) {
	if o.Warn == nil {
		o.Warn = func(string, ...any) {}
	}
	t := &tree{
		dir: dir, o: o, check: newSelfCheck(o.BasePath),
		files: map[string]*newFile{}, spelling: map[string]string{}, folders: map[string]bool{".": true},
	}
	err := t.open()
	if err == nil {
		err = t.copyStatic()
	}
	if err != nil {
		t.discard()
		return nil, err
	}
	return t, nil
}

func (t *tree) open() error {
	info, err := os.Stat(t.dir)
	switch {
	case err == nil && !info.IsDir():
		return fmt.Errorf("%s is a file, and the site needs a folder of that name; move it away or set planet.output", t.dir)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("output folder: %w", err)
	case err != nil && t.o.DryRun:
		return nil
	case err != nil:
		if err := os.MkdirAll(t.dir, 0o755); err != nil {
			return fmt.Errorf("make the output folder: %w", err)
		}
		t.created = true
	}
	if t.root, err = os.OpenRoot(t.dir); err != nil {
		return fmt.Errorf("output folder: %w", err)
	}
	if err := t.removeStaging(); err != nil {
		return fmt.Errorf("take away what an earlier run left: %w", err)
	}
	if err := t.readManifest(); err != nil {
		return err
	}
	t.readMemory()
	return nil
}

// removeStaging writes nothing if there is nothing to remove: so a site that
// is right already may lie where nothing can be written.
func (t *tree) removeStaging() error {
	if _, err := t.root.Lstat(stagingName); t.o.DryRun || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return t.root.RemoveAll(stagingName)
}

// discard takes away what publish did not use, and the folder if all of it is
// new and empty. It may be called more than once.
func (t *tree) discard() {
	if t.root == nil {
		return
	}
	_ = t.removeStaging() // the next openTree tries again, and tells
	t.root.Close()
	t.root = nil
	if t.created {
		_ = os.Remove(t.dir) // fails if it holds a site
	}
}

// put makes b the content of the file called name, a path with slashes like
// "members/ann/index.html". Nothing that readers see changes before publish.
// The owner's static file of that name wins (DET-4). put may be called by
// several goroutines at once, once for each name; b is not kept.
func (t *tree) put(name string, b []byte) error {
	if err := checkGenerated(name); err != nil {
		return err
	}
	free, err := t.claim(name, false)
	if err != nil || !free {
		return err
	}
	t.check.read(name, b)
	if err := t.write(name, bytes.NewReader(b), int64(len(b))); err != nil {
		return err
	}
	return t.putSmaller(name, bytes.NewReader(b), int64(len(b)))
}

// putLong is put for what is too long to be held: write writes it, once.
func (t *tree) putLong(name string, write func(io.Writer) error) error {
	if err := checkGenerated(name); err != nil {
		return err
	}
	free, err := t.claim(name, false)
	if err != nil || !free {
		return err
	}
	f, staged, unstaged, err := t.scratch()
	if err != nil {
		return fmt.Errorf("write %s, before the old site was touched: %w", t.shown(name), err)
	}
	scratch := staged == ""
	defer func() {
		f.Close()
		if scratch {
			_ = os.Remove(f.Name()) // it lies where the system clears up
		}
	}()
	b := bufio.NewWriterSize(f, 1<<16)
	if err := write(b); err != nil {
		return err
	}
	err = b.Flush()
	size, err2 := f.Seek(0, io.SeekCurrent)
	if err = errors.Join(err, err2); err != nil {
		return fmt.Errorf("write %s, before the old site was touched: %w", t.shown(name), err)
	}
	t.check.readFeed(name, io.NewSectionReader(f, 0, size))
	what, info, err := t.compare(name, io.NewSectionReader(f, 0, size), size)
	if err != nil {
		return err
	}
	switch {
	case what != kept && unstaged != nil:
		return fmt.Errorf("write %s, before the old site was touched: %w", t.shown(name), unstaged)
	case scratch: // nothing is to be written
	case what == kept:
		if err := t.root.Remove(staged); err != nil {
			return fmt.Errorf("output folder %s: %w", t.dir, err)
		}
		staged = ""
	default:
		if info, err = f.Stat(); err != nil {
			return fmt.Errorf("write %s, before the old site was touched: %w", t.shown(name), err)
		}
	}
	t.settle(name, what, staged, info)
	return t.putSmaller(name, f, size)
}

// scratch opens a new file in the staging folder, with its name there. In a dry
// run, and where the output folder can't be written, which unstaged then says, it
// is one in the system's folder for such, which the caller removes: what is
// there may be right already.
func (t *tree) scratch() (f *os.File, staged string, unstaged, err error) {
	if !t.o.DryRun {
		if staged, unstaged = t.newStaged(); unstaged == nil {
			f, unstaged = t.root.OpenFile(staged, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644)
		}
		if unstaged == nil {
			return f, staged, nil, nil
		}
	}
	f, err = os.CreateTemp("", "planet")
	return f, "", unstaged, err
}

// expectIDs says which entries the feed called name must hold, by the ids that
// it gives them; put compares. It must be called before put.
func (t *tree) expectIDs(name string, ids []string) { t.check.expect(name, ids) }

// claim takes name for one writer. It reports false if a static file has it.
func (t *tree) claim(name string, static bool) (bool, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	lower := strings.ToLower(name)
	other, taken := t.spelling[lower]
	switch {
	case !taken:
		t.spelling[lower] = name
		t.files[name] = &newFile{static: static}
		return true, nil
	case !static && t.files[other].static:
		t.o.Warn("%s stands in for the %s that planet writes", path.Join(t.o.Static, other), name)
		return false, nil
	case other == name:
		return false, fmt.Errorf("%s is written twice", name)
	}
	return false, fmt.Errorf("%s and %s differ only in case, which not every system tells apart", other, name)
}

// write compares what r holds, of size bytes, with the file that is there and
// stages it if they differ.
func (t *tree) write(name string, r io.ReadSeeker, size int64) error {
	what, info, err := t.compare(name, r, size)
	if err != nil {
		return err
	}
	staged := ""
	if what != kept && !t.o.DryRun {
		if _, err := r.Seek(0, io.SeekStart); err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		if staged, info, err = t.stage(r); err != nil {
			return fmt.Errorf("write %s, before the old site was touched: %w", t.shown(name), err)
		}
	}
	t.settle(name, what, staged, info)
	return nil
}

// settle notes what becomes of the file called name, and how it lies there or in
// the staging folder.
func (t *tree) settle(name string, what change, staged string, info fs.FileInfo) {
	t.mu.Lock()
	defer t.mu.Unlock()
	w := t.files[name]
	w.change, w.staged = what, staged
	if info != nil {
		w.made.size, w.made.time = info.Size(), info.ModTime().UnixNano()
	}
}

// compare says what putting r at name changes, and what stands there.
func (t *tree) compare(name string, r io.Reader, size int64) (change, fs.FileInfo, error) {
	info, err := t.look(name)
	switch {
	case err != nil:
		return kept, nil, err
	case info == nil || info.IsDir() || t.respelled(name): // publish knows what to do about what is in the way
		return added, nil, nil
	case !info.Mode().IsRegular():
		return kept, nil, fmt.Errorf("%s is neither a file nor a folder; move it away", t.shown(name))
	case info.Size() != size:
		return changed, info, nil
	}
	f, err := t.root.Open(name)
	if err != nil {
		return kept, nil, fmt.Errorf("read %s: %w", t.shown(name), err)
	}
	defer f.Close()
	same, err := sameBytes(f, r)
	if err != nil {
		return kept, nil, fmt.Errorf("read %s: %w", t.shown(name), err)
	}
	if !same {
		return changed, info, nil
	}
	return kept, info, nil
}

// look returns what stands at name, or nil if nothing does. It is an error if
// the way there leads over a symbolic link, or ends at one: what lies behind
// it is not ours to write.
func (t *tree) look(name string) (fs.FileInfo, error) {
	if t.root == nil {
		return nil, nil
	}
	for end := range len(name) {
		if name[end] != '/' || t.knownFolder(name[:end]) {
			continue
		}
		info, err := t.lstat(name[:end])
		if err != nil || info == nil || !info.IsDir() {
			return nil, err
		}
		t.mu.Lock()
		t.folders[name[:end]] = true
		t.mu.Unlock()
	}
	return t.lstat(name)
}

func (t *tree) knownFolder(name string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.folders[name]
}

// lstat is look for a name whose parent is a folder.
func (t *tree) lstat(name string) (fs.FileInfo, error) {
	info, err := t.root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("output folder %s: %w", t.dir, err)
	case info.Mode().Type()&fs.ModeSymlink != 0:
		return nil, fmt.Errorf("%s is a %w, and planet writes nothing through one; remove it", t.shown(name), errLink)
	}
	return info, nil
}

// stage writes what r holds into the staging folder. It returns its name there
// and how it lies there: a rename changes none of that.
func (t *tree) stage(r io.Reader) (string, fs.FileInfo, error) {
	name, err := t.newStaged()
	if err != nil {
		return "", nil, err
	}
	f, err := t.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return "", nil, err
	}
	_, err = io.Copy(f, r)
	info, err2 := f.Stat()
	return name, info, errors.Join(err, err2, f.Close())
}

// newStaged returns a new name in the staging folder. The folder is made for
// the first one: a run that changes nothing leaves no file behind (DET-2).
func (t *tree) newStaged() (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.staged == 0 {
		if err := t.root.Mkdir(stagingName, 0o700); err != nil {
			return "", err
		}
	}
	t.staged++
	return path.Join(stagingName, strconv.Itoa(t.staged)), nil
}

// shown returns name as messages say it.
func (t *tree) shown(name string) string { return path.Join(t.dir, name) }

// comparing holds the two buffers of sameBytes.
var comparing = sync.Pool{New: func() any { return new([2][16 << 10]byte) }}

// sameBytes reports whether a and b hold the same, reading both to their end
// or to the first difference.
func sameBytes(a, b io.Reader) (bool, error) {
	buf := comparing.Get().(*[2][16 << 10]byte)
	defer comparing.Put(buf)
	for {
		n, errA := io.ReadFull(a, buf[0][:])
		m, errB := io.ReadFull(b, buf[1][:])
		for _, err := range []error{errA, errB} {
			if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF { //nolint:errorlint // ReadFull wraps none
				return false, err
			}
		}
		if !bytes.Equal(buf[0][:n], buf[1][:m]) || (errA == nil) != (errB == nil) {
			return false, nil
		}
		if errA != nil {
			return true, nil
		}
	}
}
