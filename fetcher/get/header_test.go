package get

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"planet"
)

// firstRequest is all that a host learns of us (GET-1 to GET-4, GET-29,
// GET-32): no cookie, no Referer, no Cache-Control, no A-IM.
const firstRequest = "GET /feed HTTP/1.1\r\n" +
	"Host: HOST\r\n" +
	"User-Agent: planet/1.2 (+https://planet.example/)\r\n" +
	"Accept: application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1\r\n" +
	"Accept-Encoding: gzip, br, zstd\r\n\r\n"

func TestRequest(t *testing.T) {
	w := wired(t, say("HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 4\r\n\r\nfeed"))
	answer, err := reader(t).Get(t.Context(), Request{URL: w.URL + "/feed"})
	if err != nil || string(answer.Body) != "feed" {
		t.Fatalf("Get = %q, %v", answer.Body, err)
	}
	if got := w.requests(); len(got) != 1 || got[0] != firstRequest {
		t.Errorf("asked\n%q, want\n%q", got, firstRequest)
	}
}

// GET-3, GET-7: a hop learns neither of the hop before, nor its cookies, nor
// its validators.
func TestEachHopIsAFirstRequest(t *testing.T) {
	w := wired(t,
		say("HTTP/1.1 302 Found\r\nSet-Cookie: a=b; Path=/\r\nETag: \"a\"\r\nLocation: /feed\r\nContent-Length: 0\r\n\r\n"),
		say("HTTP/1.1 200 OK\r\nETag: \"b\"\r\nContent-Length: 4\r\n\r\nfeed"))
	c := reader(t)
	answer, err := c.Get(t.Context(), Request{URL: w.URL + "/", Last: planet.Validator{URL: w.URL + "/old", ETag: `"old"`}})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{strings.Replace(firstRequest, "/feed", "/", 1), firstRequest}
	if got := w.requests(); !slices.Equal(got, want) {
		t.Errorf("asked\n%q, want\n%q", got, want)
	}
	if want := (planet.Validator{URL: w.URL + "/feed", ETag: `"b"`}); answer.Validator != want {
		t.Errorf("validator %+v, want %+v", answer.Validator, want)
	}
}

// GET-1: after a refusal we don't disguise.
func TestSameRequestAfterRefusal(t *testing.T) {
	const forbidden = "HTTP/1.1 403 Forbidden\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"
	w := wired(t, say(forbidden), say(forbidden))
	c := reader(t)
	for range 2 {
		_, err := c.Get(t.Context(), Request{URL: w.URL + "/feed"})
		wantError(t, err, planet.CodeBlocked, "403")
	}
	if got := w.requests(); len(got) != 2 || got[0] != firstRequest || got[1] != firstRequest {
		t.Errorf("asked\n%q, want twice\n%q", got, firstRequest)
	}
}

// GET-5, GET-6: validators go back byte for byte.
func TestValidatorRoundTrip(t *testing.T) {
	tests := []struct{ name, etag, modified string }{
		{"both", `"v1"`, "Sun, 22 Nov 2026 10:00:00 GMT"},
		{"a weak one", `W/"v 1, \"quoted\""`, ""},
		{"one of mod_deflate", `"abc-gzip"`, ""},
		{"one without quotes", `5f3a:b`, "2026-11-22 10:00"},
		{"a date that is none", "", "Mon, 30 Nov -0001 00:00:00 +0000"},
		{"a date with an odd zone", "", "Sun, 22 Nov 2026 9:00:00 +0100"},
		{"letters outside ASCII", "\"caf\xe9-é\"", ""},
		{"an empty one", `""`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var lines, want string
			if tt.etag != "" {
				lines, want = "ETag: "+tt.etag+"\r\n", "If-None-Match: "+tt.etag+"\r\n"
			}
			if tt.modified != "" {
				lines, want = lines+"Last-Modified: "+tt.modified+"\r\n", "If-Modified-Since: "+tt.modified+"\r\n"+want
			}
			w := wired(t, say("HTTP/1.1 200 OK\r\n"+lines+"Content-Length: 0\r\n\r\n"), last("HTTP/1.1 304 Not Modified\r\n\r\n"))
			c := reader(t)
			answer, err := c.Get(t.Context(), Request{URL: w.URL + "/feed"})
			if err != nil {
				t.Fatal(err)
			}
			again, err := c.Get(t.Context(), Request{URL: w.URL + "/feed", Last: answer.Validator})
			if !errors.Is(err, ErrNotModified) || again.Validator != answer.Validator {
				t.Errorf("second visit: %v, validator %+v; want ErrNotModified and %+v", err, again.Validator, answer.Validator)
			}
			asked := w.requests()[1]
			got := strings.Join(slices.DeleteFunc(strings.SplitAfter(asked, "\r\n"), func(l string) bool { return !strings.HasPrefix(l, "If-") }), "")
			if !equalLines(got, want) {
				t.Errorf("sent back %q, want %q", got, want)
			}
		})
	}
}

