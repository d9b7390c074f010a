//go:build race

package fetcher

// racing is whether the race detector is on: it makes all slower by far.
const racing = true
