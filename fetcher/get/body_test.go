package get

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"planet"
)

// pack packs plain as a Content-Encoding says.
func pack(t testing.TB, coding string, plain []byte) []byte {
	var b bytes.Buffer
	var w interface {
		Write(p []byte) (int, error)
		Close() error
	}
	switch coding {
	case "gzip":
		z, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
		if err != nil {
			t.Fatal(err)
		}
		w = z
	case "br":
		w = brotli.NewWriterLevel(&b, brotli.BestSpeed)
	case "zstd":
		z, err := zstd.NewWriter(&b)
		if err != nil {
			t.Fatal(err)
		}
		w = z
	default:
		return plain
	}
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// GET-29: what may be packed how.
func TestCodings(t *testing.T) {
	feed := strings.Repeat("<item>a post</item>\n", 5000) // more than any decoder's buffer
	packed := func(coding string) string { return string(pack(t, coding, []byte(feed))) }
	tests := []struct {
		name, coding, body string
		code               planet.Code
		want               string // the body, or what the error says
	}{
		{"not at all", "", feed, "", feed},
		{"identity is none", "identity", feed, "", feed},
		{"gzip", "gzip", packed("gzip"), "", feed},
		{"br", "br", packed("br"), "", feed},
		{"zstd", "zstd", packed("zstd"), "", feed},
		{"in any case", "GZip", packed("gzip"), "", feed},
		{"by its old name", "x-gzip", packed("gzip"), "", feed},
		{"gzip without saying so", "", packed("gzip"), "", feed},
		{"gzip said without packing", "gzip", feed, "", feed},
		{"a charset for a coding", "utf-8", feed, "", feed},
		{"gzip in two members", "gzip", packed("gzip") + packed("gzip"), "", feed + feed},
		{"gzip with a line end behind", "gzip", packed("gzip") + "\r\n", "", feed},
		{"gzip with padding behind", "gzip", packed("gzip") + strings.Repeat("\x00", 512), "", feed},
		{"nothing, said to be gzip", "gzip", "", "", ""},
		{"two codings", "gzip, br", packed("gzip"), planet.CodeUnreadable, "The feed is packed more than once"},
		{"one coding twice", "gzip, gzip", packed("gzip"), planet.CodeUnreadable, "The feed is packed more than once"},
		{"half of gzip", "gzip", packed("gzip")[:60], planet.CodeUnreadable, "The feed is packed in a way that can't be undone (unexpected EOF, after 60 bytes). No post could be read"},
		{"broken gzip", "gzip", "\x1f\x8bno gzip at all", planet.CodeUnreadable, "can't be undone"},
		{"broken br", "br", feed, planet.CodeUnreadable, "can't be undone"},
		{"broken zstd", "zstd", feed, planet.CodeUnreadable, "can't be undone"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := page{body: tt.body}
			if tt.coding != "" {
				p.header = []string{"Content-Encoding", tt.coding}
			}
			s := serve(t, map[string]page{"/feed": p})
			answer, err := reader(t).Get(t.Context(), Request{URL: s.URL + "/feed"})
			if tt.code != "" {
				wantError(t, err, tt.code, tt.want)
				if Status(err) != 200 || answer.Body != nil {
					t.Errorf("status %d, body of %d bytes; want 200 and none", Status(err), len(answer.Body))
				}
				return
			}
			if err != nil || string(answer.Body) != tt.want || answer.WireBytes != int64(len(tt.body)) {
				t.Errorf("Get = %d bytes, %d on the wire, %v; want %d, %d", len(answer.Body), answer.WireBytes, err, len(tt.want), len(tt.body))
			}
		})
	}
}

// GET-29: a second Content-Encoding line is a second coding.
func TestCodingOnTwoLines(t *testing.T) {
	w := wired(t, last("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Encoding: br\r\n\r\nfeed"))
	_, err := reader(t).Get(t.Context(), Request{URL: w.URL})
	wantError(t, err, planet.CodeUnreadable, "The feed is packed more than once")
}

// SAFE-5: the limit counts on the wire and after unpacking.
func TestMaxBytes(t *testing.T) {
	const limit = 1 << 20
	even := bytes.Repeat([]byte("x"), limit)
	over := append(bytes.Clone(even), 'x')
	for _, coding := range []string{"", "gzip", "br", "zstd"} {
		for _, tt := range []struct {
			body []byte
			want planet.Code
		}{{even, ""}, {over, planet.CodeTooBig}} {
			t.Run(fmt.Sprintf("%d bytes as %q", len(tt.body), coding), func(t *testing.T) {
				s := serve(t, map[string]page{"/": {header: []string{"Content-Encoding", coding}, body: string(pack(t, coding, tt.body))}})
				c := reader(t)
				c.MaxBytes = limit
				answer, err := c.Get(t.Context(), Request{URL: s.URL})
				if Code(err) != tt.want || err == nil && !bytes.Equal(answer.Body, tt.body) {
					t.Errorf("Get = %d bytes, %v; want %q", len(answer.Body), err, tt.want)
				}
				if err != nil {
					wantError(t, err, planet.CodeTooBig, "The feed is larger than 1 MiB, and we read no more than that. Offer fewer posts in it")
				}
			})
		}
	}
}

