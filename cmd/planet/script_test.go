package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write what the commands say now into the scripts")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"planet": main, "planet-then": then})
}

// Each script is a short story of what people do with the command.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("GORACE", "atexit_sleep_ms=0") // the race detector would rest a second at each end
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"web": web, "subst": subst, "status": status, "addhashes": addHashes, "replace": replace, "cmpday": cmpDay},
	})
}

// web serves a folder on loopback as the web would, and puts its address into
// $WEB, and into $HOST without http; $OTHER is the same on another host. A file NAME.status holds the status that NAME answers with, and for a
// redirect the target after it.
func web(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: web FOLDER")
	}
	dir := ts.MkAbs(args[0])
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := filepath.Join(dir, filepath.FromSlash(r.URL.Path))
		rule, err := os.ReadFile(name + ".status")
		if err != nil {
			serveFile(w, r, name)
			return
		}
		code, target, _ := strings.Cut(strings.TrimSpace(string(rule)), " ")
		n, err := strconv.Atoi(code)
		if err != nil {
			n = http.StatusTeapot
		}
		if target != "" {
			w.Header().Set("Location", target)
		}
		w.WriteHeader(n)
	}))
	ts.Defer(srv.Close)
	ts.Setenv("WEB", srv.URL)
	ts.Setenv("HOST", strings.TrimPrefix(srv.URL, "http://"))
	ts.Setenv("OTHER", strings.Replace(srv.URL, "127.0.0.1", "other.localhost", 1))
}

// serveFile answers with a file as it is now: its validator is its content, for
// scripts change files within one second.
func serveFile(w http.ResponseWriter, r *http.Request, name string) {
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		if !strings.HasSuffix(r.URL.Path, "/") {
			http.Redirect(w, r, r.URL.Path+"/", http.StatusMovedPermanently)
			return
		}
		name = filepath.Join(name, "index.html")
	}
	b, err := os.ReadFile(name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("ETag", fmt.Sprintf(`"%x"`, sha256.Sum256(b)))
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(b))
}

// subst writes a file anew with the variables in it replaced.
func subst(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: subst FILE…")
	}
	for _, name := range args {
		text := os.Expand(ts.ReadFile(name), ts.Getenv)
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte(text), 0o644))
	}
}

// addHashes puts what planet forget printed under "forget:" of a list, as its
// owner does.
func addHashes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: addhashes FILE LIST")
	}
	lines := strings.ReplaceAll("\n"+strings.TrimSpace(ts.ReadFile(args[0])), "\n", "\n    ")
	list := strings.Replace(ts.ReadFile(args[1]), "  forget:", "  forget:"+lines, 1)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(list), 0o644))
}

// replace puts NEW into a file in the place of OLD, which must be there; \n is a new
// line.
func replace(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace OLD NEW FILE")
	}
	text := ts.ReadFile(args[2])
	if !strings.Contains(text, args[0]) {
		ts.Fatalf("%s has no %q", args[2], args[0])
	}
	text = strings.Replace(text, args[0], strings.ReplaceAll(args[1], `\n`, "\n"), 1)
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(text), 0o644))
}

// cmpDay compares two files, the second of which has TODAY for the day.
func cmpDay(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: cmpday FILE WANT")
	}
	got, want := ts.ReadFile(args[0]), ts.ReadFile(args[1])
	for _, day := range []time.Time{time.Now(), time.Now().Add(-time.Minute)} { // the day may have changed just now
		if got == strings.ReplaceAll(want, "TODAY", day.UTC().Format(time.DateOnly)) {
			return
		}
	}
	ts.Fatalf("%s is\n%s\nwant\n%s", args[0], got, want)
}

// status runs planet and compares the status it ends with; then stdout and
// stderr can be looked at as after exec.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: status N ARG…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec("planet", args[1:]...)
	if ended, ok := errors.AsType[*exec.ExitError](err); ok {
		got = ended.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("planet %s: status %d, want %d", strings.Join(args[1:], " "), got, want)
	}
}
