package place

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"planet"
)

var today = time.Date(2026, 11, 20, 18, 0, 0, 0, time.UTC)

// site has ann and bob with blogs of their own, and the planet's usual sizes.
func site() *planet.Site {
	return &planet.Site{
		Location: time.UTC, Front: planet.Front{Entries: 30, Days: 3, PerFeedPerDay: 5}, Merged: planet.Merged{Entries: 20},
		Members: []planet.Member{
			{Slug: "ann", Site: "https://ann.example/", Feeds: []planet.Feed{{URL: "https://ann.example/feed"}}},
			{Slug: "bob", Site: "https://bob.example/", Feeds: []planet.Feed{{URL: "https://bob.example/feed"}}},
		},
	}
}

// post is one of ann's, so many hours old, unless change says otherwise.
func post(hours int, change ...func(*planet.Entry)) planet.Entry {
	at := today.Add(-time.Duration(hours) * time.Hour)
	link := fmt.Sprintf("http://ann.example/%d", hours)
	e := planet.Entry{Feed: "ann", AtomID: link, Link: link, Canonical: link, Title: "Post", Published: at, FirstSeen: at, Position: at}
	for _, f := range change {
		f(&e)
	}
	return e
}

func reason(r planet.Reason) func(*planet.Entry) { return func(e *planet.Entry) { e.Reason = r } }
func feed(slug string) func(*planet.Entry)       { return func(e *planet.Entry) { e.Feed = slug } }
func withTitle(s string) func(*planet.Entry)     { return func(e *planet.Entry) { e.Title = s } }
func labelledAs(term string) func(*planet.Entry) {
	return func(e *planet.Entry) { e.Categories = []planet.Category{{Term: term}} }
}

func inLanguage(tag string) func(*planet.Entry) { return func(e *planet.Entry) { e.Language = tag } }

func withBody(s string) func(*planet.Entry) {
	return func(e *planet.Entry) { e.Text.Body = planet.TrustHTML(s) }
}
func member(s *planet.Site, slug string) *planet.Member { return bySlug(s)[slug] }

