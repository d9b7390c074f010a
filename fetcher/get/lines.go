package get

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"time"
)

const (
	dialTimeout   = 10 * time.Second // GET-16, as the next two
	tlsTimeout    = 10 * time.Second
	headerTimeout = 20 * time.Second
	maxHeader     = 64 << 10 // bytes (SAFE-6)
	idleTimeout   = 30 * time.Second
	idlePerHost   = 2 // more than one request at a time is rude, and rare
	idleConns     = 128
)

// lines are the ways out. Each has connections of its own, so that a guarded
// request never goes along one that was opened without a guard (SAFE-2).
type lines struct {
	guard   *guard
	proxy   func(*url.URL) (*url.URL, error) // gives nil for what goes directly
	guarded line                             // to public addresses only
	open    line                             // to any address
	proxied line                             // to the proxy
}

// A line is one way out with HTTP/2, and the same without (GET-30).
type line struct{ h2, h1 *http.Transport }

// dialFunc opens a connection, as [net.Dialer.DialContext] does.
type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// open makes c's lines.
func (c *Client) open() {
	l := &c.lines
	l.guard = newGuard(c.Ports, c.public)
	l.proxy = proxyFunc(c.Proxy)
	guarded := &net.Dialer{Timeout: dialTimeout, Control: l.guard.control, Resolver: c.resolver}
	plain := &net.Dialer{Timeout: dialTimeout, Resolver: c.resolver}
	l.guarded = c.line(guarded.DialContext, nil)
	l.open = c.line(localDialer{plain}.dial, nil)
	l.proxied = c.line(plain.DialContext, func(r *http.Request) (*url.URL, error) { return l.proxy(r.URL) })
}

func (c *Client) line(dial dialFunc, proxy func(*http.Request) (*url.URL, error)) line {
	l := line{h2: c.transport(dial), h1: c.transport(dial)}
	l.h2.Protocols.SetHTTP2(true)
	l.h2.Proxy, l.h1.Proxy = proxy, proxy
	return l
}

// transport is one that speaks HTTP/1. Its dialer is ours, so Go would not
// offer HTTP/2 by itself; neither does it decode, for we count what comes out
// (SAFE-5).
func (c *Client) transport(dial dialFunc) *http.Transport {
	t := &http.Transport{
		DialContext: dial, OnProxyConnectResponse: tunnelled, DisableCompression: true,
		TLSHandshakeTimeout: tlsTimeout, ResponseHeaderTimeout: headerTimeout, MaxResponseHeaderBytes: maxHeader,
		MaxIdleConns: idleConns, MaxIdleConnsPerHost: idlePerHost, IdleConnTimeout: idleTimeout,
		Protocols: new(http.Protocols),
	}
	t.Protocols.SetHTTP1(true)
	if c.roots != nil {
		t.TLSClientConfig = &tls.Config{RootCAs: c.roots, MinVersion: tls.VersionTLS12}
	}
	return t
}

func (l *lines) closeIdle() {
	for _, way := range []line{l.guarded, l.open, l.proxied} {
		way.h2.CloseIdleConnections()
		way.h1.CloseIdleConnections()
	}
}

// A localDialer dials localhost and all names below it on this machine,
// whatever a resolver would say (RFC 6761 6.3): `planet demo` serves its
// blogs as http://ann.localhost:PORT/.
type localDialer struct{ *net.Dialer }

func (d localDialer) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil || !isLocalhost(host) {
		return d.DialContext(ctx, network, address)
	}
	conn, err := d.DialContext(ctx, network, net.JoinHostPort("127.0.0.1", port))
	if err == nil {
		return conn, nil
	}
	if conn, err6 := d.DialContext(ctx, network, net.JoinHostPort("::1", port)); err6 == nil {
		return conn, nil
	}
	return nil, err
}
