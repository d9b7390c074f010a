package fetcher

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"strings"
	"time"

	"planet"
	"planet/fetcher/get"
	"planet/fetcher/parse"
	"planet/store"
)

// visit goes once along the line with one feed.
func (u *Updater) visit(ctx context.Context, j job, now time.Time) outcome {
	answer, err := u.ask(ctx, &j)
	if answer != nil {
		sighted(&j.address, answer, now)
	}
	if errors.Is(err, get.ErrNotModified) {
		return u.unchanged(ctx, j, answer, now)
	}
	if err != nil {
		return u.failed(ctx, j, now, err, answer)
	}
	hash := sha256.Sum256(answer.Body)
	if j.address.Parser == parse.Version && bytes.Equal(j.address.BodyHash, hash[:]) {
		return u.unchanged(ctx, j, answer, now) // GET-9
	}
	return u.read(ctx, j, answer, hash, now)
}

// read parses an answer that is news, and stores what comes of it.
func (u *Updater) read(ctx context.Context, j job, answer *get.Answer, hash [32]byte, now time.Time) outcome {
	u.parsing <- struct{}{} // parsing is work for processors, not for the network (GET-15)
	doc, err := parse.Parse(answer.Body, parse.From{URL: answer.URL, ContentType: answer.ContentType, Fix: j.feed.Fix, Ignore: j.feed.Ignore})
	<-u.parsing
	if err == nil {
		err = u.ours(doc)
	}
	if err != nil {
		return u.failed(ctx, j, now, notAFeed(err, answer), answer)
	}
	known, err := u.Store.Known(ctx, j.feed.Slug)
	if err != nil {
		return outcome{broken: err}
	}
	in := reading{u: u, feed: j.feed, address: &j.address, doc: doc, known: known, now: now}
	u.parsing <- struct{}{}
	records, err := in.records(ctx)
	<-u.parsing
	if err != nil {
		return outcome{broken: err}
	}
	learn(&j.address, doc, answer, hash, in.fresh+in.changed > 0)
	return u.keep(ctx, j, answer, records, &in)
}

// learn remembers what a document says of its feed. The date of its change
// counts only if it brought something: some feeds always say "now", and our
// own feeds, which pass it on, must not change for nothing (DET-2).
func learn(a *store.Address, doc *parse.Feed, answer *get.Answer, hash [32]byte, news bool) {
	updated := a.Source.Updated
	a.Format, a.Source = doc.Format, source(doc, answer.URL)
	if !news {
		a.Source.Updated = updated
	}
	a.Validator, a.BodyHash, a.Parser = answer.Validator, hash[:], parse.Version
	a.Bytes, a.Items = int64(len(answer.Body)), len(doc.Items)
	a.AtLeast, a.Closed = max(doc.TTL, doc.Period), store.Closed{Hours: doc.SkipHours, Days: doc.SkipDays}
}

// keep stores a good visit with all that it brought.
func (u *Updater) keep(ctx context.Context, j job, answer *get.Answer, records []store.Record, in *reading) outcome {
	a := &j.address
	a.Findings = in.findings()
	if in.fresh > 0 {
		a.LastNew = in.now
	}
	newest, n := in.activity()
	u.good(a, answer, in.now)
	u.afterSuccess(a, answer.FreshFor, newest, n, in.now)
	v := &store.Visit{Address: *a, At: in.now, New: in.fresh, Changed: in.changed, Items: len(in.doc.Items), Bytes: int64(len(answer.Body)), Hops: hops(answer), Records: records}
	if err := u.Store.Save(ctx, v); err != nil {
		return outcome{broken: err}
	}
	return outcome{result: Result{New: in.fresh, Changed: in.changed}}
}

// unchanged stores a visit that brought nothing new: a success (GET-8, GET-9).
func (u *Updater) unchanged(ctx context.Context, j job, answer *get.Answer, now time.Time) outcome {
	a := &j.address
	a.Validator = answer.Validator
	newest, n, err := u.Store.Activity(ctx, a.Slug, now.Add(-busyTime), now)
	if err != nil {
		return outcome{broken: err}
	}
	u.good(a, answer, now)
	u.afterSuccess(a, answer.FreshFor, newest, n, now)
	v := &store.Visit{Address: *a, At: now, Bytes: int64(len(answer.Body)), Hops: hops(answer)}
	if err := u.Store.Save(ctx, v); err != nil {
		return outcome{broken: err}
	}
	return outcome{result: Result{Same: true}}
}

// failed notes why a feed could not be read. Nothing stored is lost by it
// (GET-27). What failed before any answer is handed back to be judged with
// the whole run (GET-22); a visit that the program's own end cut short counts
// for nothing.
func (u *Updater) failed(ctx context.Context, j job, now time.Time, err error, answer *get.Answer) outcome {
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		return outcome{result: Result{Err: err}}
	}
	a := &j.address
	a.Code, a.Message, a.Status, a.LastRequest = codeOf(err), sentence(err), get.Status(err), now
	a.Took = u.Now().Sub(now)
	a.Failures++
	if a.FailingSince.IsZero() {
		a.FailingSince = now
	}
	u.afterFailure(a, err, now)
	v := &store.Visit{Address: *a, At: now, Hops: hops(answer)}
	out := outcome{result: Result{Code: a.Code, Err: err}}
	if get.Silent(err) {
		out.silent = v
		return out
	}
	out.broken = u.Store.Save(context.WithoutCancel(ctx), v)
	return out
}

// good notes a success.
func (u *Updater) good(a *store.Address, answer *get.Answer, now time.Time) {
	a.Code, a.Message, a.Status, a.LastRequest = "", "", answer.Status, now
	a.Failures, a.FailingSince = 0, time.Time{}
	if a.FirstGood.IsZero() {
		a.FirstGood = now
	}
	a.LastGood = now
	a.Took = u.Now().Sub(now)
}

// sighted counts how often a permanent move to the same place was seen in a
// row: it is believed later, and reported at once (GET-24).
func sighted(a *store.Address, answer *get.Answer, now time.Time) {
	if answer.Moved != a.MovedTo {
		a.MovedTo, a.MovedSince, a.MovedSeen = answer.Moved, now, 0
	}
	if answer.Moved == "" {
		a.MovedSince = time.Time{}
		return
	}
	a.MovedSeen++
}

func hops(answer *get.Answer) []store.Hop {
	if answer == nil {
		return nil
	}
	var all []store.Hop
	for _, h := range answer.Hops {
		all = append(all, store.Hop{Status: h.Status, URL: h.URL})
	}
	return all
}

// ours refuses a document that this planet wrote (FLOW-10).
func (u *Updater) ours(doc *parse.Feed) error {
	if u.Site.URL == "" {
		return nil
	}
	if strings.HasPrefix(doc.Self, u.Site.URL) || doc.ID != "" && doc.ID == u.Site.ID {
		return ownFeedError{}
	}
	return nil
}

// source keeps what a feed says of itself, for those who read it with us
// (ATOM-15). A feed without an id goes by its address.
func source(doc *parse.Feed, url string) planet.Source {
	s := doc.Source()
	if s.FeedURL == "" {
		s.FeedURL = url
	}
	if s.ID == "" {
		s.ID = s.FeedURL
	}
	return s
}
