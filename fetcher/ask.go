package fetcher

import (
	"context"
	"errors"
	"time"

	"planet"
	"planet/fetcher/discover"
	"planet/fetcher/get"
)

// ask asks a feed, with the validator of its last answer. A home page whose
// feed is not known is searched for it, and what is found is remembered
// (DISC-3, GET-4).
func (u *Updater) ask(ctx context.Context, j *job, now time.Time) (*get.Answer, error) {
	a := &j.address
	if j.feed.Home && a.Found == "" {
		return u.find(ctx, j)
	}
	listed := j.listed()
	if j.asks(now) == listed {
		if a.MovedUsed.IsZero() {
			return u.get(ctx, j, listed, now)
		}
		a.URLAsked = now
		answer, err := u.get(ctx, j, listed, now)
		if err == nil || errors.Is(err, get.ErrNotModified) || get.Code(err) == planet.CodeWait || ctx.Err() != nil {
			return answer, err
		}
		// The old address has died since; what it said for so long still holds.
		if err := u.rest(ctx); err != nil {
			return answer, err
		}
	}
	j.moved = true
	return u.get(ctx, j, a.MovedTo, now)
}

// get sends one request for j. When an item that waited for its date may come
// up, the document is asked for anew (FLOW-7).
func (u *Updater) get(ctx context.Context, j *job, address string, now time.Time) (*get.Answer, error) {
	r := get.Request{URL: address, Last: j.address.Validator, HTTP1: j.feed.HTTP1, Large: j.large}
	if j.ripe(now) {
		r.Last = planet.Validator{}
	}
	return u.Client.Get(ctx, r)
}

// ripe reports whether the date of an item has passed that waited for it.
func (j *job) ripe(now time.Time) bool {
	return !j.address.Awaits.IsZero() && !j.address.Awaits.After(now)
}

// listed is the address that the list gives a feed: its own, or the one that
// was found on the home page.
func (j *job) listed() string {
	if j.feed.Home && j.address.Found != "" {
		return j.address.Found
	}
	return j.feed.URL
}

// asks is the address that a visit at now would begin with.
func (j *job) asks(now time.Time) string {
	a := &j.address
	if !a.MovedUsed.IsZero() && now.Sub(a.URLAsked) < movedAsked {
		return a.MovedTo
	}
	return j.listed()
}

// hosts are those whose manners a visit at now has to mind, as far as can be
// told beforehand: where it begins, and where it ended last time.
func (j *job) hosts(now time.Time) []string {
	first, last := host(j.asks(now)), host(j.address.Final)
	if last == "" || last == first {
		return []string{first}
	}
	return []string{first, last}
}

// find looks for the feed of a home page and takes the first candidate that
// is one, with the answer that was got on the way.
func (u *Updater) find(ctx context.Context, j *job) (*get.Answer, error) {
	finder := discover.Finder{Client: u.Client, Pause: u.rest, HTTP1: j.feed.HTTP1}
	found, err := finder.First(ctx, j.feed.URL)
	if err != nil {
		return nil, err
	}
	j.address.Found = found.URL
	return found.Answer, nil
}

// rest is the pause between two requests to one host (GET-15).
func (u *Updater) rest(ctx context.Context) error { return rest(ctx, u.Site.Fetch.HostDelay) }

func rest(ctx context.Context, pause time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(pause):
		return nil
	}
}
