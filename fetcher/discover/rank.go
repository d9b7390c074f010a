package discover

import (
	"cmp"
	"net/url"
	"path"
	"slices"
	"strings"
)

// The formats that a page can declare, as they are shown.
const (
	formatAtom = "Atom"
	formatRSS  = "RSS"
	formatJSON = "JSON Feed"
)

// candidates gives the feeds that the page declares, then those of its Link
// headers, each once and the likeliest first (DISC-1): on the page of a tag
// that tag's own, then Atom, RSS, JSON; those alike stay in the page's order.
func (p *page) candidates(headers []string) []Candidate {
	links := posts(p.links)
	if len(links) == 0 {
		links = posts(headerLinks(p.at, headers))
	}
	tag := p.tagName()
	slices.SortStableFunc(links, func(a, b link) int {
		return cmp.Or(cmp.Compare(rankTag(a, tag), rankTag(b, tag)), cmp.Compare(rankFormat(a), rankFormat(b)))
	})
	var all []Candidate
	seen := map[string]bool{}
	for _, l := range links {
		if !seen[l.url] {
			seen[l.url] = true
			all = append(all, Candidate{URL: l.url, Title: l.title, Format: l.format})
		}
	}
	return all
}

func rankFormat(l link) int {
	switch l.format {
	case formatAtom:
		return 0
	case formatJSON:
		return 2
	}
	return 1 // RSS, and XML that is most often RSS
}

func rankTag(l link, tag string) int {
	if tag != "" && names(l.url, tag) {
		return 0
	}
	return 1
}

// posts leaves out feeds of comments. Addresses tell them for sure; titles
// only where a feed without such a word is there, too.
func posts(links []link) []link {
	links = slices.DeleteFunc(slices.Clone(links), func(l link) bool { return commentsAddress(l.url) })
	rest := slices.DeleteFunc(slices.Clone(links), func(l link) bool { return commentsTitle(l.title) })
	if len(rest) > 0 {
		return rest
	}
	return links
}

func commentsAddress(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return true
	}
	if strings.Contains(strings.ToLower(u.RawQuery), "comments") {
		return true
	}
	return slices.ContainsFunc(segments(u), func(s string) bool { return strings.HasPrefix(strings.ToLower(s), "comments") })
}

// commentWords begin the word for comments in languages that blogging
// software writes into titles of feeds.
var commentWords = []string{"comment", "kommentar", "comentario", "comentário", "comentari", "commento", "commenti", "reactie", "reacties", "opmerking", "komentarz", "комментари", "コメント", "评论", "留言", "تعليق", "תגוב"}

func commentsTitle(title string) bool {
	title = strings.ToLower(title)
	return slices.ContainsFunc(commentWords, func(w string) bool { return strings.Contains(title, w) })
}

// tagSegments come before a tag's name in the addresses of blogs.
var tagSegments = []string{"tag", "tags", "tagged", "category", "categories", "topic", "topics", "label", "labels", "keyword", "keywords", "kategorie", "schlagwort", "categorie", "etiqueta", "categoria"}

// tagName gives the name of the tag whose page this is; "" for any other.
func (p *page) tagName() string {
	if p.at == nil {
		return ""
	}
	parts := segments(p.at)
	for i := range parts[:max(len(parts)-1, 0)] {
		if slices.Contains(tagSegments, strings.ToLower(parts[i])) {
			return parts[len(parts)-1]
		}
	}
	for _, key := range []string{"tag", "cat", "category", "label"} {
		if v := p.at.Query().Get(key); v != "" {
			return v
		}
	}
	return ""
}

// names reports whether an address names a tag, as a part of its path with or
// without an ending, or as a value of its query.
func names(address, tag string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	for _, s := range segments(u) {
		if strings.EqualFold(s, tag) || strings.EqualFold(strings.TrimSuffix(s, path.Ext(s)), tag) {
			return true
		}
	}
	for _, values := range u.Query() {
		if slices.ContainsFunc(values, func(v string) bool { return strings.EqualFold(v, tag) }) {
			return true
		}
	}
	return false
}

// segments gives the parts of a path, unescaped, without empty ones.
func segments(u *url.URL) []string {
	return strings.FieldsFunc(u.Path, func(r rune) bool { return r == '/' })
}
