package fetcher

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"planet"
	"planet/store"
)

// ID-4: one post is one entry, whatever changes about it (C-4); and posts
// that are two stay two. The table follows the worked example of the design.
func TestKnownAgain(t *testing.T) {
	with := func(q post, change func(*post)) post { change(&q); return q }
	seven := p("seven", 1)
	seven.guid = "http://ann.example/?p=7"
	tests := []struct {
		name   string
		before []post
		now    []post
		want   int // entries
		edited int
	}{
		{"nothing changed", []post{seven}, []post{seven}, 1, 0},
		{"the scheme of the id", []post{seven}, []post{with(seven, func(q *post) { q.guid = "https://ann.example/?p=7" })}, 1, 0},
		{"a new id, a tracked link", []post{seven}, []post{with(seven, func(q *post) { q.guid, q.link = "tag:new,7", "https://www.ann.example/seven?utm_source=rss" })}, 1, 1},
		{"a slash", []post{with(seven, func(q *post) { q.guid = "" })}, []post{with(seven, func(q *post) { q.guid, q.link = "", q.link+"/" })}, 1, 1},
		{"new id and link, same words and day", []post{seven}, []post{with(seven, func(q *post) { q.guid, q.link = "x", "https://new.example/7" })}, 1, 1},
		{"new id, link and text, same title and day", []post{seven}, []post{with(seven, func(q *post) {
			q.guid, q.link, q.text = "x", "https://new.example/7", "Quite another text, which is also long enough to be told from all others."
		})}, 1, 1},
		{"a date of today", []post{seven}, []post{with(seven, func(q *post) { q.date = noon })}, 1, 0},
		{"an edited text", []post{seven}, []post{with(seven, func(q *post) { q.text = "Changed." })}, 1, 1},
		{"three posts of one title and day stay three", []post{with(p("u1", 1), func(q *post) { q.title = "Weekly update" })}, []post{
			with(p("u1", 1), func(q *post) { q.title = "Weekly update" }), with(p("u2", 1), func(q *post) { q.title = "Weekly update" }), with(p("u3", 1), func(q *post) { q.title = "Weekly update" }),
		}, 3, 0},
		{"two items of one guid are two", nil, []post{with(p("a", 1), func(q *post) { q.guid = "42" }), with(p("b", 1), func(q *post) { q.guid = "42" })}, 2, 0},
		{"all links are the home page", nil, []post{with(p("a", 1), func(q *post) { q.link = "https://ann.example/" }), with(p("b", 1), func(q *post) { q.link = "https://ann.example/" })}, 2, 0},
		{"links that differ in the fragment only", nil, []post{
			with(p("a", 1), func(q *post) { q.guid, q.link = "", "https://ann.example/log#v1" }), with(p("b", 1), func(q *post) { q.guid, q.link = "", "https://ann.example/log#v2" }),
		}, 2, 0},
		{"what slides off the end stays (ID-12)", []post{p("a", 1), p("b", 2), p("c", 3)}, []post{p("a", 1)}, 3, 0},
		{"an empty document takes nothing (GET-27)", []post{p("a", 1), p("b", 2)}, nil, 2, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := settled(t, tt.before...)
			was := places(w)
			w.publish("/ann", rss(tt.now...))
			r := w.update(0)[1]
			if r.Err != nil || r.Changed != tt.edited {
				t.Errorf("edited %d, err %v; want %d", r.Changed, r.Err, tt.edited)
			}
			now := places(w)
			if len(now)-1 != tt.want { // but for the other feed's
				t.Errorf("%d entries, want %d", len(now)-1, tt.want)
			}
			for id, at := range was {
				if now[id] != at {
					t.Errorf("entry %d moved from %v to %v", id, at, now[id])
				}
			}
		})
	}
}

