//go:build outside

package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// visible counts the posts in lists that can be seen.
const visible = `[...document.querySelectorAll("[data-from]")].filter(e => e.getClientRects().length).length`

// MUTE-1: a reader hides a member in a list, a group and a language; the
// number that is hidden is said, and all comes back. Nothing is sent.
func TestReadersHideWhatTheyLike(t *testing.T) {
	site, b := showDemo(t), newTab(t, newBrowser(t))
	b.open(t, site.address, 1280)
	before := evaluate[int](t, b, visible)
	who := evaluate[string](t, b, `document.querySelector("[data-from] .p-author .p-name").textContent.trim()`)
	of := evaluate[string](t, b, `document.querySelector("[data-from]").dataset.from.split(" ")[0]`)
	theirs := evaluate[int](t, b, fmt.Sprintf(`document.querySelectorAll("[data-from~='%s']").length`, of))
	if said := evaluate[string](t, b, `document.querySelector("[data-from] .meta details button").textContent`); said != "Hide "+who+"’s posts here" {
		t.Errorf("the control says %q", said)
	}
	if evaluate[bool](t, b, `!!document.querySelector("main > .notice:has([role=status])").getClientRects().length`) {
		t.Error("something is said of hidden posts before any is")
	}

	b.do(t, script(`document.querySelector("[data-from] .meta details button").click()`))
	want := fmt.Sprintf("%d posts hidden", theirs)
	if theirs == 1 {
		want = "1 post hidden"
	}
	if got, said := evaluate[int](t, b, visible), evaluate[string](t, b, `document.querySelector("[role=status]").textContent`); got != before-theirs || said != want {
		t.Errorf("%d of %d posts are left, and %q is said; want %d, %q", got, before, said, before-theirs, want)
	}
	if evaluate[bool](t, b, `[...document.querySelectorAll(".run, .day")].some(e => e.getClientRects().length && !e.innerText.trim())`) {
		t.Error("an empty place is left")
	}
	if !evaluate[bool](t, b, `document.activeElement.matches("main h3 a")`) {
		t.Errorf("the focus is lost: %+v", evaluate[stop](t, b, focused))
	}
	show := func() { b.do(t, script(`document.querySelector(".notice [role=status] + button").click()`)) }
	show()
	if got := evaluate[int](t, b, visible); got != before {
		t.Errorf("after Show %d posts are seen, want %d", got, before)
	}
	show()
	if got := evaluate[int](t, b, visible); got != before-theirs {
		t.Errorf("after Hide again %d posts are seen, want %d", got, before-theirs)
	}

	b.open(t, site.address+"headlines/", 1280)
	if evaluate[bool](t, b, fmt.Sprintf(`[...document.querySelectorAll("[data-from~='%s']")].some(e => e.getClientRects().length)`, of)) {
		t.Error("the headlines still show who was hidden")
	}
	b.open(t, site.address+"members/"+strings.TrimPrefix(of, "member/")+"/", 1280)
	if said := evaluate[string](t, b, `document.querySelector("[data-mute]").textContent`); said != "Show "+who+" again" {
		t.Errorf("the member's page says %q", said)
	}
	if evaluate[int](t, b, `[...document.querySelectorAll("main .heads > li")].filter(e => e.getClientRects().length).length`) == 0 {
		t.Error("the member's own page hides the posts, too")
	}
	b.open(t, site.address+"subscribe/", 1280)
	if said := evaluate[string](t, b, `document.getElementById("muted").innerText.trim()`); said != "Show "+who+" again" {
		t.Errorf("the page to undo it says %q", said)
	}
	b.do(t, script(`document.querySelector("#muted button").click()`))
	if !evaluate[bool](t, b, `!document.querySelector("#muted button") && !document.getElementById("nobody").hidden`) {
		t.Error("the list of what is hidden is not empty now")
	}
	b.open(t, site.address, 1280)
	if got := evaluate[int](t, b, visible); got != before {
		t.Errorf("in the end %d posts are seen, want %d", got, before)
	}

	requests, _, said := b.forget()
	if len(said) > 0 {
		t.Errorf("the console says %q (PG-11)", said)
	}
	for _, r := range requests {
		if !strings.HasPrefix(r, site.address) || strings.Contains(r, "?") {
			t.Errorf("a page asks for %s", r)
		}
	}
}

