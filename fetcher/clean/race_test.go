//go:build race

package clean

// The race detector makes the random tests eight times as slow, and they share
// nothing between goroutines: a part of the cases will do.
const (
	randomFragments = 15_000
	randomRepeats   = 600
	randomEntries   = 600
)
