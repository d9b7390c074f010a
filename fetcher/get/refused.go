package get

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"planet"
)

// refused says what an answer without a document means (GET-17 to GET-19).
// A check for robots is recognised whatever its status.
func (v *visit) refused(u *url.URL, resp *http.Response) error {
	host, said := shown(u.Hostname()), status(resp.StatusCode)
	wait := retryAfter(resp.Header, v.client.now())
	code := resp.StatusCode
	switch {
	case challengedBy(resp.Header):
		return v.client.shutOut(u, resp)
	case code == http.StatusTooManyRequests, code == http.StatusServiceUnavailable && wait > 0:
		return waiting(host, said, wait)
	case challenged(resp.Header, beginning(resp)):
		return v.client.shutOut(u, resp)
	case code == http.StatusUnauthorized:
		return refuse(planet.CodeBlocked, "Your host asks our reader for a password (%s). Please let it read the feed without one", said)
	case code == http.StatusForbidden:
		return refuse(planet.CodeBlocked, "Your host answered %s to our reader, perhaps only to it. Please allow the user agent %s%s", said, v.client.product(), where(resp.Header))
	case code == http.StatusGone:
		return refuse(planet.CodeGone, "%s says the feed is gone for good (410)", shown(u.String()))
	case code == http.StatusNotFound:
		return refuse(planet.CodeNotFound, "%s says the feed is not found (404)", shown(u.String()))
	}
	return refuse(planet.CodeServerError, "%s answered %s. We will try again", host, said)
}

// waiting says that a host wants to be left alone, for a time if it names one.
func waiting(host, said string, wait time.Duration) *Error {
	if wait == 0 {
		return refuse(planet.CodeWait, "%s answered %s without saying for how long. We stay away for some hours", host, said)
	}
	e := refuse(planet.CodeWait, "%s answered %s and asks us to come back in %s. We will", host, said, spell(wait))
	e.Wait = wait
	return e
}

// shutOut says that a check for robots stands before u, which no feed reader
// can pass (GET-18).
func (c *Client) shutOut(u *url.URL, resp *http.Response) error {
	return refuse(planet.CodeBlocked, "%s answered our reader with a check for robots (%s), which no feed reader can pass. Please allow the user agent %s%s",
		shown(u.Hostname()), status(resp.StatusCode), c.product(), where(resp.Header))
}

// product is the part of the User-Agent by which a host can allow us:
// versions and contacts change.
func (c *Client) product() string {
	name, _, _ := strings.Cut(c.agent(), "/")
	return shown(name) + "/…"
}

// where tells where a common host's owner allows a user agent.
func where(h http.Header) string {
	switch server := strings.ToLower(h.Get("Server")); {
	case strings.HasPrefix(server, "cloudflare"):
		return ", in Cloudflare: Security, WAF, a custom rule with the action Skip"
	case strings.HasPrefix(server, "sucuri"):
		return ", in Sucuri: Access Control, allowed user agents"
	}
	return " in the settings of your host's firewall or security plugin"
}

// spoilt says why the body of u's answer could not be read.
func (c *Client) spoilt(ctx context.Context, u *url.URL, wire int64, err error) error {
	host := shown(u.Hostname())
	_, broken := errors.AsType[*wireError](err)
	switch {
	case stopped(ctx):
		return ended(ctx, u)
	case errors.Is(err, errTooBig):
		return refuse(planet.CodeTooBig, "The feed is larger than %s, and we read no more than that. Offer fewer posts in it", size(c.maxBytes()))
	case errors.Is(err, errCodings):
		return refuse(planet.CodeUnreadable, "The feed is packed more than once, says its Content-Encoding; once is all that readers undo. No post could be read")
	case broken && timedOut(ctx, err):
		return refuse(planet.CodeUnreachable, "%s did not send the whole feed within %s; %s came. We will try again; nothing is wrong on your side yet", host, spell(c.timeout()), size(wire)).because(err)
	case broken:
		return refuse(planet.CodeUnreachable, "%s broke off after %s of the feed. We will try again; nothing is wrong on your side yet", host, size(wire)).because(err)
	}
	return refuse(planet.CodeUnreadable, "The feed is packed in a way that can't be undone (%s, after %s). No post could be read", shown(err.Error()), size(wire)).because(err)
}
