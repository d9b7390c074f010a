package render

import (
	"slices"
	"strings"
	"testing"
	"time"

	"planet"
	"planet/store"
)

// answers gives what Why says of all entries, by the last part of their link.
func (p *testPlanet) answers(t *testing.T) map[string]Answer {
	t.Helper()
	entries, err := p.db.Entries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var ids []int64
	for _, e := range entries {
		ids = append(ids, e.ID)
	}
	all, err := Why(t.Context(), p.db.Reader, p.site, ids, Options{Today: today})
	if err != nil || len(all) != len(ids) {
		t.Fatalf("Why answers for %d of %d, %v", len(all), len(ids), err)
	}
	byName := map[string]Answer{}
	for _, a := range all {
		byName[a.Entry.Link[strings.LastIndex(a.Entry.Link, "/")+1:]] = a
	}
	return byName
}

// WHY-1, WHY-2: what the command says of an entry is what its member's page
// says, in the site's language.
func TestWhySaysWhatPagesSay(t *testing.T) {
	for _, language := range []string{"en", "fr"} {
		p := newTestPlanet(t)
		p.site.Language = language
		p.site.Members[3].Hide = []string{"https://eve.example/b"}
		late := entry("bob", "withdrawn", november(16, 12), func(e *planet.Entry) { e.Withdrawn = november(17, 0) })
		held := entry("bob", "held", november(16, 11), func(e *planet.Entry) { e.Held = true })
		copied := entry("dee", "copied", november(16, 10), func(e *planet.Entry) { e.Canonical = "http://ann.example/second" })
		p.save(t, "bob", late, held)
		p.save(t, "dee", copied)
		if err := p.db.Save(t.Context(), &store.Visit{Address: store.Address{Slug: "bob", URL: "https://bob.example/feed"}, At: today, Withdrawn: []int64{p.answers(t)["withdrawn"].Place.Entry.ID}}); err != nil {
			t.Fatal(err)
		}
		p.render(t)
		for name, a := range p.answers(t) {
			if a.Place.Why == planet.ReasonLeft {
				continue // the page of who left explains nothing
			}
			page := p.file(t, "members/"+a.Place.Entry.Feed+"/index.html")
			if a.Sentence == "" || a.Where == "" || !strings.Contains(page, a.Sentence) || !strings.Contains(page, a.Where) {
				t.Errorf("%s: %q and %q do not both stand on the member's page in %s", name, a.Where, a.Sentence, language)
			}
		}
	}
}

// WHY-1, ID-16: where it is, by what it is known, and how its feed fares.
func TestAnswer(t *testing.T) {
	p := newTestPlanet(t)
	p.save(t, "dee", entry("dee", "copied", november(16, 10), func(e *planet.Entry) { e.Canonical = "http://ann.example/second" }))
	p.site.Members[1].Status = planet.StatusRemoved // bob
	got := p.answers(t)
	tests := []struct {
		name                 string
		why                  planet.Reason
		member               string
		page, month, instead string
	}{
		{"first-light", planet.ReasonShown, "Ann Example", "https://planet.example/2026/11/ann-first-light/", "https://planet.example/2026/11/", ""},
		{"old", planet.ReasonBacklog, "Ann Example", "https://planet.example/2025/03/ann-old/", "https://planet.example/2025/03/", ""},
		{"copied", planet.ReasonDuplicate, "Dee", "", "", "https://ann.example/second"},
		{"retour", planet.ReasonRemoved, "Bob", "", "", ""},
		{"bye", planet.ReasonLeft, "Hal", "https://planet.example/2026/01/hal-bye/", "https://planet.example/2026/01/", ""},
	}
	for _, tt := range tests {
		a := got[tt.name]
		if a.Place.Why != tt.why || a.Member != tt.member || a.Page != tt.page || a.Month != tt.month || a.Instead != tt.instead || a.Sentence == "" {
			t.Errorf("%s: %+v, want %+v", tt.name, a, tt)
		}
		if read := a.Feed != nil; read != (p.items()[a.Place.Entry.Feed].Status == "") {
			t.Errorf("%s: its feed is told of: %t", tt.name, read)
		}
		if a.Keys[store.KindID] != 1 {
			t.Errorf("%s is known by %v; want its id", tt.name, a.Keys)
		}
	}
}

func (p *testPlanet) items() map[string]*planet.Member {
	all := map[string]*planet.Member{}
	for i := range p.site.Members {
		all[p.site.Members[i].Slug] = &p.site.Members[i]
	}
	return all
}

// WHY-1: of an address that was never seen at least the member is known.
func TestNeighbours(t *testing.T) {
	p := newTestPlanet(t)
	p.site.Members = append(p.site.Members,
		member("ida", "Ida", func(m *planet.Member) { m.Site = "https://shared.example/~ida/" }),
		member("ike", "Ike", func(m *planet.Member) { m.Site = "https://shared.example/~ike" }),
		member("isa", "", func(m *planet.Member) { m.Site, m.Disabled = "", true }))
	p.save(t, "isa", entry("isa", "x", november(1, 1)))
	tests := []struct {
		name, address string
		want          []string
	}{
		{"at a member's host", "https://ann.example/brand-new", []string{"ann: Ann Example, 1 feed"}},
		{"in another spelling", "http://WWW.Ann.example/brand-new", []string{"ann: Ann Example, 1 feed"}},
		{"at a feed's host, by the feed's title", "https://isa.example/x", []string{"isa: isa’s blog, 1 feed, gone"}},
		{"of who left", "https://hal.example/x", []string{"hal: Hal, 0 feed, gone"}},
		{"at a host that several share", "https://shared.example/~ike/post", []string{"ike: Ike, 1 feed"}},
		{"a path that only begins alike", "https://shared.example/~ikebana/post", []string{"ida: Ida, 1 feed", "ike: Ike, 1 feed"}},
		{"elsewhere", "https://elsewhere.example/", nil},
		{"no address", "tag:ann.example,2026:1", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			all, err := Neighbours(t.Context(), p.db.Reader, p.site, tt.address, Options{Today: today})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, n := range all {
				s := n.Slug + ": " + n.Name + ", " + itoa(len(n.Feeds)) + " feed"
				if n.Gone {
					s += ", gone"
				}
				got = append(got, s)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("Neighbours(%s) = %q, want %q", tt.address, got, tt.want)
			}
		})
	}
}

// DET-6: what was forgotten on request does not count as lost.
func TestForgottenEntriesAreNoLoss(t *testing.T) {
	p := newTestPlanet(t)
	p.render(t)
	for _, slug := range []string{"ann", "bob"} {
		if _, err := p.db.ForgetSlug(t.Context(), slug); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := p.try(t); err == nil || !strings.Contains(err.Error(), "less than half") {
		t.Errorf("a site that lost nine of twelve entries: %v; want the guard", err)
	}
	p.render(t, func(o *Options) { o.Forgotten = 9 })
	if strings.Contains(p.file(t, "index.html"), "First light") {
		t.Error("the front page still shows what was forgotten")
	}
	p.render(t, func(o *Options) { o.Today = today.Add(time.Hour) }) // the new number counts from now on
}