// Groups and languages are hidden in the same way, and named as people know
// them.
func TestReadersHideGroupsAndLanguages(t *testing.T) {
	site, b := showDemo(t), newTab(t, newBrowser(t))
	for _, tt := range []struct{ what, control, undo string }{
		{"group/endorsement", "Hide posts of Endorsement", "Show Endorsement again"},
		{"lang/fr", "Hide posts in French", "Show French again"},
	} {
		b.open(t, site.address, 1280)
		of := fmt.Sprintf(`document.querySelectorAll("[data-from~='%s']")`, tt.what)
		before, theirs := evaluate[int](t, b, visible), evaluate[int](t, b, of+".length")
		if theirs == 0 || theirs == before {
			t.Fatalf("%d of %d posts are of %s", theirs, before, tt.what)
		}
		b.do(t, script(fmt.Sprintf(`[...%s[0].querySelectorAll("details button")].find(b => b.textContent == %q).click()`, of, tt.control)))
		if got := evaluate[int](t, b, visible); got != before-theirs {
			t.Errorf("without %s %d posts are left, want %d", tt.what, got, before-theirs)
		}
		b.open(t, site.address+"subscribe/", 1280)
		b.do(t, script(fmt.Sprintf(`[...document.querySelectorAll("#muted button")].find(b => b.textContent == %q).click()`, tt.undo)))
	}
	b.open(t, site.address+"groups/endorsement/", 1280)
	b.do(t, script(`document.querySelector("[data-mute]").click()`))
	if got, said := evaluate[int](t, b, visible), evaluate[string](t, b, `document.querySelector("[data-mute]").textContent`); got != 0 || said != "Show Endorsement again" {
		t.Errorf("on the page of a hidden group %d posts are seen, and its button says %q", got, said)
	}
}

// A post that stands below another of the same person keeps its name when that
// one is hidden (ARCH-6, MUTE-1).
func TestNameStaysAboveOthersPosts(t *testing.T) {
	site, b := showDemo(t), newTab(t, newBrowser(t))
	b.open(t, site.address, 1280)
	const several = `[...document.querySelectorAll(".run")].find(r => r.querySelectorAll("[data-from]").length > 1)`
	if !evaluate[bool](t, b, "!!"+several) {
		t.Fatal("nobody has two posts on a day")
	}
	b.do(t, script(`(() => { const first = `+several+`.querySelector("[data-from]"); first.dataset.from += " lang/xx"; localStorage.setItem(Object.keys(localStorage)[0], JSON.stringify({ muted: { "lang/xx": "X" } })) })()`))
	b.do(t, script(`(() => { const first = `+several+`.querySelector("[data-from]"); first.classList.add("muted") })()`))
	if got := evaluate[[]bool](t, b, `(r => [r.querySelector(".byline"), r.querySelector("h3"), r.querySelectorAll("[data-from]")[1]].map(e => !!e.getClientRects().length))(`+several+`)`); !slices.Equal(got, []bool{true, false, true}) {
		t.Errorf("name, first title and second post are seen: %v; want the name and the second post", got)
	}
}

// The front page draws a line where the last visit ended, which a look at
// another page in between does not move.
func TestLineOfTheLastVisit(t *testing.T) {
	site, b := showDemo(t), newTab(t, newBrowser(t))
	line := func() string {
		t.Helper()
		return evaluate[string](t, b, `document.querySelector(".since")?.textContent ?? ""`)
	}
	b.open(t, site.address, 1280)
	if got := line(); got != "" {
		t.Errorf("at the first visit the page says %q", got)
	}
	// As if the two newest had come since, and an hour had passed.
	b.do(t, script(`(() => { const key = Object.keys(localStorage)[0], mine = JSON.parse(localStorage.getItem(key)); mine.seen = mine.seen.slice(2); mine.at -= 36e5; localStorage.setItem(key, JSON.stringify(mine)) })()`))
	for range 2 {
		b.open(t, site.address, 1280)
		if got := line(); got != "2 new posts above, since your last visit" {
			t.Errorf("the page says %q", got)
		}
		if at := evaluate[int](t, b, `[...document.querySelectorAll("[data-from]")].findIndex(p => document.querySelector(".since").compareDocumentPosition(p) & 4)`); at != 2 {
			t.Errorf("the line stands above post %d, counted from 0; want 2", at)
		}
	}
	b.do(t, script(`(() => { const key = Object.keys(localStorage)[0], mine = JSON.parse(localStorage.getItem(key)); mine.at -= 36e5; localStorage.setItem(key, JSON.stringify(mine)) })()`))
	b.open(t, site.address, 1280)
	if got := line(); got != "" {
		t.Errorf("at the next visit, with nothing new, the page says %q", got)
	}
}