// The order of a document says nothing (ID-4): two documents, each shuffled,
// leave the same entries with the same names and places.
func TestShuffledDocuments(t *testing.T) {
	var first, second []post
	for i := range 12 {
		q := p(fmt.Sprint("post-", i/2), float64(i/3)) // some share words, some the day, some both
		q.guid, q.link = fmt.Sprint("tag:old,2026:", i), fmt.Sprint("https://ann.example/", i)
		first = append(first, q)
		switch i % 4 {
		case 0:
			q.guid = fmt.Sprint("tag:new,2026:", i)
		case 1:
			q.guid, q.link = fmt.Sprint("tag:new,2026:", i), fmt.Sprint("https://new.example/", i)
		case 2:
			q.guid, q.link, q.text = "tag:all,2026:", "https://ann.example/", "Another text, which is also long enough to be told from all of the other ones."
		}
		second = append(second, q)
	}
	rnd := rand.New(rand.NewPCG(3, 4))
	var want string
	for n := range 12 {
		if n > 0 {
			rnd.Shuffle(len(first), func(a, b int) { first[a], first[b] = first[b], first[a] })
			rnd.Shuffle(len(second), func(a, b int) { second[a], second[b] = second[b], second[a] })
		}
		w := settled(t, first...)
		w.publish("/ann", rss(second...))
		w.update(0)
		var got []string
		for _, e := range w.entries() {
			got = append(got, fmt.Sprint(e.AtomID, e.Path, e.Title, e.Position, e.Reason, e.Revision))
		}
		if n == 0 {
			want = strings.Join(got, "\n")
		} else if s := strings.Join(got, "\n"); s != want {
			t.Fatalf("shuffle %d:\n%s\nwant\n%s", n, s, want)
		}
	}
}

// C-1: a rebuilt site with new ids, new links and all dates "now" moves
// nothing and brings nothing.
func TestRebuiltSite(t *testing.T) {
	var before, after []post
	for i := range 12 {
		q := p(fmt.Sprint("post-", i), float64(i+1))
		before = append(before, q)
		q.guid, q.link, q.date = fmt.Sprint("new", i), fmt.Sprint("https://new.example/", i), noon.Add(2*day-time.Minute)
		after = append(after, q)
	}
	w := settled(t, before...)
	was := places(w)
	w.publish("/ann", rss(after...))
	r := w.update(0)[1]
	if now := places(w); r.New != 0 || fmt.Sprint(now) != fmt.Sprint(was) {
		t.Errorf("%d new; entries moved: %v", r.New, fmt.Sprint(now) != fmt.Sprint(was))
	}
}

// ATOM-7: ids as published where that can be, else made, and never two alike.
func TestPublishedIDs(t *testing.T) {
	with := func(n, guid, link string) post { q := p(n, 1); q.guid, q.link = guid, link; return q }
	w := newWorld(t, "ann", "bob")
	w.publish("/ann", rss(with("a", "tag:ann.example,2026:1", "https://ann.example/a"), with("b", "123", "https://ann.example/b"), with("c", "", "https://ann.example/c"),
		with("d", "", ""), with("e", "not an iri:", "https://ann.example/e"), with("f", "456", "https://ann.example/f"), with("g", "456", "https://ann.example/g")))
	w.update(0)
	w.publish("/bob", rss(with("h", "tag:ann.example,2026:1", "https://bob.example/h")))
	w.force = true
	w.update(time.Hour)
	ids := map[string]bool{}
	for _, e := range w.entries() {
		if ids[e.AtomID] {
			t.Errorf("%s: id %s is there twice", e.Title, e.AtomID)
		}
		ids[e.AtomID] = true
		if !iri.MatchString(e.AtomID) {
			t.Errorf("%s: id %q is no IRI", e.Title, e.AtomID)
		}
	}
	var shared []string
	for _, f := range w.address("bob").Findings {
		if f.Code == planet.CodeSharedID {
			shared = append(shared, f.Message)
		}
	}
	if want := []string{`"A post called h" has the same id as a post of ann, https://ann.example/a`}; !slices.Equal(shared, want) {
		t.Errorf("bob is told %q, want %q", shared, want)
	}
	if !ids["tag:ann.example,2026:1"] || !ids["https://ann.example/c"] || len(ids) != 8 {
		t.Errorf("ids: %v", ids)
	}
}

// ID-15: two planets must not feed each other.
func TestOwnFeedIsRefused(t *testing.T) {
	w := newWorld(t, "ann")
	w.publish("/ann", `<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:x</id><title>Us</title><updated>2026-11-20T00:00:00Z</updated><link rel="self" href="https://planet.example/atom.xml"/></feed>`)
	if r := w.update(0)[0]; r.Code != planet.CodeOwnFeed {
		t.Errorf("our own feed: %+v; want own-feed", r)
	}
}

