package lists

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"planet/config"
)

// A Result is an old list as it becomes part of ours. Of its feeds each is
// counted once: Feeds is the sum of Added, Listed, Merged and Skipped.
type Result struct {
	Feeds   int
	Added   int // items that are new in the list
	Listed  int // feeds that were in the list already
	Merged  int // feeds that stand in the old list twice
	Skipped int // feeds that are not taken, each with a note

	More  config.More // what is new in the list
	Notes []Note      // by line
}

// Into puts an old list into ours. What is there stays as it is: settings that
// are set, and feeds that are listed.
func (o *Old) Into(d *config.Draft) *Result {
	r := &Result{Feeds: len(o.feeds), More: config.More{Site: d.Site(), Above: o.inside}}
	j := joining{Old: o, Result: r, draft: d}
	groups := len(d.Site().Groups)
	j.allSettings()
	j.least()
	feeds := j.once()
	for _, f := range feeds {
		j.feed(f)
	}
	j.faces()
	r.More.Groups = d.Site().Groups[groups:]
	if r.Listed == 0 || r.Added > 0 { // else nothing is new
		r.More.Below = append(j.above, o.tail...)
	}
	r.Notes = o.notes
	slices.SortStableFunc(r.Notes, func(a, b Note) int { return cmp.Compare(a.Line, b.Line) })
	return r
}

// joining is an old list on its way into ours.
type joining struct {
	*Old
	*Result
	draft    *config.Draft
	pictures []setting // in files
	above    []string  // comments of feeds that are not taken
}

// allSettings sets what the old planet was set to, where ours says nothing.
func (j *joining) allSettings() {
	for _, s := range j.settingsOf() {
		top, below, _ := strings.Cut(s.key, ".")
		if _, said := j.draft.Said(top); said {
			j.said(s, top, below)
			continue
		}
		err := lines(s)
		if err == nil {
			err = j.draft.Set(s.key, s.value)
		}
		switch {
		case err == nil && !slices.Contains(j.More.Settings, top):
			j.More.Settings = append(j.More.Settings, top)
		case err == nil:
		case strings.HasSuffix(s.key, ".pattern"):
			j.note(s.line, "%s of the planet is not taken, so that posts of all feeds pass: %v", s.was, err)
		default:
			j.note(s.line, "%s is not taken: %v", s.was, err)
		}
	}
}

// said reports a setting that the list has already, unless it is the same.
func (j *joining) said(s setting, top, below string) {
	_, has := j.draft.Said(s.key)
	switch {
	case j.draft.Same(s.key, s.value):
	case has || below == "":
		j.note(s.line, "%s is not taken: planet.%s is set already", s.was, s.key)
	default:
		j.note(s.line, "%s is not taken: planet.%s is set already; write %s: %s below it", s.was, top, below, short(fmt.Sprint(s.value)))
	}
}

// least sees to what a list of ours cannot be without.
func (j *joining) least() {
	if j.draft.Site().Title == "" {
		if err := j.draft.Set("title", "Planet"); err == nil {
			j.note(0, "the list gives the planet no name, so planet.title is Planet; write its own")
		}
	}
	if j.draft.Site().URL == "" {
		j.note(0, "the list doesn't say where the planet is published; write planet.url, without which nothing can be")
	}
}

// settingsOf gives the settings of the planet, the first of each key.
func (j *joining) settingsOf() []setting {
	seen := map[string]bool{}
	var all []setting
	for _, s := range j.settings {
		switch text, is := s.value.(string); {
		case is && text == "":
		case !seen[s.key]:
			seen[s.key] = true
			all = append(all, s)
		case !strings.HasPrefix(s.key, "aliases."):
			j.note(s.line, "%s is not taken: it stands there twice", s.was)
		}
	}
	return all
}

