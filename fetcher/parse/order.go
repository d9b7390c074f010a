package parse

import "time"

// samples is how many posts are looked at to tell a document's order. One that
// stands out of order, like a pinned one, decides nothing.
const samples = 32

// oldestFirst reports whether most of n posts are newer than those before
// them. date gives that of a post; those without one don't count.
func oldestFirst(n int, date func(i int) time.Time) bool {
	newer := 0
	var before time.Time
	for i := 0; i < n; i += max(1, n/samples) {
		d := date(i)
		if d.IsZero() {
			continue
		}
		if !before.IsZero() {
			newer += d.Compare(before)
		}
		before = d
	}
	return newer > 0
}
