package fetcher

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"planet"
	"planet/place"
)

// titled gives a document with another title and language.
func titled(title, language string, posts ...post) string {
	return strings.Replace(rss(posts...), "<title>Ann</title>", "<title>"+title+"</title><language>"+language+"</language>", 1)
}

// linking gives a post that links to so many hosts of a kind.
func linking(n string, days float64, kind string, hosts int) post {
	return with(p(n, days), func(q *post) {
		for i := range hosts {
			q.text += fmt.Sprintf(` &lt;a href="https://%s%d.example/"&gt;x&lt;/a&gt;`, kind, i)
		}
	})
}

// TRIP-1: two signs of another owner hold what is new; one says nothing.
func TestTripWires(t *testing.T) {
	const year = 366
	old := func(days float64) (all []post) {
		for i := range 6 {
			all = append(all, linking(fmt.Sprint("old-", i), days+float64(7*i), "friend", 6))
		}
		return all
	}
	fresh := func(n int) (all []post) {
		for i := range n {
			all = append(all, p(fmt.Sprint("new-", i), -1+float64(i)/100))
		}
		return all
	}
	tests := []struct {
		name string
		old  []post
		now  func(w *world) string
		want string // signs; "" if nothing is held
	}{
		{"nothing changed", old(1), func(*world) string { return titled("Notes from Ann", "en", fresh(2)...) }, ""},
		{"another title alone", old(1), func(*world) string { return titled("Casino bonus", "en", fresh(2)...) }, ""},
		{"another language alone", old(1), func(*world) string { return titled("Notes from Ann", "ru", fresh(2)...) }, ""},
		{"half a year of silence alone", old(200), func(*world) string { return titled("Notes from Ann", "en", fresh(2)...) }, ""},
		{"a flood alone: ID-9 is enough", old(1), func(*world) string { return titled("Notes from Ann", "en", fresh(45)...) }, ""},
		{"silence, and a flood", old(year), func(*world) string { return titled("Notes from Ann", "en", fresh(45)...) }, "first post after; posts came in a week"},
		{"another title and language", old(1), func(*world) string { return titled("Casino bonus", "ru", fresh(2)...) }, "its title was; its language was"},
		{"one word in common, in another place and case", old(1), func(*world) string { return titled("ANN, anew", "ru", fresh(2)...) }, ""},
		{"a region is no other language", old(1), func(*world) string { return titled("Casino bonus", "en-GB", fresh(2)...) }, ""},
		{"another title and domain", old(1), func(w *world) string {
			w.sendOn("/ann", 302, strings.Replace(w.at("parked", "/x"), "parked.localhost", "parked.host.localhost", 1))
			w.publish("/x", titled("Casino bonus", "en", fresh(2)...))
			return ""
		}, "its title was; its address leads to host.localhost, where it led to 127.0.0.1"},
		{"silence, and links to strangers only", old(200), func(*world) string { return titled("Notes from Ann", "en", linking("new", -1, "casino", 60)) }, "first post after; hosts that its newest posts link to"},
		{"silence, and links to friends", old(200), func(*world) string { return titled("Notes from Ann", "en", linking("new", -1, "friend", 6)) }, ""},
		{"silence, and a link or two", old(200), func(*world) string { return titled("Notes from Ann", "en", linking("new", -1, "casino", 2)) }, ""},
		{"twenty posts a week are no burst, whatever was usual", old(1), func(*world) string { return titled("Casino bonus", "en", fresh(19)...) }, ""},
		{"twenty more are", old(1), func(*world) string { return titled("Casino bonus", "en", fresh(30)...) }, "its title was; posts came in a week"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, "ann", "bob")
			w.force = true
			w.publish("/ann", titled("Notes from Ann", "en", tt.old...))
			w.publish("/bob", titled("Bob", "en", p("bob", 3)))
			w.update(0)
			was := places(w)
			if doc := tt.now(w); doc != "" {
				w.publish("/ann", doc)
			}
			w.update(2 * day)
			f, err := w.db.Feed(t.Context(), "ann")
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(f.HeldWhy, "; "); !holdsAll(got, tt.want) || f.HeldSince.IsZero() != (tt.want == "") {
				t.Errorf("held since %v, as %q; want signs %q", f.HeldSince, got, tt.want)
			}
			for _, e := range w.entries() {
				if isNew := !e.FirstSeen.Equal(noon); e.Held != (isNew && tt.want != "") {
					t.Errorf("%s: held %v", e.Title, e.Held)
				}
			}
			now := places(w)
			for id := range was {
				if now[id] != was[id] {
					t.Errorf("entry %d is %s, was %s", id, now[id], was[id])
				}
			}
		})
	}
}

func TestTitleWords(t *testing.T) {
	for title, want := range map[string]string{
		"Ann's Notes, on: Badges":   "ann s notes on badges",
		"図書館の学び2026":                "図 書 館 の 学 び 2026",
		" – ":                       "",
		"ملاحظات آن":                "ملاحظات آن",
		"Cafe\u0301 ＣＡＦＥ\u00a0café": "café cafe café",
	} {
		if got := strings.Join(titleWords(title), " "); got != want {
			t.Errorf("titleWords(%q) = %q, want %q", title, got, want)
		}
	}
}

