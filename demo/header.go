package demo

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A header is the lines "key: value" on top of a file. Each key is taken out
// when it is read, so that what is left over is a mistake.
type header map[string]string

// readHeader returns the header of raw and what follows the first empty line.
func readHeader(raw []byte) (header, []byte, error) {
	top, rest, _ := bytes.Cut(raw, []byte("\n\n"))
	h := header{}
	for line := range strings.Lines(string(top)) {
		key, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			return nil, nil, fmt.Errorf("line %q is not of the form key: value", line)
		}
		h[key] = value
	}
	return h, rest, nil
}

// take returns the value of key, "" if there is none, and removes it.
func (h header) take(key string) string {
	value := h[key]
	delete(h, key)
	return value
}

// unread says which keys nobody took, if any.
func (h header) unread() error {
	if len(h) == 0 {
		return nil
	}
	return fmt.Errorf("not known here: %q", slices.Sorted(maps.Keys(h)))
}
