//go:build unix

package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

// then is the program at the moment that $NOW names: two runs of one moment
// give the same bytes, first seen and all. With $USER_ID it runs as somebody
// else, and with $FILE_LIMIT no file may grow over so many bytes.
func then() {
	now, err := time.Parse(time.RFC3339, os.Getenv("NOW"))
	if err = cmp.Or(err, limitFiles(os.Getenv("FILE_LIMIT")), become(os.Getenv("USER_ID"))); err != nil {
		fmt.Fprintln(os.Stderr, "planet-then:", err)
		os.Exit(exitMend)
	}
	c := &call{env: os.Getenv, stderr: os.Stderr, now: func() time.Time { return now }}
	os.Exit(c.run(context.Background(), os.Args[1:], os.Stdin, os.Stdout))
}

// at gives the environment for a command at one moment.
func at(now time.Time) []string {
	return append(os.Environ(), "NOW="+now.Format(time.RFC3339), "GORACE=atexit_sleep_ms=0") // the race detector would rest a second at each end
}

func become(user string) error {
	if user == "" {
		return nil
	}
	id, err := strconv.Atoi(user)
	return cmp.Or(err, syscall.Setgid(id), syscall.Setuid(id))
}

func limitFiles(bytes string) error {
	if bytes == "" {
		return nil
	}
	n, err := strconv.Atoi(bytes)
	signal.Ignore(syscall.SIGXFSZ) // as shells do: the write fails instead
	most := syscall.Rlimit{Cur: uint64(n), Max: uint64(n)}
	return cmp.Or(err, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &most))
}
