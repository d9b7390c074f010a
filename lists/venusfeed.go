package lists

import (
	"regexp"
	"slices"
	"strings"
)

// kept are keys of a feed that keep their meaning.
var kept = map[string]string{
	"name": "name", "link": "site", "filter": "only.pattern", "exclude": "skip.pattern",
	"face": "avatar", "language": "language", "email": "contact",
}

// remote is a content_type of a list that Venus would fetch.
var remote = regexp.MustCompile(`(?i)opml|foaf|csv|config`)

// venusFeed reads a section of a feed.
func (o *Old) venusFeed(s *section, defaults []option) *feed {
	o.overruled(s)
	f := &feed{line: s.line, called: s.name, above: slices.Concat(s.above, s.inside), address: s.name}
	for _, opt := range s.lasting(defaults) {
		switch key := opt.key; {
		case opt.value == "":
		case kept[key] == "only.pattern" || kept[key] == "skip.pattern":
			f.give(opt, kept[key], patternOf(opt, kept[key]))
		case key == "language":
			f.language(opt)
		case kept[key] != "":
			f.give(opt, kept[key], oneLine(opt.value))
		case key == "ignore_in_feed":
			o.ignored(f, opt)
		case key == "title_type":
			o.titleType(f, opt)
		case key == "xml_base":
			f.base(opt)
		case key == "future_dates":
			f.give(opt, "future", future(opt.value))
		case key == "hidden":
			if !slices.Contains([]string{"0", "false", "no", "off"}, strings.ToLower(opt.value)) {
				f.give(opt, "disabled", true)
			}
		case key == "content_type" && remote.MatchString(opt.value):
			f.refused = remoteList(opt.value)
		case gone[key] != "" || key == "feed_timeout":
			o.feedRest(opt)
		case f.link(opt):
		default:
			f.more(key, opt.value)
		}
	}
	return f
}

// feedRest is a setting of a feed without counterpart.
func (o *Old) feedRest(opt option) {
	if gone[opt.key] == "" {
		o.noteOnce(opt.line, opt.key+" is not taken: it is set for all feeds, as planet.fetch.timeout")
		return
	}
	o.notTaken(opt)
}

// give keeps a setting of a feed.
func (f *feed) give(opt option, key string, value any) {
	f.given = append(f.given, setting{opt.line, opt.key, key, value})
}

// more keeps what only a theme may know.
func (f *feed) more(key, value string) {
	if f.extra == nil {
		f.extra = map[string]any{}
	}
	f.extra[key] = value
}

// remoteList says how to import a list that Venus would fetch by itself.
func remoteList(contentType string) string {
	format := ""
	switch lower := strings.ToLower(contentType); {
	case strings.Contains(lower, "opml"):
		format = "opml"
	case strings.Contains(lower, "config"):
		format = "venus"
	default:
		return "it is a remote list of feeds, not a feed; save it, make a list of addresses of it, and run planet import FILE --format urls"
	}
	return "it is a remote list of feeds, not a feed; save it and run planet import FILE --format " + format
}

// ignorable are the elements of a feed that we may be told not to trust.
var ignorable = map[string]string{
	"author": "author", "authors": "author", "id": "id", "guid": "id", "lang": "lang", "language": "lang", "xml:lang": "lang",
	"updated": "date", "published": "date", "date": "date", "created": "date", "modified": "date",
}

// ignored are elements not to trust.
func (o *Old) ignored(f *feed, opt option) {
	var ignore []string
	for _, word := range strings.FieldsFunc(strings.ToLower(opt.value), func(c rune) bool { return strings.ContainsRune(" ,\n\t", c) }) {
		our := ignorable[word]
		switch {
		case our == "":
			o.noteOnce(opt.line, "ignore_in_feed "+short(word)+" is not taken: we can leave author, date, id and lang aside")
		case !slices.Contains(ignore, our):
			ignore = append(ignore, our)
		}
	}
	if len(ignore) > 0 {
		f.give(opt, "ignore", ignore)
	}
}

