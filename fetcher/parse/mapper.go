package parse

import (
	"strings"
	"time"

	ext "github.com/mmcdole/gofeed/extensions"

	"planet"
)

// A mapper makes our items of gofeed's. It puts texts and addresses back in
// their places.
type mapper struct {
	asides    asides
	spans     []span
	from      From
	dates     dates
	addresses resolver

	home      string // what addresses of items are relative to
	completed string // the base that a relative address needed; "" if none did
}

// span gives what gofeed isn't told of item i of n. If the counts disagree,
// nobody knows which is whose (PARSE-9).
func (m *mapper) span(i, n int) span {
	if n != len(m.spans) {
		return span{}
	}
	return m.spans[i]
}

// text gives a text construct.
func (m *mapper) text(key string) string { return m.asides.get(key).text }

// address gives an address, completed by xml:base where it stood, else by
// base (PARSE-15).
func (m *mapper) address(key, base string) string {
	a := m.asides.get(key)
	ref := unbroken(a.text)
	if ref == "" || isAbsolute(ref) {
		return ref
	}
	base = orElse(m.from.fixedBase(""), orElse(a.base, base))
	m.completed = orElse(m.completed, base)
	return m.addresses.resolve(base, ref)
}

// own gives an address of the feed itself.
func (m *mapper) own(key string) string { return m.address(key, m.from.URL) }

// settleHome works out what addresses of items are relative to, where no
// xml:base says (PARSE-15): the site, but the feed where the feed gives even
// the site's address relative to itself.
func (m *mapper) settleHome(key, home string) {
	m.home = m.from.URL
	if isWeb(m.asides.get(key).text) || m.from.URL == "" {
		m.home = home
	}
}

// settle works out what depends on several parts of an item: its base, its
// language, its image.
func (m *mapper) settle(it *Item, s span, text aside) {
	it.Base = orElse(m.from.fixedBase(it.Link), orElse(text.base, orElse(s.base, orElse(webOnly(it.Link), m.home))))
	it.Language = orElse(it.Language, orElse(s.lang, text.lang))
	if m.completed == "" && hasRelative(it.Text()) {
		m.completed = it.Base
	}
}

func webOnly(address string) string {
	if isWeb(address) {
		return address
	}
	return ""
}

// hasRelative reports whether markup plainly has a link or picture without a
// host. It looks at the usual spelling only: what it finds is a note.
func hasRelative(markup string) bool {
	for _, sign := range [...]string{` href="/`, ` src="/`, ` href="../`, ` src="../`, ` href="./`, ` src="./`} {
		if strings.Contains(markup, sign) {
			return true
		}
	}
	return false
}

// longest gives the longest of several texts, and what else is known of it.
func (m *mapper) longest(keys ...string) aside {
	var best aside
	for _, key := range keys {
		if a := m.asides.get(key); len(a.text) > len(best.text) {
			best = a
		}
	}
	return best
}

// firstDate reads the first of several dates that can be read.
func (m *mapper) firstDate(all ...string) time.Time {
	for _, s := range all {
		if t := m.dates.parse(s); !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

// useful drops items without title, text and link (PARSE-19).
func useful(items []Item) []Item {
	kept := items[:0]
	for _, it := range items {
		if it.Title.Markup != "" || it.Text() != "" || it.Link != "" {
			kept = append(kept, it)
		}
	}
	return kept
}

// withAuthors gives items without an author that of their source, else of the
// feed.
func withAuthors(items []Item, authors []planet.Author) {
	for i := range items {
		it := &items[i]
		if len(it.Authors) == 0 && it.Source != nil {
			it.Authors = it.Source.Authors
		}
		if len(it.Authors) == 0 {
			it.Authors = authors
		}
	}
}

// values gives the texts of the extensions of that name.
func values(all ext.Extensions, prefix, name string) []string {
	found := make([]string, 0, len(all[prefix][name]))
	for _, e := range all[prefix][name] {
		found = append(found, e.Value)
	}
	return found
}

// value gives the first of them, or "".
func value(all ext.Extensions, prefix, name string) string {
	if found := all[prefix][name]; len(found) > 0 {
		return found[0].Value
	}
	return ""
}
