package render

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"planet"
	"planet/store"
)

const layoutFile = "templates/layout.html"

// pageFaults is what a check finds while pages are made, by several goroutines
// at a time.
type pageFaults struct {
	mu     sync.Mutex
	kinds  map[string]string   // of all pages, by their file
	failed map[string]bool     // files of pages that could not be made
	lacks  map[string][]string // what pages lack, and which do
	told   []*regexp.Regexp    // problems that a template's line explains already
}

// render makes all pages and finds what is wrong with them.
func (c *themeCheck) render(ctx context.Context, r *store.Reader, o Options) error {
	w, out, err := begin(ctx, r, c.site, c.theme, o)
	if err != nil {
		return err
	}
	defer out.discard()
	c.pages.kinds, c.pages.failed, c.pages.lacks = map[string]string{}, map[string]bool{}, map[string][]string{}
	w.printed = c.printed
	if err := w.write(ctx, out); err != nil {
		return err
	}
	c.judge(out)
	if c.blocked() {
		return nil
	}
	_, err = out.publish(w.count())
	return err
}

// printed is told of each page that was made or could not be.
func (c *themeCheck) printed(j *job, page []byte, err error) error {
	c.pages.mu.Lock()
	defer c.pages.mu.Unlock()
	file := fileOf(j.page.Path)
	c.pages.kinds[file] = j.kind
	if err != nil {
		c.pages.failed[file] = true
		c.failed(j.kind, err)
		return nil
	}
	for _, what := range lacking(page, &j.page) {
		c.pages.lacks[what] = append(c.pages.lacks[what], file)
	}
	return nil
}

// failed keeps why a page could not be made, unless a line says it already.
func (c *themeCheck) failed(kind string, err error) {
	f := faultOf(err)
	if strings.HasPrefix(f.words, "no such template") && c.blocked() {
		return // the line that asks for it is named
	}
	for _, s := range c.sources {
		if s.from.name(s.name) == f.file {
			c.say(s.from, s.name, f.line, blocks, "%s", f.words)
			return
		}
	}
	if c.blocked() {
		return // the template that is missing, the file that it asks for
	}
	c.add(blocks, "the page %s can't be made: %s", kind, f.words)
}

// add keeps a fault that has no line in a file.
func (c *themeCheck) add(level, format string, args ...any) {
	c.faults = append(c.faults, ThemeFault{Level: level, Code: planet.CodeTheme, Message: oneLine(fmt.Sprintf(format, args...))})
}

// judge keeps what is wrong with the pages that were made.
func (c *themeCheck) judge(out *tree) {
	same := map[string][]string{} // files by what is wrong with them
	for _, p := range out.check.problems {
		if !slices.ContainsFunc(c.pages.told, func(told *regexp.Regexp) bool { return told.MatchString(p.what) }) {
			same[p.what] = append(same[p.what], p.file)
		}
	}
	for _, what := range sortedKeys(same) {
		c.blame(same[what], blocks, what)
	}
	for _, what := range sortedKeys(c.pages.lacks) {
		level := warns
		if strings.HasPrefix(what, "lacks ") {
			level = blocks
		}
		c.blame(c.pages.lacks[what], level, what)
	}
	for _, to := range slices.Sorted(maps.Keys(out.check.links)) {
		if !out.has(to) && !c.pages.failed[to] && !c.badLink(to) {
			from := out.check.links[to]
			c.add(blocks, "%s links to %s, which is not there%s", from.first, to, from)
		}
	}
}

// blame keeps a fault of pages, and names the owner's template that they have
// in common, if they have one.
func (c *themeCheck) blame(files []string, level, what string) {
	slices.Sort(files)
	kinds := map[string]bool{}
	for _, f := range files {
		kinds[c.pages.kinds[f]] = true
	}
	said := fmt.Sprintf("%s %s%s", files[0], what, linked{files[0], len(files)})
	names := []string{layoutFile}
	if len(kinds) == 1 {
		names = []string{"templates/" + sortedKeys(kinds)[0] + ".html", layoutFile}
	}
	for _, name := range names {
		for _, s := range c.sources {
			if s.name == name && s.from.own() {
				c.say(s.from, s.name, 0, level, "%s", said)
				return
			}
		}
	}
	c.add(level, "%s", said)
}

// badLink names the lines that link to a file which isn't there.
func (c *themeCheck) badLink(file string) bool {
	found := false
	for _, s := range c.sources {
		for _, a := range s.asked["rel"] {
			if fileOf(a.word) == file {
				c.say(s.from, s.name, a.line, blocks, "there is no %s to link to", a.word)
				found = true
			}
		}
	}
	return found
}

// lacking says what a page lacks that each must have (PG-1, PG-11, HEAD-2).
// What begins with "lacks" breaks it for some readers.
func lacking(page []byte, about *pageView) []string {
	var policy, viewport, title, lang, feeds bool
	count := map[string]int{}
	err := eachStartTag(page, func(t startTag) {
		name := strings.ToLower(string(t.name))
		count[name]++
		switch name {
		case "html":
			lang = t.has("lang", about.Lang) && t.has("dir", about.Dir)
		case "title":
			title = true
		case "meta":
			policy = policy || t.has("http-equiv", "Content-Security-Policy") && t.has("content", about.Policy)
			viewport = viewport || t.has("name", "viewport")
		case "link":
			feeds = feeds || t.has("rel", "alternate")
		}
	})
	if err != nil {
		return nil // the page's own check says so
	}
	var all []string
	for _, want := range []struct {
		there bool
		words string
	}{
		{policy, `lacks <meta http-equiv="Content-Security-Policy" content="{{.Page.Policy}}">, which keeps strangers' scripts out`},
		{title, `lacks <title>{{.Page.Title}}</title>`},
		{viewport, `lacks <meta name="viewport" content="width=device-width, initial-scale=1">, without which it is tiny on phones`},
		{lang, `does not say its language: <html lang="{{.Page.Lang}}" dir="{{.Page.Dir}}">`},
		{count["h1"] == 1, "should have one h1, neither none nor more"},
		{count["main"] == 1, "should have one main, around what it is about"},
		{feeds || about.Kind == "redirect" || len(about.Feeds) == 0, `names no feeds for feed readers: {{range .Page.Feeds}}<link rel="alternate" …>{{end}}`},
	} {
		if !want.there {
			all = append(all, want.words)
		}
	}
	return all
}

// has reports whether an attribute has a value, in whatever case.
func (t startTag) has(name, value string) bool {
	got, ok := t.get(name)
	return ok && strings.EqualFold(got, value)
}
