package config

import (
	"regexp"
	"sync"
)

// onUse gives a pattern that is compiled when it is first asked for: a list
// needs few of them, and planet --help none, but all of them together take
// longer than the rest of the program's start.
func onUse(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}
