package fetcher

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"planet"
	"planet/avatar"
	"planet/fetcher/get"
	"planet/store"
)

// picture adds a member whose picture stands at path.
func (w *world) picture(slug, path string) {
	w.list(slug, "/"+slug+"/feed")
	w.site.Members[len(w.site.Members)-1].Avatar = w.srv.URL + path
}

// at is the address of path on another host, which is the same server.
func (w *world) at(host, path string) string {
	return strings.Replace(w.srv.URL, "127.0.0.1", host+".localhost", 1) + path
}

// show lets a path answer with something, whatever is asked for.
func (w *world) show(path string, body []byte) {
	w.reply(path, func(rw http.ResponseWriter, _ *http.Request) { _, _ = rw.Write(body) })
}

func (w *world) reply(path string, answer http.HandlerFunc) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.answer[path] = answer
}

// status lets a path answer with a status and a header or none.
func (w *world) status(path string, code int, header ...string) {
	w.reply(path, func(rw http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			rw.Header().Set(header[i], header[i+1])
		}
		rw.WriteHeader(code)
	})
}

// times is how often a path was asked for.
func (w *world) times(path string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.asked[path]
}

// avatars asks for pictures, the given time after the run before.
func (w *world) avatars(after time.Duration, only ...string) map[string]store.Avatar {
	w.t.Helper()
	w.now = w.now.Add(after)
	if err := w.updater().Avatars(w.t.Context(), only...); err != nil {
		w.t.Fatal(err)
	}
	return w.pictures()
}

