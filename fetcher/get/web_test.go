package get

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"code.dny.dev/ssrf"
	"golang.org/x/net/dns/dnsmessage"

	"planet"
)

// noon is the clock of the tests.
var noon = time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)

// reader is a client that may ask this machine.
func reader(t testing.TB) *Client {
	c := &Client{UserAgent: "planet/1.2 (+https://planet.example/)", Now: func() time.Time { return noon }, AllowPrivate: true}
	t.Cleanup(c.Close)
	return c
}

// stranger is a client that may not, but takes the ports that are given for
// public ones: so one machine is both the web and the owner's network.
func stranger(t *testing.T, ports ...int) *Client {
	c := reader(t)
	c.AllowPrivate, c.Ports = false, ports
	c.public = func(ap netip.AddrPort) error {
		if slices.Contains(ports, int(ap.Port())) {
			return nil
		}
		return ssrf.ErrProhibitedIP
	}
	return c
}

// wantError fails unless err has the code, and says what want says.
func wantError(t *testing.T, err error, code planet.Code, want string) {
	t.Helper()
	if Code(err) != code || err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error %q: %v; want %q: … %s …", Code(err), err, code, want)
	}
}

// A page is what a site answers for a path.
type page struct {
	status int // 0 means 200
	header []string
	body   string
}

// header is a page's, from names and values by turns.
func header(names ...string) http.Header {
	h := http.Header{}
	for pair := range slices.Chunk(names, 2) {
		h.Add(pair[0], pair[1])
	}
	return h
}

// A site is a server which remembers what it was asked.
type site struct {
	*httptest.Server
	mu    sync.Mutex
	asked []string // paths
}

// serve starts a site with pages by path; DIR in a header is its address.
func serve(t *testing.T, pages map[string]page) *site {
	s := &site{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.asked = append(s.asked, r.URL.Path)
		s.mu.Unlock()
		p, ok := pages[r.URL.Path]
		if !ok {
			p.status = http.StatusNotFound
		}
		for name, values := range header(p.header...) {
			w.Header()[name] = []string{strings.ReplaceAll(values[0], "DIR", s.URL)}
		}
		w.WriteHeader(max(p.status, http.StatusOK))
		_, _ = w.Write([]byte(p.body))
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *site) port() int { return portOf(s.URL) }

func portOf(address string) int {
	n, _ := strconv.Atoi(address[strings.LastIndexByte(address, ':')+1:])
	return n
}

// A wire is a server that knows no HTTP: it reads a request and sends bytes.
type wire struct {
	URL string

	mu      sync.Mutex
	asked   []string // requests as they came
	replies []reply
}

// A reply answers one request; it tells whether the connection stays.
type reply func(net.Conn) (keep bool)

// say sends text and waits for the next request.
func say(text string) reply {
	return func(c net.Conn) bool { _, err := c.Write([]byte(text)); return err == nil }
}

// last sends text and closes the connection.
func last(text string) reply {
	return func(c net.Conn) bool { _, _ = c.Write([]byte(text)); return false }
}

// reset breaks the connection off without an answer.
func reset(c net.Conn) bool {
	_ = c.(*net.TCPConn).SetLinger(0)
	return false
}

// wired starts a wire which answers its requests one by one.
func wired(t *testing.T, replies ...reply) *wire {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{URL: "http://" + l.Addr().String(), replies: replies}
	var wg sync.WaitGroup
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(func() { cancel(); l.Close(); wg.Wait() })
	wg.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			stop := context.AfterFunc(ctx, func() { conn.Close() })
			wg.Go(func() { defer stop(); w.talk(conn) })
		}
	})
	return w
}

func (w *wire) talk(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	for {
		head, err := readHead(in)
		if err != nil {
			return
		}
		w.mu.Lock()
		w.asked = append(w.asked, strings.ReplaceAll(head, conn.LocalAddr().String(), "HOST"))
		answer := reset
		if len(w.replies) > 0 {
			answer, w.replies = w.replies[0], w.replies[1:]
		}
		w.mu.Unlock()
		if !answer(conn) {
			return
		}
	}
}

// readHead reads a request up to its empty line.
func readHead(in *bufio.Reader) (string, error) {
	var head strings.Builder
	for !strings.HasSuffix(head.String(), "\r\n\r\n") {
		line, err := in.ReadString('\n')
		if err != nil {
			return "", err
		}
		head.WriteString(line)
	}
	return head.String(), nil
}

// requests are those that came, as they came but for the port.
func (w *wire) requests() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.asked)
}

// resolver starts a DNS server and gives what asks it: answer says which address
// a name has that was asked for so often before.
func resolver(t *testing.T, answer func(name string, before int) (netip.Addr, dnsmessage.RCode)) *net.Resolver {
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { conn.Close(); <-done })
	go func() {
		defer close(done)
		before := map[string]int{}
		buf := make([]byte, 1<<10)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil {
				continue
			}
			q := m.Questions[0]
			addr, code := answer(strings.TrimSuffix(q.Name.String(), "."), before[q.Name.String()])
			m.Header = dnsmessage.Header{ID: m.ID, Response: true, RecursionAvailable: true, RCode: code}
			m.Additionals = nil
			if q.Type == dnsmessage.TypeA && code == dnsmessage.RCodeSuccess {
				before[q.Name.String()]++
				m.Answers = []dnsmessage.Resource{{
					Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class},
					Body:   &dnsmessage.AResource{A: addr.As4()},
				}}
			}
			packed, _ := m.Pack()
			_, _ = conn.WriteTo(packed, from)
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

// An authority signs certificates.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) *authority {
	a := &authority{}
	a.cert, a.key = certify(t, nil, &x509.Certificate{
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
		NotBefore: time.Unix(0, 0), NotAfter: noon.AddDate(100, 0, 0),
	})
	return a
}

// certify makes a certificate like form; a nil authority lets it sign itself.
func certify(t *testing.T, by *authority, form *x509.Certificate) (*x509.Certificate, *ecdsa.PrivateKey) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form.SerialNumber, form.Subject = big.NewInt(1), pkix.Name{CommonName: "a test"}
	if by == nil {
		by = &authority{form, key}
	}
	der, err := x509.CreateCertificate(rand.Reader, form, by.cert, key.Public(), by.key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return cert, key
}

func (a *authority) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	return pool
}

// connection is where the handlers of secure find theirs.
type connection struct{}

// secure starts a server for HTTP/1 and HTTP/2 with a certificate for
// blog.localhost, valid from and to.
func (a *authority) secure(t *testing.T, from, to time.Time, handler http.HandlerFunc) *httptest.Server {
	cert, key := certify(t, a, &x509.Certificate{
		DNSNames: []string{"blog.localhost"}, NotBefore: from, NotAfter: to, KeyUsage: x509.KeyUsageDigitalSignature,
	})
	srv := httptest.NewUnstartedServer(handler)
	srv.EnableHTTP2 = true
	srv.Config.ConnContext = func(ctx context.Context, conn net.Conn) context.Context {
		return context.WithValue(ctx, connection{}, conn)
	}
	srv.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{cert.Raw}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.StartTLS()
	t.Cleanup(srv.Close)
	return srv
}
