package fetcher

import (
	"context"
	"slices"
	"time"

	"planet"
	"planet/fetcher/get"
	"planet/store"
)

// Times of the schedule (GET-11 to GET-21).
const (
	day          = 24 * time.Hour
	busyTime     = 28 * day      // entries so young tell how busy a feed is (GET-13)
	maxBound     = day           // the most we let a publisher slow us (GET-12)
	goneInterval = 30 * day      // GET-19
	refusedWait  = 4 * time.Hour // after 401, 403, and 429 without Retry-After (GET-17, GET-18)
	tooFar       = 40 * day      // a next check further off comes from a wrong clock (SCHED-7)
)

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
	all, err := u.Store.Addresses(ctx)
	if err != nil {
		return nil, err
	}
	known := map[[2]string]store.Address{}
	waits := map[string]time.Time{}
	for _, a := range all {
		known[[2]string{a.Slug, a.URL}] = a
		if h := host(a.URL); a.Code == planet.CodeWait && a.NextCheck.After(waits[h]) {
			waits[h] = a.NextCheck
		}
	}
	var jobs []job
	for i, f := range feeds {
		a, ok := known[[2]string{f.Slug, f.URL}]
		if !ok {
			a = store.Address{Slug: f.Slug, URL: f.URL}
		}
		if waits[host(f.URL)].After(now) || !u.Force && !isDue(&a, now) {
			continue
		}
		jobs = append(jobs, job{index: i, feed: f, address: a})
	}
	return jobs, nil
}

func isDue(a *store.Address, now time.Time) bool {
	return !a.NextCheck.After(now) || a.NextCheck.Sub(now) > tooFar
}

// afterSuccess sets the next visit of a feed that was read or not modified,
// whose newest entry is that old and which had n entries in the last 28 days.
func (u *Updater) afterSuccess(a *store.Address, fresh time.Duration, newest time.Time, n int, now time.Time) {
	wait := min(byActivity(now.Sub(newest), n), u.Site.Fetch.MaxInterval)
	a.Interval = max(wait, u.floor(a), min(fresh, maxBound), min(a.AtLeast, maxBound))
	a.NextCheck = openHour(now.Add(u.jitter(a.Interval)), a.Closed)
}

// byActivity is how often a feed is worth a visit (GET-13).
func byActivity(age time.Duration, n int) time.Duration {
	switch {
	case age < 7*day:
		return min(max(busyTime/time.Duration(max(n, 1)*8), time.Hour), 6*time.Hour)
	case age < 14*day:
		return 6 * time.Hour
	case age < 30*day:
		return 12 * time.Hour
	}
	return day
}

// floor is the shortest pause between two visits that is no abuse (GET-11).
func (u *Updater) floor(a *store.Address) time.Duration {
	if a.Validator.ETag == "" && a.Validator.LastModified == "" {
		return max(u.Site.Fetch.MinInterval, day)
	}
	return u.Site.Fetch.MinInterval
}

// afterFailure sets the next visit of a feed that could not be read (GET-17
// to GET-21).
func (u *Updater) afterFailure(a *store.Address, err error, now time.Time) {
	wait := max(a.Interval, backoff(a.Failures))
	switch a.Code {
	case planet.CodeWait:
		wait = max(wait, orElse(get.Wait(err), refusedWait))
	case planet.CodeBlocked:
		wait = max(wait, refusedWait)
	case planet.CodeGone:
		wait = goneInterval
	case planet.CodeNotFound, planet.CodeNoHost:
		if now.Sub(a.FailingSince) >= goneInterval {
			wait = goneInterval
		}
	}
	a.NextCheck = now.Add(u.jitter(wait))
}

func orElse(d, other time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return other
}

// backoff doubles from an hour to a day (GET-21).
func backoff(failures int) time.Duration {
	return min(time.Hour<<min(max(failures-1, 0), 5), day)
}

// jitter lengthens a pause by up to a tenth, and never shortens it (GET-14).
func (u *Updater) jitter(d time.Duration) time.Duration {
	u.mu.Lock()
	defer u.mu.Unlock()
	return d + time.Duration(u.Rand.Int64N(int64(d/10)+1))
}

// openHour moves a visit to the next hour in which the publisher wants to be
// asked, unless there is none (GET-12).
func openHour(t time.Time, closed store.Closed) time.Time {
	for next, hours := t, 0; hours < 7*24; hours++ {
		gmt := next.UTC()
		if !slices.Contains(closed.Hours, gmt.Hour()) && !slices.Contains(closed.Days, gmt.Weekday()) {
			return next
		}
		next = next.Truncate(time.Hour).Add(time.Hour)
	}
	return t
}
