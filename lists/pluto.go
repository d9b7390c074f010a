package lists

import (
	"regexp"
	"slices"
	"strings"
)

// pluto reads a list of Pluto: settings of the planet above all sections, and
// a section for each feed, whose name is its short one.
func (o *Old) pluto(file *ini) {
	o.strange(file)
	defaults, planets, rest := parts(file)
	o.plutoPlanet(o.ownOptions(planets, defaults))
	first := map[string]*section{}
	var feeds []*section
	var repeated []*feed
	for _, s := range rest {
		if before, again := first[s.name]; again {
			before.options = append(before.options, s.options...)
			repeated = append(repeated, &feed{line: s.line, called: s.name, above: slices.Concat(s.above, s.inside)})
			continue
		}
		first[s.name] = s
		feeds = append(feeds, s)
	}
	at := map[string]string{}
	for _, s := range feeds {
		f := o.plutoFeed(s, defaults)
		at[s.name] = f.address
		o.feeds = append(o.feeds, f)
	}
	for _, f := range repeated { // one section of the two, as Ruby makes it
		f.address = at[f.called]
		o.feeds = append(o.feeds, f)
	}
	slices.SortStableFunc(o.feeds, func(a, b *feed) int { return a.line - b.line })
	o.tail = append(o.tail, file.tail...)
}

// plutoPlanet reads the settings above all sections.
func (o *Old) plutoPlanet(own []option) {
	for _, opt := range own {
		switch opt.key {
		case "title", "name":
			o.set(opt, "title", oneLine(opt.value))
		case "url", "link":
			if !strings.HasSuffix(opt.value, ".ini") { // else where Pluto gets the list from
				o.set(opt, "url", oneLine(opt.value))
				break
			}
			o.noteOnce(opt.line, opt.key+" is not taken: it is where Pluto gets the list from; write planet.url")
		case "author", "owner":
			o.set(opt, "owner.name", oneLine(opt.value))
		case "email":
			o.set(opt, "owner.email", oneLine(opt.value))
		case "includes", "include":
			o.set(opt, "only.pattern", wordsPattern(opt.value))
		case "excludes", "exclude":
			o.set(opt, "skip.pattern", wordsPattern(opt.value))
		case "source":
			o.noteOnce(opt.line, "source is not taken: it is where Pluto gets the list from")
		default:
			o.planetRest(opt)
		}
	}
}

// wordsPattern makes a pattern of Pluto's words, with commas or bars between.
func wordsPattern(value string) string {
	return regexp.MustCompile(`\s*[,|]\s*`).ReplaceAllString(strings.TrimSpace(value), "|")
}

// plutoNames are keys of a feed, and ours.
var plutoNames = map[string]string{
	"link": "site", "url": "site", "html_url": "site", "site": "site",
	"title": "name", "name": "name", "avatar": "avatar", "face": "avatar", "email": "contact",
}

func (o *Old) plutoFeed(s *section, defaults []option) *feed {
	o.overruled(s)
	f := &feed{line: s.line, called: s.name, above: slices.Concat(s.above, s.inside)}
	f.give(option{"section", s.name, s.line}, "slug", s.name)
	all := s.lasting(defaults)
	get := func(keys ...string) (found option) {
		for _, key := range keys {
			if i := slices.IndexFunc(all, func(opt option) bool { return opt.key == key && opt.value != "" }); i >= 0 {
				return all[i]
			}
		}
		return option{}
	}
	f.address = oneLine(get("feed", "feed_url", "xml_url").value)
	name := get("title", "name", "author")
	site := get("link", "url", "html_url", "site")
	if name.value != "" {
		f.give(name, "name", oneLine(name.value))
	}
	if site.value != "" {
		f.give(site, "site", oneLine(site.value))
	}
	for _, opt := range all {
		switch key := opt.key; {
		case opt.value == "", opt.line == name.line && opt.key == name.key, opt.line == site.line && opt.key == site.key:
		case slices.Contains([]string{"feed", "feed_url", "xml_url"}, key):
			if oneLine(opt.value) != f.address {
				o.noteOnce(opt.line, key+" is not taken: the section has another address of a feed, "+short(f.address))
			}
		case plutoNames[key] == "avatar" || key == "email":
			f.give(opt, plutoNames[key], oneLine(opt.value))
		case key == "include" || key == "includes":
			f.give(opt, "only.pattern", wordsPattern(opt.value))
		case key == "exclude" || key == "excludes":
			f.give(opt, "skip.pattern", wordsPattern(opt.value))
		case key == "location", key == "language":
			f.language(opt)
		case gone[key] != "":
			o.feedRest(opt)
		case f.link(opt):
		default:
			f.more(key, opt.value)
		}
	}
	return f
}
