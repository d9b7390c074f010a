package main

import (
	"regexp"
	"strings"
	"sync"
)

// watcher keeps what is written and tells of the first match.
type watcher struct {
	mu    sync.Mutex
	text  strings.Builder
	wait  *regexp.Regexp
	found chan string // its buffer holds the one match that is told
	told  bool
}

func (w *watcher) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n, err := w.text.Write(b)
	if m := w.wait.FindStringSubmatch(w.text.String()); m != nil && !w.told {
		w.found <- m[1]
		w.told = true
	}
	return n, err
}

func (w *watcher) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}