// equalLines compares lines of a header, whose order says nothing.
func equalLines(a, b string) bool {
	return slices.Equal(slices.Sorted(strings.SplitAfterSeq(a, "\n")), slices.Sorted(strings.SplitAfterSeq(b, "\n")))
}

// GET-8, GET-10: what is kept after an answer.
func TestKeptValidator(t *testing.T) {
	const old, anew = `"old"`, `"new"`
	stored := planet.Validator{ETag: old, LastModified: "then"}
	tests := []struct {
		name  string
		reply string
		want  planet.Validator // without its URL
		fresh time.Duration
	}{
		{"304 leaves what it doesn't name", "304 Not Modified", stored, 0},
		{"304 may bring a new ETag", "304 Not Modified\r\nETag: " + anew, planet.Validator{ETag: anew, LastModified: "then"}, 0},
		{"304 may bring a new date", "304 Not Modified\r\nLast-Modified: now\r\nCache-Control: max-age=7200", planet.Validator{ETag: old, LastModified: "now"}, 2 * time.Hour},
		{"200 replaces both", "200 OK\r\nETag: " + anew, planet.Validator{ETag: anew}, 0},
		{"200 without any leaves none", "200 OK", planet.Validator{}, 0},
		{"Expires: 0 leaves none", "200 OK\r\nETag: " + anew + "\r\nExpires: 0", planet.Validator{}, 0},
		{"Expires: -1 is only an odd date", "200 OK\r\nETag: " + anew + "\r\nExpires: -1", planet.Validator{ETag: anew}, 0},
		{"203 is an answer, too", "203 Non-Authoritative Information\r\nETag: " + anew, planet.Validator{ETag: anew}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := wired(t, last("HTTP/1.1 "+tt.reply+"\r\n\r\n"))
			r := Request{URL: w.URL + "/feed", Last: stored}
			r.Last.URL = r.URL
			answer, err := reader(t).Get(t.Context(), r)
			if err != nil && !errors.Is(err, ErrNotModified) || Code(err) != "" || Status(err) != 0 || Silent(err) {
				t.Fatalf("Get: %v (%q)", err, Code(err))
			}
			if tt.want != (planet.Validator{}) {
				tt.want.URL = r.URL
			}
			if answer.Validator != tt.want || answer.FreshFor != tt.fresh {
				t.Errorf("kept %+v for %v, want %+v for %v", answer.Validator, answer.FreshFor, tt.want, tt.fresh)
			}
		})
	}
}

// A 304 that nobody asked for brings nothing.
func TestNotModifiedUnasked(t *testing.T) {
	w := wired(t, last("HTTP/1.1 304 Not Modified\r\n\r\n"))
	_, err := reader(t).Get(t.Context(), Request{URL: w.URL, Last: planet.Validator{URL: "http://elsewhere.example/", ETag: `"a"`}})
	wantError(t, err, planet.CodeServerError, "127.0.0.1 answered 304 Not Modified")
}

