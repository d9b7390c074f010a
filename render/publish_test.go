package render

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Bad ground for a site: each is said in a sentence, nothing of the old site
// changes, and nothing outside the folder (SAFE-13, DET-5).
func TestBadOutputFolder(t *testing.T) {
	link := func(t *testing.T, to, at string) {
		t.Helper()
		if err := os.Symlink(to, at); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name string
		harm func(t *testing.T, top, dir string) // before the folder is opened
		next folder
		want string // part of the error
	}{
		{"is a file", func(t *testing.T, _, dir string) {
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
			folder{"public": "file"}.write(t, filepath.Dir(dir))
		}, nil, "public is a file"},
		{"lies below a file", func(t *testing.T, top, _ string) {
			if err := os.RemoveAll(top); err != nil {
				t.Fatal(err)
			}
			folder{filepath.Base(top): "file"}.write(t, filepath.Dir(top))
		}, nil, "output folder"},
		{"has a link for a page", func(t *testing.T, top, dir string) {
			link(t, filepath.Join(top, "outside.txt"), filepath.Join(dir, "new.html"))
		}, folder{"index.html": "new", "new.html": "x"}, "new.html is a symbolic link"},
		{"has a dangling link for a page", func(t *testing.T, top, dir string) {
			link(t, filepath.Join(top, "nowhere"), filepath.Join(dir, "new.html"))
		}, folder{"index.html": "new", "new.html": "x"}, "new.html is a symbolic link"},
		{"has a link for a folder", func(t *testing.T, top, dir string) {
			link(t, top, filepath.Join(dir, "members"))
		}, folder{"index.html": "new", "members/outside.txt": "x"}, "members is a symbolic link"},
		{"has a link for the manifest", func(t *testing.T, top, dir string) {
			if err := os.Remove(filepath.Join(dir, manifestName)); err != nil {
				t.Fatal(err)
			}
			link(t, filepath.Join(top, "outside.txt"), filepath.Join(dir, manifestName))
		}, nil, ".planet.json is a symbolic link"},
		{"has somebody's file where a folder must be", func(t *testing.T, _, dir string) {
			folder{"members": "theirs"}.write(t, dir)
		}, folder{"index.html": "new", "members/ann/index.html": "x"}, "members is not from planet"},
		{"has somebody's folder where a file must be", func(t *testing.T, _, dir string) {
			folder{"new.html/theirs.txt": "theirs"}.write(t, dir)
		}, folder{"index.html": "new", "new.html": "x"}, "new.html is a folder with new.html/theirs.txt in it"},
		{"has a manifest that is no JSON", func(t *testing.T, _, dir string) {
			folder{manifestName: "{"}.write(t, dir)
		}, nil, "render with --force"},
		{"has a manifest that names what lies outside", func(t *testing.T, _, dir string) {
			folder{manifestName: `{"format": 1, "files": ["../outside.txt"]}`}.write(t, dir)
		}, nil, "no path"},
		{"has a manifest of a later program", func(t *testing.T, _, dir string) {
			folder{manifestName: `{"format": 2}`}.write(t, dir)
		}, nil, "format is 2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			top := filepath.Join(t.TempDir(), "top")
			dir := filepath.Join(top, "public")
			folder{"outside.txt": "outside"}.write(t, top)
			folder{"index.html": "old", "old.html": "old"}.published(t, dir)
			tt.harm(t, top, dir)
			tr, err := openTree(dir, treeOptions{})
			for name := range tt.next {
				if err == nil {
					err = tr.put(name, []byte(tt.next[name]))
				}
			}
			if err == nil {
				_, err = tr.publish(2, 0)
			}
			if tr != nil {
				tr.discard()
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("err = %v, want %q", err, tt.want)
			}
			if b, err := os.ReadFile(filepath.Join(top, "outside.txt")); err == nil && string(b) != "outside" {
				t.Errorf("the file outside holds %q", b)
			}
			if b, err := os.ReadFile(filepath.Join(dir, "index.html")); err == nil && string(b) != "old" {
				t.Errorf("the old page holds %q", b)
			}
		})
	}
}