// PG-5: single keys do nothing until a checkbox turns them on; then they move
// the focus between titles, and neither in fields nor with modifiers.
func TestKeys(t *testing.T) {
	site, b := showDemo(t), newTab(t, newBrowser(t))
	title := func() int {
		t.Helper()
		return evaluate[int](t, b, `[...document.querySelectorAll("main h3 a")].indexOf(document.activeElement)`)
	}
	b.open(t, site.address, 1280)
	b.do(t, chromedp.KeyEvent("jj/?"))
	if got, at := title(), evaluate[string](t, b, "location.pathname"); got != -1 || at != "/" {
		t.Errorf("before they are turned on, keys lead to title %d of %s", got, at)
	}
	b.open(t, site.address+"subscribe/", 1280)
	b.do(t, script(`document.getElementById("keys").click()`))
	b.open(t, site.address, 1280)
	for _, press := range []struct {
		keys string
		want int
	}{{"j", 0}, {"j", 1}, {"jj", 3}, {"k", 2}, {"kkkk", 0}} {
		b.do(t, chromedp.KeyEvent(press.keys))
		if got := title(); got != press.want {
			t.Fatalf("after %s the focus is on title %d, want %d: %+v", press.keys, got, press.want, evaluate[stop](t, b, focused))
		}
	}
	if at := evaluate[stop](t, b, focused); at.Ring < 3 {
		t.Errorf("the focus has no ring: %+v", at)
	}
	b.do(t, script(`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "j", ctrlKey: true, bubbles: true }))`))
	if got := title(); got != 0 {
		t.Errorf("with a modifier j leads to title %d", got)
	}
	b.do(t, chromedp.KeyEvent("/"), chromedp.WaitVisible("#limits")) // which its script shows
	b.do(t, chromedp.KeyEvent("/"))
	if !evaluate[bool](t, b, `document.activeElement.id == "q"`) {
		t.Error("on the page of search, / does not lead to the field")
	}
	b.do(t, chromedp.KeyEvent("jk?/"))
	// The browser of the test sends a letter apart from its key: the first / is there, too.
	if got := evaluate[string](t, b, `document.getElementById("q").value`); got != "/jk?/" {
		t.Errorf("in the field, keys write %q", got)
	}
	b.open(t, site.address+"archive/", 1280)
	b.do(t, chromedp.KeyEvent("?"), chromedp.WaitVisible("#reader"))
	becomes(t, b, `location.pathname == "/subscribe/" && location.hash == "#reader"`)
	b.open(t, site.address, 1280)
	b.do(t, chromedp.KeyEvent("j"), script(`document.activeElement.addEventListener("click", e => { e.preventDefault(); document.title = "opened" })`), chromedp.KeyEvent("o"))
	if got := evaluate[string](t, b, "document.title"); got != "opened" {
		t.Errorf("o opens nothing: %q", got)
	}
}

// Without scripts, or where a browser keeps nothing, no control is to be seen.
func TestControlsNeedTheirScript(t *testing.T) {
	site, b := showDemo(t), newTab(t, newBrowser(t))
	const controls = `[...document.querySelectorAll("main button, main details:not(.more), main input, .notice:has([role=status]), .since, #reader")].filter(e => e.getClientRects().length).length`
	who := "members/" + strings.TrimPrefix(site.member(t), "members/")
	for _, path := range []string{"", who, "subscribe/", "headlines/"} {
		b.allowScripts(t, false)
		b.do(t, chromedp.Navigate(site.address+path))
		b.allowScripts(t, true) // of the test, in the page that is there
		if got := evaluate[int](t, b, controls); got != 0 {
			t.Errorf("/%s: without scripts %d controls are seen", path, got)
		}
	}
}

// member gives the path of a member's page.
func (s shown) member(t *testing.T) string {
	t.Helper()
	for _, path := range s.all(t) {
		if strings.HasPrefix(path, "members/") && path != "members/" && path != "members/new/" && path != "members/recent/" {
			return path
		}
	}
	t.Fatal("nobody is a member")
	return ""
}
