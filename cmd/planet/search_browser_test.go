//go:build outside

package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// becomes waits until a condition in the page is true. What a page does for
// its reader has no event to wait for.
func becomes(t *testing.T, b *tab, condition string) {
	t.Helper()
	const wait = `new Promise((done, fail) => {
		const limit = Date.now() + %d
		const look = () => (%s) ? done() : Date.now() > limit ? fail(new Error("never")) : setTimeout(look, 20)
		look()
	})`
	if got := evaluate[string](t, b, fmt.Sprintf(wait+`.then(() => "", e => String(e) + ": " + document.querySelector("main").innerText.slice(0, 500))`, (30*time.Second).Milliseconds(), condition)); got != "" {
		t.Fatalf("%s: %s", condition, got)
	}
}

// hits are the titles on a page of search.
func hits(t *testing.T, b *tab) []string {
	t.Helper()
	return evaluate[[]string](t, b, `[...document.querySelectorAll("#hits h3")].map(h => h.textContent)`)
}

// SRCH-1: on a site without a server of its own, what is typed is found at
// once: every word, without case and accents, the newest first; the number is
// announced, and the address keeps the question.
func TestSearchWithAScript(t *testing.T) {
	site, b := showDemo(t), newTab(t, newBrowser(t))
	b.open(t, site.address+"search/", 1280)
	if requests, _, _ := b.forget(); slices.ContainsFunc(requests, func(r string) bool { return strings.HasSuffix(r, ".json") }) {
		t.Errorf("before a key is pressed the page asks for %q", requests)
	}
	if evaluate[bool](t, b, `!document.getElementById("results").hidden || document.getElementById("limits").hidden`) {
		t.Error("results are shown before anything was asked, or the choices are not")
	}
	all := evaluate[int](t, b, `fetch("index.json").then(r => r.json()).then(i => i.entries.length)`)

	b.do(t, chromedp.Focus("#q"), chromedp.KeyEvent("TELÉPHONE"))
	becomes(t, b, `document.getElementById("count").textContent && document.querySelectorAll("#hits mark").length > 0`)
	found := hits(t, b)
	if len(found) == 0 || len(found) == all {
		t.Fatalf("found %q of %d", found, all)
	}
	count := evaluate[string](t, b, `document.querySelector("#count[role=status]").textContent`)
	if !strings.HasPrefix(count, fmt.Sprint(len(found))+" post") {
		t.Errorf("%d are shown, and %q is announced", len(found), count)
	}
	if evaluate[bool](t, b, `[...document.querySelectorAll("#hits > li")].some(l => !/t[eé]l[eé]phone/i.test(l.textContent)) || [...document.querySelectorAll("#hits mark")].some(m => !/^t[eé]l[eé]phone$/i.test(m.textContent))`) {
		t.Error("not each hit shows the word, marked")
	}
	if evaluate[bool](t, b, `(d => d.some((x, i) => i && x > d[i - 1]))([...document.querySelectorAll("#hits time")].map(x => Date.parse(x.dateTime)))`) {
		t.Error("the newest are not first")
	}
	if at := evaluate[string](t, b, "location.search"); at != "?q="+url.QueryEscape("TELÉPHONE") {
		t.Errorf("the address says %q", at)
	}
	if evaluate[bool](t, b, `[...document.querySelectorAll("#hits a")].some(a => !a.textContent.trim() || !/^https?:/.test(a.href))`) {
		t.Error("a link of a hit has no words, or leads nowhere")
	}

	b.open(t, evaluate[string](t, b, "location.href"), 1280) // as from a bookmark
	becomes(t, b, `document.querySelectorAll("#hits > li").length == `+fmt.Sprint(len(found)))
	if again := hits(t, b); !slices.Equal(again, found) {
		t.Errorf("from its address the search finds %q, before %q", again, found)
	}

	b.do(t, script(`(() => { const m = document.getElementById("member"); m.selectedIndex = 1; m.dispatchEvent(new Event("input", { bubbles: true })); document.getElementById("q").value = ""; document.querySelector("form.find").requestSubmit() })()`))
	becomes(t, b, `new Set([...document.querySelectorAll("#hits .p-author")].map(a => a.textContent)).size == 1 && location.search.startsWith("?member=")`)
	if evaluate[bool](t, b, `document.querySelector("#hits .p-author").textContent != document.getElementById("member").selectedOptions[0].textContent`) {
		t.Error("a search by member finds another's")
	}

	b.do(t, script(`document.querySelector("form.find").reset()`), chromedp.Focus("#q"), chromedp.KeyEvent("zzxqy"))
	becomes(t, b, `document.getElementById("results").hidden && /words/.test(document.getElementById("count").textContent)`)
	b.do(t, script(`document.getElementById("q").select()`), chromedp.KeyEvent(kb.Backspace))
	becomes(t, b, `!document.getElementById("count").textContent && location.search == "?member=" + document.getElementById("member").value || !location.search`)

	requests, pictures, said := b.forget()
	if len(said) > 0 {
		t.Errorf("the console says %q (PG-11)", said)
	}
	for _, r := range slices.Concat(requests, pictures) {
		if !strings.HasPrefix(r, site.address) {
			t.Errorf("the page asks for %s", r)
		}
	}
}

