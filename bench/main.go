//go:build unix

// Bench measures the whole line on a made-up community, beside floors: the same
// downloads by net/http alone, and with the same libraries and nothing else. It
// starts its own blogs on loopback, builds the program, runs it as people do,
// and writes docs/performance.md and docs/performance.svg:
//
//	made-up blogs → planet fetch, update, render → CPU, wall, memory, requests
//
// In goes nothing but sizes; out come numbers of one machine on one day. It
// doesn't ship, asks no network, and asserts nothing about seconds: what it
// says in a quick round (see the test) is only that it still works.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// A plan says what is measured.
type plan struct {
	feeds    []int // sizes of lists
	runs     []int // how often each of them is measured; the medians count
	entries  []int // sizes of archives that are rendered
	huge     int   // entries of the archive that is only asked
	latency  time.Duration
	lagging  int           // feeds of the list that is asked with latency
	crowd    int           // blogs on one host
	patience time.Duration // until a host that drips is given up
	large    int           // bytes of a large entry
	planet   string
	dir, out string
	now      time.Time
	log      io.Writer
}

// run is the program: `bench floor …` does a floor's work in a process of its
// own, `bench weigh …` measures one; all else is the bench itself.
func run(ctx context.Context, args []string, stdout io.Writer) error {
	if len(args) > 0 && args[0] == "floor" {
		return floor(ctx, args[1:], stdout)
	}
	if len(args) > 0 && args[0] == "weigh" {
		return weigh(ctx, args[1:], stdout)
	}
	p := plan{now: time.Now().UTC().Truncate(time.Hour), log: stdout} //nolint:forbidigo // the clock is handed in from here
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	feeds := flags.String("feeds", "100,1000,5000", "sizes of lists")
	runs := flags.String("runs", "5,5,1", "how often each list is measured")
	entries := flags.String("entries", "1000,10000,100000", "sizes of archives")
	flags.IntVar(&p.huge, "huge", 1_000_000, "entries of the archive that is only asked; 0 for none")
	flags.DurationVar(&p.latency, "latency", 80*time.Millisecond, "median latency of the blogs in the last round; 0 for no such round")
	flags.IntVar(&p.lagging, "lagging", 1000, "feeds of that round")
	flags.IntVar(&p.crowd, "crowd", 5_000, "blogs on one host; 0 for no bad weather at all")
	flags.DurationVar(&p.patience, "patience", 10*time.Second, "until a host that drips is given up")
	flags.IntVar(&p.large, "large", 3_000_000, "bytes of a large entry; below planet's limit of a document")
	flags.StringVar(&p.planet, "planet", "", "the program; built if not given")
	flags.StringVar(&p.out, "out", "docs", "folder for performance.md and performance.svg")
	err := flags.Parse(args)
	for list, into := range map[*string]*[]int{feeds: &p.feeds, runs: &p.runs, entries: &p.entries} {
		numbers, bad := numbers(*list)
		*into, err = numbers, errors.Join(err, bad)
	}
	if err != nil {
		return err
	}
	if p.dir, err = os.MkdirTemp("", "planet-bench"); err != nil {
		return err
	}
	defer os.RemoveAll(p.dir)
	return p.measure(ctx)
}

func numbers(list string) ([]int, error) {
	var all []int
	for s := range strings.SplitSeq(list, ",") {
		if s == "" {
			continue
		}
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("%q is no list of numbers; write one like 100,1000", list)
		}
		all = append(all, n)
	}
	return all, nil
}

// measure measures all that the plan names, and writes the report.
func (p *plan) measure(ctx context.Context) error {
	began := time.Now() //nolint:forbidigo // how long the bench itself took
	r := report{machine: machine(), version: "unknown", date: p.now, loadBefore: load()}
	if err := p.build(ctx, &r); err != nil {
		return err
	}
	if err := p.start(ctx, &r); err != nil {
		return err
	}
	for _, round := range p.rounds() {
		if err := round(ctx, &r); err != nil {
			return err
		}
		r.loadAfter, r.took = load(), time.Since(began)
		if err := r.write(p.out); err != nil { // so that a round which is ended early has not measured for nothing
			return err
		}
	}
	return nil
}

// rounds are the parts of the plan, the short ones first.
func (p *plan) rounds() []func(context.Context, *report) error {
	var all []func(context.Context, *report) error
	if p.huge > 0 {
		all = append(all, p.ask)
	}
	if p.latency > 0 {
		all = append(all, func(ctx context.Context, r *report) error { return p.cycles(ctx, r, p.lagging, 1, p.latency) })
	}
	if p.crowd > 0 {
		all = append(all, p.weather)
	}
	for i := range max(len(p.feeds), len(p.entries)) {
		if i < len(p.feeds) {
			times := 1
			if i < len(p.runs) {
				times = p.runs[i]
			}
			all = append(all, func(ctx context.Context, r *report) error { return p.cycles(ctx, r, p.feeds[i], times, 0) })
		}
		if i < len(p.entries) {
			all = append(all, func(ctx context.Context, r *report) error { return p.archive(ctx, r, p.entries[i]) })
		}
	}
	return all
}

// build makes the program as it ships, unless one is given.
func (p *plan) build(ctx context.Context, r *report) error {
	if p.planet == "" {
		p.planet = filepath.Join(p.dir, "planet")
		cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", p.planet, "planet/cmd/planet")
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if said, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("build the program: %w\n%s", err, said)
		}
	}
	info, err := os.Stat(p.planet)
	if err != nil {
		return err
	}
	r.binary = info.Size()
	r.version = revision(ctx)
	return nil
}

// revision names the commit that is measured.
func revision(ctx context.Context) string {
	said, err := exec.CommandContext(ctx, "git", "describe", "--always", "--dirty").Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(said))
}

// start measures how long the program takes to say what it can do.
func (p *plan) start(ctx context.Context, r *report) error {
	var all []usage
	for range 5 {
		u, err := command(ctx, p.dir, p.planet, "--help")
		if err != nil {
			return err
		}
		all = append(all, u)
	}
	r.help = median(all)
	return nil
}

// machine says in a line on what was measured.
func machine() string {
	name := runtime.GOARCH
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(info)) {
			if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
				name = strings.TrimSpace(value)
				break
			}
		}
	}
	return fmt.Sprintf("%s, %d processors, %s, %s", name, runtime.NumCPU(), runtime.GOOS, runtime.Version())
}

// load is how many processes wanted a processor, on average of a minute; "" if
// the system doesn't say.
func load() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(string(b), " ")
	return cmp.Or(first, "?")
}