func (w *world) pictures() map[string]store.Avatar {
	w.t.Helper()
	all, err := w.db.Avatars(context.WithoutCancel(w.t.Context()))
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

func (w *world) updater() *Updater {
	now := w.now
	return &Updater{
		Store: w.db, Site: w.site, Log: slog.New(slog.DiscardHandler), Force: w.force, Now: func() time.Time { return now }, Rand: rand.New(rand.NewPCG(1, 2)),
		Client: &get.Client{UserAgent: "planet/test", Now: func() time.Time { return now }, Timeout: w.site.Fetch.Timeout, AllowPrivate: true},
	}
}

// square is a picture of one grey, as a PNG.
func square(t *testing.T, side int, grey byte) []byte {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, side, side))
	for i := range m.Pix {
		m.Pix[i] = grey
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// drawn is what becomes of a picture.
func drawn(t *testing.T, b []byte) []byte {
	t.Helper()
	made, err := avatar.Make(b)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// IMG-4: a picture that was had is never asked for again.
func TestAvatarIsAskedOnce(t *testing.T) {
	w := newWorld(t)
	w.picture("ann", "/ann.png")
	light := square(t, 200, 200)
	w.show("/ann.png", light)
	for i := range 12 {
		w.force = i%2 == 1
		got := w.avatars(31 * day)["ann"]
		want := store.Avatar{
			Slug: "ann", URL: w.srv.URL + "/ann.png", PNG: drawn(t, light), FetchedAt: noon.Add(31 * day), Tried: w.srv.URL + "/ann.png",
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("month %d: %+v\nwant %+v", i, got, want)
		}
	}
	if n := w.times("/ann.png"); n != 1 {
		t.Errorf("the picture was asked for %d times in a year, want 1", n)
	}
}

// IMG-4: a new address is asked anew; the old picture stays until then.
func TestAvatarMoves(t *testing.T) {
	w := newWorld(t)
	w.picture("ann", "/old.png")
	w.show("/old.png", square(t, 96, 1))
	w.avatars(0)

	w.site.Members[0].Avatar = w.srv.URL + "/new.png"
	got := w.avatars(time.Hour)["ann"]
	if got.URL != w.srv.URL+"/old.png" || !bytes.Equal(got.PNG, drawn(t, square(t, 96, 1))) || got.Tried != w.srv.URL+"/new.png" {
		t.Errorf("while the new address fails: %+v; want the old picture", got)
	}
	if !strings.HasSuffix(got.Message, "until then the older picture is shown") {
		t.Errorf("message = %q", got.Message)
	}

	w.show("/new.png", square(t, 96, 2))
	got = w.avatars(2 * day)["ann"]
	if got.URL != w.srv.URL+"/new.png" || !bytes.Equal(got.PNG, drawn(t, square(t, 96, 2))) || got.Message != "" || got.Failures != 0 {
		t.Errorf("when the new address answers: %+v; want the new picture", got)
	}
	if n := w.times("/old.png"); n != 1 {
		t.Errorf("the old address was asked %d times, want 1", n)
	}
}

// IMG-4, GET-17: after a failure an address rests for a day, or as long as
// its host asks; Force asks sooner, but not against the host's wish.
func TestAvatarFailureRests(t *testing.T) {
	tests := []struct {
		name   string
		fail   func(w *world)
		after  time.Duration
		force  bool
		change bool // another address in the list
		want   int  // requests, both runs together
	}{
		{"no request within a day", func(w *world) { w.status("/ann.png", 404) }, day - time.Second, false, false, 1},
		{"one after it", func(w *world) { w.status("/ann.png", 404) }, day + day/10, false, false, 2},
		{"Force asks at once", func(w *world) { w.status("/ann.png", 500) }, time.Minute, true, false, 2},
		{"so does a new address", func(w *world) { w.status("/ann.png", 500) }, time.Minute, false, true, 2},
		{"a host that names no time is given some hours", func(w *world) { w.status("/ann.png", 429) }, refusedWait - time.Second, true, false, 1},
		{"a host that wants five days has them", func(w *world) { w.status("/ann.png", 429, "Retry-After", "432000") }, 5*day - time.Second, true, false, 1},
		{"and for all that stands there", func(w *world) { w.status("/ann.png", 503, "Retry-After", "432000") }, 4 * day, false, true, 1},
		{"then it is asked", func(w *world) { w.status("/ann.png", 503, "Retry-After", "432000") }, 5*day + day/2, false, false, 2},
		{"a time set by a wrong clock is forgotten", func(w *world) { w.now = w.now.Add(100 * day) }, -90 * day, false, false, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.picture("ann", "/ann.png")
			tt.fail(w)
			if got := w.avatars(0)["ann"]; got.Failures != 1 || got.URL != "" {
				t.Errorf("after a failure: %+v; want no picture and one failure", got)
			}
			w.force = tt.force
			if tt.change {
				w.site.Members[0].Avatar = w.srv.URL + "/other.png"
			}
			w.avatars(tt.after)
			if n := w.times("/ann.png") + w.times("/other.png"); n != tt.want {
				t.Errorf("%d requests, want %d", n, tt.want)
			}
		})
	}
}

// GET-17: a host whose feed asked us to stay away is not asked for pictures.
func TestAvatarWaitsWithTheFeed(t *testing.T) {
	w := newWorld(t)
	w.picture("ann", "/ann.png")
	w.show("/ann.png", square(t, 96, 1))
	w.status("/ann/feed", 429, "Retry-After", "86400")
	w.update(0)
	if w.avatars(time.Hour); w.times("/ann.png") != 0 {
		t.Errorf("the picture was asked for although the host wants to be left alone")
	}
	if w.avatars(2 * day); w.times("/ann.png") != 1 {
		t.Errorf("the picture was asked for %d times after that, want 1", w.times("/ann.png"))
	}
}

// GET-17: and a host that was asked for a picture is left alone by its feed.
func TestFeedWaitsWithTheAvatar(t *testing.T) {
	w := newWorld(t)
	w.picture("ann", "/ann.png")
	w.status("/ann.png", 429, "Retry-After", "86400")
	w.publish("/ann/feed", rss(p("one", 1)))
	w.avatars(0)
	w.force = true
	if w.update(time.Hour); w.times("/ann/feed") != 0 {
		t.Errorf("the feed was asked for although the host wants to be left alone")
	}
	if w.update(2 * day); w.times("/ann/feed") != 1 {
		t.Errorf("the feed was asked for %d times after that, want 1", w.times("/ann/feed"))
	}
}

// IMG-4: whose picture is asked for.
func TestAvatarsOfWhom(t *testing.T) {
	tests := []struct {
		name   string
		change func(m *planet.Member)
		only   []string
		want   int
	}{
		{"a member's is", func(*planet.Member) {}, nil, 1},
		{"not that of a paused one", func(m *planet.Member) { m.Disabled = true }, nil, 0},
		{"nor of who left", func(m *planet.Member) { m.Status = planet.StatusLeft }, nil, 0},
		{"nor of who was removed", func(m *planet.Member) { m.Status = planet.StatusRemoved }, nil, 0},
		{"a file is no address", func(m *planet.Member) { m.Avatar = "avatars/ann.png" }, nil, 0},
		{"nothing is asked for who has none", func(m *planet.Member) { m.Avatar = "" }, nil, 0},
		{"only whom the owner names", func(*planet.Member) {}, []string{"bob"}, 0},
		{"only ann", func(*planet.Member) {}, []string{"bob", "ann"}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.picture("ann", "/ann.png")
			w.show("/ann.png", square(t, 96, 1))
			tt.change(&w.site.Members[0])
			if got := w.avatars(0, tt.only...); w.times("/ann.png") != tt.want || len(got) != tt.want {
				t.Errorf("%d requests, %d pictures, want %d", w.times("/ann.png"), len(got), tt.want)
			}
		})
	}
}

