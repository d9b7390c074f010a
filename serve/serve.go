// Package serve keeps a planet running: a schedule that ticks, and a web
// server of what was rendered.
//
//	schedule → update (handed in) → public/ → HTTP
//
// In go a cron expression, the output folder and a function that updates; out
// come pages. It neither fetches nor renders by itself.
package serve

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/robfig/cron/v3"
)

// Times of the web server and of the end (SCHED-6).
const (
	headerTime = 10 * time.Second
	idleTime   = 2 * time.Minute
	endTime    = 25 * time.Second // for requests and an update at work, once we are told to stop
)

// A Server serves a site and updates it on a schedule. All fields but
// Schedule and Update must be set.
type Server struct {
	Listener net.Listener // the caller opens it, so that it knows the address; Run closes it
	Handler  http.Handler // see [Files]
	Schedule string       // see [CheckSchedule]; "" never ticks
	Location *time.Location
	Update   func(context.Context) error // once along the line; called by one goroutine at a time
	Wake     <-chan struct{}             // each value asks for an update now; nil for none
	Log      *slog.Logger
}

// Run updates once, then serves and updates on schedule until ctx is done.
// What is at work then gets 25 seconds to finish. The error is the web
// server's; a failed update is logged, and the next tick tries again.
func (s *Server) Run(ctx context.Context) error {
	srv := &http.Server{Handler: s.Handler, ReadHeaderTimeout: headerTime, IdleTimeout: idleTime, ErrorLog: slog.NewLogLogger(s.Log.Handler(), slog.LevelDebug)}
	served := make(chan error, 1)
	go func() { served <- srv.Serve(s.Listener) }()
	stop, err := s.tick(ctx)
	if err != nil {
		return errors.Join(err, srv.Close())
	}
	select {
	case err = <-served:
	case <-ctx.Done():
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTime)
		defer cancel()
		err = srv.Shutdown(end)
	}
	stop()
	if errors.Is(err, http.ErrServerClosed) || errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return err
}

// tick starts the schedule with a first update at once. What it returns ends
// the schedule and waits for an update at work.
func (s *Server) tick(ctx context.Context) (stop func(), err error) {
	if s.Schedule == "" {
		return func() {}, nil
	}
	when, err := parseSchedule(s.Schedule)
	if err != nil {
		return nil, err
	}
	l := logger{s.Log}
	// In this order: the other one runs once and never again after a panic (SCHED-3).
	c := cron.New(cron.WithLocation(s.Location), cron.WithLogger(l), cron.WithChain(cron.SkipIfStillRunning(l), cron.Recover(l)))
	id := c.Schedule(when, cron.FuncJob(func() { s.update(ctx) }))
	c.Start()
	manual := make(chan struct{})
	go func() {
		defer close(manual)
		s.byHand(ctx, c.Entry(id).WrappedJob)
	}()
	return func() {
		limit := time.After(endTime)
		for _, done := range []<-chan struct{}{c.Stop().Done(), manual} {
			select {
			case <-done:
			case <-limit:
				return
			}
		}
	}, nil
}

// byHand updates at the start and whenever someone asks, through the same
// chain as the schedule does.
func (s *Server) byHand(ctx context.Context, job cron.Job) {
	for {
		job.Run()
		select {
		case <-ctx.Done():
			return
		case <-s.Wake:
		}
	}
}

func (s *Server) update(ctx context.Context) {
	if ctx.Err() != nil {
		return
	}
	if err := s.Update(ctx); err != nil && ctx.Err() == nil {
		s.Log.Error("update failed", "err", err)
	}
}

// logger hands cron's messages on.
type logger struct{ log *slog.Logger }

func (l logger) Info(string, ...any) {} // each wake of the schedule: nobody asks for that

func (l logger) Error(err error, msg string, _ ...any) {
	l.log.Error("schedule", "err", err, "what", msg)
}
