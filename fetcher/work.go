package fetcher

import (
	"context"
	"errors"
	"net/url"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"planet"
	"planet/store"
)

// stopGrace is how long feeds at work may go on when a run is stopped (SCHED-6).
const stopGrace = 20 * time.Second

// A job is a feed that is due, with what is remembered of it.
type job struct {
	index   int // in the feeds of the run
	feed    planet.Feed
	address store.Address
}

// A lane holds the jobs of one host, which are done at most Fetch.PerHost at
// a time with a pause after each (GET-15).
type lane struct {
	mu     sync.Mutex
	jobs   []job
	closed bool // the host asked us to stay away (GET-17)
}

// next takes the next job off the lane; more tells whether others remain.
func (l *lane) next() (j job, ok, more bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.jobs) == 0 || l.closed {
		return job{}, false, false
	}
	j, l.jobs = l.jobs[0], l.jobs[1:]
	return j, true, len(l.jobs) > 0
}

// shut gives up what is left of the lane and returns how much that is.
func (l *lane) shut() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	return len(l.jobs)
}

// lanes puts jobs into lanes by host, in a random order.
func (u *Updater) lanes(jobs []job) []*lane {
	u.Rand.Shuffle(len(jobs), func(a, b int) { jobs[a], jobs[b] = jobs[b], jobs[a] })
	byHost := map[string]*lane{}
	var all []*lane
	for _, j := range jobs {
		h := host(j.feed.URL)
		if byHost[h] == nil {
			byHost[h] = &lane{}
			all = append(all, byHost[h])
		}
		byHost[h].jobs = append(byHost[h].jobs, j)
	}
	return all
}

// work does the jobs: Fetch.Workers at a time, and a lane that rests between
// two of its jobs occupies no worker.
func (u *Updater) work(ctx context.Context, jobs []job, results []Result) error {
	ctx, cancel := context.WithTimeout(ctx, runLimit)
	defer cancel()
	u.parsing = make(chan struct{}, runtime.GOMAXPROCS(0))
	lanes := u.lanes(jobs)
	w := &workers{u: u, results: results, left: len(jobs), ready: make(chan *lane, len(jobs)), done: make(chan struct{})}
	for _, l := range lanes {
		for range min(u.Site.Fetch.PerHost, len(l.jobs)) {
			w.ready <- l
		}
	}
	var wg sync.WaitGroup
	for range min(u.Site.Fetch.Workers, len(jobs)) {
		wg.Go(func() { w.loop(ctx) })
	}
	wg.Wait()
	if err := errors.Join(w.broken, ctx.Err()); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return u.blame(ctx, len(lanes), w.silent, results)
}

// workers is what the workers of one run share.
type workers struct {
	u       *Updater
	results []Result      // by index: each is written by one worker
	ready   chan *lane    // lanes whose pause is over; holds all there are, so that none waits to get in
	done    chan struct{} // closed with the last job

	mu     sync.Mutex
	left   int            // jobs not done
	silent []*store.Visit // those that failed before any answer (GET-22)
	broken error          // of the store: the run ends
}

func (w *workers) loop(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.done:
			return
		case l := <-w.ready:
			w.one(ctx, l)
		}
	}
}

// one does the next job of a lane and puts the lane back after its pause.
func (w *workers) one(ctx context.Context, l *lane) {
	j, ok, more := l.next()
	if !ok {
		return
	}
	done := 1
	out := w.u.guarded(ctx, j)
	if out.result.Code == planet.CodeWait {
		done += l.shut()
		more = false
	}
	w.note(j, out, done)
	if more {
		time.AfterFunc(w.u.Site.Fetch.HostDelay, func() { w.ready <- l })
	}
}

// note keeps what became of a job, and ends the run with the last one.
func (w *workers) note(j job, out outcome, done int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.results[j.index] = out.result
	if out.silent != nil {
		w.silent = append(w.silent, out.silent)
	}
	w.left -= done
	if w.u.Each != nil {
		w.u.Each(out.result, w.left)
	}
	if w.broken == nil && (out.broken != nil || w.left == 0) {
		w.broken = out.broken
		close(w.done)
	}
}

// An outcome is what a visit leaves behind.
type outcome struct {
	result Result
	silent *store.Visit // not stored yet: the host may be well, and our network not
	broken error        // the store could not be written
}

// guarded visits one feed; a panic becomes that feed's error (SAFE-8).
func (u *Updater) guarded(ctx context.Context, j job) (out outcome) {
	log := u.Log.With("feed", j.feed.URL)
	began := u.Now()
	defer func() {
		if p := recover(); p != nil {
			log.Error("feed broke the program", "err", p, "stack", string(debug.Stack()))
			out = u.failed(ctx, j, began, &panicError{p}, nil)
		}
		out.result.Feed, out.result.Asked, out.result.Took = j.feed, true, u.Now().Sub(began)
		if out.result.Err != nil {
			log.Warn("feed not updated", "err", out.result.Err, "code", out.result.Code)
			return
		}
		log.Info("feed updated", "new", out.result.New, "changed", out.result.Changed, "took", out.result.Took)
	}()
	ctx, cancel := lastly(ctx)
	defer cancel()
	return u.visit(ctx, j, began)
}

// lastly gives what is at work when a run is stopped a while to finish
// (SCHED-6).
func lastly(ctx context.Context) (context.Context, context.CancelFunc) {
	visit, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(stopGrace, cancel) })
	return visit, func() { stop(); cancel() }
}

// blame stores the failures of feeds that gave no answer at all, unless all
// did so: then nothing is held against them (GET-22).
func (u *Updater) blame(ctx context.Context, hosts int, silent []*store.Visit, results []Result) error {
	asked := 0
	for _, r := range results {
		asked += count(r.Asked)
	}
	if hosts >= 3 && len(silent) == asked {
		return ErrOutage
	}
	for _, v := range silent {
		if err := u.Store.Save(context.WithoutCancel(ctx), v); err != nil {
			return err
		}
	}
	return nil
}

// host is whose manners apply to an address.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return strings.ToLower(u.Hostname())
}
