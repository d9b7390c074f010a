package fetcher

import (
	"bytes"
	"crypto/sha256"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"planet/store"
)

// Limits of what can identify a post (ID-2).
const (
	minText   = 50   // characters of text
	minTitle  = 10   // characters of a title
	textBytes = 2048 // of the text are looked at
)

// key makes a key of a folded value.
func key(kind store.Kind, value string) store.Key {
	return store.Key{Kind: kind, Hash: sha256.Sum256([]byte(value))}
}

// foldID folds a publisher's id: http and https are one, nothing else.
func foldID(guid string) string {
	guid = strings.TrimSpace(guid)
	if rest, ok := strings.CutPrefix(guid, "https://"); ok {
		return "http://" + rest
	}
	return guid
}

// fold makes texts comparable: composed, lower case, spaces collapsed.
func fold(s string) string {
	if f, ok := foldASCII(s); ok {
		return f
	}
	s = norm.NFKC.String(s)
	b := make([]byte, 0, len(s))
	for _, r := range s {
		switch {
		case !unicode.IsSpace(r):
			b = utf8.AppendRune(b, unicode.ToLower(r))
		case len(b) > 0 && b[len(b)-1] != ' ':
			b = append(b, ' ')
		}
	}
	return string(bytes.TrimSuffix(b, []byte(" ")))
}

// foldASCII is fold for texts that are nothing but ASCII, in which nothing is
// to be composed; ok is false for others.
func foldASCII(s string) (folded string, ok bool) {
	b := make([]byte, 0, len(s))
	for _, c := range []byte(s) {
		switch {
		case c >= utf8.RuneSelf:
			return "", false
		case c == ' ' || '\t' <= c && c <= '\r':
			if len(b) > 0 && b[len(b)-1] != ' ' {
				b = append(b, ' ')
			}
		case 'A' <= c && c <= 'Z':
			b = append(b, c+'a'-'A')
		default:
			b = append(b, c)
		}
	}
	if len(b) > 0 && b[len(b)-1] == ' ' {
		b = b[:len(b)-1]
	}
	return string(b), true
}

// head cuts s to so many bytes, at a character.
func head(s string, bytes int) string {
	if len(s) <= bytes {
		return s
	}
	return strings.ToValidUTF8(s[:bytes], "")
}

// canonical gives the one spelling that stands for all spellings of an
// address, without its fragment; "" for none (CONV-2).
func canonical(address string) string {
	c, _, _ := strings.Cut(withFragment(address), "#")
	return c
}

// withFragment is canonical, but keeps the fragment: for feeds whose posts
// differ in nothing else (ID-3).
func withFragment(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	u.Scheme = "http"
	u.User = nil
	u.Host = strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.") + port(u)
	u.Path = strings.TrimSuffix(strings.TrimSuffix(u.Path, "index.html"), "/")
	u.RawPath = strings.TrimSuffix(strings.TrimSuffix(u.RawPath, "index.html"), "/")
	u.RawQuery = untracked(u.RawQuery)
	u.ForceQuery = false
	return u.String()
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" && p != "80" && p != "443" {
		return ":" + p
	}
	return ""
}

// untracked drops the parameters by which clicks are counted.
func untracked(query string) string {
	var kept []string
	for _, p := range strings.Split(query, "&") {
		name, _, _ := strings.Cut(p, "=")
		if p != "" && !strings.HasPrefix(name, "utm_") && name != "fbclid" && name != "gclid" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "&")
}
