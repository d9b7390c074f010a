package render

import (
	"fmt"
	"testing"
	"time"

	"planet"
	"planet/place"
	"planet/store"
)

// WHY-2: each reason with its own sentence, word for word, as the member's
// page and planet why say it, and a reason for everything that is stored.
func TestEachReasonIsSaid(t *testing.T) {
	p := newTestPlanet(t)
	bob := &p.site.Members[1]
	bob.Hide, bob.MaxPerDay = []string{"https://bob.example/hidden"}, 1
	bob.Skip = planet.Filter{Keywords: []string{"casserole"}}
	p.site.Only = planet.Filter{Language: "fr"}
	p.site.Front.Entries, p.site.Merged.Entries, p.site.Front.Days = 3, 3, 1
	with := func(r planet.Reason) func(*planet.Entry) { return func(e *planet.Entry) { e.Reason = r } }
	p.save(t, "bob",
		entry("bob", "hidden", november(20, 4)), entry("bob", "held", november(20, 3), func(e *planet.Entry) { e.Held = true }),
		entry("bob", "withdrawn", november(16, 12)), entry("bob", "stew", november(16, 11), title("Casserole")),
		entry("bob", "english", november(16, 10), func(e *planet.Entry) { e.Language = "en" }),
		entry("bob", "backlog", november(2, 1), with(planet.ReasonBacklog)), entry("bob", "late", november(2, 2), with(planet.ReasonLate)),
		entry("bob", "flood", november(2, 3), with(planet.ReasonFlood)),
		entry("bob", "flood-with-it", november(1, 3), with(planet.ReasonFlood), func(e *planet.Entry) { e.FirstSeen = november(2, 3) }),
		entry("bob", "flood-before", november(1, 4), with(planet.ReasonFlood)),
		entry("bob", "first", november(15, 1)), entry("bob", "too-many", november(15, 2)),
	)
	p.save(t, "dee", entry("dee", "copied", november(16, 10), func(e *planet.Entry) { e.Canonical = "http://ann.example/second" }))
	withdrawn := p.answers(t)["withdrawn"].Place.Entry.ID
	p.visit(t, &store.Visit{Address: store.Address{Slug: "bob", URL: "https://bob.example/feed"}, At: today, Withdrawn: []int64{withdrawn}})
	tests := []struct {
		name     string
		why      planet.Reason
		sentence string
	}{
		{"hidden", planet.ReasonHidden, "The editors of this planet do not show this post."},
		{"bye", planet.ReasonLeft, "Hal no longer takes part."},
		{"withdrawn", planet.ReasonWithdrawn, "Bob took this post out of the feed."},
		{"held", planet.ReasonHeld, "The feed changed so much that a person must look first."},
		{"copied", planet.ReasonDuplicate, "The same post as one of Ann Example, who is credited."},
		{"stew", planet.ReasonFiltered, "Does not pass this feed’s filter: the word casserole."},
		{"english", planet.ReasonFiltered, "Does not pass this planet’s filter: not in French."},
		{"b", planet.ReasonUncleaned, "The text could not be cleaned safely; title and link only."},
		{"backlog", planet.ReasonBacklog, "Already in the feed when Bob joined; archived at its own date."},
		{"late", planet.ReasonLate, "Older than 30 days when it appeared; archived at its own date."},
		{"flood", planet.ReasonFlood, "2 posts came at once; the newest 5 were shown, the rest archived."},
		{"too-many", planet.ReasonCap, "More than 1 post that day."},
		{"first", planet.ReasonWindow, "Newer posts have taken its place."},
		{"first-light", planet.ReasonShown, "On the front page and in the feeds."},
	}
	got := p.answers(t)
	for _, tt := range tests {
		if a := got[tt.name]; a.Place.Why != tt.why || a.Sentence != tt.sentence {
			t.Errorf("%s: %s, %q; want %s, %q", tt.name, a.Place.Why, a.Sentence, tt.why, tt.sentence)
		}
	}
	p.render(t)
	has(t, "a copy leads to the one that is shown", p.file(t, "members/dee/index.html"), `who is credited. <a href="../../2026/11/ann-second/">Second</a>`)
	bob.Status = planet.StatusRemoved
	if a := p.answers(t)["first"]; a.Place.Why != planet.ReasonRemoved || a.Sentence != "Bob no longer takes part." {
		t.Errorf("of who was removed: %s, %q", a.Place.Why, a.Sentence)
	}
}

// FLOW-13, WHY-2: that only the title may be shown is no reason: such a post
// is shown like any other.
func TestTitlesOnlyAreShown(t *testing.T) {
	p := newTestPlanet(t)
	if a := p.answers(t)["title-only"]; a.Place.Why != planet.ReasonShown {
		t.Errorf("a post of which only the title may be shown is %s: %q", a.Place.Why, a.Sentence)
	}
}

// WHY-2, FY-4: which filter, and what of it, in the language of the page.
func TestWhichFilter(t *testing.T) {
	tests := []struct {
		language string
		missed   place.Missed
		want     string
	}{
		{"en", place.Missed{By: planet.Filter{Categories: []string{"badges", "skills"}}}, "Does not pass this feed’s filter: no category of: badges, skills."},
		{"en", place.Missed{By: planet.Filter{Categories: []string{"badges"}, Keywords: []string{"credential"}, Pattern: "open.?badge"}}, "Does not pass this feed’s filter: no category of: badges; none of the words: credential; nothing like open.?badge."},
		{"en", place.Missed{Site: true, By: planet.Filter{Language: "pt-BR"}}, "Does not pass this planet’s filter: not in Portuguese."},
		{"en", place.Missed{Skip: true, By: planet.Filter{Pattern: "(?i)sale"}}, "Does not pass this feed’s filter: something like (?i)sale."},
		{"en", place.Missed{Skip: true, By: planet.Filter{Language: "de"}}, "Does not pass this feed’s filter: in German."},
		{"en", place.Missed{Skip: true, Site: true, By: planet.Filter{Categories: []string{"{list}"}}}, "Does not pass this planet’s filter: category {list}."},
		{"de", place.Missed{By: planet.Filter{Keywords: []string{"Abzeichen", "Nachweis"}}}, "Passt nicht durch den Filter dieses Feeds: keines der Wörter Abzeichen, Nachweis."},
		{"ja", place.Missed{By: planet.Filter{Categories: []string{"a", "b"}}}, "このフィードのフィルターを通りませんでした（次のカテゴリーなし：a、b）。"},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt.language, tt.missed), func(t *testing.T) {
			th, err := openTheme(&planet.Site{Language: tt.language, Theme: "classic", Location: time.UTC})
			if err != nil {
				t.Fatal(err)
			}
			defer th.Close()
			w := world{words: th.words}
			if got := w.missed(&tt.missed); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}