// once gives each feed once; what the later ones say besides goes to the first.
func (j *joining) once() []*feed {
	first := map[string]*feed{}
	var feeds []*feed
	for _, f := range j.feeds {
		f.address = bareAddress(f.address)
		at := f.address
		if at == "" {
			at = f.says("site")
		}
		before, again := first[config.Spelling(at)]
		switch {
		case f.refused != "":
			j.skip(f, f.refused)
		case again && at != "":
			j.merge(before, f)
		default:
			first[config.Spelling(at)] = f
			feeds = append(feeds, f)
		}
	}
	return feeds
}

// bareAddress is an address without what some lists put before it.
func bareAddress(address string) string {
	address = strings.TrimSpace(address)
	for _, scheme := range []string{"feed://", "feed:", "pcast://", "itpc://"} {
		if rest, is := strings.CutPrefix(address, scheme); is && strings.HasSuffix(scheme, "//") && !strings.HasPrefix(rest, "http") {
			return "http://" + rest
		} else if is {
			return rest
		}
	}
	return address
}

// says gives the text of a key of the feed.
func (f *feed) says(key string) string {
	for _, s := range f.given {
		if text, is := s.value.(string); is && s.key == key {
			return text
		}
	}
	return ""
}

func (j *joining) skip(f *feed, why string) {
	j.Skipped++
	j.above = append(j.above, f.above...)
	j.note(f.line, "skipped: %s: %s", short(f.called), why)
}

// merge adds what f says to the same feed, which stood there before.
func (j *joining) merge(before, f *feed) {
	j.Merged++
	before.above = append(before.above, f.above...)
	var dropped []string
	for _, s := range f.given {
		i := slices.IndexFunc(before.given, func(b setting) bool { return b.key == s.key })
		switch {
		case i < 0 && s.key != "slug":
			before.given = append(before.given, s)
		case i >= 0 && fmt.Sprint(before.given[i].value) != fmt.Sprint(s.value):
			dropped = append(dropped, s.was+" "+quoted(fmt.Sprint(s.value)))
		}
	}
	for k, v := range f.extra {
		switch was, has := before.extra[k]; {
		case !has:
			before.more(k, fmt.Sprint(v))
		case was != v:
			dropped = append(dropped, k+" "+quoted(fmt.Sprint(v)))
		}
	}
	for _, g := range f.groups {
		if !slices.Contains(before.groups, g) {
			before.groups = append(before.groups, g)
		}
	}
	slices.Sort(dropped)
	also := ""
	if len(dropped) > 0 {
		also = "; not taken: " + strings.Join(dropped, ", ")
	}
	j.note(f.line, "merged: %s is the feed of line %d%s", short(f.called), before.line, also)
}

// feed makes an item of a feed.
func (j *joining) feed(f *feed) {
	address := cmp.Or(f.address, f.says("site"))
	if address == "" {
		j.skip(f, "it has no address of a feed; write feed: or site:")
		return
	}
	if j.draft.Listed(address) {
		j.Listed++
		return
	}
	j.draft.Begin()
	if f.alone {
		if err := j.draft.Home(f.address); err != nil {
			j.skip(f, err.Error())
			return
		}
	} else if err := j.keys(f); err != nil {
		j.skip(f, err.Error())
		return
	}
	if err := j.draft.Keep(); err != nil {
		j.skip(f, err.Error())
		return
	}
	m := *j.draft.Member()
	item := config.Commented{Member: m, Slug: m.Slug, Comments: append(j.above, f.above...)}
	if !j.draft.SlugNeeded() {
		item.Member.Slug = ""
	}
	j.above = nil
	j.More.Items = append(j.More.Items, item)
	j.Added++
}

