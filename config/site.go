package config

import (
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"planet"
)

// planetSection reads the section "planet" and what follows from it.
func (r *reading) planetSection(n *node) {
	r.planet = n
	table[planet.Site]{r.site, planetKeys}.read(r, n)
	if u, err := url.Parse(r.site.URL); err == nil && r.site.URL != "" {
		r.home = plainAddress(u)
	}
	if n.kind == empty {
		table[planet.Site]{r.site, planetKeys}.complete(r, n)
	}
	r.schedule(n)
	r.folders(n)
	if f := r.site.Fetch; f.MaxInterval < f.MinInterval {
		r.say(within(n, "fetch", "max_interval"), planet.CodeBadValue, "planet.fetch.max_interval is %s; write at least min_interval, %s", durationText(f.MaxInterval), durationText(f.MinInterval))
	}
}

// within finds the value below keys, or the nearest one around it.
func within(n *node, keys ...string) *node {
	for _, k := range keys {
		if below := n.get(k); below != nil {
			n = below
		}
	}
	return n
}

// schedule asks package serve, which knows cron, through the Loader.
func (r *reading) schedule(n *node) {
	at := within(n, "schedule")
	if r.site.Schedule == "" {
		r.say(at, planet.CodeBadValue, "planet.schedule is empty; write a cron expression such as \"*/30 * * * *\"")
		return
	}
	if len(r.site.Schedule) > maxSchedule {
		r.say(at, planet.CodeBadValue, "planet.schedule is %s; write a cron expression of five fields, such as \"*/30 * * * *\"", at.shown())
		return
	}
	if r.Schedule == nil {
		return
	}
	if err := r.Schedule(r.site.Schedule, r.site.Location); err != nil {
		r.say(at, planet.CodeBadValue, "%v", err)
	}
}

// folders resolves the paths of the site against the list's own folder.
// Nothing of ours may be where all the world can read it (DB-13), and nothing
// of the owner where we write.
func (r *reading) folders(n *node) {
	s := r.site
	output, database := s.Output, s.Database
	r.inSite(&s.Output)
	r.inSite(&s.Database)
	r.theme(within(n, "theme"))
	if contains(s.Output, s.Dir) {
		r.say(within(n, "output"), planet.CodeBadValue, "planet.output is %s; write the name of a folder of its own, like public", quoted(output))
		return
	}
	if contains(s.Output, s.Database) {
		r.say(within(n, "database"), planet.CodeBadValue, "planet.database is %s, inside of what is published; write a path outside of %s, like planet.db", quoted(database), short(output))
	}
}

// inSite makes a path relative to the working directory of one that is
// relative to the list. Addresses and absolute paths stay.
func (r *reading) inSite(p *string) {
	if *p != "" && !strings.Contains(*p, "://") && !filepath.IsAbs(*p) {
		*p = filepath.Join(r.site.Dir, filepath.FromSlash(*p))
	}
}

// contains reports whether a folder is what inner is, or around it.
func contains(folder, inner string) bool {
	folder, err1 := filepath.Abs(folder)
	inner, err2 := filepath.Abs(inner)
	rel, err := filepath.Rel(folder, inner)
	return err1 == nil && err2 == nil && err == nil && filepath.IsLocal(rel)
}

var themeForm = onUse(`^[a-z0-9-]{1,40}$`)

// theme says if a theme is neither a folder beside the list nor one of those in
// the program, which the Loader knows.
func (r *reading) theme(at *node) {
	said := r.site.Theme
	info, err := os.Stat(filepath.Join(r.site.Dir, filepath.FromSlash(said)))
	switch {
	case filepath.IsLocal(filepath.FromSlash(said)) && err == nil && info.IsDir():
	case len(r.Themes) > 0 && !slices.Contains(r.Themes, said):
		like := nearest(said, r.Themes)
		if like == "" {
			like = short(either(r.Themes))
		}
		r.say(at, planet.CodeBadValue, "planet.theme is %s; write %s, or the name of a folder beside %s", quoted(said), like, short(filepath.Base(r.site.File)))
	case !themeForm().MatchString(said):
		r.say(at, planet.CodeBadValue, "planet.theme is %s, and there is no such folder beside %s; write the name of a theme, like classic, or of a folder", quoted(said), short(filepath.Base(r.site.File)))
	}
}

// A siteAddress is where the planet is published: it ends with a slash (URL-1).
type siteAddress struct{ into *string }

func (s siteAddress) read(r *reading, n *node) bool {
	u, ok := r.address(n)
	if !ok || n.kind == empty {
		return ok
	}
	if u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		r.say(n, planet.CodeBadAddress, "%s is %s; write it without ? and #", called(n), short(n.text))
		return false
	}
	u.Path = strings.TrimRight(u.Path, "/") + "/"
	*s.into = u.String()
	return true
}

func (s siteAddress) write() *node { return said(*s.into) }

func (s siteAddress) schema() *schema { return address{}.schema() }

// path is a file or folder.
func path(into *string) shape {
	return scalar[string]{
		into, "a path of at most 300 characters, like public",
		func(s string) (string, bool) { return s, s != "" && len(s) <= maxLine },
		func() *schema { return &schema{Type: "string", MaxLength: maxLine, Default: given(*into)} },
	}
}
