package fetcher

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"planet"
)

// The rules by which a strict test of feed readers scores its visitor.
const (
	firstContact  = "first contact is one plain request"
	conditional   = "validators go back as they came, and nowhere else"
	unhurried     = "no request within the interval"
	publishersSay = "no request before the publisher's time"
	named         = "the visitor says who asks, and nothing more"
	nothingElse   = "nothing else is asked for"
)

// A judge is a server that scores each request by each rule that applies.
type judge struct {
	w      *world
	blogs  map[string]*blog     // by path
	peace  map[string]time.Time // by host: not before
	good   map[string]int       // by rule
	bad    map[string][]string
	bodies int // sent in full
}

// A blog is one feed of the judge, with what it knows of its visitor.
type blog struct {
	now  func(time.Time) reply
	last time.Time // of the latest request
	sent string    // ETag and Last-Modified of the latest answer, which the visitor has to show
	soon time.Time // not before
}

// A reply is what a blog answers at a time.
type reply struct {
	status     int // 0: the body, or 304 to who has it
	etag, date string
	body       string
	header     [2]string
	pause      time.Duration // it asks for, by status, header or body
	host       bool          // the pause is for the whole host
}

func newJudge(w *world) *judge {
	j := &judge{w: w, blogs: map[string]*blog{}, peace: map[string]time.Time{}, good: map[string]int{}, bad: map[string][]string{}}
	w.srv.Config.Handler = j
	return j
}

func (j *judge) mark(rule string, ok bool, format string, args ...any) {
	if ok {
		j.good[rule]++
		return
	}
	j.bad[rule] = append(j.bad[rule], j.w.now.Format("2 Jan 15:04 ")+fmt.Sprintf(format, args...))
}

// ServeHTTP judges a request, then answers it.
func (j *judge) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	j.w.mu.Lock()
	defer j.w.mu.Unlock()
	b := j.blogs[r.URL.Path]
	j.mark(nothingElse, b != nil, "%s", r.URL)
	if b == nil {
		http.NotFound(rw, r)
		return
	}
	shown := r.Header.Get("If-None-Match") + "|" + r.Header.Get("If-Modified-Since")
	j.judge(b, r, shown)
	a := b.now(j.w.now)
	b.last, b.soon = j.w.now, j.w.now.Add(a.pause)
	if a.host {
		j.peace[r.Host] = b.soon
	}
	if a.header[0] != "" {
		rw.Header().Set(a.header[0], a.header[1])
	}
	if a.status != 0 {
		rw.WriteHeader(a.status)
		return
	}
	b.sent = a.etag + "|" + a.date
	if a.etag != "" {
		rw.Header().Set("ETag", a.etag)
	}
	if a.date != "" {
		rw.Header().Set("Last-Modified", a.date)
	}
	if shown == b.sent && shown != "|" {
		rw.WriteHeader(http.StatusNotModified)
		return
	}
	j.bodies++
	fmt.Fprint(rw, a.body)
}

func (j *judge) judge(b *blog, r *http.Request, shown string) {
	proper := strings.HasPrefix(r.Header.Get("User-Agent"), "planet/") && r.Header.Get("Accept") != "" && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") && r.Method == http.MethodGet
	for name := range r.Header {
		proper = proper && slices.Contains([]string{"User-Agent", "Accept", "Accept-Encoding", "If-None-Match", "If-Modified-Since"}, name)
	}
	j.mark(named, proper, "%s with %v", r.URL, r.Header)
	if b.last.IsZero() {
		j.mark(firstContact, shown == "|", "%s with %s", r.URL, shown)
	} else {
		least := time.Hour
		if b.sent == "|" {
			least = day // a body each time
		}
		since := j.w.now.Sub(b.last)
		j.mark(conditional, shown == b.sent || b.sent == "" && shown == "|", "%s with %s, want %s", r.URL, shown, b.sent)
		j.mark(unhurried, since >= least, "%s after %v", r.URL, since)
	}
	wanted := b.soon
	if p := j.peace[r.Host]; p.After(wanted) {
		wanted = p
	}
	j.mark(publishersSay, !j.w.now.Before(wanted), "%s, before %v", r.URL, wanted)
}

// posting holds the newest ten of posts that come every so often.
func posting(name string, every time.Duration, validator func(n int) (etag, date string)) func(time.Time) reply {
	start := noon.Add(-20 * every)
	return func(now time.Time) (a reply) {
		n := int(now.Sub(start) / every)
		var posts []post
		for i := n; i > n-10; i-- {
			posts = append(posts, with(p(fmt.Sprint(name, "-", i), 0), func(q *post) { q.date = start.Add(time.Duration(i) * every) }))
		}
		a.body = rss(posts...)
		a.etag, a.date = validator(n)
		return a
	}
}

// then adds something to what a blog usually answers.
func then(usual func(time.Time) reply, more func(*reply)) func(time.Time) reply {
	return func(now time.Time) reply {
		a := usual(now)
		more(&a)
		return a
	}
}