// ID-1: a feed is its slug. Another address brings no old post up again.
func TestAddressChanged(t *testing.T) {
	posts := []post{p("a", 1), p("b", 2), p("c", 40)}
	w := settled(t, posts...)
	was := places(w)
	for _, address := range []string{w.at("ann", "/ann"), w.srv.URL + "/new/path"} {
		w.publish("/new/path", rss(posts...))
		w.site.Members[1].Feeds[0].URL = address
		if r := w.update(time.Hour)[1]; !r.Asked || r.New != 0 || r.Err != nil {
			t.Errorf("%s: %+v; want no new post", address, r)
		}
	}
	if now := places(w); fmt.Sprint(now) != fmt.Sprint(was) {
		t.Errorf("entries moved: %v, were %v", now, was)
	}
}

// ID-10: a new address under a known slug is a moved blog if it brings what
// we know, else a second blog, whose posts are archived.
func TestNewAddressOfKnownSlug(t *testing.T) {
	old := []post{p("a", 3), p("b", 4), p("c", 5), p("d", 6)}
	other := []post{p("w", .5), p("x", 1), p("y", 2), p("z", 3)}
	tests := []struct {
		name string
		now  []post
		want map[planet.Reason]int
	}{
		{"half of it is known", append(append([]post{}, other[:2]...), old[:2]...), map[planet.Reason]int{"": 2}},
		{"less is known", append(append([]post{}, other...), old[:3]...), map[planet.Reason]int{"": 1, planet.ReasonBacklog: 3}},
		{"nothing is", other, map[planet.Reason]int{"": 1, planet.ReasonBacklog: 3}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := settled(t, old...)
			w.site.Members[1].Feeds[0].URL = w.srv.URL + "/second"
			w.publish("/second", rss(tt.now...))
			w.update(0)
			got := map[planet.Reason]int{}
			for _, e := range w.entries() {
				if e.FirstSeen.After(noon) {
					got[e.Reason]++
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(tt.want) {
				t.Errorf("reasons %v, want %v", got, tt.want)
			}
		})
	}
}

// ID-10 with FLOW-3: the second address of a member counts as founding, too.
func TestTwoAddressesAtTheFounding(t *testing.T) {
	w := newWorld(t, "ann")
	w.site.Members[0].Feeds = append(w.site.Members[0].Feeds, planet.Feed{Slug: "ann", URL: w.srv.URL + "/second"})
	shared := p("shared", 3)
	w.publish("/ann", rss(p("a", 1), p("b", 200), shared))
	w.publish("/second", rss(p("x", 2), p("y", 300), shared))
	w.update(0)
	for _, e := range w.entries() {
		if e.Reason != "" {
			t.Errorf("%s is %s; want a full planet", e.Title, e.Reason)
		}
	}
	if n := len(w.entries()); n != 5 {
		t.Errorf("%d entries, want 5: what both addresses bring is one post", n)
	}
}

// ID-5 (C-2): whatever is edited, the place stays; and so does what an edit
// no longer says.
func TestEveryFieldEdited(t *testing.T) {
	const item = `<item><guid>1</guid><link>%s</link><title>%s</title><description>%s</description><pubDate>%s</pubDate><category>%s</category><author>%s</author><enclosure url="%s" type="audio/mpeg" length="1"/></item>`
	doc := func(fields ...any) string {
		return `<rss version="2.0"><channel><title>Ann</title><link>https://ann.example/</link><description>d</description>` + fmt.Sprintf(item, fields...) + `</channel></rss>`
	}
	before := []any{"https://ann.example/1", "A title", "A text.", noon.Format(time.RFC1123Z), "badges", "ann@ann.example (Ann)", "https://ann.example/a.mp3"}
	after := []any{"https://ann.example/one", "Another title", "Another text.", noon.Add(47 * time.Hour).Format(time.RFC1123Z), "credentials", "ann@ann.example (Ann A.)", "https://ann.example/b.mp3"}
	w := settled(t)
	w.publish("/ann", doc(before...))
	w.update(0)
	was, revision := places(w), 1
	for i := range before {
		before[i] = after[i]
		w.publish("/ann", doc(before...))
		w.update(time.Hour)
		if i != 3 {
			revision++ // a date that changes is no edit: it says nothing new
		}
		for _, e := range w.entries() {
			if e.Feed == "ann" && e.Revision != revision {
				t.Errorf("field %d: revision %d, want %d", i, e.Revision, revision)
			}
		}
	}
	if now := places(w); fmt.Sprint(now) != fmt.Sprint(was) {
		t.Errorf("the entry moved: %v, was %v", now, was)
	}
}

// ID-3: ids that are there twice, or are new with each document, say less
// than addresses, and the member is told.
func TestUnreliableIDs(t *testing.T) {
	var posts []post
	for i := range 12 {
		posts = append(posts, p(fmt.Sprint("n", i), float64(i)))
	}
	edit := func(change func(int, *post)) (all []post) {
		for i := range posts {
			all = append(all, with(posts[i], func(q *post) { change(i, q) }))
		}
		return all
	}
	random := func(round int) []post {
		return edit(func(i int, q *post) { q.guid = fmt.Sprint(round, "-", i) })
	}
	tests := []struct {
		name string
		docs [][]post
		want bool
	}{
		{"ids as they should be", [][]post{posts, posts[1:]}, false},
		{"one id for all", [][]post{edit(func(_ int, q *post) { q.guid = "the blog" })}, true},
		{"one in twelve is there twice", [][]post{edit(func(i int, q *post) { q.guid = fmt.Sprint(max(i, 1)) })}, true},
		{"no ids at all: addresses count anyway", [][]post{edit(func(_ int, q *post) { q.guid = "" })}, false},
		{"new ids once, as after a rebuild", [][]post{random(1), random(2), random(2)[1:], random(2)}, false},
		{"new ids in two documents running", [][]post{random(1), random(2), random(3)}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := settled(t)
			for _, doc := range tt.docs {
				w.publish("/ann", rss(doc...))
				w.update(time.Hour)
			}
			f, err := w.db.Feed(t.Context(), "ann")
			if err != nil || f.Unreliable != tt.want {
				t.Errorf("unreliable %v, %v; want %v", f.Unreliable, err, tt.want)
			}
			if n := len(w.entries()); n != 13 {
				t.Errorf("%d entries, want the 12 and the other feed's", n)
			}
			if got := codes(w.address("ann").Findings); tt.want && len(tt.docs) > 1 && got != "changing-ids" {
				t.Errorf("said %q, want changing-ids", got)
			}
		})
	}
}

