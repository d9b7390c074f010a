package clean

import (
	"net/netip"
	"net/url"
	"strings"
	"unicode/utf8"
)

// maxAddress is the longest address outside of texts (SAFE-10), in bytes.
const maxAddress = 2048

// URL gives a stranger's address as it may be published outside of a text:
// absolute, http or https, with a host and without credentials, at most 2,048
// bytes. A relative one is resolved against base. It is "" if raw is empty or
// not fit (SAFE-10).
func URL(raw, base string) string {
	if isBlank(raw) {
		return ""
	}
	u := resolve(raw, parseBase(base))
	if u == nil || !fit(u) {
		return ""
	}
	if address := u.String(); len(address) <= maxAddress {
		return address
	}
	return ""
}

// parseBase reads an address against which others are resolved; nil if it is
// not absolute.
func parseBase(base string) *url.URL {
	if u := parseAddress(base); u != nil && fit(u) {
		return u
	}
	return nil
}

// fit reports whether u may be published. A host that is not text, like
// "%B3", is none.
func fit(u *url.URL) bool {
	return (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil && utf8.ValidString(u.Host)
}

// isWeb reports whether an address of ours is one of the web.
func isWeb(address string) bool {
	return strings.HasPrefix(address, "http://") || strings.HasPrefix(address, "https://")
}

// resolve reads an address, and completes it from base if it is relative. It
// gives nil if that can't be done.
func resolve(raw string, base *url.URL) *url.URL {
	u := parseAddress(raw)
	switch {
	case u == nil || u.IsAbs():
		return u
	case base == nil:
		return nil
	}
	// "//::" is read as relative, but is no web address once it is completed.
	return parseAddress(base.ResolveReference(u).String())
}

// parseAddress reads an address as forgivingly as browsers do: they pass over
// line ends and tabs, and send what may not stand in one escaped.
func parseAddress(raw string) *url.URL {
	raw = strings.TrimFunc(raw, func(r rune) bool { return r <= ' ' || r == '\u00a0' })
	if strings.ContainsAny(raw, "\t\r\n") {
		raw = strings.NewReplacer("\t", "", "\r", "", "\n", "").Replace(raw)
	}
	u, err := url.Parse(escapeAddress(raw))
	if err != nil {
		return nil
	}
	return u
}

// escapeAddress escapes the characters that may not stand in an address, and
// a "%" that escapes nothing where url.Parse would stop at it.
func escapeAddress(raw string) string {
	const hex = "0123456789ABCDEF"
	var b []byte // nil as long as nothing was escaped
	query := false
	for i := range len(raw) {
		c := raw[i]
		switch c {
		case '?':
			query = true
		case '#':
			query = false
		}
		if b == nil {
			if !mustEscape(raw, i, query) {
				continue
			}
			b = append(make([]byte, 0, len(raw)+16), raw[:i]...)
		}
		if mustEscape(raw, i, query) {
			b = append(b, '%', hex[c>>4], hex[c&15])
		} else {
			b = append(b, c)
		}
	}
	if b == nil {
		return raw
	}
	return string(b)
}

func mustEscape(raw string, i int, query bool) bool {
	switch c := raw[i]; c {
	case ' ', '"', '<', '>', '\\', '^', '`', '{', '|', '}':
		return true
	case '%':
		return !query && (i+2 >= len(raw) || !isHex(raw[i+1]) || !isHex(raw[i+2]))
	default:
		return query && c >= 0x7f // elsewhere, url.URL does it
	}
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f'
}

// web completes an address in a text; "" if it is none of the web.
func (f *fragment) web(raw string) string {
	u := resolve(raw, f.base)
	if u == nil || !fit(u) {
		return ""
	}
	return u.String()
}

// picture completes the address of a picture. Pages are https, where http
// pictures don't show; hosts of an intranet often have nothing else (IMG-3).
func (f *fragment) picture(raw string) string {
	u := resolve(raw, f.base)
	if u == nil || !fit(u) {
		return ""
	}
	if u.Scheme == "http" && !isPrivate(u.Hostname()) {
		u.Scheme = "https"
		u.Host = strings.TrimSuffix(u.Host, ":80")
	}
	return u.String()
}

// isPrivate reports whether a host is this machine or one beside it.
func isPrivate(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && (ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast())
}

// untracked drops the parameters by which clicks are counted (ENT-8).
func untracked(u *url.URL) {
	if !strings.Contains(u.RawQuery, "utm_") && !strings.Contains(u.RawQuery, "clid") {
		return
	}
	var stay []string
	for part := range strings.SplitSeq(u.RawQuery, "&") {
		name, _, _ := strings.Cut(part, "=")
		if !strings.HasPrefix(name, "utm_") && name != "fbclid" && name != "gclid" {
			stay = append(stay, part)
		}
	}
	u.RawQuery = strings.Join(stay, "&")
}
