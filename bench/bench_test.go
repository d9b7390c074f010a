//go:build unix

package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestMain lets the test binary be the other processes, too.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && (os.Args[1] == "floor" || os.Args[1] == "weigh") {
		main()
		return
	}
	os.Exit(m.Run())
}

// A quick round: few feeds, few entries, and all that a long one does. It looks
// whether numbers come and add up, not how large they are.
func TestQuickRound(t *testing.T) {
	out := t.TempDir()
	program := filepath.Join(out, "planet")
	if said, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "planet/cmd/planet").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	var said bytes.Buffer
	if err := run(t.Context(), []string{"-planet", program, "-feeds", "8", "-runs", "1", "-entries", "100", "-huge", "2000", "-lagging", "5", "-latency", "1ms", "-crowd", "20", "-patience", "1s", "-large", "100000", "-out", out}, &said); err != nil {
		t.Fatalf("%v\n%s", err, said.String())
	}
	table, err := os.ReadFile(filepath.Join(out, "performance.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := cells(string(table))
	for _, phase := range phases {
		for _, subject := range subjects {
			row := rows["8 "+phase+" "+subject]
			if len(row) != 9 || row[6] != "8" {
				t.Errorf("8 feeds, %s, %s: %v; want 8 requests", phase, subject, row)
			}
		}
		if get, fetch := rows["8 "+phase+" get"], rows["8 "+phase+" fetch"]; len(get) == 9 && len(fetch) == 9 && get[7] != fetch[7] {
			t.Errorf("%s: %s answers were not modified for net/http, %s for planet", phase, get[7], fetch[7])
		}
	}
	for _, want := range []string{"| 100 | render, whole |", "| 100 | render, nothing new |", "| 100 | render, 20 new |", "| 100 | search, a rare word |", "| 2,000 | query, the front page's newest entries |", "| 101 | one host answers after 800ms,", "| 101 | one host drips,", "| 64 | an entry of 0.1 MB from each,", "| 20 | all on one host,"} {
		if !strings.Contains(string(table), want) {
			t.Errorf("no row %q", want)
		}
	}
	if rows["8 cold fetch"][3] == "" || rows["8 warm fetch"][3] == "" {
		t.Error("there are no ratios")
	}
	picture, err := os.ReadFile(filepath.Join(out, "performance.svg"))
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(picture, []byte("<rect")); n != 15+12 {
		t.Errorf("the plot has %d bars, want 27", n)
	}
	wellFormed(t, picture)
}

// cells reads the tables of feeds: a row by "feeds phase subject".
func cells(table string) map[string][]string {
	rows := map[string][]string{}
	feeds := ""
	for line := range strings.Lines(table) {
		if title, ok := strings.CutPrefix(line, "## "); ok {
			feeds = strings.TrimSuffix(strings.TrimSpace(title), " feeds")
		}
		if !strings.HasPrefix(line, "| ") {
			continue
		}
		parts := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		if len(parts) > 1 {
			rows[feeds+" "+parts[0]+" "+parts[1]] = parts
		}
	}
	return rows
}

func wellFormed(t *testing.T, document []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(document))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// The blogs are the same each time, and say what planets need to be told.
func TestBlogsAreTheSame(t *testing.T) {
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	kinds := map[string]int{}
	for n := range 200 {
		var a, b blog
		a.found(n)
		b.found(n)
		all := &blogs{now: now}
		if a.document(all) != b.document(all) {
			t.Fatalf("blog %d is another one the second time", n)
		}
		wellFormed(t, []byte(a.document(all)))
		kinds[a.kind]++
		if a.etag {
			kinds["etag"]++
		}
		if !a.date {
			kinds["no validator"]++
		}
	}
	for kind, least := range map[string]int{"rss": 100, "atom": 50, "rdf": 3, "etag": 120, "no validator": 15} {
		if kinds[kind] < least {
			t.Errorf("%d of 200 blogs are %s, want at least %d", kinds[kind], kind, least)
		}
	}
}

func TestMedian(t *testing.T) {
	got := median([]usage{{cpu: 3, memory: 1}, {cpu: 1, memory: 9}, {cpu: 2, memory: 5}})
	if got.cpu != 2 || got.memory != 5 {
		t.Errorf("median: %v of CPU, %d bytes; want 2 and 5", got.cpu, got.memory)
	}
}

func TestNumbers(t *testing.T) {
	if got, err := numbers("5,10"); err != nil || fmt.Sprint(got) != "[5 10]" {
		t.Errorf("numbers: %v, %v", got, err)
	}
	for _, bad := range []string{"x", "0", "-1", "1;2"} {
		if _, err := numbers(bad); err == nil {
			t.Errorf("%q passes", bad)
		}
	}
}
