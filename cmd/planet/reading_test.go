//go:build outside

package main

import (
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Who needs larger letters or more room between them reads the same page
// (PG-2): the browser's zoom of 200 % and 400 % leaves 640 and 320 px of 1280,
// letters of double size fit, and WCAG 1.4.12's spacing fits a phone.
func enlarged(t *testing.T, b *tab, s shown) {
	const spacing = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }"
	for _, path := range kinds(s.paths(t)) {
		b.open(t, s.address+path, 640)
		b.do(t, script(`window.reader = new CSSStyleSheet(); document.adoptedStyleSheets.push(reader)`))
		for _, reader := range []struct {
			name    string
			width   int64
			letters int64 // px, of what the page calls 1rem
			style   string
		}{
			{"zoom of 200 %", 640, 16, ""},
			{"letters of 200 %", 1280, 32, ""},
			{"letters of 200 % at a zoom of 200 %", 640, 32, ""},
			{"text spacing", 320, 16, spacing},
			{"text spacing on a desk", 1280, 16, spacing},
		} {
			b.setLetters(t, reader.letters)
			b.resize(t, reader.width)
			b.do(t, script(`reader.replaceSync("`+reader.style+`")`))
			for _, out := range evaluate[[]string](t, b, sticksOut) {
				t.Errorf("/%s, %s: %s", path, reader.name, out)
			}
		}
		b.setLetters(t, 16)
	}
}

// looks are colours of a page, as the browser computes them: brightness of
// ground and text from 0 to 1.
type looks struct{ Ground, Text float64 }

const colours = `(() => {
	const bright = c => { const [r, g, b] = c.match(/[\d.]+/g).map(Number); return Math.round((.2126 * r + .7152 * g + .0722 * b) / 255 * 1000) / 1000 };
	const s = getComputedStyle(document.body);
	return {Ground: bright(s.backgroundColor), Text: bright(s.color)};
})()`

// A reader's system chooses between light and dark, without a script (PG-3).
func darkAndLight(t *testing.T, b *tab, s shown) {
	defer b.prefer(t, "")
	b.prefer(t, "", "prefers-color-scheme", "light")
	b.open(t, s.address, 1280)
	if day := evaluate[looks](t, b, colours); day.Ground < .9 || day.Text > .2 {
		t.Errorf("by day the page is %+v; want dark on light", day)
	}
	b.prefer(t, "", "prefers-color-scheme", "dark")
	if night := evaluate[looks](t, b, colours); night.Ground > .1 || night.Text < .7 {
		t.Errorf("by night the page is %+v; want light on dark", night)
	}
}

// A printed page is its text, black on white, whatever the screen's colours;
// addresses stand behind links, and nothing is cut off (PG-7).
func printed(t *testing.T, b *tab, s shown) {
	defer b.prefer(t, "")
	b.prefer(t, "print", "prefers-color-scheme", "dark")
	for _, path := range kinds(s.paths(t)) {
		const a4 = 718 // px between margins of 1 cm
		b.open(t, s.address+path, a4)
		if paper := evaluate[looks](t, b, colours); paper != (looks{Ground: 1}) {
			t.Errorf("/%s is printed %+v; want black on white", path, paper)
		}
		for _, what := range evaluate[[]string](t, b, onPaper) {
			t.Errorf("/%s on paper: %s", path, what)
		}
		for _, out := range evaluate[[]string](t, b, sticksOut) {
			t.Errorf("/%s on paper: %s", path, out)
		}
	}
}

const onPaper = `(() => {
	const found = [];
	for (const e of document.querySelectorAll("nav, .skip, form, aside")) if (e.checkVisibility()) found.push("there is a " + e.tagName + "." + e.className);
	if (!document.querySelector("main h1").checkVisibility()) found.push("the title is missing");
	for (const a of document.querySelectorAll(".e-content a[href^=http]")) if (!getComputedStyle(a, "::after").content.includes("(")) { found.push("no address behind " + a.outerHTML.slice(0, 80)); break }
	for (const e of document.querySelectorAll("article")) if (getComputedStyle(e).contentVisibility !== "visible") { found.push("articles may be left out"); break }
	return found;
})()`

// Without scripts the site is whole: all of the header's links lead to pages
// with a title of their own, and folded posts unfold (PG-12, SITE-3).
func withoutScripts(t *testing.T, b *tab, s shown) {
	b.allowScripts(t, false)
	defer b.allowScripts(t, true)
	b.resize(t, 1280)
	b.do(t, chromedp.Navigate(s.address))
	links := got(t, b, chromedp.AttributesAll(chromedp.CSSAll("header nav a")))
	if len(links) < 4 {
		t.Fatalf("%d links in the header", len(links))
	}
	titles := map[string]string{}
	for _, link := range links {
		to := link["href"]
		got(t, b, chromedp.WaitEvent(page.LoadEventFired, nil, chromedp.Click(chromedp.CSS(`header nav a[href="`+to+`"]`))))
		title := got(t, b, chromedp.Text(chromedp.CSS("main h1")))
		status := evaluate[int](t, b, `performance.getEntriesByType("navigation")[0].responseStatus`)
		if other, taken := titles[title]; taken || title == "" || status != 200 {
			t.Errorf("%q leads to %q, status %d; %q leads there, too", to, title, status, other)
		}
		titles[title] = to
		b.do(t, chromedp.Navigate(s.address))
	}
	if len(got(t, b, chromedp.Nodes(chromedp.CSSAll("details > summary"), chromedp.AtLeast(0)))) > 0 { // else nobody wrote that much
		b.do(t, chromedp.Focus(chromedp.CSS("details > summary")), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(chromedp.CSS("details[open] > article")))
	}
}
