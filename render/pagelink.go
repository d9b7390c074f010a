package render

import (
	"net/url"
	"path"
	"strings"
)

// lineBreaks are what browsers pass over in an address, wherever it stands.
var lineBreaks = strings.NewReplacer("\t", "", "\r", "", "\n", "")

// link follows a link of the page. Links that leave the site are their
// publishers' business.
func (p *pageReader) link(ref string) {
	ref = strings.Trim(lineBreaks.Replace(ref), " \f")
	if scheme := schemeOf(ref); scheme == "javascript" || scheme == "vbscript" {
		p.say("links to " + ref + ", which is a script")
		return
	}
	ref, fragment, _ := strings.Cut(ref, "#")
	to, elsewhere := p.resolve(ref)
	switch {
	case elsewhere:
	case to == "":
		p.say("links to " + ref + ", which is no address on this site")
	case p.name == notFoundPage && ref != "" && !strings.HasPrefix(ref, "/"):
		p.say("links to " + ref + "; this page is shown at any depth, so its links begin with " + p.base)
	case to != p.name:
		p.links[to] = true
	case ref != "": // a link that all pages have, like that to the policy; as on them, the file counts
	case fragment != "" && fragment != "top":
		if decoded, err := url.PathUnescape(fragment); err == nil {
			fragment = decoded
		}
		p.fragments[fragment] = true
	}
}

// resolve returns the file that ref leads to, "" if it can't be one of ours,
// and whether it leads to another site.
func (p *pageReader) resolve(ref string) (file string, elsewhere bool) {
	if schemeOf(ref) != "" || strings.HasPrefix(ref, "//") {
		return "", true
	}
	ref, _, _ = strings.Cut(ref, "#")
	ref, _, _ = strings.Cut(ref, "?")
	if ref == "" {
		return p.name, false
	}
	ref, err := url.PathUnescape(ref)
	if err != nil {
		return "", false
	}
	if ref+"/" == p.base {
		ref = p.base
	}
	below, ours := strings.CutPrefix(ref, p.base)
	switch {
	case ours:
	case strings.HasPrefix(ref, "/"):
		return "", true // the rest of the host
	default:
		below = path.Join(path.Dir(p.name), ref)
	}
	switch ref[strings.LastIndexByte(ref, '/')+1:] {
	case "", ".", "..": // a folder
		below += "/index.html"
	}
	file = path.Join("./", below)
	if strings.HasPrefix(file, "../") {
		return "", false
	}
	return file, false
}

// schemeOf returns the scheme of an address in lower case, or "" if it is
// relative.
func schemeOf(ref string) string {
	for i := range len(ref) {
		c := ref[i]
		switch {
		case c == ':' && i > 0:
			return strings.ToLower(ref[:i])
		case isLetter(c), i > 0 && ('0' <= c && c <= '9' || c == '+' || c == '-' || c == '.'):
		default:
			return ""
		}
	}
	return ""
}

// candidates returns the addresses of a srcset.
func candidates(srcset string) []string {
	var all []string
	for {
		srcset = strings.TrimLeft(srcset, " \t\r\n\f,")
		end := strings.IndexAny(srcset, " \t\r\n\f")
		if end < 0 {
			end = len(srcset)
		}
		if end == 0 {
			return all
		}
		address := srcset[:end]
		srcset = srcset[end:]
		whole := strings.TrimRight(address, ",")
		if all = append(all, whole); whole == address { // else the comma ended it, without a width
			_, srcset, _ = strings.Cut(srcset, ",")
		}
	}
}
