//go:build !race

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A list of 36,000 addresses, as there are, checks in less than 200 MiB
// (IMP-12).
func TestLongListChecksInLittleMemory(t *testing.T) {
	folder := t.TempDir()
	writeLongList(t, folder)
	cmd := planetProgram(t.Context(), t, folder, nil, "check")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("check: %v\n%s", err, out)
	}
	if most := peak(cmd.ProcessState); most >= 200 {
		t.Errorf("check took %d MiB, want less than 200", most)
	}
}

// What a check of 36,000 addresses costs, from the start of the program to its
// end.
func BenchmarkCheckLongList(b *testing.B) {
	folder := b.TempDir()
	writeLongList(b, folder)
	var cpu time.Duration
	for b.Loop() {
		cmd := planetProgram(b.Context(), b, folder, nil, "check")
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("check: %v\n%s", err, out)
		}
		cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		b.ReportMetric(float64(peak(cmd.ProcessState)), "MiB-peak")
	}
	b.ReportMetric(cpu.Seconds()/float64(b.N), "cpu-s/op")
}

func writeLongList(t testing.TB, folder string) {
	var list strings.Builder
	list.WriteString(goodPlanet + "feeds:\n")
	for i := range 36_000 {
		fmt.Fprintf(&list, "  - https://blog-%d.example.net/posts/feed.xml\n", i)
	}
	if err := os.WriteFile(filepath.Join(folder, "feeds.yaml"), []byte(list.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

// peak is the most memory that a process held, in MiB.
func peak(p *os.ProcessState) int64 {
	usage, ok := p.SysUsage().(*syscall.Rusage)
	if !ok {
		return 1 << 30 // then no test passes unseen
	}
	return usage.Maxrss >> 10
}
