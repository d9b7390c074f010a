package serve

import (
	"io/fs"
	"net/http"
	"os"
	"strconv"
	"strings"
)

// codings are those in which render makes files smaller: the smallest first,
// by what HTTP calls them and how such a file ends.
var codings = []struct{ name, ending string }{{"br", ".br"}, {"zstd", ".zst"}, {"gzip", ".gz"}}

// sendSmaller answers with what render made of the file called name in a coding
// that the reader takes. It reports false if there is none, or if it is older
// than the file: then somebody changed that since.
func sendSmaller(w http.ResponseWriter, r *http.Request, root *os.Root, name string, whole fs.FileInfo) bool {
	var fitting []string // endings
	for i, c := range codings {
		info, err := root.Stat(name + c.ending)
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		w.Header().Set("Vary", "Accept-Encoding")
		const apart = 2 // seconds: render writes both at once, a copy may keep less of the time
		if whole.ModTime().Unix()-info.ModTime().Unix() <= apart && takes(r.Header.Values("Accept-Encoding"), c.name) {
			fitting = append(fitting, codings[i].ending)
		}
	}
	if len(fitting) == 0 {
		return false
	}
	file, err := root.Open(name + fitting[0])
	if err != nil {
		return false
	}
	defer file.Close()
	for _, c := range codings {
		if c.ending == fitting[0] {
			w.Header().Set("Content-Encoding", c.name)
		}
	}
	http.ServeContent(w, withoutRange(r), name, whole.ModTime(), file)
	return true
}

// withoutRange asks for the whole file: a part of one coding is of no use to
// who holds a part of another.
func withoutRange(r *http.Request) *http.Request {
	if r.Header.Get("Range") == "" {
		return r
	}
	r = r.Clone(r.Context())
	r.Header.Del("Range")
	return r
}

// takes reports whether a reader names a coding and does not refuse it (RFC 9110
// 12.5.3). One who takes all, "*", gets the file as it is.
func takes(accept []string, coding string) bool {
	for part := range strings.SplitSeq(strings.Join(accept, ","), ",") {
		name, weight, weighed := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), coding) {
			continue
		}
		_, value, _ := strings.Cut(weight, "=")
		q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		return !weighed || err == nil && q > 0
	}
	return false
}
