package get

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"planet"
)

// accept asks servers that negotiate for a feed rather than a page (GET-2).
const accept = "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, " +
	"application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1"

const (
	maxFresh = 24 * time.Hour     // the most that a publisher can slow us (GET-12)
	maxWait  = 7 * 24 * time.Hour // the most that is believed (GET-17)
)

// validator keeps what an answer of url can be recognised by, byte for byte
// (GET-5, GET-6). An answer that calls itself stale on arrival is not
// (GET-10).
func validator(url string, h http.Header) planet.Validator {
	v := planet.Validator{URL: url, ETag: sendable(h.Get("ETag")), LastModified: sendable(h.Get("Last-Modified"))}
	if v.ETag == "" && v.LastModified == "" || h.Get("Expires") == "0" {
		return planet.Validator{}
	}
	return v
}

// renewed is last with what a 304 says anew (GET-8).
func renewed(last planet.Validator, h http.Header) planet.Validator {
	if etag := sendable(h.Get("ETag")); etag != "" {
		last.ETag = etag
	}
	if date := sendable(h.Get("Last-Modified")); date != "" {
		last.LastModified = date
	}
	return last
}

// sendable gives value, or "" if no request could carry it.
func sendable(value string) string {
	if strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
		return ""
	}
	return value
}

// freshFor tells how long the publisher wants us to stay away: by max-age,
// else by Expires (GET-12). It is 0 if nothing is said.
func freshFor(h http.Header, now time.Time) time.Duration {
	if age, ok := maxAge(h); ok {
		return seconds(age, maxFresh)
	}
	expires, err := http.ParseTime(h.Get("Expires"))
	if err != nil {
		return 0
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date // both by the server's clock
	}
	return min(max(expires.Sub(now), 0), maxFresh)
}

// maxAge finds the seconds of the first max-age.
func maxAge(h http.Header) (uint64, bool) {
	for directive := range strings.SplitSeq(strings.Join(h.Values("Cache-Control"), ","), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
		if !strings.EqualFold(strings.TrimSpace(name), "max-age") {
			continue
		}
		if n, ok := number(strings.Trim(strings.TrimSpace(value), `"`)); ok {
			return n, true
		}
	}
	return 0, false
}

// retryAfter tells how long a server asks us to stay away, and whether it
// does so in a way that can be read: seconds, or any date of HTTP. What asks
// for no time at all counts as a second, for 0 means that nobody asked.
func retryAfter(h http.Header, now time.Time) time.Duration {
	value := h.Get("Retry-After")
	if n, ok := number(value); ok {
		return max(seconds(n, maxWait), time.Second)
	}
	if date, err := http.ParseTime(value); err == nil {
		return min(max(date.Sub(now), time.Second), maxWait)
	}
	return 0
}

// number reads digits and nothing else.
func number(s string) (uint64, bool) {
	n, err := strconv.ParseUint(s, 10, 63)
	return n, err == nil
}

func seconds(n uint64, limit time.Duration) time.Duration {
	return min(time.Duration(min(n, math.MaxInt64/uint64(time.Second)))*time.Second, limit)
}
