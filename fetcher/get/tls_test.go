package get

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"planet"
)

// Certificates are judged by the machine's clock, so these years are far off.
var (
	longAgo = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)
	farOff  = time.Date(2190, time.January, 1, 0, 0, 0, 0, time.UTC)
)

// protocol answers with the protocol by which it is asked.
func protocol(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Proto) }

// https is the address of a server under a name.
func https(name, url string) string { return "https://" + name + ":" + strconv.Itoa(portOf(url)) }

// GET-30: HTTP/2 is spoken unless it is turned off.
func TestProtocol(t *testing.T) {
	ca := newAuthority(t)
	srv := ca.secure(t, longAgo, farOff, protocol)
	for _, tt := range []struct {
		http1 bool
		want  string
	}{{false, "HTTP/2.0"}, {true, "HTTP/1.1"}} {
		c := reader(t)
		c.roots = ca.pool()
		answer, err := c.Get(t.Context(), Request{URL: https("blog.localhost", srv.URL), HTTP1: tt.http1})
		if err != nil || string(answer.Body) != tt.want {
			t.Errorf("with HTTP1 %t: %q, %v; want %s", tt.http1, answer.Body, err, tt.want)
		}
	}
}

// GET-31: there is no way around a certificate that is not in order.
func TestCertificate(t *testing.T) {
	ca := newAuthority(t)
	expired := time.Date(2020, time.November, 3, 0, 0, 0, 0, time.UTC)
	good := ca.secure(t, longAgo, farOff, protocol)
	old := ca.secure(t, longAgo, expired, protocol)
	young := ca.secure(t, farOff, farOff.AddDate(1, 0, 0), protocol)
	foreign := newAuthority(t).secure(t, longAgo, farOff, protocol)
	plain := serve(t, nil)
	const so = ". Browsers will warn your readers, and we cannot read the feed"
	tests := []struct {
		name, url, want string
		code            planet.Code
	}{
		{"one in order", https("blog.localhost", good.URL), "", ""},
		{"one that expired", https("blog.localhost", old.URL), "The certificate of blog.localhost expired on 3 Nov 2020" + so, planet.CodeCert},
		{"one that is not valid yet", https("blog.localhost", young.URL), "is valid only from 1 Jan 2190" + so, planet.CodeCert},
		{"one of another host", https("shop.localhost", good.URL), "The certificate of shop.localhost is for blog.localhost" + so, planet.CodeCert},
		{"one of an unknown authority", https("blog.localhost", foreign.URL), "is not signed by an authority that browsers know, or one in between is missing" + so, planet.CodeCert},
		{"none at all", https("blog.localhost", plain.URL), "blog.localhost does not speak https as browsers do", planet.CodeCert},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := reader(t)
			c.roots = ca.pool()
			answer, err := c.Get(t.Context(), Request{URL: tt.url})
			if Code(err) != tt.code {
				t.Fatalf("Get: %v (%q), want %q", err, Code(err), tt.code)
			}
			if err != nil {
				wantError(t, err, tt.code, tt.want)
				if len(answer.Hops) > 0 || answer.Body != nil || !Silent(err) {
					t.Errorf("answer %+v, silent %t; want no answer", answer, Silent(err))
				}
			}
		})
	}
}

// GET-31: the zero Client trusts whom the system trusts.
func TestSystemRoots(t *testing.T) {
	srv := newAuthority(t).secure(t, longAgo, farOff, protocol)
	_, err := reader(t).Get(t.Context(), Request{URL: https("blog.localhost", srv.URL)})
	wantError(t, err, planet.CodeCert, "is not signed by an authority that browsers know")
}

// GET-25: no redirect leads from https to http, and back is fine.
func TestDowngrade(t *testing.T) {
	ca := newAuthority(t)
	plain := serve(t, map[string]page{"/": {body: "feed"}})
	srv := ca.secure(t, longAgo, farOff, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/down" {
			http.Redirect(w, r, plain.URL, http.StatusMovedPermanently)
		}
	})
	up := serve(t, map[string]page{"/": {301, []string{"Location", https("blog.localhost", srv.URL) + "/feed"}, ""}})
	c := reader(t)
	c.roots = ca.pool()
	answer, err := c.Get(t.Context(), Request{URL: https("blog.localhost", srv.URL) + "/down"})
	wantError(t, err, planet.CodeBadAddress, "sends us from https back to http (http://127.0.0.1:")
	if len(plain.asked) > 0 || answer.Moved != "" || Status(err) != 301 {
		t.Errorf("asked %v, moved to %q; want neither", plain.asked, answer.Moved)
	}
	if answer, err := c.Get(t.Context(), Request{URL: up.URL}); err != nil || !strings.HasPrefix(answer.Moved, "https://blog.localhost:") {
		t.Errorf("from http to https: moved to %q, %v", answer.Moved, err)
	}
}

// SAFE-6 for HTTP/2.
func TestHeaderLimitHTTP2(t *testing.T) {
	ca := newAuthority(t)
	srv := ca.secure(t, longAgo, farOff, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Fill", strings.Repeat("x", 2<<20))
	})
	c := reader(t)
	c.roots = ca.pool()
	_, err := c.Get(t.Context(), Request{URL: https("blog.localhost", srv.URL)})
	wantError(t, err, planet.CodeUnreachable, "blog.localhost gave no answer that we can read (")
}

// GET-20 for HTTP/2: a connection that closes without an answer costs one more
// request; a request that the server gives up costs none.
func TestRetryHTTP2(t *testing.T) {
	for _, tt := range []struct {
		name   string
		handle func(conn net.Conn)
		asked  int32
		want   string
	}{
		{"the connection closes", func(conn net.Conn) { conn.Close() }, 2, "blog.localhost closed the connection without an answer"},
		{"the server gives up", func(net.Conn) { panic(http.ErrAbortHandler) }, 1, "blog.localhost gave no answer that we can read ("},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var asked atomic.Int32
			ca := newAuthority(t)
			srv := ca.secure(t, longAgo, farOff, func(_ http.ResponseWriter, r *http.Request) {
				asked.Add(1)
				tt.handle(r.Context().Value(connection{}).(*tls.Conn).NetConn())
				<-r.Context().Done()
			})
			c := reader(t)
			c.roots = ca.pool()
			_, err := c.Get(t.Context(), Request{URL: https("blog.localhost", srv.URL)})
			wantError(t, err, planet.CodeUnreachable, tt.want)
			if asked.Load() != tt.asked || !Silent(err) {
				t.Errorf("%d requests, silent %t; want %d, true", asked.Load(), Silent(err), tt.asked)
			}
		})
	}
}

// SAFE-1 over https: guarded hops look names up by themselves, too.
func TestGuardedHTTPS(t *testing.T) {
	ca := newAuthority(t)
	cert := ca.secure(t, longAgo, farOff, protocol)
	c := stranger(t, portOf(cert.URL))
	c.roots = ca.pool()
	c.resolver = resolver(t, func(string, int) (netip.Addr, dnsmessage.RCode) {
		return netip.MustParseAddr("127.0.0.1"), dnsmessage.RCodeSuccess
	})
	_, err := c.Get(t.Context(), Request{URL: https("ann.example", cert.URL)})
	wantError(t, err, planet.CodeCert, "The certificate of ann.example is for blog.localhost")
}
