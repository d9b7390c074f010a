package lists

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// venus reads a list of Venus or Planet 2.0: a section [Planet], one for each
// template and each plug-in that has settings of its own, and one for each
// feed, whose name is its address.
func (o *Old) venus(file *ini) {
	o.strange(file)
	defaults, planets, rest := parts(file)
	files := map[string]bool{} // templates and plug-ins
	for _, p := range planets {
		for _, list := range []string{"template_files", "filters", "bill_of_materials"} {
			for _, name := range strings.Fields(p.get(list)) {
				files[name], files[path.Base(name)] = true, true
			}
		}
	}
	own := o.ownOptions(planets, defaults)
	o.venusPlanet(own)
	first := map[string]*section{}
	var feeds []*section
	var templates []option
	for _, s := range rest {
		switch before, again := first[s.name]; {
		case isFile(s.name, files):
			templates = append(templates, s.options...)
			o.noteOnce(s.line, "settings of single templates and plug-ins are not taken; themes are written anew, as docs/themes.md tells")
			o.tailOf(s, feeds)
		case again: // Python makes one section of the two, and the later value counts
			before.options = append(before.options, s.options...)
			o.feeds = append(o.feeds, &feed{line: s.line, called: s.name, address: s.name, above: slices.Concat(s.above, s.inside)})
		default:
			first[s.name] = s
			feeds = append(feeds, s)
		}
	}
	repeated := o.feeds
	o.feeds = nil
	o.front(own, templates)
	for _, s := range feeds {
		o.feeds = append(o.feeds, o.venusFeed(s, defaults))
	}
	o.feeds = append(o.feeds, repeated...)
	slices.SortStableFunc(o.feeds, func(a, b *feed) int { return a.line - b.line })
	o.tail = append(o.tail, file.tail...)
}

// ownOptions gives the settings of the planet. What [DEFAULT] says of feeds only
// is left out: it goes to them.
func (o *Old) ownOptions(planets []*section, defaults []option) []option {
	var whole section
	for _, p := range planets {
		whole.options = append(whole.options, p.options...)
		o.inside = append(o.inside, p.inside...)
	}
	o.overruled(&whole)
	return slices.DeleteFunc(whole.lasting(defaults), func(opt option) bool {
		ofFeeds := gone[opt.key] == "" && planetNames[opt.key] == ""
		return ofFeeds && slices.ContainsFunc(defaults, func(d option) bool { return d.line == opt.line })
	})
}

// overruled reports settings that the same section sets again below.
func (o *Old) overruled(s *section) {
	last := map[string]option{}
	for _, opt := range s.options {
		if before, again := last[opt.key]; again && before.value != opt.value {
			o.note(before.line, "%s %s is not taken: line %d sets it again", opt.key, quoted(before.value), opt.line)
		}
		last[opt.key] = opt
	}
}

// tailOf keeps the comments of a section that is not taken.
func (o *Old) tailOf(s *section, feeds []*section) {
	comments := slices.Concat(s.above, s.inside)
	if len(feeds) == 0 {
		o.inside = append(o.inside, comments...)
		return
	}
	o.tail = append(o.tail, comments...)
}

// strange reports the lines that are no setting.
func (o *Old) strange(file *ini) {
	const most = 100
	for i, s := range file.strange {
		if i == most {
			o.note(s.line, "so it is with %d more lines", len(file.strange)-most)
			break
		}
		o.noteOnce(s.line, fmt.Sprintf("%s is no key and value; it is not taken", quoted(s.value)))
	}
}

// parts tells apart [DEFAULT], [Planet] and the rest. What stands above all
// sections belongs to none in Python; the comments there are the list's.
func parts(file *ini) (defaults []option, planets, rest []*section) {
	for _, s := range file.sections {
		switch {
		case s.name == "" || strings.EqualFold(s.name, "planet"):
			planets = append(planets, &section{name: s.name, line: s.line, options: s.options, inside: slices.Concat(s.above, s.inside)})
		case strings.EqualFold(s.name, "default"):
			defaults = append(defaults, s.options...)
			planets = append(planets, &section{line: s.line, inside: slices.Concat(s.above, s.inside)})
		default:
			rest = append(rest, s)
		}
	}
	return defaults, planets, rest
}

var fileName = regexp.MustCompile(`(?i)^[^:]*\.(tmpl|xslt?|plugin|genshi|dj|py|sed)$`)

// isFile reports whether a section is that of a template or plug-in.
func isFile(name string, files map[string]bool) bool {
	bare, _, _ := strings.Cut(name, "?") // filters take arguments so
	return files[name] || files[bare] || fileName.MatchString(bare)
}

