//go:build unix

package main

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"planet"
	"planet/store"
)

// A damaged is a planet after one good update, to which something bad happens.
type damaged struct {
	t   *testing.T
	dir string
	srv *httptest.Server
	web *manyBlogs
}

func newDamaged(t *testing.T) *damaged {
	t.Helper()
	d := &damaged{t: t, web: newBlogs(t), dir: t.TempDir()}
	d.srv = httptest.NewServer(d.web)
	t.Cleanup(d.srv.Close)
	d.write("feeds.yaml", d.web.list(d.srv.URL))
	if status, said := d.planet("update"); status != exitDone {
		t.Fatalf("a good update: status %d, %s", status, said)
	}
	return d
}

func (d *damaged) write(name string, b []byte) {
	d.t.Helper()
	if err := os.WriteFile(filepath.Join(d.dir, name), b, 0o600); err != nil {
		d.t.Fatal(err)
	}
}

// planet runs a command here and returns its status and what it said.
func (d *damaged) planet(args ...string) (status int, said string) {
	d.t.Helper()
	return d.planetWith(nil, args...)
}

// planetWith is the same with more variables in the command's environment.
func (d *damaged) planetWith(env []string, args ...string) (status int, said string) {
	d.t.Helper()
	cmd := exec.CommandContext(d.t.Context(), "planet-then", args...)
	var text bytes.Buffer
	cmd.Dir, cmd.Stderr = d.dir, &text
	cmd.Env = append(at(noon), env...)
	err := cmd.Run()
	if ended, ok := errors.AsType[*exec.ExitError](err); ok && ended.Exited() {
		return ended.ExitCode(), text.String()
	}
	if err != nil {
		d.t.Fatalf("planet %v: %v\n%s", args, err, text.String())
	}
	return exitDone, text.String()
}

