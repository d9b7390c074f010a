package form

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// web is an address in a text, up to a sign that can't be in one or that
// Markdown puts around it.
var web = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile("(?i)\\b(?:https?://|www\\.)[^\\s<>\\[\\]`\"“”„«»]+")
})

// address is the answer to the question for one: people write a sentence around
// it, or paste it as a link of Markdown or as code. What names no address stays
// as it was written.
func (f *reading) address() string {
	answer := f.line(askAddress)
	found := addresses(answer)
	switch {
	case len(found) == 1:
		return found[0]
	case len(found) > 1:
		f.say(askAddress + ": " + quoted(answer) + " holds " + strconv.Itoa(len(found)) + " addresses; write one, of any page of the blog.")
		return found[0]
	}
	answer = strings.Trim(answer, "<>`“”\"' ")
	switch {
	case answer == "" && f.filled():
		f.say(askAddress + ": write the address of any page of the blog.")
	case strings.Contains(answer, " "):
		f.say(askAddress + ": " + quoted(answer) + " is not an address; write one alone, such as https://blog.example.net/.")
	}
	return answer
}

// addresses are those in a text, each once, without the signs of the sentence
// around them. A link of Markdown may show the address that it leads to.
func addresses(text string) []string {
	var all []string
	known := map[string]bool{}
	for _, one := range web().FindAllString(text, -1) {
		if one != text {
			one = unpunctuated(one)
		}
		rest := strings.ToLower(one)
		if _, behind, has := strings.Cut(rest, "://"); has {
			rest = behind
		}
		if rest = strings.TrimSuffix(rest, "/"); rest != "" && !known[rest] {
			known[rest] = true
			all = append(all, one)
		}
	}
	return all
}

// unpunctuated is an address without what a sentence puts behind it. A bracket
// that closes one in the address stays.
func unpunctuated(address string) string {
	for {
		cut := strings.TrimRight(address, ".,;:!?'*_’…")
		if strings.HasSuffix(cut, ")") && strings.Count(cut, ")") > strings.Count(cut, "(") {
			cut = cut[:len(cut)-1]
		}
		if cut == address {
			return address
		}
		address = cut
	}
}
