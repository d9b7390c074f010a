package main

import (
	"context"
	"flag"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"planet/serve"
)

var rendered = flag.String("site", "", "look at the pages in this folder, instead of those of planets made here")

// most is how many pages of a large site are looked at one by one.
const most = 200

// A shown planet is served until the test ends.
type shown struct {
	address string   // "http://127.0.0.1:PORT/"
	public  string   // the folder of its pages
	whole   bool     // its lists hold whole texts, with their pictures
	only    []string // the pages that are looked at one by one; nil means all
}

// planets are those that every promise about pages is held to: the one that
// newcomers see, and those that show a theme at its worst. With -site it is
// that folder alone.
func planets() []struct {
	name string
	show func(*testing.T) shown
} {
	type planet = struct {
		name string
		show func(*testing.T) shown
	}
	if *rendered != "" {
		return []planet{{"site", func(t *testing.T) shown { return serveFolder(t, *rendered) }}}
	}
	return []planet{{"demo", showDemo}, {"empty", showEmpty}, {"hostile", showHostile}, {"river", showRiver}, {"arabic", showArabic}, {"whole", showWhole}}
}

func serveFolder(t *testing.T, public string) shown {
	t.Helper()
	srv := httptest.NewServer(serve.Files(public, "/"))
	t.Cleanup(srv.Close)
	return shown{address: srv.URL + "/", public: public}
}

// showDemo runs the program as a newcomer does, and waits until it says where.
func showDemo(t *testing.T) shown {
	t.Helper()
	dir := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	said := &watcher{wait: regexp.MustCompile(`Open (http://\S+)`), found: make(chan string, 1)}
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, os.Getenv, []string{"demo", "--listen", "127.0.0.1:0", "--dir", dir}, strings.NewReader(""), said, said)
	}()
	t.Cleanup(func() {
		stop()
		if status := <-ended; status != exitDone {
			t.Errorf("the demo ended with %d: %s", status, said)
		}
	})
	select {
	case address := <-said.found:
		return shown{address: address, public: filepath.Join(dir, "public")}
	case status := <-ended:
		ended <- status
		t.Fatalf("the demo ended with %d: %s", status, said)
	case <-time.After(2 * time.Minute):
		t.Fatalf("the demo said nowhere to look: %s", said)
	}
	panic("unreachable")
}

// showList updates the planet of a list, whose text is given, and serves it.
func showList(t *testing.T, list string) shown {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "feeds.yaml")
	if err := os.WriteFile(path, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	if status := run(t.Context(), os.Getenv, []string{"--config", path, "update"}, nil, io.Discard, &said); status != exitDone {
		t.Fatalf("update ended with %d: %s", status, said.String())
	}
	return serveFolder(t, filepath.Join(dir, "public"))
}

// paths lists the pages to look at one by one.
func (s shown) paths(t *testing.T) []string {
	t.Helper()
	if s.only != nil {
		return s.only
	}
	return s.all(t)
}

// all lists the pages of the site, as a browser asks for them.
func (s shown) all(t *testing.T) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(s.public, func(path string, d fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".html" {
			rel, _ := filepath.Rel(s.public, path)
			all = append(all, strings.TrimSuffix(filepath.ToSlash(rel), "index.html"))
		}
		return err
	})
	if err != nil || len(all) < 10 {
		t.Fatalf("%d pages, %v", len(all), err)
	}
	return all
}

// single matches pages of one entry, the only ones that may load pictures from
// elsewhere (IMG-2).
var single = regexp.MustCompile(`^\d{4}/\d\d/.`)

// some picks pages from all over a large site.
func some(paths []string) []string {
	if len(paths) <= most {
		return paths
	}
	some := kinds(paths)
	for i := range most {
		some = append(some, paths[i*len(paths)/most])
	}
	slices.Sort(some)
	return slices.Compact(some)
}

// templates picks one page of each kind.
func templates(paths []string) []string {
	return picked(paths,
		`^$`, `^404\.html$`, `^members/$`, `^members/(new|recent)/$`, `^members/[^nr/][^/]*/$`, `^groups/[^/]+/$`, `^everything/$`, `^topics/[^/]+/$`,
		`^search/$`, `^subscribe/$`, `^about/$`, `^join/$`, `^archive/$`, `^headlines/$`, `^health/$`, `^\d{4}/$`, `^\d{4}/\d\d/$`, single.String())
}

// kinds picks one page of each kind, and of members and entries those that are
// hard.
func kinds(paths []string) []string {
	hard := picked(paths,
		`^members/(silent|noor)/$`, `^members/missing/$`, `^members/hostile/$`, // who never wrote, whose feed fails, with a long name
		`/adaeze-what-an-expired`, `/layla-`, `/saeki-`, `/wren-`, `/ravi-`, `/gus-`,
		`-two-tables/`, `-a-line-of-code/`, `-pictures/`, `-mathematics/`, `-quotes/`, `-lists/`, `-anerkennungs`, `-footnotes/`, `/broken-`)
	return slices.Compact(slices.Sorted(slices.Values(append(templates(paths), hard...))))
}

// picked gives the first path that each pattern matches.
func picked(paths []string, patterns ...string) []string {
	var picked []string
	for _, pattern := range patterns {
		of := regexp.MustCompile(pattern)
		if i := slices.IndexFunc(paths, of.MatchString); i >= 0 {
			picked = append(picked, paths[i])
		}
	}
	return picked
}

// fetched gets a page as a reader's program does.
func fetched(t *testing.T, address string) (status int, kind string, body []byte) {
	t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err = io.ReadAll(resp.Body)
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	return resp.StatusCode, resp.Header.Get("Content-Type"), body
}