// gone says why settings of Venus and Planet 2.0 have no counterpart.
var gone = map[string]string{
	"cache_directory":         "all is kept in planet.db",
	"cache_sources_directory": "all is kept in planet.db",
	"cache_lists_directory":   "all is kept in planet.db",
	"cache_keep_entries":      "built in: every post is kept",
	"new_feed_items":          "built in: old posts of a new feed go to the archive, not on top",
	"log_level":               "--verbose and --quiet say more or less",
	"log_format":              "--log says how log lines look",
	"encoding":                "all that we write is UTF-8",
	"date_format":             "dates look as planet.language has them",
	"new_date_format":         "dates look as planet.language has them",
	"output_theme":            "themes are written anew, as docs/themes.md tells",
	"template_files":          "themes are written anew, as docs/themes.md tells",
	"template_directories":    "themes are written anew, as docs/themes.md tells",
	"bill_of_materials":       "put such files into the folder static beside feeds.yaml",
	"filters":                 "there are no plug-ins; only and skip choose posts, and texts are cleaned anyway",
	"filter_directories":      "there are no plug-ins; only and skip choose posts, and texts are cleaned anyway",
	"name_type":               "found out by looking",
	"summary_type":            "found out by looking",
	"content_type":            "found out by looking",
	"django_autoescape":       "themes are written anew, as docs/themes.md tells",
	"generator":               "the site says what made it",
	"generator_uri":           "the site says what made it",
	"spider_threads":          "0 would ask one feed after the other; here they are always asked side by side",
	"http_cache_directory":    "all is kept in planet.db",
	"lock_file":               "a second planet on a database is refused anyway",
	"locale":                  "no language can be read from it; write planet.language",
	"feedtype":                "there is a feed of each kind",
	"gravatar":                "a picture from there would tell a third party of each reader; put one beside feeds.yaml, as avatar",
}

// notTaken reports a setting without counterpart, once for each value of its
// reason.
func (o *Old) notTaken(opt option) {
	o.noteOnce(opt.line, opt.key+" is not taken: "+gone[opt.key])
}

// set keeps a setting of the planet.
func (o *Old) set(opt option, key string, value any) {
	o.settings = append(o.settings, setting{opt.line, opt.key, key, value})
}

// planetNames are settings of the planet, and ours.
var planetNames = map[string]string{
	"name": "title", "link": "url", "owner_name": "owner.name", "owner_email": "owner.email", "subtitle": "description",
	"output_dir": "output", "locale": "language", "feed_timeout": "fetch.timeout", "spider_threads": "fetch.workers",
	"activity_threshold": "active_days", "pubsubhubbub_hub": "websub.hubs", "items_per_page": "front.entries", "days_per_page": "front.days",
}

// venusPlanet reads [Planet].
func (o *Old) venusPlanet(own []option) {
	named := false // the names of the files that were published
	for _, opt := range own {
		switch opt.key {
		case "name", "link", "owner_name", "owner_email", "subtitle":
			o.set(opt, planetNames[opt.key], oneLine(opt.value))
		case "output_dir":
			o.outputFolder(opt)
		case "locale":
			if l := languageOf(opt.value); l != "" {
				o.set(opt, "language", l)
			} else {
				o.notTaken(opt)
			}
		case "feed_timeout":
			o.number(opt, "fetch.timeout", 1, 600, "s")
		case "spider_threads":
			if n, err := strconv.Atoi(opt.value); err == nil && n == 0 {
				o.notTaken(opt)
				break
			}
			o.number(opt, "fetch.workers", 1, 512, "")
		case "activity_threshold":
			if opt.value != "0" {
				o.number(opt, "active_days", 1, 3650, "")
			}
		case "pubsubhubbub_hub":
			o.set(opt, "websub.hubs", strings.Fields(opt.value))
		case "filter", "exclude":
			o.planetPattern(opt)
		case "future_dates":
			o.set(opt, "future", future(opt.value))
		case "template_files", "bill_of_materials":
			o.oldFiles(opt)
			named = named || opt.key == "template_files" && opt.value != ""
			o.notTaken(opt)
		case "output_theme":
			o.themeFiles(opt)
			o.notTaken(opt)
		case "feed":
			o.feedFile(opt)
		case "items_per_page", "days_per_page": // by front
		default:
			o.planetRest(opt)
		}
	}
	if !named {
		o.themeFiles(option{})
	}
}

// planetRest is a setting of the planet that has no name here.
func (o *Old) planetRest(opt option) {
	if gone[opt.key] != "" {
		o.notTaken(opt)
		return
	}
	o.noteOnce(opt.line, opt.key+" is not taken: below planet there is nothing like it")
}

// outputFolder is the folder that was published.
func (o *Old) outputFolder(opt option) {
	if strings.ContainsAny(opt.value, "~$") {
		o.noteOnce(opt.line, "output_dir is not taken: "+quoted(opt.value)+" is spelled as for a shell; write planet.output, or leave it public")
		return
	}
	o.set(opt, "output", oneLine(opt.value))
}