// LEAVE-2: who is removed takes the picture along; who left does not.
func TestAvatarOfTheRemovedGoes(t *testing.T) {
	w := newWorld(t)
	for _, slug := range []string{"ann", "bob"} {
		w.picture(slug, "/"+slug+".png")
		w.show("/"+slug+".png", square(t, 96, 1))
	}
	w.avatars(0)
	w.site.Members[0].Status, w.site.Members[1].Status = planet.StatusRemoved, planet.StatusLeft
	if got := w.avatars(time.Hour); len(got) != 1 || got["bob"].URL == "" {
		t.Errorf("pictures of %v are left, want bob's alone", got)
	}
}

// IMG-4: members who share a picture cost its host one request, also the one
// who comes later.
func TestSharedAvatar(t *testing.T) {
	w := newWorld(t)
	w.show("/logo.png", square(t, 96, 1))
	w.picture("ann", "/logo.png")
	w.picture("bob", "/logo.png")
	w.avatars(0)
	w.picture("eve", "/logo.png")
	got := w.avatars(day)
	if len(got) != 3 || !bytes.Equal(got["ann"].PNG, got["eve"].PNG) || len(got["eve"].PNG) == 0 {
		t.Errorf("%d pictures, want three equal ones", len(got))
	}
	if n := w.times("/logo.png"); n != 1 {
		t.Errorf("the picture was asked for %d times, want 1", n)
	}
}

// GET-3: a request for a picture says no more than one for a feed.
func TestAvatarRequest(t *testing.T) {
	w := newWorld(t)
	w.picture("ann", "/ann.png")
	w.show("/ann.png", square(t, 96, 1))
	w.avatars(0)
	w.mu.Lock()
	got := w.headers["/ann.png"]
	w.mu.Unlock()
	names := make([]string, 0, len(got))
	for name := range got {
		names = append(names, name)
	}
	slices.Sort(names)
	if want := []string{"Accept", "Accept-Encoding", "User-Agent"}; !slices.Equal(names, want) || got.Get("User-Agent") != "planet/test" {
		t.Errorf("the request has %v, want %v", got, want)
	}
}

