package render

import (
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"planet"
	"planet/store"
)

var changes = flag.Int("changes", 12, "how many changes TestIncrementalRender makes to each of its planets")

// A render that makes only what depends on what changed leaves the bytes of one
// that makes everything, whatever changed: posts, members, groups, the list,
// the theme, the day, or the files themselves (DET-1, DET-3).
func TestIncrementalRender(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			c := newChanging(t, seed)
			c.same("at first")
			for i := range *changes {
				var done []string
				for range 1 + c.random.IntN(3) {
					done = append(done, c.change())
				}
				c.same(fmt.Sprintf("after change %d: %s", i, strings.Join(done, ", ")))
			}
			c.fresh()
			t.Logf("%d files were made again, %d stood as they were", c.made, c.stood)
			if c.stood < c.made {
				t.Errorf("%d files were made again and %d stood as they were: that is hardly incremental", c.made, c.stood)
			}
		})
	}
}

// A changing planet is rendered into two folders: one in which each render
// knows of the one before, and one in which none does.
type changing struct {
	*testPlanet
	t       *testing.T
	random  *rand.Rand
	now     time.Time
	version int
	entries []planet.Entry // that were stored and not forgotten
	n       int            // of new ones so far
	made    int
	stood   int
}

func newChanging(t *testing.T, seed uint64) *changing {
	t.Helper()
	c := &changing{testPlanet: newTestPlanet(t), t: t, random: rand.New(rand.NewPCG(seed, 40)), now: today}
	c.site.Scripts = true
	for _, m := range []string{"ida", "jon", "kim"} {
		c.site.Members = append(c.site.Members, member(m, strings.ToUpper(m[:1])+m[1:]))
	}
	entries, err := c.db.Entries(t.Context())
	c.check(err)
	c.check(c.db.Fill(t.Context(), entries))
	c.entries = entries
	for range 25 {
		c.write()
	}
	return c
}

func (c *changing) check(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// same renders both folders and compares them.
func (c *changing) same(after string) {
	c.t.Helper()
	whole := filepath.Join(c.site.Dir, "whole")
	c.check(os.RemoveAll(filepath.Join(whole, memoryName)))
	want, errWhole := c.into(whole)
	got, err := c.into(c.public)
	if (err == nil) != (errWhole == nil) {
		c.t.Fatalf("%s: %v; a whole render: %v", after, err, errWhole)
	}
	if err != nil {
		c.t.Fatalf("%s: %v", after, err)
	}
	c.stood += got.Kept
	c.made += len(got.Added) + len(got.Changed)
	c.compare(after, c.files(whole), c.files(c.public))
	if len(want.Added)+len(want.Changed)+len(want.Removed) > len(got.Added)+len(got.Changed)+len(got.Removed) {
		c.t.Errorf("%s: %d files were changed by a whole render, %d by this one", after, len(want.Changed), len(got.Changed))
	}
}

// fresh renders into a folder where nothing is. Only closed months may differ:
// they are frozen, whatever name their authors have by now (ARC-3).
func (c *changing) fresh() {
	c.t.Helper()
	fresh := filepath.Join(c.site.Dir, "fresh")
	_, err := c.into(fresh)
	c.check(err)
	want, got := c.files(fresh), c.files(c.public)
	for _, files := range []map[string]string{want, got} {
		maps.DeleteFunc(files, func(name, _ string) bool {
			return strings.HasPrefix(name, "archive/20") || plainName(name) == archiveIndex
		})
	}
	c.compare("from scratch", want, got)
}

func (c *changing) compare(after string, want, got map[string]string) {
	c.t.Helper()
	for _, name := range slices.Sorted(maps.Keys(want)) {
		switch text, ok := got[name]; {
		case !ok:
			c.t.Errorf("%s: %s is missing", after, name)
		case text != want[name]:
			c.t.Errorf("%s: %s differs from that of a whole render: %s", after, name, difference(text, want[name]))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[name]; !ok {
			c.t.Errorf("%s: %s is there still", after, name)
		}
	}
	if c.t.Failed() {
		c.t.FailNow()
	}
}

// difference shows where two texts part.
func difference(got, want string) string {
	at := 0
	for at < min(len(got), len(want)) && got[at] == want[at] {
		at++
	}
	around := func(s string) string { return s[max(0, at-80):min(len(s), at+80)] }
	return fmt.Sprintf("got …%q…, want …%q…", around(got), around(want))
}

func (c *changing) into(folder string) (*Report, error) {
	c.site.Output = folder
	defer func() { c.site.Output = c.public }()
	return Site(c.t.Context(), c.db.Reader, c.site, Options{hasty: true, Today: c.now, Version: fmt.Sprint("1.", c.version), Feed: "https://planet.example/atom.xml"})
}

// files reads a folder but for what is not for readers.
func (c *changing) files(folder string) map[string]string {
	c.t.Helper()
	all := map[string]string{}
	c.check(filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".planet") {
			return err
		}
		b, err := os.ReadFile(path)
		name, _ := filepath.Rel(folder, path)
		all[filepath.ToSlash(name)] = string(b)
		return err
	}))
	return all
}

