package get

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
)

// Before a body gets large its caller is asked, once, and may take its time.
func TestLargeBodiesAreAskedFor(t *testing.T) {
	for _, tt := range []struct {
		size, want int // bytes; how often
	}{{0, 0}, {large - 1, 0}, {large + 1, 1}, {4 * large, 1}} {
		t.Run(fmt.Sprint(tt.size), func(t *testing.T) {
			document := bytes.Repeat([]byte("x"), tt.size)
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				_, _ = w.Write(document)
			}))
			defer srv.Close()
			c := &Client{AllowPrivate: true}
			defer c.Close()
			asked := 0
			answer, err := c.Get(t.Context(), Request{URL: srv.URL, Large: func(ctx context.Context, most int64) {
				asked++
				if _, limited := ctx.Deadline(); !limited || most != defaultMaxBytes {
					t.Errorf("asked for %d bytes, with an end: %t", most, limited)
				}
			}})
			if err != nil || !bytes.Equal(answer.Body, document) {
				t.Fatalf("%d bytes, %v", len(answer.Body), err)
			}
			if asked != tt.want {
				t.Errorf("asked %d times, want %d", asked, tt.want)
			}
		})
	}
}
