package config

import (
	"net/mail"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"planet"
)

// web is an address of a page, for readers to follow: nobody of ours asks it.
func web(into *string) shape { return address{into: into} }

// asked is an address that we will ask, so it must be a public one.
func asked(into *string) shape { return address{into: into, asked: true} }

// An address is an http or https address (SAFE-4).
type address struct {
	into  *string
	asked bool
}

func (a address) read(r *reading, n *node) bool {
	u, ok := r.address(n)
	if !ok || n.kind == empty {
		return ok
	}
	if a.asked && !r.public(n, u) {
		return false
	}
	*a.into = strings.TrimSpace(n.text)
	return true
}

func (a address) write() *node { return said(*a.into) }

func (a address) schema() *schema {
	return &schema{Type: "string", Format: "iri", Pattern: "^https?://", Wanted: "write an address such as " + someBlog, MaxLength: maxAddress}
}

// address reads an address, or says what is wrong with it. That of an empty
// node is nil, and fine.
func (r *reading) address(n *node) (*url.URL, bool) {
	if n.kind == empty {
		return nil, true
	}
	said := strings.TrimSpace(n.text)
	if n.kind != text || said == "" {
		r.say(n, planet.CodeBadAddress, "%s is %s; write one web address", called(n), n.shown())
		return nil, false
	}
	u, err := url.Parse(said)
	switch {
	case len(said) > maxAddress:
		r.say(n, planet.CodeBadAddress, "the address %s has %d bytes; write one of at most %d", short(said), len(said), maxAddress)
	case strings.Contains(said, " -http"): // of two items, the second one without its space
		first, second, _ := strings.Cut(said, " -")
		r.say(n, planet.CodeBadAddress, "the dash below %s needs a space behind it; write - %s", short(first), short(second))
	case strings.ContainsAny(said, " \t\n") && strings.Contains(said, "://"):
		r.say(n, planet.CodeBadAddress, "the address %s holds a space; write %%20 for it, or one address only", quoted(said))
	case err != nil, u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "":
		r.say(n, planet.CodeBadAddress, "%s is not a web address; write %s", n.shown(), likely(said))
	case u.User != nil:
		r.say(n, planet.CodeBadAddress, "the address at %s holds a user name; write it without, since this list is public", short(u.Host))
	case !isHost(u.Hostname()):
		r.say(n, planet.CodeBadAddress, "%s is not the name of a host; write an address like %s", quoted(u.Hostname()), someBlog)
	case !portFits(u.Port()):
		r.say(n, planet.CodeBadAddress, "the port of %s is not from 1 to 65535; leave it out, as most addresses do", short(u.Host))
	default:
		return u, true
	}
	return nil, false
}

// someBlog is an address for advice.
const someBlog = "https://blog.example.net/"

// isHost reports whether s is a name, also with letters of other scripts, or an
// IPv6 address.
func isHost(s string) bool {
	if strings.Contains(s, ":") {
		return strings.Trim(s, "0123456789abcdefABCDEF:.") == ""
	}
	foreign := func(c rune) bool {
		return !unicode.In(c, unicode.L, unicode.M, unicode.N) && c != '_' && c != '.' && c != '-'
	}
	return s != "" && strings.Trim(s, "-") == s && s[0] != '.' && !strings.ContainsFunc(s, foreign)
}

func portFits(port string) bool {
	n, err := strconv.Atoi(port)
	return port == "" || err == nil && n > 0 && n < 1<<16
}

// schemeForm is how an address that we don't read may begin: feed:, htp://,
// https//, or two of them.
var schemeForm = onUse(`^([A-Za-z]*(:/{0,2}|//))+`)

// likely is what may have been meant by something that is no address.
func likely(said string) string {
	if inner := unwrapped(said); inner != "" {
		return short(inner)
	}
	rest := schemeForm().ReplaceAllLiteralString(said, "")
	host, _, _ := strings.Cut(rest, "/")
	if strings.Contains(host, ".") && isHost(host) && "https://"+rest != said {
		return "https://" + short(rest)
	}
	return "an address like " + someBlog
}

// public says whether the host may be asked at all: a literal address inside a
// private network and a local name may not, unless fetch.allow_private is set.
// This spares people a mistake; what protects us is the guard of package get
// (SAFE-1).
func (r *reading) public(n *node, u *url.URL) bool {
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	ip, err := netip.ParseAddr(host)
	switch {
	case err != nil && numeric(host):
		r.say(n, planet.CodeBadAddress, "the host %s is a number instead of a name; write its name", short(host))
	case r.site.Fetch.AllowPrivate || r.broken["planet"]:
		return true
	case err == nil && !publicIP(ip), err != nil && localName(host):
		r.say(n, planet.CodePrivateHost, "%s is inside a private network, where nobody else could read it; write a public address, or in an intranet allow_private: true below planet.fetch", short(host))
	default:
		return true
	}
	return false
}

// numeric reports whether the last part of a host is a number, as in 127.1 or
// 0x7f.1, which programs read in different ways.
func numeric(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	_, err := strconv.ParseUint(last, 0, 64)
	return err == nil
}

func localName(host string) bool {
	for _, name := range []string{"localhost", "local", "internal"} {
		if host == name || strings.HasSuffix(host, "."+name) {
			return true
		}
	}
	return false
}

// reserved are addresses that look public to net/netip and are not.
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"),
	netip.MustParsePrefix("3fff::/20"),
}

// global is where public IPv6 addresses are.
var global = netip.MustParsePrefix("2000::/3")

func publicIP(ip netip.Addr) bool {
	ip = ip.Unmap()
	if ip.Zone() != "" || !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.Is6() && !global.Contains(ip) {
		return false
	}
	for _, p := range reserved {
		if p.Contains(ip) {
			return false
		}
	}
	return true
}

// plainAddress is the spelling by which an address is known again: without
// scheme, www, usual port, fragment and last slash.
func plainAddress(u *url.URL) string {
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	if p := u.Port(); p != "" && p != "80" && p != "443" {
		host += ":" + p
	}
	path := strings.TrimRight(u.EscapedPath(), "/")
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	return host + path
}

// contact is the address of a page, or mailto:.
func contact(into *string) shape { return contactAddress{into} }

type contactAddress struct{ into *string }

func (c contactAddress) read(r *reading, n *node) bool {
	to, is := strings.CutPrefix(n.text, "mailto:")
	if n.kind != text || !is && !strings.Contains(n.text, "@") {
		return address{into: c.into}.read(r, n)
	}
	switch {
	case is && isEmail(to):
		*c.into = n.text
		return true
	case isEmail(n.text):
		r.say(n, planet.CodeBadValue, "%s is %s; write mailto:%s", called(n), n.shown(), short(n.text))
	default:
		r.say(n, planet.CodeBadValue, "%s is %s; write the address of a page, or mailto: and an e-mail address", called(n), n.shown())
	}
	return false
}

func (c contactAddress) write() *node { return said(*c.into) }

func (c contactAddress) schema() *schema {
	return &schema{Type: "string", Pattern: "^(https?://|mailto:)", Wanted: "write the address of a page, or mailto: and an e-mail address", MaxLength: maxAddress}
}

// email is an e-mail address alone.
func email(into *string) shape {
	return scalar[string]{
		into, "an e-mail address such as ann@example.org",
		func(s string) (string, bool) { return s, isEmail(s) },
		func() *schema { return &schema{Type: "string", Format: "email", Examples: []any{"ann@example.org"}} },
	}
}

func isEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
}
