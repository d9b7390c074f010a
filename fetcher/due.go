package fetcher

import (
	"context"
	"slices"
	"time"

	"planet"
	"planet/store"
)

const (
	tooFar  = 40 * day // a next check further off comes from a wrong clock (SCHED-7)
	maxWait = 8 * day  // and so does a host's wish; the longest that is believed is shorter (GET-17)
)

// A job is a feed that is due, with what is remembered of it.
type job struct {
	index   int // in the feeds of the run
	feed    planet.Feed
	address store.Address
	beside  []string    // short ids of entries in the last documents of the slug's other addresses
	asked   func() bool // to be called when the answer is there; nil for nothing
	moved   bool        // this visit asks where the feed moved, not the address of the list (GET-24)
}

// Due returns those of feeds that [Updater.All] would ask now, and asks none.
func (u *Updater) Due(ctx context.Context, feeds []planet.Feed) ([]planet.Feed, error) {
	jobs, err := u.due(ctx, feeds)
	due := make([]planet.Feed, len(jobs))
	for i, j := range jobs {
		due[i] = j.feed
	}
	return due, err
}

// due picks the feeds whose next visit has come (SCHED-1). With Force it
// picks all but those whose host asked us to stay away (GET-17).
func (u *Updater) due(ctx context.Context, feeds []planet.Feed) ([]job, error) {
	now := u.Now()
	known, err := u.remembered(ctx, now)
	if err != nil {
		return nil, err
	}
	if u.waits, err = u.Store.Waits(ctx); err != nil {
		return nil, err
	}
	bySlug := map[string][]string{}
	for _, f := range feeds {
		bySlug[f.Slug] = append(bySlug[f.Slug], f.URL)
	}
	var jobs []job
	for i, f := range feeds {
		a, ok := known[[2]string{f.Slug, f.URL}]
		if !ok {
			a = store.Address{Slug: f.Slug, URL: f.URL}
		}
		j := job{index: i, feed: f, address: a}
		if u.asksForPeace(&j, now) || !u.Force && !u.isDue(&a, now) {
			continue
		}
		for _, other := range bySlug[f.Slug] {
			if other != f.URL {
				j.beside = append(j.beside, known[[2]string{f.Slug, other}].Listed...)
			}
		}
		jobs = append(jobs, j)
	}
	return jobs, nil
}

// remembered returns all that is known of addresses, by slug and URL, after a
// clock that was wrong is made good for (SCHED-7).
func (u *Updater) remembered(ctx context.Context, now time.Time) (map[[2]string]store.Address, error) {
	all, err := u.Store.Addresses(ctx)
	if err != nil {
		return nil, err
	}
	known := make(map[[2]string]store.Address, len(all))
	var mended []store.Address
	for _, a := range all {
		if mendClock(&a, now) {
			mended = append(mended, a)
		}
		known[[2]string{a.Slug, a.URL}] = a
	}
	if len(mended) == 0 {
		return known, nil
	}
	return known, u.Store.Reschedule(ctx, mended)
}

// mendClock lets a request of the future count as one of now, and a next
// visit that is too far off as one after the usual interval, so that a clock
// that was wrong once silences nobody (SCHED-7).
func mendClock(a *store.Address, now time.Time) (mended bool) {
	if a.LastRequest.After(now) {
		a.LastRequest, mended = now, true
		a.NextCheck = now.Add(a.Interval)
	}
	if a.NextCheck.Sub(now) > tooFar {
		a.NextCheck, mended = a.LastRequest.Add(a.Interval), true
	}
	return mended
}

// isDue also holds the shortest pause of now, which the owner may have made
// longer since the next visit was set (GET-11).
func (u *Updater) isDue(a *store.Address, now time.Time) bool {
	shortest := u.floor(a)
	if a.Failures > 0 {
		shortest = u.Site.Fetch.MinInterval
	}
	return !a.NextCheck.After(now) && (a.LastRequest.IsZero() || now.Sub(a.LastRequest) >= shortest)
}

// asksForPeace reports whether a host that would be asked for j wants to be
// left alone, for Force too (GET-17).
func (u *Updater) asksForPeace(j *job, now time.Time) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return slices.ContainsFunc(j.hosts(now), func(host string) bool {
		left := u.waits[host].Sub(now)
		return left > 0 && left < maxWait
	})
}
