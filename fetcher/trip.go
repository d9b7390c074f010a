package fetcher

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/net/publicsuffix"
	"golang.org/x/text/language"

	"planet"
	"planet/store"
)

// Trip wires (TRIP-1): two signs together hold a feed's new entries.
const (
	signsToHold   = 2
	silentTime    = 180 * day
	newestLooked  = 5         // entries whose links are looked at
	fewHosts      = 5         // hosts linked, at the least: a post or two that link somewhere new say nothing
	newHostsShare = 80        // per cent of them
	week          = 7 * day   //
	usualTime     = 12 * week // tells what is usual
	burstTimes    = 10        // times the usual number of a week
	burstFrom     = 20        // and more than so many
)

// held reports whether the feed's new entries wait for a person.
func (in *reading) held() bool {
	if in.news != nil {
		return !in.news.HeldSince.IsZero()
	}
	return !in.was.HeldSince.IsZero()
}

// watch holds new entries if the feed looks like another one's: a blog whose
// domain lapsed becomes spam. It judges no quality; volume and changes are
// told, and a person decides (TRIP-4).
func (in *reading) watch(ctx context.Context, fresh []store.Record) error {
	if in.was.Trusted {
		in.state().Trusted = false // a person has looked: this document is what later ones are compared with
		return nil
	}
	if in.was.HeldSince.IsZero() {
		signs, err := in.signs(ctx, fresh)
		if err != nil || len(signs) < signsToHold {
			return err
		}
		s := in.state()
		s.HeldSince, s.HeldWhy = in.now, signs
	}
	for i := range fresh {
		fresh[i].Entry.Held = true
	}
	why := in.was.HeldWhy
	if in.news != nil {
		why = in.news.HeldWhy
	}
	in.note(planet.CodeHeld, "The feed changed so much that a person must look before its new posts are shown: %s.", strings.Join(why, "; "))
	return nil
}

// signs gives what points to another owner, in words. A feed that was never
// read at this address before has none: a person has just written the
// address down.
func (in *reading) signs(ctx context.Context, fresh []store.Record) ([]string, error) {
	if len(fresh) == 0 || in.address.FirstGood.IsZero() || len(in.known) == 0 {
		return nil, nil
	}
	var all []string
	for _, sign := range []string{in.otherTitle(), in.otherLanguage(), in.otherDomain(), in.afterSilence(), in.burst(len(fresh))} {
		if sign != "" {
			all = append(all, sign)
		}
	}
	if len(all) == 0 {
		return nil, nil // the last sign alone would hold nothing
	}
	sign, err := in.otherLinks(ctx, fresh)
	if sign != "" {
		all = append(all, sign)
	}
	return all, err
}

func (in *reading) otherTitle() string {
	was, is := in.address.Source.Title, in.doc.Source().Title
	words := titleWords(was)
	if len(words) == 0 || len(titleWords(is)) == 0 || slices.ContainsFunc(titleWords(is), func(w string) bool { return slices.Contains(words, w) }) {
		return ""
	}
	return fmt.Sprintf("its title was %q and is %q", was, is)
}

// titleWords splits a title into words; in scripts without spaces each
// character counts as one.
func titleWords(title string) []string {
	var b strings.Builder
	for _, r := range fold(title) {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			b.WriteRune(' ')
			b.WriteRune(r)
			b.WriteRune(' ')
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			b.WriteRune(r)
		default:
			b.WriteRune(' ')
		}
	}
	return strings.Fields(b.String())
}

func (in *reading) otherLanguage() string {
	was, is := baseLanguage(in.address.Source.Language), baseLanguage(in.doc.Language)
	if was == "" || is == "" || was == is {
		return ""
	}
	return fmt.Sprintf("its language was %s and is %s", was, is)
}

// baseLanguage is a tag without region and script; "" for none.
func baseLanguage(tag string) string {
	t, err := language.Parse(tag)
	if err != nil || t == language.Und {
		return ""
	}
	base, _ := t.Base()
	return base.String()
}

func (in *reading) otherDomain() string {
	was, is := domain(in.address.Final), domain(in.final)
	if was == "" || is == "" || was == is {
		return ""
	}
	return fmt.Sprintf("its address leads to %s, where it led to %s", is, was)
}

// domain is the part of an address that somebody registered; of hosts that
// nobody can register, the host.
func domain(address string) string {
	h := host(address)
	if d, err := publicsuffix.EffectiveTLDPlusOne(h); err == nil {
		return d
	}
	return h
}

func (in *reading) afterSilence() string {
	var last time.Time
	for i := range in.known {
		if p := in.known[i].Position; p.After(last) {
			last = p
		}
	}
	if silent := in.now.Sub(last); silent > silentTime {
		return fmt.Sprintf("it is the first post after %d days", int(silent/day))
	}
	return ""
}

func (in *reading) burst(fresh int) string {
	recent, before := fresh, 0
	since := in.now
	for i := range in.known {
		switch age := in.now.Sub(in.known[i].Position); {
		case age < week:
			recent++
		case age < week+usualTime:
			before++
			if in.known[i].Position.Before(since) {
				since = in.known[i].Position
			}
		}
	}
	weeks := max(int((in.now.Sub(since)-1)/week), 1)
	if recent <= burstFrom || recent*weeks <= burstTimes*before {
		return ""
	}
	return fmt.Sprintf("%d posts came in a week, where %.1f are usual", recent, float64(before)/float64(weeks))
}

// otherLinks looks at where the newest entries of the document link.
func (in *reading) otherLinks(ctx context.Context, fresh []store.Record) (string, error) {
	links, err := in.u.Store.Linked(ctx, in.feed.Slug)
	if err != nil {
		return "", err
	}
	seen := map[string]bool{}
	for _, addresses := range links {
		for _, a := range addresses {
			seen[host(a)] = true
		}
	}
	looked := map[string]bool{}
	for _, e := range in.newestEntries(fresh, links) {
		for _, a := range e.links {
			looked[host(a)] = true
		}
	}
	unseen := 0
	for h := range looked {
		unseen += count(!seen[h])
	}
	if len(looked) < fewHosts || 100*unseen <= newHostsShare*len(looked) {
		return "", nil
	}
	return fmt.Sprintf("%d of the %d hosts that its newest posts link to are new to it", unseen, len(looked)), nil
}

// linked is where an entry links.
type linked struct {
	position time.Time
	links    []string
}

// newestEntries gives the newest five of the document, known ones included.
func (in *reading) newestEntries(fresh []store.Record, links map[int64][]string) []linked {
	var all []linked
	for i := range fresh {
		e := linked{position: fresh[i].Entry.Position}
		for _, l := range fresh[i].Entry.Text.Links {
			e.links = append(e.links, l.Canonical)
		}
		all = append(all, e)
	}
	for i := range in.items {
		if m := in.items[i].match; m >= 0 {
			k := &in.known[m]
			all = append(all, linked{k.Position, links[k.ID]})
		}
	}
	slices.SortStableFunc(all, func(a, b linked) int { return b.position.Compare(a.position) })
	return all[:min(len(all), newestLooked)]
}
