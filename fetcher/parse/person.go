package parse

import (
	"html"
	"slices"
	"strings"

	"planet"
)

// person reads a name as RSS has it: "ann@example.org (Ann)", "Ann
// <ann@example.org>", "Ann". Addresses of mail are dropped (ATOM-11).
func person(s string) planet.Author {
	s = oneLine(s)
	if !strings.Contains(s, "@") {
		return planet.Author{Name: s}
	}
	if before, inside, found := cutParentheses(s); found {
		switch {
		case hasMail(inside):
			s = before
		case hasMail(before):
			return planet.Author{Name: inside}
		}
	}
	var words []string
	for word := range strings.FieldsSeq(s) {
		if !isMail(word) {
			words = append(words, word)
		}
	}
	return planet.Author{Name: strings.Join(words, " ")}
}

func cutParentheses(s string) (before, inside string, found bool) {
	before, rest, found := strings.Cut(s, "(")
	inside, _, closed := strings.Cut(rest, ")")
	return strings.TrimSpace(before), strings.TrimSpace(inside), found && closed && inside != ""
}

func hasMail(s string) bool { return slices.ContainsFunc(strings.Fields(s), isMail) }

// isMail reports whether a word is an address of mail, not an account like
// @ann or @ann@example.org.
func isMail(word string) bool {
	word = strings.Trim(word, "<>[],;\"'")
	at := strings.IndexByte(word, '@')
	return at > 0 && strings.Contains(word[at:], ".") || strings.HasPrefix(word, "mailto:")
}

// addAuthor adds a person with a name, unless it is there already.
func addAuthor(all []planet.Author, a planet.Author) []planet.Author {
	if a.Name == "" || len(all) >= maxParts {
		return all
	}
	for _, other := range all {
		if other.Name == a.Name {
			return all
		}
	}
	return append(all, a)
}

// plain gives the words of short markup, by a quick look: what a feed says of
// itself and of its sources. Package clean does it well where it matters.
func (t Title) plain() string { return plain(t.Markup) }

func plain(markup string) string {
	if !strings.ContainsAny(markup, "<&") {
		return oneLine(markup)
	}
	var b strings.Builder
	for rest := markup; rest != ""; {
		i := strings.IndexByte(rest, '<')
		if i < 0 || !beginsMarkup([]byte(rest[i:min(len(rest), i+3)])) {
			n := i + 1
			if i < 0 {
				n = len(rest)
			}
			b.WriteString(rest[:n])
			rest = rest[n:]
			continue
		}
		b.WriteString(rest[:i])
		b.WriteByte(' ')
		_, rest, _ = strings.Cut(rest[i:], ">")
	}
	return oneLine(legalString(html.UnescapeString(b.String())))
}
