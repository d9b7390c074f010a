package serve

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// searchTime is what one search may take: a reader won't wait longer, and a
// question that takes it was made to.
const searchTime = 10 * time.Second

// A Search makes the page that answers what a reader asks of /search/.
type Search func(ctx context.Context, asked url.Values) ([]byte, error)

// WithSearch lets search answer for the page of search below base ("/" or
// "/planet/"), and site for all else (SRCH-3). It keeps nothing of what
// readers ask. When search fails the answer is a sentence with status 503;
// telling the owner is up to search.
func WithSearch(search Search, base string, site http.Handler) http.Handler {
	return &searching{search, strings.TrimSuffix(base, "/") + "/search/", site, searchTime}
}

type searching struct {
	search Search
	page   string // path of the page of search
	site   http.Handler
	limit  time.Duration
}

func (s *searching) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != s.page || r.Method != http.MethodGet && r.Method != http.MethodHead {
		s.site.ServeHTTP(w, r)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.limit)
	defer cancel()
	page, err := s.search(ctx, r.URL.Query())
	switch {
	case err == nil:
		headers(w.Header(), "search/index.html")
		w.Header().Set("Content-Length", strconv.Itoa(len(page)))
		if r.Method != http.MethodHead {
			_, _ = w.Write(page) // a reader who is gone needs no answer
		}
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		http.Error(w, "this search took too long; ask for rarer words", http.StatusServiceUnavailable)
	default:
		http.Error(w, "the search can't answer just now; the headlines and the archive have every post", http.StatusServiceUnavailable)
	}
}
