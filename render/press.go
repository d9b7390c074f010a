package render

import (
	"bytes"
	"fmt"
	"html"
	"html/template"
	"path"
	"strings"
	"time"
)

// pageKinds names the templates that are pages of their own (THEME-4); the
// others are partials.
var pageKinds = []string{
	"front", "month", "year", "archive", "headlines", "entry", "members", "member", "group", "topic",
	"health", "search", "subscribe", "join", "about", "404", "redirect",
}

// A press prints pages, one at a time: it is used by one goroutine. The
// functions of templates (THEME-6) know from it which page they stand on.
type press struct {
	theme *theme
	kinds map[string]*plate
	here  string // path of the page below the site, "members/ann/"
	base  string // "" for links from the page; else the site's base path, for pages served at any depth
	dated bool   // a link to a year or month was asked for: on pages below that it is another one
	err   error  // of the last page: a name that a template asked for and nobody has
}

// A plate prints the pages of one kind.
type plate struct {
	plain  *template.Template
	folded *template.Template // prints pages that are like one; nil before the second page
	like   pageView
	size   int // bytes of the page before
}

// noFuncs lets templates be read before there is a press.
var noFuncs = (&press{theme: &theme{}}).funcs()

func newPress(t *theme) *press {
	return &press{theme: t, kinds: map[string]*plate{}}
}

// print makes a page of v. Its links lead from v's path. What is the same on
// all pages of a kind is folded with the second one: of many kinds there is but
// one page.
func (p *press) print(kind string, v *view) ([]byte, error) {
	k := p.kinds[kind]
	switch {
	case k == nil:
		set, err := p.set(kind)
		if err != nil {
			return nil, err
		}
		k = &plate{plain: set}
		p.kinds[kind] = k
	case k.folded == nil:
		set, err := p.set(kind)
		if err != nil {
			return nil, err
		}
		b, err := p.execute(k, set, v)
		if err == nil {
			foldFixed(p, set, v)
			k.folded, k.like = set, v.Page
		}
		return b, err
	case k.like.like(&v.Page):
		return p.execute(k, k.folded, v)
	}
	return p.execute(k, k.plain, v)
}

// set gives the templates of a kind, bound to the press.
func (p *press) set(kind string) (*template.Template, error) {
	shared, ok := p.theme.kinds[kind]
	if !ok {
		return nil, fmt.Errorf("the theme has no template %s.html; take it from the theme classic", kind)
	}
	clone, err := shared.Clone()
	if err != nil {
		return nil, err
	}
	return clone.Funcs(p.funcs()), nil
}

func (p *press) execute(k *plate, set *template.Template, v *view) ([]byte, error) {
	p.here, p.base, p.err = v.Page.Path, v.Page.base, nil
	var b bytes.Buffer
	b.Grow(k.size + k.size/8)
	if err := set.ExecuteTemplate(&b, "layout", v); err != nil {
		return nil, templateError(err)
	}
	if p.err != nil {
		return nil, p.err
	}
	k.size = b.Len()
	return b.Bytes(), nil
}

// funcs are what templates may call (THEME-6). None reads a file, asks the
// network or knows the time.
func (p *press) funcs() template.FuncMap {
	return template.FuncMap{
		"t":        func(key string, args ...any) any { return p.theme.words.markup(key, args...) },
		"tn":       func(key string, n int, args ...any) string { return p.theme.words.tn(key, n, args...) },
		"script":   func(key string) (string, error) { return p.theme.words.script(key) },
		"date":     func(style string, t time.Time) string { return p.theme.words.date(style, t) },
		"time":     p.time,
		"iso":      func(t time.Time) string { return p.local(t).Format(time.RFC3339) },
		"isoday":   func(t time.Time) string { return p.local(t).Format(time.DateOnly) },
		"isomonth": func(t time.Time) string { return p.local(t).Format("2006-01") },
		"number":   func(n int) string { return p.theme.words.number(n) },
		"lang":     func(tag string) string { return p.theme.words.language(tag) },
		"bdi":      func(s string) template.HTML { return template.HTML("<bdi>" + html.EscapeString(s) + "</bdi>") }, //nolint:gosec // s is escaped
		"rel":      p.rel,
		"asset":    p.asset,
	}
}

// time gives a date as an element, for a sentence around it.
func (p *press) time(style string, t time.Time) template.HTML {
	return template.HTML(fmt.Sprintf(`<time datetime="%s">%s</time>`, p.local(t).Format(time.RFC3339), html.EscapeString(p.theme.words.date(style, t)))) //nolint:gosec // the words are escaped
}

func (p *press) local(t time.Time) time.Time { return t.In(p.theme.words.zone) }

// asset gives the link to a file of the theme.
func (p *press) asset(name string) string {
	a, ok := p.theme.assets[name]
	if !ok {
		p.err = fmt.Errorf("a template asks for the asset %s, which the theme does not have", name)
		return ""
	}
	return p.rel(a.path)
}

// rel gives the link from this page to a path below the site; "" is the front
// page. It works under any base path (URL-1).
func (p *press) rel(to string) string {
	p.dated = p.dated || startsWithDigit(to)
	if p.base != "" {
		return p.base + to
	}
	return relative(p.here, to)
}

// relative gives the link from one path below the site to another. Those of
// folders end with a slash, or are "".
func relative(from, to string) string {
	folder, _ := path.Split(from)
	up := strings.Count(folder, "/")
	rest, target := folder, to
	for {
		i := strings.IndexByte(rest, '/')
		if i < 0 || !strings.HasPrefix(target, rest[:i+1]) {
			break
		}
		rest, target = rest[i+1:], target[i+1:]
		up--
	}
	link := strings.Repeat("../", up) + target
	switch {
	case link == "":
		return "./"
	case strings.Contains(strings.SplitN(link, "/", 2)[0], ":"): // would read as a scheme
		return "./" + link
	}
	return link
}