// fingerprint is of all files but those that SQLite needs while it reads.
func (d *damaged) fingerprint() map[string]string {
	d.t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(d.dir, func(path string, f fs.DirEntry, err error) error {
		if err != nil || f.IsDir() || strings.HasSuffix(path, "-wal") || strings.HasSuffix(path, "-shm") {
			return err
		}
		b, err := os.ReadFile(path)
		all[path] = fmt.Sprintf("%x", sha256.Sum256(b))
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return all
}

// refuses runs a command that must end with 1, one sentence and every byte as
// it was.
func (d *damaged) refuses(env []string, sentence string, args ...string) {
	d.t.Helper()
	before := d.fingerprint()
	status, said := d.planetWith(env, args...)
	said, whole := strings.CutSuffix(said, "\n")
	if status != exitFailed || !regexp.MustCompile(sentence).MatchString(said) || !whole || strings.Contains(said, "\n") {
		d.t.Errorf("planet %s: status %d, %q; want 1 and one line with %q", strings.Join(args, " "), status, said, sentence)
	}
	after := d.fingerprint()
	for path, was := range before {
		if after[path] != was {
			d.t.Errorf("planet %s wrote %s", strings.Join(args, " "), path)
		}
	}
	if len(after) != len(before) {
		d.t.Errorf("planet %s: %d files, were %d", strings.Join(args, " "), len(after), len(before))
	}
}

// What can't be read as our database is named, and left as it is for whoever
// may still save it.
func TestDamagedDatabase(t *testing.T) {
	const page = 4096
	noise := make([]byte, 40*page)
	source := rand.NewChaCha8([32]byte{1})
	_, _ = source.Read(noise) // it never fails
	tests := []struct {
		name     string
		damage   func(good []byte) []byte
		sentence string
	}{
		{"garbage", func([]byte) []byte { return noise[:5*page] }, "^planet: planet.db can't be read as a database .*nothing was written to it; the file is damaged: restore a backup"},
		{"a text", func([]byte) []byte { return []byte(strings.Repeat("dear diary ", 1000)) }, "can't be read as a database .*restore a backup"},
		{"cut off in its header", func(good []byte) []byte { return good[:50] }, "can't be read as a database .*restore a backup"},
		{"cut off in its midst", func(good []byte) []byte { return good[:len(good)/3/page*page+page/2] }, "can't be read as a database .*restore a backup"},
		{"a good header and garbage", func(good []byte) []byte { return append(bytes.Clone(good[:100]), noise...) }, "can't be read as a database .*restore a backup"},
		{"a good first page and garbage", func(good []byte) []byte { return append(bytes.Clone(good[:page]), noise[:len(noise)-page]...) }, "can't be read as a database .*restore a backup"},
		{"of a newer planet", newerSchema(t), `^planet: planet.db was written by a newer planet \(schema 99, .*install that version`},
	}
	d := newDamaged(t)
	good, err := os.ReadFile(filepath.Join(d.dir, "planet.db"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			here := &damaged{t: t, dir: d.dir}
			here.write("planet.db", tt.damage(good))
			for _, args := range [][]string{{"update", "--force"}, {"render"}, {"health"}, {"export"}} {
				here.refuses(nil, tt.sentence, args...)
			}
		})
	}
	d.write("planet.db", good)
	if status, said := d.planet("update", "--force"); status != exitDone {
		t.Errorf("with the backup again: status %d, %s", status, said)
	}
}

// newerSchema makes a database one of the future.
func newerSchema(t *testing.T) func([]byte) []byte {
	return func(good []byte) []byte {
		path := filepath.Join(t.TempDir(), "planet.db")
		if err := os.WriteFile(path, good, 0o600); err != nil {
			t.Fatal(err)
		}
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		_, err = db.ExecContext(t.Context(), "PRAGMA user_version = 99")
		if err = errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
}

// Damage in its midst can't be seen when the file is opened. It is named when
// it is met, and the site stays as it was.
func TestDamageInTheMidst(t *testing.T) {
	d := newDamaged(t)
	path := filepath.Join(d.dir, "planet.db")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	middle := len(b) / 2 / page * page
	_, _ = rand.NewChaCha8([32]byte{2}).Read(b[middle : middle+20*page]) // it never fails
	d.write("planet.db", b)
	before := d.fingerprint()
	status, said := d.planet("render")
	if status != exitFailed || !strings.Contains(said, "the file is damaged: restore a backup") {
		t.Errorf("status %d, %q; want 1 and what to do", status, said)
	}
	delete(before, path)
	for name, now := range d.fingerprint() {
		if name != path && before[name] != now {
			t.Errorf("%s was changed", name)
		}
	}
}

// A folder in which nothing can be written is named, and nothing is lost.
func TestReadOnlyFolder(t *testing.T) {
	d := newDamaged(t)
	d.web.version.Store(1)
	nobody := d.makeReadOnly(0o444)
	d.refuses(nobody, "^planet: the database can't be opened for writing: open planet.db: permission denied$", "update", "--force")
	d.refuses(nobody, "^planet: planet.db can't be read as a database .*planet must be able to write the file and to make others beside it", "health")
	d.makeReadOnly(0o666)
	d.refuses(nobody, "^planet: planet.db can't be read as a database .*planet must be able to write the file and to make others beside it", "update", "--force")
}

// makeReadOnly takes away the right to make files here, and gives those that
// are here a mode. As root, who may write everywhere, commands must be run
// with what it returns.
func (d *damaged) makeReadOnly(mode fs.FileMode) (env []string) {
	d.t.Helper()
	modes := map[string]fs.FileMode{}
	err := filepath.WalkDir(d.dir, func(path string, f fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		modes[path] = mode
		if f.IsDir() {
			modes[path] = 0o555
		}
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
	modes[filepath.Dir(d.dir)] = 0o755 // so that others get here
	for path, mode := range modes {
		if err := os.Chmod(path, mode); err != nil {
			d.t.Fatal(err)
		}
	}
	d.t.Cleanup(func() { _ = os.Chmod(d.dir, 0o755) }) // or it could not be removed
	d.t.Cleanup(func() {
		for path := range modes {
			_ = os.Chmod(path, 0o755) // likewise
		}
	})
	if os.Geteuid() == 0 {
		return []string{"USER_ID=65534"}
	}
	return nil
}

// On a full disk an update says so and leaves what was there; with room again
// the next one does what is left to do.
func TestFullDisk(t *testing.T) {
	for _, room := range []int{150, 800, 2400} { // KiB: too few for a database, for what is new, for the pages
		t.Run(fmt.Sprintf("%d KiB", room), func(t *testing.T) {
			d := &damaged{t: t, web: newBlogs(t), dir: t.TempDir()}
			d.srv = httptest.NewServer(d.web)
			t.Cleanup(d.srv.Close)
			limit, grow := d.smallDisk(room)
			d.write("feeds.yaml", d.web.list(d.srv.URL))
			status, said := d.planetWith(limit, "update")
			if status != exitFailed || !regexp.MustCompile(`planet: .*(disk|space left|file too large)`).MatchString(said) {
				t.Errorf("status %d, %q; want 1 and that there is no room", status, said)
			}
			d.sound()
			grow()
			if status, said := d.planet("update", "--force"); status != exitDone || d.sound() != 4*16+(blogs-4)*2 {
				t.Errorf("with room again: status %d, %s", status, said)
			}
		})
	}
}

// smallDisk gives the folder here only so many KiB, until grow is called.
// Who may not mount one limits each file, in the environment of commands.
func (d *damaged) smallDisk(kib int) (limit []string, grow func()) {
	mount := func(options string) error {
		return exec.CommandContext(d.t.Context(), "mount", "-t", "tmpfs", "-o", options, "tmpfs", d.dir).Run()
	}
	if mount(fmt.Sprintf("size=%dk", kib)) != nil {
		return []string{fmt.Sprintf("FILE_LIMIT=%d", kib<<10/10)}, func() {}
	}
	d.t.Cleanup(func() {
		if err := exec.Command("umount", d.dir).Run(); err != nil {
			d.t.Errorf("umount %s: %v", d.dir, err)
		}
	})
	return nil, func() {
		if err := mount("remount,size=64m"); err != nil {
			d.t.Fatal(err)
		}
	}
}

// sound fails if the database here can't be read, or a page is not whole. It
// returns how many entries there are.
func (d *damaged) sound() (entries int) {
	d.t.Helper()
	r, err := store.OpenReader(d.t.Context(), filepath.Join(d.dir, "planet.db"))
	if err == nil {
		defer r.Close()
		var all []planet.Entry
		all, err = r.Entries(d.t.Context())
		entries = len(all)
	}
	if err != nil && !strings.Contains(err.Error(), "run planet update once") { // it was not made yet
		d.t.Errorf("afterwards: %v", err)
	}
	pages, err := filepath.Glob(filepath.Join(d.dir, "public", "20*", "*", "*", "index.html"))
	for _, page := range pages {
		b, readErr := os.ReadFile(page)
		if err = errors.Join(err, readErr); !bytes.Contains(b, []byte("</html>")) {
			d.t.Errorf("%s: %d bytes; want a whole page", page, len(b))
		}
	}
	if err != nil {
		d.t.Error(err)
	}
	return entries
}

// Of two updates at once, the second says who is at work and ends with 3; the
// first goes on as if nothing had been (SCHED-2).
func TestTwoUpdatesAtOnce(t *testing.T) {
	asked, answer := make(chan struct{}, blogs), make(chan struct{})
	web := newBlogs(t)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		<-answer
		web.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	d := &damaged{t: t, dir: t.TempDir()}
	d.write("feeds.yaml", web.list(srv.URL))
	first := exec.CommandContext(t.Context(), "planet", "update")
	var said bytes.Buffer
	first.Dir, first.Stderr = d.dir, &said
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	<-asked
	second := exec.CommandContext(t.Context(), "planet", "update")
	second.Dir = d.dir
	text, err := second.CombinedOutput()
	ended, ok := errors.AsType[*exec.ExitError](err)
	if want := fmt.Sprintf("as process %d on ", first.Process.Pid); !ok || ended.ExitCode() != exitLocked || !strings.Contains(string(text), want) {
		t.Errorf("the second: %v, %q; want status 3 and %q", err, text, want)
	}
	close(answer)
	if err := first.Wait(); err != nil {
		t.Errorf("the first: %v, %s", err, said.String())
	}
}