// SRCH-2: without scripts the page has its form, and leads to the headlines
// and the archive; nothing is there for scripts only.
func TestSearchWithoutScripts(t *testing.T) {
	site, b := showDemo(t), newTab(t, newBrowser(t))
	b.allowScripts(t, false)
	b.do(t, chromedp.Navigate(site.address+"search/?q=telephone"))
	b.allowScripts(t, true) // of the test, in the page that is there
	if got := evaluate[[]string](t, b, `[...document.querySelectorAll("main a, main select, main input, main button, main section")].filter(e => e.checkVisibility()).map(e => e.id || e.getAttribute("href") || e.type || e.getAttribute("aria-labelledby"))`); !slices.Equal(got, []string{"q", "submit", "other", "../headlines/", "../archive/"}) {
		t.Errorf("to be seen are %q; want the form and the ways on", got)
	}
}

// A large index comes a year at a time: the newest at first, others on demand
// or when a year is chosen (SRCH-1).
func TestSearchOfManyYears(t *testing.T) {
	site := showDemo(t)
	b := newTab(t, newBrowser(t))
	b.open(t, site.address+"search/", 1280)
	b.do(t, script(`(() => {
		const index = { members: { ann: { name: "Ann", initials: "A", hue: 1 } }, languages: {}, entries: [], years: [2026, 2025, 2024].map(y => ({ year: y, count: 3000, file: y + ".json" })) }
		window.asked = []
		window.fetch = async file => { window.asked.push(file); return { ok: true, json: async () => file == "index.json" ? index : Array.from({ length: 3000 }, (_, i) => ({ title: "Post " + i, by: "ann", date: file.slice(0, 4) + "-03-04T10:00:00Z" })) } }
		const year = document.getElementById("year"); year.append(new Option("2024", "2024"))
	})()`))
	b.do(t, chromedp.Focus("#q"), chromedp.KeyEvent("post"))
	becomes(t, b, `document.getElementById("count").textContent.startsWith("3,000")`)
	const more = `document.querySelector("#results + button")`
	for range 60 {
		if evaluate[string](t, b, more+`.textContent`) != "More" {
			break
		}
		b.do(t, script(more+`.click()`))
	}
	if shown, word := evaluate[int](t, b, `document.querySelectorAll("#hits > li").length`), evaluate[string](t, b, more+`.textContent`); shown != 3000 || word != "Look in 2025, too" {
		t.Errorf("%d are shown, and the button says %q", shown, word)
	}
	b.do(t, script(more+`.click()`))
	becomes(t, b, `document.getElementById("count").textContent.startsWith("6,000")`)
	b.do(t, script(`(() => { const y = document.getElementById("year"); y.value = "2024"; y.dispatchEvent(new Event("input", { bubbles: true })) })()`))
	becomes(t, b, `document.getElementById("count").textContent.startsWith("3,000") && document.querySelector("#hits time").textContent == "4 March 2024"`)
	if asked := evaluate[[]string](t, b, "asked"); !slices.Equal(asked, []string{"index.json", "2026.json", "2025.json", "2024.json"}) {
		t.Errorf("the page asked for %q; want each file once, when it was needed", asked)
	}
}

