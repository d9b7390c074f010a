package fetcher

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"planet"
	"planet/place"
)

// A diary is a made-up blog that lives through the month in a way of its own.
type diary struct {
	name  string
	kind  string
	rnd   *rand.Rand
	notes []note // the newest last
	made  int
	ill   string // how it answers today instead of with its feed; "" if it is well
	moved bool
	round int // of ids that are new with each document
}

// A note is a post of a diary. What it is, is its mark; all else may change.
type note struct {
	mark, guid, link, title, text string
	date                          time.Time
}

// kinds are the ways in which blogs make it hard to know their posts again.
var kinds = []string{
	"plain", "edits", "rebuilds", "republishes", "moves", "changes its line", "is often ill", "lives ahead", "knows no dates",
	"takes posts back", "has one id for all", "has new ids each time", "copies its neighbour", "breaks off", "joins late", "falls silent",
}

func newDiary(i int, now time.Time) *diary {
	d := &diary{name: fmt.Sprint("b", i), kind: kinds[i%len(kinds)], rnd: rand.New(rand.NewPCG(7, uint64(i)))}
	for n := range 12 {
		d.write(now.Add(-time.Duration(12-n) * 3 * day))
	}
	return d
}

// write adds a post.
func (d *diary) write(at time.Time) {
	d.made++
	n := note{mark: fmt.Sprintf("%s-%d", d.name, d.made), date: at}
	n.link = fmt.Sprintf("https://%s.example/%d", d.name, d.made)
	n.guid = n.link
	n.title = fmt.Sprintf("Chapter %d of the story of %s", d.made, d.name)
	n.text = fmt.Sprintf("In chapter %d of %s much happens that no other chapter tells, and it takes a while to say so.", d.made, d.name)
	d.notes = append(d.notes, n)
}

// live is a day in the life of the blog.
func (d *diary) live(now time.Time, today int) {
	d.ill = ""
	d.round++
	if d.rnd.IntN(3) == 0 && (d.kind != "falls silent" || today > 25) {
		d.write(now.Add(-time.Duration(d.rnd.IntN(20)) * time.Hour))
	}
	some := &d.notes[len(d.notes)-1-d.rnd.IntN(8)]
	switch d.kind {
	case "edits":
		some.text += " And more."
		some.date = some.date.Add(time.Duration(d.rnd.IntN(40)) * time.Hour)
		if d.rnd.IntN(2) == 0 {
			some.title += ", edited"
		}
	case "rebuilds":
		if today%9 == 5 {
			for i := range d.notes {
				n := &d.notes[i]
				n.guid, n.link, n.date = fmt.Sprint("rebuilt-", today, "-", i), fmt.Sprintf("https://%s.example/v%d/%d", d.name, today, i), now.Add(-time.Minute)
			}
		}
	case "republishes":
		if today == 12 {
			for range 45 {
				d.write(now.Add(-time.Duration(d.rnd.IntN(27*24)) * time.Hour))
			}
		}
	case "is often ill":
		d.ill = []string{"", "500", "404", "page", "empty", "hangs up", "429"}[d.rnd.IntN(7)]
	case "lives ahead":
		some.date = now.Add(time.Duration(d.rnd.IntN(900)) * day)
	case "takes posts back":
		if len(d.notes) > 8 && d.rnd.IntN(4) == 0 {
			d.notes = slices.Delete(d.notes, len(d.notes)-4, len(d.notes)-3)
		}
	case "breaks off":
		d.ill = []string{"", "", "cut"}[d.rnd.IntN(3)]
	case "moves":
		d.moved = today >= 8
	}
}

