//go:build unix

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"planet/serve"
	"planet/store"
)

var updates = flag.Int("updates", 0, "how often the server of TestLongRun updates; 0 means 2,000, or 500 under the race detector, which is slow")

func manyUpdates() int {
	info, ok := debug.ReadBuildInfo()
	if *updates > 0 {
		return *updates
	}
	if ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		return 500
	}
	return 2_000
}

// A standing is what a program holds at a moment.
type standing struct {
	heap              uint64
	goroutines, files int
	database, log     int64
	visits, entries   int
}

// A server that has updated for months of its clock holds no more than it did
// after the first tenth of them: memory, goroutines, open files, history
// (DB-13, DB-14). .ci/proofs lets it update ten thousand times.
func TestLongRun(t *testing.T) {
	total := manyUpdates()
	posts := atomic.Int32{}
	blog := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := posts.Load()
		tag := fmt.Sprintf(`"%d"`, n)
		switch {
		case r.URL.Path == "/broken":
			http.Error(w, "out of order", http.StatusInternalServerError)
		case r.Header.Get("If-None-Match") == tag:
			w.WriteHeader(http.StatusNotModified)
		default:
			w.Header().Set("ETag", tag)
			fmt.Fprintf(w, `<rss version="2.0"><channel><title>Ann</title><link>https://ann.example/</link><description>d</description>
<item><guid>https://ann.example/%d</guid><title>Post number %[1]d of Ann</title><link>https://ann.example/%[1]d</link><description>Words.</description></item></channel></rss>`, n)
		}
	}))
	defer blog.Close()
	dir := t.TempDir()
	list := filepath.Join(dir, "feeds.yaml")
	text := fmt.Sprintf("planet:\n  title: Long\n  url: https://planet.example/\n  contact: mailto:owner@planet.example\n  fetch: {allow_private: true, host_delay: 0s}\nfeeds:\n  - name: Ann\n    feed: %s/ann\n  - name: Bob\n    feed: %[1]s/broken\n", blog.URL)
	if err := os.WriteFile(list, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	now := noon
	c := &call{env: func(string) string { return "" }, stderr: io.Discard, now: func() time.Time { return now }, config: list, quiet: true, log: slog.New(slog.DiscardHandler)}
	site, err := c.load()
	if err != nil {
		t.Fatal(err)
	}
	l, err := listenAt(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	wake, done := make(chan struct{}), make(chan error)
	srv := serve.Server{
		Listener: l, Handler: serve.Files(site.Output, "/"), Schedule: "0 0 1 1 *", Location: time.UTC, Log: c.log, Wake: wake,
		Update: func(ctx context.Context) error {
			err := c.cycle(ctx, site, cycle{fetch: true}, io.Discard)
			done <- err
			return err
		},
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- srv.Run(ctx) }()
	var early standing
	for n := 1; n <= total; n++ {
		if err := <-done; err != nil && !errors.Is(err, errAllFailed) { // when Bob alone was due
			t.Fatalf("update %d: %v", n, err)
		}
		if n == total/10 {
			early = stand(t, dir)
		}
		if n == total {
			break
		}
		now = now.Add(time.Hour)
		if n%200 == 0 {
			posts.Add(1)
		}
		wake <- struct{}{}
	}
	late := stand(t, dir)
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	t.Logf("after %d updates %+v, after %d %+v", total/10, early, total, late)
	late.judge(t, early, int(posts.Load()))
}

// judge compares with what was held early.
func (late standing) judge(t *testing.T, early standing, posts int) {
	t.Helper()
	const room = 4 << 20 // of memory, and what some posts more take on disk
	if late.heap > early.heap+room {
		t.Errorf("memory grew from %d to %d KiB", early.heap>>10, late.heap>>10)
	}
	if late.goroutines > early.goroutines+2 { // a connection comes and goes
		t.Errorf("%d goroutines were %d", late.goroutines, early.goroutines)
	}
	if late.files > early.files+2 {
		t.Errorf("%d open files were %d", late.files, early.files)
	}
	if late.database > early.database+room || late.log > 0 {
		t.Errorf("the database has %d KiB and a log of %d; it had %d", late.database>>10, late.log, early.database>>10)
	}
	if late.visits > 50*2 {
		t.Errorf("%d visits are kept; want at most 50 a feed", late.visits)
	}
	if late.entries < posts/2 { // feeds that are asked once a day miss some
		t.Errorf("%d of %d posts are kept", late.entries, posts)
	}
}

// stand looks what this process holds, and its database.
func stand(t *testing.T, dir string) standing {
	t.Helper()
	var s standing
	var m runtime.MemStats
	for range 2 { // what has a finalizer goes at the second
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	s.heap, s.goroutines = m.HeapAlloc, runtime.NumGoroutine()
	for _, fds := range []string{"/proc/self/fd", "/dev/fd"} {
		if open, err := os.ReadDir(fds); err == nil {
			s.files = len(open)
			break
		}
	}
	path := filepath.Join(dir, "planet.db")
	if info, err := os.Stat(path); err == nil {
		s.database = info.Size()
	}
	if info, err := os.Stat(path + "-wal"); err == nil {
		s.log = info.Size()
	}
	r, err := store.OpenReader(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	all, err := r.Addresses(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		past, err := r.Past(t.Context(), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		s.visits += len(past)
	}
	entries, err := r.Entries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.entries = len(entries)
	return s
}