// DET-5: no room for the new site is no harm to the old one. That a file
// stands where the staging folder must be is what a test can do to any user.
func TestNoRoomForTheNewSite(t *testing.T) {
	dir := t.TempDir()
	site := folder{"index.html": "old"}
	site.published(t, dir)
	tr := opened(t, dir, treeOptions{})
	folder{stagingName: "in the way"}.write(t, dir)
	err := tr.put("index.html", []byte("new"))
	if err == nil || !strings.Contains(err.Error(), "before the old site was touched") {
		t.Errorf("put = %v; want a sentence", err)
	}
	tr.discard()
	checkHeld(t, dir, site)
}

// A folder that can't be made is noticed before the first rename.
func TestNoRoomForAFolder(t *testing.T) {
	dir := t.TempDir()
	site := folder{"index.html": "old"}
	site.published(t, dir)
	manifest := manifestText(t, dir)
	tr := opened(t, dir, treeOptions{})
	folder{"index.html": "new", "a/b/index.html": "", "c/index.html": ""}.put(t, tr)
	tr.after = func(step string) {
		if step == "make a/b" {
			folder{"c": "somebody was here in this very moment"}.write(t, dir)
		}
	}
	_, err := tr.publish(2, 0)
	if err == nil || !strings.Contains(err.Error(), "before the old site was touched") {
		t.Errorf("publish = %v; want a sentence", err)
	}
	tr.discard()
	checkHeld(t, dir, folder{"index.html": "old", "c": "somebody was here in this very moment"})
	if now := manifestText(t, dir); now != manifest {
		t.Errorf("the manifest holds %s; want %s", now, manifest)
	}
}

// DET-6.
func TestShrinkGuard(t *testing.T) {
	tests := []struct {
		name             string
		entries, excused int
		force            bool
		want             string // part of the error
	}{
		{"lets half of the entries go", 50, 0, false, ""},
		{"stops when more would go", 49, 0, false, "--force"},
		{"stops for an empty database", 0, 0, false, "would fall from 100 to 0, less than half"},
		{"counts what was taken out on purpose", 1, 49, false, ""},
		{"and nothing besides", 1, 48, false, "--force"},
		{"obeys", 0, 0, true, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			old := folder{"index.html": "100 entries"}
			if _, err := old.render(t, dir, treeOptions{}, 100); err != nil {
				t.Fatal(err)
			}
			for _, dry := range []bool{true, false} {
				tr := opened(t, dir, treeOptions{Force: tt.force, DryRun: dry})
				folder{"index.html": "fewer"}.put(t, tr)
				_, err := tr.publish(tt.entries, tt.excused)
				tr.discard()
				if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
					t.Errorf("publish(%d, %d) = %v, want %q", tt.entries, tt.excused, err, tt.want)
				}
			}
			want := folder{"index.html": "fewer"}
			if tt.want != "" {
				want = old
			}
			checkHeld(t, dir, want)
		})
	}
}

// DET-4, DET-6: a lost manifest costs nothing that is not ours, with a word
// from the owner.
func TestForceGoesOnWithoutTheManifest(t *testing.T) {
	dir := t.TempDir()
	folder{"index.html": "old", "old.html": "old"}.published(t, dir)
	folder{manifestName: "garbage"}.write(t, dir)
	warned := ""
	o := treeOptions{Force: true, Warn: func(format string, args ...any) { warned = fmt.Sprintf(format, args...) }}
	if _, err := (folder{"index.html": "new"}).render(t, dir, o, 1); err != nil {
		t.Fatal(err)
	}
	checkHeld(t, dir, folder{"index.html": "new", "old.html": "old"})
	if !strings.Contains(warned, "somebody else's") {
		t.Errorf("warned %q", warned)
	}
}

