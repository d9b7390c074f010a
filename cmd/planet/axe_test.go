//go:build outside

package main

import (
	"fmt"
	"os"
	"testing"

	"github.com/chromedp/chromedp"
)

// checker reads a script that .ci/install brings.
func checker(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile("../../.tools/node_modules/" + name)
	if err != nil {
		t.Fatalf("%v; make install brings it", err)
	}
	return string(b) + "\n;0"
}

// axe finds nothing against WCAG 2.2 AA nor its own best practice on any kind
// of page, light and dark, on a phone and on a desk (SITE-2, PG-3, PG-4).
func accessible(t *testing.T, b *tab, s shown) {
	axe := checker(t, "axe-core/axe.min.js")
	defer b.prefer(t, "")
	for _, path := range kinds(s.paths(t)) {
		b.open(t, s.address+path, 320)
		b.do(t, chromedp.Evaluate[chromedp.Void](axe))
		for _, look := range []struct{ scheme, rules string }{
			{"light", `{type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]}`},
			{"dark", `{type: "rule", values: ["color-contrast", "link-in-text-block"]}`}, // nothing else differs
		} {
			b.prefer(t, "", "prefers-color-scheme", look.scheme)
			for _, width := range []int64{320, 1280} {
				b.resize(t, width)
				for _, v := range evaluate[[]string](t, b, fmt.Sprintf(violations, look.rules)) {
					t.Errorf("/%s, %s, %d px: %s", path, look.scheme, width, v)
				}
			}
		}
	}
}

// violations asks axe. Two things it can't know: authors' headings keep their
// depths, even where one was left out (ENT-4); and browsers let the keyboard
// scroll a line whose formula is too wide, without a mark in the page.
const violations = `axe.run(document, {resultTypes: ["violations"], preload: false, runOnly: %s}).then(result => {
	const excused = {"heading-order": ".e-content *", "scrollable-region-focusable": ".e-content :has(> math)"};
	const found = [];
	for (const v of result.violations) {
		const nodes = v.nodes.filter(n => !excused[v.id] || !document.querySelector(n.target[0]).matches(excused[v.id]));
		if (nodes.length) found.push(v.id + ": " + v.help + ": " + nodes.length + " times, as in " + nodes.slice(0, 3).map(n => n.target.join(" ") + " " + n.html.slice(0, 160)).join(" | "));
	}
	return found;
})`
