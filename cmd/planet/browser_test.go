//go:build outside

package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"planet/serve"
)

var rendered = flag.String("site", "", "look at the pages in this folder, instead of the demo's")

// most is how many pages of a large site are looked at.
const most = 200

// A shown planet is served until the test ends: the demo as `planet demo`
// serves it, or the folder that -site names.
type shown struct {
	address string // "http://localhost:PORT/"
	public  string // the folder of its pages
}

// show runs the program as a newcomer does, and waits until it says where.
func show(t *testing.T) shown {
	t.Helper()
	if *rendered != "" {
		srv := httptest.NewServer(serve.Files(*rendered, "/"))
		t.Cleanup(srv.Close)
		return shown{srv.URL + "/", *rendered}
	}
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
		return shown{address, filepath.Join(dir, "public")}
	case status := <-ended:
		ended <- status
		t.Fatalf("the demo ended with %d: %s", status, said)
	case <-time.After(time.Minute):
		t.Fatalf("the demo said nowhere to look: %s", said)
	}
	panic("unreachable")
}

// paths lists the pages of the site, as a browser asks for them.
func (s shown) paths(t *testing.T) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(s.public, func(path string, d fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".html" {
			rel, _ := filepath.Rel(s.public, path)
			all = append(all, strings.TrimSuffix(filepath.ToSlash(rel), "index.html"))
		}
		return err
	})
	if err != nil || len(all) < 20 {
		t.Fatalf("%d pages, %v", len(all), err)
	}
	return all
}

// some picks pages from all over a large site.
func some(paths []string) []string {
	if len(paths) <= most {
		return paths
	}
	picked := kinds(paths)
	for i := range most {
		picked = append(picked, paths[i*len(paths)/most])
	}
	return picked
}

// kinds picks one page of each kind, and of entries those that are hard.
func kinds(paths []string) []string {
	var picked []string
	for _, kind := range []string{
		`^$`, `^404\.html$`, `^members/$`, `^members/[^/]+/$`, `^subscribe/$`, `^about/$`, `^join/$`, `^archive/$`, `^headlines/$`,
		`^\d{4}/$`, `^\d{4}/\d\d/$`, `^\d{4}/\d\d/adaeze-what-an-expired`, `^\d{4}/\d\d/layla`, `^\d{4}/\d\d/saeki`, `^\d{4}/\d\d/(wren|doorhandles)`, `^\d{4}/\d\d/ravi`,
	} {
		of := regexp.MustCompile(kind)
		if i := slices.IndexFunc(paths, of.MatchString); i >= 0 {
			picked = append(picked, paths[i])
		}
	}
	return picked
}

// browser starts a Chromium that can't reach beyond this machine.
func browser(t *testing.T) context.Context {
	t.Helper()
	opts := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1"))
	if os.Geteuid() == 0 {
		opts = append(opts, chromedp.NoSandbox)
	}
	if path := os.Getenv("CHROMIUM"); path != "" {
		opts = append(opts, chromedp.ExecPath(path))
	}
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Run(ctx); err != nil {
		t.Fatalf("no browser: %v; make test installs one", err)
	}
	return ctx
}

// seen is what a browser did and said while it showed pages.
type seen struct {
	mu       sync.Mutex
	requests []string
	pictures []string
	said     []string
}

func (s *seen) listen(ctx context.Context) {
	chromedp.ListenTarget(ctx, func(event any) {
		s.mu.Lock()
		defer s.mu.Unlock()
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			if e.Type == network.ResourceTypeImage {
				s.pictures = append(s.pictures, e.Request.URL)
			} else {
				s.requests = append(s.requests, e.Request.URL)
			}
		case *runtime.EventExceptionThrown:
			s.said = append(s.said, e.ExceptionDetails.Error())
		case *runtime.EventConsoleAPICalled:
			s.said = append(s.said, fmt.Sprint(e.Type))
		case *log.EventEntryAdded:
			s.said = append(s.said, e.Entry.Text+" "+e.Entry.URL)
		}
	})
}