// SAFE-5: the limit holds on the wire for what unpacks to nothing.
func TestMaxBytesOnTheWire(t *testing.T) {
	nothing := bytes.Repeat(pack(t, "gzip", nil), 4000)
	s := serve(t, map[string]page{"/": {body: string(nothing)}})
	c := reader(t)
	for limit, want := range map[int64]planet.Code{int64(len(nothing)): "", int64(len(nothing) - 1): planet.CodeTooBig} {
		c.MaxBytes = limit
		if answer, err := c.Get(t.Context(), Request{URL: s.URL}); Code(err) != want || len(answer.Body) > 0 {
			t.Errorf("%d bytes with a limit of %d: %v, want %q", len(nothing), limit, err, want)
		}
	}
}

// SAFE-5: a length that is too large ends the visit without a byte of it.
func TestLengthOverLimit(t *testing.T) {
	w := wired(t, func(c net.Conn) bool {
		_, _ = c.Write([]byte("HTTP/1.1 200 OK\r\nContent-Length: 5242881\r\n\r\n"))
		_, _ = c.Read(make([]byte, 1)) // waits until the client hangs up
		return false
	})
	answer, err := reader(t).Get(t.Context(), Request{URL: w.URL})
	wantError(t, err, planet.CodeTooBig, "The feed is larger than 5 MiB")
	if answer.WireBytes != 0 {
		t.Errorf("%d bytes read, want none", answer.WireBytes)
	}
}

// SAFE-5: a bomb costs no more than the limit and the decoder.
func TestBombs(t *testing.T) {
	zeros := make([]byte, 12<<20)
	for _, coding := range []string{"gzip", "br", "zstd"} {
		t.Run(coding, func(t *testing.T) {
			s := serve(t, map[string]page{"/": {header: []string{"Content-Encoding", coding}, body: string(pack(t, coding, zeros))}})
			c := reader(t)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			answer, err := c.Get(t.Context(), Request{URL: s.URL})
			runtime.ReadMemStats(&after)
			wantError(t, err, planet.CodeTooBig, "The feed is larger than 5 MiB")
			if got := after.TotalAlloc - before.TotalAlloc; got >= 32<<20 {
				t.Errorf("allocated %d MiB in all, want less than 32", got>>20)
			}
			if answer.WireBytes > 1<<20 {
				t.Errorf("%d bytes read of the bomb", answer.WireBytes)
			}
		})
	}
}

// SAFE-5: a zstd frame may not ask for a window of more than 8 MiB.
func TestZstdWindow(t *testing.T) {
	for _, tt := range []struct {
		window int
		want   planet.Code
	}{{zstdWindow, ""}, {2 * zstdWindow, planet.CodeTooBig}} {
		var b bytes.Buffer
		z, err := zstd.NewWriter(&b, zstd.WithWindowSize(tt.window))
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // so that the frame can't be a single block
			_, _ = z.Write([]byte("<item>a post</item>"))
			_ = z.Flush()
		}
		_ = z.Close()
		s := serve(t, map[string]page{"/": {header: []string{"Content-Encoding", "zstd"}, body: b.String()}})
		if answer, err := reader(t).Get(t.Context(), Request{URL: s.URL}); Code(err) != tt.want {
			t.Errorf("a window of %d: %q, %v; want %q", tt.window, answer.Body, err, tt.want)
		}
	}
}

// GET-16: a body that drips ends with the visit's time.
func TestSlowBody(t *testing.T) {
	w := wired(t, func(c net.Conn) bool {
		_, err := c.Write([]byte("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"))
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for ; err == nil; <-tick.C {
			_, err = c.Write([]byte("x"))
		}
		return false
	})
	c := reader(t)
	c.Timeout = 2 * time.Second // time enough for the header on any machine
	answer, err := c.Get(t.Context(), Request{URL: w.URL})
	wantError(t, err, planet.CodeUnreachable, "127.0.0.1 did not send the whole feed within 2 s; ")
	wantError(t, err, planet.CodeUnreachable, " bytes came. We will try again; nothing is wrong on your side yet")
	if Status(err) != 200 || answer.Status != 200 || Silent(err) || answer.Body != nil {
		t.Errorf("status %d, silent %t; want 200: the host did answer", Status(err), Silent(err))
	}
}

// The caller may end a visit at any time.
func TestCancelled(t *testing.T) {
	for _, tt := range []struct{ name, sent string }{
		{"before the answer", ""},
		{"within the body", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nx"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			w := wired(t, func(c net.Conn) bool {
				_, _ = c.Write([]byte(tt.sent))
				cancel()
				_, _ = c.Read(make([]byte, 1))
				return false
			})
			_, err := reader(t).Get(ctx, Request{URL: w.URL})
			if !errors.Is(err, context.Canceled) || Code(err) != "" || Silent(err) {
				t.Errorf("Get: %v (%q), want the context's error and no code", err, Code(err))
			}
		})
	}
}

// A connection that breaks within the body loses the body.
func TestBrokenBody(t *testing.T) {
	w := wired(t, last("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<rss>"))
	answer, err := reader(t).Get(t.Context(), Request{URL: w.URL})
	wantError(t, err, planet.CodeUnreachable, "127.0.0.1 broke off after 5 bytes of the feed. We will try again")
	if len(w.requests()) != 1 || answer.Body != nil || Status(err) != 200 {
		t.Errorf("%d requests, body %q; want one and none", len(w.requests()), answer.Body)
	}
}
