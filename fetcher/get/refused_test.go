package get

import (
	"strings"
	"testing"
	"time"

	"planet"
)

// GET-17 to GET-19, and the wording of joining.md 4.
func TestRefused(t *testing.T) {
	tests := []struct {
		name   string
		status int
		header string // name and value
		code   planet.Code
		wait   time.Duration
		want   string
	}{
		{"400", 400, "", planet.CodeServerError, 0, "127.0.0.1 answered 400 Bad Request. We will try again"},
		{"401", 401, "", planet.CodeBlocked, 0, "Your host asks our reader for a password (401 Unauthorized)"},
		{"403", 403, "", planet.CodeBlocked, 0, "Your host answered 403 Forbidden to our reader, perhaps only to it. Please allow the user agent planet/…"},
		{"403 of a known firewall", 403, "Server cloudflare", planet.CodeBlocked, 0, "in Cloudflare: Security"},
		{"404", 404, "", planet.CodeNotFound, 0, "/feed says the feed is not found (404)"},
		{"410", 410, "", planet.CodeGone, 0, "/feed says the feed is gone for good (410)"},
		{"500", 500, "", planet.CodeServerError, 0, "127.0.0.1 answered 500 Internal Server Error. We will try again"},
		{"a status that nobody knows", 599, "", planet.CodeServerError, 0, "127.0.0.1 answered 599. We will try again"},
		{"204 brings no document", 204, "", planet.CodeServerError, 0, "answered 204 No Content"},
		{"206 brings half a document", 206, "", planet.CodeServerError, 0, "answered 206 Partial Content"},
		{"429 with seconds", 429, "Retry-After 7200", planet.CodeWait, 2 * time.Hour, "127.0.0.1 answered 429 Too Many Requests and asks us to come back in 2 h. We will"},
		{"429 with a date", 429, "Retry-After Sun, 22 Nov 2026 13:00:00 GMT", planet.CodeWait, time.Hour, "come back in 60 min"},
		{"429 with a date of RFC 850", 429, "Retry-After Sunday, 22-Nov-26 12:30:00 GMT", planet.CodeWait, 30 * time.Minute, "come back in 30 min"},
		{"429 with a date of C", 429, "Retry-After Mon Nov 23 12:00:01 2026", planet.CodeWait, 24*time.Hour + time.Second, "come back in 25 h"},
		{"429 with a date that is over", 429, "Retry-After Sun, 22 Nov 2026 11:00:00 GMT", planet.CodeWait, time.Second, "come back in 1 s"},
		{"429 with no time at all", 429, "Retry-After 0", planet.CodeWait, time.Second, "come back in 1 s"},
		{"429 with a year", 429, "Retry-After 31536000", planet.CodeWait, 7 * 24 * time.Hour, "come back in 7 days"},
		{"429 with a date in a century", 429, "Retry-After Sun, 22 Nov 2126 13:00:00 GMT", planet.CodeWait, 7 * 24 * time.Hour, "come back in 7 days"},
		{"429 without", 429, "", planet.CodeWait, 0, "answered 429 Too Many Requests without saying for how long. We stay away for some hours"},
		{"429 with a negative number", 429, "Retry-After -5", planet.CodeWait, 0, "without saying for how long"},
		{"429 with another notation", 429, "Retry-After 1e3", planet.CodeWait, 0, "without saying for how long"},
		{"429 with a sign", 429, "Retry-After +5", planet.CodeWait, 0, "without saying for how long"},
		{"429 with more than can be counted", 429, "Retry-After 99999999999999999999", planet.CodeWait, 0, "without saying for how long"},
		{"429 with rubbish", 429, "Retry-After soon", planet.CodeWait, 0, "without saying for how long"},
		{"503 with seconds", 503, "Retry-After 90", planet.CodeWait, 90 * time.Second, "127.0.0.1 answered 503 Service Unavailable and asks us to come back in 90 s. We will"},
		{"503 without", 503, "", planet.CodeServerError, 0, "127.0.0.1 answered 503 Service Unavailable. We will try again"},
		{"503 with rubbish", 503, "Retry-After soon", planet.CodeServerError, 0, "We will try again"},
		{"500 with seconds", 500, "Retry-After 90", planet.CodeServerError, 0, "We will try again"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := page{status: tt.status}
			if name, value, ok := strings.Cut(tt.header, " "); ok {
				p.header = []string{name, value}
			}
			s := serve(t, map[string]page{"/feed": p})
			answer, err := reader(t).Get(t.Context(), Request{URL: s.URL + "/feed"})
			wantError(t, err, tt.code, tt.want)
			if Wait(err) != tt.wait || Status(err) != tt.status || answer.Status != tt.status || Silent(err) {
				t.Errorf("wait %v, status %d, silent %t; want %v, %d, false", Wait(err), Status(err), Silent(err), tt.wait, tt.status)
			}
			if len(s.asked) != 1 {
				t.Errorf("%d requests; want one (GET-20)", len(s.asked))
			}
		})
	}
}

