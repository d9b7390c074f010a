//go:build outside && linux

package start_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// What one run keeps, the next one has, on a machine that knows nothing, with any of
// the forges, open or closed (KEEP-1).
func TestMemoryStays(t *testing.T) {
	t.Parallel()
	for _, like := range []string{"github", "forgejo", "gitlab"} {
		for _, key := range []string{"", "a long password"} {
			if key != "" && like != "github" {
				continue // what closes and opens is the same for all
			}
			t.Run(like+key, func(t *testing.T) {
				f := newForge(t, like)
				env := "MEMORY_KEY=" + key
				first := checkout(t, f, env)
				if out := first.must(t, "bash bin/memory restore"); !strings.Contains(out, "the first run") {
					t.Errorf("the first run says %q", out)
				}
				first.put(t, "planet.db", "what I remember")
				first.must(t, "bash bin/memory save")

				second := checkout(t, f, env)
				second.must(t, "bash bin/memory restore")
				if got := second.get(t, "planet.db"); got != "what I remember" {
					t.Errorf("restored %q", got)
				}
				if out := second.must(t, "bash bin/memory save"); !strings.Contains(out, "Nothing has changed") {
					t.Errorf("without a change, save says %q", out)
				}
				second.put(t, "planet.db", "what I remember, and more")
				second.put(t, "planet.db-wal", "cut off")
				second.must(t, "bash bin/memory save")

				third := checkout(t, f, env)
				third.must(t, "bash bin/memory restore")
				if db, wal := third.get(t, "planet.db"), third.get(t, "planet.db-wal"); db != "what I remember, and more" || wal != "cut off" {
					t.Errorf("restored %q and %q", db, wal)
				}
				if key == "" {
					return
				}
				for _, a := range f.files {
					if strings.Contains(string(a.body), "remember") || !strings.HasSuffix(a.name, ".enc") {
						t.Errorf("%s can be read by anyone", a.name)
					}
				}
				for _, wrong := range []string{"", "another"} {
					if status, out := checkout(t, f, "MEMORY_KEY="+wrong).run(t, "bash bin/memory restore"); status != 1 || !strings.Contains(out, "MEMORY_KEY") {
						t.Errorf("with the key %q: status %d, %s", wrong, status, out)
					}
				}
			})
		}
	}
}

// Five copies stay, the newest ones.
func TestMemoryKeepsSome(t *testing.T) {
	t.Parallel()
	for _, like := range []string{"github", "forgejo"} {
		f := newForge(t, like)
		r := checkout(t, f)
		r.must(t, "bash bin/memory restore")
		for n := range 7 {
			r.put(t, "planet.db", "run "+strconv.Itoa(n))
			// Copies of one second are in no order; a clock of our own gives each its day.
			r.put(t, "clock/date", "#!/bin/sh\necho 2026110"+strconv.Itoa(n)+"T000000Z\n")
			r.must(t, "PATH=$PWD/clock:$PATH bash bin/memory save")
		}
		if len(f.files) != 5 || !strings.HasPrefix(f.files[0].name, "memory-20261102T") || !strings.HasPrefix(f.files[4].name, "memory-20261106T") {
			t.Errorf("%s keeps %d copies: %v", like, len(f.files), f.files)
		}
		next := checkout(t, f)
		next.must(t, "bash bin/memory restore")
		if got := next.get(t, "planet.db"); got != "run 6" {
			t.Errorf("%s restores %q, want the newest", like, got)
		}
	}
}

