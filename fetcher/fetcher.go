// Package fetcher asks the feeds that are due and keeps what is new:
//
//	feeds that are due → get → parse → clean → store
//
// In go the feeds of the list, out come entries in the store, known again or
// new, with position and reason, and one Result a feed. It never writes a
// page, and never lets one feed stop another.
package fetcher

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"planet"
	"planet/fetcher/clean"
	"planet/fetcher/get"
	"planet/store"
)

// runLimit ends a run; what is left stays due (GET-16).
const runLimit = 15 * time.Minute

// ErrOutage means that no feed of a run answered at all, though they are on
// several hosts: the fault is ours, and none of them is blamed (GET-22).
var ErrOutage = errors.New("no host answered: the network here seems to be down; nothing is held against the feeds")

// An Updater updates feeds. All fields but Force, Grace and Each must be set.
type Updater struct {
	Store  *store.DB
	Client *get.Client
	Site   *planet.Site
	Log    *slog.Logger
	Now    func() time.Time
	Rand   *rand.Rand        // for the order of hosts and the jitter; used by one goroutine at a time
	Force  bool              // ask feeds that are not due, too; publishers' wishes still hold (GET-11, GET-17)
	Grace  time.Duration     // how long feeds at work may go on when a run is stopped; 0 means 20 s (SCHED-6)
	Each   func(Result, int) // called after each feed with the number of those still to do; nil for none

	mu       sync.Mutex             // guards Rand and waits
	waits    map[string]time.Time   // until when hosts want to be left alone (GET-17)
	parsing  chan struct{}          // slots for what is work for processors
	room     room                   // for documents between their download and the store
	larges   *semaphore.Weighted    // for large ones from their download on
	slugs    map[string]*sync.Mutex // held while a slug's entries are compared and stored
	ids      claims                 // of entries that are not stored yet
	patience time.Duration          // see slowAfter, which 0 means; tests alone set it
	founding bool
	ownID    string // of our merged feed; "" if it has none yet
	members  map[string]*planet.Member
	dead     map[[32]byte]bool // tombstones
}

// A Result is what became of one feed in a run.
type Result struct {
	Feed    planet.Feed
	Asked   bool // false: not due, or the run ended before its turn
	Same    bool // not modified, or the same bytes as last time
	New     int  // entries
	Changed int
	Took    time.Duration
	Code    planet.Code // "" if all is well
	Err     error       // why it could not be read, in words for its member; nil if it could
}

// Message gives Err in words for the feed's member: sentences on one line,
// without the last full stop; "" if all is well.
func (r *Result) Message() string {
	if r.Err == nil {
		return ""
	}
	return sentence(r.Err)
}

// All updates those of feeds that are due. Result i is for feeds[i]; one
// feed's failure never stops another. The error is [ErrOutage], or of the
// store: then the run ended early.
func (u *Updater) All(ctx context.Context, feeds []planet.Feed) ([]Result, error) {
	if err := u.prepare(ctx); err != nil {
		return nil, err
	}
	jobs, err := u.due(ctx, feeds)
	if err != nil {
		return nil, err
	}
	results := make([]Result, len(feeds))
	for i, f := range feeds {
		results[i].Feed = f
	}
	if len(jobs) == 0 {
		return results, nil
	}
	run, err := u.Store.Begin(ctx, u.Now())
	if err != nil {
		return results, err
	}
	err = u.work(ctx, jobs, results)
	err = errors.Join(err, u.review(context.WithoutCancel(ctx), errors.Is(err, ErrOutage)))
	return results, errors.Join(err, u.Store.End(context.WithoutCancel(ctx), run, summary(results, u.Now())))
}

// prepare does what must be done once before any feed.
func (u *Updater) prepare(ctx context.Context) error {
	now := u.Now()
	kept, err := u.Store.Keep(ctx, store.FactFounded, strconv.FormatInt(now.Unix(), 10))
	if err != nil {
		return err
	}
	founded, err := strconv.ParseInt(kept, 10, 64)
	if err != nil {
		return fmt.Errorf("the founding date %q: %w", kept, err)
	}
	u.know()
	if u.founding, err = u.isFounding(ctx, now.Sub(time.Unix(founded, 0))); err != nil {
		return err
	}
	if err := u.prepareOwn(ctx); err != nil {
		return err
	}
	return u.cleanAgain(ctx, u.clean)
}

// know finds members by their slugs.
func (u *Updater) know() {
	u.members = make(map[string]*planet.Member, len(u.Site.Members))
	for i := range u.Site.Members {
		u.members[u.Site.Members[i].Slug] = &u.Site.Members[i]
	}
}

// prepareOwn gathers what must not come in: our own feed, and what was
// forgotten, by the database or by the list (ID-13, ID-15).
func (u *Updater) prepareOwn(ctx context.Context) error {
	u.ownID = u.Site.ID
	address, err := u.Store.Fact(ctx, store.FactFeed)
	if err != nil {
		return err
	}
	if u.ownID == "" && address != "" {
		u.ownID = planet.NameID(address)
	}
	if u.dead, err = u.Store.Forgotten(ctx); err != nil {
		return err
	}
	for _, h := range Tombstones(u.Site) {
		u.dead[h] = true
	}
	return nil
}

// isFounding reports whether the planet is being founded: it first ran less
// than a day ago, or nothing is stored yet. A clock that was wrong then, or is
// now, makes no old planet a new one (FLOW-3, SCHED-7).
func (u *Updater) isFounding(ctx context.Context, age time.Duration) (bool, error) {
	if 0 <= age && age < foundingTime {
		return true, nil
	}
	stored, err := u.Store.Counts(ctx)
	return len(stored) == 0, err
}

// cleanAgain cleans what an older policy cleaned, from its source (CLEAN-5). A
// text that breaks the program is shown by its title: it stops nobody else, and
// not the next run either (SAFE-8, ENT-14).
func (u *Updater) cleanAgain(ctx context.Context, cleaned func(*planet.Entry, store.Raw) planet.Text) error {
	guarded := func(e *planet.Entry, raw store.Raw) (t planet.Text) {
		defer func() {
			if p := recover(); p != nil {
				u.Log.Error("text broke the program", "feed", e.FeedURL, "entry", e.AtomID, "err", p, "stack", string(debug.Stack()))
				t = planet.Text{Uncleaned: true}
			}
		}()
		return cleaned(e, raw)
	}
	const atOnce = 200
	for {
		old, err := u.Store.Outdated(ctx, clean.Version, atOnce)
		if err != nil || len(old) == 0 {
			return err
		}
		again := make([]store.Cleaned, len(old))
		for i, o := range old {
			again[i] = store.Cleaned{Entry: o.Entry, Policy: clean.Version}
			again[i].Entry.Text = guarded(&o.Entry, o.Raw)
		}
		if err := u.Store.SaveTexts(ctx, again); err != nil {
			return err
		}
	}
}

// member is whom a slug belongs to; the zero Member if the list names none.
func (u *Updater) member(slug string) planet.Member {
	if m := u.members[slug]; m != nil {
		return *m
	}
	return planet.Member{}
}

func summary(results []Result, now time.Time) store.Run {
	run := store.Run{Ended: now}
	for _, r := range results {
		run.New += r.New
		run.Asked += count(r.Asked)
		run.Unchanged += count(r.Same)
		run.Failed += count(r.Err != nil)
	}
	return run
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
