package parse

import (
	"bytes"
	"strings"
)

// A space is an XML name space that we know. Its text is the prefix under
// which gofeed is told of it.
type space string

const (
	spaceNone    space = "" // no name space, or that of the feed itself
	spaceOther   space = "?"
	spaceAtom    space = "atom"
	spaceRSS     space = "rss"
	spaceRDF     space = "rdf"
	spaceXHTML   space = "xhtml"
	spaceContent space = "content"
	spaceDC      space = "dc"
	spaceTerms   space = "dcterms"
	spaceMedia   space = "media"
	spaceITunes  space = "itunes"
	spaceSyn     space = "sy"
	spaceThread  space = "thr"
	spaceBurner  space = "feedburner"
	spaceTomb    space = "at"
	spaceSource  space = "source"
	spaceXML     space = "xml"
)

// spaces are the names without scheme, case and the end that some leave off.
var spaces = map[string]space{
	"www.w3.org/2005/atom":                         spaceAtom,
	"purl.org/atom/ns":                             spaceAtom,
	"purl.org/rss/1.0":                             spaceRSS,
	"channel.netscape.com/rdf/simple/0.9":          spaceRSS,
	"my.netscape.com/rdf/simple/0.9":               spaceRSS,
	"my.netscape.com/publish/formats/rss-0.91.dtd": spaceRSS,
	"backend.userland.com/rss":                     spaceRSS,
	"backend.userland.com/rss2":                    spaceRSS,
	"blogs.law.harvard.edu/tech/rss":               spaceRSS,
	"cyber.law.harvard.edu/rss/rss.html":           spaceRSS,
	"purl.org/net/rss1.1":                          spaceRSS,
	"www.w3.org/1999/02/22-rdf-syntax-ns":          spaceRDF,
	"www.w3.org/1999/xhtml":                        spaceXHTML,
	"purl.org/rss/1.0/modules/content":             spaceContent,
	"purl.org/dc/elements/1.1":                     spaceDC,
	"purl.org/dc/elements/1.0":                     spaceDC,
	"purl.org/dc/terms":                            spaceTerms,
	"search.yahoo.com/mrss":                        spaceMedia,
	"www.rssboard.org/media-rss":                   spaceMedia,
	"tools.search.yahoo.com/mrss":                  spaceMedia,
	"video.search.yahoo.com/mrss":                  spaceMedia,
	"www.itunes.com/dtds/podcast-1.0.dtd":          spaceITunes,
	"example.com/dtds/podcast-1.0.dtd":             spaceITunes,
	"purl.org/rss/1.0/modules/syndication":         spaceSyn,
	"purl.org/syndication/thread/1.0":              spaceThread,
	"rssnamespace.org/feedburner/ext/1.0":          spaceBurner,
	"purl.org/atompub/tombstones/1.0":              spaceTomb,
	"source.scripting.com":                         spaceSource,
	"www.w3.org/xml/1998/namespace":                spaceXML,
}

// prefixes are what the usual prefixes mean where nobody declared them.
var prefixes = map[string]space{
	"atom": spaceAtom, "rss": spaceRSS, "rdf": spaceRDF, "xhtml": spaceXHTML, "content": spaceContent,
	"dc": spaceDC, "dcterms": spaceTerms, "media": spaceMedia, "itunes": spaceITunes, "sy": spaceSyn,
	"thr": spaceThread, "feedburner": spaceBurner, "at": spaceTomb, "source": spaceSource, "xml": spaceXML,
}

// spaceOf knows a name space by its name.
func spaceOf(name []byte) space {
	const longest = 100
	name = bytes.TrimSpace(name)
	if len(name) > longest {
		return spaceOther
	}
	if len(name) == 0 {
		return spaceNone
	}
	s := strings.ToLower(string(name))
	s = strings.TrimPrefix(strings.TrimPrefix(s, "http://"), "https://")
	if sp, known := spaces[strings.TrimRight(s, "/#")]; known {
		return sp
	}
	return spaceOther
}

// A declaration binds a prefix to a name space.
type declaration struct {
	prefix []byte
	space  space
}

// declare adds what the attributes of the start tag of an element declare.
func (p *pass) declare(element []byte, attrs []attribute) {
	for _, a := range attrs {
		prefix, is := bytes.CutPrefix(a.name, []byte("xmlns"))
		if !is || len(prefix) > 0 && prefix[0] != ':' {
			continue
		}
		prefix = bytes.TrimPrefix(prefix, []byte(":"))
		s := p.fold(spaceOf(a.value))
		if p.ownSpace(element, prefix, s) {
			s = spaceNone
		}
		p.declared = append(p.declared, declaration{prefix, s})
	}
}

// ownSpace reports whether an element declares the name space of the feed,
// under a name that we need not know.
func (p *pass) ownSpace(element, prefix []byte, s space) bool {
	own, local := splitName(element)
	switch {
	case len(prefix) == 0 && s == spaceOther:
		return len(p.stack) == 0 || isHolder(local)
	case len(p.stack) == 0:
		return bytes.Equal(prefix, own) && p.format != formatRDF
	}
	return false
}

// isHolder reports whether a name is that of what holds a feed's elements.
func isHolder(local []byte) bool {
	return bytes.EqualFold(local, []byte("channel")) || bytes.EqualFold(local, []byte("item")) || bytes.EqualFold(local, []byte("entry"))
}

// fold takes the feed's own name space for none.
func (p *pass) fold(s space) space {
	if s == spaceRSS && p.format != formatAtom || s == spaceAtom && p.format == formatAtom {
		return spaceNone
	}
	return s
}

// resolve gives the name space and the local name of an element.
func (p *pass) resolve(name []byte) (space, []byte) {
	prefix, local := splitName(name)
	for i := len(p.declared) - 1; i >= 0; i-- {
		if bytes.Equal(p.declared[i].prefix, prefix) {
			return p.declared[i].space, local
		}
	}
	if len(prefix) == 0 {
		return spaceNone, local
	}
	if s, usual := prefixes[string(prefix)]; usual {
		return p.fold(s), local
	}
	return spaceOther, local
}
