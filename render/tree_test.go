package render

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// folder is what a folder holds: content by name, and its folders, whose names
// end with "/" and which hold "".
type folder map[string]string

func (f folder) write(t *testing.T, dir string) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(f)) {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "/") {
			if err := os.MkdirAll(file, 0o755); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := os.WriteFile(file, []byte(f[name]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// held returns what dir holds. The manifest, which has tests of its own, is
// left out.
func held(t *testing.T, dir string) folder {
	t.Helper()
	all := folder{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || name == "." || name == manifestName:
			return err
		case d.IsDir():
			all[name+"/"] = ""
			return nil
		}
		b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		all[name] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func checkHeld(t *testing.T, dir string, want folder) {
	t.Helper()
	if diff := cmp.Diff(want, held(t, dir)); diff != "" {
		t.Errorf("the output folder differs from what it should hold (-want +got):\n%s", diff)
	}
}

func opened(t *testing.T, dir string, o treeOptions) *tree {
	t.Helper()
	tr, err := openTree(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tr.discard)
	return tr
}

// render makes site, of so many entries, the one in dir.
func (f folder) render(t *testing.T, dir string, o treeOptions, entries int) (*Report, error) {
	t.Helper()
	tr := opened(t, dir, o)
	defer tr.discard()
	f.put(t, tr)
	return tr.publish(entries, 0)
}

func (f folder) put(t *testing.T, tr *tree) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(f)) {
		if err := tr.put(name, []byte(f[name])); err != nil {
			t.Fatal(err)
		}
	}
}

// published is render for a site that must come out.
func (f folder) published(t *testing.T, dir string) *Report {
	t.Helper()
	report, err := f.render(t, dir, treeOptions{}, 1)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// DET-3, DET-4, DET-7: from one site to the next.
func TestPublish(t *testing.T) {
	first := folder{"index.html": "front", "members/ann/index.html": "Ann", "members/bob/index.html": "Bob", "feed.css": "b{}"}
	tests := []struct {
		name   string
		theirs folder // there before
		next   folder
		want   folder
		report Report
	}{
		{
			"keeps what is right", nil, first,
			folder{"index.html": "front", "members/": "", "members/ann/": "", "members/ann/index.html": "Ann", "members/bob/": "", "members/bob/index.html": "Bob", "feed.css": "b{}"},
			Report{Kept: 4},
		},
		{
			"replaces what differs", nil,
			folder{"index.html": "FRONT", "members/ann/index.html": "Ann and more", "members/bob/index.html": "Bob", "feed.css": "b{}"},
			folder{"index.html": "FRONT", "members/": "", "members/ann/": "", "members/ann/index.html": "Ann and more", "members/bob/": "", "members/bob/index.html": "Bob", "feed.css": "b{}"},
			Report{Changed: []string{"index.html", "members/ann/index.html"}, Kept: 2},
		},
		{
			"deletes what is no longer made, with the folders that are empty then", nil,
			folder{"index.html": "front"},
			folder{"index.html": "front"},
			Report{Removed: []string{"feed.css", "members/ann/index.html", "members/bob/index.html"}, Kept: 1},
		},
		{
			"leaves others' files and their folders alone",
			folder{"notes.txt": "n", "members/bob/notes.txt": "n", "empty/": ""},
			folder{"index.html": "front"},
			folder{"index.html": "front", "notes.txt": "n", "members/": "", "members/bob/": "", "members/bob/notes.txt": "n", "empty/": ""},
			Report{Removed: []string{"feed.css", "members/ann/index.html", "members/bob/index.html"}, Kept: 1},
		},
		{
			"makes a folder where a file of ours was", nil,
			folder{"index.html": "front", "feed.css/index.html": "deep"},
			folder{"index.html": "front", "feed.css/": "", "feed.css/index.html": "deep"},
			Report{Added: []string{"feed.css/index.html"}, Removed: []string{"feed.css", "members/ann/index.html", "members/bob/index.html"}, Kept: 1},
		},
		{
			"makes a file where a folder of ours was", nil,
			folder{"index.html": "front", "members": "flat"},
			folder{"index.html": "front", "members": "flat"},
			Report{Added: []string{"members"}, Removed: []string{"feed.css", "members/ann/index.html", "members/bob/index.html"}, Kept: 1},
		},
		{
			"spells a name anew", nil,
			folder{"Index.html": "front"},
			folder{"Index.html": "front"},
			Report{Added: []string{"Index.html"}, Removed: []string{"feed.css", "index.html", "members/ann/index.html", "members/bob/index.html"}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "public")
			tt.theirs.write(t, dir)
			first.published(t, dir)
			would, err := tt.next.render(t, dir, treeOptions{DryRun: true}, 1)
			if err != nil {
				t.Fatal(err)
			}
			did, err := tt.next.render(t, dir, treeOptions{}, 1)
			if err != nil {
				t.Fatal(err)
			}
			checkHeld(t, dir, tt.want)
			if diff := cmp.Diff(&tt.report, did); diff != "" {
				t.Errorf("report (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(did, would); diff != "" {
				t.Errorf("the dry run said something else (-did +would):\n%s", diff)
			}
		})
	}
}

// DET-2, DET-3, GET-33: what did not change is not touched, be it the folder.
func TestUnchangedFilesAreNotTouched(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	site := folder{"index.html": "front", "members/ann/index.html": strings.Repeat("long ", 20_000), "empty.txt": ""}
	site.published(t, dir)
	long := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	before := map[string]os.FileInfo{}
	for _, name := range []string{".", manifestName, "index.html", "members", "members/ann/index.html", "empty.txt"} {
		file := filepath.Join(dir, name)
		if err := os.Chtimes(file, long, long); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		before[name] = info
	}
	site.published(t, dir)
	for name, was := range before {
		is, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if !os.SameFile(was, is) || !is.ModTime().Equal(long) {
			t.Errorf("%s was touched at %v", name, is.ModTime())
		}
	}
}

// DET-3: by rename, so whoever is reading the old file reads it to its end.
func TestReadersNeverSeeHalfAFile(t *testing.T) {
	dir := t.TempDir()
	folder{"index.html": "the old page"}.published(t, dir)
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	f, err := root.Open("index.html")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	folder{"index.html": "the new page"}.published(t, dir)
	if b, err := io.ReadAll(f); string(b) != "the old page" || err != nil {
		t.Errorf("who had it open read %q, %v; want the old page", b, err)
	}
	checkHeld(t, dir, folder{"index.html": "the new page"})
}

// DET-4: without a manifest, all that is there belongs to somebody else.
func TestFilesOfOthers(t *testing.T) {
	dir := t.TempDir()
	folder{"index.html": "theirs", "old.html": "theirs", "members/x.html": "theirs"}.write(t, dir)
	report := folder{"index.html": "ours"}.published(t, dir)
	checkHeld(t, dir, folder{"index.html": "ours", "old.html": "theirs", "members/": "", "members/x.html": "theirs"})
	if diff := cmp.Diff(&Report{Changed: []string{"index.html"}}, report); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
	folder{"atom.xml": "<a/>"}.published(t, dir)
	checkHeld(t, dir, folder{"atom.xml": "<a/>", "old.html": "theirs", "members/": "", "members/x.html": "theirs"})
}

// A file of ours that somebody took away, or put something else in place of,
// is no reason to fail, and nothing behind a link is deleted.
func TestWhatOthersDidToOurFiles(t *testing.T) {
	dir := t.TempDir()
	folder{"index.html": "i", "a/index.html": "a", "b/index.html": "b", "c/index.html": "c"}.published(t, dir)
	folder{"index.html": "not ours"}.write(t, filepath.Join(dir, "elsewhere"))
	for _, err := range []error{
		os.Remove(filepath.Join(dir, "a", "index.html")),
		os.RemoveAll(filepath.Join(dir, "b")), os.Symlink("elsewhere", filepath.Join(dir, "b")),
		os.Remove(filepath.Join(dir, "c", "index.html")), os.Mkdir(filepath.Join(dir, "c", "index.html"), 0o755),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	folder{"index.html": "i"}.published(t, dir)
	if err := os.Remove(filepath.Join(dir, "b")); err != nil { // held takes a link for a file
		t.Errorf("the link is gone: %v", err)
	}
	checkHeld(t, dir, folder{"index.html": "i", "c/": "", "c/index.html/": "", "elsewhere/": "", "elsewhere/index.html": "not ours"})
}

func TestPutIsForManyGoroutines(t *testing.T) {
	dir := t.TempDir()
	site := folder{}
	for i := range 300 {
		site[fmt.Sprintf("%d/%d/index.html", i%7, i)] = fmt.Sprint("page ", i)
	}
	folder{"0/0/index.html": "old", "0/7/index.html": "page 7"}.published(t, dir)
	tr := opened(t, dir, treeOptions{})
	names := slices.Sorted(maps.Keys(site))
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for i := worker; i < len(names); i += 8 {
				if err := tr.put(names[i], []byte(site[names[i]])); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	report, err := tr.publish(300, 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Added) != 298 || len(report.Changed) != 1 || report.Kept != 1 {
		t.Errorf("%d added, %d changed, %d kept; want 298, 1, 1", len(report.Added), len(report.Changed), report.Kept)
	}
	tr.discard()
	got := held(t, dir)
	maps.DeleteFunc(got, func(name, _ string) bool { return strings.HasSuffix(name, "/") })
	if diff := cmp.Diff(site, got); diff != "" {
		t.Error(diff)
	}
}

// DET-7.
func TestDryRunWritesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	report, err := folder{"b.html": "", "a.html": ""}.render(t, dir, treeOptions{DryRun: true}, 1)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&Report{Added: []string{"a.html", "b.html"}}, report); diff != "" {
		t.Error(diff)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("the folder was made")
	}
	folder{"a.html": "a"}.published(t, dir)
	folder{stagingName + "/1": "of a run that was killed"}.write(t, dir)
	before := held(t, dir)
	if _, err := (folder{"b.html": ""}).render(t, dir, treeOptions{DryRun: true}, 1); err != nil {
		t.Fatal(err)
	}
	checkHeld(t, dir, before)
}

// A long file is written as it is made, checked like any other, and left alone
// if it is there already; a dry run writes none (DET-2, DET-7, CHECK-1).
func TestLongFiles(t *testing.T) {
	dir := t.TempDir()
	put := func(o treeOptions, text string) (*Report, error) {
		t.Helper()
		tr := opened(t, dir, o)
		defer tr.discard()
		err := tr.putLong("archive/a.json", func(w io.Writer) error { _, err := io.WriteString(w, text); return err })
		if err != nil {
			return nil, err
		}
		return tr.publish(1, 0)
	}
	for _, step := range []struct {
		name, text string
		o          treeOptions
		want       Report
		holds      string
	}{
		{"dry run", "[1]", treeOptions{DryRun: true}, Report{Added: []string{"archive/a.json"}}, ""},
		{"new", "[1]", treeOptions{}, Report{Added: []string{"archive/a.json"}}, "[1]"},
		{"the same", "[1]", treeOptions{}, Report{Kept: 1}, "[1]"},
		{"another", "[2]", treeOptions{}, Report{Changed: []string{"archive/a.json"}}, "[2]"},
		{"a dry run of another", "[3]", treeOptions{DryRun: true}, Report{Changed: []string{"archive/a.json"}}, "[2]"},
	} {
		report, err := put(step.o, step.text)
		if err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if diff := cmp.Diff(&step.want, report); diff != "" {
			t.Errorf("%s: %s", step.name, diff)
		}
		if b, _ := os.ReadFile(filepath.Join(dir, "archive", "a.json")); string(b) != step.holds {
			t.Errorf("%s: the file holds %q, want %q", step.name, b, step.holds)
		}
	}
	if _, err := put(treeOptions{}, "[1,"); err == nil || !strings.Contains(err.Error(), "archive/a.json: can't be read as JSON") {
		t.Errorf("a file that is cut off: %v", err)
	}
	for text, fails := range map[string]bool{"[2]": false, "[3]": true} { // a site that is right may lie where nothing can be written
		tr := opened(t, dir, treeOptions{})
		if err := os.WriteFile(filepath.Join(dir, stagingName), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := tr.putLong("archive/a.json", func(w io.Writer) error { _, err := io.WriteString(w, text); return err }); (err != nil) != fails {
			t.Errorf("%s, where nothing can be staged: %v; want an error: %t", text, err, fails)
		}
		tr.discard()
	}
	broken := errors.New("broken")
	tr := opened(t, dir, treeOptions{})
	if err := tr.putLong("archive/b.json", func(io.Writer) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("a writer that fails: %v", err)
	}
	tr.discard()
	if _, err := os.Stat(filepath.Join(dir, stagingName)); err == nil {
		t.Error("the staging folder is still there")
	}
}

func TestDiscardLeavesNoTrace(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	tr := opened(t, dir, treeOptions{})
	folder{"index.html": "front"}.put(t, tr)
	tr.discard()
	if _, err := os.Stat(dir); err == nil {
		t.Error("the folder that was made for nothing is still there")
	}
	site := folder{"index.html": "front"}
	site.published(t, dir)
	tr = opened(t, dir, treeOptions{})
	folder{"index.html": "new"}.put(t, tr)
	tr.discard()
	tr.discard()
	checkHeld(t, dir, site)
}

// DET-4: static files are copied as they are, and win.
func TestStaticFiles(t *testing.T) {
	top := t.TempDir()
	dir, static := filepath.Join(top, "public"), filepath.Join(top, "static")
	logo := strings.Repeat("\x00\xff", 100_000)
	folder{"logo.png": logo, "Atom.xml": "<theirs>", ".nojekyll": "", "fonts/A b.txt": "ü", "x.html": "<p style=x>"}.write(t, static)
	var warnings []string
	o := treeOptions{Static: static, Warn: func(format string, args ...any) { warnings = append(warnings, fmt.Sprintf(format, args...)) }}
	site := folder{"index.html": `<img src="logo.png">`, "atom.xml": "<ours/>"}
	if _, err := site.render(t, dir, o, 1); err != nil {
		t.Fatal(err)
	}
	want := folder{"index.html": `<img src="logo.png">`, "logo.png": logo, "Atom.xml": "<theirs>", ".nojekyll": "", "fonts/": "", "fonts/A b.txt": "ü", "x.html": "<p style=x>"}
	checkHeld(t, dir, want)
	if len(warnings) != 1 || !strings.Contains(warnings[0], "static/Atom.xml stands in for the atom.xml") {
		t.Errorf("warnings %q; want one, about Atom.xml", warnings)
	}
	report, err := site.render(t, dir, o, 1)
	if err != nil || report.Kept != 6 {
		t.Errorf("again: %+v, %v; want 6 kept", report, err)
	}
	if err := os.RemoveAll(static); err != nil {
		t.Fatal(err)
	}
	folder{"index.html": "no picture"}.published(t, dir)
	checkHeld(t, dir, folder{"index.html": "no picture"})
}

// SAFE-13, URL-2.
func TestNamesOfFiles(t *testing.T) {
	tests := []struct {
		name, file, want string // part of the error
	}{
		{"refuses to climb", "../x.html", "no path"},
		{"refuses to climb inside", "a/../../x", "no path"},
		{"refuses the folder itself", ".", "no path"},
		{"refuses an absolute path", "/etc/passwd", "no path"},
		{"refuses an empty part", "a//b", "no path"},
		{"refuses a backslash", `a\b.html`, "only letters"},
		{"refuses a drive", "c:x.html", "only letters"},
		{"refuses NUL", "a\x00", "only letters"},
		{"refuses other scripts", "überall/index.html", "only letters"},
		{"refuses a device", "members/con/index.html", "device"},
		{"refuses a device with an ending", "CON.html", "device"},
		{"refuses a device with two endings", "lpt1.tar.gz", "device"},
		{"refuses what Windows would cut", "a./index.html", "drops"},
		{"refuses 300 characters", strings.Repeat("a", 300), "255"},
		{"refuses our manifest", ".planet.json", "itself"},
		{"refuses our staging folder", ".Planet-New/1", "itself"},
		{"takes a name that only begins like a device", "console/index.html", ""},
		{"takes a dot file", ".well-known/security.txt", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := opened(t, t.TempDir(), treeOptions{}).put(tt.file, nil)
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("put(%q) = %v, want %q", tt.file, err, tt.want)
			}
		})
	}
}

func TestNamesThatCollide(t *testing.T) {
	tr := opened(t, t.TempDir(), treeOptions{})
	folder{"a.html": "", "b": "", "c/d": ""}.put(t, tr)
	if err := tr.put("a.html", nil); err == nil || !strings.Contains(err.Error(), "twice") {
		t.Errorf("the same name again: %v", err)
	}
	if err := tr.put("A.html", nil); err == nil || !strings.Contains(err.Error(), "case") {
		t.Errorf("the same name in capitals: %v", err)
	}
	if err := tr.put("b/c", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := tr.publish(1, 0); err == nil || !strings.Contains(err.Error(), "b would have to be a file and, for b/c, a folder") {
		t.Errorf("a file and a folder of one name: %v", err)
	}
}
