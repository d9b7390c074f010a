package render

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"planet"
)

// seen makes an entry one that was first seen at a moment.
func seen(at time.Time) func(*planet.Entry) { return func(e *planet.Entry) { e.FirstSeen = at } }

// withOctober adds two posts that were first seen in October.
func withOctober(t *testing.T) *testPlanet {
	t.Helper()
	p := newTestPlanet(t)
	october := time.Date(2026, 10, 5, 9, 0, 0, 0, time.UTC)
	p.save(t, "ann", entry("ann", "october", october, title("October")),
		entry("ann", "found-late", time.Date(2024, 2, 3, 4, 0, 0, 0, time.UTC), title("Found late"), seen(october), func(e *planet.Entry) { e.Reason = planet.ReasonBacklog }))
	return p
}

// ARC-1, ARC-2, ARC-6, JF-3: who follows the chain gets every entry ever
// published here, once, in both formats.
func TestArchiveChains(t *testing.T) {
	p := withOctober(t)
	p.render(t)
	var pages []string
	for name := range p.atomIDs(t) {
		pages = append(pages, name)
	}
	inAtom, inJSON := p.followAtom(t), p.followJSON(t)
	for _, chain := range [][]string{inAtom, inJSON} {
		slices.Sort(chain)
		if len(slices.Compact(slices.Clone(chain))) != len(chain) {
			t.Errorf("the chain holds an entry twice: %v", chain)
		}
	}
	slices.Sort(pages)
	if !slices.Equal(inJSON, pages) {
		t.Errorf("by next_url: %v\nwith pages: %v", inJSON, pages)
	}
	for _, id := range []string{"https://ann.example/october", "https://ann.example/found-late", "https://ann.example/old", "https://hal.example/bye"} {
		if !slices.Contains(inAtom, id) {
			t.Errorf("by prev-archive: %s is missing in %v", id, inAtom)
		}
	}
}

// atomIDs gives the ids of all entries that have pages.
func (p *testPlanet) atomIDs(t *testing.T) map[string]bool {
	t.Helper()
	entries, err := p.db.Entries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, e := range entries {
		ids[e.AtomID] = true
	}
	return ids
}

var entryID = regexp.MustCompile(`(?s)<entry[^>]*>\s*<id>([^<]+)</id>`)

// followAtom reads the closed months by their links, and fails at a document
// that is no archive or that knows what came after it (ARC-2, ARC-4).
func (p *testPlanet) followAtom(t *testing.T) []string {
	t.Helper()
	prev := regexp.MustCompile(`rel="prev-archive"[^>]*href="https://planet.example/([^"]+)"|href="https://planet.example/([^"]+)"[^>]*rel="prev-archive"`)
	var ids []string
	for name := p.link(t, prev, "atom.xml"); name != ""; name = p.link(t, prev, name) {
		text := p.file(t, name)
		has(t, name, text, "<fh:archive", "https://planet.example/atom.xml", "<id>"+p.site.ID+"</id>", "!next-archive", "!fh:complete")
		for _, m := range entryID.FindAllStringSubmatch(text, -1) {
			ids = append(ids, m[1])
		}
	}
	return ids
}

func (p *testPlanet) link(t *testing.T, of *regexp.Regexp, name string) string {
	t.Helper()
	m := of.FindStringSubmatch(p.file(t, name))
	if m == nil {
		return ""
	}
	return m[1] + m[2]
}

// followJSON reads feed.json's continuation.
func (p *testPlanet) followJSON(t *testing.T) []string {
	t.Helper()
	type doc struct {
		NextURL string `json:"next_url"`
		Items   []struct{ ID string }
	}
	var feed doc
	if err := json.Unmarshal([]byte(p.file(t, "feed.json")), &feed); err != nil {
		t.Fatal(err)
	}
	var ids []string
	visited := map[string]bool{}
	for next := feed.NextURL; next != ""; {
		if visited[next] {
			t.Fatalf("%s leads in a circle", next)
		}
		visited[next] = true
		var d doc
		if err := json.Unmarshal([]byte(p.file(t, strings.TrimPrefix(next, p.site.URL))), &d); err != nil {
			t.Fatal(err)
		}
		for _, it := range d.Items {
			ids = append(ids, it.ID)
		}
		next = d.NextURL
	}
	return ids
}

// ARC-3: a closed document never changes for what comes later, whatever its
// date; it changes when its own entries do.
func TestClosedMonthsAreFrozen(t *testing.T) {
	const october, march = "archive/2026-10.atom.xml", "archive/2025-03.atom.xml"
	p := withOctober(t)
	p.render(t)
	has(t, october, p.file(t, october), "October", "Found late", "!First light")
	has(t, march, p.file(t, march), "An old one") // there at the founding: by its own date

	before := p.file(t, october)
	p.save(t, "bob", entry("bob", "from-october", time.Date(2026, 10, 9, 0, 0, 0, 0, time.UTC), title("Late"), seen(november(20, 11)), func(e *planet.Entry) { e.Reason = planet.ReasonBacklog }))
	r := p.render(t)
	if p.file(t, october) != before || slices.Contains(r.Changed, march) {
		t.Errorf("a post dated in October changed a closed month: %v", r.Changed)
	}
	has(t, "archive/current.json", p.file(t, "archive/current.json"), "https://bob.example/from-october")

	p.render(t, func(o *Options) { o.Version = "2.0" })
	has(t, "atom.xml", p.file(t, "atom.xml"), `version="2.0"`)
	has(t, october, p.file(t, october), `version="1.2"`)

	p.site.Members[0].Display = planet.DisplayTitle
	p.render(t)
	has(t, october, p.file(t, october), "!The text of october")
	has(t, "the JSON of October", p.file(t, "archive/2026-10.json"), "!The text of october")
}

// LEAVE-2, ARC-3a: a removed member leaves the closed months, too, and a month
// that nobody wrote in any more.
func TestRemovedLeaveTheArchive(t *testing.T) {
	p := withOctober(t)
	p.render(t)
	p.site.Members[0].Status = planet.StatusRemoved
	r := p.render(t, func(o *Options) { o.Force = true })
	if !slices.Contains(r.Removed, "archive/2026-10.atom.xml") || !slices.Contains(r.Removed, "archive/2026-10.json") {
		t.Errorf("removed %v; want the documents of October among them", r.Removed)
	}
	err := filepath.WalkDir(p.public, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Base(name) == manifestName {
			return err
		}
		b, err := os.ReadFile(name)
		for _, word := range []string{"First light", "Found late", "Nights &amp;", "The text of october"} {
			if strings.Contains(string(b), word) {
				t.Errorf("%s still says %q", name, word)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// ARC-7: a month that somebody damaged is made again; the sums are true.
func TestArchiveIndex(t *testing.T) {
	p := withOctober(t)
	p.render(t)
	index := p.file(t, archiveIndex)
	has(t, archiveIndex, index, `"format": 1`, p.site.ID, `"current": "https://planet.example/archive/current.json"`, `"entries": 2`)
	if err := os.Remove(filepath.Join(p.public, "archive", "2026-10.json")); err != nil {
		t.Fatal(err)
	}
	p.render(t)
	if p.file(t, archiveIndex) != index {
		t.Error("the month that was made again has another sum")
	}
	checkGolden(t, "files/archive-index.json", index)
}
