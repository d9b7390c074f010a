package get

import (
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"planet"
)

const aFeed = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfeed"

// hangUp closes the connection without an answer.
var hangUp = last("")

// GET-20: one more request, and only if there was no answer at all.
func TestRetry(t *testing.T) {
	tests := []struct {
		name    string
		replies []reply
		want    int // requests
		code    planet.Code
		silent  bool
	}{
		{"after a reset", []reply{reset, last(aFeed)}, 2, "", false},
		{"after a closed connection", []reply{hangUp, last(aFeed)}, 2, "", false},
		{"once only", []reply{reset, hangUp, last(aFeed)}, 2, planet.CodeUnreachable, true},
		{"once in a visit", []reply{reset, last("HTTP/1.1 302 Found\r\nLocation: /b\r\n\r\n"), reset, last(aFeed)}, 3, planet.CodeUnreachable, false},
		{"not after a header without its end", []reply{last("HTTP/1.1 200 OK\r\nETag: x\r\n"), last(aFeed)}, 1, planet.CodeUnreachable, true},
		{"not after half a line", []reply{last("HTTP/1.1 200 OK\r\nETa"), last(aFeed)}, 1, planet.CodeServerError, false},
		{"not after an error of the server", []reply{last("HTTP/1.1 500 Internal Server Error\r\n\r\n"), last(aFeed)}, 1, planet.CodeServerError, false},
		{"not after what is no HTTP", []reply{last("SSH-2.0-OpenSSH_9.9\r\n"), last(aFeed)}, 1, planet.CodeServerError, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := wired(t, tt.replies...)
			_, err := reader(t).Get(t.Context(), Request{URL: w.URL})
			if Code(err) != tt.code || Silent(err) != tt.silent {
				t.Errorf("Get: %v (%q, silent %t), want %q, %t", err, Code(err), Silent(err), tt.code, tt.silent)
			}
			if got := w.requests(); len(got) != tt.want {
				t.Errorf("%d requests %q, want %d", len(got), got, tt.want)
			}
		})
	}
}

// GET-20: net/http tries again by itself when a kept connection is closed.
// That is the one retry, too.
func TestRetryOfKeptConnection(t *testing.T) {
	for _, tt := range []struct {
		name    string
		replies []reply
		want    planet.Code
	}{
		{"it works", []reply{say(aFeed), reset, last(aFeed)}, ""},
		{"it fails", []reply{say(aFeed), reset, reset, last(aFeed)}, planet.CodeUnreachable},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w, c := wired(t, tt.replies...), reader(t)
			if _, err := c.Get(t.Context(), Request{URL: w.URL}); err != nil {
				t.Fatal(err)
			}
			if _, err := c.Get(t.Context(), Request{URL: w.URL}); Code(err) != tt.want {
				t.Errorf("second visit: %v, want %q", err, tt.want)
			}
			if got := len(w.requests()); got != 3 {
				t.Errorf("%d requests, want 3: one, and two of the second visit", got)
			}
		})
	}
}

// What is said of a host that doesn't answer. Only what may be the fault of
// our own network is silent (GET-22).
func TestUnanswered(t *testing.T) {
	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := "http://" + nobody.Addr().String()
	nobody.Close()
	hanging := wired(t, func(c net.Conn) bool { _, _ = c.Read(make([]byte, 1)); return false })
	silent := wired(t, hangUp, hangUp)
	strange := wired(t, last("\x16\x03\x01 no HTTP \x1b[2J\r\n"))
	tests := []struct {
		name, url string
		code      planet.Code
		silent    bool
		want      string
	}{
		{"a port without a server", closed, planet.CodeUnreachable, true, "127.0.0.1 could not be reached ("},
		{"a server that hangs", hanging.URL, planet.CodeUnreachable, true, "127.0.0.1 did not answer within 300ms. We will try again; nothing is wrong on your side yet"},
		{"a server that hangs up", silent.URL, planet.CodeUnreachable, true, "127.0.0.1 closed the connection without an answer. We will try again"},
		{"a server of something else", strange.URL, planet.CodeServerError, false, "127.0.0.1 gave no answer that we can read ("},
		{"a name that isn't", "http://gone.example/", planet.CodeNoHost, true, "There is no host named gone.example. A typing error?"},
		{"a resolver that fails", "http://broken.example/", planet.CodeUnreachable, true, "broken.example could not be reached"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := reader(t)
			c.Timeout = 300 * time.Millisecond
			if tt.url != hanging.URL {
				c.Timeout = 0
			}
			c.resolver = resolver(t, func(name string, _ int) (netip.Addr, dnsmessage.RCode) {
				if strings.HasPrefix(name, "broken") {
					return netip.Addr{}, dnsmessage.RCodeServerFailure
				}
				return netip.Addr{}, dnsmessage.RCodeNameError
			})
			answer, err := c.Get(t.Context(), Request{URL: tt.url})
			wantError(t, err, tt.code, tt.want)
			if Silent(err) != tt.silent || Status(err) != 0 || len(answer.Hops) != 0 || answer.Status != 0 {
				t.Errorf("silent %t, status %d, answer %+v; want %t and none", Silent(err), Status(err), answer, tt.silent)
			}
			if strings.ContainsFunc(err.Error(), func(r rune) bool { return r < ' ' || r == 0x7f }) {
				t.Errorf("%q moves the cursor", err) // SAFE-17
			}
		})
	}
}

// GET-22: a host that sends us on has answered.
func TestTargetUnanswered(t *testing.T) {
	silent := wired(t, hangUp, hangUp)
	s := serve(t, map[string]page{"/": {302, []string{"Location", silent.URL}, ""}})
	answer, err := reader(t).Get(t.Context(), Request{URL: s.URL})
	wantError(t, err, planet.CodeUnreachable, "closed the connection without an answer")
	if Silent(err) || Status(err) != 302 || len(answer.Hops) != 1 {
		t.Errorf("silent %t, status %d, hops %v; want an answer of 302", Silent(err), Status(err), answer.Hops)
	}
}

// SAFE-6: headers are as hostile as bodies.
func TestHeaderLimit(t *testing.T) {
	for _, tt := range []struct {
		bytes int
		want  planet.Code
	}{{60 << 10, ""}, {2 << 20, planet.CodeServerError}} {
		w := wired(t, last("HTTP/1.1 200 OK\r\nX-Fill: "+strings.Repeat("x", tt.bytes)+"\r\nContent-Length: 4\r\n\r\nfeed"))
		if _, err := reader(t).Get(t.Context(), Request{URL: w.URL}); Code(err) != tt.want {
			t.Errorf("%d bytes of header: %v, want %q", tt.bytes, err, tt.want)
		}
	}
}
