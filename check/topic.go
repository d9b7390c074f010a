package check

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"planet"
)

// A feed is off topic if fewer than half of its last posts have a tag that the
// planet is about, of so many at the least.
const topicFrom = 5

// A topic is a tag of a feed that the planet is about.
type topic struct {
	tag   string // as the feed writes it
	posts int    // of the last ones that have it
	of    int
	feed  string // of the tag alone, which was read; "" for none
}

// tag finds a tag by which the feed could be narrowed. A member who has a
// filter already has thought of it.
func (l *look) tag() {
	only := l.member.Only
	if len(only.Categories)+len(only.Keywords)+len(only.Pattern)+len(l.site.Only.Categories)+len(l.site.Only.Keywords)+len(l.site.Only.Pattern) > 0 {
		return
	}
	last := l.entries[:min(latest, len(l.entries))]
	if len(last) < topicFrom {
		return
	}
	about, groups := l.list.about, groupTopics(l.site, l.member)
	posts, tag := 0, ""
	for i := range last {
		for _, name := range labels(&last[i]) {
			if about[foldTag(name)] || groups[foldTag(name)] {
				posts++
				if tag == "" {
					tag = name
				}
				break
			}
		}
	}
	if posts > 0 && 2*posts < len(last) {
		l.topic = &topic{tag: tag, posts: posts, of: len(last)}
	}
}

// sayTopic tells of the tag, when it is known whether it has a feed.
func (l *look) sayTopic() {
	t := l.topic
	if t == nil {
		return
	}
	instead := ""
	if t.feed != "" {
		instead = "the tag's feed " + t.feed + ", or "
	}
	l.say(planet.CodeOffTopic, "%d of your last %d posts have the tag %s. To send only those, use %sonly: {categories: [%s]}", t.posts, t.of, t.tag, instead, yamlWord(t.tag))
}

var plainWord = regexp.MustCompile(`^[\pL\pN]([\pL\pN -]*[\pL\pN])?$`)

// yamlWord puts a text in quotes if it can't stand alone in a list in brackets.
func yamlWord(s string) string {
	if plainWord.MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}

// topicsOf gives the tags that a planet is about, folded: those that its
// filters and topics name, and its own name. Its groups come besides, see
// [groupTopics].
func topicsOf(site *planet.Site) map[string]bool {
	names := []string{withoutPlanet(site.Title)}
	for slug, categories := range site.Topics {
		names = append(append(names, slug), categories...)
	}
	for i := range site.Members {
		names = append(names, site.Members[i].Only.Categories...)
	}
	return folded(names)
}

// groupTopics gives those of the groups: of a member who is in some, these.
func groupTopics(site *planet.Site, m *planet.Member) map[string]bool {
	var names []string
	for _, g := range site.Groups {
		in := slices.ContainsFunc(m.Groups, func(member planet.Membership) bool { return member.Group == g.Slug })
		if in || len(m.Groups) == 0 {
			names = append(append(names, g.Slug, g.Name), g.Only.Categories...)
		}
	}
	return folded(names)
}

func folded(names []string) map[string]bool {
	all := map[string]bool{}
	for _, name := range names {
		all[foldTag(name)] = true
	}
	delete(all, "")
	return all
}

func withoutPlanet(title string) string {
	words := strings.Fields(title)
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return strings.EqualFold(w, "planet") }), " ")
}

// foldTag makes tags comparable: "Open-Badge" is "open badges".
func foldTag(s string) string {
	s = strings.ToLower(strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == '_' || r == ' ' || r == '#' }), " "))
	return strings.TrimSuffix(s, "s")
}

// tagFeeds gives where the platform of a blog keeps the feed of a tag, as far
// as it can be told; which of them is there, only asking can tell.
func (l *look) tagFeeds() []string {
	at, err := url.Parse(l.address.Final)
	if err != nil || l.topic == nil {
		return nil
	}
	tag := url.PathEscape(l.topic.tag)
	slug := url.PathEscape(strings.ReplaceAll(strings.ToLower(l.topic.tag), " ", "-"))
	folder, rest := at.Path, ""
	switch {
	case strings.HasSuffix(strings.TrimSuffix(folder, "/"), "/feed") && at.RawQuery == "": // WordPress, and those who do as it does
		folder = strings.TrimSuffix(strings.TrimSuffix(folder, "/"), "feed")
		return []string{below(at, folder+"tag/"+slug+"/feed/"), below(at, folder+"category/"+slug+"/feed/")}
	case strings.Contains(folder, "/feeds/posts/default"): // Blogger
		before, _, _ := strings.Cut(folder, "/feeds/posts/default")
		rest = before + "/feeds/posts/default/-/" + tag
	case strings.HasSuffix(folder, "/rss/"): // Ghost
		rest = strings.TrimSuffix(folder, "rss/") + "tag/" + slug + "/rss/"
	case at.Host == "medium.com" && strings.HasPrefix(folder, "/feed/") && strings.Count(folder, "/") == 2:
		rest = folder + "/tagged/" + slug
	default:
		return nil
	}
	return []string{below(at, rest)}
}

// below is an address at the same host; path is escaped.
func below(at *url.URL, path string) string { return at.Scheme + "://" + at.Host + path }
