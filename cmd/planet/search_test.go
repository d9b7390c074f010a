package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"planet"
)

// SRCH-3: planet serve finds words of whole texts through the form of the
// site, what is new after the next update, and what is hidden no more.
func TestServeSearches(t *testing.T) {
	var more atomic.Bool
	blog := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<rss version="2.0"><channel><title>Ann</title><link>https://ann.example/</link><description>d</description>`)
		if more.Load() {
			fmt.Fprint(w, `<item><guid>https://ann.example/2</guid><link>https://ann.example/2</link><title>Second</title><description>Another t&#xe9;lescope.</description></item>`)
		}
		fmt.Fprint(w, `<item><guid>https://ann.example/1</guid><link>https://ann.example/1</link><title>Hello</title><description>`+strings.Repeat("Long text. ", 100)+`A telescope.</description></item></channel></rss>`)
	}))
	defer blog.Close()
	list := filepath.Join(t.TempDir(), "feeds.yaml")
	write := func(member string) {
		t.Helper()
		text := fmt.Sprintf("planet: {title: Found, url: \"https://org.example/planet/\", fetch: {allow_private: true, min_interval: 5m}}\nfeeds:\n  - {name: Ann, feed: %q%s}\n", blog.URL, member)
		if err := os.WriteFile(list, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	said := &watcher{wait: regexp.MustCompile(`serving .* at (http://\S+)`), found: make(chan string, 1)}
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, os.Getenv, []string{"--config", list, "serve", "--listen", "127.0.0.1:0"}, nil, said, said)
	}()
	address := <-said.found
	eventually(t, address, "Found")
	eventually(t, address+"search/?q=telescope", "A <mark>telescope</mark>.</p>")
	eventually(t, address+"search/?q="+url.QueryEscape(`" OR (`), "Nothing found")

	write(", hide: [\"https://ann.example/1\"]")
	hangUp(t)
	eventually(t, address+"search/?q=telescope", "Nothing found")
	write("")
	hangUp(t)
	eventually(t, address+"search/?q=telescope", "<span>1 post</span>")

	more.Store(true)
	until(t, func() bool { // that of the reload may still be at work
		return run(t.Context(), os.Getenv, []string{"--config", list, "update", "--force", "-q"}, nil, said, said) == exitDone
	}, said.String)
	eventually(t, address+"search/?q=telescope", "Another <mark>télescope</mark>.")
	stop()
	if status := <-ended; status != exitDone {
		t.Errorf("status %d: %s", status, said)
	}
	if strings.Contains(said.String(), "search failed") {
		t.Errorf("a search failed: %s", said)
	}
}

// Before the first update there is nothing to search in; afterwards another
// database in the same place is noticed.
func TestSearchOpensTheDatabaseThatIsThere(t *testing.T) {
	list := community(t, "Other")
	c := &call{env: os.Getenv, stderr: &watcher{}, config: list, logAs: "text", now: time.Now}
	if err := c.prepare(nil); err != nil {
		t.Fatal(err)
	}
	site, err := c.load()
	if err != nil {
		t.Fatal(err)
	}
	l := liveSearch{c: c, site: func() *planet.Site { return site }}
	defer l.close()
	ask := func() string {
		page, err := l.page(t.Context(), url.Values{"q": {"text"}})
		if err != nil {
			return err.Error()
		}
		return string(page)
	}
	if got := ask(); !strings.Contains(got, "no database yet") {
		t.Errorf("before the first update: %.200s", got)
	}
	for range 2 {
		if status := run(t.Context(), os.Getenv, []string{"--config", list, "update", "-q"}, nil, c.stderr, c.stderr); status != exitDone {
			t.Fatalf("update: %s", c.stderr)
		}
		if got := ask(); !strings.Contains(got, "<mark>Text</mark>") {
			t.Errorf("after an update: %.200s", got)
		}
		if err := os.Remove(site.Database); err != nil {
			t.Fatal(err)
		}
	}
}
