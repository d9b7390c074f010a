package render

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// readWords reads each of the owner's files with words by itself.
func (c *themeCheck) readWords() error {
	return c.eachLocale(func(l layer, name string, text []byte) {
		var raw map[string]any
		if err := yaml.Unmarshal(text, &raw); err != nil {
			line, words := yamlFault(err)
			c.say(l, name, line, blocks, "%s", words)
			c.broken[l.name(name)] = true
			return
		}
		for _, key := range sortedKeys(raw) {
			if _, ok := readWords(raw[key]); !ok {
				c.say(l, name, lineOfKey(text, key), blocks, "%s is %v; write a text, or a text for each of one, other and the like", key, raw[key])
				c.broken[l.name(name)] = true
			}
		}
	})
}

// eachLocale calls visit for each of the owner's files with words.
func (c *themeCheck) eachLocale(visit func(l layer, name string, text []byte)) error {
	for _, l := range c.theme.layers {
		if !l.own() {
			continue
		}
		names, err := fs.Glob(l.files, "locales/*.yaml")
		if err != nil {
			return err
		}
		for _, name := range names {
			text, err := readFile(l, name)
			if err != nil {
				return err
			}
			visit(l, name, text)
		}
	}
	return nil
}

// words finds words that nobody wrote, and those that can't stand where
// templates ask for them (I18N-2).
func (c *themeCheck) words() error {
	base, english := &locale{words: map[string]words{}}, &locale{words: map[string]words{}}
	if err := base.readAll(slices.DeleteFunc(slices.Clone(c.theme.layers), func(l layer) bool { return l.own() }), "en"); err != nil {
		return err
	}
	if err := english.readAll(c.theme.layers, "en"); err != nil {
		return err
	}
	asked := map[string]bool{}
	for _, s := range c.sources {
		for _, function := range []string{"t", "tn", "script"} {
			for _, a := range s.asked[function] {
				asked[a.word] = true
				c.wordOf(s, function, a)
			}
		}
	}
	return c.eachLocale(func(l layer, name string, text []byte) {
		file := &locale{words: map[string]words{}}
		if err := file.read(l, name); err != nil {
			return // told already
		}
		for _, key := range sortedKeys(file.words) {
			say := func(format string, args ...any) { c.say(l, name, lineOfKey(text, key), warns, format, args...) }
			_, there := english.words[key]
			switch was, ok := base.words[key]; {
			case ok:
				differs(was, file.words[key], key, say)
			case !asked[key]:
				say("no template asks for the word %s", key)
			case !there:
				say("there is no English for %s; write it into locales/en.yaml, which serves where a language lacks a word", key)
			}
		}
	})
}

// wordOf says if there is nothing to print for what a template asks.
func (c *themeCheck) wordOf(s *source, function string, a ask) {
	switch w, ok := c.theme.words.words[a.word]; {
	case !ok:
		c.say(s.from, s.name, a.line, blocks, "nobody wrote the word %q; write it into locales/en.yaml", a.word)
	case function == "t" && w.text == "" && w.forms != nil:
		c.say(s.from, s.name, a.line, blocks, "the form of %q goes with a number; write {{tn %q NUMBER}}", a.word, a.word)
	case function == "tn" && w.forms == nil:
		c.say(s.from, s.name, a.line, blocks, "%q has one form only; write {{t %q}}, or its forms into locales/en.yaml", a.word, a.word)
	}
}

var placeInText = regexp.MustCompile(`\{[a-z]+\}`)

// differs says how a word is of another kind than that in the program.
func differs(was, is words, key string, say func(string, ...any)) {
	switch {
	case len(was.list) > 0 && len(is.list) != len(was.list):
		say("%s needs %d words, and has %d", key, len(was.list), len(is.list))
	case was.forms != nil && is.forms == nil:
		say("%s goes with a number; write a text for each of one, other and the like", key)
	case was.forms == nil && is.forms != nil:
		say("%s goes with no number; write one text", key)
	}
	known := map[string]bool{"{n}": was.forms != nil}
	for _, text := range texts(was) {
		for _, place := range placeInText.FindAllString(text, -1) {
			known[place] = true
		}
	}
	for _, text := range texts(is) {
		for _, place := range placeInText.FindAllString(text, -1) {
			if !known[place] {
				say("%s has %s, which nothing fills; it knows %s", key, place, places(known))
				return
			}
		}
	}
}

func texts(w words) []string {
	all := []string{w.text}
	for _, form := range sortedKeys(w.forms) {
		all = append(all, w.forms[form])
	}
	return all
}

func places(known map[string]bool) string {
	var all []string
	for _, place := range sortedKeys(known) {
		if known[place] {
			all = append(all, place)
		}
	}
	if all == nil {
		return "none"
	}
	return strings.Join(all, ", ")
}

// lineOfKey gives the line of a key at the beginning of a line; 0 if it is not
// found.
func lineOfKey(text []byte, key string) int {
	at := regexp.MustCompile(fmt.Sprintf(`(?m)^["']?%s["']?\s*:`, regexp.QuoteMeta(key))).FindIndex(text)
	if at == nil {
		return 0
	}
	return lineOf(text, at[0])
}
