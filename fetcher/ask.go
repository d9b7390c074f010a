package fetcher

import (
	"context"
	"time"

	"planet/fetcher/discover"
	"planet/fetcher/get"
)

// ask asks a feed, with the validator of its last answer. A home page whose
// feed is not known yet is searched for it once, and what is found is
// remembered (DISC-3, GET-4).
func (u *Updater) ask(ctx context.Context, j *job) (*get.Answer, error) {
	a := &j.address
	if j.feed.Home && a.Found == "" {
		return u.find(ctx, j)
	}
	address := j.feed.URL
	if j.feed.Home {
		address = a.Found
	}
	return u.Client.Get(ctx, get.Request{URL: address, Last: a.Validator, HTTP1: j.feed.HTTP1})
}

// find looks for the feed of a home page and takes the first candidate. If
// that was read on the way, its answer serves.
func (u *Updater) find(ctx context.Context, j *job) (*get.Answer, error) {
	finder := discover.Finder{Client: u.Client, Pause: u.rest}
	candidates, err := finder.Find(ctx, j.feed.URL)
	if err != nil {
		return nil, err
	}
	first := candidates[0]
	j.address.Found = first.URL
	if first.Answer != nil {
		return first.Answer, nil
	}
	if err := u.rest(ctx); err != nil {
		return nil, err
	}
	return u.Client.Get(ctx, get.Request{URL: first.URL, HTTP1: j.feed.HTTP1})
}

// rest is the pause between two requests to one host (GET-15).
func (u *Updater) rest(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(u.Site.Fetch.HostDelay):
		return nil
	}
}
