//go:build unix

package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"planet"
)

// An attack is a feed that would harm a careless reader, and the code by which
// its member learns what became of it; "" if it is read all the same.
type attack struct {
	name string
	code planet.Code
	feed func(http.ResponseWriter, *http.Request)
}

// siegeMemory is what a planet under attack may use, in bytes (C-12).
const siegeMemory = 512 << 20

// PARSE-7, -8, -12, -20, SAFE-5, -6, -8, CLEAN-2, -3, GET-16, -23, C-12: the
// whole set of hostile feeds in one update of the real program, with little
// memory: each harms only itself, and the healthy ones beside it are stored.
func TestSiege(t *testing.T) {
	attacks := append(attacksOnTheWire(), attacksInDocuments()...)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, "/")
		for _, a := range attacks {
			if a.name == name {
				a.feed(w, r)
				return
			}
		}
		_, _ = io.WriteString(w, healthyFeed(name))
	}))
	defer srv.Close()
	dir := t.TempDir()
	var list strings.Builder
	list.WriteString("planet: {title: Siege, url: https://planet.example/, fetch: {allow_private: true, host_delay: 0s, per_host: 16, timeout: 8s}}\nfeeds:\n")
	for _, a := range attacks {
		fmt.Fprintf(&list, "  - {name: %q, slug: %s, feed: %q}\n", a.name, a.name, srv.URL+"/"+a.name)
	}
	const healthy = 8
	for n := range healthy {
		fmt.Fprintf(&list, "  - {name: Healthy %d, slug: healthy-%d, feed: \"%s/healthy-%d\"}\n", n, n, srv.URL, n)
	}
	if err := os.WriteFile(filepath.Join(dir, "feeds.yaml"), []byte(list.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	program := buildProgram(t)
	took, memory := runUnderSiege(t, program, dir)
	t.Logf("%d hostile feeds and %d healthy ones: %v, at most %d MiB", len(attacks), healthy, took, memory>>20)
	if memory > siegeMemory {
		t.Errorf("the update took %d MiB; want at most %d", memory>>20, siegeMemory>>20)
	}
	if entries := output(t, program, dir, "export"); strings.Count(entries, `"feed":"healthy-`) != healthy {
		t.Errorf("%d posts of healthy blogs are stored, want %d", strings.Count(entries, `"feed":"healthy-`), healthy)
	}
	checkCodes(t, output(t, program, dir, "health", "--format", "json"), attacks)
}

// buildProgram makes the program as it ships: with the race detector it would
// need other amounts of memory.
func buildProgram(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "planet")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return program
}

// runUnderSiege runs one update and gives how long it took and the most
// memory that it had, in bytes.
func runUnderSiege(t *testing.T, program, dir string) (time.Duration, int64) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute) // against a hang; the figure is reported
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "update")
	cmd.Dir = dir
	began := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		t.Fatal("this system does not say how much memory a program had")
	}
	memory := int64(usage.Maxrss)
	if runtime.GOOS != "darwin" {
		memory <<= 10 // elsewhere it is told in kB
	}
	return time.Since(began), memory
}

func output(t *testing.T, program, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("planet %v: %v", args, err)
	}
	return string(out)
}

func checkCodes(t *testing.T, health string, attacks []attack) {
	t.Helper()
	var h struct {
		Feeds []struct {
			Slug, Message string
			Code          planet.Code
		}
	}
	if err := json.Unmarshal([]byte(health), &h); err != nil {
		t.Fatal(err)
	}
	got := map[string]planet.Code{}
	words := map[string]string{}
	for _, f := range h.Feeds {
		got[f.Slug], words[f.Slug] = f.Code, f.Message
	}
	for _, a := range attacks {
		if got[a.name] != a.code || (a.code != "") != (words[a.name] != "") {
			t.Errorf("%s: code %q, %q; want %q", a.name, got[a.name], words[a.name], a.code)
		}
	}
}

func healthyFeed(name string) string {
	return `<rss version="2.0"><channel><title>` + name + `</title><link>https://` + name + `.example/</link><description>d</description>` +
		`<item><guid>https://` + name + `.example/1</guid><link>https://` + name + `.example/1</link><title>Hello</title><pubDate>Thu, 01 Oct 2026 10:00:00 GMT</pubDate><description>&lt;p&gt;Text&lt;/p&gt;</description></item></channel></rss>`
}

// document answers with a feed.
func document(body string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }
}

// packed answers with much that is little on the wire.
func packed(coding string, pack func(io.Writer) io.WriteCloser) func(http.ResponseWriter, *http.Request) {
	var b bytes.Buffer
	w := pack(&b)
	zeros := make([]byte, 1<<20)
	for range 64 {
		_, _ = w.Write(zeros)
	}
	_ = w.Close()
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", coding)
		_, _ = w.Write(b.Bytes())
	}
}

func answer(status int, header ...string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
	}
}

