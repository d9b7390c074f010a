package fetcher

import (
	"cmp"
	"context"
	"errors"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"planet/store"
)

// stopGrace is how long feeds at work may go on when a run is stopped (SCHED-6).
const stopGrace = 20 * time.Second

// Slow hosts.
const (
	slowAfter = 2 * time.Second // a worker that waits so long for an answer gives its place away
	standIns  = 3               // workers that have come in the place of others, for each worker
)

// work does the jobs: Fetch.Workers at a time, and a lane that rests between
// two of its jobs occupies no worker.
func (u *Updater) work(ctx context.Context, jobs []queued, results []Result) error {
	ctx, cancel := context.WithTimeout(ctx, runLimit)
	defer cancel()
	u.parsing, u.room, u.larges = make(chan struct{}, runtime.GOMAXPROCS(0)), newRoom(), semaphore.NewWeighted(largeBytes)
	u.slugs = map[string]*sync.Mutex{}
	for _, q := range jobs {
		u.slugs[results[q.index].Feed.Slug] = &sync.Mutex{}
	}
	lanes, hosts := u.lanes(jobs)
	w := &workers{u: u, results: results, left: len(jobs), ready: make(chan *lane, len(jobs)), done: make(chan struct{})}
	keeper := w.startKeeper(ctx)
	for _, l := range lanes {
		for range min(u.Site.Fetch.PerHost, len(l.jobs)) {
			w.ready <- l
		}
	}
	for range min(u.Site.Fetch.Workers, len(jobs)) {
		w.all.Go(func() { w.loop(ctx, keeper) })
	}
	w.all.Wait()
	keeper.finish()
	if w.broken != nil {
		return w.broken
	}
	if err := ctx.Err(); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err // at the run's own limit, what is left stays due
	}
	return u.blame(ctx, hosts, w.silent, results)
}

// workers is what the workers of one run share.
type workers struct {
	u       *Updater
	results []Result      // by index: each is written by one worker
	ready   chan *lane    // lanes whose pause is over; holds all there are, so that none waits to get in
	done    chan struct{} // closed with the last job
	all     sync.WaitGroup

	mu     sync.Mutex
	extra  int            // workers that stand in for others
	left   int            // jobs not done
	silent []*store.Visit // those that failed before any answer (GET-22)
	broken error          // of the store: the run ends
}

func (w *workers) loop(ctx context.Context, k *keeper) {
	for {
		if ctx.Err() != nil {
			return // no new feed once a run is stopped, even if one is ready (SCHED-6)
		}
		select {
		case <-ctx.Done():
		case <-w.done:
			return
		case l := <-w.ready:
			if w.one(ctx, l, k) {
				return
			}
		}
	}
}

// one does the next job of a lane and puts the lane back after its pause. It
// reports whether another worker has come in this one's place meanwhile.
func (w *workers) one(ctx context.Context, l *lane, k *keeper) (replaced bool) {
	now := w.u.Now()
	q, ok, passed, more := l.next(func(q *queued) bool { return !w.u.asksForPeace(q, now) })
	if passed > 0 {
		w.pass(passed)
	}
	if !ok {
		return false
	}
	t := w.turn(ctx, k)
	if out := w.visit(ctx, q, t); out.visit != nil {
		k.queue <- kept{q.index, out}
	} else {
		w.note(q.index, out)
	}
	if more {
		time.AfterFunc(w.u.Site.Fetch.HostDelay, func() { w.ready <- l })
	}
	return t.end()
}

// visit does one job.
func (w *workers) visit(ctx context.Context, q queued, t *turn) outcome {
	j, err := w.u.job(context.WithoutCancel(ctx), q, w.results[q.index].Feed) // quick; and a run that is stopped is no fault of the store
	if err != nil {
		return outcome{result: Result{Feed: j.feed}, broken: err}
	}
	j.turn = t
	return w.u.guarded(ctx, j)
}

// A turn is a worker's wait for an answer. If it gets long another worker
// takes its place, so that slow hosts hold nobody up.
type turn struct {
	w        *workers
	long     *time.Timer
	over     bool
	replaced bool
}

func (w *workers) turn(ctx context.Context, k *keeper) *turn {
	t := &turn{w: w}
	t.long = time.AfterFunc(cmp.Or(w.u.patience, slowAfter), func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if t.over || w.extra >= standIns*w.u.Site.Fetch.Workers {
			return
		}
		t.replaced = true
		w.extra++
		w.all.Go(func() { w.loop(ctx, k) })
	})
	return t
}

// aside does what is no wait for an answer.
func (j *job) aside(f func()) {
	if j.turn != nil && j.turn.long.Stop() {
		defer j.turn.long.Reset(cmp.Or(j.turn.w.u.patience, slowAfter))
	}
	f()
}

// end ends the wait, if it has not ended yet, and tells whether it got long.
func (t *turn) end() (replaced bool) {
	t.long.Stop()
	t.w.mu.Lock()
	defer t.w.mu.Unlock()
	if !t.over {
		t.over = true
		t.w.extra -= count(t.replaced)
	}
	return t.replaced
}

// pass counts jobs that are not done, as their host asked for peace; they
// stay due (GET-17).
func (w *workers) pass(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.left -= n; w.left == 0 && w.broken == nil {
		close(w.done)
	}
}

// note keeps what became of a job, and ends the run with the last one.
func (w *workers) note(index int, out outcome) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.results[index] = out.result
	if out.silent != nil {
		w.silent = append(w.silent, out.silent)
	}
	w.left--
	if w.u.Each != nil {
		w.u.Each(out.result, w.left)
	}
	if w.broken == nil && (out.broken != nil || w.left == 0) {
		w.broken = out.broken
		close(w.done)
	}
}

// failure is why the run ends early; nil if it doesn't.
func (w *workers) failure() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.broken
}

// An outcome is what a visit leaves behind.
type outcome struct {
	result  Result
	visit   *store.Visit // to be stored; nil for none
	release func()       // to be called when it is stored, or can't be; nil for none
	silent  *store.Visit // not to be stored yet: the host may be well, and our network not
	broken  error        // the store could not be read or written
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
	ctx, cancel := u.lastly(ctx)
	defer cancel()
	return u.visit(ctx, j, began)
}

// lastly gives what is at work when a run is stopped a while to finish
// (SCHED-6).
func (u *Updater) lastly(ctx context.Context) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(cmp.Or(u.Grace, stopGrace), cancel) })
	return longer, func() { stop(); cancel() }
}

// blame stores the failures of feeds that gave no answer at all, unless all
// did so: then nothing is held against them (GET-22).
func (u *Updater) blame(ctx context.Context, hosts int, silent []*store.Visit, results []Result) error {
	asked := 0
	for _, r := range results {
		asked += count(r.Asked)
	}
	if hosts >= 3 && len(silent) == asked && asked > 0 {
		return ErrOutage
	}
	for some := range slices.Chunk(silent, keptAtOnce) {
		if err := u.Store.Save(context.WithoutCancel(ctx), some...); err != nil {
			return err
		}
	}
	return nil
}
