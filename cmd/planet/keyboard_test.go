//go:build outside

package main

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A stop is what has the focus after a press of Tab.
type stop struct {
	Name   string
	Ring   float64 // width of its outline, px
	Seen   bool    // all of its first line is in the window, and nothing covers it
	InMain bool
}

const focused = `(() => {
	const e = document.activeElement, s = getComputedStyle(e), r = e.getClientRects()[0] ?? e.getBoundingClientRect();
	const x = Math.max(r.left + 1, Math.min(r.left + r.width / 2, innerWidth - 1)), y = r.top + Math.min(r.height / 2, 8);
	const top = document.elementFromPoint(x, y);
	return {
		Name: e.tagName.toLowerCase() + "." + e.className + " " + (e.textContent || "").trim().slice(0, 30),
		Ring: s.outlineStyle === "none" ? 0 : parseFloat(s.outlineWidth),
		Seen: r.top >= 0 && r.top < innerHeight && r.left >= 0 && !!top && (e.contains(top) || top.contains(e)),
		InMain: !!e.closest("main"),
	};
})()`

// stops counts what Tab should stop at: a line with a wide formula, too, which
// scrolls.
const stops = `[...document.querySelectorAll("a[href], button, input, summary, [tabindex='0'], .e-content :has(> math)")]
	.filter(e => e.checkVisibility() && (e.tabIndex >= 0 || !e.hasAttribute("tabindex") && e.scrollWidth > e.clientWidth)).length`

// All can be reached by Tab, in the order of the page, under a ring of 3 px that
// nothing covers (PG-4, PG-5); the first stop leads past the header (PG-1).
func byKeyboard(t *testing.T, b *tab, s shown) {
	defer b.prefer(t, "")
	b.prefer(t, "", "prefers-reduced-motion", "reduce") // else the page would still be on its way
	for _, path := range []string{"", "members/", "subscribe/"} {
		b.open(t, s.address+path, 1280)
		b.do(t, chromedp.KeyEvent(kb.Tab))
		if skip := evaluate[bool](t, b, `document.activeElement.matches("a.skip[href='#main']")`); !skip {
			t.Errorf("/%s: the first stop is %+v; want the link to the content", path, evaluate[stop](t, b, focused))
		}
		all := evaluate[int](t, b, stops)
		for i := range all {
			at := evaluate[stop](t, b, focused)
			if at.Ring < 3 || !at.Seen {
				t.Errorf("/%s: stop %d of %d is %+v; want it in sight, with a ring of 3 px", path, i+1, all, at)
				break
			}
			b.do(t, chromedp.KeyEvent(kb.Tab))
		}
		if left := evaluate[bool](t, b, `document.activeElement === document.body || document.activeElement.matches(".skip")`); !left {
			t.Errorf("/%s: after %d stops the focus is still on %+v", path, all, evaluate[stop](t, b, focused))
		}
	}
	b.open(t, s.address, 1280)
	b.do(t, chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Enter))
	if hash := evaluate[string](t, b, "location.hash"); hash != "#main" {
		t.Errorf("the first link leads to %q; want #main", hash)
	}
	b.do(t, chromedp.KeyEvent(kb.Tab))
	if at := evaluate[stop](t, b, focused); !at.InMain {
		t.Errorf("after the first link, the next stop is %+v; want one in main", at)
	}
}
