//go:build outside

package main

import (
	"net/url"
	"strings"
	"testing"
)

// Every page of every planet keeps these promises in a browser. There is one
// browser, in which each planet has a tab.
func TestPagesInTheBrowser(t *testing.T) {
	browser := newBrowser(t)
	for _, p := range planets() {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			b, s := newTab(t, browser), p.show(t)
			for _, promise := range []struct {
				name string
				hold func(*testing.T, *tab, shown)
			}{
				{"fit every screen, ask nobody else, say nothing", fit},
				{"fit from right to left", mirrored},
				{"axe finds nothing", accessible},
				{"take larger letters and more room", enlarged},
				{"are dark by night", darkAndLight},
				{"print as text", printed},
				{"need no script", withoutScripts},
				{"need no mouse", byKeyboard},
				{"are understood by programs", understood},
			} {
				t.Run(promise.name, func(t *testing.T) { promise.hold(t, b, s) })
			}
		})
	}
}

// screens are widths in px of CSS, from a phone to a wall (SITE-1).
var screens = []int64{320, 375, 768, 1280, 2560}

// The site fits every screen (SITE-1, PG-2), asks nobody but its own server, and
// pictures' hosts on pages of single posts only (SITE-3, SAFE-15, IMG-2, PG-10), and its
// console stays clean under its own policy (PG-11). Of the address of a page
// that is not there, the same holds.
func fit(t *testing.T, b *tab, s shown) {
	own, err := url.Parse(s.address)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(some(s.paths(t)), nowhere) {
		b.forget()
		b.open(t, s.address+path, screens[0])
		for _, width := range screens {
			b.resize(t, width)
			for _, out := range evaluate[[]string](t, b, sticksOut) {
				t.Errorf("/%s at %d px: %s", path, width, out)
			}
		}
		for _, bad := range evaluate[[]string](t, b, illegible) {
			t.Errorf("/%s: %s", path, bad)
		}
		requests, pictures, said := b.forget()
		for _, r := range requests {
			if u, err := url.Parse(r); err != nil || u.Host != own.Host {
				t.Errorf("/%s asked for %s", path, r)
			}
		}
		for _, r := range pictures {
			if u, err := url.Parse(r); err != nil || u.Scheme != "data" && u.Host != own.Host && !s.whole && !single.MatchString(path) {
				t.Errorf("/%s loaded a picture from elsewhere: %s", path, r)
			}
		}
		for _, what := range said {
			if path != nowhere || !strings.Contains(what, "404") { // the browser itself says what the status is
				t.Errorf("/%s: the console says %q", path, what)
			}
		}
	}
}

// Turned around, the theme is its own mirror image (CSS-2).
func mirrored(t *testing.T, b *tab, s shown) {
	for _, path := range kinds(s.paths(t)) {
		b.open(t, s.address+path, screens[0])
		b.do(t, script(`document.documentElement.dir = "rtl"`))
		for _, width := range screens {
			b.resize(t, width)
			for _, out := range evaluate[[]string](t, b, sticksOut) {
				t.Errorf("/%s at %d px, from right to left: %s", path, width, out)
			}
		}
	}
}

// sticksOut names what is wider than the page, or than the text of its entry,
// where it would be cut off. What has a scroll box of its own may be wider.
const sticksOut = `(() => {
	const wide = document.documentElement.clientWidth, found = [], range = document.createRange();
	if (document.documentElement.scrollWidth > wide) found.push("the page is " + document.documentElement.scrollWidth + " px wide");
	const name = e => e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + [...e.classList].map(c => "." + c).join("");
	const outside = (r, left, right) => r.width && r.height && (r.left < left - 1 || r.right > right + 1);
	const from = (what, r, left, right) => found.push(what + " from " + Math.round(r.left) + " to " + Math.round(r.right) + " px, room from " + Math.round(left) + " to " + Math.round(right));
	const scrolls = e => e.matches("pre, .table-box, .math-box, svg") || e.matches(":has(> math)") && getComputedStyle(e).overflowX === "auto";
	const read = (text, left, right) => {
		range.selectNodeContents(text);
		if (!outside(range.getBoundingClientRect(), left, right)) return;
		for (const c of text.data.matchAll(/\S/g)) { // space at the end of a line may hang
			range.setStart(text, c.index), range.setEnd(text, c.index + 1);
			const r = range.getBoundingClientRect();
			if (outside(r, left, right)) return from("text " + JSON.stringify(text.data.slice(c.index, c.index + 40)) + " in " + name(text.parentElement), r, left, right);
		}
	};
	const look = (e, left, right) => {
		for (const n of e.childNodes) {
			if (found.length > 3) return;
			if (n.nodeType === 3) read(n, left, right);
			if (n.nodeType !== 1 || n.matches(".vh, .skip")) continue;
			const r = n.getBoundingClientRect();
			if (outside(r, left, right)) from(name(n), r, left, right);
			else if (scrolls(n)) continue;
			else n.matches(".e-content") ? look(n, r.left, r.right) : look(n, left, right);
		}
	};
	look(document.body, 0, wide);
	return found;
})()`

// illegible names what is written smaller than 14 px (PG-2), and pictures that
// are not there. A wider window may have asked for larger ones, which have a
// minute to come.
const illegible = `(async () => {
	const pause = ms => new Promise(done => setTimeout(done, ms));
	await pause(50);
	for (let n = 0; n < 1200 && [...document.images].some(i => !i.complete); n++) await pause(50);
	const found = new Set(), texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (texts.nextNode() && found.size < 3) {
		const e = texts.currentNode.parentElement, size = parseFloat(getComputedStyle(e).fontSize);
		if (texts.currentNode.data.trim() && size < 14 && !e.closest(".vh, sup, sub, rt, math, svg")) found.add(e.tagName.toLowerCase() + "." + e.className + " is written in " + size + " px");
	}
	for (const i of document.images) if (!i.naturalWidth) found.add("there is no picture at " + i.src.slice(0, 80));
	return [...found];
})()`