// keys gives an item what the old list says of it. The error is why it can't
// be one.
func (j *joining) keys(f *feed) error {
	if f.address != "" {
		if err := j.draft.Give("feed", f.address); err != nil {
			return err
		}
	}
	for _, s := range f.given {
		j.key(f, s)
	}
	if len(f.extra) > 0 {
		if err := j.draft.Give("extra", f.extra); err != nil {
			j.note(f.line, "other settings of %s are not taken: %v", short(f.called), err)
		}
	}
	var slugs []string
	for _, g := range f.groups {
		slug, err := j.draft.Group(g.slug, g.name)
		switch {
		case err != nil:
			j.noteOnce(f.line, fmt.Sprintf("the group %s is not taken: %v", quoted(cmp.Or(g.name, g.slug)), err))
		case !slices.Contains(slugs, slug):
			slugs = append(slugs, slug)
		}
	}
	if len(slugs) == 0 {
		return nil
	}
	return j.draft.Give("groups", slugs)
}

// key gives an item one key, or reports why it doesn't.
func (j *joining) key(f *feed, s setting) {
	text, _ := s.value.(string)
	err := lines(s)
	if err == nil {
		err = j.draft.Give(s.key, s.value)
	}
	switch {
	case err == nil && s.key == "avatar" && !strings.Contains(text, "://"):
		j.pictures = append(j.pictures, s)
	case err == nil:
	case strings.HasSuffix(s.key, ".pattern"): // without it all posts would pass (IMP-7)
		j.unreadable(f, s, err)
	case s.key == "slug":
		j.note(s.line, "the section %s gets another short name: %v", quoted(text), err)
		j.shortName(text)
	case s.key == "name" || s.key == "about" || s.key == "contact":
		cut := []rune(text)[:min(len([]rune(text)), 300)]
		if j.draft.Give(s.key, string(cut)) == nil {
			j.note(s.line, "%s of %s is cut: %v", s.was, short(f.called), err)
			return
		}
		j.note(s.line, "%s of %s is not taken: %v", s.was, short(f.called), err)
	default:
		j.note(s.line, "%s of %s is not taken: %v", s.was, short(f.called), err)
	}
}

// lines is an error for several patterns, all of which a post must match.
func lines(s setting) error {
	if text, is := s.value.(string); is && s.key == "only.pattern" && strings.Contains(text, "\n") {
		return errors.New("it has several lines, which must all be found; write one pattern, or use categories")
	}
	return nil
}

// shortName makes a slug of the name of a section.
func (j *joining) shortName(section string) {
	if slug := config.SlugOf(section); slug != "" {
		_ = j.draft.Give("slug", slug) // else it is made of the name, as for any other item
	}
}

// unreadable keeps a feed whose filter is lost from being asked.
func (j *joining) unreadable(f *feed, s setting, err error) {
	_ = j.draft.Give("disabled", true)
	text, _ := s.value.(string)
	note := s.was + " of the old list: " + text
	if runes := []rune(note); len(runes) > 2000 {
		note = string(runes[:2000])
	}
	if before := j.draft.Member().Notes; before != "" {
		note = before + "\n" + note
	}
	_ = j.draft.Give("notes", note)
	j.note(s.line, "%s is imported as disabled, with its pattern in notes: %v", short(f.called), err)
}

// faces says where pictures in files belong.
func (j *joining) faces() {
	if len(j.pictures) == 0 {
		return
	}
	var files []string
	for _, s := range j.pictures {
		files = append(files, filepath.ToSlash(fmt.Sprint(s.value)))
	}
	first := files[:min(len(files), 3)]
	more := ""
	if len(files) > len(first) {
		more = fmt.Sprintf(" and %d more", len(files)-len(first))
	}
	j.note(0, "pictures of members are looked for beside feeds.yaml: copy %s%s there, mostly from images in the old planet's output folder", strings.Join(first, ", "), more)
}

// Summary tells in a line what became of the feeds.
func (r *Result) Summary() string {
	parts := []string{fmt.Sprintf("%d imported", r.Added)}
	for _, p := range []struct {
		n     int
		words string
	}{{r.Listed, "already listed"}, {r.Merged, "merged"}, {r.Skipped, "skipped"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.words))
		}
	}
	feeds := "feeds"
	if r.Feeds == 1 {
		feeds = "feed"
	}
	return fmt.Sprintf("%d %s: %s", r.Feeds, feeds, strings.Join(parts, ", "))
}
