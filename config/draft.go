package config

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"planet"
)

// A Draft is a list that a program writes, key by key, under the rules of one
// that a person writes: what a rule refuses is answered by the sentence that
// [Loader.Check] would say.
type Draft struct {
	r      *reading
	begun  *item // the item that is being written
	needed bool  // the slug of the last one that was kept must be written down

	numbers map[string]int // how far slugs have been numbered: many may share a name
}

// Draft begins with the list at path and feeds.d beside it, or with an empty
// one if there is none. The error is as that of [Loader.Load].
func (l Loader) Draft(path string) (*Draft, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return &Draft{r: newReading(l, path)}, nil
	}
	src, err := readList(path)
	if err != nil {
		return nil, err
	}
	r := newReading(l, path)
	r.list(src)
	if err := r.folder(filepath.Join(r.site.Dir, folderName)); err != nil {
		return nil, err
	}
	r.afterwards()
	blocks := &Problems{}
	for _, p := range r.sorted() {
		if p.Level == Blocks {
			blocks.List = append(blocks.List, p)
		}
	}
	if len(blocks.List) > 0 {
		return nil, blocks
	}
	r.begin(path)
	return &Draft{r: r}, nil
}

// Site is the list so far. It belongs to the draft.
func (d *Draft) Site() *planet.Site { return d.r.site }

// Said is what the file from which the draft began says of a key below planet,
// such as "title" or "front.entries", and whether it has that key.
func (d *Draft) Said(key string) (text string, has bool) {
	n := d.r.planet
	for name := range strings.SplitSeq(key, ".") {
		if n == nil {
			return "", false
		}
		n = n.get(name)
	}
	if n == nil {
		return "", false
	}
	return n.text, n.kind != empty
}

// Same reports whether a key below planet has a value already, whatever its
// spelling, and also if nobody wrote it down.
func (d *Draft) Same(key string, value any) bool {
	site := d.r.site
	other := *site
	other.Aliases, other.WebSub.Hubs = maps.Clone(site.Aliases), nil
	d.r.site = &other
	err := d.Set(key, value)
	d.r.site = site
	d.settle()
	return err == nil && table[planet.Site]{&other, planetKeys}.write().same(table[planet.Site]{site, planetKeys}.write())
}

// Set sets a key below planet, such as "title" or "front.entries".
func (d *Draft) Set(key string, value any) error {
	before := *d.r.site
	err := d.try(func() {
		table[planet.Site]{d.r.site, planetKeys}.fill(d.r, asNode(d.r, "planet", asNested(key, value)))
		if key == "output" {
			d.ownFolder()
		}
	})
	if err != nil {
		*d.r.site = before
	}
	d.settle()
	return err
}

// ownFolder says if the folder that is published holds the list.
func (d *Draft) ownFolder() {
	output := d.r.site.Output
	if d.r.inSite(&output); contains(output, d.r.site.Dir) {
		d.r.say(nil, planet.CodeBadValue, "planet.output is %s; write the name of a folder of its own, like public", quoted(d.r.site.Output))
	}
}

// settle makes known what the addresses of our own feeds are.
func (d *Draft) settle() {
	if u, err := url.Parse(d.r.site.URL); err == nil && d.r.site.URL != "" {
		d.r.home = plainAddress(u)
	}
}

// Group gives the slug of the group with that slug or else that name, and makes
// one if there is none.
func (d *Draft) Group(slug, name string) (string, error) {
	for _, g := range d.r.site.Groups {
		if slug != "" && g.Slug == slug || slug == "" && strings.EqualFold(g.Name, name) {
			return g.Slug, nil
		}
	}
	if slug == "" {
		slug = d.freeGroup(cmp.Or(slugOf(name), "group"))
	}
	if len(d.r.site.Groups) == maxEntries {
		return "", fmt.Errorf("a list has at most %d groups", maxEntries)
	}
	g := planet.Group{}
	err := d.try(func() {
		table[planet.Group]{&g, groupKeys}.fill(d.r, asNode(d.r, "", []field{{"slug", slug}, {"name", cmp.Or(name, slug)}}))
	})
	if err == nil {
		d.r.site.Groups = append(d.r.site.Groups, g)
	}
	return g.Slug, err
}

// freeGroup numbers a slug that cannot be that of a new group.
func (d *Draft) freeGroup(first string) string {
	slug := first
	for n := 2; !validSlug(slug) || slices.ContainsFunc(d.r.site.Groups, func(g planet.Group) bool { return g.Slug == slug }); n++ {
		slug = numbered(first, n)
	}
	return slug
}

// Listed reports whether a member has a feed at address, in any of the
// spellings that count as one ([Spelling]).
func (d *Draft) Listed(address string) bool {
	_, is := d.r.feeds[Spelling(address)]
	return is
}

// Spelling is the one by which the address of a feed is known again: without
// scheme, www., usual port, fragment and last slash. What is no address is
// its own.
func Spelling(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" {
		return address
	}
	return plainAddress(u)
}

// Begin begins a new item, and drops one that was not kept.
func (d *Draft) Begin() { d.begun = newItem() }

// Give sets a key of the item, such as "name" or "only.pattern". Of an avatar
// only the spelling counts: its file may come later.
func (d *Draft) Give(key string, value any) error {
	before := *d.begun
	err := d.try(func() {
		below := asNode(d.r, "", asNested(key, value))
		if name, is := value.(string); is && key == "avatar" && !strings.Contains(name, "://") {
			d.begun.Avatar = d.pictureFile(below.get(key))
			return
		}
		table[item]{d.begun, itemKeys}.fill(d.r, below)
	})
	if err != nil {
		*d.begun = before
	}
	return err
}