// titleType is what titles are.
func (o *Old) titleType(f *feed, opt option) {
	switch t := strings.ToLower(opt.value); {
	case strings.HasSuffix(t, "html"), strings.HasSuffix(t, "xml"):
		f.give(opt, "fix.title_type", "html")
	case t == "text", t == "text/plain":
		f.give(opt, "fix.title_type", "text")
	default:
		o.noteOnce(opt.line, "title_type "+short(opt.value)+" is not taken: write text or html below fix, or nothing")
	}
}

// base is where relative links begin.
func (f *feed) base(opt option) {
	switch opt.value {
	case "feed_alternate":
		f.give(opt, "fix.base", "feed")
	case "entry_alternate":
		f.give(opt, "fix.base", "entry")
	default:
		f.give(opt, "fix.base", oneLine(opt.value))
	}
}

// services are places elsewhere on the web, and what becomes of a name there;
// "" for those of which our own list makes an address.
var services = map[string]string{
	"github": "", "mastodon": "",
	"twitter": "https://twitter.com/", "gitlab": "https://gitlab.com/", "bitbucket": "https://bitbucket.org/",
	"meetup": "https://www.meetup.com/", "rubygems": "https://rubygems.org/profiles/", "googlegroups": "https://groups.google.com/g/",
	"linkedin": "https://www.linkedin.com/in/", "facebook": "https://www.facebook.com/", "flickr": "https://www.flickr.com/people/",
	"launchpad": "https://launchpad.net/~", "youtube": "https://www.youtube.com/@", "instagram": "https://www.instagram.com/",
	"homepage": "", "wiki": "", "bluesky": "https://bsky.app/profile/",
}

var accountName = regexp.MustCompile(`^@?[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$`)

// link keeps a name at a known service, or an address under its name, and
// reports whether it is one.
func (f *feed) link(opt option) bool {
	before, known := services[opt.key]
	switch {
	case !known:
		return false
	case strings.HasPrefix(opt.value, "http://") || strings.HasPrefix(opt.value, "https://"):
		f.give(opt, "links."+opt.key, opt.value)
	case before != "" && accountName.MatchString(opt.value):
		f.give(opt, "links."+opt.key, before+strings.TrimPrefix(opt.value, "@"))
	case opt.key == "github" || opt.key == "mastodon":
		f.give(opt, "links."+opt.key, opt.value)
	default:
		return false
	}
	return true
}

// language is a code in one of its spellings; what is none stays for themes.
func (f *feed) language(opt option) {
	if l := languageOf(opt.value); l != "" {
		f.give(opt, "language", l)
		return
	}
	f.more(opt.key, opt.value)
}

var languageForm = regexp.MustCompile(`^[A-Za-z]{2,3}([-_][A-Za-z]{4})?([-_]([A-Za-z]{2}|[0-9]{3}))?$`)

// languageOf makes a BCP 47 code of a locale such as pt_BR.UTF-8; "" if it
// names no language.
func languageOf(locale string) string {
	locale, _, _ = strings.Cut(strings.TrimSpace(locale), ".")
	locale, _, _ = strings.Cut(locale, "@")
	if !languageForm.MatchString(locale) || strings.EqualFold(locale, "posix") {
		return ""
	}
	return strings.ReplaceAll(locale, "_", "-")
}

// oneLine folds white space.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// credentials are what stands before the host in some addresses.
var credentials = regexp.MustCompile(`://[^/@\s]+@`)

// short cuts a text to what a note can repeat; a password it does not.
func short(s string) string {
	const most = 80
	s = credentials.ReplaceAllString(oneLine(s), "://…@")
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// quoted is a text in a note.
func quoted(s string) string { return `"` + strings.ReplaceAll(short(s), `"`, "'") + `"` }
