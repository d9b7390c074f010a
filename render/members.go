package render

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"planet"
)

// present are the members who take part now, in the order of the list.
func (w *world) present() []*memberView {
	return slices.DeleteFunc(slices.Clone(w.members), func(m *memberView) bool { return m.Gone })
}

func bySlug(a, b *memberView) int { return strings.Compare(a.Slug, b.Slug) }

func byName(all []*memberView) []*memberView {
	slices.SortStableFunc(all, func(a, b *memberView) int { return strings.Compare(a.sortName, b.sortName) })
	return all
}

func byNewest(all []*memberView) []*memberView {
	slices.SortStableFunc(byName(all), func(a, b *memberView) int { return b.Newest.Compare(a.Newest) })
	return all
}

func byJoining(all []*memberView) []*memberView {
	slices.SortStableFunc(byName(all), func(a, b *memberView) int { return b.Joined.Compare(a.Joined) })
	return all
}

// memberJobs are the directory in three orders (DIR-1), and each member's
// page.
func (w *world) memberJobs() []job {
	jobs := []job{
		w.directory("members/", "", w.alphabet),
		w.directory("members/recent/", "members.recent", w.recent),
		w.directory("members/new/", "members.newest", w.newest),
	}
	for _, m := range w.members {
		page := pageView{Path: m.Path, Section: "members", Feed: true, Up: "members/", Title: m.Name, Description: m.About}
		for _, f := range m.Feeds { // an address pasted into a reader should bring the author's own feed (HEAD-2)
			page.Feeds = append(page.Feeds, feedLink{f.kind, w.words.t("feeds.own", "name", f.Name), f.URL})
		}
		if !m.Gone {
			page.Feeds = append(page.Feeds, feedLink{"atom", w.words.t("feeds.copy", "name", m.Name), w.site.URL + m.Atom})
		}
		jobs = append(jobs, job{kind: "member", page: page, of: func(s *sum) { w.sumMember(s, m) }, data: func(_ context.Context, p *pageView) (any, error) { return w.member(m, p), nil }})
	}
	return jobs
}

// directory is one of the three lists of members.
func (w *world) directory(path, title string, sections func() []sectionView) job {
	page := pageView{Path: path, Section: "members", Title: w.words.t("nav.members")}
	if title != "" {
		page.Title = w.words.t("members.title", "members", w.words.t("nav.members"), "order", w.words.t(title))
		page.Up = "members/"
	}
	of := func(s *sum) { s.digests(w.depends.present, w.depends.states, w.depends.newest) }
	return job{kind: "members", page: page, of: of, data: func(context.Context, *pageView) (any, error) {
		d := membersData{Count: len(w.present()), Facts: w.facts(), Sections: sections(), Orders: []orderView{
			{"", "members/", w.words.t("members.az")}, {"", "members/recent/", w.words.t("members.recent")}, {"", "members/new/", w.words.t("members.newest")},
		}}
		const few = 24 // fewer need no letters to jump to
		for _, s := range d.Sections {
			if s.Letter && d.Count > few {
				d.Letters = append(d.Letters, orderView{ID: s.ID, Text: s.Name})
			}
		}
		return d, nil
	}}
}

// facts counts members by how they fare.
func (w *world) facts() []factView {
	count := map[planet.State]int{}
	for _, m := range w.present() {
		count[m.State]++
	}
	facts := []factView{
		{w.words.t("state.active"), count[planet.StateActive]},
		{w.words.t("state.occasional"), count[planet.StateOccasional]},
		{w.words.t("state.quiet"), count[planet.StateQuiet]},
		{w.words.t("state.new"), count[planet.StateNew]},
		{w.words.t("state.paused"), count[planet.StatePaused]},
		{w.words.t("introuble"), count[planet.StateFailing] + count[planet.StateGone] + count[planet.StateHeld]},
	}
	return slices.DeleteFunc(facts, func(f factView) bool { return f.N == 0 })
}

// alphabet sorts members by the first letter of their names; nobody
// disappears silently (DIR-3): those in trouble, quiet or gone have sections
// of their own.
func (w *world) alphabet() []sectionView {
	var sections []sectionView
	var trouble, quiet, moved []*memberView
	for _, m := range byName(slices.Clone(w.members)) {
		switch m.State {
		case planet.StateLeft:
			moved = append(moved, m)
		case planet.StateFailing, planet.StateGone, planet.StateHeld:
			trouble = append(trouble, m)
		case planet.StateQuiet:
			quiet = append(quiet, m)
		default:
			sections = underLetter(sections, m)
		}
	}
	sections = fewer(sections)
	for _, s := range []sectionView{
		{ID: "s-quiet", Name: w.words.t("members.quiet"), Members: quiet},
		{ID: "s-trouble", Name: w.words.t("members.trouble"), Members: trouble},
		{ID: "s-moved", Name: w.words.t("members.moved"), Members: moved},
	} {
		if len(s.Members) > 0 {
			sections = append(sections, s)
		}
	}
	return sections
}

