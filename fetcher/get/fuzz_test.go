package get

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/net/http/httpguts"
)

// Whatever stands in a header: waits stay within their limits, what is kept
// can be sent, a target is an address that we would also read in the list,
// and no message moves a cursor.
func FuzzHeader(f *testing.F) {
	f.Add("/feed?a=b#c", "120", "max-age=600, public", `W/"v1"`, "challenge")
	f.Add("//user:secret@blog.example:8080/é?q=é ü", "Sun, 22 Nov 2026 13:00:00 GMT", "Sun, 22 Nov 2026 13:00:00 GMT", "\"a\x01\"", "")
	f.Add("http://0x7f.1/", "-5", "MAX-AGE = \"99999999999999999999\"", "", "none")
	f.Add("http://[fe80::1%25eth0]:80/", "99999999999999999999", "-1", "\xff\xfe", "")
	f.Add("javascript:alert(1)\x1b[2J\u202e", "1e3", "max-age=9223372036854775807", "a\r\nb", "")
	f.Add("%secret@", "", "", "", "")
	f.Add("%#secret@", "", "", "", "")
	f.Add("http://Bücher.example。/../a/%2e%2e/\\", "0", "", "", "")
	from, err := url.Parse("https://ann.example/blog/feed.xml")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, location, retry, fresh, etag, mitigated string) {
		h := http.Header{"Retry-After": {retry}, "Cache-Control": {fresh}, "Expires": {fresh}, "Date": {retry}, "Etag": {etag}, "Last-Modified": {etag}, "Cf-Mitigated": {mitigated}}
		if d := freshFor(h, noon); d < 0 || d > maxFresh {
			t.Errorf("fresh for %v by %q", d, fresh)
		}
		if d := retryAfter(h, noon); d != 0 && (d < time.Second || d > maxWait) {
			t.Errorf("wait %v by %q", d, retry)
		}
		if v := validator(from.String(), h); !httpguts.ValidHeaderFieldValue(v.ETag) || !httpguts.ValidHeaderFieldValue(v.LastModified) {
			t.Errorf("%q was kept and can't be sent", etag)
		}
		challenged(h, []byte(location))
		u, err := resolve(from, location)
		if err != nil {
			wantPlain(t, err)
			return
		}
		target := u.String()
		again, err := readAddress(target)
		if err != nil || again.String() != target {
			t.Errorf("%q becomes %q, and that %v, %v", location, target, again, err)
		}
		if len(target) > maxAddress || strings.ContainsFunc(target, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
			t.Errorf("%q becomes %q", location, target)
		}
	})
}

// userPart finds a password where an address has one: before its path, query
// and fragment.
var userPart = regexp.MustCompile(`^([^/?#\\]*//)?[^/?#\\]*secret@`)

// wantPlain fails if a message could move a cursor, turn the reading
// direction, fill a page, or tell a password.
func wantPlain(t *testing.T, err error) {
	t.Helper()
	if strings.ContainsFunc(err.Error(), func(r rune) bool { return !unicode.IsPrint(r) }) || len(err.Error()) > 4*maxShown+200 {
		t.Errorf("message %q", err)
	}
	if userPart.MatchString(err.Error()) {
		t.Errorf("message %q tells a password", err)
	}
}

// Whatever comes as a body, said to be packed in whatever way: neither side
// of the decoder gives more than the limit, and decoders that were used
// before give the same as new ones.
func FuzzBody(f *testing.F) {
	const limit = 64 << 10
	feed := []byte(strings.Repeat("<item>a post</item>\n", 200))
	for _, coding := range []string{"", "gzip", "br", "zstd"} {
		packed := pack(f, coding, feed)
		f.Add(coding, packed)
		f.Add(coding, packed[:len(packed)/2])
		f.Add(coding, append(bytes.Clone(packed), packed...))
		f.Add(coding, pack(f, coding, make([]byte, 2*limit)))
	}
	f.Add("gzip, br", feed)
	f.Fuzz(func(t *testing.T, coding string, sent []byte) {
		readIt := func() ([]byte, int64, error) {
			resp := &http.Response{ContentLength: -1, Header: http.Header{"Content-Encoding": {coding}}, Body: io.NopCloser(bytes.NewReader(sent))}
			defer resp.Body.Close()
			return read(resp, limit, nil)
		}
		body, wire, err := readIt()
		if len(body) > limit || wire > limit && !errors.Is(err, errTooBig) || wire > int64(len(sent)) {
			t.Errorf("%d bytes of %d, %v; the limit is %d", len(body), wire, err, limit)
		}
		if _, ok := errors.AsType[*wireError](err); ok {
			t.Errorf("%v; the connection did not break", err)
		}
		body2, wire2, err2 := readIt()
		big, big2 := errors.Is(err, errTooBig), errors.Is(err2, errTooBig) // then it says nothing how much was read
		if !bytes.Equal(body, body2) || (err == nil) != (err2 == nil) || big != big2 || !big && wire != wire2 {
			t.Errorf("first %d bytes of %d, %v; then %d of %d, %v", len(body), wire, err, len(body2), wire2, err2)
		}
	})
}
