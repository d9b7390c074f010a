//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"planet/store"
)

const (
	fairBlogs  = 100 // blogs that are well, beside those in trouble
	largeAtOne = 64  // blogs with a large entry that are asked at once: as many as there are workers
	dripEvery  = 100 * time.Millisecond
)

// A weatherRow is what one fetch took when hosts did their worst.
type weatherRow struct {
	what    string
	feeds   int
	entries int // that are stored afterwards
	usage
}

// A sky is a server whose hosts are well, slow, drip, or have too much to say.
type sky struct {
	p        *plan
	port     int
	large    string // markup, as it stands in a document
	requests atomic.Int64
}

// weather fetches lists, each from nothing, on which some host is a burden. All
// of it is over when the longest wait for a host is.
func (p *plan) weather(ctx context.Context, r *report) (err error) {
	s := &sky{p: p, large: html.EscapeString(markup(random(5), p.large, "https://large.example/"))}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.port = l.Addr().(*net.TCPAddr).Port
	server := &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(l) }() // it ends by Close
	defer func() { err = errors.Join(err, server.Close()) }()

	fair := s.hosts("fair", fairBlogs)
	for _, row := range []struct {
		what  string
		feeds []string
	}{
		{"all is well", fair},
		{fmt.Sprintf("one host answers after %v, all others are well", p.patience*4/5), append(s.hosts("slow", 1), fair...)},
		{fmt.Sprintf("one host drips, a byte each %v, until we give up after %v; all others are well", dripEvery, p.patience), append(s.hosts("drip", 1), fair...)},
		{fmt.Sprintf("one entry of %.1f MB, all others are well", float64(p.large)/1e6), append(s.hosts("large", 1), fair...)},
		{fmt.Sprintf("an entry of %.1f MB from each, all at once", float64(p.large)/1e6), s.hosts("large", largeAtOne)},
		{"all on one host, one after the other, without the pause between", s.oneHost(p.crowd)},
	} {
		u, entries, err := s.fetch(ctx, row.feeds)
		if err != nil {
			return fmt.Errorf("%s: %w", row.what, err)
		}
		r.weather = append(r.weather, weatherRow{row.what, len(row.feeds), entries, u})
		fmt.Fprintf(p.log, "%d feeds, %s: %.2f s of CPU, %.2f s, %d MiB\n", len(row.feeds), row.what, u.cpu.Seconds(), u.wall.Seconds(), u.memory>>20)
	}
	return nil
}

// hosts are n hosts of a kind, with one blog each.
func (s *sky) hosts(kind string, n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("http://%s%d.localhost:%d/%d", kind, i, s.port, i)
	}
	return all
}

// oneHost is one host with n blogs.
func (s *sky) oneHost(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("http://crowd.localhost:%d/%d", s.port, i)
	}
	return all
}

// fetch fetches a list from nothing, and counts the entries it has then.
func (s *sky) fetch(ctx context.Context, feeds []string) (u usage, entries int, err error) {
	dir, err := os.MkdirTemp(s.p.dir, "weather")
	if err != nil {
		return u, 0, err
	}
	defer os.RemoveAll(dir)
	var list strings.Builder
	fmt.Fprintf(&list, "planet:\n  title: Bench\n  url: https://planet.example/\n  contact: mailto:owner@planet.example\n  fetch: {workers: %d, allow_private: true, host_delay: 0s, timeout: %v}\nfeeds:\n", workers, s.p.patience)
	for i, address := range feeds {
		fmt.Fprintf(&list, "  - name: Blog %d\n    feed: %s\n", i, address)
	}
	if err := os.WriteFile(filepath.Join(dir, "feeds.yaml"), []byte(list.String()), 0o600); err != nil {
		return u, 0, err
	}
	s.requests.Store(0)
	if u, err = command(ctx, dir, s.p.planet, "--quiet", "fetch"); err != nil {
		return u, 0, err
	}
	u.requests = s.requests.Load()
	db, err := store.OpenReader(ctx, filepath.Join(dir, "planet.db"))
	if err != nil {
		return u, 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	counts, err := db.Counts(ctx)
	for _, n := range counts {
		entries += n.Entries
	}
	return u, entries, err
}

func (s *sky) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.requests.Add(1)
	n, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/xml")
	text := words(random(6, uint64(n)), 60)
	switch kind := strings.TrimRight(r.Host[:strings.IndexByte(r.Host, '.')], "0123456789"); kind {
	case "slow":
		if !pause(r.Context(), s.p.patience*4/5) {
			return
		}
	case "drip":
		for pause(r.Context(), dripEvery) {
			_, _ = w.Write([]byte(" ")) // who went away misses it
			_ = http.NewResponseController(w).Flush()
		}
		return
	case "large":
		text = s.large
	}
	_, _ = w.Write([]byte(s.document(n, text))) // who went away misses it
}

// document is a feed of one entry.
func (s *sky) document(n int, text string) string {
	link := fmt.Sprintf("https://blog%d.example/", n)
	return fmt.Sprintf(`<?xml version="1.0"?><rss version="2.0"><channel><title>Blog %d</title><link>%s</link><description>x</description><item><guid>%s1</guid><title>%s</title><link>%s1</link><pubDate>%s</pubDate><description>%s</description></item></channel></rss>`,
		n, link, link, html.EscapeString(words(random(7, uint64(n)), 5)), link, s.p.now.Format(time.RFC1123Z), text)
}

// pause waits, and reports whether somebody still waits for the answer then.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// weatherTable writes what hosts at their worst cost.
func (r *report) weatherTable(b *bytes.Buffer) {
	if len(r.weather) == 0 {
		return
	}
	b.WriteString("\n## Bad weather\n\nFrom nothing, documents of one entry. Between two requests to one host planet pauses for a second, unless the list says\notherwise: 5,000 blogs on one host take several runs then, and hold nobody else up.\n\n| feeds | | CPU s | wall s | memory MiB | requests | entries stored |\n|--:|---|--:|--:|--:|--:|--:|\n")
	for _, row := range r.weather {
		fmt.Fprintf(b, "| %s | %s | %.2f | %.2f | %d | %d | %d |\n", thousands(row.feeds), row.what, row.cpu.Seconds(), row.wall.Seconds(), row.memory>>20, row.requests, row.entries)
	}
}