// document is what the feed holds: its newest fifteen posts.
func (d *diary) document() (body string, marks []string) {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0"?><rss version="2.0"><channel><title>The story of %s</title><link>https://%s.example/</link><description>d</description>`, d.name, d.name)
	window := 15
	if d.kind == "republishes" {
		window = 60
	}
	for _, n := range slices.Backward(d.notes[max(0, len(d.notes)-window):]) {
		marks = append(marks, n.mark)
		date := "<pubDate>" + n.date.Format(time.RFC1123Z) + "</pubDate>"
		switch d.kind {
		case "knows no dates":
			date = ""
		case "has one id for all":
			n.guid = d.name
		case "has new ids each time":
			n.guid = fmt.Sprint(n.guid, "?", d.round)
		case "copies its neighbour":
			n.link = strings.Replace(n.link, d.name+".", "b0.", 1)
		}
		fmt.Fprintf(&b, `<item><guid isPermaLink="false">%s</guid><link>%s</link><title>%s</title><description>%s</description>%s<category>%s</category></item>`, n.guid, n.link, n.title, n.text, date, n.mark)
	}
	return b.String() + "</channel></rss>", marks
}

// A month is the planet of the soak with all that it must remember to tell
// whether a promise was broken.
type month struct {
	*world
	diaries []*diary
	told    map[string]bool  // marks that a good answer held
	stood   map[int64]string // where each entry stands
}

func newMonth(t *testing.T, blogs int) *month {
	m := &month{world: newWorld(t), told: map[string]bool{}, stood: map[int64]string{}}
	m.site.Front, m.site.Merged = planet.Front{Entries: 30, Days: 3, PerFeedPerDay: 5}, planet.Merged{Entries: 20}
	m.site.Fetch.MinInterval, m.site.Fetch.Workers = 20*time.Hour, 32
	for i := range blogs {
		d := newDiary(i, noon)
		m.diaries = append(m.diaries, d)
		m.reply("/"+d.name, func(rw http.ResponseWriter, r *http.Request) { m.tell(d, rw, r) })
		m.reply("/moved/"+d.name, func(rw http.ResponseWriter, r *http.Request) { m.tell(d, rw, r) })
		if d.kind != "joins late" {
			m.list(d.name, "/"+d.name)
		}
	}
	return m
}

// tell answers for a blog, and notes what it told.
func (m *month) tell(d *diary, rw http.ResponseWriter, r *http.Request) {
	m.mu.Lock() // one that hangs up may still be at it the next morning
	body, marks := d.document()
	ill, moved := d.ill, d.moved
	m.mu.Unlock()
	rw.Header().Set("ETag", fmt.Sprintf(`"%x"`, sha256.Sum256([]byte(body))))
	switch etag := rw.Header().Get("ETag"); {
	case moved && !strings.HasPrefix(r.URL.Path, "/moved/"):
		http.Redirect(rw, r, "/moved/"+d.name, http.StatusMovedPermanently)
	case ill == "500", ill == "404":
		rw.WriteHeader(map[string]int{"500": 500, "404": 404}[ill])
	case ill == "429":
		rw.Header().Set("Retry-After", "rubbish")
		rw.WriteHeader(http.StatusServiceUnavailable)
	case ill == "page":
		fmt.Fprint(rw, "<!doctype html><html><body>Back soon")
	case ill == "empty":
		fmt.Fprint(rw, rss())
	case ill == "hangs up":
		panic(http.ErrAbortHandler)
	case r.Header.Get("If-None-Match") == etag:
		rw.WriteHeader(http.StatusNotModified)
	case ill == "cut":
		fmt.Fprint(rw, body[:len(body)*2/3])
	default:
		m.mu.Lock()
		for _, mark := range marks {
			m.told[mark] = true
		}
		m.mu.Unlock()
		fmt.Fprint(rw, body)
	}
}

// day is one of the month: all blogs live it, and two runs ask them.
func (m *month) day(today int) {
	for i, d := range m.diaries {
		m.mu.Lock()
		d.live(m.now, today)
		m.mu.Unlock()
		switch {
		case d.kind == "joins late" && today == 5+i%10:
			m.list(d.name, "/"+d.name)
		case d.kind == "changes its line" && today == 10:
			for k := range m.site.Members {
				if f := m.site.Members[k].Feeds; f[0].Slug == d.name {
					f[0].URL = m.srv.URL + "/moved/" + d.name
				}
			}
		}
	}
	m.update(20 * time.Hour)
	m.check()
	m.update(4 * time.Hour)
}

