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
	large := large{u: u}
	defer large.leave() // what is made of it is counted otherwise
	j.large = func(ctx context.Context, most int64) {
		j.aside(func() { large.enter(ctx, most) }) // it is not for the host that we wait
	}
	answer, err := u.ask(ctx, &j, now)
	if j.turn != nil {
		j.turn.end()
	}
	if errors.Is(err, get.ErrNotModified) {
		return u.unchanged(ctx, j, answer, now)
	}
	if err != nil {
		return u.failed(ctx, j, now, err, answer)
	}
	hash := sha256.Sum256(answer.Body)
	if j.address.Parser == parse.Version && bytes.Equal(j.address.BodyHash, hash[:]) && !j.ripe(now) {
		return u.unchanged(ctx, j, answer, now) // GET-9
	}
	return u.read(ctx, j, answer, hash, now)
}

// read parses an answer that is news, and stores what comes of it.
func (u *Updater) read(ctx context.Context, j job, answer *get.Answer, hash [32]byte, now time.Time) outcome {
	leave, err := u.room.enter(ctx, len(answer.Body))
	if err != nil {
		return u.failed(ctx, j, now, err, answer)
	}
	handed := false // to the keeper: the room, and the slug, for what is compared next must find these entries stored
	defer func() {
		if !handed {
			leave()
		}
	}()
	doc, err := u.parse(&j, answer)
	if err != nil {
		return u.failed(ctx, j, now, notAFeed(err, answer), answer)
	}
	in := reading{u: u, feed: j.feed, address: &j.address, beside: j.beside, doc: doc, bytes: int64(len(answer.Body)), final: answer.URL, now: now}
	answer.Body = nil // all is said; the visit may have to wait for long
	slug := u.slugs[j.feed.Slug]
	slug.Lock() // two addresses of one member may bring the same post
	defer func() {
		if !handed {
			u.ids.free(in.claimed)
			slug.Unlock()
		}
	}()
	records, err := in.records(ctx)
	if err != nil {
		return outcome{broken: err}
	}
	sighted(&j, answer, in.sameFeed(), now)
	in.learn(answer, hash)
	out := u.keep(j, answer, records, &in)
	claimed := in.claimed // without the document
	out.release, handed = func() { u.ids.free(claimed); slug.Unlock(); leave() }, true
	return out
}

// parse reads an answer as a feed that is not ours. Parsing is work for
// processors, not for the network, so only few do it at once (GET-15).
func (u *Updater) parse(j *job, answer *get.Answer) (*parse.Feed, error) {
	u.parsing <- struct{}{}
	defer func() { <-u.parsing }()
	doc, err := parse.Parse(answer.Body, parse.From{URL: answer.URL, ContentType: answer.ContentType, Fix: j.feed.Fix, Ignore: j.feed.Ignore})
	if err != nil {
		return nil, err
	}
	return doc, u.ours(doc)
}

// keep makes what is stored of a good visit with all that it brought.
func (u *Updater) keep(j job, answer *get.Answer, records []store.Record, in *reading) outcome {
	a := &j.address
	a.Findings = in.findings()
	if in.fresh > 0 {
		a.LastNew = in.now
	}
	newest, n := in.activity()
	u.good(&j, answer, in.now)
	u.afterSuccess(a, newest, n, in.now)
	v := &store.Visit{
		Address: *a, At: in.now, New: in.fresh, Changed: in.changed, Items: len(in.doc.Items), Bytes: in.bytes, Hops: hops(answer),
		Records: records, Withdrawn: in.withdrawn, Back: in.back, Feed: in.news,
	}
	return outcome{visit: v, result: Result{New: in.fresh, Changed: in.changed}}
}

// unchanged makes what is stored of a visit that brought nothing new: a success (GET-8, GET-9).
func (u *Updater) unchanged(ctx context.Context, j job, answer *get.Answer, now time.Time) outcome {
	a := &j.address
	a.Validator, a.Final = answer.Validator, answer.URL
	if answer.Status != notModified || answer.FreshFor > 0 { // what a 304 does not say stays as it was
		a.FreshFor = answer.FreshFor
	}
	sighted(&j, answer, true, now)
	newest, n, err := u.Store.Activity(ctx, a.Slug, now.Add(-busyTime), now)
	if err != nil {
		return outcome{broken: err}
	}
	withdrawn, err := u.stillMissing(ctx, &j, now)
	if err != nil {
		return outcome{broken: err}
	}
	u.good(&j, answer, now)
	u.afterSuccess(a, newest, n, now)
	v := &store.Visit{Address: *a, At: now, Bytes: int64(len(answer.Body)), Hops: hops(answer), Withdrawn: withdrawn}
	return outcome{visit: v, result: Result{Same: true}}
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
	if a.Status == 0 && answer != nil {
		a.Status = answer.Status // it answered, but with what is no feed
	}
	a.Took = u.Now().Sub(now)
	a.Failures++
	if a.FailingSince.IsZero() {
		a.FailingSince = now
	}
	u.afterFailure(&j, err, now)
	v := &store.Visit{Address: *a, At: now, Hops: hops(answer)}
	if a.Code == planet.CodeWait {
		v.Wait = u.leaveAlone(&j, err, answer, now)
	}
	out := outcome{result: Result{Code: a.Code, Err: err}}
	if get.Silent(err) {
		out.silent = v
		return out
	}
	out.visit = v
	return out
}

// leaveAlone keeps a host's wish, for all its feeds (GET-17): in this run,
// and through the store in later ones.
func (u *Updater) leaveAlone(j *job, err error, answer *get.Answer, now time.Time) store.Wait {
	w := store.Wait{Host: host(j.asks(now)), Until: now.Add(peace(err))}
	if answer != nil {
		w.Host = host(answer.URL)
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if w.Until.After(u.waits[w.Host]) {
		u.waits[w.Host] = w.Until
	}
	return w
}

// good notes a success.
func (u *Updater) good(j *job, answer *get.Answer, now time.Time) {
	a := &j.address
	a.Code, a.Message, a.Status, a.LastRequest = "", "", answer.Status, now
	a.Failures, a.FailingSince = 0, time.Time{}
	if a.FirstGood.IsZero() {
		a.FirstGood = now
	}
	a.LastGood = now
	a.Took = u.Now().Sub(now)
	u.noteMoved(j)
}

// ours refuses a document that this planet wrote (FLOW-10).
func (u *Updater) ours(doc *parse.Feed) error {
	if isOurs(u.Site, doc.Self) || doc.ID != "" && doc.ID == u.ownID {
		return ownFeedError{}
	}
	return nil
}

// isOurs reports whether an address is that of a feed that this planet writes.
// A blog may live below the same host, even below the same folder.
func isOurs(site *planet.Site, address string) bool {
	below, ours := strings.CutPrefix(canonicalPath(address), canonicalPath(site.URL))
	if site.URL == "" || !ours {
		return false
	}
	below = strings.Trim(below, "/")
	if _, alias := site.Aliases[below]; alias {
		return true
	}
	switch folder, file, _ := strings.Cut(below, "/"); folder {
	case "atom.xml", "rss.xml", "feed.json":
		return file == ""
	case "members", "groups":
		return strings.HasSuffix(file, "/atom.xml") || strings.HasSuffix(file, "/health.xml")
	case "everything":
		return file == "atom.xml"
	case "archive":
		return strings.HasSuffix(file, ".atom.xml") || strings.HasSuffix(file, ".json")
	}
	return false
}

// notModified is the status that says so.
const notModified = 304
