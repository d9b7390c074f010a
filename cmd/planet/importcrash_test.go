//go:build unix

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// opml is a list of so many blogs; about tells of each what it says of itself.
func opml(blogs int, about func(n int) string) []byte {
	var b strings.Builder
	b.WriteString(`<opml version="2.0"><head><title>Ours</title></head><body><outline text="Friends">`)
	for n := range blogs {
		fmt.Fprintf(&b, `<outline text="Blog %[1]d" xmlUrl="https://blog%[1]d.example/feed" description="%[2]s"/>`, n, about(n))
	}
	b.WriteString("</outline></body></opml>")
	return []byte(b.String())
}

// members are the files of feeds.d here; nothing else is there.
func (d *damaged) members() []string {
	d.t.Helper()
	files, err := os.ReadDir(filepath.Join(d.dir, "feeds.d"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		d.t.Fatal(err)
	}
	var all []string
	for _, f := range files {
		all = append(all, f.Name())
	}
	return all
}

// A disk that is full while the second of three members is written leaves whole files,
// and a list that loads; it is said how far it went, and the same command goes on.
func TestImportOnAFullDisk(t *testing.T) {
	d := &damaged{t: t, dir: t.TempDir()}
	d.write("old.opml", opml(3, func(n int) string { return strings.Repeat("much to say ", 300*(n%2)) }))
	status, said := d.planetWith([]string{"FILE_LIMIT=2000"}, "import", "old.opml", "--into", "feeds.d")
	if status != exitFailed || !regexp.MustCompile(`(?m)^planet: 2 files are written, up to feeds\.d/blog-0\.yaml, and the rest is not; the same command goes on there: write feeds\.d/blog-1\.yaml: file too large$`).MatchString(said) {
		t.Errorf("status %d, %q; want 1 and how far it went", status, said)
	}
	if got := d.members(); !slices.Equal(got, []string{"blog-0.yaml"}) {
		t.Errorf("feeds.d holds %v; want the one that was written", got)
	}
	if status, said := d.planet("check"); status != exitDone {
		t.Errorf("the list that is left: status %d, %s", status, said)
	}
	if status, said := d.planet("import", "old.opml", "--into", "feeds.d"); status != exitDone || !strings.Contains(said, "2 imported") {
		t.Errorf("with room again: status %d, %s", status, said)
	}
	if got := d.members(); !slices.Equal(got, []string{"blog-0.yaml", "blog-1.yaml", "blog-2.yaml"}) {
		t.Errorf("feeds.d holds %v; want all three", got)
	}
	if status, said := d.planet("check"); status != exitDone {
		t.Errorf("the whole list: status %d, %s", status, said)
	}
}

// The list itself has no room: then nothing is written at all.
func TestImportWithoutRoomForTheList(t *testing.T) {
	d := &damaged{t: t, dir: t.TempDir()}
	d.write("feeds.yaml", []byte("planet: {title: Ours}\nfeeds:\n  - https://ann.example/\n"))
	d.write("old.opml", opml(100, func(int) string { return "" }))
	before := d.fingerprint()
	status, said := d.planetWith([]string{"FILE_LIMIT=2000"}, "import", "old.opml", "--into", "feeds.yaml")
	if status != exitFailed || !regexp.MustCompile(`planet: write feeds\.yaml: file too large\n$`).MatchString(said) || strings.Contains(said, "imported") {
		t.Errorf("status %d, %q; want 1 and that there is no room", status, said)
	}
	if after := d.fingerprint(); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("there is %v, was %v", after, before)
	}
}

// An import that is killed between two files leaves whole ones, and a list that loads;
// the next one brings the rest, and what was there stays.
func TestKilledImport(t *testing.T) {
	const blogs = 400
	d := &damaged{t: t, dir: t.TempDir()}
	d.write("old.opml", opml(blogs, func(int) string { return "Says little." }))
	cmd := exec.CommandContext(t.Context(), "planet", "import", "old.opml", "--into", "feeds.d")
	cmd.Dir = d.dir
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for len(d.members()) < 20 { // of 400, each of which goes to the disk
		select {
		case err := <-ended:
			t.Fatalf("the import ended before it could be killed: %v", err)
		default:
		}
	}
	if err := errors.Join(cmd.Process.Kill(), <-ended); err == nil {
		t.Fatal("the import ended before it was killed")
	}
	whole := slices.DeleteFunc(d.members(), func(name string) bool { return strings.HasPrefix(name, ".") })
	if len(whole) == 0 || len(whole) == blogs {
		t.Fatalf("killed with %d files of %d", len(whole), blogs)
	}
	if status, said := d.planet("check"); status != exitDone {
		t.Errorf("what is left after %d files: status %d, %s", len(whole), status, said)
	}
	if status, said := d.planet("import", "old.opml", "--into", "feeds.d"); status != exitMend || !strings.Contains(said, "try again, and if a planet was ended there, in a minute") {
		t.Errorf("at once: status %d, %s", status, said)
	}
	old := time.Now().Add(-2 * time.Minute)
	if err := os.Chtimes(filepath.Join(d.dir, ".planet-writing"), old, old); err != nil {
		t.Fatal(err)
	}
	if status, said := d.planet("import", "old.opml", "--into", "feeds.d"); status != exitDone || !strings.Contains(said, fmt.Sprintf("%d imported", blogs-len(whole))) {
		t.Errorf("a minute later: status %d, %s", status, said)
	}
	if got := slices.DeleteFunc(d.members(), func(name string) bool { return strings.HasPrefix(name, ".") }); len(got) != blogs {
		t.Errorf("feeds.d holds %d members, want %d", len(got), blogs)
	}
	if status, said := d.planet("check"); status != exitDone {
		t.Errorf("the whole list: status %d, %s", status, said)
	}
}
