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
	found chan string
}

func (w *watcher) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n, err := w.text.Write(b)
	if m := w.wait.FindStringSubmatch(w.text.String()); m != nil && w.found != nil {
		w.found <- m[1]
		w.found = nil
	}
	return n, err
}

func (w *watcher) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}
