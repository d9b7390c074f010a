package serve

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// SRCH-3: the page of search is answered, below any base path, and nothing
// else is touched.
func TestWithSearch(t *testing.T) {
	search := func(_ context.Context, asked url.Values) ([]byte, error) {
		if asked.Get("q") == "broken" {
			return nil, errors.New("the database is")
		}
		return []byte("found " + asked.Get("q")), nil
	}
	tests := []struct {
		base, method, path string
		status             int
		body               string
	}{
		{"/", "GET", "/search/?q=moon", 200, "found moon"},
		{"/", "GET", "/search/", 200, "found "},
		{"/", "HEAD", "/search/?q=moon", 200, ""},
		{"/", "GET", "/search/?q=broken", 503, "the search can't answer just now"},
		{"/", "GET", "/search/?q=%", 200, "found "},
		{"/", "GET", "/search/index.json", 404, "nothing here"},
		{"/", "GET", "/", 200, "front"},
		{"/", "POST", "/search/?q=moon", 405, "only GET"},
		{"/planet/", "GET", "/planet/search/?q=moon", 200, "found moon"},
		{"/planet/", "GET", "/search/?q=moon", 404, ""},
	}
	for _, tt := range tests {
		t.Run(tt.method+" "+tt.path, func(t *testing.T) {
			srv := httptest.NewServer(WithSearch(search, tt.base, Files(site(t), tt.base)))
			defer srv.Close()
			resp, body := ask(t, tt.method, srv.URL+tt.path) //nolint:bodyclose // ask closes it
			if resp.StatusCode != tt.status || !strings.HasPrefix(body, tt.body) {
				t.Errorf("%d %q; want %d %q", resp.StatusCode, body, tt.status, tt.body)
			}
			for name, want := range map[string]string{"Content-Type": "text/html; charset=utf-8", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"} {
				if got := resp.Header.Get(name); strings.HasPrefix(tt.body, "found") && got != want {
					t.Errorf("%s = %q, want %q", name, got, want)
				}
			}
		})
	}
}

func ask(t *testing.T, method, address string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultTransport.RoundTrip(req) // follows nothing
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

// A search that takes too long is broken off, with a sentence.
func TestSlowSearch(t *testing.T) {
	slow := func(ctx context.Context, _ url.Values) ([]byte, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	srv := httptest.NewServer(&searching{search: slow, page: "/search/", limit: time.Millisecond})
	defer srv.Close()
	if resp, body := ask(t, "GET", srv.URL+"/search/?q=the"); resp.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, "rarer words") { //nolint:bodyclose // ask closes it
		t.Errorf("%d %q; want 503 and advice", resp.StatusCode, body)
	}
}
