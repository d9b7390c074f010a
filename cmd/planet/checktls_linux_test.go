package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// Here are tests that need a process of its own: SSL_CERT_FILE tells it whom to
// trust, which is so on Linux.

// planetProgram runs the program as a process of its own, in a folder.
func planetProgram(ctx context.Context, t testing.TB, folder string, env []string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Args[0] = "planet" // TestMain knows it by this name
	cmd.Dir, cmd.Env = folder, append(os.Environ(), env...)
	return cmd
}

// TestCheckFindsHTTPS: a feed that is listed with http and works with https, too
// (http-only), is told of with the line to write. The server speaks both on one
// port, with a certificate that the program is told to know.
func TestCheckFindsHTTPS(t *testing.T) {
	b := newBlogger(t)
	b.says("/ann", goodFeed())
	cert, certFile := loopbackCertificate(t)
	both := &http.Server{Handler: b.Config.Handler, ReadHeaderTimeout: time.Minute}
	b.Close()
	l := &bothWays{mustListen(t, b.Listener.Addr().String()), &tls.Config{Certificates: []tls.Certificate{cert}}}
	go func() { _ = both.Serve(l) }()
	defer both.Close()
	folder := b.writes(t, map[string]string{"feeds.yaml": annFeed})
	out, err := planetProgram(t.Context(), t, folder, []string{"SSL_CERT_FILE=" + certFile}, "check", "--live", "--format", "json").Output()
	var rows []row
	if err := json.Unmarshal(out, &rows); err != nil {
		t.Fatalf("%s: %v", out, err)
	}
	want := "Write feed: https://" + l.Addr().String() + "/ann"
	var found bool
	for _, r := range rows {
		found = found || r.Code == "http-only" && r.Level == "N" && strings.Contains(r.Message, want)
	}
	if err != nil || !found {
		t.Errorf("check says %s (%v), want %s", out, err, want)
	}
}

func mustListen(t *testing.T, address string) net.Listener {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// bothWays accepts TLS from who begins to speak it, and plain text from others.
type bothWays struct {
	net.Listener
	config *tls.Config
}

func (l *bothWays) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &whichever{Conn: c, config: l.config}, nil
}

// whichever looks at the first byte that is read: that of a handshake is 22.
type whichever struct {
	net.Conn
	config *tls.Config
	once   sync.Once
	way    net.Conn
}

func (c *whichever) choose() {
	c.once.Do(func() {
		first := make([]byte, 1)
		n, err := c.Conn.Read(first)
		c.way = &resumed{c.Conn, first[:n], err}
		if n == 1 && first[0] == 22 {
			c.way = tls.Server(c.way, c.config)
		}
	})
}

func (c *whichever) Read(b []byte) (int, error)  { c.choose(); return c.way.Read(b) }
func (c *whichever) Write(b []byte) (int, error) { c.choose(); return c.way.Write(b) }

// resumed gives again what was read already.
type resumed struct {
	net.Conn
	head []byte
	err  error
}

func (r *resumed) Read(b []byte) (int, error) {
	if len(r.head) > 0 {
		n := copy(b, r.head)
		r.head = r.head[n:]
		return n, nil
	}
	if r.err != nil {
		return 0, r.err
	}
	return r.Conn.Read(b)
}

// loopbackCertificate makes a certificate for 127.0.0.1 which vouches for
// itself, and a file that says so.
func loopbackCertificate(t *testing.T) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "cert.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, file
}
