package render

import (
	"cmp"
	"regexp"
	"strings"

	"planet"
)

// authors returns at least one author (ATOM-11): the entry's, else its
// source's, else the member, else who makes the feed.
func (d feedDoc) authors(it feedItem) []planet.Author {
	if own := it.named(it.Authors); len(own) > 0 {
		return own
	}
	if theirs := it.named(it.source().Authors); len(theirs) > 0 {
		return theirs
	}
	if it.Name != "" {
		return []planet.Author{{Name: it.Name, URL: webAddress(it.Member.Site)}}
	}
	return []planet.Author{{Name: d.Author.Name, URL: webAddress(d.Author.URL)}}
}

// named returns those of people who have a name, without e-mail addresses
// (ATOM-11). The member's own name gets the member's address.
func (it feedItem) named(people []planet.Author) []planet.Author {
	var named []planet.Author
	for _, p := range people {
		if p.Name = withoutMail(p.Name); p.Name == "" {
			continue
		}
		p.URL = webAddress(p.URL)
		if p.URL == "" && p.Name == it.Name {
			p.URL = webAddress(it.Member.Site)
		}
		named = append(named, p)
	}
	return named
}

// mailInName is an e-mail address in a name. What begins with @ is none, but
// the name of an account.
var mailInName = regexp.MustCompile(`(^|[\s<(,;:])(mailto:)?[^\s<>(),;:@]+@[^\s<>(),;:@]+`)

// withoutMail returns name without the e-mail addresses in it: "Ann" for
// "ann@ann.example (Ann)" and "Ann <ann@ann.example>".
func withoutMail(name string) string {
	name = legalXML(name)
	if !mailInName.MatchString(name) {
		return strings.TrimSpace(name)
	}
	return strings.Trim(mailInName.ReplaceAllString(name, ""), " <>(),;:")
}

// source returns what is said of the feed that it comes from (ATOM-15): what
// the entry itself brought, unchanged, else its feed's, with id, title and
// updated whatever the feed left out. It is zero for what is our own.
func (it feedItem) source() planet.Source {
	if it.Entry.Source != nil {
		return *it.Entry.Source
	}
	s := it.Source
	s.FeedURL = cmp.Or(s.FeedURL, it.FeedURL)
	if s.FeedURL == "" {
		return planet.Source{}
	}
	s.ID = cmp.Or(s.ID, s.FeedURL)
	s.Title = cmp.Or(s.Title, it.Name)
	s.HomeURL = cmp.Or(s.HomeURL, it.Member.Site)
	s.Updated = timeOr(s.Updated, it.updated())
	return s
}
