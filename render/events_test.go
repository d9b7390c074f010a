package render

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"planet"
	"planet/store"
)

var atomIDs = regexp.MustCompile(`<id>([^<]+)</id>`)

// HEALTH-1: each member has a feed of what happened to the feed, with what can
// be done; the same event has the same id and words for ever.
func TestHealthFeed(t *testing.T) {
	p := newTestPlanet(t)
	happens := func(events ...store.Event) {
		t.Helper()
		if err := p.db.SaveEvents(t.Context(), events); err != nil {
			t.Fatal(err)
		}
	}
	happens(store.Event{Slug: "gil", At: november(12, 8), State: planet.StateFailing, Code: planet.CodeNotFound, Message: "gil.example answered 404 <Not Found>"})
	p.render(t)
	first := p.file(t, "members/gil/health.xml")
	has(t, "health.xml", first, "<title type=\"text\">The feed of ليلى cannot be read</title>", "gil.example answered 404 &lt;Not Found&gt;. There is nothing at this address any more. Look for the feed&#39;s new address on the blog",
		"<updated>2026-11-12T08:00:00Z</updated>", `href="https://planet.example/members/gil/#why"`, `href="https://planet.example/members/gil/health.xml" rel="self"`, "<name>Ravi</name>", "!secret@")
	has(t, "the member's page", p.file(t, "members/gil/index.html"), `<a href="health.xml">Be told of changes (Atom)</a>`)
	has(t, "the health page", p.file(t, "health/index.html"), `<a href="../members/gil/health.xml">Be told of changes (Atom)</a>`)
	has(t, "a feed without events", p.file(t, "members/ann/health.xml"), "Ann Example: how the feed fares", "<updated>2026-01-01T00:00:00Z</updated>", "!<entry>")

	if p.render(t); p.file(t, "members/gil/health.xml") != first {
		t.Error("rendered again, it is another feed")
	}
	happens(store.Event{Slug: "gil", At: november(13, 8), State: planet.StateFine})
	p.render(t)
	second := p.file(t, "members/gil/health.xml")
	for name, doc := range map[string]string{"with events": second, "without": p.file(t, "members/ann/health.xml")} {
		if report, err := fitsSchema(t, doc); err != nil { // ATOM-1
			t.Errorf("%s: %v\n%s\n%s", name, err, report, doc)
		}
	}
	before, after := atomIDs.FindAllString(first, -1), atomIDs.FindAllString(second, -1)
	if len(before) != 2 || len(after) != 3 || before[0] != after[0] || before[1] != after[2] || slices.Contains(before, after[1]) {
		t.Errorf("ids %v, then %v; want the feed's and the event's as they were, and a new one before", before, after)
	}
	entry := first[strings.Index(first, "<entry"):]
	if !strings.Contains(second, entry[:strings.Index(entry, "</entry>")]) {
		t.Errorf("an event is told otherwise than before:\n%s\n%s", first, second)
	}
	if _, err := os.Stat(filepath.Join(p.public, "members/hal/health.xml")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("hal, who left, has a feed of events: %v", err)
	}
}

// HEALTH-1, I18N-1: each state has words; in other languages the meaning of the
// code stands for the message, which is English.
func TestHealthFeedInWords(t *testing.T) {
	p := newTestPlanet(t)
	p.site.Language = "de"
	var all []store.Event
	for i, e := range []store.Event{
		{State: planet.StateFailing, Code: planet.CodeCert, Message: "the certificate expired"},
		{State: planet.StateGone, Code: planet.CodeGone, Message: "gone"},
		{State: planet.StateHeld, Code: planet.CodeHeld, Message: "title and language changed"},
		{State: planet.StatePaused},
		{State: planet.StateFine},
	} {
		e.Slug, e.At = "ann", november(1, 0).Add(time.Duration(i)*time.Hour)
		all = append(all, e)
	}
	if err := p.db.SaveEvents(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	p.render(t)
	has(t, "health.xml", p.file(t, "members/ann/health.xml"), `xml:lang="de"`, "Der Feed von Ann Example lässt sich nicht lesen", "Der Feed von Ann Example ist verschwunden", "Neue Beiträge von Ann Example warten",
		"erst ein Mensch nachsehen muss", "Der Feed von Ann Example pausiert", "wird wieder gelesen", "!the certificate expired", "!event.")
}
