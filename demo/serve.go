package demo

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"net"
	"net/http"
	"path"
	"strings"
	"time"
)

// A document is what stands at one address.
type document struct {
	kind     string // media type
	body     []byte
	status   int    // 0 means 200
	location string // of a redirect
}

// Handles reports whether host, with or without a port, is one of those that
// [Community.ServeHTTP] answers for: all below localhost, but not localhost.
func (c *Community) Handles(host string) bool {
	return strings.HasSuffix(bareHost(host), ".localhost")
}

func bareHost(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(host)
}

// ServeHTTP answers for the blogs, chosen by the Host of the request: pages,
// feeds and pictures with an ETag, and 304 to who has them (GET-5); 301 where a
// blog has moved; 404 for what is not there.
func (c *Community) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD are answered here", http.StatusMethodNotAllowed)
		return
	}
	d, found := c.documents[bareHost(r.Host)+r.URL.Path]
	switch {
	case !found:
		http.NotFound(w, r)
	case d.location != "":
		http.Redirect(w, r, d.location, d.status)
	case d.status != 0:
		http.Error(w, string(d.body), d.status)
	default:
		w.Header().Set("Content-Type", d.kind)
		w.Header().Set("ETag", fmt.Sprintf(`"%x"`, sha256.Sum256(d.body)))
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(d.body))
	}
}

// publish puts all documents of b where they can be asked for.
func (c *Community) publish(b *blog) error {
	feed, err := b.feed()
	if err != nil {
		return err
	}
	pages, err := b.pages()
	if err != nil {
		return err
	}
	pages[b.FeedPath] = feed
	for name, body := range b.files {
		pages["/"+path.Base(name)] = document{kind: mediaType(name), body: body}
	}
	for at, d := range pages {
		c.documents[b.Host+at] = d
		if b.movedFrom != "" {
			moved := document{status: http.StatusMovedPermanently, location: b.scene.address(b.Host, at)}
			c.documents[b.movedFrom+".localhost"+at] = moved
		}
	}
	return nil
}
