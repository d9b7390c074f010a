package get

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"planet"
)

// moves makes a site of redirects: "/a" → "301 /b" sends from /a to /b; other
// words are the body of a document.
func moves(t *testing.T, by map[string]string) *site {
	pages := map[string]page{}
	for path, to := range by {
		if code, target, ok := strings.Cut(to, " "); ok {
			n, _ := strconv.Atoi(code)
			pages[path] = page{n, []string{"Location", target}, "go on"}
			continue
		}
		pages[path] = page{body: to}
	}
	return serve(t, pages)
}

// GET-23: what is followed, and how far.
func TestRedirect(t *testing.T) {
	chain := map[string]string{"/0": "302 /1", "/1": "302 /2", "/2": "302 /3", "/3": "302 /4", "/4": "302 /5", "/5": "302 /6", "/6": "feed"}
	tests := []struct {
		name  string
		moves map[string]string
		from  string
		hops  string // the paths that were asked
		code  planet.Code
		want  string // the body, or what the error says
	}{
		{"301 is followed", map[string]string{"/": "301 /b", "/b": "feed"}, "/", "/ /b", "", "feed"},
		{"302 is followed", map[string]string{"/": "302 /b", "/b": "feed"}, "/", "/ /b", "", "feed"},
		{"303 is followed", map[string]string{"/": "303 /b", "/b": "feed"}, "/", "/ /b", "", "feed"},
		{"307 is followed", map[string]string{"/": "307 /b", "/b": "feed"}, "/", "/ /b", "", "feed"},
		{"308 is followed", map[string]string{"/": "308 /b", "/b": "feed"}, "/", "/ /b", "", "feed"},
		{"300 is not", map[string]string{"/": "300 /b", "/b": "feed"}, "/", "/", planet.CodeServerError, "127.0.0.1 answered 300 Multiple Choices"},
		{"305 is not", map[string]string{"/": "305 /b", "/b": "feed"}, "/", "/", planet.CodeServerError, "127.0.0.1 answered 305 Use Proxy"},
		{"a relative target is resolved against its hop", map[string]string{"/": "302 /a/b/c", "/a/b/c": "302 ../feed?x#y", "/a/feed": "feed"}, "/", "/ /a/b/c /a/feed", "", "feed"},
		{"a target in latin-1 is asked for byte for byte", map[string]string{"/": "302 /caf\xe9", "/caf\xe9": "feed"}, "/", "/ /caf\xe9", "", "feed"},
		{"a target with a blank is asked for", map[string]string{"/": "302 /my feed", "/my feed": "feed"}, "/", "/ /my feed", "", "feed"},
		{"five are followed", chain, "/1", "/1 /2 /3 /4 /5 /6", "", "feed"},
		{"six are not", chain, "/0", "/0 /1 /2 /3 /4 /5", planet.CodeRedirectLoop, "sends us on more than 5 times"},
		{"a loop ends", map[string]string{"/a": "301 /b", "/b": "302 /a"}, "/a", "/a /b", planet.CodeRedirectLoop, "/a sends us round in a circle (2 steps)"},
		{"a page that names itself ends", map[string]string{"/a": "302 /a#top"}, "/a", "/a", planet.CodeRedirectLoop, "/a sends us round in a circle (1 step)"},
		{"no target is a fault", map[string]string{"/": "302 "}, "/", "/", planet.CodeServerError, "answered 302 Found without saying where to"},
		{"a file is no target", map[string]string{"/": "302 file:///etc/passwd"}, "/", "/", planet.CodeBadAddress, "file:///etc/passwd is not a web address"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := moves(t, tt.moves)
			answer, err := reader(t).Get(t.Context(), Request{URL: s.URL + tt.from})
			if tt.code != "" {
				wantError(t, err, tt.code, tt.want)
			} else if err != nil || string(answer.Body) != tt.want {
				t.Errorf("Get = %q, %v; want %q", answer.Body, err, tt.want)
			}
			if got := strings.Join(s.asked, " "); got != tt.hops || len(answer.Hops) != len(s.asked) {
				t.Errorf("asked %q, noted %v; want %q", got, answer.Hops, tt.hops)
			}
			if last := answer.Hops[len(answer.Hops)-1]; answer.Status != last.Status || answer.URL != last.URL || err != nil && Status(err) != last.Status {
				t.Errorf("status %d (of the error: %d) of %s; want those of the last hop, %+v", answer.Status, Status(err), answer.URL, last)
			}
		})
	}
}

// GET-24, GET-25: only the leading run of permanent redirects is a move.
func TestMoved(t *testing.T) {
	tests := []struct {
		name  string
		moves map[string]string
		want  string // path
	}{
		{"no redirect is none", map[string]string{"/": "feed"}, ""},
		{"301 is one", map[string]string{"/": "301 /b", "/b": "feed"}, "/b"},
		{"301 and 308 are one to the end", map[string]string{"/": "301 /b", "/b": "308 /c", "/c": "feed"}, "/c"},
		{"a 302 ends it", map[string]string{"/": "301 /b", "/b": "302 /c", "/c": "301 /d", "/d": "feed"}, "/b"},
		{"302 is none, whatever follows", map[string]string{"/": "302 /b", "/b": "301 /c", "/c": "feed"}, ""},
		{"303 is none", map[string]string{"/": "303 /b", "/b": "feed"}, ""},
		{"307 is none", map[string]string{"/": "307 /b", "/b": "feed"}, ""},
		{"one that ends in an error is none", map[string]string{"/": "301 /b", "/b": "404 "}, ""},
		{"one that never ends is none", map[string]string{"/": "301 /b", "/b": "301 /"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := moves(t, tt.moves)
			answer, _ := reader(t).Get(t.Context(), Request{URL: s.URL})
			if got := strings.TrimPrefix(answer.Moved, s.URL); got != tt.want {
				t.Errorf("moved to %q, want %q; hops %v", got, tt.want, answer.Hops)
			}
		})
	}
}

// GET-7, GET-24: a feed that moved and did not change says both.
func TestMovedNotModified(t *testing.T) {
	w := wired(t,
		say("HTTP/1.1 301 Moved Permanently\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n"),
		say("HTTP/1.1 304 Not Modified\r\n\r\n"))
	kept := planet.Validator{URL: w.URL + "/b", ETag: `"b"`}
	answer, err := reader(t).Get(t.Context(), Request{URL: w.URL + "/a", Last: kept})
	if err != ErrNotModified || answer.Moved != kept.URL || answer.Validator != kept || answer.Status != http.StatusNotModified { //nolint:errorlint // it is bare
		t.Errorf("Get = %+v, %v; want not modified, moved to /b, and its validator", answer, err)
	}
	asked := w.requests()
	if got := slices.IndexFunc(asked, func(r string) bool { return strings.Contains(r, "If-None-Match: \"b\"\r\n") }); got != 1 || len(asked) != 2 {
		t.Errorf("asked %q; want the validator in the second request only", asked)
	}
}
