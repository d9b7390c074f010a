package demo

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// A blog is one folder of blogs/, named like its host: the settings in
// blog.txt, a file for each post, its pictures, and style.css with its colours.
type blog struct {
	Host   string // "gus.localhost"
	Home   string // its address
	Planet string // address of the planet that reads it
	Title  string
	Author string
	About  string
	Lang   string
	Dir    string // "rtl" or "ltr"
	Posts  []post // newest first

	FeedPath  string // "/feed.xml"
	Format    string // atom, rss, rdf or json
	Text      string // how the feed gives texts: full, both, summary or xhtml
	ids       string // what it takes for ids: link, tag or number
	base      bool   // addresses in the feed are relative to an xml:base
	zone      *time.Location
	movedFrom string // name of a host that now redirects here; "" for none
	fault     string // what is wrong with the feed: "", truncated or error

	scene scene
	files map[string][]byte // pictures, sounds and style.css, by path in embedded
}

// readBlog reads the folder blogs/name.
func readBlog(name string, s scene) (*blog, error) {
	files, err := readAll(path.Join("blogs", name))
	if err != nil {
		return nil, err
	}
	b := &blog{Host: name + ".localhost", scene: s, files: files}
	b.Home = s.address(b.Host, "/")
	b.Planet = s.address("localhost", "/")
	if err := b.readSettings(path.Join("blogs", name, "blog.txt")); err != nil {
		return nil, fmt.Errorf("blog.txt: %w", err)
	}
	return b, b.readPosts()
}

func (b *blog) readSettings(file string) error {
	h, _, err := readHeader(b.files[file])
	if err != nil {
		return err
	}
	delete(b.files, file)
	zone, err := time.Parse("-07:00", h.take("zone"))
	if err != nil {
		return err
	}
	b.zone = zone.Location()
	b.Title, b.Author, b.About = h.take("title"), h.take("author"), h.take("about")
	b.Lang, b.Dir = h.take("lang"), cmp.Or(h.take("dir"), "ltr")
	b.FeedPath, b.Format, b.Text = h.take("feed"), h.take("format"), h.take("text")
	b.ids, b.base = h.take("ids"), h.take("base") == "yes"
	b.movedFrom, b.fault = h.take("moved from"), h.take("fault")
	return h.unread()
}

// readPosts turns the files that are posts into posts.
func (b *blog) readPosts() error {
	texts, err := fs.Glob(embedded, path.Join("blogs", strings.TrimSuffix(b.Host, ".localhost"), "*.html"))
	if err != nil {
		return err
	}
	for _, name := range texts {
		p, err := b.readPost(strings.TrimSuffix(path.Base(name), ".html"), b.files[name])
		if err != nil {
			return fmt.Errorf("%s: %w", path.Base(name), err)
		}
		b.Posts = append(b.Posts, p)
		delete(b.files, name)
	}
	slices.SortFunc(b.Posts, func(x, y post) int { return y.Published.Compare(x.Published) })
	return nil
}

// Feed is the address of the feed.
func (b *blog) Feed() string { return b.scene.address(b.Host, b.FeedPath) }