// number keeps a number, brought between two limits.
func (o *Old) number(opt option, key string, least, most int, unit string) {
	f, err := strconv.ParseFloat(strings.TrimSpace(opt.value), 64)
	if err != nil || f != f {
		o.noteOnce(opt.line, opt.key+" is not taken: "+quoted(opt.value)+" is no number")
		return
	}
	n := int(min(max(f, float64(least)), float64(most)))
	if float64(n) != f {
		o.noteOnce(opt.line, fmt.Sprintf("%s %s becomes %d; %s takes whole numbers from %d to %d", opt.key, opt.value, n, key, least, most))
	}
	if unit != "" {
		o.set(opt, key, strconv.Itoa(n)+unit)
		return
	}
	o.set(opt, key, n)
}

// front is the size of the front page: the largest of all templates.
func (o *Old) front(own, templates []option) {
	largest := map[string]option{}
	for _, opt := range slices.Concat(own, templates) {
		if opt.key != "items_per_page" && opt.key != "days_per_page" {
			continue
		}
		n, err := strconv.Atoi(opt.value)
		if before, _ := strconv.Atoi(largest[opt.key].value); err != nil || n > before {
			largest[opt.key] = opt
		}
	}
	if opt, is := largest["items_per_page"]; is {
		o.number(opt, "front.entries", 1, 500, "")
	}
	if opt, is := largest["days_per_page"]; is {
		o.number(opt, "front.days", 0, 31, "")
	}
}

// planetPattern is a filter of all feeds.
func (o *Old) planetPattern(opt option) {
	key := "only.pattern"
	if opt.key == "exclude" || opt.key == "excludes" {
		key = "skip.pattern"
	}
	o.set(opt, key, patternOf(opt, key))
}

// patternOf makes one pattern of several lines, of which each excludes. That
// all of several must be found cannot be said by one: that is left to fail.
func patternOf(opt option, key string) string {
	lines := strings.Split(opt.value, "\n")
	if key != "skip.pattern" || len(lines) == 1 {
		return opt.value
	}
	for i, line := range lines {
		lines[i] = "(?:" + line + ")"
	}
	return strings.Join(lines, "|")
}

// future says what becomes of posts that are dated ahead.
func future(value string) string {
	switch value {
	case "ignore_entry":
		return "hold"
	case "keep", "ignore_date":
		return "clamp"
	}
	return value
}

// The file names of feeds that old planets published, and ours (URL-6).
var (
	oldRSS  = regexp.MustCompile(`(?i)^(rss[0-9]*|feed|index)\.(xml|rss|rdf)$|^rss$`)
	oldAtom = regexp.MustCompile(`(?i)^atom[0-9]*(\.xml)?$|^(feed|index)\.atom$`)
	oldOPML = regexp.MustCompile(`(?i)^[a-z]*\.opml$|^opml\.xml$`)
	ours    = regexp.MustCompile(`^(atom|rss|opml)\.xml$|^blogroll\.opml$|^index\.html$`)
)

// oldFiles finds the names of the files that came of templates.
func (o *Old) oldFiles(opt option) {
	for _, name := range strings.Fields(opt.value) {
		name = path.Base(strings.ReplaceAll(name, `\`, "/"))
		if opt.key == "template_files" {
			name = strings.TrimSuffix(name, path.Ext(name))
		}
		o.oldFile(opt, name)
	}
}

func (o *Old) oldFile(opt option, name string) {
	our := ""
	switch {
	case ours.MatchString(name):
	case oldRSS.MatchString(name):
		our = "rss.xml"
	case oldAtom.MatchString(name):
		our = "atom.xml"
	case oldOPML.MatchString(name):
		our = "opml.xml"
	case opt.key == "template_files":
		o.noteOnce(opt.line, fmt.Sprintf("%s was a file of the old planet and will not be written; put a copy into the folder static beside feeds.yaml if somebody needs it", short(name)))
	}
	if our != "" {
		o.set(opt, "aliases."+name, our)
	}
}

// themeFiles are the feeds that each theme of Venus writes besides atom.xml.
func (o *Old) themeFiles(opt option) {
	for _, name := range []string{"rss20.xml", "rss10.xml"} {
		o.oldFile(opt, name)
	}
}

// feedFile is the address of the old planet's own feed.
func (o *Old) feedFile(opt option) {
	at := path.Base(opt.value)
	if oldAtom.MatchString(at) || oldRSS.MatchString(at) || ours.MatchString(at) {
		o.oldFile(opt, at)
		return
	}
	o.noteOnce(opt.line, "feed is not taken: write "+quoted(opt.value)+" as one of planet.aliases, or give it as --old-feed")
}