// check holds the stored entries against what was promised.
func (m *month) check() {
	m.t.Helper()
	entries := m.entries()
	byMark, fresh := map[string]int64{}, map[string]int{}
	for i := range entries {
		e := &entries[i]
		if len(e.Categories) != 1 {
			m.t.Fatalf("%s has categories %v", e.AtomID, e.Categories)
		}
		mark := e.Categories[0].Term
		if other, twice := byMark[mark]; twice {
			m.t.Errorf("%v: %s is stored as %d and as %d", m.now, mark, other, e.ID)
		}
		byMark[mark] = e.ID
		stands := fmt.Sprint(e.Position, e.FirstSeen, e.Reason, e.AtomID, e.Path)
		if was, ok := m.stood[e.ID]; ok && was != stands {
			m.t.Errorf("%v: %s stands at %s, stood at %s", m.now, mark, stands, was)
		} else if !ok && e.Reason == "" {
			fresh[e.Feed]++
		}
		if e.Position.After(e.FirstSeen) || e.Date().After(e.FirstSeen) {
			m.t.Errorf("%v: %s of %v was seen at %v", m.now, mark, e.Position, e.FirstSeen)
		}
		m.stood[e.ID] = stands
	}
	if len(entries) != len(m.stood) {
		m.t.Errorf("%v: %d entries, there were %d", m.now, len(entries), len(m.stood))
	}
	if m.now.After(noon.Add(2 * day)) {
		for feed, n := range fresh {
			if n > 15/2 {
				m.t.Errorf("%v: %d posts of %s come up at once", m.now, n, feed)
			}
		}
	}
	m.checkPlaces(entries)
}

// checkPlaces holds the pages and feeds against the rules of places.
func (m *month) checkPlaces(entries []planet.Entry) {
	m.t.Helper()
	canonical, perDay := map[string]string{}, map[string]int{}
	for _, pl := range place.Whole(m.site, entries, m.now) {
		e := &pl.Entry
		if !pl.Front && !pl.Merged {
			continue
		}
		if e.Reason != "" || e.Withdrawn || e.Held {
			m.t.Errorf("%v: %s is on the front page or in the feeds, though %q, withdrawn %v, held %v", m.now, e.AtomID, e.Reason, e.Withdrawn, e.Held)
		}
		if other := canonical[e.Canonical]; other != "" {
			m.t.Errorf("%v: %s is shown for %s and %s", m.now, e.Canonical, other, e.Feed)
		}
		canonical[e.Canonical] = e.Feed
		day := e.Feed + e.Position.Format(" 2006-01-02")
		if perDay[day]++; perDay[day] > m.site.Front.PerFeedPerDay {
			m.t.Errorf("%v: too many of %s", m.now, day)
		}
	}
}

// Thirty days of many blogs with all their habits: no post is stored twice or
// lost, none ever moves, and nothing comes up that must not (ID, FLOW).
func TestSoak(t *testing.T) {
	blogs := 200
	if testing.Short() || racing {
		blogs = len(kinds)
	}
	m := newMonth(t, blogs)
	m.update(0)
	m.check()
	for today := range 30 {
		m.day(today)
	}
	m.check()
	stored := map[string]bool{}
	reasons := map[planet.Reason]int{}
	withdrawn := 0
	for _, e := range m.entries() {
		stored[e.Categories[0].Term] = true
		reasons[e.Reason]++
		withdrawn += count(!e.Withdrawn.IsZero())
	}
	for mark := range m.told {
		if !stored[mark] {
			t.Errorf("%s was read and is not stored", mark)
		}
	}
	requests := 0
	for _, n := range m.asked {
		requests += n
	}
	t.Logf("%d blogs, %d requests, %d entries %v, %d withdrawn", blogs, requests, len(stored), reasons, withdrawn)
	for _, r := range []planet.Reason{"", planet.ReasonBacklog, planet.ReasonFlood} {
		if reasons[r] == 0 {
			t.Errorf("no entry is %q: the month put too little to the test", r)
		}
	}
	if withdrawn == 0 {
		t.Error("no post was withdrawn: the month put too little to the test")
	}
}
