package serve

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// SCHED-5, table 10.3.
func TestCheckSchedule(t *testing.T) {
	tests := []struct {
		expr string
		want string // part of the advice; "" if it is good
	}{
		{"*/15 * * * *", ""},
		{"@hourly", ""},
		{"@daily ", ""},
		{" 0 3 * * *", ""},
		{"@every 15m", ""},
		{"0 0 * * SUN-SAT", ""},
		{"0 0 29 2 *", ""},
		{"@every 1s", "5 minutes"},
		{"@every 500ms", "5 minutes"},
		{"@every 0s", "5 minutes"},
		{"@every -5m", "5 minutes"},
		{"@every", "5 minutes"},
		{"* * * * *", "5 minutes"},
		{"0,1 * * * *", "5 minutes"},
		{"*/90 * * * *", "@every 90m"},
		{"0 0 31 2 *", "never comes"},
		{"TZ=Europe/Brussels 0 3 * * *", "planet.timezone"},
		{"CRON_TZ=UTC  @every 5m", "planet.timezone"},
		{"TZ=", "planet.timezone"},
		{"TZ=Europe/Brussels", "planet.timezone"},
		{"CRON_TZ=Nope/Zone 0 3 * * *", "planet.timezone"},
		{"", "five fields"},
		{"0 0 3 * * *", "seconds"},
		{"@reboot", "@hourly"},
		{"@Hourly", "@hourly"},
		{"60 * * * *", "five fields"},
		{"0 25 * * *", "five fields"},
		{"*/0 * * * *", "five fields"},
		{"0 3 * * 7", "0 for Sunday"},
		{"H * * * *", "instead of H"},
	}
	for _, tt := range tests {
		t.Run(tt.expr, func(t *testing.T) {
			err := CheckSchedule(tt.expr, time.UTC)
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("CheckSchedule(%q) = %v, want %q", tt.expr, err, tt.want)
			}
		})
	}
}

func site(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"index.html": "front", "404.html": "nothing here", "atom.xml": "<feed/>", "feed.json": "{}", "2026/11/index.html": "month",
		"assets/a-1234.css": "b{}", ".planet.json": "secret", ".planet-new/1": "secret", ".well-known/feeds": "<opml/>", "members.json": "[]",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(dir), "outside"), []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("../outside", filepath.Join(dir, "link.txt")); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestFiles(t *testing.T) {
	dir := site(t)
	tests := []struct {
		method, path string
		status       int
		kind, body   string
	}{
		{"GET", "/", 200, "text/html; charset=utf-8", "front"},
		{"HEAD", "/", 200, "text/html; charset=utf-8", ""},
		{"GET", "/2026/11/", 200, "text/html; charset=utf-8", "month"},
		{"GET", "/2026/11", 301, "", ""},
		{"GET", "/atom.xml", 200, "application/xml; charset=utf-8", "<feed/>"}, // HUM-3
		{"GET", "/atom.xml/", 404, "text/html; charset=utf-8", "nothing here"},
		{"GET", "/feed.json", 200, "application/feed+json; charset=utf-8", "{}"}, // JF-7
		{"GET", "/.well-known/feeds", 200, "application/xml; charset=utf-8", "<opml/>"},
		{"GET", "/no/such/page", 404, "text/html; charset=utf-8", "nothing here"},
		{"GET", "/2026/", 404, "text/html; charset=utf-8", "nothing here"}, // no listing of a folder
		{"GET", "/.planet.json", 404, "text/html; charset=utf-8", "nothing here"},
		{"GET", "/%2eplanet.json", 404, "text/html; charset=utf-8", "nothing here"},
		{"GET", "/.planet-new/1", 404, "text/html; charset=utf-8", "nothing here"},
		{"GET", "/link.txt", 404, "text/html; charset=utf-8", "nothing here"}, // SAFE-13
		{"GET", "/../outside", 404, "text/html; charset=utf-8", "nothing here"},
		{"POST", "/", 405, "text/plain; charset=utf-8", "only GET"},
	}
	for _, tt := range tests {
		t.Run(tt.method+" "+tt.path, func(t *testing.T) {
			w := httptest.NewRecorder()
			Files(dir, "/").ServeHTTP(w, httptest.NewRequest(tt.method, "http://planet.example"+tt.path, nil))
			if w.Code != tt.status || tt.kind != "" && w.Header().Get("Content-Type") != tt.kind || tt.body != "" && !strings.HasPrefix(w.Body.String(), tt.body) {
				t.Errorf("%d %s %q; want %d %s %q", w.Code, w.Header().Get("Content-Type"), w.Body, tt.status, tt.kind, tt.body)
			}
		})
	}
}

