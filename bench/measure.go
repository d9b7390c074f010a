//go:build unix

package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
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

// command runs a program to its end and measures it.
func command(ctx context.Context, dir, name string, args ...string) (usage, error) {
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
