//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Subjects, in the order of the report.
var subjects = []string{floorGet, floorAll, floorSmart, "fetch", "update"}

// Phases of a cycle.
var phases = []string{"cold", "warm", "changed"}

const (
	changedShare = 0.02
	workers      = 64 // of all subjects alike
	slowest      = 1_000
)

// A cycleRow is what one subject took for one phase: a median.
type cycleRow struct {
	feeds   int
	latency time.Duration
	phase   string
	subject string
	runs    int
	usage
}

// cycles measures all subjects on a list of n feeds, so many times. The whole
// line is measured on lists of at most 1,000, and without latency, since
// rendering does not depend on it.
func (p *plan) cycles(ctx context.Context, r *report, n, times int, latency time.Duration) (err error) {
	b, err := open(n, p.now, latency)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	all := map[[2]string][]usage{}
	for range times {
		for _, subject := range subjects {
			if subject == "update" && (n > slowest || latency > 0) {
				continue
			}
			if err := p.cycle(ctx, b, subject, all); err != nil {
				return err
			}
		}
	}
	for _, phase := range phases {
		for _, subject := range subjects {
			if u := all[[2]string{phase, subject}]; len(u) > 0 {
				r.cycles = append(r.cycles, cycleRow{n, latency, phase, subject, len(u), median(u)})
			}
		}
	}
	return nil
}

// cycle takes one subject through the phases, from nothing.
func (p *plan) cycle(ctx context.Context, b *blogs, subject string, all map[[2]string][]usage) error {
	dir, err := os.MkdirTemp(p.dir, subject)
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b.rewind()
	name, args, err := p.subject(b, subject, dir)
	if err != nil {
		return err
	}
	for _, phase := range phases {
		if phase == "changed" {
			b.tick(changedShare)
		}
		b.seen()
		u, err := command(ctx, dir, name, args...)
		if err != nil {
			return err
		}
		u.traffic = b.seen()
		fmt.Fprintf(p.log, "%d feeds, %s, %s: %.2f s of CPU, %.2f s, %d MiB\n", len(b.all), phase, subject, u.cpu.Seconds(), u.wall.Seconds(), u.memory>>20)
		key := [2]string{phase, subject}
		all[key] = append(all[key], u)
	}
	return nil
}

// rewind takes back what blogs have published since the start.
func (b *blogs) rewind() {
	for i := range b.all {
		if b.all[i].fresh > 0 {
			b.all[i].fresh = 0
			b.all[i].publish(b)
		}
	}
}

// subject gives the command of a subject, and writes the list it reads.
func (p *plan) subject(b *blogs, subject, dir string) (name string, args []string, err error) {
	var list strings.Builder
	switch subject {
	case floorGet, floorAll, floorSmart:
		for i := range b.all {
			fmt.Fprintln(&list, b.address(i))
		}
		path := filepath.Join(dir, "list.txt")
		name, err := os.Executable()
		args := []string{"floor", "-kind", subject, "-list", path, "-db", filepath.Join(dir, "floor.db"), "-workers", fmt.Sprint(workers)}
		return name, args, errors.Join(err, os.WriteFile(path, []byte(list.String()), 0o600))
	}
	fmt.Fprintf(&list, "planet:\n  title: Bench\n  url: https://planet.example/\n  contact: mailto:owner@planet.example\n  fetch: {workers: %d, allow_private: true, min_interval: 1s, host_delay: 0s}\nfeeds:\n", workers)
	for i := range b.all {
		fmt.Fprintf(&list, "  - name: Blog %d\n    feed: %s\n", i, b.address(i))
	}
	return p.planet, []string{"--quiet", subject, "--force"}, os.WriteFile(filepath.Join(dir, "feeds.yaml"), []byte(list.String()), 0o600)
}
