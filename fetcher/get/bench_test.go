package get

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"planet"
)

// prose is a feed of n bytes which packs about as well as real ones.
func prose(n int) []byte {
	words := strings.Fields("open badges recognition of learning a the and we our community post issuer wallet standard work")
	r := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, "<item><guid>https://ann.example/%d</guid><description>", i)
		for range 120 {
			fmt.Fprintf(&b, "%s%d ", words[r.IntN(len(words))], r.IntN(50))
		}
		b.WriteString("</description></item>\n")
	}
	return b.Bytes()[:n]
}

// Bytes are those that come out.
func BenchmarkRead(b *testing.B) {
	for _, n := range []int{48 << 10, 3 << 20} {
		plain := prose(n)
		for _, coding := range []string{"identity", "gzip", "br", "zstd"} {
			b.Run(fmt.Sprintf("%s/%dKiB", coding, n>>10), func(b *testing.B) {
				sent := pack(b, coding, plain)
				b.SetBytes(int64(n))
				b.ReportAllocs()
				for b.Loop() {
					resp := &http.Response{ContentLength: -1, Header: http.Header{"Content-Encoding": {coding}}, Body: io.NopCloser(bytes.NewReader(sent))}
					if body, _, err := read(resp, defaultMaxBytes, nil); err != nil || len(body) != n {
						b.Fatalf("read %d bytes, %v", len(body), err)
					}
				}
			})
		}
	}
}

// A visit over loopback to a feed of 48 KiB, and to one that did not change.
func BenchmarkGet(b *testing.B) {
	feed := pack(b, "gzip", prose(48<<10))
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(feed)
	}))
	b.Cleanup(srv.Close)
	address := srv.URL + "/"
	c := reader(b)
	for _, bm := range []struct {
		name string
		last planet.Validator
		want error
	}{{"200", planet.Validator{}, nil}, {"304", planet.Validator{URL: address, ETag: `"a"`}, ErrNotModified}} {
		b.Run(bm.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.Get(b.Context(), Request{URL: address, Last: bm.last}); !errors.Is(err, bm.want) {
					b.Fatal(err)
				}
			}
		})
	}
}
