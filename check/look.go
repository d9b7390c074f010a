package check

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"planet"
	"planet/config"
	"planet/fetcher"
	"planet/place"
	"planet/store"
)

// A look is one feed with what came of asking it.
type look struct {
	site    *planet.Site // as in the list, but with no other member
	list    *index
	member  *planet.Member
	feed    planet.Feed
	first   bool // of its member's feeds: what is the member's own is said there
	result  *fetcher.Result
	outage  bool          // nothing answered at all: the fault is here (GET-22)
	address store.Address // the zero value if nothing is remembered
	picture store.Avatar
	entries []planet.Entry // with texts, the newest first
	raws    map[int64]store.Raw
	places  []place.Place // of entries
	now     time.Time

	found   []planet.Finding
	preview FeedPreview
	topic   *topic // a tag that the planet is about; nil for none
}

// load reads the feed's entries.
func (l *look) load(ctx context.Context, r *store.Reader) error {
	if !l.good() {
		return nil
	}
	all, err := r.EntriesOf(ctx, l.feed.Slug)
	if err != nil {
		return err
	}
	for _, e := range all {
		if e.FeedURL == l.feed.URL {
			l.entries = append(l.entries, e)
		}
	}
	if err := r.Fill(ctx, l.entries); err != nil {
		return err
	}
	l.places = place.Whole(l.site, l.entries, l.now)
	l.raws, err = r.Raws(ctx, l.feed.Slug)
	return err
}

// good reports whether the feed was read.
func (l *look) good() bool { return l.result.Asked && l.result.Err == nil }

// judge says what is wrong: in the fetcher's own words where it has some.
func (l *look) judge() {
	switch {
	case !l.result.Asked:
		l.say(planet.CodeWait, "%s was not asked this time: its host wants to be left alone for now, or time ran out.", l.feed.URL)
		return
	case l.result.Err != nil && l.outage:
		l.say(planet.CodeUnreachable, "%s. No host of the list answered, so the fault is probably our network's.", l.result.Message())
		return
	case l.result.Err != nil:
		l.say(l.result.Code, "%s", l.result.Message())
		return
	}
	l.found = append(l.found, l.address.Findings...)
	if l.first {
		l.portrait()
	}
	for _, find := range []func(*look){
		(*look).listedElsewhere, (*look).home, (*look).slow, (*look).volume, (*look).filter, (*look).tag,
		(*look).age, (*look).language, (*look).summaries, (*look).markup,
	} {
		find(l)
	}
}

func (l *look) say(code planet.Code, format string, args ...any) {
	l.found = append(l.found, planet.Finding{Code: code, Message: fmt.Sprintf(format, args...)})
}

// problems gives the findings with their place in the list.
func (l *look) problems() []config.Problem {
	name := l.member.Slug
	if len(l.member.Feeds) > 1 {
		name += " (" + l.feed.URL + ")"
	}
	var all []config.Problem
	for _, f := range l.found {
		all = append(all, config.Problem{
			File: l.member.File, Line: l.member.Line, Code: f.Code, Level: LevelOf(f.Code),
			Message: oneLine(name + ": " + period(f.Message)),
		})
	}
	heaviest(all)
	return all
}

// period ends a sentence.
func period(s string) string {
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".?!") {
		return s
	}
	return s + "."
}

// portrait says why the picture at an address is not shown.
func (l *look) portrait() {
	if l.picture.Tried != "" && l.picture.Tried == l.member.Avatar && l.picture.URL != l.member.Avatar {
		l.say(planet.CodeAvatar, "%s", l.picture.Message)
	}
}

// listedElsewhere finds a member who has this very feed under another address
// and was not asked now: of those that were, the fetcher tells (GET-28).
func (l *look) listedElsewhere() {
	if l.hasCode(planet.CodeDuplicate) {
		return
	}
	for _, at := range []string{l.address.Final, l.address.Found} {
		for _, f := range l.list.feeds[fetcher.Canonical(at)] {
			if f.Slug != l.feed.Slug || f.URL != l.feed.URL {
				l.found = append(l.found, fetcher.Twice(l.member, l.feed.URL, l.list.members[f.Slug], f.URL))
				return
			}
		}
	}
}

func (l *look) hasCode(code planet.Code) bool {
	for _, f := range l.found {
		if f.Code == code {
			return true
		}
	}
	return false
}

// home names the line that spares the search for the feed (FY-2).
func (l *look) home() {
	if !l.feed.Home || l.address.Found == "" || fetcher.Canonical(l.address.Found) == fetcher.Canonical(l.feed.URL) {
		return
	}
	advice := "feed: " + l.address.Found
	if l.member.Site == "" {
		advice = fmt.Sprintf("- {site: %q, feed: %q}", l.feed.URL, l.address.Found)
	}
	l.say(planet.CodeFeedFound, "The feed was found at %s. To spare the search, write %s", l.address.Found, advice)
}

// slowAfter is how long a visit may take before its member hears of it.
const slowAfter = 10 * time.Second

func (l *look) slow() {
	if took := l.result.Took; took >= slowAfter {
		l.say(planet.CodeSlow, "The feed took %d s. Visits end after %d s.", int(took.Seconds()), int(l.site.Fetch.Timeout.Seconds()))
	}
}

// Many posts are more a day than the front page takes, on busyDays of the last
// week or more: one day proves nothing.
const (
	busyWeek = 7
	busyDays = 2
)

func (l *look) volume() {
	limit := cmp.Or(l.member.MaxPerDay, l.site.Front.PerFeedPerDay)
	days, posts := map[string]int{}, 0
	for i := range l.entries {
		e := &l.entries[i]
		if date := cmp.Or(e.Published, e.Updated); !date.IsZero() && !date.After(l.now) && l.now.Sub(date) < busyWeek*24*time.Hour {
			days[date.In(l.site.Location).Format(time.DateOnly)]++
			posts++
		}
	}
	busy := 0
	for _, n := range days {
		if n > limit {
			busy++
		}
	}
	if busy >= busyDays {
		l.say(planet.CodeHighVolume, "%d posts in %d days. At most %d a day appear on the front page.", posts, busyWeek, limit)
	}
}

// age tells of a blog that will be among the quiet ones (DIR-2).
func (l *look) age() {
	if len(l.entries) == 0 {
		return
	}
	newest := l.entries[0].Position
	if place.State(l.site, l.member, nil, newest, l.now) == planet.StateQuiet {
		l.say(planet.CodeOld, "The newest post is from %s. Fine: you will be listed under quiet.", newest.In(l.site.Location).Format("January 2006"))
	}
}

func (l *look) language() {
	if len(l.entries) == 0 || l.address.Source.Language != "" || l.feed.Language != "" {
		return
	}
	for i := range l.entries {
		if l.entries[i].Language != "" {
			return
		}
	}
	l.say(planet.CodeNoLanguage, "The feed does not name its language. We assume %s; write language: and another code if that is wrong.", l.site.Language)
}
