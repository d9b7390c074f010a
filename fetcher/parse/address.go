package parse

import (
	"net/url"
	"strings"
)

// maxAddress is the longest address that is completed; nobody reads longer
// ones (SAFE-10).
const maxAddress = 2048

// A resolver completes addresses (PARSE-15, RFC 3986), as many as an honest
// document has: short ones under a long base would cost a thousand times what
// they weigh. Its zero value is ready.
type resolver struct{ spent int }

// resolve gives an address that is absolute as it is, character for character;
// so it does with one that can't be understood.
func (r *resolver) resolve(base, ref string) string {
	ref = unbroken(ref)
	if base == "" || isAbsolute(ref) || len(ref) > maxAddress || len(base) > maxAddress || r.spent > maxResolved {
		return ref
	}
	r.spent += len(base) + len(ref)
	to, err := url.Parse(strings.ReplaceAll(ref, " ", "%20"))
	if err != nil {
		return ref
	}
	from, err := url.Parse(base)
	if err != nil {
		return ref
	}
	return from.ResolveReference(to).String()
}

// unbroken takes out line breaks and tabs, as browsers do.
func unbroken(s string) string {
	s = strings.TrimSpace(s)
	if !strings.ContainsAny(s, "\n\r\t") {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' {
			return -1
		}
		return r
	}, s)
}

// isAbsolute reports whether an address names its scheme.
func isAbsolute(s string) bool {
	scheme, _, found := strings.Cut(s, ":")
	if !found || scheme == "" || !isNameStart(scheme[0]) {
		return false
	}
	return !strings.ContainsFunc(scheme, func(r rune) bool {
		return (r|0x20 < 'a' || r|0x20 > 'z') && (r < '0' || r > '9') && r != '+' && r != '-' && r != '.'
	})
}

// isWeb reports whether an address is one of the web.
func isWeb(s string) bool {
	s = strings.ToLower(s[:min(len(s), len("https://"))])
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}