// The manifest is deterministic (DET-1) and says what is there.
func TestManifest(t *testing.T) {
	dir := t.TempDir()
	if _, err := (folder{"b.html": "", "a/index.html": "", "a.html": ""}).render(t, dir, treeOptions{}, 7); err != nil {
		t.Fatal(err)
	}
	var got manifest
	if err := json.Unmarshal([]byte(manifestText(t, dir)), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(manifest{1, 7, []string{"a.html", "a/index.html", "b.html"}}, got); diff != "" {
		t.Error(diff)
	}
}

// DET-5.
func TestOrderOfPublishing(t *testing.T) {
	dir := t.TempDir()
	tr := opened(t, dir, treeOptions{})
	folder{
		"index.html": "", "2026/11/ann-hello/index.html": "", "2026/11/index.html": "", "atom.xml": "<a/>", "members.json": "1",
		"assets/style.css": "", "assets/icons/a.svg": "", "feed.css": "", "sitemap.xml": "<a/>", "robots.txt": "", "archive/2026-10.atom.xml": "<a/>",
	}.put(t, tr)
	var got []string
	tr.after = func(step string) {
		if name, found := strings.CutPrefix(step, "rename "); found {
			got = append(got, name)
		}
	}
	if _, err := tr.publish(1, 0); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"assets/icons/a.svg", "assets/style.css", "feed.css",
		"2026/11/ann-hello/index.html", "2026/11/index.html", "index.html",
		"archive/2026-10.atom.xml", "atom.xml", "members.json",
		"robots.txt", "sitemap.xml",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

// killed is what a tree's after panics with: nothing of ours runs after it,
// just as after a kill -9.
type killed struct{ step string }

// renderKilled renders f in dir and ends at the given step, counted from 0. It
// reports whether there is such a step.
func (f folder) renderKilled(t *testing.T, dir string, step int) (was killed, happened bool) {
	t.Helper()
	tr, err := openTree(dir, treeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer tr.root.Close() // and no discard
	f.put(t, tr)
	left := step
	tr.after = func(name string) {
		if left--; left < 0 {
			panic(killed{name})
		}
	}
	defer func() {
		if v := recover(); v != nil {
			was, happened = v.(killed)
		}
	}()
	if _, err := tr.publish(1, 0); err != nil {
		t.Fatal(err)
	}
	return killed{}, false
}

// DET-5: whenever a render is killed, the next one ends in exactly the right
// site, whether it makes the new one or, since the list was changed back, the
// old one; and others' files survive it.
func TestKilledRender(t *testing.T) {
	oldSite := folder{"index.html": "old", "same.html": "same", "gone/deep/index.html": "gone", "turns": "file", "folds/index.html": "folder", "Case.html": "upper", "atom.xml": "<a/>"}
	newSite := folder{"index.html": "new", "same.html": "same", "added/deep/index.html": "added", "turns/index.html": "folder", "folds": "file", "case.html": "lower", "assets/x.css": "css"}
	theirs := folder{"theirs.txt": "theirs", "gone/theirs.txt": "theirs"}
	var steps []string
	for {
		was, happened := killedOnTheWay(t, theirs, oldSite, newSite, newSite, len(steps))
		if !happened {
			break
		}
		killedOnTheWay(t, theirs, oldSite, newSite, oldSite, len(steps))
		steps = append(steps, was.step)
	}
	for _, want := range []string{"manifest", "remove turns", "remove folds", "make added/deep", "rename index.html", "remove gone/deep/index.html", "remove gone/deep"} {
		if !slices.Contains(steps, want) {
			t.Errorf("was not killed after %q; it was after %q", want, steps)
		}
	}
}

// killedOnTheWay kills the render of a second site at a step, renders a third
// one and compares what is there with the third one rendered alone.
func killedOnTheWay(t *testing.T, theirs, first, second, third folder, step int) (was killed, happened bool) {
	t.Helper()
	alone, dir := t.TempDir(), t.TempDir()
	for _, d := range []string{alone, dir} {
		theirs.write(t, d)
	}
	third.published(t, alone)
	first.published(t, dir)
	was, happened = second.renderKilled(t, dir, step)
	third.published(t, dir)
	if diff := cmp.Diff(held(t, alone), held(t, dir)); diff != "" {
		t.Errorf("killed after %q; the next render left (-want +got):\n%s", was.step, diff)
	}
	if got, want := manifestText(t, dir), manifestText(t, alone); got != want {
		t.Errorf("killed after %q; the next render wrote the manifest %s; want %s", was.step, got, want)
	}
	return was, happened
}

func manifestText(t *testing.T, dir string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, manifestName))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A killed --force is not asked for again: what it had begun may be finished.
func TestKilledForcedShrink(t *testing.T) {
	dir := t.TempDir()
	if _, err := (folder{"a.html": "", "b.html": "", "c.html": ""}).render(t, dir, treeOptions{}, 100); err != nil {
		t.Fatal(err)
	}
	tr, err := openTree(dir, treeOptions{Force: true})
	if err != nil {
		t.Fatal(err)
	}
	defer tr.root.Close()
	folder{"a.html": "new"}.put(t, tr)
	tr.after = func(step string) {
		if step == "rename a.html" {
			panic(killed{step})
		}
	}
	func() {
		defer func() { _ = recover() }()
		_, err = tr.publish(1, 0)
		t.Errorf("publish was not killed: %v", err)
	}()
	folder{"a.html": "new"}.published(t, dir)
	checkHeld(t, dir, folder{"a.html": "new"})
}

// What fails between two renames is said, and mended by the next render.
func TestFailureHalfway(t *testing.T) {
	dir := t.TempDir()
	folder{"a.html": "old", "index.html": "old"}.published(t, dir)
	tr := opened(t, dir, treeOptions{})
	folder{"a.html": "new", "index.html": "new"}.put(t, tr)
	tr.after = func(step string) {
		if step == "rename a.html" {
			if err := os.RemoveAll(filepath.Join(dir, stagingName)); err != nil {
				t.Error(err)
			}
		}
	}
	_, err := tr.publish(2, 0)
	if err == nil || !strings.Contains(err.Error(), "the next render completes it") {
		t.Errorf("publish = %v; want to know how it goes on", err)
	}
	tr.discard()
	folder{"a.html": "new", "index.html": "new"}.published(t, dir)
	checkHeld(t, dir, folder{"a.html": "new", "index.html": "new"})
}

// Static files that must not be published (SAFE-13).
func TestBadStaticFiles(t *testing.T) {
	tests := []struct {
		name string
		make func(top string) error
		want string
	}{
		{"a link", func(top string) error { return os.Symlink("/etc/passwd", filepath.Join(top, "static", "x.txt")) }, "static/x.txt is no file"},
		{"a folder that is a link", func(top string) error { return os.Symlink("/etc", filepath.Join(top, "static", "x")) }, "static/x is no file"},
		{"a name of ours", func(top string) error { return os.WriteFile(filepath.Join(top, "static", manifestName), nil, 0o644) }, "itself"},
		{"the output folder", func(top string) error {
			return os.Symlink(filepath.Join("static", "out"), filepath.Join(top, "public"))
		}, "is the output folder"},
		{"a file", func(top string) error {
			return os.Rename(filepath.Join(top, "static", "out", "fine.txt"), filepath.Join(top, "static2"))
		}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			top := t.TempDir()
			folder{"static/out/fine.txt": "fine"}.write(t, top)
			if err := tt.make(top); err != nil {
				t.Fatal(err)
			}
			tr, err := openTree(filepath.Join(top, "public"), treeOptions{Static: filepath.Join(top, "static")})
			if err == nil {
				tr.discard()
			}
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(filepath.ToSlash(err.Error()), tt.want) {
				t.Errorf("openTree = %v, want %q", err, tt.want)
			}
		})
	}
}
