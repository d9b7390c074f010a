package main

import (
	"fmt"
	"strings"
	"time"

	"planet/fetcher"
)

// progress tells a person who watches how far a run is.
type progress struct {
	c            *call
	done, failed int
	fresh        int
	shown        bool
}

// each is told of each feed, one at a time.
func (p *progress) each(r fetcher.Result, left int) {
	p.done++
	p.fresh += r.New
	if r.Err != nil {
		p.failed++
	}
	if p.c.quiet || p.c.verbose || !p.c.terminal() {
		return
	}
	p.shown = true
	fmt.Fprintf(p.c.stderr, "\r\x1b[K%d of %s, %d failed, %s", p.done, plural(p.done+left, "feed"), p.failed, plural(p.fresh, "new entry"))
}

// end clears the line.
func (p *progress) end() {
	if p.shown {
		fmt.Fprint(p.c.stderr, "\r\x1b[K")
	}
}

// sum tells what became of a run: a line for each failure and one for all.
func (c *call) sum(results []fetcher.Result, took time.Duration) error {
	var asked, same, failed, fresh, changed int
	for _, r := range results {
		fresh += r.New
		changed += r.Changed
		switch {
		case !r.Asked:
			continue
		case r.Err != nil:
			failed++
			c.tell("%s: %s: %s", r.Feed.Slug, r.Feed.URL, oneLine(r.Err))
		case r.Same:
			same++
		}
		asked++
	}
	if asked == 0 {
		c.tell("%s, none due", plural(len(results), "feed"))
		return nil
	}
	parts := []string{fmt.Sprintf("%s asked", plural(asked, "feed"))}
	if rest := len(results) - asked; rest > 0 {
		parts = append(parts, fmt.Sprintf("%d not due", rest))
	}
	parts = append(parts, fmt.Sprintf("%d unchanged", same), fmt.Sprintf("%d failed", failed))
	c.tell("%s; %s, %d edited; %s", strings.Join(parts, ", "), plural(fresh, "new entry"), changed, took.Round(10*time.Millisecond))
	if failed == len(results) {
		return errAllFailed
	}
	return nil
}