// Whatever is doubtful stops the run with a sentence, and harms no copy.
func TestMemoryStops(t *testing.T) {
	t.Parallel()
	const kept = "a memory of some length"
	tests := []struct {
		name   string
		before func(t *testing.T, f *forge, r *repo) // after one memory was kept, and restored in r
		script string
		want   string
	}{
		{"the memory is gone, though a site was published", func(_ *testing.T, f *forge, _ *repo) {
			f.files, f.released, f.packages = nil, false, map[string][]byte{}
			f.deployments, f.site = `[{"id": 1}]`, http.StatusOK
		}, "bash bin/memory restore", "its memory is gone"},
		{"the forge has trouble", func(_ *testing.T, f *forge, _ *repo) {
			f.broken["GET "] = http.StatusBadGateway
		}, "bash bin/memory restore", "the forge answered 502"},
		{"the memory is named, and cannot be had", func(_ *testing.T, f *forge, _ *repo) {
			f.broken["GET /repos/ana/planet/releases/assets/"] = http.StatusForbidden
			f.broken["GET /api/v4/projects/7/packages/generic/memory/1/memory-"] = http.StatusForbidden
		}, "bash bin/memory restore", "the forge answered 403"},
		{"the copy is damaged", func(_ *testing.T, f *forge, _ *repo) {
			for i := range f.files {
				f.files[i].body = f.files[i].body[1:]
			}
			for name, b := range f.packages {
				if name != "newest" {
					f.packages[name] = b[1:]
				}
			}
		}, "bash bin/memory restore", "did not arrive whole"},
		{"the new copy arrives in half", func(t *testing.T, f *forge, r *repo) {
			r.put(t, "planet.db", kept+", and more")
			f.cut = true
		}, "bash bin/memory save", "did not arrive whole"},
		{"the new copy is refused", func(t *testing.T, f *forge, r *repo) {
			r.put(t, "planet.db", kept+", and more")
			f.broken["POST "], f.broken["PUT "] = http.StatusForbidden, http.StatusForbidden
		}, "bash bin/memory save", "did not take the memory (403)"},
		{"another run was quicker", func(t *testing.T, f *forge, r *repo) {
			other := checkout(t, f)
			other.must(t, "bash bin/memory restore")
			other.put(t, "planet.db", kept+" of another run")
			other.put(t, "clock/date", "#!/bin/sh\necho 29991231T000000Z\n")
			other.must(t, "PATH=$PWD/clock:$PATH bash bin/memory save")
			r.put(t, "planet.db", kept+", and more")
		}, "bash bin/memory save", "another run has kept a memory in between"},
		{"the database shrank", func(t *testing.T, _ *forge, r *repo) {
			r.put(t, "planet.db", "a")
		}, "bash bin/memory save", "shrank to less than half"},
		{"there is no database", func(t *testing.T, _ *forge, r *repo) {
			if err := os.Remove(filepath.Join(r.dir, "planet.db")); err != nil {
				t.Fatal(err)
			}
		}, "bash bin/memory save", "there is no planet.db"},
	}
	for _, like := range []string{"github", "gitlab"} { // Forgejo keeps it as GitHub does
		for _, tt := range tests {
			t.Run(like+": "+tt.name, func(t *testing.T) {
				f := newForge(t, like)
				r := checkout(t, f)
				r.must(t, "bash bin/memory restore")
				r.put(t, "planet.db", kept)
				r.must(t, "bash bin/memory save")
				r.must(t, "bash bin/memory restore")
				tt.before(t, f, r)
				status, out := r.run(t, tt.script)
				if status != 1 || !strings.Contains(out, tt.want) {
					t.Errorf("status %d, %s; want 1 and %q", status, out, tt.want)
				}
				if tt.script != "bash bin/memory save" {
					return
				}
				f.broken, f.cut = map[string]int{}, false
				next := checkout(t, f)
				next.must(t, "bash bin/memory restore")
				if got := next.get(t, "planet.db"); !strings.HasPrefix(got, kept) || got == kept+", and more" {
					t.Errorf("the next run restores %q", got)
				}
			})
		}
	}
}

// Who says so begins anew, also when a site was published.
func TestMemoryBeginsAnew(t *testing.T) {
	t.Parallel()
	for _, like := range []string{"github", "forgejo", "gitlab"} {
		f := newForge(t, like)
		f.deployments, f.site = `[{"id": 1}]`, http.StatusOK
		r := checkout(t, f, "START_ANEW=true")
		r.must(t, "bash bin/memory restore")
		r.put(t, "planet.db", "new")
		r.must(t, "bash bin/memory save")
	}
}