// noHiding switches off what hides overflow from tests (CSS-3).
const noHiding = `(() => { const s = new CSSStyleSheet(); s.replaceSync("article{content-visibility:visible!important}"); document.adoptedStyleSheets = [s]; })()`

// widest gives the widest thing on the page that sticks out, "" for none.
const widest = `(() => {
	const wide = document.documentElement.clientWidth;
	if (document.documentElement.scrollWidth <= wide) return "";
	let out = "the page is " + document.documentElement.scrollWidth + " px wide";
	for (const e of document.querySelectorAll("body *")) {
		const r = e.getBoundingClientRect();
		if ((r.right > wide + 1 || r.left < -1) && !e.closest("pre, .table-box, .math-box, .vh, .skip")) { out += ": " + e.tagName + "." + e.className; break; }
	}
	return out;
})()`

// The site fits every screen, from a phone to a wall (SITE-1, PG-2), asks
// nobody but its own server, and pictures' hosts on pages of single posts
// only (SITE-3, IMG-2), and its console stays clean under its own policy
// (PG-11).
func TestPagesInTheBrowser(t *testing.T) {
	site, ctx := show(t), browser(t)
	s := &seen{}
	s.listen(ctx)
	own, err := url.Parse(site.address)
	if err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Run(ctx, network.Enable(), log.Enable(), runtime.Enable()); err != nil {
		t.Fatal(err)
	}
	single := regexp.MustCompile(`^\d{4}/\d\d/.`)
	for _, path := range some(site.paths(t)) {
		s.requests, s.pictures, s.said = nil, nil, nil
		for _, width := range []int64{320, 375, 768, 1280, 2560} {
			var out string
			err := chromedp.Run(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(site.address+path), chromedp.Evaluate(noHiding, nil), chromedp.Evaluate(widest, &out))
			if err != nil {
				t.Fatalf("/%s: %v", path, err)
			}
			if out != "" {
				t.Errorf("/%s at %d px: %s", path, width, out)
			}
		}
		s.mu.Lock()
		for _, r := range s.requests {
			if u, err := url.Parse(r); err != nil || u.Host != own.Host {
				t.Errorf("/%s asked for %s", path, r)
			}
		}
		for _, r := range s.pictures {
			if u, err := url.Parse(r); err != nil || u.Host != own.Host && !single.MatchString(path) {
				t.Errorf("/%s loaded a picture from elsewhere: %s", path, r)
			}
		}
		if len(s.said) > 0 && path != "404.html" {
			t.Errorf("/%s: the console says %q", path, s.said)
		}
		s.mu.Unlock()
	}
}

// axe finds nothing against WCAG 2.2 AA on any kind of page, light and dark
// (SITE-2).
func TestPagesAreAccessible(t *testing.T) {
	site, ctx := show(t), browser(t)
	script, err := os.ReadFile("../../.tools/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatalf("%v; make test installs it", err)
	}
	if err := chromedp.Run(ctx, page.SetBypassCSP(true)); err != nil {
		t.Fatal(err)
	}
	for _, path := range kinds(site.paths(t)) {
		for _, scheme := range []string{"light", "dark"} {
			for _, width := range []int64{320, 1280} {
				var result string
				err := chromedp.Run(ctx, chromedp.EmulateViewport(width, 900),
					emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}),
					chromedp.Navigate(site.address+path), chromedp.Evaluate(noHiding, nil), chromedp.Evaluate(string(script)+";0", nil),
					chromedp.Evaluate(audit, &result, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
				if err != nil {
					t.Fatalf("/%s: %v", path, err)
				}
				var violations []string
				if err := json.Unmarshal([]byte(result), &violations); err != nil {
					t.Fatal(err)
				}
				for _, v := range violations {
					t.Errorf("/%s, %s, %d px: %s", path, scheme, width, v)
				}
			}
		}
	}
}

const audit = `axe.run(document, {runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}})
	.then(r => JSON.stringify(r.violations.map(v => v.id + ": " + v.help + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(" | "))))`