// attacksOnTheWire are those of servers.
func attacksOnTheWire() []attack {
	return []attack{
		{"gzip-bomb", planet.CodeTooBig, packed("gzip", func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })},
		{"brotli-bomb", planet.CodeTooBig, packed("br", func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) })},
		{"zstd-bomb", planet.CodeTooBig, packed("zstd", func(w io.Writer) io.WriteCloser { z, _ := zstd.NewWriter(w); return z })},
		{"fifty-megabytes", planet.CodeTooBig, func(w http.ResponseWriter, _ *http.Request) {
			line := bytes.Repeat([]byte("x"), 1<<20)
			for range 50 {
				if _, err := w.Write(line); err != nil {
					return
				}
			}
		}},
		{"long-headers", planet.CodeServerError, func(w http.ResponseWriter, _ *http.Request) {
			for i := range 40 {
				w.Header().Set(fmt.Sprint("X-", i), strings.Repeat("x", 50<<10))
			}
		}},
		{"drip", planet.CodeUnreachable, func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				_, _ = w.Write([]byte("<"))
				w.(http.Flusher).Flush()
				select {
				case <-r.Context().Done():
				case <-time.After(100 * time.Millisecond):
				}
			}
		}},
		{"hang", planet.CodeUnreachable, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }},
		{"loop", planet.CodeRedirectLoop, answer(301, "Location", "/loop")},
		{"inwards", planet.CodeBadAddress, answer(302, "Location", "file:///etc/passwd")},
		{"gone", planet.CodeGone, answer(410)},
		{"missing", planet.CodeNotFound, answer(404)},
		{"broken-server", planet.CodeServerError, answer(500)},
		{"wall", planet.CodeBlocked, answer(403, "Cf-Mitigated", "challenge")},
	}
}

// attacksInDocuments are those of what is served.
func attacksInDocuments() []attack {
	item := func(text string) string {
		return `<rss version="2.0"><channel><title>t</title><link>https://a.example/</link><description>d</description><item><title>x</title><link>https://a.example/1</link><description>` + text + `</description></item></channel></rss>`
	}
	atom := func(kind, text string) string {
		return `<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:a</id><title>t</title><updated>2026-10-01T00:00:00Z</updated><entry><id>urn:a:1</id><title>x</title><updated>2026-10-01T00:00:00Z</updated><link href="https://a.example/1"/><content type="` + kind + `" xml:base="https://a.example/">` + text + `</content></entry></feed>`
	}
	bomb := strings.Repeat("<b>", 190) + strings.Repeat("<p>x</p>", 10_000) + strings.Repeat("</b>", 190)
	escaped := strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(bomb)
	var names, pairs strings.Builder
	for i := range 200 {
		fmt.Fprintf(&names, ` xmlns:n%d="urn:%d"`, i, i)
	}
	for i := range 250_000 {
		fmt.Fprintf(&pairs, "x<a:b>%d</a:b>", i)
	}
	return []attack{
		{"nested-extension", planet.CodeUnreadable, document(`<rss version="2.0" xmlns:x="urn:x"><channel><title>t</title>` + strings.Repeat("<x:a>", 1_000_000))},
		{"formatting-rss", "", document(item(escaped))},
		{"formatting-atom", "", document(atom("html", escaped))},
		{"formatting-xhtml", planet.CodeOK, document(atom("xhtml", `<div xmlns="http://www.w3.org/1999/xhtml">`+bomb+`</div>`))},
		{"name-spaces", planet.CodeUnreadable, document(`<rss version="2.0"><channel><title>t</title>` + strings.Repeat("<a"+names.String()+">", 50))},
		{"extension-text", planet.CodeUnreadable, document(`<rss version="2.0" xmlns:a="urn:a"><channel><title>t</title><item><title>x</title><a:c>` + pairs.String() + `</a:c></item></channel></rss>`)},
		{"laughs", planet.CodeOK, document(`<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY f SYSTEM "file:///etc/passwd">]>` + item("&c;&f;"))},
		{"open-boxes", planet.CodeOK, document(item(strings.Repeat("&lt;div&gt;", 100_000)))},
		{"many-items", planet.CodeOK, document(`<rss version="2.0"><channel><title>t</title><link>https://a.example/</link><description>d</description>` + strings.Repeat("<item/>", 9_000) + `</channel></rss>`)},
		{"a-page", planet.CodeNotAFeed, document(`<!doctype html><title>x</title><link rel="alternate" type="application/atom+xml" href="/real.xml">`)},
		{"nothing", planet.CodeUnreadable, document("")},
		{"binary", planet.CodeUnreadable, document(strings.Repeat("\x00\x01\xff\xfe\x89PNG", 10_000))},
		{"own-feed", planet.CodeOwnFeed, document(`<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:x</id><title>t</title><updated>2026-10-01T00:00:00Z</updated><link rel="self" href="https://planet.example/atom.xml"/></feed>`)},
	}
}
