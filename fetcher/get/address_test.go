package get

import (
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"planet"
)

// refusedAddresses are never asked, wherever they stand (SAFE-4).
var refusedAddresses = []struct {
	name, url string
	code      planet.Code
	want      string
}{
	{"another scheme", "ftp://blog.example/feed", planet.CodeBadAddress, "begin with http:// or https://"},
	{"a file", "file:///etc/passwd", planet.CodeBadAddress, "begin with http:// or https://"},
	{"a script", "javascript:alert(1)", planet.CodeBadAddress, "begin with http:// or https://"},
	{"no host", "http:///feed", planet.CodeBadAddress, "names no host"},
	{"a scheme and a path", "http:feed.xml", planet.CodeBadAddress, "names no host"},
	{"a user and a password", "http://ann:secret@blog.example/", planet.CodeBadAddress, "holds a user name"},
	{"a password without a scheme", "ann:secret@blog.example", planet.CodeBadAddress, "blog.example is not a web address which we can read"},
	{"a password before a typing error", "http://ann:secret@blog example/", planet.CodeBadAddress, "http://blog example/ is not a web address which we can read: it has a typing error"},
	{"a user alone", "http://ann@blog.example/", planet.CodeBadAddress, "holds a user name"},
	{"a zone id", "http://[fe80::1%25eth0]/", planet.CodeBadAddress, "network zone"},
	{"a hexadecimal host", "http://0x7f.1/", planet.CodeBadAddress, "a number written in an unusual way"},
	{"a decimal host", "http://2130706433/", planet.CodeBadAddress, "a number written in an unusual way"},
	{"a short host", "http://127.1/", planet.CodeBadAddress, "a number written in an unusual way"},
	{"an octal host", "http://0177.0.0.1/", planet.CodeBadAddress, "a number written in an unusual way"},
	{"a numeric host with a dot behind", "http://127.0.0.1./", planet.CodeBadAddress, "a number written in an unusual way"},
	{"a short host in wide digits", "http://１２７.１/", planet.CodeBadAddress, "a number written in an unusual way"},
	{"no host's name", "http://blog..example/", planet.CodeBadAddress, "cannot be a host's name"},
	{"this machine", "http://localhost/", planet.CodePrivateHost, "localhost is an address inside a private network"},
	{"a name below this machine", "http://Blog.LocalHost./", planet.CodePrivateHost, "inside a private network"},
	{"a name of a local network", "http://printer.local/", planet.CodePrivateHost, "inside a private network"},
	{"a name of a company's network", "http://db.internal/", planet.CodePrivateHost, "inside a private network"},
	{"a port that no list names", "http://blog.example:8080/", planet.CodeBadAddress, "port 8080 is not one that the list names"},
	{"the port of another service", "https://1.1.1.1:22/", planet.CodeBadAddress, "port 22 is not one that the list names"},
	{"a port that is none", "http://blog.example:0/", planet.CodeBadAddress, "there is no port 0"},
	{"more than 2,048 bytes", "http://blog.example/" + strings.Repeat("x", 2029), planet.CodeBadAddress, "longer than 2048 bytes"},
	{"a typing error", "http://blog.example/%zz", planet.CodeBadAddress, "typing error"},
}

func TestRefusedAddress(t *testing.T) {
	var c Client
	for _, tt := range refusedAddresses {
		t.Run(tt.name, func(t *testing.T) {
			answer, err := c.Get(t.Context(), Request{URL: tt.url})
			wantError(t, err, tt.code, tt.want)
			if len(answer.Hops) > 0 || Silent(err) || strings.Contains(err.Error(), "secret") {
				t.Errorf("hops %v, silent %t, %v; want no request, no blame of the network and no password", answer.Hops, Silent(err), err)
			}
		})
	}
}

func TestRefusedAddressAsTarget(t *testing.T) {
	for _, tt := range refusedAddresses {
		t.Run(tt.name, func(t *testing.T) {
			s := serve(t, map[string]page{"/": {302, []string{"Location", tt.url}, ""}})
			answer, err := stranger(t, s.port()).Get(t.Context(), Request{URL: s.URL + "/"})
			wantError(t, err, tt.code, tt.want)
			if Status(err) != http.StatusFound || len(answer.Hops) != 1 || strings.Contains(err.Error(), "secret") {
				t.Errorf("status %d, hops %v, %v; want the redirect alone, and no password", Status(err), answer.Hops, err)
			}
		})
	}
}

// What is asked is what stands in the list, but for what can't be sent (GET-4).
func TestAskedAddress(t *testing.T) {
	tests := []struct{ name, path, want string }{
		{"leaves a query as it is", "/feed?b=2&a=%C3%A9;c", "/feed?b=2&a=%C3%A9;c"},
		{"leaves a path as it is", "/a//b/../%7Eann/", "/a//b/../%7Eann/"},
		{"leaves an empty query", "/feed?", "/feed?"},
		{"drops a fragment", "/feed#top", "/feed"},
		{"escapes letters outside ASCII", "/é?q=é ü", "/%C3%A9?q=%C3%A9%20%C3%BC"},
		{"takes no path for the root", "", "/"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := wired(t, last("HTTP/1.1 200 OK\r\n\r\n"))
			if _, err := reader(t).Get(t.Context(), Request{URL: w.URL + tt.path}); err != nil {
				t.Fatal(err)
			}
			if got, _, _ := strings.Cut(w.requests()[0], " HTTP"); got != "GET "+tt.want {
				t.Errorf("%s is asked as %q, want %q", tt.path, got, "GET "+tt.want)
			}
		})
	}
}

// SAFE-1: a name says nothing if it is not one of SAFE-4; its address does.
func TestNameWithoutDot(t *testing.T) {
	s := serve(t, map[string]page{"/": {body: "feed"}})
	c := stranger(t, s.port())
	c.resolver = resolver(t, func(string, int) (netip.Addr, dnsmessage.RCode) {
		return netip.MustParseAddr("127.0.0.1"), dnsmessage.RCodeSuccess
	})
	answer, err := c.Get(t.Context(), Request{URL: "http://blog:" + strconv.Itoa(s.port())})
	if err != nil || string(answer.Body) != "feed" {
		t.Errorf("Get = %q, %v; want the feed", answer.Body, err)
	}
}

func TestHostInASCII(t *testing.T) {
	s := serve(t, map[string]page{"/": {body: "feed"}})
	c := stranger(t, s.port())
	asked := make(chan string, 9)
	c.resolver = resolver(t, func(name string, _ int) (netip.Addr, dnsmessage.RCode) {
		asked <- name
		return netip.MustParseAddr("127.0.0.1"), dnsmessage.RCodeSuccess
	})
	answer, err := c.Get(t.Context(), Request{URL: "http://Bücher.example:" + strconv.Itoa(s.port())})
	if err != nil || string(answer.Body) != "feed" {
		t.Fatalf("Get = %q, %v", answer.Body, err)
	}
	if got := <-asked; got != "xn--bcher-kva.example" {
		t.Errorf("the resolver is asked for %q, want the name in ASCII", got)
	}
}
