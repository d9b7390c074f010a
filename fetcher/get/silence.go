package get

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"

	"code.dny.dev/ssrf"

	"planet"
)

// errOvertime is why a visit's context ends when the visit takes too long
// (GET-16); whatever else ends it is the caller's wish.
var errOvertime = errors.New("the visit took too long")

// unanswered says why u gave no answer.
func (c *Client) unanswered(ctx context.Context, u *url.URL, h *hop, err error) error {
	host := shown(u.Hostname())
	if stopped(ctx) {
		return ended(ctx, u)
	}
	var e *Error
	switch {
	case errors.Is(err, ssrf.ErrProhibitedIP):
		return privateHost(u.Hostname()).because(err)
	case h.answered.Load() && !timedOut(ctx, err) && !isClosed(err):
		return refuse(planet.CodeServerError, "%s gave no answer that we can read (%s). We will try again", host, shown(err.Error())).because(err)
	case atProxy(err):
		e = refuse(planet.CodeUnreachable, "%s could not be reached through the proxy: %s. We will try again; nothing is wrong on your side yet", host, shown(err.Error()))
	case timedOut(ctx, err):
		e = refuse(planet.CodeUnreachable, "%s did not answer within %s. We will try again; nothing is wrong on your side yet", host, spell(c.patience(ctx, h)))
	case isUnknown(err):
		e = refuse(planet.CodeNoHost, "There is no host named %s. A typing error?", host)
	case isClosed(err):
		e = refuse(planet.CodeUnreachable, "%s closed the connection without an answer. We will try again; nothing is wrong on your side yet", host)
	case h.badTLS.Load():
		e = c.badCertificate(host, err)
	case h.connected.Load():
		e = refuse(planet.CodeUnreachable, "%s gave no answer that we can read (%s). We will try again; nothing is wrong on your side yet", host, shown(err.Error()))
	default:
		e = refuse(planet.CodeUnreachable, "%s could not be reached%s. We will try again; nothing is wrong on your side yet", host, why(err))
	}
	e.Network = true
	return e.because(err)
}

// noProxy says that the proxy can't be used, which is no feed's fault.
func noProxy(err error) error {
	e := refuse(planet.CodeUnreachable, "the proxy can't be used: %s", shown(err.Error()))
	e.Network = true
	return e.because(err)
}

// stopped tells whether the caller has ended the visit.
func stopped(ctx context.Context) bool {
	return ctx.Err() != nil && !overtime(ctx)
}

func overtime(ctx context.Context) bool { return errors.Is(context.Cause(ctx), errOvertime) }

// ended is the error of a visit that the caller has ended.
func ended(ctx context.Context, u *url.URL) error {
	return &endedError{shown(u.String()), ctx.Err()}
}

type endedError struct {
	address string
	cause   error
}

func (e *endedError) Error() string { return "ask " + e.address + ": " + e.cause.Error() }
func (e *endedError) Unwrap() error { return e.cause }

// timedOut tells whether one of the limits of GET-16 was met.
func timedOut(ctx context.Context, err error) bool {
	e, ok := errors.AsType[net.Error](err)
	return overtime(ctx) || ok && e.Timeout()
}

// patience is how long was waited for what didn't come.
func (c *Client) patience(ctx context.Context, h *hop) time.Duration {
	switch {
	case overtime(ctx):
		return c.timeout()
	case !h.connected.Load():
		return dialTimeout
	case h.badTLS.Load():
		return tlsTimeout
	}
	return headerTimeout
}

// closings are what a read or write says if the other side has broken the
// connection off. Windows has numbers of its own, for which syscall's names
// don't stand there.
var closings = []error{
	io.EOF, io.ErrUnexpectedEOF, syscall.ECONNRESET, syscall.EPIPE, syscall.ECONNABORTED,
	syscall.Errno(10053), syscall.Errno(10054), // WSAECONNABORTED, WSAECONNRESET
}

// isClosed tells whether the other side has broken the connection off.
func isClosed(err error) bool {
	return slices.ContainsFunc(closings, func(closing error) bool { return errors.Is(err, closing) })
}

// isUnknown tells whether there is no such name. That a resolver doesn't
// answer says nothing about names.
func isUnknown(err error) bool {
	e, ok := errors.AsType[*net.DNSError](err)
	return ok && e.IsNotFound
}

// atProxy tells whether it was on the way to the proxy, or there, that a
// request failed.
func atProxy(err error) bool {
	if _, ok := errors.AsType[*proxyError](err); ok {
		return true
	}
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "proxyconnect"
}

// why gives the system's word for it, if there is one.
func why(err error) string {
	if e, ok := errors.AsType[syscall.Errno](err); ok {
		return " (" + e.Error() + ")"
	}
	return ""
}

// badCertificate says why there is no secure connection to host (GET-31).
func (c *Client) badCertificate(host string, err error) *Error {
	const so = "Browsers will warn your readers, and we cannot read the feed"
	if e, ok := errors.AsType[x509.CertificateInvalidError](err); ok && e.Reason == x509.Expired {
		return refuse(planet.CodeCert, "The certificate of %s %s. %s", host, c.outOfDate(e.Cert), so)
	}
	if e, ok := errors.AsType[x509.HostnameError](err); ok {
		return refuse(planet.CodeCert, "The certificate of %s is for %s. %s", host, names(e.Certificate), so)
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return refuse(planet.CodeCert, "The certificate of %s is not signed by an authority that browsers know, or one in between is missing. %s", host, so)
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return refuse(planet.CodeCert, "The certificate of %s is not in order: %s. %s", host, shown(err.Error()), so)
	}
	return refuse(planet.CodeCert, "%s does not speak https as browsers do: %s. We cannot read the feed", host, shown(err.Error()))
}

// outOfDate says since when, or until when, a certificate is not valid.
func (c *Client) outOfDate(cert *x509.Certificate) string {
	const date = "2 Jan 2006"
	if c.now().Before(cert.NotBefore) {
		return "is valid only from " + cert.NotBefore.UTC().Format(date)
	}
	return "expired on " + cert.NotAfter.UTC().Format(date)
}

// names lists some of what a certificate is for.
func names(cert *x509.Certificate) string {
	const some = 3
	all := slices.Clone(cert.DNSNames)
	for _, ip := range cert.IPAddresses {
		all = append(all, ip.String())
	}
	switch {
	case len(all) == 0:
		return "no host at all"
	case len(all) > some:
		all = append(all[:some], "others")
	}
	return shown(strings.Join(all, ", "))
}
