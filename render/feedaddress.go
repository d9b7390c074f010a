package render

import (
	"mime"
	"net/url"
	"regexp"
	"strings"
)

// addressBytes are the bytes that stand in an address as they are (RFC 3986).
// Brackets are left out: they are for IPv6 hosts, which no publisher has.
const addressBytes = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#@!$&'()*+,;=%"

// asciiAddress escapes what old readers and validators refuse in an address:
// spaces, other scripts, a lone percent sign. What is escaped stays so.
func asciiAddress(raw string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(raw) {
		c := raw[i]
		if strings.IndexByte(addressBytes, c) >= 0 && (c != '%' || escapedByte.MatchString(raw[i:])) {
			b.WriteByte(c)
			continue
		}
		b.Write([]byte{'%', hex[c>>4], hex[c&15]})
	}
	return b.String()
}

var escapedByte = regexp.MustCompile(`^%[0-9A-Fa-f]{2}`)

// webAddress returns raw as an absolute http or https address in ASCII,
// without credentials, or "" if it isn't one (SAFE-10): better no link than
// one that makes the feed invalid.
func webAddress(raw string) string {
	ascii := asciiAddress(raw)
	u, err := url.Parse(ascii)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return ascii
}

// absoluteIRI is what atom:id may hold (RFC 4287, 4.2.6): a scheme, and none
// of the characters that RFC 3987 keeps out.
var absoluteIRI = regexp.MustCompile("^[A-Za-z][A-Za-z0-9+.-]*:[^\\x00-\\x20\\x7f-\\x{a0}<>\"{}|\\\\^`\\[\\]\\x{fffd}]+$")

var uuidIRI = regexp.MustCompile(`(?i)^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// publishedID returns id as it stands, character for character (ATOM-7). An
// id that is no absolute IRI, which ingest should have replaced, is stood for
// by a URN made from it: an invalid one costs readers the whole feed.
func publishedID(id string) string {
	broken := strings.HasPrefix(strings.ToLower(id), "urn:uuid:") && !uuidIRI.MatchString(id)
	if broken || !absoluteIRI.MatchString(id) {
		return uuidURN(id)
	}
	return id
}

// feedMediaType returns raw if it is a well-formed media type, else fallback.
func feedMediaType(raw, fallback string) string {
	t, params, err := mime.ParseMediaType(raw)
	if err != nil || !strings.Contains(t, "/") {
		return fallback
	}
	return mime.FormatMediaType(t, params)
}

var languageTag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$`)

// feedLanguage returns raw if it has the form of a language tag, else "".
func feedLanguage(raw string) string {
	if !languageTag.MatchString(raw) {
		return ""
	}
	return raw
}