func holdsAll(s, parts string) bool {
	for _, part := range strings.Split(parts, "; ") {
		if !strings.Contains(s, part) {
			return false
		}
	}
	return true
}

// C-14, TRIP-1 to TRIP-3: a lapsed domain publishes nothing, changes nothing
// that is stored, and goes on waiting until a person lets it in; then its
// posts stand at their places, and it is a feed like any other.
func TestLapsedDomain(t *testing.T) {
	w := newWorld(t, "ann", "bob")
	w.site.Front, w.site.Merged = planet.Front{Entries: 30, Days: 3, PerFeedPerDay: 5}, planet.Merged{Entries: 20}
	w.force = true
	w.publish("/ann", titled("Notes from Ann", "en", p("a", 1), p("b", 2), p("c", 3)))
	w.publish("/bob", rss(p("bob", 3)))
	w.update(0)
	before := w.entries()
	spam := []post{with(p("a", 1), func(q *post) { q.title, q.text = "Buy", "Buy now." }), p("buy1", -1), p("buy2", -2), p("c", 3)}
	w.publish("/ann", titled("Casino bonus", "ru", spam...))
	w.update(3 * day)
	spam = append(spam, p("buy3", -3))
	w.publish("/ann", titled("Casino bonus", "ru", spam...))
	w.update(day)
	w.update(day)
	if got := shown(w); got != "bob a b c" {
		t.Errorf("shown: %s; want what was there before", got)
	}
	for _, e := range w.entries() {
		for _, b := range before {
			if e.ID == b.ID && (e.Title != b.Title || e.Revision != b.Revision || !e.Withdrawn.IsZero()) {
				t.Errorf("%q became %q, revision %d, withdrawn %v", b.Title, e.Title, e.Revision, e.Withdrawn)
			}
		}
	}
	a := w.address("ann")
	if a.Source.Title != "Notes from Ann" || a.Code != "" || !strings.Contains(codes(a.Findings), "held") {
		t.Errorf("known as %q, code %q, findings %+v; want the old name, and held", a.Source.Title, a.Code, a.Findings)
	}
	if n, err := w.db.LetIn(t.Context(), "ann"); n != 3 || err != nil {
		t.Fatalf("LetIn = %d, %v; want 3", n, err)
	}
	if got := shown(w); got != "bob a b c buy1 buy2 buy3" {
		t.Errorf("after the release: %s", got)
	}
	// The next document is taken as it is, with the edit that waited.
	for _, n := range []string{"buy4", "buy5"} {
		spam = append(spam, p(n, -6))
		w.publish("/ann", titled("Casino bonus", "ru", spam...))
		w.update(day)
	}
	if got := shown(w); got != "bob a b c buy1 buy2 buy3 buy4 buy5" {
		t.Errorf("two more after it: %s", got)
	}
	for _, e := range w.entries() {
		if e.Link == "https://ann.example/a" && e.Title != "Buy" {
			t.Errorf("the edit that waited never came: %q", e.Title)
		}
	}
}

// shown names the posts that stand somewhere, in alphabetical order of their
// addresses but for bob's.
func shown(w *world) string {
	all := map[string]bool{}
	entries := w.entries()
	for i, pl := range place.Whole(w.site, entries, w.now) {
		if pl.Pages {
			all[strings.TrimPrefix(entries[i].Link, "https://ann.example/")] = true
		}
	}
	var names []string
	for _, n := range []string{"bob", "a", "b", "c", "buy1", "buy2", "buy3", "buy4", "buy5"} {
		if all[n] {
			names = append(names, n)
		}
	}
	return strings.Join(names, " ")
}

// TRIP-1: an address that a person has just written down trips nothing.
func TestNewAddressTripsNothing(t *testing.T) {
	w := newWorld(t, "ann")
	w.force = true
	w.publish("/ann", titled("Notes from Ann", "en", p("a", 200), p("b", 201)))
	w.update(0)
	w.site.Members[0].Feeds[0].URL = w.at("elsewhere", "/second")
	w.publish("/second", titled("Carnet", "fr", p("x", -1), p("y", -2)))
	w.update(time.Hour)
	for _, e := range w.entries() {
		if e.Held {
			t.Errorf("%s is held", e.Title)
		}
	}
}

// TRIP-4: no text is judged, however it reads; only what changed is told.
func TestQualityIsNotJudged(t *testing.T) {
	w := newWorld(t, "ann")
	w.force = true
	w.publish("/ann", titled("Notes from Ann", "en", p("a", 1), p("b", 2)))
	w.update(0)
	spam := with(p("buy", -1), func(q *post) {
		q.title, q.text = "CASINO BONUS!!! BUY NOW", strings.Repeat("Cheap pills, casino bonus, https://spam.example/ ", 200)
	})
	w.publish("/ann", titled("Notes from Ann", "en", spam, p("a", 1), p("b", 2)))
	w.update(2 * day)
	if e := w.entries()[0]; e.Title != spam.title || e.Held || e.Reason != "" {
		t.Errorf("%q: held %v, reason %q; want it shown like any post", e.Title, e.Held, e.Reason)
	}
}
