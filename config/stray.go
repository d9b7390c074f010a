package config

import (
	"net/url"
	"path/filepath"
	"slices"
	"strings"
)

// Stray tells of a file beside the list, which nobody reads, whether it is a
// member's that belongs into feeds.d, and gives the place for it there, with a
// slash. It is if its name says YAML, and all that is in it is one item with an
// address: owners keep other files there, too.
func Stray(name, text string) (belongs string, stray bool) {
	stem, rest, _ := strings.Cut(strings.ToLower(name), ".")
	if stem == "" || !slices.Contains([]string{"yaml", "yml", "yaml.txt", "yml.txt"}, rest) {
		return "", false
	}
	r := newReading(Loader{}, name)
	text, ok := r.readable(text, maxItemBytes)
	if !ok {
		return "", false
	}
	n := r.itemTree(text)
	if n != nil && n.kind == list && len(n.items) == 1 {
		n = n.items[0]
	}
	if n == nil || !n.isItem() {
		return "", false
	}
	return filepath.ToSlash(filepath.Join(folderName, suggestedFile(stem)+".yaml")), true
}

// isItem reports whether a node is an address, or keys of an item, perhaps
// mistyped, with an address among them.
func (n *node) isItem() bool {
	if n.kind == text {
		return isWeb(n)
	}
	names := table[item]{keys: itemKeys}.names()
	for _, p := range n.pairs {
		if nearest(p.key.text, names) == "" {
			return false
		}
	}
	return slices.ContainsFunc(slices.Concat(n.get("site").each(), n.get("feed").each()), isWeb)
}

func isWeb(n *node) bool {
	u, err := url.Parse(strings.TrimSpace(n.text))
	return n.kind == text && err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && !strings.Contains(n.text, " ")
}