// Where one entry is shown, alone on the planet.
func TestOne(t *testing.T) {
	tests := []struct {
		name   string
		entry  planet.Entry
		change func(*planet.Site)
		want   string // why, then where: p pages, m member's feed, f front, a merged feeds (Atom and its kin)
	}{
		{"a new entry is everywhere", post(1), nil, "shown pmfa"},
		{"backlog is archived (FLOW-3)", post(1, reason(planet.ReasonBacklog)), nil, "backlog pm"},
		{"late is archived (FLOW-4)", post(1, reason(planet.ReasonLate)), nil, "late pm"},
		{"a flood is not in the member's feed either (FLOW-5)", post(1, reason(planet.ReasonFlood)), nil, "flood p"},
		{"one that could not be cleaned is shown by its title (ENT-14)", post(1, func(e *planet.Entry) { e.Text.Uncleaned = true }), nil, "uncleaned pmfa"},
		{"withdrawn leaves all (FLOW-12)", post(1, func(e *planet.Entry) { e.Withdrawn = today }), nil, "withdrawn "},
		{"held by a trip wire (TRIP-1)", post(1, func(e *planet.Entry) { e.Held = true }), nil, "held "},
		{"hidden by the editors (WHY-4)", post(1), func(s *planet.Site) { member(s, "ann").Hide = []string{"http://ann.example/1"} }, "hidden "},
		{"who left keeps the archive (LEAVE-2)", post(1), func(s *planet.Site) { member(s, "ann").Status = planet.StatusLeft }, "left p"},
		{"who is no longer listed counts as left", post(1, feed("cem")), nil, "left p"},
		{"who was removed leaves all", post(1), func(s *planet.Site) { member(s, "ann").Status = planet.StatusRemoved }, "removed "},
		{"paused stays", post(1), func(s *planet.Site) { member(s, "ann").Disabled = true }, "shown pmfa"},
		{"editors before authors", post(1, func(e *planet.Entry) { e.Withdrawn = today }), func(s *planet.Site) { member(s, "ann").Hide = []string{"http://ann.example/1"} }, "hidden "},
		{"off topic has no place (FLOW-9)", post(1), func(s *planet.Site) { member(s, "ann").Only.Categories = []string{"badges"} }, "filtered "},
		{"filters come before backlog", post(1, reason(planet.ReasonBacklog)), func(s *planet.Site) { s.Only.Categories = []string{"badges"} }, "filtered "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := site()
			if tt.change != nil {
				tt.change(s)
			}
			if got := where(Whole(s, []planet.Entry{tt.entry}, today)[0]); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func where(p Place) string {
	s := string(p.Why) + " "
	for _, at := range []struct {
		is   bool
		mark string
	}{{p.Pages, "p"}, {p.Member, "m"}, {p.Front, "f"}, {p.Merged, "a"}} {
		if at.is {
			s += at.mark
		}
	}
	return s
}

// FLOW-14: the newest 30 and 20, and all of three days, at most 100.
func TestWindow(t *testing.T) {
	tests := []struct {
		name                 string
		n, every             int // entries, hours between them
		front, merged, extra int
	}{
		{"few are all shown", 10, 24, 10, 10, 0},
		{"of many slow ones the newest", 50, 24, 30, 20, 0},
		{"all of three days", 60, 1, 60, 60, 40},
		{"never more than a hundred", 200, 0, 100, 100, 80},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := site()
			s.Front.PerFeedPerDay = 1000
			var entries []planet.Entry
			for i := range tt.n {
				entries = append(entries, post(i*tt.every, func(e *planet.Entry) { e.AtomID, e.Canonical = fmt.Sprint(i), "" }))
			}
			var front, merged, extra int
			for _, p := range Whole(s, entries, today) {
				front += number(p.Front)
				merged += number(p.Merged)
				extra += number(p.Recent)
				if (p.Why == planet.ReasonShown) != (p.Front || p.Merged) || p.Why != planet.ReasonShown && p.Why != planet.ReasonWindow {
					t.Errorf("why = %s with front %v, merged %v", p.Why, p.Front, p.Merged)
				}
			}
			if front != tt.front || merged != tt.merged || extra != tt.extra {
				t.Errorf("front %d, merged %d, for their day %d; want %d, %d, %d", front, merged, extra, tt.front, tt.merged, tt.extra)
			}
		})
	}
}

func number(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// FLOW-6: of one feed and day the earliest five; a member's own number wins.
func TestDailyCap(t *testing.T) {
	var entries []planet.Entry
	for i := range 8 {
		entries = append(entries, post(i))
	}
	for _, tt := range []struct{ own, want int }{{0, 5}, {2, 2}, {50, 8}} {
		s := site()
		member(s, "ann").MaxPerDay = tt.own
		places := Whole(s, entries, today)
		for i, p := range places {
			latest := i < len(places)-tt.want // the list begins with the newest
			if (p.Why == planet.ReasonCap) != latest {
				t.Errorf("max_per_day %d: entry %d hours old: %s", tt.own, i, p.Why)
			}
		}
	}
}

// FLOW-8, ID-11: one entry, credited to the feed at home, in any order (C-5).
func TestDuplicates(t *testing.T) {
	const link = "http://ann.example/1"
	copyBy := func(slug string, hours int) planet.Entry {
		return post(hours, feed(slug), func(e *planet.Entry) { e.Link, e.Canonical, e.AtomID = link, link, "urn:"+slug })
	}
	tests := []struct {
		name    string
		entries []planet.Entry
		want    string // credit, "+" also in
	}{
		{"the feed of the link's host", []planet.Entry{copyBy("ann", 1), copyBy("bob", 2)}, "ann+[bob]"},
		{"in the other order", []planet.Entry{copyBy("bob", 1), copyBy("ann", 2)}, "ann+[bob]"},
		{"else who doesn't gather", []planet.Entry{
			post(1, feed("bob"), func(e *planet.Entry) { e.Canonical, e.Source = "http://x.example/1", &planet.Source{} }),
			post(2, func(e *planet.Entry) { e.Canonical = "http://x.example/1" }),
		}, "ann+[bob]"},
		{"else who was first", []planet.Entry{
			post(1, func(e *planet.Entry) { e.Canonical = "http://x.example/1" }),
			post(2, feed("bob"), func(e *planet.Entry) { e.Canonical = "http://x.example/1" }),
		}, "bob+[ann]"},
		{"the same id on one host", []planet.Entry{
			post(1, func(e *planet.Entry) { e.AtomID, e.Canonical = "urn:1", "http://ann.example/a" }),
			post(2, feed("bob"), func(e *planet.Entry) { e.AtomID, e.Canonical = "urn:1", "http://ann.example/b" }),
		}, "ann+[bob]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for i, p := range Whole(site(), tt.entries, today) {
				if p.Why != planet.ReasonDuplicate {
					got = append(got, fmt.Sprintf("%s+%v", p.Entry.Feed, p.AlsoIn))
				} else if p.Of != 1-i {
					t.Errorf("duplicate of %d, want %d", p.Of, 1-i)
				}
			}
			if !slices.Equal(got, []string{tt.want}) {
				t.Errorf("shown %v, want %s", got, tt.want)
			}
		})
	}
}

