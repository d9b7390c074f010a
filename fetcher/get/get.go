// Package get is the first stage of the fetcher
//
//	URL → get → parse → clean → store
//
// In goes an address and the validator of its last answer; out come bytes
// and the next validator, or why there are none, in words for the member. A
// visit is one conditional GET with its redirects, politely (GET) and safely
// (SAFE). It never asks an address inside a private network unless told to,
// never asks sooner or more than it is called for, and never looks into what
// it got beyond telling a robot check from an answer.
package get

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"

	"planet"
)

const (
	defaultAgent    = "planet"
	defaultTimeout  = 30 * time.Second // GET-16
	defaultMaxBytes = 5 << 20          // SAFE-5
)

// ErrNotModified means that nothing is new since the answer whose validator
// was sent: a success (GET-8).
var ErrNotModified = errors.New("nothing is new since the last visit")

// A Client asks publishers for their feeds. Its zero value is ready to use
// and safe: it asks public hosts on ports 80 and 443, without a proxy. Many
// goroutines may use one Client; its fields don't change once it is used.
type Client struct {
	UserAgent    string           // sent as it is; "" means "planet"
	Now          func() time.Time // for dates in answers; nil means time.Now
	MaxBytes     int64            // largest body, after decompression and on the wire; 0 means 5 MiB
	Timeout      time.Duration    // of a whole visit, from the first dial to the last byte; 0 means 30 s
	AllowPrivate bool             // a visit may begin at a private or loopback address, on any port (SAFE-2)
	Proxy        string           // "" or "none", "environment", or a proxy's URL (SAFE-3)
	Ports        []int            // that may be asked besides 80 and 443

	setUp sync.Once
	lines lines

	// Tests alone set these.
	public   func(netip.AddrPort) error // what the guard says of an address; nil means the real one
	resolver *net.Resolver              // nil means the system's
	roots    *x509.CertPool             // nil means the system's
}

// A Request says what to ask for.
type Request struct {
	URL   string
	Last  planet.Validator // of the last answer; sent only to the address that gave it (GET-7)
	HTTP1 bool             // don't use HTTP/2 (GET-30)

	// Large is called once when a body comes to more than 1 MiB, with the most
	// bytes that it may come to. It may wait, as long as ctx lasts, which is as
	// long as the visit may: meanwhile nothing is read. nil for nothing.
	Large func(ctx context.Context, most int64)
}

// An Answer is what a visit brought. It belongs to the caller.
type Answer struct {
	URL    string // of the last hop
	Status int    // of the last hop that answered; 0 if none did
	Hops   []Hop  // that answered, in order
	Moved  string // where the leading run of 301 and 308 ends (GET-24); "" for none, and with an error

	Body        []byte   // decoded
	ContentType string   // as sent
	Links       []string // values of Link headers, as sent
	WireBytes   int64    // of the body, before it was decoded

	Validator planet.Validator // to be sent next time; the zero value if there is none
	FreshFor  time.Duration    // no visit before that, says the publisher; 0 to 24 h (GET-12)
}

// A Hop is one request of a visit.
type Hop struct {
	Status int
	URL    string
}

// Get asks for r.URL and follows at most five redirects.
//
// If nothing is new the error is [ErrNotModified], and the answer holds the
// validator to keep. Any other error is an [*Error], or wraps ctx's; then the
// answer says only how far the visit got: URL, Status, Hops. The answer is
// never nil. Nothing is retried, except once a connection that breaks before
// it has answered (GET-20).
func (c *Client) Get(ctx context.Context, r Request) (*Answer, error) {
	c.setUp.Do(c.open)
	ctx, cancel := context.WithTimeoutCause(ctx, c.timeout(), errOvertime)
	defer cancel()
	v := &visit{client: c, request: r, open: c.AllowPrivate, answer: &Answer{URL: r.URL}}
	return v.answer, v.run(ctx)
}

// Close closes the connections that are kept for further visits. The Client
// may be used again.
func (c *Client) Close() {
	c.setUp.Do(c.open)
	c.lines.closeIdle()
}

func (c *Client) now() time.Time {
	if c.Now == nil {
		return time.Now() //nolint:forbidigo // what a nil Now means
	}
	return c.Now()
}

func (c *Client) timeout() time.Duration { return cmp.Or(c.Timeout, defaultTimeout) }

func (c *Client) maxBytes() int64 { return cmp.Or(c.MaxBytes, defaultMaxBytes) }

func (c *Client) agent() string { return cmp.Or(c.UserAgent, defaultAgent) }
