//go:build !race

package clean

// How many cases the random tests try.
const (
	randomFragments = 150_000 // CLEAN-1
	randomRepeats   = 6_000   // CLEAN-2
	randomEntries   = 6_000
)