// SAFE-19: what is no picture costs its member the picture, with a sentence
// that says what to do; nobody else is harmed.
func TestAvatarTrouble(t *testing.T) {
	whole := square(t, 96, 1)
	tests := []struct {
		name   string
		answer func(w *world)
		code   planet.Code
		want   string
	}{
		{"nothing there", func(w *world) { w.status("/bad.png", 404) }, planet.CodeNotFound, "is not there; put the picture's right address into feeds.yaml (404)"},
		{"gone", func(w *world) { w.status("/bad.png", 410) }, planet.CodeGone, "is gone for good; put the picture's new address into feeds.yaml (410)"},
		{"refused", func(w *world) { w.status("/bad.png", 403) }, planet.CodeBlocked, "is not given to our reader; its host has to allow it (403)"},
		{"broken host", func(w *world) { w.status("/bad.png", 500) }, planet.CodeServerError, "can't be had: its host has a fault of its own (500)"},
		{"later", func(w *world) { w.status("/bad.png", 429) }, planet.CodeWait, "can't be had yet: its host asks us to come back later (429)"},
		{"a circle", func(w *world) { w.status("/bad.png", 302, "Location", "/bad.png") }, planet.CodeRedirectLoop, "can't be had: its host sends us on and on; give the picture's final address"},
		{"another scheme", func(w *world) { w.status("/bad.png", 302, "Location", "file:///etc/passwd") }, planet.CodeBadAddress, "is not an address that we ask; correct it in feeds.yaml"},
		{"too large", func(w *world) { w.show("/bad.png", make([]byte, avatar.MaxBytes+1)) }, planet.CodeTooBig, "is larger than 100 kB; save the picture smaller"},
		{"a page", func(w *world) { w.show("/bad.png", []byte("<!doctype html><title>Hello</title>")) }, planet.CodeAvatar, "is not a png, jpeg, webp or gif; save the picture as one"},
		{"half a picture", func(w *world) { w.show("/bad.png", whole[:len(whole)/2]) }, planet.CodeAvatar, "is a damaged png (png: invalid format: not enough pixel data); save the picture anew"},
		{"no answer", func(w *world) {
			w.reply("/bad.png", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
		}, planet.CodeUnreachable, "can't be had: its host does not answer"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.picture("bad", "/bad.png")
			w.picture("good", "/good.png")
			w.site.Members[1].Avatar = w.at("good", "/good.png")
			w.show("/good.png", whole)
			tt.answer(w)
			got := w.avatars(0)
			want := "The picture " + w.srv.URL + "/bad.png " + tt.want + "; until then initials are shown"
			if bad := got["bad"]; bad.Code != tt.code || bad.Message != want || bad.URL != "" || bad.PNG != nil {
				t.Errorf("%+v\nwant %s: %s", bad, tt.code, want)
			}
			if got["good"].URL == "" {
				t.Errorf("the other member has no picture: %+v", got["good"])
			}
		})
	}
}

