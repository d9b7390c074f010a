package get

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"

	"code.dny.dev/ssrf"

	"planet"
)

// A guard refuses what is not public: addresses, local names, and ports that
// no list names (SAFE-1, SAFE-4).
type guard struct {
	ports  []uint16
	public func(netip.AddrPort) error // nil, or why an address is not public
}

func newGuard(ports []int, public func(netip.AddrPort) error) *guard {
	g := &guard{ports: []uint16{80, 443}, public: public}
	for _, p := range ports {
		if 0 < p && p < 1<<16 {
			g.ports = append(g.ports, uint16(p))
		}
	}
	if public == nil {
		rules := ssrf.New(ssrf.WithAnyPort()) // ports are looked at here, for URLs and dials alike
		g.public = func(ap netip.AddrPort) error { return rules.SafeAddr(ap.Addr()) }
	}
	return g
}

// control looks at every address that is dialled, after its name was
// resolved: an answer of DNS may change between an earlier look and the dial.
func (g *guard) control(_, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %w", ssrf.ErrProhibitedIP, err)
	}
	if !slices.Contains(g.ports, ap.Port()) {
		return ssrf.ErrProhibitedPort
	}
	return g.public(ap)
}

// may refuses addresses by how they are written. It saves a look-up and gives
// the better message; what protects us is control, but a proxy looks up names
// by itself, so there this must do (SAFE-3).
func (g *guard) may(u *url.URL, proxied bool) error {
	switch {
	case !slices.Contains(g.ports, port(u)):
		return badPort(u)
	case g.hidden(u, proxied):
		return privateHost(u.Hostname())
	}
	return nil
}

// hidden tells whether u is private as far as can be told without asking a
// resolver. A name without a dot is so to a proxy, which may know it; one
// that we ask for ourselves shows by its address.
func (g *guard) hidden(u *url.URL, proxied bool) bool {
	host := u.Hostname()
	if addr, err := netip.ParseAddr(host); err == nil {
		return g.public(netip.AddrPortFrom(addr, port(u))) != nil
	}
	return isLocal(host) || proxied && !strings.Contains(strings.TrimSuffix(host, "."), ".")
}

// badPort refuses a port that no list names (SAFE-4).
func badPort(u *url.URL) *Error {
	return badAddress(u.String(), fmt.Sprintf("port %d is not one that the list names", port(u)))
}

func privateHost(host string) *Error {
	return refuse(planet.CodePrivateHost, "%s is an address inside a private network; nobody else could read it", shown(host))
}