// ID-3: of two posts that swap ids in such a feed, each keeps its address.
func TestAddressesBeforeUnreliableIDs(t *testing.T) {
	var posts []post
	for i := range 11 {
		posts = append(posts, with(p(fmt.Sprint("n", i), float64(i)), func(q *post) { q.guid = fmt.Sprint(min(i, 9)) }))
	}
	w := settled(t, posts...)
	w.update(0) // the second document: nothing is new, but the feed was judged
	posts[0].guid, posts[1].guid = posts[1].guid, posts[0].guid
	w.publish("/ann", rss(posts...))
	w.update(time.Hour)
	for _, e := range w.entries() {
		if want := "https://ann.example/" + strings.TrimPrefix(e.Title, "A post called "); e.Feed == "ann" && (e.Link != want || e.Revision != 1) {
			t.Errorf("%q is at %s, revision %d; want %s, as it was", e.Title, e.Link, e.Revision, want)
		}
	}
}

// SAFE-21: another member's ids change nothing in a member's entries, before
// and after.
func TestIDsOfOthers(t *testing.T) {
	for _, first := range []string{"ann", "bob"} {
		w := newWorld(t, "ann", "bob")
		ann := p("a", 1)
		bob := with(ann, func(q *post) { q.title, q.text, q.link = "Bob's", "Bob's text.", "https://bob.example/a" })
		w.publish("/ann", rss())
		w.publish("/bob", rss())
		w.publish("/"+first, rss(map[string]post{"ann": ann, "bob": bob}[first]))
		w.update(0)
		was := places(w)
		w.publish("/ann", rss(ann))
		w.publish("/bob", rss(bob))
		w.force = true
		w.update(2 * time.Hour)
		now := places(w)
		if len(now) != 2 {
			t.Errorf("%s first: %d entries, want 2", first, len(now))
		}
		for id := range was {
			if now[id] != was[id] {
				t.Errorf("%s first: entry %d is %s, was %s", first, id, now[id], was[id])
			}
		}
	}
}

