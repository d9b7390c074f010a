package get

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/netip"
	"net/url"
	"sync/atomic"
)

// A hop is one request under way, as far as it has come. Dialling goes on
// beside it, and perhaps longer, so it is written by several goroutines.
type hop struct {
	connected atomic.Bool  // some connection stood
	lines     atomic.Int32 // how many connections the request went along
	answered  atomic.Bool  // the first byte of an answer has come
	badTLS    atomic.Bool  // a handshake failed
	remote    atomic.Pointer[netip.AddrPort]
}

// hop asks for u and notes what answered.
func (v *visit) hop(ctx context.Context, u *url.URL) (*http.Response, error) {
	v.answer.URL = u.String()
	t, proxied, err := v.way(u)
	if err != nil {
		return nil, err
	}
	resp, h, err := v.try(ctx, t, u)
	v.retried = v.retried || h.lines.Load() > 1 // net/http does so if a kept connection turns out to be closed
	if err != nil && !v.retried && h.brokenOff(ctx, err) {
		v.retried = true // GET-20
		resp, h, err = v.try(ctx, t, u)
	}
	if err != nil {
		return nil, v.client.unanswered(ctx, u, h, err)
	}
	v.open = v.open && v.wasPrivate(u, h, proxied)
	v.answer.Status = resp.StatusCode
	v.answer.Hops = append(v.answer.Hops, Hop{Status: resp.StatusCode, URL: v.answer.URL})
	return resp, nil
}

// way chooses the line for u, or says why u is not asked (SAFE-2 to SAFE-4).
func (v *visit) way(u *url.URL) (t *http.Transport, proxied bool, err error) {
	l := &v.client.lines
	proxy, err := l.proxy(u)
	if err != nil {
		return nil, false, noProxy(err)
	}
	proxied = proxy != nil
	way := l.guarded
	switch {
	case proxied:
		way = l.proxied
	case v.open:
		way = l.open
	}
	if !v.open {
		err = l.guard.may(u, proxied)
	}
	if v.request.HTTP1 {
		return way.h1, proxied, err
	}
	return way.h2, proxied, err
}

// wasPrivate tells whether a hop without a guard went to a private address.
// Once one went to a public address all later ones are guarded, so that a
// public blog can't send us into the owner's network (SAFE-2). Of a proxied
// hop we know only how its address was written.
func (v *visit) wasPrivate(u *url.URL, h *hop, proxied bool) bool {
	g := v.client.lines.guard
	if proxied {
		return g.hidden(u, proxied)
	}
	remote := h.remote.Load()
	return remote != nil && g.public(*remote) != nil
}

// try sends one request.
func (v *visit) try(ctx context.Context, t *http.Transport, u *url.URL) (*http.Response, *hop, error) {
	h := &hop{}
	req, err := http.NewRequestWithContext(httptrace.WithClientTrace(ctx, h.trace()), http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, h, err
	}
	req.Header = v.header(u)
	resp, err := t.RoundTrip(req) // no http.Client: it would add a Referer, and cookies if there were any (GET-3)
	return resp, h, err
}

// header is all that a request says of us (GET-1 to GET-3, GET-29).
func (v *visit) header(u *url.URL) http.Header {
	h := http.Header{
		"User-Agent":      {v.client.agent()},
		"Accept":          {accept},
		"Accept-Encoding": {acceptEncoding},
	}
	last := v.request.Last
	v.conditional = last.URL == u.String() && (last.ETag != "" || last.LastModified != "") // GET-7
	if v.conditional && last.ETag != "" {
		h["If-None-Match"] = []string{last.ETag}
	}
	if v.conditional && last.LastModified != "" {
		h["If-Modified-Since"] = []string{last.LastModified}
	}
	return h
}

func (h *hop) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		ConnectDone: func(_, _ string, err error) {
			if err == nil {
				h.connected.Store(true)
			}
		},
		TLSHandshakeDone: func(_ tls.ConnectionState, err error) {
			if err != nil {
				h.badTLS.Store(true)
			}
		},
		GotConn: func(info httptrace.GotConnInfo) {
			h.connected.Store(true)
			h.lines.Add(1)
			if tcp, ok := info.Conn.RemoteAddr().(*net.TCPAddr); ok {
				ap := tcp.AddrPort()
				ap = netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())
				h.remote.Store(&ap)
			}
		},
		GotFirstResponseByte: func() { h.answered.Store(true) },
	}
}

// brokenOff tells whether the connection was reset or closed before the
// first byte of an answer, and there is time for another try (GET-20).
func (h *hop) brokenOff(ctx context.Context, err error) bool {
	return !h.answered.Load() && ctx.Err() == nil && isClosed(err)
}
