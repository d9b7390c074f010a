package get

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"golang.org/x/net/http/httpproxy"
)

// proxyFunc reads [Client.Proxy] (SAFE-3). It asks for the environment itself,
// since net/http does so once per process.
func proxyFunc(setting string) func(*url.URL) (*url.URL, error) {
	switch setting {
	case "", "none":
		return func(*url.URL) (*url.URL, error) { return nil, nil }
	case "environment":
		return httpproxy.FromEnvironment().ProxyFunc()
	}
	proxy, err := url.Parse(setting)
	if err != nil || proxy.Host == "" {
		proxy, err = nil, fmt.Errorf("%q is no address of a proxy; write one like http://proxy.example:3128", setting)
	}
	return func(*url.URL) (*url.URL, error) { return proxy, err }
}

// A proxyError is what a proxy answered instead of opening a tunnel.
type proxyError struct{ status int }

func (e *proxyError) Error() string { return "the proxy answered " + status(e.status) }

// tunnelled looks at a proxy's answer to CONNECT.
func tunnelled(_ context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
	if resp.StatusCode != http.StatusOK {
		return &proxyError{resp.StatusCode}
	}
	return nil
}
