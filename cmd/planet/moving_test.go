package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// The owner of an old planet moves in one command, and its subscribers see no
// old post as new: the feed is the same one, each post has the id and the dates
// that it had, and what else is there is newer than all of the old feed (IMP-5,
// ATOM-2, ATOM-7).
func TestMovingIn(t *testing.T) {
	web := newOldPlanet(t)
	dir := t.TempDir()
	list := filepath.Join(dir, "feeds.yaml")
	move := []string{"import", filepath.Join(web.dir, "config.ini"), "--into", list, "--old-feed", web.URL + "/planet/atom.xml", "--allow-private"}
	planetAt(t, noon, move...)
	hurried(t, list)
	moved := readFile(t, list)
	planetAt(t, noon, move...)
	if got := readFile(t, list); !bytes.Equal(got, moved) {
		t.Errorf("who imports again changes the list:\n%s\nit was\n%s", got, moved)
	}
	planetAt(t, noon, "--config", list, "check")
	planetAt(t, noon, "--config", list, "update")

	was := readFeed(t, filepath.Join(web.dir, "planet/atom.xml"))
	atom := filepath.Join(dir, "public/atom.xml")
	is := readFeed(t, atom)
	if is.ID != was.ID {
		t.Errorf("the id of the feed is %s, it was %s", is.ID, was.ID)
	}
	newest := slices.MaxFunc(was.Entries, func(a, b movedEntry) int { return a.Published.Compare(b.Published) })
	known, fresh := 0, 0
	for _, e := range is.Entries {
		k := slices.IndexFunc(was.Entries, func(old movedEntry) bool { return old.link() == e.link() })
		switch {
		case k < 0 && !e.Published.After(newest.Published):
			t.Errorf("%s of %s was not in the old feed, and is older than %s, the newest there", e.link(), e.Published, newest.Published)
		case k < 0:
			fresh++
		default:
			known++
			old := was.Entries[k]
			if e.ID != old.ID || !e.Updated.Equal(old.Updated) || !e.Published.Equal(old.Published) {
				t.Errorf("%s was %s of %s, updated %s; now it is %s of %s, updated %s", e.link(), old.ID, old.Published, old.Updated, e.ID, e.Published, e.Updated)
			}
		}
	}
	if known < 15 || fresh != 1 {
		t.Errorf("%d posts that the old feed had and %d new ones; want many, and the one that Ann wrote since", known, fresh)
	}
	if !slices.IsSortedFunc(is.Entries, func(a, b movedEntry) int { return b.Published.Compare(a.Published) }) {
		t.Error("the posts do not stand in the order of their own dates")
	}
	web.sameFiles(t, filepath.Join(dir, "public"))

	before := readFile(t, atom)
	planetAt(t, noon.Add(2*time.Hour), "--config", list, "update", "--force")
	if got := readFile(t, atom); !bytes.Equal(got, before) {
		t.Errorf("two hours later, without a new post, atom.xml is another one:\n%s", got)
	}
}

// Without the old feed the new one is another one: the test above sees it.
func TestMovingInWithoutOldFeed(t *testing.T) {
	web := newOldPlanet(t)
	dir := t.TempDir()
	list := filepath.Join(dir, "feeds.yaml")
	planetAt(t, noon, "import", filepath.Join(web.dir, "config.ini"), "--into", list, "--allow-private")
	hurried(t, list)
	planetAt(t, noon, "--config", list, "update")
	was, is := readFeed(t, filepath.Join(web.dir, "planet/atom.xml")), readFeed(t, filepath.Join(dir, "public/atom.xml"))
	if is.ID == was.ID {
		t.Errorf("the id of the feed is %s, also without --old-feed", is.ID)
	}
}

// planetAt runs the program at a moment; it must end well.
func planetAt(t *testing.T, now time.Time, args ...string) {
	t.Helper()
	var said bytes.Buffer
	c := &call{env: os.Getenv, stderr: &said, now: func() time.Time { return now }}
	if status := c.run(t.Context(), args, strings.NewReader(""), io.Discard); status != exitDone {
		t.Fatalf("planet %s: status %d\n%s", strings.Join(args, " "), status, said.String())
	}
}

