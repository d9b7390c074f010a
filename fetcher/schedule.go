package fetcher

import (
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
	lostTries    = 3             // failures until the page of a feed that is not there any more is searched again
	lostTime     = 2 * day       // and how long they last
)

// afterSuccess sets the next visit of a feed that was read or not modified,
// whose newest entry was published then and which had n entries in the last
// 28 days.
func (u *Updater) afterSuccess(a *store.Address, newest time.Time, n int, now time.Time) {
	wait := min(byActivity(now.Sub(newest), n), u.Site.Fetch.MaxInterval)
	a.Interval = max(wait, u.floor(a), min(a.FreshFor, maxBound), min(a.AtLeast, maxBound))
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
func (u *Updater) afterFailure(j *job, err error, now time.Time) {
	a := &j.address
	wait := max(a.Interval, u.Site.Fetch.MinInterval, backoff(a.Failures))
	switch a.Code {
	case planet.CodeWait:
		wait = max(wait, peace(err))
	case planet.CodeBlocked:
		wait = max(wait, refusedWait)
	case planet.CodeNoFeedFound:
		wait = max(wait, day) // a search is several requests
	}
	if a.Code == planet.CodeGone || lost(a.Code) && now.Sub(a.FailingSince) >= goneInterval {
		wait = goneInterval
	}
	if j.feed.Home && a.Found != "" && notThere(a, now) {
		a.Found, wait = "", day // the list names the page, and the page may name another feed by now
	}
	a.NextCheck = now.Add(u.jitter(wait))
}

// lost reports whether a code means that the feed is not where it was: after
// 30 days of it we hardly believe that it comes back (GET-19, TRIP-2).
func lost(code planet.Code) bool {
	switch code {
	case planet.CodeNotFound, planet.CodeNoHost, planet.CodeNotAFeed, planet.CodeNoFeedFound:
		return true
	}
	return false
}

// notThere reports whether a feed that was found on a page is to be looked
// for again.
func notThere(a *store.Address, now time.Time) bool {
	return a.Code == planet.CodeGone || lost(a.Code) && a.Failures >= lostTries && now.Sub(a.FailingSince) >= lostTime
}

// peace is how long a host wants to be left alone (GET-17).
func peace(err error) time.Duration {
	if d := get.Wait(err); d > 0 {
		return d
	}
	return refusedWait
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