// What is not the same post stays apart.
func TestNoDuplicates(t *testing.T) {
	home := func(e *planet.Entry) { e.Canonical = "http://ann.example" }
	for name, entries := range map[string][]planet.Entry{
		"posts that all link home (ID-3)":                 {post(1, home), post(2, home)},
		"the same id on two hosts (ATOM-7)":               {post(1, func(e *planet.Entry) { e.AtomID = "urn:1" }), post(2, feed("bob"), func(e *planet.Entry) { e.AtomID, e.Canonical = "urn:1", "http://bob.example/1" })},
		"posts without any address":                       {post(1, func(e *planet.Entry) { e.Canonical = "" }), post(2, feed("bob"), func(e *planet.Entry) { e.Canonical = "" })},
		"a copy whose original was hidden is no copy now": {post(1, func(e *planet.Entry) { e.Withdrawn = today }), post(1, feed("bob"))},
	} {
		for _, p := range Whole(site(), entries, today) {
			if p.Why == planet.ReasonDuplicate {
				t.Errorf("%s: counted as one", name)
			}
		}
	}
}

// SAFE-21, ATOM-7, FLOW-8: who claims another one's ids or addresses, once or
// often, neither hides that one's post nor gets its place; and whatever feeds
// claim, what is shown has ids that are all different.
func TestClaims(t *testing.T) {
	const link = "http://ann.example/1"
	by := func(slug, id, link string, hours int) planet.Entry {
		return post(hours, feed(slug), func(e *planet.Entry) { e.AtomID, e.Link, e.Canonical, e.ID = id, link, link, int64(hours) })
	}
	tests := []struct {
		name    string
		entries []planet.Entry
		want    string // slugs of what is shown
	}{
		{"one id on two hosts is two posts", []planet.Entry{by("ann", "urn:1", link, 1), by("bob", "urn:1", "http://bob.example/1", 2)}, "ann bob"},
		{"the copy that came first gains nothing by it", []planet.Entry{by("bob", "urn:1", "http://bob.example/1", 1), by("ann", "urn:1", link, 2)}, "bob ann"},
		{"two who share the claim", []planet.Entry{by("ann", "urn:1", link, 1), by("bob", "urn:1", link+"/new", 2), by("cem", "urn:2", link+"/new", 3)}, "ann"},
		{"a copy given three times", []planet.Entry{by("ann", "urn:1", link, 1), by("bob", "urn:2", link, 2), by("bob", "urn:3", link, 3), by("bob", "urn:4", link, 4)}, "ann"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := site()
			s.Members = append(s.Members, planet.Member{Slug: "cem", Site: "https://cem.example/"})
			var shown []string
			ids := map[string]bool{}
			for _, p := range Whole(s, tt.entries, today) {
				if p.Why == planet.ReasonDuplicate {
					continue
				}
				shown = append(shown, p.Entry.Feed)
				if ids[p.Entry.AtomID] || p.Entry.ShortID != planet.ShortID(p.Entry.AtomID) && p.Entry.ShortID != "" {
					t.Errorf("id %s, short id %s: not its own", p.Entry.AtomID, p.Entry.ShortID)
				}
				ids[p.Entry.AtomID] = true
			}
			if got := strings.Join(shown, " "); got != tt.want {
				t.Errorf("shown are %s; want %s", got, tt.want)
			}
		})
	}
}
