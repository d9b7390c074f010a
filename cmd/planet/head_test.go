package main

import (
	"fmt"
	"slices"
	"strings"
)

// head tells what is wrong with what the page says of itself (HEAD-1 to HEAD-4).
// public is the address that the site is made for.
func (p *pageText) head(public string, whole bool) []string {
	var wrong []string
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	for n := range p.elements("html") {
		if attr(n, "lang") == "" || attr(n, "dir") == "" {
			say("is in no language, or runs in no direction")
		}
	}
	if p.title() == "" {
		say("has no title")
	}
	if p.redirects() {
		return wrong
	}
	for _, name := range []string{
		"viewport", "description", "referrer", "color-scheme", "og:type", "og:title", "og:url", "og:description", "og:locale", "og:image",
	} {
		if said := p.meta(name); len(said) != 1 || said[0] == "" {
			say("says %q under %s", said, name)
		}
	}
	if len(p.meta("theme-color")) != 2 {
		say("has theme colours %q; want one for light and one for dark", p.meta("theme-color"))
	}
	if image := strings.Join(p.meta("og:image"), ""); !strings.HasPrefix(image, public) {
		say("shows others the picture %q, which is not ours (HEAD-4)", image)
	}
	for _, relation := range []string{"home", "icon", "canonical"} {
		if len(p.links(relation)) != 1 {
			say("has %d links rel=%s", len(p.links(relation)), relation)
		}
	}
	return slices.Concat(wrong, p.indexing(public, whole), p.feeds(public))
}

// indexing tells what is wrong with what the page says to search engines
// (HEAD-3). Links are always followed.
func (p *pageText) indexing(public string, whole bool) []string {
	want := "index, follow"
	of, _, _ := strings.Cut(p.path, "/")
	if slices.Contains([]string{"404.html", "health", "search", "everything"}, of) || whole && slices.Contains([]string{"", "groups", "topics"}, of) {
		want = "noindex, follow"
	}
	var wrong []string
	if got := p.meta("robots"); !slices.Equal(got, []string{want}) {
		wrong = append(wrong, fmt.Sprintf("tells robots %q; want %q", got, want))
	}
	original := p.canonical
	for n := range p.elements("a") {
		if single.MatchString(p.path) && slices.Contains(strings.Fields(attr(n, "class")), "u-repost-of") {
			original = attr(n, "href")
		}
	}
	if !single.MatchString(p.path) {
		original = public + p.path
	}
	if p.canonical != original {
		wrong = append(wrong, fmt.Sprintf("has the canonical address %q; want %q", p.canonical, original))
	}
	return wrong
}

// feeds tells what is wrong with the feeds that the page names (HEAD-2): the
// three of the site on every page, its own before them, a member's original
// before our copy.
func (p *pageText) feeds(public string) []string {
	var addresses []string
	titles := map[string]bool{}
	for _, n := range p.links("alternate") {
		addresses = append(addresses, attr(n, "href"))
		titles[attr(n, "title")] = true
	}
	var wrong []string
	if len(titles) != len(addresses) || titles[""] {
		wrong = append(wrong, fmt.Sprintf("names %d feeds by %d titles", len(addresses), len(titles)))
	}
	all := []string{public + "atom.xml", public + "rss.xml", public + "feed.json"}
	own := addresses[:max(0, len(addresses)-len(all))]
	if !slices.Equal(addresses[len(own):], all) {
		wrong = append(wrong, fmt.Sprintf("names the feeds %q; want the site's three at the end", addresses))
	}
	of, slug, _ := strings.Cut(p.path, "/")
	copied := public + p.path + "atom.xml"
	switch slug = strings.TrimSuffix(slug, "/"); {
	case (of == "groups" || of == "everything") && (len(own) == 0 || own[0] != copied):
		wrong = append(wrong, fmt.Sprintf("names the feeds %q first; want its own %q", own, copied))
	case of == "members" && slug != "" && slug != "new" && slug != "recent" && (len(own) < 2 || own[len(own)-1] != copied || strings.HasPrefix(own[0], public)):
		wrong = append(wrong, fmt.Sprintf("names the feeds %q first; want the member's own, then %q", own, copied))
	}
	return wrong
}
