package get

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"planet"
)

// maxRedirects are followed; one more is refused (GET-23).
const maxRedirects = 5

// sip is how much of a redirect's body is read, so that its connection can
// serve the next hop.
const sip = 4 << 10

// redirects tells whether a status sends us on. 300 and 305 do not: the one
// leaves the choice to people, the other to nobody since 1999.
func redirects(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// follow gives the address to which from sends us on (GET-23 to GET-25).
func (v *visit) follow(from *url.URL, resp *http.Response) (*url.URL, error) {
	_, _ = io.CopyN(io.Discard, resp.Body, sip)
	resp.Body.Close()
	location := resp.Header.Get("Location")
	if location == "" {
		return nil, refuse(planet.CodeServerError, "%s answered %s without saying where to", shown(from.String()), status(resp.StatusCode))
	}
	to, err := resolve(from, location)
	if err != nil {
		return nil, err
	}
	if err := v.circle(from, to); err != nil {
		return nil, err
	}
	v.note(resp.StatusCode, to)
	return to, nil
}

// circle refuses a step that leads back, down to http, or too far.
func (v *visit) circle(from, to *url.URL) error {
	hops := v.answer.Hops
	target := to.String()
	switch {
	case slices.ContainsFunc(hops, func(h Hop) bool { return h.URL == target }):
		return refuse(planet.CodeRedirectLoop, "%s sends us round in a circle (%s)", shown(v.request.URL), steps(len(hops)))
	case len(hops) > maxRedirects:
		return refuse(planet.CodeRedirectLoop, "%s sends us on more than %d times", shown(v.request.URL), maxRedirects)
	case from.Scheme == "https" && to.Scheme == "http":
		return refuse(planet.CodeBadAddress, "%s sends us from https back to http (%s), where anybody on the way could change the feed", shown(from.String()), shown(target))
	}
	return nil
}

func steps(n int) string {
	if n == 1 {
		return "1 step"
	}
	return strconv.Itoa(n) + " steps"
}

// note keeps the end of the leading run of permanent redirects (GET-24): a
// 302 anywhere ends it, so that no login page or captive portal becomes the
// feed (GET-25).
func (v *visit) note(status int, to *url.URL) {
	permanent := status == http.StatusMovedPermanently || status == http.StatusPermanentRedirect
	v.settled = v.settled || !permanent
	if !v.settled {
		v.moved = to.String()
	}
}