// change does one thing that a planet lives through, and says what.
func (c *changing) change() string {
	c.t.Helper()
	all := []func() string{
		c.write, c.write, c.write, c.edit, c.edit, c.withdraw, c.comeBack, c.forget, c.copyPost, c.visitFeed, c.failFeed,
		c.rename, c.describe, c.join, c.leave, c.limit, c.hide, c.group, c.filter, c.pause, c.settings, c.settings, c.topics, c.shapes,
		c.template, c.words, c.ownFile, c.content, c.nextDay, c.nextMonth, c.upgrade, c.tamper, c.tamper, c.nothing,
	}
	return all[c.random.IntN(len(all))]()
}

// here picks one of the members who take part.
func (c *changing) here() *planet.Member {
	for {
		if m := &c.site.Members[c.random.IntN(len(c.site.Members))]; m.Status == "" {
			return m
		}
	}
}

func (c *changing) someEntry() *planet.Entry { return &c.entries[c.random.IntN(len(c.entries))] }

// write stores a new post: of now or of long ago, with labels that others use,
// with links to others.
func (c *changing) write() string {
	m := c.here()
	c.n++
	at := c.now.Add(-time.Duration(c.random.IntN(90)) * time.Minute)
	if c.random.IntN(3) == 0 {
		at = at.AddDate(0, -c.random.IntN(14), -c.random.IntN(28))
	}
	rec := entry(m.Slug, fmt.Sprint("new-", c.n), at, title(fmt.Sprint("Post ", c.n)), c.vary)
	c.save(c.t, m.Slug, rec)
	c.entries = append(c.entries, rec.Entry)
	return "a post by " + m.Slug
}

// vary changes something about a post.
func (c *changing) vary(e *planet.Entry) {
	e.Text.Body = planet.TrustHTML(fmt.Sprintf("<p>Said %d.</p>", c.random.IntN(1000)))
	e.Text.Line = fmt.Sprintf("Line %d.", c.random.IntN(1000))
	for range c.random.IntN(3) {
		e.Categories = append(e.Categories, planet.Category{Term: []string{"optics", "stars", "Light", "moon"}[c.random.IntN(4)]})
	}
	if c.random.IntN(3) == 0 {
		to := c.someEntry()
		e.Text.Links = []planet.Reference{{URL: to.Link, Canonical: to.Canonical, Text: "it", Sentence: fmt.Sprintf("As it says %d.", c.random.IntN(1000))}}
	}
	switch c.random.IntN(8) {
	case 0:
		e.Title = ""
	case 1:
		e.Language = []string{"fr", "de", "ar"}[c.random.IntN(3)]
	case 2:
		e.Published = time.Time{}
	case 3:
		e.Reason = planet.ReasonBacklog
	case 4:
		e.Authors = []planet.Author{{Name: fmt.Sprint("Guest ", c.random.IntN(9))}}
	case 5:
		e.Held = true
	}
}

func (c *changing) edit() string {
	e := c.someEntry()
	e.Revision++
	e.Categories, e.Updated = nil, c.now
	e.Title = fmt.Sprint("Edited ", c.random.IntN(1000))
	published, held, reason := e.Published, e.Held, e.Reason
	c.vary(e)
	e.Published, e.Held, e.Reason = published, held, reason // set once
	e.ID = c.number(e)
	c.save(c.t, e.Feed, store.Record{Entry: *e, Hash: said(e), Policy: 1})
	return "an edit of " + e.Path
}

// number gives the row of an entry.
func (c *changing) number(e *planet.Entry) int64 {
	all, err := c.db.EntriesOf(c.t.Context(), e.Feed)
	c.check(err)
	i := slices.IndexFunc(all, func(x planet.Entry) bool { return x.AtomID == e.AtomID })
	return all[i].ID
}