// SAFE-8: what breaks over one picture costs that picture.
func TestAvatarThatBreaksTheProgram(t *testing.T) {
	w := newWorld(t)
	w.picture("ann", "/ann.png")
	w.show("/ann.png", square(t, 96, 1))
	u := w.updater()
	u.Client.Now = func() time.Time { panic("no clock") }
	if err := u.Avatars(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := w.pictures()["ann"]; !strings.Contains(got.Message, "broke our program (no clock); please report it; until then initials are shown") {
		t.Errorf("%+v; want a sentence", got)
	}
}

// GET-15: a host is asked for one picture at a time, with a pause from the
// end of a request to the next one.
func TestAvatarsOfOneHost(t *testing.T) {
	w := newWorld(t)
	w.site.Fetch.HostDelay = 20 * time.Millisecond
	answered := time.Now() // the run begins with a pause, for a feed may just have been asked
	at, most := 0, 0
	for i := range 6 {
		path := fmt.Sprintf("/%d.png", i)
		w.picture(fmt.Sprintf("m%d", i), path)
		w.reply(path, func(rw http.ResponseWriter, _ *http.Request) {
			w.mu.Lock()
			at++
			most = max(most, at)
			if gap := time.Since(answered); gap < w.site.Fetch.HostDelay {
				t.Errorf("%s came %v after the request before, want %v or more", path, gap, w.site.Fetch.HostDelay)
			}
			w.mu.Unlock()
			picture := square(t, 96, byte(i))
			w.mu.Lock()
			at--
			answered = time.Now()
			w.mu.Unlock()
			_, _ = rw.Write(picture)
		})
	}
	got := w.avatars(0)
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(got) != 6 || most != 1 {
		t.Errorf("%d pictures, %d requests at once; want 6 and 1", len(got), most)
	}
}

// GET-15: hosts are asked side by side, as many as Workers says: each of
// these answers only when the others were asked, too.
func TestAvatarsOfManyHosts(t *testing.T) {
	w := newWorld(t)
	const hosts = 5
	w.site.Fetch.Workers = hosts
	w.site.Fetch.Timeout = time.Minute
	var here atomic.Int32
	all := make(chan struct{})
	for i := range hosts {
		slug := fmt.Sprintf("m%d", i)
		w.picture(slug, "")
		w.site.Members[i].Avatar = w.at(slug, "/"+slug+".png")
		w.reply("/"+slug+".png", func(rw http.ResponseWriter, r *http.Request) {
			if here.Add(1) == hosts {
				close(all)
			}
			select {
			case <-all:
			case <-r.Context().Done():
			}
			_, _ = rw.Write(square(t, 96, byte(i)))
		})
	}
	for slug, a := range w.avatars(0) {
		if a.URL == "" {
			t.Errorf("%s has no picture: %s", slug, a.Message)
		}
	}
}

// SCHED-6: when the run is stopped, what is under way may finish; the rest is
// left for the next run, and held against nobody.
func TestAvatarsStopped(t *testing.T) {
	w := newWorld(t)
	w.picture("ann", "/ann.png")
	w.picture("bob", "/bob.png")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	w.reply("/ann.png", func(rw http.ResponseWriter, _ *http.Request) {
		stop()
		_, _ = rw.Write(square(t, 96, 1))
	})
	w.show("/bob.png", square(t, 96, 2))
	if err := w.updater().Avatars(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Avatars = %v, want the context's error", err)
	}
	if got := w.pictures(); len(got) != 1 || got["ann"].URL == "" || w.times("/bob.png") != 0 {
		t.Errorf("after a stop there are %d pictures; want ann's alone", len(got))
	}
	if got := w.avatars(time.Minute); got["bob"].URL == "" || w.times("/ann.png") != 1 {
		t.Errorf("the next run: %d pictures, ann's was asked for %d times; want both, with one request each", len(got), w.times("/ann.png"))
	}
}

func TestAvatarsWithoutStore(t *testing.T) {
	w := newWorld(t)
	w.picture("ann", "/ann.png")
	w.reply("/ann.png", func(rw http.ResponseWriter, _ *http.Request) {
		w.db.Close()
		_, _ = rw.Write(square(t, 96, 1))
	})
	for _, when := range []string{"while it was asked", "before"} {
		if err := w.updater().Avatars(t.Context()); err == nil {
			t.Errorf("the database was closed %s: no error", when)
		}
	}
}

// The client for pictures is that of the feeds in all but its limits; a field
// that is added there must be thought of here.
func TestPictureClient(t *testing.T) {
	c := &get.Client{UserAgent: "planet/test", Now: time.Now, MaxBytes: 5 << 20, Timeout: time.Minute, AllowPrivate: true, Proxy: "environment", Ports: []int{8080}}
	p := (&Updater{Client: c}).pictureClient([][]errand{{{url: "https://ann.example:8443/a.png"}, {url: "https://ann.example/b.png"}}})
	if p.MaxBytes != avatar.MaxBytes || !slices.Equal(p.Ports, []int{8080, 8443}) {
		t.Errorf("MaxBytes %d, Ports %v", p.MaxBytes, p.Ports)
	}
	was, is := reflect.ValueOf(c).Elem(), reflect.ValueOf(p).Elem()
	for i := range was.NumField() {
		f := was.Type().Field(i)
		switch {
		case !f.IsExported(), f.Name == "MaxBytes", f.Name == "Ports":
		case was.Field(i).IsZero():
			t.Errorf("this test must give %s a value", f.Name)
		case f.Type.Kind() != reflect.Func && !was.Field(i).Equal(is.Field(i)), is.Field(i).IsZero():
			t.Errorf("%s is %v, want %v", f.Name, is.Field(i), was.Field(i))
		}
	}
}