// GET-18: a check for robots is told from a feed and from a page.
func TestChallenge(t *testing.T) {
	const cloudflare = `<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt = {cvId: '3'}</script></body></html>`
	tests := []struct {
		name string
		page page
		want planet.Code
	}{
		{"by Cloudflare's header", page{403, []string{"Cf-Mitigated", "challenge"}, ""}, planet.CodeBlocked},
		{"by that header, whatever the status", page{503, []string{"Cf-Mitigated", "challenge", "Retry-After", "5"}, ""}, planet.CodeBlocked},
		{"by Vercel's header", page{429, []string{"X-Vercel-Mitigated", "challenge"}, ""}, planet.CodeBlocked},
		{"by SiteGround's header", page{202, []string{"SG-Captcha", "challenge"}, ""}, planet.CodeBlocked},
		{"by Amazon's header", page{202, []string{"X-Amzn-Waf-Action", "challenge"}, ""}, planet.CodeBlocked},
		{"by a page with 403", page{403, nil, cloudflare}, planet.CodeBlocked},
		{"by a page with 503", page{503, nil, cloudflare}, planet.CodeBlocked},
		{"by a page with 200", page{200, nil, "\ufeff\n" + cloudflare}, planet.CodeBlocked},
		{"by a page of Anubis", page{200, nil, `<!doctype html><html><body><script id="anubis_challenge" type="application/json">{}</script>`}, planet.CodeBlocked},
		{"by a page of Imperva", page{200, nil, `<html><body>Request unsuccessful. Incapsula incident ID: 1-2</body></html>`}, planet.CodeBlocked},
		{"not by a feed that writes about it", page{200, nil, `<?xml version="1.0"?><rss><item><title>Just a moment...</title><description>_cf_chl_opt</description></item></rss>`}, ""},
		{"not by a page that Cloudflare delivers", page{200, nil, `<!doctype html><html><title>Ann</title><script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script></html>`}, ""},
		{"not by another word in the header", page{200, []string{"Cf-Mitigated", "none"}, "feed"}, ""},
		{"nor by a page that isn't there", page{404, nil, `<!doctype html><html><title>Not found</title></html>`}, planet.CodeNotFound},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := serve(t, map[string]page{"/feed": tt.page})
			answer, err := reader(t).Get(t.Context(), Request{URL: s.URL + "/feed"})
			if Code(err) != tt.want || tt.want == "" && string(answer.Body) != tt.page.body {
				t.Errorf("Get = %q, %q %v; want %q", answer.Body, Code(err), err, tt.want)
			}
			if tt.want == planet.CodeBlocked {
				wantError(t, err, tt.want, "127.0.0.1 answered our reader with a check for robots (")
				if Wait(err) != 0 || answer.Body != nil {
					t.Errorf("wait %v, body %q; want none", Wait(err), answer.Body)
				}
			}
		})
	}
}
