package config_test

import (
	"strings"
	"testing"
)

// Addresses that no feed can have are refused before anybody is asked (SAFE-4,
// fetching.md 10.1); our own feeds would feed themselves.
func TestAddressMistakes(t *testing.T) {
	tests := []struct {
		name    string
		address string
		want    string
	}{
		{"no scheme", "ann.example/feed", `"ann.example/feed" is not a web address; write https://ann.example/feed`},
		{"feed: is no scheme of ours", "feed://ann.example/feed", `"feed://ann.example/feed" is not a web address; write https://ann.example/feed`},
		{"nor is feed: before another", "feed:https://ann.example/feed", `"feed:https://ann.example/feed" is not a web address; write https://ann.example/feed`},
		{"a scheme is mistyped", "htp://ann.example/", `"htp://ann.example/" is not a web address; write https://ann.example/`},
		{"a colon is missing", "https//ann.example/", `"https//ann.example/" is not a web address; write https://ann.example/`},
		{"a file", "file:///etc/passwd", `"file:///etc/passwd" is not a web address; write an address like https://blog.example.net/`},
		{"a script", `"javascript:alert(1)"`, `"javascript:alert(1)" is not a web address; write an address like https://blog.example.net/`},
		{"a word", "ann", `"ann" is not a web address; write an address like https://blog.example.net/`},
		{"a number", "42", "42 is not a web address; write an address like https://blog.example.net/"},
		{"truth", "true", `"true" is not a web address; write an address like https://blog.example.net/`},
		{"no host", "https://", `"https://" is not a web address; write an address like https://blog.example.net/`},
		{"half an escape", "https://ann.example/%zz", `"https://ann.example/%zz" is not a web address; write an address like https://blog.example.net/`},
		{
			"two addresses",
			"https://ann.example/ https://ben.example/",
			`the address "https://ann.example/ https://ben.example/" holds a space; write %20 for it, or one address only`,
		},
		{"a space", "https://ann.example/my feed", `the address "https://ann.example/my feed" holds a space; write %20 for it, or one address only`},
		{"a user name", "https://ann:secret@ann.example/feed", "the address at ann.example holds a user name; write it without, since this list is public"},
		{"a host that begins with a hyphen", "https://-ann.example/", `"-ann.example" is not the name of a host; write an address like https://blog.example.net/`},
		{"a port that there is not", "https://ann.example:99999/", "the port of ann.example:99999 is not from 1 to 65535; leave it out, as most addresses do"},
		{
			"a long address",
			"https://ann.example/" + strings.Repeat("a", 2048) + "",
			"the address https://ann.example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa… has 2068 bytes; write one of at most 2048",
		},
		{
			"this machine",
			"http://127.0.0.1/feed",
			"127.0.0.1 is inside a private network, where nobody else could read it; write a public address, or in an intranet allow_private: true below planet.fetch",
		},
		{
			"this machine in IPv6",
			"http://[::1]/feed",
			"::1 is inside a private network, where nobody else could read it; write a public address, or in an intranet allow_private: true below planet.fetch",
		},
		{
			"this machine in IPv6, as IPv4",
			"http://[::ffff:127.0.0.1]/feed",
			"::ffff:127.0.0.1 is inside a private network, where nobody else could read it; write a public address, or in an intranet allow_private: true below planet.fetch",
		},
		{
			"a private network",
			"http://192.168.1.10/feed",
			"192.168.1.10 is inside a private network, where nobody else could read it; write a public address, or in an intranet allow_private: true below planet.fetch",
		},
		{
			"a private network in IPv6",
			"http://[fc00::1]/feed",
			"fc00::1 is inside a private network, where nobody else could read it; write a public address, or in an intranet allow_private: true below planet.fetch",
		},
		{
			"what a cloud tells its machines",
			"http://169.254.169.254/latest/meta-data",
			"169.254.169.254 is inside a private network, where nobody else could read it; write a public address, or in an intranet allow_private: true below planet.fetch",
		},
		{"an address with a zone", "http://[fe80::1%25eth0]/feed", `"fe80::1%eth0" is not the name of a host; write an address like https://blog.example.net/`},
		{
			"an address that only looks public",
			"http://[64:ff9b::7f00:1]/feed",
			"64:ff9b::7f00:1 is inside a private network, where nobody else could read it; write a public address, or in an intranet allow_private: true below planet.fetch",
		},
		{
			"a local name",
			"http://localhost/feed",
			"localhost is inside a private network, where nobody else could read it; write a public address, or in an intranet allow_private: true below planet.fetch",
		},
		{
			"a name below it",
			"http://ann.localhost/feed",
			"ann.localhost is inside a private network, where nobody else could read it; write a public address, or in an intranet allow_private: true below planet.fetch",
		},
		{
			"a name of a printer",
			"http://printer.local/",
			"printer.local is inside a private network, where nobody else could read it; write a public address, or in an intranet allow_private: true below planet.fetch",
		},
		{
			"a name inside of a firm",
			"http://blog.internal/feed",
			"blog.internal is inside a private network, where nobody else could read it; write a public address, or in an intranet allow_private: true below planet.fetch",
		},
		{
			"a local name with a dot",
			"http://localhost./feed",
			"localhost is inside a private network, where nobody else could read it; write a public address, or in an intranet allow_private: true below planet.fetch",
		},
		{"a number in hexadecimal", "http://0x7f.1/feed", "the host 0x7f.1 is a number instead of a name; write its name"},
		{"a number without dots", "http://2130706433/feed", "the host 2130706433 is a number instead of a name; write its name"},
		{"a number with one dot", "http://127.1/feed", "the host 127.1 is a number instead of a name; write its name"},
		{"our own merged feed", "https://planet.example/atom.xml", "https://planet.example/atom.xml is a feed of this planet, which would feed itself; remove it"},
		{"our own front page", "http://www.planet.example", "http://www.planet.example is a feed of this planet, which would feed itself; remove it"},
		{
			"our feed of a member",
			"https://planet.example/members/ann/atom.xml",
			"https://planet.example/members/ann/atom.xml is a feed of this planet, which would feed itself; remove it",
		},
		{"our page of a group", "https://planet.example/groups/standard/", "https://planet.example/groups/standard/ is a feed of this planet, which would feed itself; remove it"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := map[string]string{"feeds.yaml": planetExample + "feeds:\n  - " + tt.address + "\n"}
			if got, want := mistakes(t, files), "feeds.yaml:3: "+tt.want; got != want {
				t.Errorf("Load says\n%s\nwant\n%s", got, want)
			}
		})
	}
}