func (c *changing) withdraw() string {
	e := c.someEntry()
	c.visit(c.t, &store.Visit{Withdrawn: []int64{c.number(e)}, At: c.now, Address: c.address(e.Feed)})
	return "taken out: " + e.Path
}

func (c *changing) comeBack() string {
	e := c.someEntry()
	c.visit(c.t, &store.Visit{Back: []int64{c.number(e)}, At: c.now, Address: c.address(e.Feed)})
	return "back: " + e.Path
}

func (c *changing) forget() string {
	if len(c.entries) < 25 {
		return "nothing to forget"
	}
	e := *c.someEntry()
	_, err := c.db.Forget(c.t.Context(), []int64{c.number(&e)})
	c.check(err)
	left, err := c.db.Entries(c.t.Context())
	c.check(err)
	there := map[string]bool{}
	for i := range left {
		there[left[i].AtomID] = true
	}
	c.entries = slices.DeleteFunc(c.entries, func(x planet.Entry) bool { return !there[x.AtomID] })
	return "forgotten: " + e.Path
}

// copyPost lets another member bring a post of somebody's.
func (c *changing) copyPost() string {
	e, m := *c.someEntry(), c.here()
	if m.Slug == e.Feed {
		return "no copy"
	}
	c.n++
	rec := entry(m.Slug, fmt.Sprint("copy-", c.n), c.now, title(e.Title), func(x *planet.Entry) { x.Canonical, x.Link = e.Canonical, e.Link })
	c.save(c.t, m.Slug, rec)
	c.entries = append(c.entries, rec.Entry)
	return "a copy by " + m.Slug + " of " + e.Path
}

func (c *changing) address(slug string) store.Address {
	a, err := c.db.Address(c.t.Context(), slug, "https://"+slug+".example/feed")
	c.check(err)
	return a
}

func (c *changing) visitFeed() string {
	m := c.here()
	a := c.address(m.Slug)
	a.Code, a.Message, a.Failures, a.FailingSince, a.LastGood, a.LastRequest, a.FirstGood = "", "", 0, time.Time{}, c.now, c.now, november(1, 1)
	a.Source.Title = fmt.Sprint(m.Slug, "’s blog ", c.random.IntN(3))
	a.Source.HomeURL = "https://" + m.Slug + ".example/"
	a.Source.Updated = c.now
	a.Format = []string{"Atom", "RSS 2.0"}[c.random.IntN(2)]
	c.visit(c.t, &store.Visit{At: c.now, Address: a})
	return m.Slug + " is read"
}

func (c *changing) failFeed() string {
	m := c.here()
	a := c.address(m.Slug)
	a.Code, a.Message, a.Failures, a.FailingSince, a.LastRequest = planet.CodeNotFound, "it is not there", a.Failures+3, c.now.AddDate(0, 0, -5), c.now
	c.visit(c.t, &store.Visit{At: c.now, Address: a})
	return m.Slug + " fails"
}

func (c *changing) rename() string {
	m := c.here()
	if m.Name = fmt.Sprintf("%s the %dth", m.Slug, c.random.IntN(9)); c.random.IntN(3) == 0 {
		m.Name = "" // its feed's title, then
	}
	return m.Slug + " is called " + m.Name
}

func (c *changing) describe() string {
	m := c.here()
	m.About = fmt.Sprint("About ", c.random.IntN(100))
	m.Language = []string{"", "fr", "he"}[c.random.IntN(3)]
	m.Consent = []string{"", "agreed"}[c.random.IntN(2)]
	m.Joined = c.now.AddDate(0, 0, -c.random.IntN(60))
	m.Licence = []string{"", "CC0"}[c.random.IntN(2)]
	m.Extra = map[string]any{"n": c.random.IntN(5)}
	m.Line = c.random.IntN(99)
	return m.Slug + " is described"
}

func (c *changing) join() string {
	c.n++
	c.site.Members = append(c.site.Members, member(fmt.Sprint("new", c.n), fmt.Sprint("Newcomer ", c.n), func(m *planet.Member) { m.Joined = c.now }))
	return "a member joins"
}

func (c *changing) leave() string {
	here := 0
	for i := range c.site.Members {
		here += int(boolByte(c.site.Members[i].Status == ""))
	}
	if here < 6 {
		return "nobody leaves"
	}
	m := c.here()
	if c.random.IntN(2) == 0 {
		m.Status = planet.StatusLeft
		return m.Slug + " leaves"
	}
	slug := m.Slug
	c.site.Members = slices.DeleteFunc(c.site.Members, func(m planet.Member) bool { return m.Slug == slug })
	return slug + " is not on the list any more"
}

