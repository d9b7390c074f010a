package config

import (
	"net/url"
	"strconv"

	"planet"
)

// Listed gives the member who is followed at address, or whose home page it is,
// in any of its spellings: with or without www, https and the last slash. It
// gives nil if there is none. What belongs to a member who was removed counts
// as listed, too.
func Listed(site *planet.Site, address string) *planet.Member {
	spelling, ok := spellingOf(address)
	if !ok {
		return nil
	}
	for i := range site.Members {
		m := &site.Members[i]
		if s, ok := spellingOf(m.Site); ok && s == spelling {
			return m
		}
		for _, f := range m.Feeds {
			if s, ok := spellingOf(f.URL); ok && s == spelling {
				return m
			}
		}
	}
	return nil
}

func spellingOf(address string) (spelling string, ok bool) {
	u, err := url.Parse(address)
	if address == "" || err != nil {
		return "", false
	}
	return plainAddress(u), true
}

// FreeSlug makes a slug of a name or, if none comes of that, of the address. If
// a member has it already, or had it once, it ends in -2, -3 and so on. It is
// "" if none can be made, which an address with a host prevents.
func FreeSlug(site *planet.Site, name, address string) string {
	taken := map[string]bool{}
	for _, m := range site.Members {
		taken[m.Slug] = true
		for _, a := range m.Aliases {
			taken[a] = true
		}
	}
	for made := range slugsOf(name, address) {
		free := made
		for n := 2; taken[free]; n++ {
			end := "-" + strconv.Itoa(n)
			free = made[:min(len(made), maxSlug-len(end))] + end
		}
		return free
	}
	return ""
}
