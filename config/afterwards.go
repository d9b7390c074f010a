package config

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"planet"
)

// afterwards looks at what can only be judged when everything has been read.
func (r *reading) afterwards() {
	r.furtherItems()
	r.file = r.files[0]
	if r.planet == nil || r.broken["planet"] || r.planet.kind == text || r.planet.kind == list {
		return
	}
	r.callGroups()
	r.identity()
	r.manners()
	r.nightly()
}

// furtherItems says which items belong to nobody: the key "member" names the
// slug of a member who belongs to no other.
func (r *reading) furtherItems() {
	if len(r.further) == 0 {
		return
	}
	of := map[string]string{} // member's slug to the one it names
	for _, m := range r.site.Members {
		of[m.Slug] = m.Of
	}
	for _, f := range r.further {
		r.file = f.file
		said := f.at.text
		first, known := of[said]
		switch {
		case !known && r.slugs[said].slug != "":
			r.say(f.at, planet.CodeBadValue, "member is %s, a former slug; write %s", quoted(said), r.slugs[said].slug)
		case !known || said == f.slug:
			r.say(f.at, planet.CodeBadValue, "member is %s; write the slug of another member, to whom this item belongs", quoted(said))
		case first != "":
			r.say(f.at, planet.CodeBadValue, "member is %s, which belongs to %s itself; write member: %s", quoted(said), first, first)
		}
	}
}

// callGroups says which groups of calls are not in the list.
func (r *reading) callGroups() {
	for _, call := range r.planet.get("calls").each() {
		for _, g := range call.get("groups").each() {
			if g.kind == text && validSlug(g.text) {
				r.inGroup(g, g.text)
			}
		}
	}
}

// identity notes what feeds and hosts need to know the planet again.
func (r *reading) identity() {
	s := r.site
	if s.URL == "" && r.planet.get("url").each() == nil && !(table[planet.Site]{s, planetKeys}).mistyped(r.planet, "url") {
		r.note(r.planet, Warns, planet.CodeNoPlanetURL, "planet has no url; write url: and the address where it will be published, without which nothing can be")
	}
	if s.URL == "" {
		return
	}
	if s.ID == "" {
		r.note(r.planet, Notes, planet.CodeNoPlanetID, "planet has no id; write id: %s, or the id in atom.xml if url has changed since, so that its feeds stay the same if the database is lost", planet.NameID(s.URL+"atom.xml"))
	}
	if u, err := url.Parse(s.URL); err == nil && u.Path != "/" {
		r.note(within(r.planet, "url"), Notes, planet.CodeBasePath, "the site is at %s, not at the root of its host; robots.txt and .well-known files will not be found there", short(u.Path))
	}
}

// What publishers put up with (GET-11, GET-15). Shorter times are for tests
// and intranets.
const (
	politeInterval = time.Hour
	politeDelay    = time.Second
	politePerHost  = 2
)

// manners warns of settings for which publishers block readers, and of proxies.
func (r *reading) manners() {
	f := r.site.Fetch
	if f.Proxy != "none" {
		r.note(within(r.planet, "fetch", "proxy"), Warns, planet.CodeProxy, "requests go through a proxy, so its network is guarded by names only, not by addresses; write proxy: none if you can do without")
	}
	if f.AllowPrivate {
		return
	}
	if f.MinInterval < politeInterval {
		r.note(within(r.planet, "fetch", "min_interval"), Warns, planet.CodeManners, "planet.fetch.min_interval is %s; write %s or more, since publishers block who asks more often", durationText(f.MinInterval), durationText(politeInterval))
	}
	if f.HostDelay < politeDelay {
		r.note(within(r.planet, "fetch", "host_delay"), Warns, planet.CodeManners, "planet.fetch.host_delay is %s; write %s or more, since hosts block who hurries", durationText(f.HostDelay), durationText(politeDelay))
	}
	if f.PerHost > politePerHost {
		r.note(within(r.planet, "fetch", "per_host"), Warns, planet.CodeManners, "planet.fetch.per_host is %d; write %d or less, since hosts block who asks for much at once", f.PerHost, politePerHost)
	}
}

// nightly notes a fixed hour that summer time skips or repeats (SCHED-4).
func (r *reading) nightly() {
	if hour := nightHour(r.site.Schedule); hour != "" && hasSummerTime(r.site.Location) {
		r.note(within(r.planet, "schedule"), Notes, planet.CodeSchedule, "the schedule %s names hour %s, which summer time skips or repeats once a year in %s; an hour from 4 to 23 is safer",
			quoted(r.site.Schedule), hour, r.site.Location)
	}
}

// nightHour gives the first hour from 0 to 3 that a schedule names, or "".
func nightHour(expr string) string {
	switch expr {
	case "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually":
		return "0"
	}
	fields := strings.Fields(expr)
	if len(fields) != 5 {
		return ""
	}
	for hour := range strings.SplitSeq(fields[1], ",") {
		if n, err := strconv.Atoi(hour); err == nil && n >= 0 && n < 4 {
			return hour
		}
	}
	return ""
}

// hasSummerTime compares winter and summer of a year for which the rules of
// zones are not yet dates, only rules.
func hasSummerTime(zone *time.Location) bool {
	_, winter := time.Date(2037, time.January, 1, 0, 0, 0, 0, zone).Zone()
	_, summer := time.Date(2037, time.July, 1, 0, 0, 0, 0, zone).Zone()
	return winter != summer
}
