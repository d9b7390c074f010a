// Package demo is a small community inside the program: what `planet demo`
// follows when there is no list yet.
//
//	blogs/ → New → ServeHTTP ⇠ HTTP ⇠ fetcher
//
// In goes a day and a port, out come feeds in all formats, pages, pictures and
// a feeds.yaml that names them. The people do not exist; their blogs have the
// habits and the faults of real ones and are asked by the same fetcher. It
// opens no listener, reads no clock, writes no file, and no other package
// treats its blogs differently from a stranger's.
package demo

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"time"
)

//go:embed avatars blogs templates feeds.yaml
var embedded embed.FS

// A Community is a set of blogs as they stand on one day. It does not change
// and may be used by many goroutines. Make one with [New].
type Community struct {
	documents map[string]document // by host and path: "gus.localhost/feed.json"
	list      []byte
	files     map[string][]byte
}

// New makes the blogs as they stand on the day of now, at addresses
// http://NAME.localhost:port/. The same day and port give the same bytes; no
// post is dated after now.
//
// It panics if one of the embedded files is wrong, which the tests rule out.
func New(now time.Time, port int) *Community {
	s := newScene(now, port)
	c := &Community{documents: map[string]document{}}
	if err := c.fill(s); err != nil {
		panic("package demo: " + err.Error())
	}
	return c
}

// List returns feeds.yaml, with comments that teach it. It belongs to the
// caller, who writes it.
func (c *Community) List() []byte { return slices.Clone(c.list) }

// Files returns the files to write beside feeds.yaml, by their slash-separated
// path: the avatars. They belong to the caller.
func (c *Community) Files() map[string][]byte { return maps.Clone(c.files) }

func (c *Community) fill(s scene) error {
	folders, err := fs.ReadDir(embedded, "blogs")
	if err != nil {
		return err
	}
	for _, folder := range folders {
		b, err := readBlog(folder.Name(), s)
		if err != nil {
			return fmt.Errorf("blog %s: %w", folder.Name(), err)
		}
		if err := c.publish(b); err != nil {
			return fmt.Errorf("publish %s: %w", folder.Name(), err)
		}
	}
	return c.readFiles(s)
}

func (c *Community) readFiles(s scene) error {
	list, err := embedded.ReadFile("feeds.yaml")
	if err != nil {
		return err
	}
	c.list = s.list(list)
	c.files, err = readAll("avatars")
	return err
}

// readAll reads the files of an embedded folder, by their path.
func readAll(folder string) (map[string][]byte, error) {
	entries, err := fs.ReadDir(embedded, folder)
	if err != nil {
		return nil, err
	}
	all := make(map[string][]byte, len(entries))
	for _, entry := range entries {
		name := path.Join(folder, entry.Name())
		if all[name], err = embedded.ReadFile(name); err != nil {
			return nil, err
		}
	}
	return all, nil
}
