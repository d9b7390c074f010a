package check

import (
	"slices"
	"strings"
	"unicode"

	"planet"
	"planet/fetcher/clean"
)

// What tells a feed of beginnings from one of short posts.
const (
	judgedFrom = 3 // posts with a text, at the least
	cutShare   = 4 // three in so many end as if cut
)

// cutEnds are how software ends a text that it cuts: signs, then words that
// lead on, in languages that it speaks.
var cutEnds = []string{
	"…", "...", "[…]", "[...]", "read more", "continue reading", "weiterlesen", "lire la suite", "seguir leyendo", "leer más",
	"continue lendo", "leia mais", "lees verder", "続きを読む", "اقرأ المزيد",
}

// summaries tells of a feed that carries beginnings only.
func (l *look) summaries() {
	var lengths []int
	cut := 0
	for i := range l.entries {
		text := strings.ToLower(strings.TrimRightFunc(l.entries[i].Text.Body.Text(), func(r rune) bool { return unicode.IsSpace(r) || r == '→' || r == '»' }))
		if text == "" {
			continue
		}
		lengths = append(lengths, l.entries[i].Text.Words)
		if slices.ContainsFunc(cutEnds, func(end string) bool { return strings.HasSuffix(text, end) }) {
			cut++
		}
	}
	if len(lengths) < judgedFrom || cut*cutShare < len(lengths)*(cutShare-1) {
		return
	}
	slices.Sort(lengths)
	l.say(planet.CodeSummaryOnly, "The feed carries only the first %d words or so. Readers will be sent to your site.", lengths[len(lengths)/2])
}

// wholeBytes is the longest text that is shown whole (ENT-12).
const wholeBytes = 256_000

// markup tells what pages do otherwise than the posts.
func (l *look) markup() {
	var noAlt, trackers, embedded, http int
	var large *planet.Entry
	for i := range l.entries {
		e := &l.entries[i]
		noAlt, trackers = noAlt+e.Text.NoAlt, trackers+e.Text.Trackers
		lost := clean.LossesOf(l.raws[e.ID].Text)
		http += lost.HTTPImages
		if lost.Embedded > 0 {
			embedded++
		}
		if large == nil && (e.Text.Uncleaned || len(e.Text.Body.String()) > wholeBytes) {
			large = e
		}
	}
	if large != nil {
		size := len(l.raws[large.ID].Text) / 1000
		shown := "it appears as an excerpt"
		if large.Text.Uncleaned {
			shown = "it appears as its title and a link"
		}
		l.say(planet.CodeLargeEntry, "%q is %d kB; %s.", named(large), size, shown)
	}
	if noAlt > 0 {
		l.say(planet.CodeNoAlt, "%s no description. Blind readers hear only \"image without description\".", number(noAlt, "image has", "images have"))
	}
	if http > 0 {
		l.say(planet.CodeHTTPImages, "%s http; we ask for them over https.", number(http, "image uses", "images use"))
	}
	if embedded > 0 {
		l.say(planet.CodeMarkupLost, "Videos, sounds or frames in %s become links.", number(embedded, "post", "posts"))
	}
	if trackers > 0 {
		l.say(planet.CodeTrackers, "%s removed.", number(trackers, "tracking pixel was", "tracking pixels were"))
	}
}
