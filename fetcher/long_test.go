package fetcher

import (
	"fmt"
	"runtime"
	"testing"

	"planet"
	"planet/store"
)

// What is remembered of the feeds of a long list is not held while their turn
// has not come: 2,000 feeds of which 4 KiB and more are remembered take less
// than a tenth of that.
func TestLongListIsNotHeld(t *testing.T) {
	const feeds, most = 2_000, 400 // bytes a feed
	w := newWorld(t)
	w.force = true
	listed := make([]string, 300)
	for i := range listed {
		listed[i] = fmt.Sprintf("%012d", i)
	}
	var visits []*store.Visit
	for n := range feeds {
		slug := fmt.Sprintf("m%d", n)
		w.list(slug, "/"+slug)
		a := store.Address{Slug: slug, URL: w.site.Members[n].Feeds[0].URL, FirstGood: w.now, LastGood: w.now, Listed: listed}
		visits = append(visits, &store.Visit{Address: a, At: w.now})
	}
	if err := w.db.Save(t.Context(), visits...); err != nil {
		t.Fatal(err)
	}
	u, all := w.updater(), w.feeds()
	u.know()
	if _, err := u.due(t.Context(), all[:1]); err != nil { // what SQLite and its driver keep is there from now on
		t.Fatal(err)
	}
	before := alive()
	due, err := u.due(t.Context(), all)
	if err != nil || len(due) != feeds {
		t.Fatalf("%d are due, %v", len(due), err)
	}
	if grown := (alive() - before) / feeds; grown > most {
		t.Errorf("%d bytes a feed are held; want at most %d", grown, most)
	}
	j, err := u.job(t.Context(), due[7], all[due[7].index])
	if err != nil || len(j.address.Listed) != len(listed) || j.address.URL != all[due[7].index].URL {
		t.Errorf("the eighth, when its turn has come: %+v, %v", j.address, err)
	}
	runtime.KeepAlive(all)
	runtime.KeepAlive(due)
}

// alive is how many bytes are in use once what is not has been collected.
func alive() int {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// Other addresses of a member count as beside the one whose turn has come, as
// long as they are in the list.
func TestBeside(t *testing.T) {
	w := newWorld(t, "ann")
	other := w.srv.URL + "/other"
	w.site.Members[0].Feeds = append(w.site.Members[0].Feeds, planet.Feed{Slug: "ann", URL: other})
	for url, id := range map[string]string{w.site.Members[0].Feeds[0].URL: "own", other: "other", w.srv.URL + "/left": "left"} {
		v := store.Visit{Address: store.Address{Slug: "ann", URL: url, Listed: []string{id}}, At: w.now}
		if err := w.db.Save(t.Context(), &v); err != nil {
			t.Fatal(err)
		}
	}
	u := w.updater()
	u.know()
	j, err := u.job(t.Context(), queued{asked: true}, w.site.Members[0].Feeds[0])
	if err != nil || fmt.Sprint(j.address.Listed, j.beside) != "[own] [other]" {
		t.Errorf("%v beside %v, %v; want own beside other", j.address.Listed, j.beside, err)
	}
}
