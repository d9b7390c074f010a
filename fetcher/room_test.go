package fetcher

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sync/semaphore"

	"planet"
)

// Documents get in as far as there is room for their bytes, in the order in
// which they came; one that is larger than the room has it to itself.
func TestRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRoom()
		var mu sync.Mutex
		in := map[string]func(){}
		come := func(name string, size int) {
			go func() {
				leave, err := r.enter(t.Context(), size)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				in[name] = leave
			}()
			synctest.Wait()
		}
		leave := func(name string) {
			mu.Lock()
			gone := in[name]
			delete(in, name)
			mu.Unlock()
			gone()
			synctest.Wait()
		}
		come("half", roomBytes/2)
		come("too much", roomBytes*2)
		come("small", 10)
		if len(in) != 1 || in["half"] == nil {
			t.Fatalf("%d are in; want the first alone, for the second needs all the room and the third came later", len(in))
		}
		leave("half")
		if len(in) != 1 || in["too much"] == nil {
			t.Fatalf("%d are in; want the large one alone", len(in))
		}
		leave("too much")
		if len(in) != 1 || in["small"] == nil {
			t.Fatalf("%d are in; want the small one", len(in))
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := r.enter(ctx, roomBytes); !errors.Is(err, context.Canceled) {
			t.Errorf("after the end of all: %v; want canceled", err)
		}
	})
}

// Of large documents only a few are read on at once; who has waited for long
// goes on all the same, and gives back no more than it got.
func TestLargeDocumentsWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		u := &Updater{larges: semaphore.NewWeighted(largeBytes)}
		const most = 5 << 20
		all := make([]large, largeBytes/most+2)
		began := time.Now()
		var in, late atomic.Int32
		for i := range all {
			all[i].u = u
			go func() {
				all[i].enter(t.Context(), most)
				in.Add(1)
				if time.Since(began) >= largeWait {
					late.Add(1)
				}
			}()
		}
		synctest.Wait()
		if n := in.Load(); n != largeBytes/most {
			t.Fatalf("%d are in, want %d", n, largeBytes/most)
		}
		time.Sleep(largeWait) // in no time: this clock is the test's own
		synctest.Wait()
		if in.Load() != int32(len(all)) || late.Load() != 2 {
			t.Errorf("%d went on, %d of them late; want all, 2 of them late", in.Load(), late.Load())
		}
		for i := range all {
			all[i].leave()
			all[i].leave() // nothing more
		}
		if !u.larges.TryAcquire(largeBytes) || u.larges.TryAcquire(1) {
			t.Error("what was given back is not what was taken")
		}
	})
}

// More than fits into the room comes at once, a document among it that alone is
// larger: all of it is read, and all room is free afterwards, though one
// document is no feed and another one is not new.
func TestMoreThanFits(t *testing.T) {
	w := newWorld(t)
	w.site.Fetch.MaxBytes = 8 << 20
	w.site.Fetch.Workers = 16
	for n := range 16 {
		slug := fmt.Sprintf("m%d", n)
		w.hosted(slug)
		size := 400 << 10
		if n == 3 {
			size = roomBytes + 1
		}
		text := strings.Repeat("Word after word. ", size/17+1)
		w.publish("/"+slug, rss(with(p(slug, 1), func(q *post) { q.text = text })))
	}
	w.publish("/m5", "<html><title>no feed</title></html>")
	u := w.crowd(0)
	results, err := u.All(t.Context(), w.feeds())
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range results {
		if want := map[bool]planet.Code{true: planet.CodeNotAFeed}[i == 5]; r.Code != want || want == "" && r.New != 1 {
			t.Errorf("%s: %d new, %v", r.Feed.Slug, r.New, r.Err)
		}
	}
	if !u.room.free.TryAcquire(roomBytes) || !u.larges.TryAcquire(largeBytes) {
		t.Error("the run is over, and not all room is free")
	}
}