func TestFilesBelowABasePath(t *testing.T) { // URL-1
	w := httptest.NewRecorder()
	Files(site(t), "/planet/").ServeHTTP(w, httptest.NewRequest("GET", "/planet/2026/11/", nil))
	if w.Code != 200 || w.Body.String() != "month" {
		t.Errorf("%d %q; want the month", w.Code, w.Body)
	}
}

func TestUnchangedFileAnswers304(t *testing.T) { // GET-33
	h := Files(site(t), "/")
	first := httptest.NewRecorder()
	h.ServeHTTP(first, httptest.NewRequest("GET", "/atom.xml", nil))
	again := httptest.NewRequest("GET", "/atom.xml", nil)
	again.Header.Set("If-Modified-Since", first.Header().Get("Last-Modified"))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, again)
	if w.Code != http.StatusNotModified || w.Body.Len() != 0 {
		t.Errorf("%d with %d bytes; want 304 with none", w.Code, w.Body.Len())
	}
}

func TestHeaders(t *testing.T) { // OUT-1
	h := Files(site(t), "/")
	for path, want := range map[string][2]string{
		"/":                  {"Cache-Control", "no-cache"},
		"/atom.xml":          {"Cache-Control", "public, max-age=300"},
		"/assets/a-1234.css": {"Cache-Control", "public, max-age=31536000, immutable"},
		"/members.json":      {"Access-Control-Allow-Origin", "*"},
		"/feed.json":         {"X-Content-Type-Options", "nosniff"},
		"/2026/11/":          {"Referrer-Policy", "no-referrer"},
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if got := w.Header().Get(want[0]); got != want[1] {
			t.Errorf("%s: %s = %q, want %q", path, want[0], got, want[1])
		}
	}
}

func TestNothingRenderedYet(t *testing.T) {
	w := httptest.NewRecorder()
	Files(filepath.Join(t.TempDir(), "none"), "/").ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "on its way") {
		t.Errorf("%d %q; want 503 and a sentence", w.Code, w.Body)
	}
}

// start runs a server until the test ends; stop waits for its end.
func start(t *testing.T, s *Server) (stop func() error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Listener, s.Handler, s.Location, s.Log = l, http.NotFoundHandler(), time.UTC, slog.New(slog.DiscardHandler)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	return func() error { cancel(); return <-ended }
}

// SCHED-3: an update that panics is followed by the next; a slow one is never
// doubled.
func TestUpdates(t *testing.T) {
	var runs, atOnce, most atomic.Int32
	wake, ran := make(chan struct{}), make(chan struct{}, 10)
	stop := start(t, &Server{Schedule: "@hourly", Wake: wake, Update: func(context.Context) error {
		defer func() { atOnce.Add(-1); ran <- struct{}{} }()
		most.Store(max(most.Load(), atOnce.Add(1)))
		if runs.Add(1) == 1 {
			panic("the first one breaks")
		}
		return nil
	}})
	<-ran // at the start
	wake <- struct{}{}
	<-ran
	if err := stop(); err != nil {
		t.Errorf("Run = %v, want nil", err)
	}
	if runs.Load() != 2 || most.Load() != 1 {
		t.Errorf("%d updates, %d at once; want 2, 1", runs.Load(), most.Load())
	}
}

// SCHED-6: the end waits for what is at work.
func TestStopWaitsForTheUpdate(t *testing.T) {
	began, done := make(chan struct{}), make(chan struct{})
	stop := start(t, &Server{Schedule: "@hourly", Update: func(ctx context.Context) error {
		close(began)
		<-ctx.Done()
		close(done)
		return ctx.Err()
	}})
	<-began
	if err := stop(); err != nil {
		t.Errorf("Run = %v, want nil", err)
	}
	select {
	case <-done:
	default:
		t.Error("Run ended before the update did")
	}
}

func TestBadScheduleEndsRun(t *testing.T) {
	if err := start(t, &Server{Schedule: "nonsense"})(); err == nil {
		t.Error("Run with a schedule that can't be read: no error")
	}
}
