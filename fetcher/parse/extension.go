package parse

import (
	"strconv"
	"strings"

	ext "github.com/mmcdole/gofeed/extensions"

	"planet"
)

// extensions maps what the modules say that RSS and Atom share.
func (m *mapper) extensions(it *Item, x ext.Extensions) {
	if len(x) == 0 {
		return
	}
	m.media(it, x["media"])
	for _, group := range x["media"]["group"] {
		m.media(it, group.Children)
	}
	for _, e := range x["itunes"]["image"] {
		it.Image = orElse(m.address(e.Attrs["href"], it.Link), it.Image)
	}
	if d := duration(value(x, "itunes", "duration")); d > 0 && len(it.Enclosures) > 0 {
		it.Enclosures[0].Duration = d
	}
	for _, e := range x["thr"]["in-reply-to"] {
		m.reply(it, e)
	}
}

// blogroll gives the lists of feeds that a feed names (OWN-3).
func (m *mapper) blogroll(x ext.Extensions) []string {
	var all []string
	for _, named := range values(x, "source", "blogroll") {
		if address := m.own(named); isWeb(address) && len(all) < maxParts {
			all = append(all, address)
		}
	}
	return all
}

// media maps media:content and media:thumbnail.
func (m *mapper) media(it *Item, x map[string][]ext.Extension) {
	for _, e := range x["content"] {
		address := m.address(e.Attrs["url"], it.Link)
		switch kind := e.Attrs["medium"] + " " + e.Attrs["type"]; {
		case address == "":
		case strings.Contains(kind, "image"):
			it.Image = orElse(it.Image, address)
		case strings.Contains(kind, "audio"), strings.Contains(kind, "video"), strings.Contains(kind, "document"):
			it.Enclosures = addEnclosure(it.Enclosures, planet.Enclosure{
				URL: address, Type: e.Attrs["type"], Length: size(e.Attrs["fileSize"]), Duration: duration(e.Attrs["duration"]),
			})
		}
		m.media(it, map[string][]ext.Extension{"thumbnail": e.Children["thumbnail"]})
	}
	for _, e := range x["thumbnail"] {
		it.Image = orElse(it.Image, m.address(e.Attrs["url"], it.Link))
	}
}

// described is what stands in for a text: words about a film or a recording.
func (m *mapper) described(x ext.Extensions) string {
	keys := []string{value(x, "dc", "description"), value(x, "itunes", "summary"), value(x, "media", "description")}
	for _, holder := range [...]string{"group", "content"} {
		for _, e := range x["media"][holder] {
			keys = append(keys, childValue(e, "description"))
		}
	}
	return orElse(m.longest(keys...).text, m.text(value(x, "itunes", "subtitle")))
}

// title gives the first title that says anything.
func (m *mapper) title(keys ...string) Title {
	for _, key := range keys {
		if a := m.asides.get(key); a.text != "" {
			return titleOf(a)
		}
	}
	return Title{}
}

// reply maps thr:in-reply-to: an address, or an id that is one (CONV-8).
func (m *mapper) reply(it *Item, e ext.Extension) {
	to := m.address(e.Attrs["href"], it.Link)
	if to == "" {
		to = m.text(e.Attrs["ref"])
	}
	if isWeb(to) && len(it.InReplyTo) < maxParts {
		it.InReplyTo = append(it.InReplyTo, to)
	}
}

// origin puts the address back that a proxy replaced (ENT-8).
func (m *mapper) origin(it *Item, x ext.Extensions) {
	if original := m.address(value(x, "feedburner", "origLink"), m.home); isWeb(original) && original != it.Link {
		it.Replaced, it.Link = it.Link, original
	}
}

// addEnclosure adds a file, unless it is there already.
func addEnclosure(all []planet.Enclosure, e planet.Enclosure) []planet.Enclosure {
	if e.URL == "" || len(all) >= maxParts {
		return all
	}
	for i := range all {
		if all[i].URL == e.URL {
			all[i].Duration = max(all[i].Duration, e.Duration)
			all[i].Length = max(all[i].Length, e.Length)
			return all
		}
	}
	return append(all, e)
}

// addCategory adds a category, unless it is empty or there already.
func addCategory(all []planet.Category, c planet.Category) []planet.Category {
	if c.Term == "" || len(all) >= maxParts {
		return all
	}
	for _, other := range all {
		if other.Term == c.Term && other.Scheme == c.Scheme {
			return all
		}
	}
	return append(all, c)
}

// size reads a number of bytes; 0 if there is none.
func size(s string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// duration reads seconds: "90", "1:30", "1:01:30"; 0 if there is none.
func duration(s string) int64 {
	const longest = 365 * 24 * 3600
	var seconds int64
	for part := range strings.SplitSeq(strings.TrimSpace(s), ":") {
		whole, _, _ := strings.Cut(part, ".")
		n := number(whole)
		if n < 0 || seconds > longest {
			return 0
		}
		seconds = seconds*60 + int64(n)
	}
	if seconds > longest {
		return 0
	}
	return seconds
}
