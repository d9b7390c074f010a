package get

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"planet"
)

// A proxy remembers what it was asked, answers for any host, and opens
// tunnels to target alone.
type proxy struct {
	*httptest.Server
	target string

	mu    sync.Mutex
	asked []string
}

func newProxy(t *testing.T, target string) *proxy {
	p := &proxy{target: target}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.asked = append(p.asked, r.Method+" "+r.RequestURI)
	p.mu.Unlock()
	switch {
	case r.Method == http.MethodConnect:
		p.tunnel(w)
	case r.URL.Path == "/in":
		http.Redirect(w, r, "http://10.0.0.1/secret", http.StatusFound)
	default:
		_, _ = io.WriteString(w, "by proxy")
	}
}

func (p *proxy) tunnel(w http.ResponseWriter) {
	far, err := net.Dial("tcp", p.target)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	near, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		far.Close()
		return
	}
	_, _ = io.WriteString(near, "HTTP/1.1 200 OK\r\n\r\n")
	go func() { _, _ = io.Copy(far, near); far.Close() }()
	_, _ = io.Copy(near, far)
	near.Close()
}

// proxies are what Proxy can say of one.
var proxies = map[string]func(t *testing.T, c *Client, url string){
	"by its address": func(_ *testing.T, c *Client, url string) { c.Proxy = url },
	"environment": func(t *testing.T, c *Client, url string) {
		for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"} {
			t.Setenv(name, url)
		}
		t.Setenv("NO_PROXY", "direct.example")
		t.Setenv("no_proxy", "direct.example")
		c.Proxy = "environment"
	},
}

// outside is a client with a resolver that knows one private address only.
func outside(t *testing.T) *Client {
	c := &Client{}
	t.Cleanup(c.Close)
	c.resolver = resolver(t, func(string, int) (netip.Addr, dnsmessage.RCode) {
		return netip.MustParseAddr("10.0.0.1"), dnsmessage.RCodeSuccess
	})
	return c
}

// SAFE-3: the environment is not asked unless the list says so.
func TestNoProxy(t *testing.T) {
	for _, setting := range []string{"", "none"} {
		p := newProxy(t, "")
		c := outside(t)
		proxies["environment"](t, c, p.URL)
		c.Proxy = setting
		_, err := c.Get(t.Context(), Request{URL: "http://blog.example/"})
		wantError(t, err, planet.CodePrivateHost, "blog.example is an address inside a private network")
		if len(p.asked) > 0 {
			t.Errorf("Proxy %q: the proxy was asked %v", setting, p.asked)
		}
	}
}

// SAFE-3: what goes to the proxy, and what does not.
func TestProxy(t *testing.T) {
	ca := newAuthority(t)
	far := ca.secure(t, longAgo, farOff, protocol)
	tests := []struct {
		name, url string
		asked     string // of the proxy
		code      planet.Code
		want      string // the body, or what the error says
	}{
		{"names are the proxy's to look up", "http://blog.example/feed", "GET http://blog.example/feed", "", "by proxy"},
		{"so are public addresses", "http://1.1.1.1/", "GET http://1.1.1.1/", "", "by proxy"},
		{"https goes through a tunnel", "https://blog.localhost.example/", "CONNECT blog.localhost.example:443", planet.CodeCert, "is for blog.localhost"},
		{"a private address is refused", "http://169.254.169.254/latest", "", planet.CodePrivateHost, "169.254.169.254 is an address inside a private network"},
		{"so is this machine", "http://[::1]/", "", planet.CodePrivateHost, "::1 is an address"},
		{"so is a local name", "http://printer.local/", "", planet.CodePrivateHost, "printer.local is an address"},
		{"so is a name without a dot", "http://intranet/", "", planet.CodePrivateHost, "intranet is an address"},
		{"so is a port that no list names", "http://blog.example:22/", "", planet.CodeBadAddress, "port 22 is not one"},
		{"and so is a redirect inwards", "http://blog.example/in", "GET http://blog.example/in", planet.CodePrivateHost, "10.0.0.1 is an address"},
	}
	for how, set := range proxies {
		for _, tt := range tests {
			t.Run(how+", "+tt.name, func(t *testing.T) {
				p := newProxy(t, strings.TrimPrefix(far.URL, "https://"))
				c := outside(t)
				c.roots = ca.pool()
				set(t, c, p.URL)
				answer, err := c.Get(t.Context(), Request{URL: tt.url})
				if tt.code != "" {
					wantError(t, err, tt.code, tt.want)
				} else if err != nil || string(answer.Body) != tt.want {
					t.Errorf("Get(%s) = %q, %v; want %q", tt.url, answer.Body, err, tt.want)
				}
				if want := slices.DeleteFunc([]string{tt.asked}, func(s string) bool { return s == "" }); !slices.Equal(p.asked, want) {
					t.Errorf("the proxy was asked %q, want %q", p.asked, want)
				}
			})
		}
	}
}

// SAFE-3: what NO_PROXY names is asked directly, and guarded.
func TestPastProxy(t *testing.T) {
	p, c := newProxy(t, ""), outside(t)
	proxies["environment"](t, c, p.URL)
	_, err := c.Get(t.Context(), Request{URL: "http://direct.example/"})
	wantError(t, err, planet.CodePrivateHost, "direct.example is an address inside a private network")
	if len(p.asked) > 0 {
		t.Errorf("the proxy was asked %v", p.asked)
	}
}

// A proxy in trouble is our fault, not the blog's (GET-22).
func TestProxyInTrouble(t *testing.T) {
	none := newProxy(t, "")
	gone := newProxy(t, "")
	gone.Close()
	tests := []struct{ name, proxy, url, want string }{
		{"it opens no tunnel", none.URL, "https://blog.example/", "blog.example could not be reached through the proxy: the proxy answered 502 Bad Gateway. We will try again; nothing is wrong on your side yet"},
		{"it isn't there", gone.URL, "http://blog.example/", "blog.example could not be reached through the proxy: "},
		{"its name isn't known", "http://proxy.example:3128", "https://blog.example/", "blog.example could not be reached through the proxy: "},
		{"its address is none", "proxy", "http://blog.example/", `the proxy can't be used: "proxy" is no address of a proxy; write one like http://proxy.example:3128`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := outside(t)
			c.resolver = resolver(t, func(string, int) (netip.Addr, dnsmessage.RCode) { return netip.Addr{}, dnsmessage.RCodeNameError })
			c.Proxy = tt.proxy
			_, err := c.Get(t.Context(), Request{URL: tt.url})
			wantError(t, err, planet.CodeUnreachable, tt.want)
			if !Silent(err) || Status(err) != 0 {
				t.Errorf("silent %t, status %d; want true and 0", Silent(err), Status(err))
			}
		})
	}
}