// between has a blog answer otherwise from one day of the month to another.
func between(from, to int, usual func(time.Time) reply, a reply) func(time.Time) reply {
	return func(now time.Time) reply {
		if d := int(now.Sub(noon) / day); d >= from && d < to {
			return a
		}
		return usual(now)
	}
}

// GET-1 to GET-21, GET-32: the scored test. A month of ticks every half hour, each by
// a program that was started anew.
func TestManners(t *testing.T) {
	both := func(n int) (string, string) {
		return fmt.Sprintf(`W/"%d-gzip"`, n), fmt.Sprintf("Sun, %02d Nov 2026 01:00:00 GMT", n%30+1)
	}
	tag := func(n int) (string, string) { return fmt.Sprintf(`"%d"`, n), "" }
	date := func(n int) (string, string) { return "", fmt.Sprint("day ", n, " of this blog") }
	none := func(int) (string, string) { return "", "" }
	w := newWorld(t)
	w.site.Fetch.PerHost = 1
	j := newJudge(w)
	list := func(host, name string, now func(time.Time) reply) {
		j.blogs["/"+name] = &blog{now: now}
		w.site.Members = append(w.site.Members, planet.Member{Slug: name, Feeds: []planet.Feed{{Slug: name, URL: w.at(host, "/"+name)}}})
	}
	list("busy", "busy", posting("busy", 5*time.Hour, both))
	list("daily", "daily", posting("daily", day, date))
	list("weekly", "weekly", posting("weekly", week, tag))
	list("silent", "silent", posting("silent", 400*day, tag))
	list("plain", "plain", posting("plain", day, none))
	list("cached", "cached", then(posting("cached", 5*time.Hour, tag), func(a *reply) {
		a.header, a.pause = [2]string{"Cache-Control", "max-age=36000"}, 10*time.Hour
	}))
	list("ttl", "ttl", then(posting("ttl", 5*time.Hour, tag), func(a *reply) {
		a.body, a.pause = strings.Replace(a.body, "<link>", "<ttl>720</ttl><link>", 1), 12*time.Hour
	}))
	list("flaky", "flaky", between(3, 6, posting("flaky", 9*time.Hour, both), reply{status: 500, pause: time.Hour}))
	list("walled", "walled", between(12, 20, posting("walled", 9*time.Hour, tag), reply{status: 403, pause: 4 * time.Hour}))
	list("limited", "limited", between(8, 9, posting("limited", 9*time.Hour, tag), reply{status: 429, header: [2]string{"Retry-After", "172800"}, pause: 2 * day, host: true}))
	list("limited", "beside", posting("beside", 9*time.Hour, tag))
	list("gone", "gone", between(10, 99, posting("gone", 9*time.Hour, tag), reply{status: 410, pause: 30 * day}))
	list("moved", "moved", func(time.Time) reply { return reply{status: 301, header: [2]string{"Location", w.at("new", "/new")}} })
	j.blogs["/new"] = &blog{now: posting("new", 6*time.Hour, tag)}
	tick := 30 * time.Minute
	if testing.Short() || racing {
		tick = 3 * time.Hour
	}
	for range 30 * day / tick {
		if _, err := w.try(tick); err != nil {
			t.Fatal(err)
		}
	}
	j.report(t)
}

// report prints the score, and what cost points.
func (j *judge) report(t *testing.T) {
	good, all := 0, 0
	for _, rule := range []string{firstContact, conditional, unhurried, publishersSay, named, nothingElse} {
		n := j.good[rule] + len(j.bad[rule])
		good, all = good+j.good[rule], all+n
		t.Logf("%5d of %5d  %s", j.good[rule], n, rule)
		for _, fault := range j.bad[rule][:min(len(j.bad[rule]), 5)] {
			t.Errorf("%s: %s", rule, fault)
		}
		if j.good[rule] == 0 {
			t.Errorf("%s: never put to the test", rule)
		}
	}
	t.Logf("score: %.2f of 100 in a month of %d requests and %d full answers, for %d entries", 100*float64(good)/float64(all), j.good[nothingElse], j.bodies, len(j.w.entries()))
	for path, b := range j.blogs {
		if b.last.IsZero() {
			t.Errorf("%s was never asked", path)
		}
	}
}

// The score would be worth nothing if rude visitors got it, too.
func TestJudgeOfManners(t *testing.T) {
	w := newWorld(t)
	j := newJudge(w)
	j.blogs["/ann"] = &blog{now: func(time.Time) reply { return reply{etag: `"1"`, pause: 2 * time.Hour, body: rss()} }}
	for _, path := range []string{"/ann", "/ann", "/favicon.ico"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.srv.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("If-None-Match", `"of another one"`)
		resp, err := w.srv.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
	}
	for _, rule := range []string{firstContact, conditional, unhurried, publishersSay, named, nothingElse} {
		if len(j.bad[rule]) == 0 {
			t.Errorf("a rude visitor lost nothing by: %s", rule)
		}
	}
}
