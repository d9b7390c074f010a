package get

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/idna"

	"planet"
)

// maxAddress is the longest URL that is asked, in bytes (SAFE-4).
const maxAddress = 2048

// readAddress reads an address as it stands in the list.
func readAddress(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, badAddress(raw, "it has a typing error")
	}
	return u, settle(u)
}

// resolve reads the target of a redirect of from.
func resolve(from *url.URL, location string) (*url.URL, error) {
	u, err := from.Parse(location)
	if err != nil {
		return nil, badAddress(location, "it has a typing error")
	}
	return u, settle(u)
}

// settle brings u into the form in which it is asked, or says why it is not
// (SAFE-4). What it changes is only what could not be sent: a fragment, and
// characters outside ASCII.
func settle(u *url.URL) error {
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return badAddress(u.String(), "it has to begin with http:// or https://")
	case u.User != nil:
		return badAddress(u.String(), "it holds a user name")
	case u.Hostname() == "":
		return badAddress(u.String(), "it names no host")
	}
	host, why := readHost(u)
	if why != "" {
		return badAddress(u.String(), why)
	}
	if p := u.Port(); p != "" {
		if n, err := strconv.ParseUint(p, 10, 16); err != nil || n == 0 {
			return badAddress(u.String(), "there is no port "+p)
		}
		host += ":" + p
	}
	u.Host, u.Fragment, u.RawFragment = host, "", ""
	u.RawQuery = escapeQuery(u.RawQuery)
	if len(u.String()) > maxAddress {
		return badAddress(u.String(), "it is longer than "+strconv.Itoa(maxAddress)+" bytes")
	}
	return nil
}

// readHost gives u's host in ASCII, in brackets if it is an IPv6 address, or
// why it is none. Resolvers differ in what they take for an address, so
// numbers have to be written in the one usual way.
func readHost(u *url.URL) (host, why string) {
	name := u.Hostname()
	if addr, err := netip.ParseAddr(name); err == nil && addr.Is6() {
		if addr.Zone() != "" {
			return "", "it names a network zone"
		}
		return "[" + name + "]", ""
	}
	ascii, err := toASCII(name)
	switch {
	case err != nil || !isName(ascii):
		return "", "its host cannot be a host's name"
	case endsInNumber(ascii) && !isIPv4(ascii):
		return "", "its host is a number written in an unusual way"
	}
	return ascii, ""
}

// toASCII leaves names in ASCII as they are written: some hosts that work
// are not allowed by IDNA.
func toASCII(name string) (string, error) {
	for _, r := range name {
		if r >= 0x80 {
			return idna.Lookup.ToASCII(name)
		}
	}
	return name, nil
}

// isName tells whether a resolver may be asked for name. A dot at its end is
// allowed; underscores are no host names, but in use.
func isName(name string) bool {
	if len(name) > 253 {
		return false
	}
	for label := range strings.SplitSeq(strings.TrimSuffix(name, "."), ".") {
		if label == "" || len(label) > 63 || strings.ContainsFunc(label, notInName) {
			return false
		}
	}
	return true
}

func notInName(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '-', r == '_':
		return false
	}
	return true
}

// endsInNumber tells whether somebody could take host for an IPv4 address,
// as browsers decide it (url.spec.whatwg.org).
func endsInNumber(host string) bool {
	host = strings.TrimSuffix(host, ".")
	last := strings.ToLower(host[strings.LastIndexByte(host, '.')+1:])
	if strings.Trim(last, "0123456789") == "" {
		return true
	}
	hex, is := strings.CutPrefix(last, "0x")
	return is && strings.Trim(hex, "0123456789abcdef") == ""
}

func isIPv4(host string) bool {
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Is4()
}

// isLocal tells whether host is a name that means something else, or nothing,
// to everybody else.
func isLocal(host string) bool {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if isLocalhost(host) {
		return true
	}
	return strings.HasSuffix(host, ".local") || strings.HasSuffix(host, ".internal")
}

// isLocalhost tells whether host stands for this machine (RFC 6761 6.3).
func isLocalhost(host string) bool {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// escapeQuery escapes what would break a request line. net/url does so in a
// path only.
func escapeQuery(q string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(q) {
		if c := q[i]; c <= ' ' || c >= 0x7f {
			b.WriteString(string([]byte{'%', hex[c>>4], hex[c&15]}))
			continue
		}
		b.WriteByte(q[i])
	}
	return b.String()
}

func badAddress(address, why string) *Error {
	return refuse(planet.CodeBadAddress, "%s is not a web address which we can read: %s", shown(address), why)
}

func port(u *url.URL) uint16 {
	if p, err := strconv.ParseUint(u.Port(), 10, 16); err == nil {
		return uint16(p)
	}
	if u.Scheme == "https" {
		return 443
	}
	return 80
}
