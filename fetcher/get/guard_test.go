package get

import (
	"net/netip"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"planet"
)

// badAddresses are the 25 of table 10.1 that are refused by address.
const badAddresses = `127.0.0.1 ::1 ::ffff:127.0.0.1 0.0.0.0 :: 10.0.0.1 100.64.0.1 169.254.169.254 192.0.0.1 198.18.0.1
	224.0.0.1 255.255.255.255 fe80::1 fe80::1%eth0 fc00::1 fec0::1 64:ff9b::7f00:1 64:ff9b:1::1 2002:7f00:1:: 2001::1
	2001:db8::1 ::127.0.0.1 3fff::1 5f00::1 2001:20::1`

// SAFE-1, table 10.1: what the dialer's hook says of the 29 addresses.
func TestGuard(t *testing.T) {
	g, named := newGuard(nil, nil), newGuard([]int{8080}, nil)
	bad := strings.Fields(badAddresses)
	if len(bad) != 25 {
		t.Fatalf("%d bad addresses, want 25", len(bad))
	}
	for _, a := range bad {
		address := netip.AddrPortFrom(netip.MustParseAddr(a), 80).String()
		if g.control("tcp", address, nil) == nil {
			t.Errorf("%s may be dialled", address)
		}
	}
	tests := []struct {
		guard   *guard
		address string
		want    bool
	}{
		{g, "1.1.1.1:8080", false},
		{named, "1.1.1.1:8080", true},
		{named, "1.1.1.1:22", false},
		{g, "1.1.1.1:22", false},
		{g, "1.1.1.1:443", true},
		{g, "[2606:4700::1]:443", true},
		{g, "blog.example:443", false}, // a dial of a name was never looked up
	}
	for _, tt := range tests {
		if err := tt.guard.control("tcp", tt.address, nil); (err == nil) != tt.want {
			t.Errorf("%s with ports %v: %v; may be dialled: want %t", tt.address, tt.guard.ports, err, tt.want)
		}
	}
}

// SAFE-1 as a reader of feeds.yaml meets it.
func TestPrivateAddress(t *testing.T) {
	var c Client
	for a := range strings.FieldsSeq(badAddresses) {
		addr := netip.MustParseAddr(a)
		if addr.Zone() != "" {
			continue // no web address: TestRefusedAddress
		}
		host := a
		if addr.Is6() {
			host = "[" + a + "]"
		}
		_, err := c.Get(t.Context(), Request{URL: "http://" + host + "/feed"})
		wantError(t, err, planet.CodePrivateHost, a+" is an address inside a private network; nobody else could read it")
	}
}

// SAFE-1: a name that meant a public address is looked at again at each dial.
func TestRebinding(t *testing.T) {
	s := serve(t, map[string]page{"/": {body: "feed", header: []string{"Connection", "close"}}})
	c := stranger(t, s.port())
	home := netip.MustParseAddr("127.0.0.1")
	c.public = func(ap netip.AddrPort) error {
		if ap.Addr() == home {
			return nil // stands for the public address
		}
		return newGuard(nil, nil).public(ap)
	}
	c.resolver = resolver(t, func(_ string, before int) (netip.Addr, dnsmessage.RCode) {
		if before == 0 {
			return home, dnsmessage.RCodeSuccess
		}
		return netip.MustParseAddr("127.0.0.9"), dnsmessage.RCodeSuccess
	})
	r := Request{URL: "http://rebind.example:" + strconv.Itoa(s.port()) + "/"}
	if _, err := c.Get(t.Context(), r); err != nil {
		t.Fatalf("first visit: %v", err)
	}
	_, err := c.Get(t.Context(), r)
	wantError(t, err, planet.CodePrivateHost, "rebind.example is an address inside a private network")
	if len(s.asked) != 1 {
		t.Errorf("asked %v; want the first visit only", s.asked)
	}
}

// SAFE-2: once a hop went to a public address, the owner's network is closed.
// A port in Ports stands for a public host.
func TestRedirectInwards(t *testing.T) {
	inner := serve(t, map[string]page{"/": {body: "secret"}})
	hall := serve(t, map[string]page{"/": {302, []string{"Location", inner.URL}, ""}})
	public := serve(t, map[string]page{"/": {302, []string{"Location", inner.URL}, ""}})
	way := serve(t, map[string]page{"/": {302, []string{"Location", public.URL}, ""}})
	for _, tt := range []struct {
		name, url string
		private   bool // AllowPrivate
		hops      int
		code      planet.Code
	}{
		{"a private page may be asked", inner.URL, true, 1, ""},
		{"a private page may send on to another one", hall.URL, true, 2, ""},
		{"a public one may not", public.URL, true, 1, planet.CodePrivateHost},
		{"nor one that a private page sent on to", way.URL, true, 2, planet.CodePrivateHost},
		{"without leave no private page may be asked", inner.URL, false, 0, planet.CodePrivateHost},
		{"nor through a public one", public.URL, false, 1, planet.CodePrivateHost},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := stranger(t, public.port())
			c.Ports = append(c.Ports, inner.port()) // so that the port is no reason
			if tt.private {
				c.AllowPrivate = true
				if _, err := c.Get(t.Context(), Request{URL: inner.URL}); err != nil {
					t.Fatal(err) // and its connection stays open, for no guarded hop to use
				}
			}
			answer, err := c.Get(t.Context(), Request{URL: tt.url})
			if Code(err) != tt.code || len(answer.Hops) != tt.hops || tt.code != "" && answer.Body != nil {
				t.Errorf("Get(%s) = %d hops, %q, %v; want %d hops and %q", tt.url, len(answer.Hops), answer.Body, err, tt.hops, tt.code)
			}
		})
	}
}