// pictureFile is the path of a file beside the list.
func (d *Draft) pictureFile(n *node) string {
	if !filepath.IsLocal(filepath.FromSlash(n.text)) || len(n.text) > maxLine {
		d.r.say(n, planet.CodeBadValue, "avatar is %s; write a file beside feeds.yaml, like avatars/ann.png, or an address", n.shown())
		return ""
	}
	return n.text
}

// Home makes an address alone of the item: a blog's home page, or its feed.
func (d *Draft) Home(address string) error {
	var u string
	err := d.try(func() { onceAsked(&u).read(d.r, asNode(d.r, "", address)) })
	if err == nil {
		d.begun.Feeds = []planet.Feed{{URL: u, Home: true}}
	}
	return err
}

// Member is the item so far.
func (d *Draft) Member() *planet.Member { return &d.begun.Member }

// Keep adds the item to the list, with a slug that no other member has: the
// one it was given or else that of its name or address, numbered if taken.
func (d *Draft) Keep() error {
	i := d.begun
	for _, u := range i.feeds {
		i.Feeds = append(i.Feeds, i.at(u))
	}
	if len(i.Feeds) == 0 && i.Site != "" {
		if err := d.try(func() { d.r.once(asNode(d.r, "site", i.Site)) }); err != nil {
			return err
		}
		home := i.at(i.Site)
		home.Home = true
		i.Feeds = append(i.Feeds, home)
	}
	if len(i.Feeds) == 0 {
		return errors.New("it has neither a feed nor a site that can be read")
	}
	d.needed = d.name(i)
	d.r.keep(&node{}, i)
	return nil
}

// SlugNeeded reports whether the slug of the item that was kept last must be
// written down, since [Loader.Check] would make another one for it.
func (d *Draft) SlugNeeded() bool { return d.needed }

// name gives the item its slug, and reports whether it must be written.
func (d *Draft) name(i *item) (write bool) {
	first := i.Slug
	if first == "" {
		address := i.Site
		if address == "" {
			address = i.Feeds[0].URL
		}
		first, write = d.derived(i.Name, address)
	} else {
		write = true
	}
	i.Slug = first
	for {
		if _, taken := d.r.slugs[i.Slug]; !taken {
			break
		}
		n := max(d.numbers[first], 1) + 1
		put(&d.numbers, first, n)
		i.Slug, write = numbered(first, n), true
	}
	d.r.slugs[i.Slug] = place{file: d.r.file, name: i.Name, slug: i.Slug, derived: !write}
	return write
}

// derived gives the slug that the reading would make, and whether that is not
// one it may make.
func (d *Draft) derived(name, address string) (slug string, write bool) {
	byName := slugOf(name)
	for s := range slugsOf(name, address) {
		switch p, taken := d.r.slugs[s]; {
		case !taken:
			return s, false
		case s == byName || !p.derived:
			return s, true
		}
		slug = s
	}
	if slug == "" {
		slug = "member"
	}
	return slug, true
}

// SlugOf is the slug that a list makes of a name; "" if it can make none.
func SlugOf(name string) string {
	if s := slugOf(name); validSlug(s) {
		return s
	}
	return ""
}

// numbered is a slug with a number behind it.
func numbered(slug string, n int) string {
	number := "-" + strconv.Itoa(n)
	return strings.TrimRight(slug[:min(len(slug), maxSlug-len(number))], "-") + number
}

// fill reads the keys of n, whatever else a whole mapping must have.
func (t table[T]) fill(r *reading, n *node) {
	for _, p := range n.pairs {
		t.pair(r, p)
	}
}

// try does something and gives back the first mistake that it said, as an
// error; the reading forgets it.
func (d *Draft) try(do func()) error {
	before := len(d.r.found)
	do()
	said := d.r.found[before:]
	d.r.found = d.r.found[:before]
	for _, p := range said {
		if p.Level == Blocks {
			return errors.New(p.Message)
		}
	}
	return nil
}

// A field is a key and its value, on their way into a mapping.
type field struct {
	key   string
	value any
}

// asNested makes a mapping of "front.entries", or "aliases.rss20.xml".
func asNested(key string, value any) []field {
	outer, inner, nested := strings.Cut(key, ".")
	if nested {
		return []field{{outer, []field{{inner, value}}}}
	}
	return []field{{key, value}}
}

// asNode makes a node of a text, a number, a truth, a list or fields.
func asNode(r *reading, name string, value any) *node {
	n := &node{name: name}
	switch value := value.(type) {
	case nil:
	case []field:
		n.kind = mapping
		for _, f := range value {
			below := strings.TrimPrefix(name+"."+f.key, ".")
			n.pairs = append(n.pairs, pair{asNode(r, below, f.key), asNode(r, below, f.value)})
		}
	case []string:
		n.kind = list
		for _, one := range value {
			entry := asNode(r, name, one)
			entry.entry = true
			n.items = append(n.items, entry)
		}
	case map[string]any:
		n.kind = mapping
		for k, v := range value {
			n.pairs = append(n.pairs, pair{asNode(r, name+"."+k, k), asNode(r, name+"."+k, v)})
		}
	case string:
		r.scalar(n, value, value)
	case int:
		r.scalar(n, strconv.Itoa(value), value)
	case bool:
		r.scalar(n, strconv.FormatBool(value), value)
	}
	return n
}
