package render

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"golang.org/x/net/html"

	"planet"
	"planet/store"
)

// kindPages names a page of each kind that the planet of [newWordyPlanet] has.
var kindPages = map[string][]string{
	"front": {"index.html"}, "month": {"2026/11/index.html", "2025/03/index.html"}, "year": {"2026/index.html"}, "archive": {"archive/index.html"},
	"headlines": {"headlines/index.html"}, "entry": {"2026/11/ann-first-light/index.html", "2026/11/bob-note/index.html", "2026/11/dee-title-only/index.html", "2026/11/eve-b/index.html"},
	"members": {"members/index.html", "members/recent/index.html", "members/new/index.html"},
	"member":  {"members/ann/index.html", "members/gil/index.html", "members/hal/index.html", "members/fay/index.html"},
	"group":   {"groups/sky/index.html", "everything/index.html"}, "topic": {"topics/optics/index.html"}, "health": {"health/index.html"},
	"subscribe": {"subscribe/index.html"}, "join": {"join/index.html"}, "about": {"about/index.html"}, "search": {"search/index.html"}, "404": {"404.html"}, "redirect": {"members/anna/index.html"},
}

// newWordyPlanet is the test planet with something to say on every page.
func newWordyPlanet(t testing.TB, language string) *testPlanet {
	t.Helper()
	p := newTestPlanet(t)
	p.site.Language = language
	p.site.Everything, p.site.Scripts = true, true
	p.site.Members[2].MaxPerDay = 1
	optics := labelled("optics")
	p.save(t, "ann", entry("ann", "lens", november(3, 1), title("A lens"), optics), entry("ann", "mirror", november(3, 2), title("A mirror"), optics))
	p.save(t, "dee", entry("dee", "prism", november(3, 3), title("A prism"), optics, func(e *planet.Entry) { e.Reason = planet.ReasonFlood }))
	p.visit(t, &store.Visit{At: today, Address: store.Address{
		Slug: "dee", URL: "https://dee.example/feed", Format: "RSS 2.0", LastGood: today, LastRequest: today, Items: 3,
		Findings: []planet.Finding{{Code: planet.CodeNoDates, Message: "The posts have no date."}},
	}})
	id, err := p.db.Begin(t.Context(), today)
	if err == nil {
		err = p.db.End(t.Context(), id, store.Run{Ended: today})
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// ownTexts gives what members and the owner wrote, and their names: all that
// stands on pages and is not of the interface. The longest come first.
func (p *testPlanet) ownTexts(t testing.TB) []string {
	t.Helper()
	own := []string{p.site.Title, p.site.Description, p.site.Owner.Name, "The talk", "mastodon", "CC BY 4.0", "audio/mpeg", "The text of "}
	for _, m := range p.site.Members {
		own = append(own, m.Name, m.About, m.Slug+".example", m.Slug+"’s blog")
	}
	for _, g := range p.site.Groups {
		own = append(own, g.Name, g.Description)
	}
	entries, err := p.db.Entries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range entries {
		e := &entries[i]
		own = append(own, e.Title, e.Text.Line)
		for _, c := range e.Categories {
			own = append(own, c.Label, c.Term)
		}
	}
	own = slices.DeleteFunc(own, func(s string) bool { return s == "" })
	slices.SortFunc(own, func(a, b string) int { return len(b) - len(a) })
	return own
}

// spokenAttributes are those that a reader hears or sees.
var spokenAttributes = []string{"alt", "aria-label", "title"}

// formNames are the names of plural forms, and of values, in what is given to
// scripts.
var formNames = regexp.MustCompile(`"(zero|one|two|few|many|other)":|` + placeholder.String())

// spoken gives the texts of a page that are not within somebody's own text or
// a text in another language.
func spoken(t testing.TB, page, pageLanguage string) []string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			texts = append(texts, n.Data)
		}
		if n.Type == html.ElementNode {
			attr := map[string]string{}
			for _, a := range n.Attr {
				attr[a.Key] = a.Val
			}
			class := strings.Fields(attr["class"])
			if n.Data == "code" || attr["lang"] != "" && attr["lang"] != pageLanguage ||
				slices.Contains(class, "e-content") || slices.Contains(class, "p-summary") || slices.Contains(class, "p-content") || slices.Contains(class, "avatar") {
				return
			}
			for _, name := range spokenAttributes {
				texts = append(texts, attr[name])
			}
			for name, value := range attr { // what scripts say
				if n.Data == "script" && strings.HasPrefix(name, "data-") && !slices.Contains([]string{"data-home", "data-kind", "data-names"}, name) {
					texts = append(texts, formNames.ReplaceAllString(value, ""))
				}
			}
			if n.Data == "meta" && (attr["name"] == "description" || strings.HasSuffix(attr["property"], ":description") || strings.HasSuffix(attr["property"], ":title")) {
				texts = append(texts, attr["content"])
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(doc)
	return texts
}

// properNames are the same in every language.
var properNames = regexp.MustCompile(`\b(Atom|RSS( 2\.0)?|JSON( Feed)?|OPML|UTC|planet 1\.2|(health|index|current)\.json)\b`)

// interfaceWords gives the words of pages that neither their writers nor a
// proper name account for.
func (p *testPlanet) interfaceWords(t testing.TB, file string, own *strings.Replacer, word *regexp.Regexp) []string {
	t.Helper()
	var found []string
	for _, text := range spoken(t, p.file(t, file), p.site.Language) {
		found = append(found, word.FindAllString(properNames.ReplaceAllString(own.Replace(text), " "), -1)...)
	}
	return found
}

func (p *testPlanet) ownReplacer(t testing.TB) *strings.Replacer {
	t.Helper()
	var pairs []string
	for _, s := range p.ownTexts(t) {
		pairs = append(pairs, s, " ")
	}
	return strings.NewReplacer(pairs...)
}

// SITE-6: no kind of page is left out below.
func TestEveryKindHasAPage(t *testing.T) {
	for _, kind := range pageKinds {
		if len(kindPages[kind]) == 0 {
			t.Errorf("no page of the kind %s is looked at", kind)
		}
	}
}

// anyWord is a word of two letters or more: single ones are those of the
// alphabet, and of initials.
var anyWord = regexp.MustCompile(`\p{L}[\p{L}\p{M}\p{N}’']+`)

// pseudo gives a file of words in no language: each word of English is
// covered.
func pseudo(t testing.TB, english map[string]words) string {
	t.Helper()
	wordOrPlace := regexp.MustCompile(placeholder.String() + `|` + anyWord.String())
	cover := func(s string) string {
		return wordOrPlace.ReplaceAllStringFunc(s, func(w string) string {
			if w[0] == '{' {
				return w
			}
			return "⟦…⟧"
		})
	}
	file := map[string]any{}
	for key, w := range english {
		switch {
		case w.forms != nil:
			forms := map[string]string{}
			for form, text := range w.forms {
				forms[form] = cover(text)
			}
			file[key] = forms
		case w.list != nil:
			var list []string
			for _, item := range w.list {
				list = append(list, cover(item))
			}
			file[key] = list
		default:
			file[key] = cover(w.text)
		}
	}
	b, err := yaml.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// SITE-6, I18N-1, I18N-4: in a language in which every word is covered, no
// page shows an open one that nobody wrote: all words of the interface come
// from the file of words.
func TestPseudoLanguage(t *testing.T) {
	const noLanguage = "xx" // that nobody speaks
	p := newWordyPlanet(t, noLanguage)
	p.put(t, "theme/locales/"+noLanguage+".yaml", pseudo(t, wordsOf(t, "en")))
	p.render(t)
	own := p.ownReplacer(t)
	covered := 0
	for _, kind := range slices.Sorted(maps.Keys(kindPages)) {
		for _, file := range kindPages[kind] {
			for _, word := range p.interfaceWords(t, file, own, regexp.MustCompile(anyWord.String()+`|⟦…⟧`)) {
				if word == "⟦…⟧" {
					covered++
				} else if !languageNames[word] {
					t.Errorf("%s shows %q, which no file of words has", file, word)
				}
			}
		}
	}
	if covered < 500 {
		t.Errorf("only %d words of the interface were seen", covered)
	}
}

// languageNames are the names of languages on the pages of the pseudo
// language, in which CLDR has none.
var languageNames = map[string]bool{"French": true, "Arabic": true}

// I18N-1, I18N-2: no page of a site in one of our languages shows a word of
// the English interface.
func TestPagesInEveryLanguage(t *testing.T) {
	english := map[string]bool{}
	for word := range wordsIn(wordsOf(t, "en")) {
		english[word] = true
	}
	for _, lang := range languages {
		t.Run(lang, func(t *testing.T) {
			p := newWordyPlanet(t, lang)
			report := p.render(t)
			own, theirs := p.ownReplacer(t), wordsIn(wordsOf(t, lang))
			head := fmt.Sprintf(`<html lang="%s" dir="%s">`, lang, direction(lang))
			seen := map[string]int{}
			for _, file := range pagesOf(report) {
				has(t, file, p.file(t, file), head)
				for _, word := range p.interfaceWords(t, file, own, anyWord) {
					word = strings.ToLower(word)
					seen[word]++
					if english[word] && !theirs[word] {
						t.Errorf("%s shows the English word %q", file, word)
					}
				}
			}
			if len(seen) < 100 {
				t.Errorf("only %d words of the interface were seen", len(seen))
			}
		})
	}
}

// wordsIn gives the words of a file of words, in small letters.
func wordsIn(all map[string]words) map[string]bool {
	found := map[string]bool{}
	for _, w := range all {
		for _, text := range slices.Concat([]string{w.text}, slices.Collect(maps.Values(w.forms)), w.list) {
			for _, word := range anyWord.FindAllString(placeholder.ReplaceAllString(text, " "), -1) {
				found[strings.ToLower(word)] = true
			}
		}
	}
	return found
}

// PG-8, PG-9, SITE-6: a site in Arabic runs from right to left on every page,
// with Arabic dates; what stays in English says so.
func TestArabicSite(t *testing.T) {
	p := newWordyPlanet(t, "ar")
	p.render(t)
	has(t, "index.html", p.file(t, "index.html"), `<span class="wd">الجمعة</span> <span class="num">20</span> <span class="my">نوفمبر 2026</span>`, "تابع القراءة على ann.example")
	has(t, "2026/11", p.file(t, "2026/11/index.html"), "<h1 class=\"p-name\">نوفمبر 2026</h1>", "13 تدوينة بقلم 4 أعضاء.", "رُصدت أول مرة في 18 نوفمبر 2026", "جميع الأوقات بتوقيت UTC.")
	has(t, "2026", p.file(t, "2026/index.html"), `<span class="d">يناير</span><a href="01/">تدوينة واحدة</a>`, `<span class="d">فبراير</span>`)
	has(t, "members/ann", p.file(t, "members/ann/index.html"), "عضو منذ 1 نوفمبر 2026", `<bdi>Ann Example</bdi>`)
	has(t, "members/gil", p.file(t, "members/gil/index.html"), "آخر محاولة في 10 نوفمبر 2026: لم يعد على هذا العنوان شيء.", "!404 Not Found")
	has(t, "health", p.file(t, "health/index.html"), `<p lang="en" dir="ltr">gil.example answered 404 Not Found.</p>`, "ابحث في المدونة", `<p lang="en" dir="ltr">The posts have no date.</p>`,
		`منذ <time datetime="2026-11-10T08:00:00Z">10 نوفمبر 2026</time>`)
}