// hurried spares the test the pauses between requests to one host: all blogs of
// this web have the same.
func hurried(t *testing.T, list string) {
	t.Helper()
	b := bytes.Replace(readFile(t, list), []byte("fetch: {"), []byte("fetch: {host_delay: 0s, "), 1)
	if err := os.WriteFile(list, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// A movedFeed is what subscribers' programs look at.
type movedFeed struct {
	ID      string       `xml:"id"`
	Entries []movedEntry `xml:"entry"`
}

type movedEntry struct {
	ID    string `xml:"id"`
	Links []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	} `xml:"link"`
	Published time.Time `xml:"published"`
	Updated   time.Time `xml:"updated"`
}

// link is where the post is at its author's.
func (e *movedEntry) link() string {
	for _, l := range e.Links {
		if l.Rel == "alternate" {
			return l.Href
		}
	}
	return ""
}

func readFeed(t *testing.T, file string) movedFeed {
	t.Helper()
	var f movedFeed
	if err := xml.Unmarshal(readFile(t, file), &f); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return f
}

func readFile(t *testing.T, file string) []byte {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// An oldPlanet is a planet of Venus with the blogs it follows, as files that are
// served on loopback.
type oldPlanet struct {
	dir string
	URL string
}

// An oldPost is a post of a blog there.
type oldPost struct {
	Blog, ID, Link, Title string
	At, Updated           time.Time
}

// RSS is the post's date as RSS writes it.
func (p oldPost) RSS() string { return p.At.Format(time.RFC1123Z) }

// oldBlogs are the blogs, each with a way of its own to name posts. Venus took
// the link where there is no id.
var oldBlogs = []struct {
	name   string
	posts  int // ever
	id     func(n int) string
	format *template.Template
}{
	{"ann", 24, func(n int) string { return fmt.Sprintf("tag:ann.example,2026:%d", n) }, oldFormat(`<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:ann.example,2026:feed</id><title>Ann</title><updated>2026-11-20T00:00:00Z</updated><author><name>Ann</name></author>
{{range .}}<entry><id>{{.ID}}</id><title>{{.Title}}</title><link href="{{.Link}}"/><published>{{.At.Format "2006-01-02T15:04:05Z07:00"}}</published><updated>{{.Updated.Format "2006-01-02T15:04:05Z07:00"}}</updated><summary>{{.Title}}, in short.</summary></entry>
{{end}}</feed>`)},
	{"ben", 18, func(n int) string { return oldLink("ben", n) }, oldFormat(`<rss version="2.0"><channel><title>Ben</title><link>https://ben.example/</link><description>Ben</description>
{{range .}}<item><guid>{{.ID}}</guid><title>{{.Title}}</title><link>{{.Link}}</link><pubDate>{{.RSS}}</pubDate><description>{{.Title}}, in short.</description></item>
{{end}}</channel></rss>`)},
	{"cy", 16, func(n int) string { return oldLink("cy", n) }, oldFormat(`<rss version="2.0"><channel><title>Cy</title><link>https://cy.example/</link><description>Cy</description>
{{range .}}<item><title>{{.Title}}</title><link>{{.Link}}</link><pubDate>{{.RSS}}</pubDate><description>{{.Title}}, in short.</description></item>
{{end}}</channel></rss>`)},
	{"dee", 16, func(n int) string { return fmt.Sprintf("https://dee.example/?p=%d", n) }, oldFormat(`<rss version="2.0"><channel><title>Dee</title><link>https://dee.example/</link><description>Dee</description>
{{range .}}<item><guid isPermaLink="false">{{.ID}}</guid><title>{{.Title}}</title><link>{{.Link}}</link><pubDate>{{.RSS}}</pubDate><description>{{.Title}}, in short.</description></item>
{{end}}</channel></rss>`)},
	{"eve", 16, func(n int) string { return oldLink("eve", n) }, oldFormat(`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://eve.example/"><title>Eve</title><link>https://eve.example/</link><description>Eve</description></channel>
{{range .}}<item rdf:about="{{.ID}}"><title>{{.Title}}</title><link>{{.Link}}</link><dc:date>{{.At.Format "2006-01-02T15:04:05Z07:00"}}</dc:date><description>{{.Title}}, in short.</description></item>
{{end}}</rdf:RDF>`)},
	{"fay", 6, func(n int) string { return oldLink("fay", n) }, oldFormat(`<rss version="2.0"><channel><title>Fay, who dates nothing</title><link>https://fay.example/</link><description>Fay</description>
{{range .}}<item><guid>{{.ID}}</guid><title>{{.Title}}</title><link>{{.Link}}</link><description>{{.Title}}, in short.</description></item>
{{end}}</channel></rss>`)},
}

func oldFormat(text string) *template.Template {
	return template.Must(template.New("").Parse(text))
}

func oldLink(blog string, n int) string { return fmt.Sprintf("https://%s.example/%d", blog, n) }

// oldFeed is an atom.xml as Venus writes it: the posts of all blogs, each with
// its source, and dates of its own.
var oldFeed = oldFormat(`<feed xmlns="http://www.w3.org/2005/Atom" xmlns:planet="http://planet.intertwingly.net/">
<title>Planet Example</title><updated>2026-11-20T09:00:00Z</updated><generator uri="http://intertwingly.net/code/venus/">Venus</generator><author><name>Ann Example</name></author>
<id>http://planet.example/atom.xml</id><link href="http://planet.example/atom.xml" rel="self" type="application/atom+xml"/><link href="http://planet.example/" rel="alternate"/>
{{range .}}<entry xml:lang="en"><id>{{.ID}}</id><link href="{{.Link}}" rel="alternate" type="text/html"/><title>{{.Title}}</title><summary>{{.Title}}, in short.</summary>
<updated>{{.Updated.Format "2006-01-02T15:04:05Z07:00"}}</updated><published>{{.At.Format "2006-01-02T15:04:05Z07:00"}}</published><author><name>{{.Blog}}</name></author>
<source><id>https://{{.Blog}}.example/</id><title>{{.Blog}}</title><updated>2026-11-20T09:00:00Z</updated></source></entry>
{{end}}</feed>`)

func newOldPlanet(t *testing.T) *oldPlanet {
	t.Helper()
	p := &oldPlanet{dir: t.TempDir()}
	srv := httptest.NewServer(http.FileServer(http.Dir(p.dir)))
	t.Cleanup(srv.Close)
	p.URL = srv.URL
	ini := "[Planet]\nname = Planet Example\nlink = http://planet.example/\nowner_name = Ann Example\nitems_per_page = 60\ncache_directory = cache\n" +
		"template_files = atom.xml.tmpl rss20.xml.tmpl rss10.xml.tmpl index.html.tmpl opml.xml.tmpl foafroll.xml.tmpl\n"
	var old []oldPost
	for k, blog := range oldBlogs {
		var posts []oldPost
		for n := blog.posts; n > 0; n-- { // the newest first, from the morning of the day on back
			at := noon.Add(-4*time.Hour - time.Duration(blog.posts-n)*7*time.Hour - time.Duration(k)*23*time.Minute)
			post := oldPost{blog.name, blog.id(n), oldLink(blog.name, n), fmt.Sprintf("Post %d of %s", n, blog.name), at, at}
			if blog.name == "ann" && n%3 == 0 {
				post.Updated = at.Add(20 * time.Minute) // she corrects what she wrote
			}
			posts = append(posts, post)
		}
		old = append(old, posts...)
		if blog.name == "ann" { // she has written since the old planet's last run
			at := noon.Add(-time.Hour)
			posts = slices.Insert(posts, 0, oldPost{"ann", blog.id(99), oldLink("ann", 99), "Since then", at, at})
		}
		p.write(t, blog.name, blog.format, posts[:min(len(posts), 12)]) // the rest has slid off the feed
		ini += fmt.Sprintf("\n[%s/%s]\nname = %s\n", p.URL, blog.name, blog.name)
	}
	slices.SortFunc(old, func(a, b oldPost) int { return b.Updated.Compare(a.Updated) })
	p.write(t, "planet/atom.xml", oldFeed, old[:60])
	p.write(t, "config.ini", oldFormat("{{.}}"), template.HTML(ini))
	return p
}

func (p *oldPlanet) write(t *testing.T, name string, format *template.Template, data any) {
	t.Helper()
	var b bytes.Buffer
	if err := format.Execute(&b, data); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(p.dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// sameFiles looks for the files at which readers of the old planet ask.
func (*oldPlanet) sameFiles(t *testing.T, public string) {
	t.Helper()
	ours := readFile(t, filepath.Join(public, "rss.xml"))
	for _, name := range []string{"rss20.xml", "rss10.xml"} {
		if got, err := os.ReadFile(filepath.Join(public, name)); err != nil || !bytes.Equal(got, ours) {
			t.Errorf("%s, which readers of the old planet ask for, is not rss.xml: %v", name, err)
		}
	}
	if _, err := os.Stat(filepath.Join(public, "opml.xml")); err != nil {
		t.Error(err)
	}
}
