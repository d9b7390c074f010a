package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"planet/store"
)

// community writes a list whose one feed is served on loopback, and returns
// the list's path.
func community(t *testing.T, title string) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<rss version="2.0"><channel><title>Ann</title><link>https://ann.example/</link><description>d</description>
			<item><guid>https://ann.example/1</guid><link>https://ann.example/1</link><title>Hello</title><description>Text.</description></item></channel></rss>`)
	}))
	t.Cleanup(srv.Close)
	path := filepath.Join(t.TempDir(), "feeds.yaml")
	writeList(t, path, title, srv.URL)
	return path
}

func writeList(t *testing.T, path, title, feed string) {
	t.Helper()
	list := fmt.Sprintf("planet: {title: %s, url: \"https://planet.example/\", fetch: {allow_private: true}}\nfeeds:\n  - {name: Ann, feed: %q}\n", title, feed)
	if err := os.WriteFile(path, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
}

// SCHED-2: a second planet on the database says who is at work, and ends with 3.
func TestTwoPlanetsAtOnce(t *testing.T) {
	list := community(t, "Two")
	db, err := store.Open(t.Context(), filepath.Join(filepath.Dir(list), "planet.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Acquire(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	status := run(t.Context(), os.Getenv, []string{"--config", list, "update"}, nil, io.Discard, &said)
	if want := fmt.Sprintf("as process %d on ", os.Getpid()); status != exitLocked || !strings.Contains(said.String(), want) {
		t.Errorf("status %d, %q; want 3, %q", status, said.String(), want)
	}
	if err := db.Release(t.Context()); err != nil {
		t.Fatal(err)
	}
	if status := run(t.Context(), os.Getenv, []string{"--config", list, "update", "-q"}, nil, io.Discard, &said); status != exitDone {
		t.Errorf("afterwards: status %d, %s", status, said.String())
	}
}

// A stopped update ends soon and tells so; the next one goes on.
func TestStoppedUpdate(t *testing.T) {
	list := community(t, "Stopped")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var said strings.Builder
	if status := run(ctx, os.Getenv, []string{"--config", list, "update"}, nil, io.Discard, &said); status != exitFailed || !strings.Contains(said.String(), "stopped") {
		t.Errorf("status %d, %q; want 1 and a word", status, said.String())
	}
	if status := run(t.Context(), os.Getenv, []string{"--config", list, "update"}, nil, io.Discard, &said); status != exitDone {
		t.Errorf("the next update: status %d, %s", status, said.String())
	}
}

// Serve updates, answers, reads the list again at SIGHUP, and ends cleanly.
func TestServe(t *testing.T) {
	list := community(t, "Before")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	said := &watcher{wait: regexp.MustCompile(`serving .* at (http://\S+)`), found: make(chan string, 1)}
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, os.Getenv, []string{"--config", list, "serve", "--listen", "127.0.0.1:0"}, nil, said, said)
	}()
	address := <-said.found
	eventually(t, address, "Before")
	text, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(list, []byte("planet: {titel: Broken}"), 0o600); err != nil {
		t.Fatal(err)
	}
	hangUp(t)
	eventuallySaid(t, said, "was not read again")
	if err := os.WriteFile(list, []byte(strings.Replace(string(text), "Before", "After", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	hangUp(t)
	eventually(t, address, "After")
	stop()
	if status := <-ended; status != exitDone {
		t.Errorf("status %d: %s", status, said)
	}
}

func hangUp(t *testing.T) {
	t.Helper()
	p, err := os.FindProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
}

// eventually waits until the page at address says a word.
func eventually(t *testing.T, address, word string) {
	t.Helper()
	var body []byte
	until(t, func() bool {
		resp, err := http.Get(address)
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		body, err = io.ReadAll(resp.Body)
		return err == nil && strings.Contains(string(body), word)
	}, func() string { return fmt.Sprintf("%s never said %q, but %.300q", address, word, body) })
}

func eventuallySaid(t *testing.T, w *watcher, word string) {
	t.Helper()
	until(t, func() bool { return strings.Contains(w.String(), word) }, func() string { return fmt.Sprintf("nobody said %q, but %s", word, w) })
}

func until(t *testing.T, done func() bool, otherwise func() string) {
	t.Helper()
	for limit := time.Now().Add(20 * time.Second); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatal(otherwise())
		}
	}
}
