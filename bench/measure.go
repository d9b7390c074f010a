//go:build unix

package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"syscall"
	"time"
)

// usage is what a process took.
type usage struct {
	cpu, wall time.Duration
	memory    int64 // bytes, at most
	traffic
}

// traffic is what the blogs saw of it.
type traffic struct {
	requests, unchanged int64
	bytes               int64 // of bodies, as they were sent
}

// command runs a program to its end and measures it, by way of a small process:
// Linux counts among a child's memory what its parent had when it began, and
// this one holds a whole community.
func command(ctx context.Context, dir, name string, args ...string) (usage, error) {
	var u usage
	self, err := os.Executable()
	if err != nil {
		return u, err
	}
	cmd := exec.CommandContext(ctx, self, append([]string{"weigh", dir, name}, args...)...)
	var said bytes.Buffer
	cmd.Stderr = &said
	weighed, err := cmd.Output()
	if err != nil {
		return u, fmt.Errorf("%w\n%s", err, said.String())
	}
	_, err = fmt.Sscan(string(weighed), &u.cpu, &u.wall, &u.memory)
	return u, err
}

// weigh runs a program and prints what it took: nanoseconds, and bytes.
func weigh(ctx context.Context, args []string, stdout io.Writer) error {
	if len(args) < 2 {
		return errors.New("bench weigh takes a folder, a program and its arguments")
	}
	u, err := measured(ctx, args[0], args[1], args[2:]...)
	fmt.Fprintln(stdout, int64(u.cpu), int64(u.wall), u.memory)
	return err
}

// measured runs a program to its end.
func measured(ctx context.Context, dir, name string, args ...string) (usage, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	var said bytes.Buffer
	cmd.Stderr = &said
	began := time.Now() //nolint:forbidigo // a stopwatch
	err := cmd.Run()
	u := usage{wall: time.Since(began)}
	if err != nil {
		return u, fmt.Errorf("%s %s: %w\n%s", name, args, err, said.String())
	}
	u.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if r, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		u.memory = r.Maxrss
		if runtime.GOOS != "darwin" { // which counts in bytes
			u.memory <<= 10
		}
	}
	return u, nil
}

// stopwatch measures what this process does itself; memory is not known then.
func stopwatch(f func() error) (usage, error) {
	began, before := time.Now(), own() //nolint:forbidigo // a stopwatch
	err := f()
	return usage{wall: time.Since(began), cpu: own() - before}, err
}

// own is the processor time of this process so far.
func own() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// median takes the middle one of each number.
func median(all []usage) usage {
	return usage{
		cpu: middle(all, func(u usage) time.Duration { return u.cpu }), wall: middle(all, func(u usage) time.Duration { return u.wall }),
		memory: middle(all, func(u usage) int64 { return u.memory }),
		traffic: traffic{
			requests: middle(all, func(u usage) int64 { return u.requests }), unchanged: middle(all, func(u usage) int64 { return u.unchanged }),
			bytes: middle(all, func(u usage) int64 { return u.bytes }),
		},
	}
}

func middle[T cmp.Ordered](all []usage, of func(usage) T) T {
	var values []T
	for _, u := range all {
		values = append(values, of(u))
	}
	slices.Sort(values)
	return values[(len(values)-1)/2]
}
