package serve

import (
	"io/fs"
	"net/http"
	"os"
	"path"
	"strings"
)

// Files serves the folder that render writes, below base ("/" or "/planet/").
// Conditional requests are answered from the files' times, which render keeps
// (GET-33). Files whose name begins with a dot are not served, but for
// .well-known. A reader who takes it gets what render made smaller. What isn't
// there gets the site's own 404 page.
func Files(dir, base string) http.Handler {
	return http.StripPrefix(strings.TrimSuffix(base, "/"), &files{dir})
}

type files struct{ dir string }

func (f *files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD are answered here", http.StatusMethodNotAllowed)
		return
	}
	root, err := os.OpenRoot(f.dir) // no path leads out of it (SAFE-13)
	if err != nil {
		http.Error(w, "nothing was rendered yet; the first update is on its way", http.StatusServiceUnavailable)
		return
	}
	defer root.Close()
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	if secret(name) || !f.serve(w, r, root, name) {
		f.notFound(w, r, root)
	}
}

// secret reports whether a path holds a dot file: our own notes, or what
// others left there.
func secret(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if strings.HasPrefix(part, ".") && part != ".well-known" {
			return true
		}
	}
	return false
}

// serve answers with the file, or the index of the folder, called name.
func (f *files) serve(w http.ResponseWriter, r *http.Request, root *os.Root, name string) bool {
	info, err := root.Stat(orDot(name))
	if err == nil && info.IsDir() {
		if !strings.HasSuffix(r.URL.Path, "/") && r.URL.Path != "" {
			http.Redirect(w, r, "./"+path.Base(name)+"/", http.StatusMovedPermanently)
			return true
		}
		name = path.Join(name, "index.html")
		info, err = root.Stat(name)
	} else if err == nil && strings.HasSuffix(r.URL.Path, "/") {
		return false
	}
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	return f.send(w, r, root, name, info)
}

func (f *files) send(w http.ResponseWriter, r *http.Request, root *os.Root, name string, info fs.FileInfo) bool {
	file, err := root.Open(name)
	if err != nil {
		return false
	}
	defer file.Close()
	headers(w.Header(), name)
	if sendSmaller(w, r, root, name, info) {
		return true
	}
	http.ServeContent(w, r, name, info.ModTime(), file)
	return true
}

func orDot(name string) string {
	if name == "" {
		return "."
	}
	return name
}

func (f *files) notFound(w http.ResponseWriter, r *http.Request, root *os.Root) {
	page, err := root.ReadFile("404.html")
	if err != nil {
		http.Error(w, "there is no page at this address", http.StatusNotFound)
		return
	}
	headers(w.Header(), "404.html")
	w.WriteHeader(http.StatusNotFound)
	if r.Method != http.MethodHead {
		_, _ = w.Write(page) // a reader who is gone needs no answer
	}
}

// kinds are the types of what we write; those that a system's own table may
// get wrong, above all (HUM-3: as application/atom+xml browsers show source).
var kinds = map[string]string{
	".html": "text/html; charset=utf-8", ".xml": "application/xml; charset=utf-8", ".opml": "application/xml; charset=utf-8",
	".json": "application/json; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp",
	".ico": "image/x-icon", ".txt": "text/plain; charset=utf-8", ".yaml": "application/yaml; charset=utf-8", ".ics": "text/calendar; charset=utf-8",
}

// headers sets type, safety and caching of a file (OUT-1).
func headers(h http.Header, name string) {
	kind, ok := kinds[path.Ext(name)]
	if !ok {
		kind = "application/octet-stream"
	}
	if name == "feed.json" {
		kind = "application/feed+json; charset=utf-8"
	}
	if name == ".well-known/feeds" {
		kind = "application/xml; charset=utf-8"
	}
	h.Set("Content-Type", kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", caching(name))
	if path.Ext(name) == ".json" {
		h.Set("Access-Control-Allow-Origin", "*")
	}
}

func caching(name string) string {
	switch {
	case strings.HasPrefix(name, "assets/"):
		return "public, max-age=31536000, immutable" // their names hold a hash
	case path.Ext(name) == ".html":
		return "no-cache" // ask each time: a 304 is cheap
	}
	return "public, max-age=300"
}
