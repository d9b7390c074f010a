package clean

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"planet"
)

// maxLinks is how many links of a text are kept for conversations.
const maxLinks = 1_000

// note keeps a link to elsewhere for conversations (CONV-1), unless it is too
// long to stand outside of texts (SAFE-10).
func (f *fragment) note(n *html.Node, href string, reply bool) {
	if len(href) <= maxAddress && len(f.links) < maxLinks {
		f.links = append(f.links, link{n, planet.Reference{URL: href, Reply: reply}})
	}
}

// references gives links with what they say and the sentences around them.
func (r *reading) references(links []link) []planet.Reference {
	if len(links) == 0 {
		return nil
	}
	all := make([]planet.Reference, len(links))
	for i, l := range links {
		all[i] = l.Reference
		if at, ok := r.links[l.node]; ok {
			all[i].Text = oneLine(r.text[at.start:at.end], maxTitle)
			all[i].Sentence = r.sentence(at)
		}
	}
	return all
}

// sentence gives the sentence around a span, of at most maxSentence characters.
func (r *reading) sentence(at span) string {
	start, end := at.start, at.end
	for n := 0; start > 0 && !endsSentence(r.text, start); n++ {
		_, size := utf8.DecodeLastRuneInString(r.text[:start])
		if start -= size; n == maxSentence {
			break
		}
	}
	return oneLine(strings.TrimSpace(r.text[start:end]), maxSentence)
}
