package lists_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"planet/config"
	"planet/lists"
)

// The old feed gives ours its id and the name of its file; what cannot be kept is
// said (IMP-5).
func TestFollow(t *testing.T) {
	atom := func(head string, ids ...string) string {
		var entries strings.Builder
		for _, id := range ids {
			fmt.Fprintf(&entries, `<entry><id>%s</id><title>x</title><link href="https://ann.example/x"/><updated>2026-11-20T00:00:00Z</updated></entry>`, id)
		}
		return `<feed xmlns="http://www.w3.org/2005/Atom"><title>Old</title>` + head + entries.String() + `</feed>`
	}
	const id = `<id>http://planet.example/</id>`
	const rss = `<rss version="2.0"><channel><title>Old</title><item><title>x</title><guid>https://ann.example/x</guid></item></channel></rss>`
	tests := []struct{ name, feed, address, want, note string }{
		{"its id", atom(id, "tag:ann.example,2026:1", "https://ann.example/?p=1&amp;a=(b)"), "http://planet.example/atom.xml", "id: http://planet.example/", ""},
		{"its id from a file, and the name that it says itself", atom(id+`<link rel="self" href="https://www.planet.example/feeds/all.atom"/>`, "x:1"), "", "aliases: {feeds/all.atom: atom.xml}", ""},
		{"the name from its address", atom(id, "x:1"), "http://planet.example/atom10.xml", "aliases: {atom10.xml: atom.xml}", ""},
		{"the name at another host", atom(id, "x:1"), "http://127.0.0.1:8080/old/index.atom", "aliases: {index.atom: atom.xml}", ""},
		{"a name in a folder", atom(id, "x:1"), "http://planet.example/feeds/main.xml", "aliases: {feeds/main.xml: atom.xml}", ""},
		{"ids that can't be kept are counted", atom(id, "123", "https://ann.example/ä", "x:1"), "", "id: http://planet.example/", "2 of the 3 posts in the old feed have an id that no Atom feed may have"},
		{"an id that is none", atom(`<id>our planet</id>`, "x:1"), "", "url: http://planet.example/", `the id of the old feed is not taken: planet.id is "our planet"; write an id`},
		{"RSS has no id, but a name", rss, "http://planet.example/rss.rdf", "aliases: {rss.rdf: rss.xml}", "the old feed is RSS 2.0, which has no id that could be kept; if there is an atom.xml, too, give that one"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			old, err := lists.Read([]byte("[Planet]\nname = Old\nlink = http://planet.example\ntemplate_files = index.html.tmpl\n[https://ann.example/feed]\n"), "")
			if err != nil {
				t.Fatal(err)
			}
			if err := old.Follow([]byte(tt.feed), tt.address); err != nil {
				t.Fatal(err)
			}
			d, err := config.Loader{}.Draft(filepath.Join(t.TempDir(), "feeds.yaml"))
			if err != nil {
				t.Fatal(err)
			}
			r := old.Into(d)
			text := r.More.ListText()
			checked(t, text, r)
			said := report(r)
			if !strings.Contains(text, tt.want+"\n") || !strings.Contains(said, tt.note) {
				t.Errorf("want %q and the note %q in\n%s\n%s", tt.want, tt.note, text, said)
			}
			if tt.note == "" && strings.Contains(said, "old feed") {
				t.Errorf("want no note about the old feed in\n%s", said)
			}
		})
	}
}

// What is no feed is refused.
func TestFollowRefuses(t *testing.T) {
	for _, body := range []string{"", "<html><body>404</body></html>", "[Planet]", `<rss version="2.0"><channel><title>x</title></channel></rss>`} {
		if err := new(lists.Old).Follow([]byte(body), ""); err == nil {
			t.Errorf("Follow(%q) has no error", body)
		}
	}
}