// ID-13: a hash in the list is enough to keep a post away, also from a new
// database; and a number that is an id here buries nothing elsewhere.
func TestForgottenByTheList(t *testing.T) {
	gone := with(p("gone", 1), func(q *post) { q.guid = "42" })
	other := with(p("other one", 1), func(q *post) { q.guid, q.link = "42", "https://bob.example/42" })
	w := newWorld(t, "ann", "bob")
	w.publish("/ann", rss(gone))
	w.publish("/bob", rss(other))
	w.update(0)
	var left [][32]byte
	for _, e := range w.entries() {
		if e.Feed == "ann" {
			gone, err := w.db.Forget(t.Context(), []int64{e.ID})
			if err != nil {
				t.Fatal(err)
			}
			left = gone.Hashes
		}
	}
	again := newWorld(t, "ann", "bob")
	for _, h := range left {
		again.site.Forget = append(again.site.Forget, hex.EncodeToString(h[:]))
	}
	for _, link := range []string{gone.link, "https://ann.example/elsewhere"} {
		again.publish("/ann", rss(with(gone, func(q *post) { q.link = link })))
		again.publish("/bob", rss(other))
		again.force = true
		again.update(time.Hour)
		if all := again.entries(); len(all) != 1 || all[0].Feed != "bob" {
			t.Errorf("%d entries, want bob's alone", len(all))
		}
	}
}

// ID-15, FLOW-10: two planets that read each other stop there, whoever is first.
func TestLoopOfTwo(t *testing.T) {
	w := newWorld(t, "other-planet")
	w.publish("/other-planet", `<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:other</id><title>Other</title><updated>2026-11-20T00:00:00Z</updated>
		<entry><id>tag:ann.example,2026:1</id><title>Ours</title><link href="https://ann.example/1"/><updated>2026-11-20T00:00:00Z</updated>
			<source><id>urn:ours</id><title>Us</title><link rel="self" href="https://planet.example/atom.xml"/></source></entry>
		<entry><id>tag:bob.example,2026:1</id><title>Theirs</title><link href="https://bob.example/1"/><updated>2026-11-20T00:00:00Z</updated>
			<source><id>urn:bob</id><title>Bob</title></source></entry></feed>`)
	w.update(0)
	if all := w.entries(); len(all) != 1 || all[0].Title != "Theirs" {
		t.Errorf("%d entries, want theirs alone", len(all))
	}
	if _, err := w.db.Keep(t.Context(), store.FactFeed, "https://planet.example/atom.xml"); err != nil {
		t.Fatal(err)
	}
	w.answer["/other-planet"] = func(rw http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(rw, `<feed xmlns="http://www.w3.org/2005/Atom"><id>%s</id><title>Us, copied</title><updated>2026-11-20T00:00:00Z</updated></feed>`, planet.NameID("https://planet.example/atom.xml"))
	}
	w.force = true
	if r := w.update(time.Hour)[0]; r.Code != planet.CodeOwnFeed {
		t.Errorf("a copy of our feed: %+v; want own-feed", r)
	}
}

// FLOW-10: what this planet writes is ours; a blog below the same host is not.
func TestIsOurs(t *testing.T) {
	site := &planet.Site{URL: "https://org.example/planet/", Aliases: map[string]string{"rss20.xml": "rss.xml"}}
	for address, want := range map[string]bool{
		"https://org.example/planet/atom.xml": true, "http://www.org.example/planet/rss.xml": true, "https://org.example/planet/members/ann/atom.xml": true,
		"https://org.example/planet/archive/2026-10.atom.xml": true, "https://org.example/planet/rss20.xml": true, "https://org.example/planet/everything/atom.xml": true,
		"https://org.example/blog/atom.xml": false, "https://org.example/planet/blog/feed.xml": false, "https://org.example/atom.xml": false, "": false, "https://org.example/planet/": false,
	} {
		if got := isOurs(site, address); got != want {
			t.Errorf("isOurs(%q) = %v, want %v", address, got, want)
		}
	}
	if isOurs(&planet.Site{}, "https://org.example/atom.xml") {
		t.Error("a planet without an address has feeds of its own")
	}
}