func (c *changing) limit() string {
	m := c.here()
	m.Display = []planet.Display{"", planet.DisplayExcerpt, planet.DisplayTitle, planet.DisplayFull}[c.random.IntN(4)]
	m.Images = []planet.Images{"", planet.ImagesLink, planet.ImagesStrip}[c.random.IntN(3)]
	m.MaxPerDay = c.random.IntN(4)
	m.Search, m.Everything = c.random.IntN(2) == 0, c.random.IntN(2) == 0
	return m.Slug + " is shown otherwise"
}

func (c *changing) hide() string {
	e := c.someEntry()
	for i := range c.site.Members {
		if m := &c.site.Members[i]; m.Slug == e.Feed {
			m.Hide = []string{e.Link}
		}
	}
	return "hidden: " + e.Link
}

func (c *changing) group() string {
	switch c.random.IntN(4) {
	case 0:
		c.n++
		c.site.Groups = append(c.site.Groups, planet.Group{Slug: fmt.Sprint("g", c.n), Name: fmt.Sprint("Group ", c.n), All: c.random.IntN(2) == 0})
	case 1:
		if len(c.site.Groups) > 2 {
			gone := c.site.Groups[len(c.site.Groups)-1].Slug
			c.site.Groups = c.site.Groups[:len(c.site.Groups)-1]
			for i := range c.site.Members {
				c.site.Members[i].Groups = slices.DeleteFunc(slices.Clone(c.site.Members[i].Groups), func(m planet.Membership) bool { return m.Group == gone })
			}
		}
	case 2:
		c.site.Groups[c.random.IntN(len(c.site.Groups))].Name = fmt.Sprint("Called ", c.random.IntN(9))
	default:
		m := c.here()
		m.Groups = nil
		for _, g := range c.site.Groups {
			if c.random.IntN(2) == 0 {
				m.Groups = append(m.Groups, planet.Membership{Group: g.Slug})
			}
		}
	}
	return "groups"
}

func (c *changing) filter() string {
	skip := planet.Filter{}
	switch c.random.IntN(3) {
	case 0:
		skip.Categories = []string{"optics"}
	case 1:
		skip.Keywords = []string{fmt.Sprint("Said ", c.random.IntN(9))}
	}
	if c.random.IntN(3) == 0 {
		c.site.Skip = skip
		return "the site skips"
	}
	m := c.here()
	m.Skip = skip
	return m.Slug + " skips"
}

func (c *changing) pause() string {
	m := c.here()
	m.Disabled = !m.Disabled
	return m.Slug + " pauses"
}

// settings changes what all pages may show.
func (c *changing) settings() string {
	s := c.site
	all := []func() string{
		func() string { s.Title = fmt.Sprint("Planet ", c.random.IntN(9)); return "title" },
		func() string { s.Description = fmt.Sprint("We write ", c.random.IntN(9)); return "description" },
		func() string {
			s.Front.Text = []planet.Display{planet.DisplayExcerpt, planet.DisplayFull, planet.DisplayTitle}[c.random.IntN(3)]
			return "front.text"
		},
		func() string {
			s.Front.Entries, s.Merged.Entries = 3+c.random.IntN(20), 3+c.random.IntN(20)
			return "lengths"
		},
		func() string { s.Front.PerFeedPerDay = 1 + c.random.IntN(5); return "per day" },
		func() string { s.Scripts = !s.Scripts; return "scripts" },
		func() string { s.Everything = !s.Everything; return "everything" },
		func() string { s.EntryPages = c.random.IntN(4) > 0; return "entry_pages" },
		func() string { s.Language = []string{"en", "fr", "ar"}[c.random.IntN(3)]; return "language" },
		func() string { s.Location = time.FixedZone("Far", c.random.IntN(20)*3600-10*3600); return "zone" },
		func() string {
			s.Repository = []string{"", "https://code.example/planet"}[c.random.IntN(2)]
			return "repository"
		},
		func() string {
			s.Display = []planet.Display{planet.DisplayFull, planet.DisplayExcerpt}[c.random.IntN(2)]
			return "display"
		},
		func() string {
			s.Aliases = map[string]string{"old.xml": []string{"rss.xml", "atom.xml"}[c.random.IntN(2)]}
			return "aliases"
		},
		func() string { s.ActiveDays = 1 + c.random.IntN(90); return "active_days" },
		func() string {
			s.Precompress = [][]planet.Coding{nil, {planet.CodingGzip}}[c.random.IntN(2)]
			return "precompress"
		},
		func() string { s.IndexFull = !s.IndexFull; return "index_full" },
	}
	return all[c.random.IntN(len(all))]()
}

