//go:build unix

package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"planet"
	"planet/store"
)

// The post that is to be forgotten: each of its words stands nowhere else.
const secretItem = `<item><guid isPermaLink="false">tag:ann.example,2026:uniqueid77</guid><link>https://ann.example/uniquepath77/</link><title>Quokka Yodelling &amp; Zymurgy</title>
	<pubDate>Sat, 10 Oct 2026 08:00:00 GMT</pubDate><category>Xylography</category><author>Wilhelmina</author>
	<description><![CDATA[<p>The vuvuzela in my <a href="https://elsewhere.example/uniquelink77">jacuzzi</a>. <img src="https://ann.example/uniqueimage77.png" alt="A kazoo"></p>]]></description>
	<enclosure url="https://ann.example/uniquefile77.mp3" type="audio/mpeg" length="7"/></item>`

// traces are what must be found nowhere afterwards.
func traces(e *planet.Entry) []string {
	return []string{
		"quokka", "yodelling", "zymurgy", "xylography", "wilhelmina", "vuvuzela", "jacuzzi", "kazoo", "uniqueid77", "uniquepath77", "uniquelink77", "uniqueimage77", "uniquefile77",
		e.AtomID, e.ShortID, e.Path, filepath.Base(e.Path),
	}
}

// LEAVE-5, ID-13: no text, title, address or id of what was forgotten is left
// in any file of public/, closed months and copies in other feeds included,
// nor in the database; and it does not come back.
func TestForgottenIsNowhere(t *testing.T) {
	for name, what := range map[string]string{"by its address": "https://www.ann.example/uniquepath77", "by its id": "tag:ann.example,2026:uniqueid77", "with all of the member": "ann"} {
		t.Run(name, func(t *testing.T) {
			d, secret := newSecret(t)
			for _, month := range []string{"NOW=2026-10-15T12:00:00Z", "NOW=2026-11-20T12:00:00Z"} { // October closes between them
				if status, said := d.planetWith([]string{month}, "update"); status != exitDone {
					t.Fatalf("update: status %d, %s", status, said)
				}
			}
			e := d.entry("Quokka Yodelling & Zymurgy")
			if n := d.search(traces(e)); n < 10 {
				t.Fatalf("before, %d files tell of it; this test would see nothing", n)
			}
			if status, said := d.planetWith([]string{"NOW=2026-11-20T13:00:00Z"}, "forget", what); status != exitDone {
				t.Fatalf("forget: status %d, %s", status, said)
			}
			d.nowhere(traces(e), "after forget")
			secret.Store(2)
			if status, said := d.planetWith([]string{"NOW=2026-11-21T13:00:00Z"}, "update", "--force"); status != exitDone {
				t.Fatalf("update: status %d, %s", status, said)
			}
			d.nowhere(append(traces(e), "uniqueid78"), "after it came again under another id")
		})
	}
}

// newSecret has Ann, who wrote the post, Bob, whose feed copies it, and Cem,
// who answered it in words of his own. At version 2 the post has another id.
func newSecret(t *testing.T) (*damaged, *atomic.Int32) {
	t.Helper()
	var version atomic.Int32
	feed := func(name string, items ...string) string {
		return fmt.Sprintf(`<rss version="2.0"><channel><title>%s</title><link>https://%[1]s.example/</link><description>d</description>%[2]s<generator>v%d</generator></channel></rss>`,
			name, bytes.Join([][]byte{[]byte(items[0]), []byte(items[1])}, nil), version.Load())
	}
	post := func(name, text string) string {
		return fmt.Sprintf(`<item><guid>https://%s.example/1</guid><link>https://%[1]s.example/1</link><title>From %[1]s</title><pubDate>Fri, 09 Oct 2026 08:00:00 GMT</pubDate><description>%s</description></item>`, name, text)
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secret := secretItem
		if version.Load() == 2 {
			secret = string(bytes.ReplaceAll([]byte(secret), []byte("uniqueid77"), []byte("uniqueid78")))
		}
		switch r.URL.Path {
		case "/ann":
			fmt.Fprint(w, feed("ann", secret, post("ann", "Text of Ann.")))
		case "/bob":
			fmt.Fprint(w, feed("bob", string(bytes.ReplaceAll([]byte(secret), []byte("tag:ann.example,2026"), []byte("tag:bob.example,2026"))), post("bob", "Text of Bob.")))
		default:
			fmt.Fprint(w, feed("cem", "", post("cem", "Text of Cem.")))
		}
	}))
	t.Cleanup(srv.Close)
	d := &damaged{t: t, dir: t.TempDir(), srv: srv}
	d.write("feeds.yaml", fmt.Appendf(nil, `planet: {title: Planet, url: "https://planet.example/", fetch: {allow_private: true, host_delay: 0s, per_host: 3}}
feeds:
  - {name: Ann, slug: ann, site: https://ann.example/, feed: "%[1]s/ann"}
  - {name: Bob, slug: bob, site: https://bob.example/, feed: "%[1]s/bob"}
  - {name: Cem, slug: cem, site: https://cem.example/, feed: "%[1]s/cem"}
`, srv.URL))
	return d, &version
}

// entry gives the entry of a title that is credited to Ann.
func (d *damaged) entry(title string) *planet.Entry {
	d.t.Helper()
	r, err := store.OpenReader(d.t.Context(), filepath.Join(d.dir, "planet.db"))
	if err != nil {
		d.t.Fatal(err)
	}
	defer r.Close()
	all, err := r.EntriesOf(d.t.Context(), "ann")
	if err != nil {
		d.t.Fatal(err)
	}
	for i := range all {
		if all[i].Title == title {
			return &all[i]
		}
	}
	d.t.Fatalf("no entry called %q", title)
	return nil
}

// nowhere fails for each trace in a file.
func (d *damaged) nowhere(traces []string, when string) {
	d.t.Helper()
	d.look(traces, func(path, trace string) { d.t.Errorf("%s, %s tells of %q", when, path, trace) })
}

// search counts the files that hold a trace.
func (d *damaged) search(traces []string) int {
	d.t.Helper()
	files := map[string]bool{}
	d.look(traces, func(path, _ string) { files[path] = true })
	return len(files)
}

// look searches all files of the planet's folder, and their names, in any case.
func (d *damaged) look(traces []string, found func(path, trace string)) {
	d.t.Helper()
	err := filepath.WalkDir(d.dir, func(path string, f fs.DirEntry, err error) error {
		if err != nil || f.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		text := bytes.ToLower(append(b, path...))
		for _, trace := range traces {
			if bytes.Contains(text, bytes.ToLower([]byte(trace))) {
				found(path, trace)
			}
		}
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
}
