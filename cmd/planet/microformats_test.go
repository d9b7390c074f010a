//go:build outside

package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// parserPage lets a browser load the parser of microformats.org, which is
// written for browsers, and what that needs.
const parserPage = `<!DOCTYPE html>
<script type="importmap">{"imports": {
	"microformats-parser": "/node_modules/microformats-parser/dist/index.mjs",
	"parse5": "/node_modules/parse5/dist/index.js",
	"entities/decode": "/node_modules/entities/dist/esm/decode.js",
	"entities/escape": "/node_modules/entities/dist/esm/escape.js"
}}</script>
<script type="module">import {mf2} from "microformats-parser"; window.mf2 = mf2</script>`

// An mfPage is what programs of the open web understand of a page.
type mfPage struct {
	Items []*mfItem           `json:"items"`
	Rels  map[string][]string `json:"rels"`
}

// An mfItem is one thing on a page: a feed, an entry, a person, a citation.
type mfItem struct {
	Type       []string             `json:"type"`
	Properties map[string][]mfValue `json:"properties"`
	Children   []*mfItem            `json:"children"`
}

// An mfValue is a text, markup, or an item with a text that stands for it.
type mfValue struct {
	text   string
	markup string
	item   *mfItem
}

// UnmarshalJSON reads any of the three.
func (p *mfValue) UnmarshalJSON(b []byte) error {
	if json.Unmarshal(b, &p.text) == nil {
		return nil
	}
	var v struct {
		mfItem
		Value string `json:"value"`
		HTML  string `json:"html"`
	}
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	p.text, p.markup = v.Value, v.HTML
	if len(v.Type) > 0 {
		p.item = &v.mfItem
	}
	return nil
}

// is reports whether it is of a type.
func (i *mfItem) is(kind string) bool { return i != nil && slices.Contains(i.Type, kind) }

// get returns the text of the first of a property, "" for none.
func (i *mfItem) get(name string) string {
	if i == nil || len(i.Properties[name]) == 0 {
		return ""
	}
	return i.Properties[name][0].text
}

// sub returns the item that the first of a property is, nil for none.
func (i *mfItem) sub(name string) *mfItem {
	if i == nil || len(i.Properties[name]) == 0 {
		return nil
	}
	return i.Properties[name][0].item
}

// A parser of microformats reads all kinds of pages as we mean them (MF-6).
func understood(t *testing.T, b *tab, s shown) {
	checker(t, "microformats-parser/package.json")
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			fmt.Fprint(w, parserPage)
			return
		}
		http.FileServer(http.Dir("../../.tools")).ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	b.do(t, chromedp.Navigate(srv.URL))
	for _, path := range kinds(s.paths(t)) {
		_, _, page := fetched(t, s.address+path)
		quoted, err := json.Marshal(string(page))
		if err != nil {
			t.Fatal(err)
		}
		var d mfPage
		text := evaluate[string](t, b, fmt.Sprintf(`JSON.stringify(mf2(%s, {baseUrl: %q}))`, quoted, s.address+path))
		if err := json.Unmarshal([]byte(text), &d); err != nil {
			t.Fatal(err)
		}
		for _, wrong := range misread(&d, path, s.address, canonical(page)) {
			t.Errorf("/%s: %s", path, wrong)
		}
	}
}

var canonicalLink = regexp.MustCompile(`<link rel="canonical" href="([^"]*)">`)

func canonical(page []byte) string {
	if m := canonicalLink.FindSubmatch(page); m != nil {
		return string(m[1])
	}
	return ""
}

// misread tells what is not understood of a page as it is meant.
func misread(d *mfPage, path, address, canonical string) []string {
	var wrong []string
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	if me := d.Rels["me"]; strings.HasPrefix(path, "members/") && len(me) > 0 {
		say("claims to be %q (MF-5)", me)
	}
	for _, i := range d.Items {
		switch {
		case i.is("h-feed"):
			wrong = append(wrong, misreadFeed(i, path, address, canonical)...)
		case i.is("h-entry") && single.MatchString(path):
			wrong = append(wrong, misreadEntry(i, address)...)
			if cite := i.sub("repost-of"); i.get("repost-of") != "" && !cite.is("h-cite") {
				say("its entry is no repost of a citation (MF-3)")
			}
			if i.get("repost-of") != i.get("url") {
				say("its entry reposts %q, but is at %q (MF-3)", i.get("repost-of"), i.get("url"))
			}
		case i.is("h-entry"):
			say("an entry stands outside of the feed: %q", i.get("name"))
		}
	}
	if single.MatchString(path) && (len(d.Items) == 0 || !d.Items[0].is("h-entry")) {
		say("is the page of an entry and has none")
	}
	return wrong
}

// misreadFeed looks at the feed that a page of a list is (MF-1).
func misreadFeed(feed *mfItem, path, address, canonical string) []string {
	var wrong []string
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	if feed.get("name") == "" || feed.get("url") != canonical {
		say("the feed is called %q, at %q; want a name, and %q (MF-1)", feed.get("name"), feed.get("url"), canonical)
	}
	card := feed.sub("author")
	switch ofMember := strings.HasPrefix(path, "members/"); {
	case !card.is("h-card") || card.get("name") == "":
		say("its author is %+v; want a card (MF-1)", card)
	case !ofMember && (card.get("url") == "" || card.get("url") != card.get("uid") || !strings.HasPrefix(canonical, card.get("url"))):
		say("the planet's own card is %+v; want its home page as url and uid (MF-1)", card)
	case ofMember && strings.HasPrefix(canonical, card.get("url")) && card.get("url") != "":
		say("the member's card leads to %q, which is ours (MF-1)", card.get("url"))
	}
	for _, e := range feed.Children {
		if !e.is("h-entry") {
			continue
		}
		if e.sub("author") == nil && strings.HasPrefix(path, "members/") {
			e.Properties["author"] = feed.Properties["author"] // as the rules for authorship say
		}
		wrong = append(wrong, misreadEntry(e, address)...)
	}
	return wrong
}

// ourClasses are those that parsers would take for ours (MF-4).
var ourClasses = regexp.MustCompile(`class="[^"]*\b(h|p|u|dt|e)-[a-z]`)

// misreadEntry looks at an entry, wherever it stands (MF-2).
func misreadEntry(e *mfItem, address string) []string {
	name := cmp.Or(e.get("name"), e.get("url"))
	var wrong []string
	say := func(format string, args ...any) {
		wrong = append(wrong, fmt.Sprintf("entry %.80q: ", name)+fmt.Sprintf(format, args...))
	}
	if e.get("url") != e.get("uid") {
		say("is at %q, but named %q (MF-2)", e.get("url"), e.get("uid"))
	}
	if strings.HasPrefix(e.get("url"), address) && e.get("repost-of") != "" {
		say("is credited to the planet (MF-3)")
	}
	if _, err := time.Parse(time.RFC3339, e.get("published")); err != nil {
		say("is published %q; want a time with its offset (MF-2, PG-8)", e.get("published"))
	}
	if author := e.sub("author"); !author.is("h-card") || author.get("name") == "" {
		say("is by %+v; want a card with a name (MF-2)", author)
	}
	if strings.HasPrefix(e.get("name"), "Note by") {
		say("has a name, but no title (ENT-11, MF-2)")
	}
	for _, content := range e.Properties["content"] {
		if m := ourClasses.FindString(content.markup); m != "" {
			say("its text has %s (MF-4)", m)
		}
	}
	return wrong
}