// GET-12: how long the publisher wants us to stay away.
func TestFreshFor(t *testing.T) {
	const at, date = "Expires", "Date"
	tests := []struct {
		name   string
		header []string
		want   time.Duration
	}{
		{"nothing is said", nil, 0},
		{"max-age counts", []string{"Cache-Control", "public, max-age=600"}, 10 * time.Minute},
		{"in any case and quoted", []string{"Cache-Control", `MAX-AGE = "600"`}, 10 * time.Minute},
		{"on a second line", []string{"Cache-Control", "public", "Cache-Control", "max-age=600"}, 10 * time.Minute},
		{"the first one that can be read", []string{"Cache-Control", "max-age=soon, max-age=600, max-age=1"}, 10 * time.Minute},
		{"s-maxage is for caches in between", []string{"Cache-Control", "s-maxage=600"}, 0},
		{"max-age wins over Expires", []string{"Cache-Control", "max-age=0", at, "Sun, 22 Nov 2026 13:00:00 GMT"}, 0},
		{"a year means a day", []string{"Cache-Control", "max-age=31536000"}, 24 * time.Hour},
		{"more than a clock can count means a day", []string{"Cache-Control", "max-age=9223372036854775807"}, 24 * time.Hour},
		{"a negative one says nothing", []string{"Cache-Control", "max-age=-5"}, 0},
		{"Expires counts", []string{at, "Sun, 22 Nov 2026 13:00:00 GMT"}, time.Hour},
		{"in the form of RFC 850", []string{at, "Sunday, 22-Nov-26 13:00:00 GMT"}, time.Hour},
		{"in the form of C", []string{at, "Sun Nov 22 13:00:00 2026"}, time.Hour},
		{"by the server's clock", []string{at, "Mon, 23 Nov 2026 03:00:00 GMT", date, "Mon, 23 Nov 2026 02:00:00 GMT"}, time.Hour},
		{"in the past says nothing", []string{at, "Thu, 01 Jan 1970 00:00:00 GMT"}, 0},
		{"in a century means a day", []string{at, "Sun, 22 Nov 2126 13:00:00 GMT"}, 24 * time.Hour},
		{"rubbish says nothing", []string{at, "never"}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := freshFor(header(tt.header...), noon); got != tt.want {
				t.Errorf("freshFor(%q) = %v, want %v", tt.header, got, tt.want)
			}
		})
	}
}

// A header that no request could carry is not kept.
func TestUnsendableValidator(t *testing.T) {
	h := http.Header{"Etag": {"\"a\x01b\""}, "Last-Modified": {"a\x7f"}}
	if got := validator("http://ann.example/", h); got != (planet.Validator{}) {
		t.Errorf("validator(%q) = %+v, want none", h, got)
	}
}

// What comes with a body is passed on as it was sent.
func TestAnswer(t *testing.T) {
	s := serve(t, map[string]page{"/feed": {header: []string{"Content-Type", "text/xml; charset=x", "Link", `<DIR/>; rel="self"`}, body: "feed"}})
	answer, err := reader(t).Get(t.Context(), Request{URL: s.URL + "/feed"})
	if err != nil {
		t.Fatal(err)
	}
	if answer.URL != s.URL+"/feed" || answer.Status != 200 || string(answer.Body) != "feed" || answer.WireBytes != 4 ||
		answer.ContentType != "text/xml; charset=x" || !slices.Equal(answer.Links, []string{"<" + s.URL + `/>; rel="self"`}) ||
		!slices.Equal(answer.Hops, []Hop{{200, s.URL + "/feed"}}) || answer.Moved != "" {
		t.Errorf("answer %+v", answer)
	}
	if !slices.Equal(s.asked, []string{"/feed"}) {
		t.Errorf("asked %v; want one request", s.asked) // GET-4
	}
}
