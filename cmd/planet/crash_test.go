//go:build unix

package main

import (
	"bytes"
	"cmp"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"planet/store"
)

var kills = flag.Int("kills", 0, "how many updates TestKilledUpdates kills; 0 means 40, or 10 under the race detector, which is slow")

// number gives how many updates are to be killed.
func (*crash) number() int {
	info, ok := debug.ReadBuildInfo()
	if *kills > 0 {
		return *kills
	}
	if ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		return 10
	}
	return 40
}

// A killed update loses nothing, and the next one ends with exactly the state
// and the bytes of one that nobody disturbed (DB-8, DET-3, DET-5).
func TestKilledUpdates(t *testing.T) {
	for name, past := range map[string]int{"the first run": 0, "a run with news": 2} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCrash(t, past)
			c.killAll((c.number() + 1) / 2)
		})
	}
}

// A crash is one situation in which updates are killed.
type crash struct {
	t       *testing.T
	now     time.Time
	before  string // folder of the planet before the update
	old     map[string]string
	want    outcome
	length  time.Duration // of an update that nobody disturbs, as far as we know
	random  *rand.Rand
	fetch   int // killed while feeds were asked
	render  int // killed afterwards
	atStart int // killed before there was a database
}

// An outcome is all that an update leaves.
type outcome struct {
	State  []string          // rows of the database
	Export string            // everything stored, as JSON lines
	Site   map[string]string // bytes by file of public/
}

// newCrash makes a planet that has been updated so many times, and looks what
// the next update comes to.
func newCrash(t *testing.T, past int) *crash {
	t.Helper()
	web := newBlogs(t)
	srv := httptest.NewServer(web)
	t.Cleanup(srv.Close)
	c := &crash{t: t, before: t.TempDir(), random: rand.New(rand.NewPCG(1, uint64(past)))}
	c.write(filepath.Join(c.before, "feeds.yaml"), web.list(srv.URL))
	for version := range past + 1 {
		web.version.Store(int32(version))
		c.now = noon.AddDate(0, 0, version)
		if version < past {
			c.finish(c.before)
		}
	}
	c.old = c.site(c.before)
	undisturbed := c.copy(c.before)
	c.length = c.finish(undisturbed)
	c.want = c.outcome(undisturbed)
	return c
}

// killAll kills n updates, at moments spread over an update's length, and more
// until both halves of an update have been hit.
func (c *crash) killAll(n int) {
	for i := 0; i < n || c.fetch == 0 || c.render == 0; i++ {
		at := time.Duration((float64(i%n) + c.random.Float64()) / float64(n) * float64(c.length))
		dir := c.copy(c.before)
		if !c.kill(dir, at) {
			i-- // it was quicker than ever
			continue
		}
		if c.survives(dir); c.t.Failed() {
			c.t.Fatalf("killed after %v of about %v, kill %d", at, c.length, i)
		}
		c.remove(dir)
	}
	c.t.Logf("killed %d times in fetch, of these %d before there was a database, %d times in render; an update took about %v", c.fetch, c.atStart, c.render, c.length.Round(time.Millisecond))
}

// kill ends an update by SIGKILL after a while, unless it is done by then.
func (c *crash) kill(dir string, after time.Duration) bool {
	c.t.Helper()
	cmd, said := c.update(dir)
	began := time.Now()
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() }) // it may have ended a moment ago
	err := cmd.Wait()
	if timer.Stop() || err == nil {
		c.mustEnd(err, said)
		c.learn(time.Since(began))
		return false
	}
	if ended, ok := errors.AsType[*exec.ExitError](err); !ok || ended.Exited() {
		c.t.Fatalf("update to be killed: %v, %s", err, said)
	}
	if strings.Contains(said.String(), " feeds asked") {
		c.render++
	} else {
		c.fetch++
	}
	return true
}

// survives looks at what a killed update left, lets the next one mend it, and
// looks again.
func (c *crash) survives(dir string) {
	c.t.Helper()
	c.intact(dir)
	for name, text := range c.site(dir) {
		if text != c.old[name] && text != c.want.Site[name] {
			c.t.Errorf("%s is neither the old nor the new one, but %d bytes of something", name, len(text))
		}
	}
	c.learn(c.finish(dir))
	if diff := gocmp.Diff(c.want, c.outcome(dir)); diff != "" {
		c.t.Errorf("after a kill and one more update (-undisturbed +now):\n%.4000s", diff)
	}
}

// intact opens a copy of the database that a killed update left, so that the
// next update finds it as it was left.
func (c *crash) intact(dir string) {
	c.t.Helper()
	beside := c.t.TempDir()
	for _, name := range []string{"planet.db", "planet.db-wal"} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			c.atStart += one(name == "planet.db")
			continue
		}
		c.check(err)
		c.write(filepath.Join(beside, name), b)
	}
	path := filepath.Join(beside, "planet.db")
	db, err := store.Open(c.t.Context(), path)
	c.check(err)
	c.check(db.Close())
	if got := c.rows(path, "PRAGMA integrity_check"); !gocmp.Equal(got, []string{"ok"}) {
		c.t.Errorf("integrity_check: %s", got)
	}
	if got := c.rows(path, "PRAGMA foreign_key_check"); len(got) > 0 {
		c.t.Errorf("foreign_key_check: %s", got)
	}
}