func (c *changing) topics() string {
	c.site.Topics = [](map[string][]string){nil, {"sky": {"optics", "stars"}}, {"light": {"Light", "optics"}}}[c.random.IntN(3)]
	return "topics"
}

// shapes lets a page of one kind follow what it did not show before.
func (c *changing) shapes() string {
	m := c.here()
	m.Aliases = append(m.Aliases, fmt.Sprint("old-", m.Slug, len(m.Aliases)))
	m.Links = []planet.Link{{Name: "blog", URL: fmt.Sprint("https://elsewhere.example/", c.random.IntN(5))}}
	return m.Slug + " has another address"
}

// template lets an owner's templates show what changes of itself: on all pages
// who posted last and how they fare, how many there are, and who is new.
func (c *changing) template() string {
	slots := []string{
		"", `{{define "footer_extra"}}<p>{{len .Site.Members}} of us, {{.Site.FeedCount}} feeds</p>{{end}}`,
		`{{define "footer_extra"}}{{range .Site.Members}}<p>{{.Name}} {{.State}} {{date "long" .Newest}}</p>{{end}}{{end}}`,
		`{{define "entry_footer"}}{{with .Data.Entry.Member}}<p>{{.State}} {{range .Groups}}{{range .Members}}{{.Name}} {{isoday .Newest}} {{end}}{{end}}</p>{{end}}{{end}}`,
		`{{define "sidebar_extra"}}{{range $m := .Site.NewMembers}}<p>{{$m.Name}} {{$m.About}}</p>{{end}}{{end}}`,
	}
	c.put(c.t, "theme/slots.html", slots[c.random.IntN(len(slots))])
	return "slots"
}

func (c *changing) words() string {
	c.put(c.t, "theme/locales/en.yaml", fmt.Sprintf("footer.about: About us %d\n", c.random.IntN(9)))
	c.put(c.t, "theme/custom.css", fmt.Sprintf("p { margin: %dpx; }\n", c.random.IntN(9)))
	return "words and style"
}

func (c *changing) ownFile() string {
	if c.random.IntN(2) == 0 {
		c.check(os.RemoveAll(filepath.Join(c.site.Dir, "static")))
		return "no own files"
	}
	c.put(c.t, []string{"static/logo.txt", "static/robots.txt", "static/about/index.html"}[c.random.IntN(3)], fmt.Sprintf("<p>mine %d", c.random.IntN(9)))
	return "an own file"
}

func (c *changing) content() string {
	c.put(c.t, "content/about.md", fmt.Sprintf("We are %d.\n", c.random.IntN(9)))
	return "about.md"
}

func (c *changing) nextDay() string {
	c.now = c.now.AddDate(0, 0, 1)
	return "the next day"
}

func (c *changing) nextMonth() string {
	c.now = c.now.AddDate(0, 1, 0)
	return "the next month"
}

func (c *changing) upgrade() string {
	c.version++
	return "another version"
}

// tamper lets somebody change or delete a file that was published. Closed
// months are left alone: once changed, they stay so (ARC-3).
func (c *changing) tamper() string {
	files := c.files(c.public)
	maps.DeleteFunc(files, func(name, _ string) bool { return strings.HasPrefix(name, "archive/") })
	names := slices.Sorted(maps.Keys(files))
	if len(names) == 0 {
		return "nothing to tamper with"
	}
	name := names[c.random.IntN(len(names))]
	path := filepath.Join(c.public, filepath.FromSlash(name))
	switch c.random.IntN(4) {
	case 0:
		c.check(os.Remove(path))
		return name + " is deleted"
	case 1:
		c.check(os.WriteFile(path, []byte(files[name]+"\n<!-- tampered -->"), 0o644))
		return name + " is longer"
	case 2: // of the same length, but later
		c.check(os.WriteFile(path, []byte(strings.Repeat("x", len(files[name]))), 0o644))
		c.check(os.Chtimes(path, time.Time{}, time.Now().Add(time.Hour)))
		return name + " is another one"
	}
	memory := filepath.Join(c.public, memoryName)
	b, err := os.ReadFile(memory)
	c.check(err)
	b[c.random.IntN(len(b))] ^= 1
	c.check(os.WriteFile(memory, b, 0o644))
	return "the memory is damaged"
}

func (*changing) nothing() string { return "nothing" }