// underLetter puts a member under the first letter of the name.
func underLetter(sections []sectionView, m *memberView) []sectionView {
	r := rune('#')
	for _, c := range m.Name {
		if unicode.IsLetter(c) {
			r = unicode.ToUpper(c)
			break
		}
	}
	letter := string(r)
	if n := len(sections); n == 0 || sections[n-1].Name != letter {
		id := "l-" + strings.ToLower(letter)
		if !isASCIILetter(r) {
			id = "l-u" + strings.ToLower(hexOf(r))
		}
		if i := slices.IndexFunc(sections, func(s sectionView) bool { return s.ID == id }); i >= 0 {
			sections[i].Members = append(sections[i].Members, m)
			return sections
		}
		sections = append(sections, sectionView{ID: id, Name: letter, Letter: true})
	}
	last := &sections[len(sections)-1]
	last.Members = append(last.Members, m)
	return sections
}

const letterful = 4 // members that letters must have to stand alone

// fewer joins neighbouring letters that have few members: "A–F". Letters of
// other scripts stay among themselves.
func fewer(sections []sectionView) []sectionView {
	var joined []sectionView
	for _, s := range sections {
		n := len(joined)
		if n > 0 && len(joined[n-1].Members) < letterful && sameAlphabet(joined[n-1].Name, s.Name) {
			last := &joined[n-1]
			last.Name = span(last.Name, s.Name)
			last.Members = append(last.Members, s.Members...)
			continue
		}
		joined = append(joined, s)
	}
	return joined
}

// span names letters from first to last; those that no reader knows the order
// of are all named.
func span(names, next string) string {
	if r, _ := utf8.DecodeRuneInString(next); !unicode.Is(unicode.Latin, r) {
		return names + " " + next
	}
	from, _, _ := strings.Cut(names, "–")
	return from + "–" + next
}

// sameAlphabet reports whether two names begin with letters that are sorted
// together as readers expect.
func sameAlphabet(a, b string) bool {
	x, _ := utf8.DecodeRuneInString(a)
	y, _ := utf8.DecodeRuneInString(b)
	return unicode.Is(unicode.Latin, x) == unicode.Is(unicode.Latin, y)
}

func isASCIILetter(r rune) bool { return r < utf8.RuneSelf && unicode.IsLetter(r) }

// recent lists those who posted last first.
func (w *world) recent() []sectionView {
	return w.byYear(byNewest(w.present()), func(m *memberView) int { return yearOf(m.Newest) }, w.words.t("nopost"))
}

// newest lists those who joined last first.
func (w *world) newest() []sectionView {
	return w.byYear(byJoining(w.present()), func(m *memberView) int { return yearOf(m.Joined) }, w.words.t("members.nodate"))
}

// byYear puts sorted members under years; none is the name for no year.
func (w *world) byYear(all []*memberView, year func(*memberView) int, none string) []sectionView {
	var sections []sectionView
	for _, m := range all {
		s := sectionView{ID: "y-none", Name: none}
		if y := year(m); y > 0 {
			s = sectionView{ID: "y-" + itoa(y), Name: itoa(y), Letter: true}
		}
		if n := len(sections); n == 0 || sections[n-1].ID != s.ID {
			sections = append(sections, s)
		}
		last := &sections[len(sections)-1]
		last.Members = append(last.Members, m)
	}
	return sections
}

// sumMember takes what the page of a member shows.
func (w *world) sumMember(s *sum, m *memberView) {
	s.digests(w.depends.members[m.Slug])
	s.text(string(m.State))
	s.time(m.Newest)
	w.sumEntries(s, w.mine[m])
	if !m.Gone {
		s.text(w.whyCaption(m), w.edit(m.item))
	}
}

// member is the page of one member: posts, and what becomes of them.
func (w *world) member(m *memberView, p *pageView) memberData {
	d := memberData{Member: m}
	var pages []int
	for _, i := range w.mine[m] {
		if w.places[i].Pages {
			pages = append(pages, i)
			if w.places[i].Entry.Reason == planet.ReasonBacklog {
				d.Backlog++
			}
		}
	}
	d.Entries = w.briefs(pages)
	d.Count = len(d.Entries)
	p.Changed = newestChange(d.Entries)
	if !m.Gone {
		d.Why, d.WhyCaption = w.whys(m), w.whyCaption(m)
		d.Edit = w.edit(m.item)
	}
	return d
}