// finish updates without a disturbance, and returns how long that took.
func (c *crash) finish(dir string) time.Duration {
	c.t.Helper()
	cmd, said := c.update(dir)
	began := time.Now()
	c.mustEnd(cmd.Run(), said)
	return time.Since(began)
}

func (c *crash) mustEnd(err error, said *bytes.Buffer) {
	c.t.Helper()
	if err != nil {
		c.t.Fatalf("update: %v\n%s", err, said)
	}
}

// learn keeps how long updates take on a machine that may be busy.
func (c *crash) learn(took time.Duration) { c.length = (3*c.length + took) / 4 }

// update is the command, in a folder and at the moment of this crash.
func (c *crash) update(dir string) (*exec.Cmd, *bytes.Buffer) {
	cmd := exec.CommandContext(c.t.Context(), "planet-then", "update", "--force")
	var said bytes.Buffer
	cmd.Dir, cmd.Stderr = dir, &said
	cmd.Env = at(c.now)
	return cmd, &said
}

// outcome reads all that an update left. Only what tells of the runs
// themselves is passed over: health, and when a feed is due.
func (c *crash) outcome(dir string) outcome {
	c.t.Helper()
	for _, name := range []string{"planet.db-wal", "planet.db-shm"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			c.t.Errorf("%s is left", name)
		}
	}
	cmd := exec.CommandContext(c.t.Context(), "planet-then", "export")
	cmd.Dir, cmd.Env = dir, at(c.now)
	export, err := cmd.Output()
	c.check(err)
	got := outcome{Export: string(export), Site: c.site(dir)}
	for _, query := range stateSQL {
		got.State = append(got.State, c.rows(filepath.Join(dir, "planet.db"), query)...)
	}
	return got
}

// stateSQL reads all that a planet remembers, in an order that does not hang
// on who answered first, but the runs and visits themselves.
var stateSQL = []string{
	"SELECT 'fact', * FROM fact ORDER BY name",
	"SELECT 'address', * FROM address ORDER BY slug, url",
	"SELECT 'feed', * FROM feed ORDER BY slug",
	"SELECT 'host', * FROM host ORDER BY name",
	"SELECT 'entry', * FROM entry ORDER BY path",
	"SELECT e.path, t.* FROM text t JOIN entry e ON e.id = t.entry ORDER BY e.path",
	"SELECT e.path, k.* FROM entry_key k JOIN entry e ON e.id = k.entry ORDER BY e.path, k.kind, k.key",
	"SELECT e.path, l.* FROM link l JOIN entry e ON e.id = l.entry ORDER BY e.path, l.n",
	"SELECT 'tombstone', * FROM tombstone ORDER BY hash",
	"SELECT 'avatar', * FROM avatar ORDER BY slug",
	"SELECT 'lease', * FROM lease",
	"SELECT 'found', e.path FROM search s JOIN entry e ON e.id = s.rowid WHERE search MATCH 'says' ORDER BY e.path",
}

// accidents are columns that hang on who answered first, or on how often a
// feed was asked.
var accidents = map[string]bool{"id": true, "address": true, "entry": true, "interval": true, "next_check": true, "status": true, "took_ms": true}

// rows reads a database as its file stands, a line for each row.
func (c *crash) rows(path, query string) []string {
	c.t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	c.check(err)
	defer db.Close()
	rows, err := db.QueryContext(c.t.Context(), query)
	c.check(err)
	defer rows.Close()
	names, err := rows.Columns()
	c.check(err)
	var all []string
	for rows.Next() {
		values, into := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		c.check(rows.Scan(into...))
		var line []string
		for i, v := range values {
			if !accidents[names[i]] {
				line = append(line, fmt.Sprintf("%v", v))
			}
		}
		all = append(all, strings.Join(line, "|"))
	}
	c.check(rows.Err())
	return all
}

// site reads public/ but for health and what is not for readers.
func (c *crash) site(dir string) map[string]string {
	c.t.Helper()
	all := map[string]string{}
	public := filepath.Join(dir, "public")
	err := filepath.WalkDir(public, func(path string, d fs.DirEntry, err error) error {
		name, relErr := filepath.Rel(public, path)
		switch {
		case errors.Is(err, fs.ErrNotExist) && path == public:
			return nil
		case cmp.Or(err, relErr) != nil:
			return cmp.Or(err, relErr)
		case d.IsDir() && (name == "health" || name == ".planet-new"):
			return fs.SkipDir
		case d.IsDir() || name == "health.json" || strings.HasPrefix(name, ".planet"):
			return nil
		}
		b, err := os.ReadFile(path)
		all[name] = string(b)
		return err
	})
	c.check(err)
	return all
}

// copy gives a folder that is like another one.
func (c *crash) copy(dir string) string {
	c.t.Helper()
	to, err := os.MkdirTemp(c.t.TempDir(), "planet")
	c.check(err)
	c.check(os.CopyFS(to, os.DirFS(dir)))
	return to
}

func (c *crash) write(path string, b []byte) {
	c.t.Helper()
	c.check(os.WriteFile(path, b, 0o600))
}

func (c *crash) remove(dir string) {
	c.t.Helper()
	c.check(os.RemoveAll(dir))
}

func (c *crash) check(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
