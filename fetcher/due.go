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

// A queued feed is one that is due. What is remembered of it is read when its
// turn comes: lists may be long.
type queued struct {
	index int      // in the feeds of the run
	asked bool     // something of its slug is remembered
	hosts []string // whose manners a visit has to mind: see [job.hosts]
}

// A job is a feed whose turn has come, with what is remembered of it.
type job struct {
	index   int // in the feeds of the run
	feed    planet.Feed
	address store.Address
	beside  []string                     // short ids of entries in the last documents of the slug's other addresses
	turn    *turn                        // ends when the answer is there; nil for none
	large   func(context.Context, int64) // see [get.Request]
	moved   bool                         // this visit asks where the feed moved, not the address of the list (GET-24)
}

// Due returns those of feeds that [Updater.All] would ask now, and asks none.
func (u *Updater) Due(ctx context.Context, feeds []planet.Feed) ([]planet.Feed, error) {
	all, err := u.due(ctx, feeds)
	due := make([]planet.Feed, len(all))
	for i, q := range all {
		due[i] = feeds[q.index]
	}
	return due, err
}

// due picks the feeds whose next visit has come (SCHED-1), after a clock that
// was wrong is made good for (SCHED-7). With Force it picks all but those whose
// host asked us to stay away (GET-17).
func (u *Updater) due(ctx context.Context, feeds []planet.Feed) ([]queued, error) {
	now := u.Now()
	var err error
	if u.waits, err = u.Store.Waits(ctx); err != nil {
		return nil, err
	}
	at := make(map[[2]string]int, len(feeds))
	for i, f := range feeds {
		at[[2]string{f.Slug, f.URL}] = i
	}
	all, seen, asked := make([]queued, len(feeds)), make([]bool, len(feeds)), map[string]bool{}
	var mended []store.Address
	for a, err := range u.Store.Timetable(ctx) {
		if err != nil {
			return nil, err
		}
		if mendClock(&a, now) {
			mended = append(mended, a)
		}
		if i, listed := at[[2]string{a.Slug, a.URL}]; listed {
			all[i], seen[i] = u.queued(i, feeds[i], a, now), true
		}
		asked[a.Slug] = true
	}
	if len(mended) > 0 {
		if err := u.Store.Reschedule(ctx, mended); err != nil {
			return nil, err
		}
	}
	for i, f := range feeds {
		if !seen[i] {
			all[i] = u.queued(i, f, store.Address{Slug: f.Slug, URL: f.URL}, now)
		}
		all[i].asked = asked[f.Slug]
	}
	return slices.DeleteFunc(all, func(q queued) bool { return q.hosts == nil }), nil
}

// queued puts a feed into the queue; without hosts, if it is not due.
func (u *Updater) queued(index int, f planet.Feed, a store.Address, now time.Time) queued {
	if !u.Force && !u.isDue(&a, now) {
		return queued{}
	}
	q := queued{index: index, hosts: (&job{feed: f, address: a}).hosts(now)}
	if u.asksForPeace(&q, now) {
		return queued{}
	}
	return q
}

// job reads what is remembered of a feed whose turn has come.
func (u *Updater) job(ctx context.Context, q queued, f planet.Feed) (job, error) {
	j := job{index: q.index, feed: f, address: store.Address{Slug: f.Slug, URL: f.URL}}
	if !q.asked {
		return j, nil
	}
	all, err := u.Store.AddressesOf(ctx, f.Slug)
	for _, a := range all {
		switch {
		case a.URL == f.URL:
			j.address = a
		case u.listed(f.Slug, a.URL):
			j.beside = append(j.beside, a.Listed...)
		}
	}
	return j, err
}

// listed reports whether an address is one of a member's, and not only was.
func (u *Updater) listed(slug, url string) bool {
	m := u.members[slug]
	return m != nil && slices.ContainsFunc(m.Feeds, func(f planet.Feed) bool { return f.URL == url })
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

// asksForPeace reports whether a host that would be asked wants to be left
// alone, for Force too (GET-17).
func (u *Updater) asksForPeace(q *queued, now time.Time) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return slices.ContainsFunc(q.hosts, func(host string) bool {
		left := u.waits[host].Sub(now)
		return left > 0 && left < maxWait
	})
}