// An index that can't be loaded is said, and tried again.
func TestSearchWithoutItsIndex(t *testing.T) {
	site, b := showDemo(t), newTab(t, newBrowser(t))
	b.open(t, site.address+"search/", 1280)
	b.do(t, script(`(() => { const f = window.fetch; window.fetch = async () => { window.fetch = f; return { ok: false } } })()`), chromedp.Focus("#q"), chromedp.KeyEvent("telephone"))
	becomes(t, b, `/could not be loaded/.test(document.getElementById("count").textContent)`)
	b.do(t, chromedp.KeyEvent(" "), script(`document.querySelector("form.find").requestSubmit()`))
	becomes(t, b, `document.querySelectorAll("#hits > li").length > 0`)
}

// SRCH-3: under planet serve the same form is answered by the program: without
// any script, with what was found marked, a page at a time.
func TestServedSearchInTheBrowser(t *testing.T) {
	dir := t.TempDir()
	var said strings.Builder
	if status := run(t.Context(), os.Getenv, []string{"demo", "--once", "--listen", "127.0.0.1:0", "--dir", dir}, strings.NewReader(""), &said, &said); status != exitDone {
		t.Fatalf("the demo ended with %d: %s", status, said.String())
	}
	ctx, stop := context.WithCancel(t.Context())
	told := &watcher{wait: regexp.MustCompile(`serving .* at (http://\S+)`), found: make(chan string, 1)}
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, os.Getenv, []string{"--config", filepath.Join(dir, "feeds.yaml"), "serve", "--no-fetch", "--listen", "127.0.0.1:0"}, nil, told, told)
	}()
	defer func() {
		stop()
		if status := <-ended; status != exitDone {
			t.Errorf("serve ended with %d: %s", status, told)
		}
	}()
	address, b := <-told.found, newTab(t, newBrowser(t))
	b.allowScripts(t, false)
	b.do(t, chromedp.Navigate(address+"search/"), chromedp.Focus("#q"), chromedp.KeyEvent("telephone badge"+kb.Enter))
	b.do(t, chromedp.WaitVisible("#hits > li"))
	b.allowScripts(t, true) // of the test
	becomes(t, b, `location.search.startsWith("?q=telephone+badge")`)
	if count := evaluate[string](t, b, `document.querySelector("#count[role=status]").textContent`); !strings.HasPrefix(count, fmt.Sprint(len(hits(t, b)))+" post") {
		t.Errorf("%d are shown, and the page says %q", len(hits(t, b)), count)
	}
	if marked := evaluate[[]string](t, b, `[...document.querySelectorAll("#hits mark")].map(m => m.textContent.toLowerCase())`); !slices.ContainsFunc(marked, func(m string) bool { return strings.HasPrefix(m, "telephone") }) {
		t.Errorf("marked are %q", marked)
	}
	if evaluate[bool](t, b, `!document.getElementById("member").checkVisibility() || !!document.querySelector("script[src*='search']")`) {
		t.Error("the choices are not to be seen, or the script of a static search is there")
	}
	b.do(t, chromedp.Navigate(address+"search/?q=the"))
	first := hits(t, b)
	b.do(t, chromedp.Click(".pager a[rel=next]"), chromedp.WaitVisible(".pager a[rel=prev]"))
	if next := hits(t, b); len(first) != 20 || len(next) == 0 || slices.Contains(first, next[0]) && !strings.HasPrefix(next[0], "Note by") {
		t.Errorf("%d are on the first page, then %q", len(first), next)
	}
	if _, _, said := b.forget(); len(said) > 0 {
		t.Errorf("the console says %q (PG-11)", said)
	}
}
