package fetcher

import (
	"cmp"
	"html"
	"slices"
	"strings"
	"unicode"

	"planet"
	"planet/fetcher/clean"
)

// What feeds say outside of the texts of their posts is text, or an address
// that may be published: nothing else gets into the store (SAFE-10, SAFE-11).

// text makes a line of what a feed says: one line, no control characters, no
// marks that turn it round.
func text(s string) string { return clean.Title(html.EscapeString(s), false) }

// idSchemes are those of ids that could make something live of one, should
// anybody take it for an address.
var idSchemes = []string{"javascript", "vbscript", "data", "file", "blob", "about"}

// isID reports whether id can stand in a feed of ours.
func isID(id string) bool {
	scheme, _, found := strings.Cut(id, ":")
	return found && iri.MatchString(id) && !slices.Contains(idSchemes, strings.ToLower(scheme))
}

// harmlessID is an id as it was published, unless it is a script's address:
// then it is none.
func harmlessID(id string) string {
	if scheme, _, found := strings.Cut(id, ":"); found && slices.Contains(idSchemes, strings.ToLower(strings.TrimSpace(scheme))) {
		return ""
	}
	return id
}

// people cleans names and addresses of authors. Who has neither is nobody.
func people(all []planet.Author, base string) []planet.Author {
	var kept []planet.Author
	for _, a := range all {
		a.Name, a.URL = text(a.Name), address(a.URL, base)
		if a.Name != "" || a.URL != "" {
			kept = append(kept, a)
		}
	}
	return kept
}

// address is an address as it may be published; "" stays "".
func address(raw, base string) string {
	if raw == "" {
		return "" // else it would be the base
	}
	return clean.URL(raw, base)
}

func labels(all []planet.Category) []planet.Category {
	var kept []planet.Category
	for _, c := range all {
		c.Term, c.Label = text(c.Term), text(c.Label)
		if !isID(c.Scheme) {
			c.Scheme = ""
		}
		if c.Term != "" || c.Label != "" {
			kept = append(kept, c)
		}
	}
	return kept
}

func addresses(all []string, base string) []string {
	var kept []string
	for _, raw := range all {
		if a := address(raw, base); a != "" {
			kept = append(kept, a)
		}
	}
	return kept
}

// said cleans what a feed says of itself, which was read at url.
func said(s planet.Source, url string) planet.Source {
	s.Title, s.Subtitle, s.Rights, s.Language = text(s.Title), text(s.Subtitle), text(s.Rights), text(s.Language)
	s.FeedURL, s.HomeURL, s.Icon, s.Logo = address(s.FeedURL, url), address(s.HomeURL, url), address(s.Icon, url), address(s.Logo, url)
	s.Authors, s.Category = people(s.Authors, url), labels(s.Category)
	s.FeedURL = cmp.Or(s.FeedURL, url)
	if !isID(s.ID) {
		s.ID = s.FeedURL
	}
	return s
}

// saidElsewhere is said for the source that an entry brought along.
func saidElsewhere(s *planet.Source, base string) *planet.Source {
	if s == nil {
		return nil
	}
	feed := address(s.FeedURL, base)
	cleaned := said(*s, base)
	cleaned.FeedURL = feed // base is where the post is, not where its feed is
	if !isID(s.ID) {
		cleaned.ID = feed
	}
	return &cleaned
}

// printable drops what could speak to a terminal or a program instead of a
// person (SAFE-17).
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			return -1
		}
		return r
	}, s)
}
