package serve

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A reader gets the smallest form that render made and that the reader takes.
func TestFilesMadeSmaller(t *testing.T) {
	dir := site(t)
	past := time.Now().Add(-time.Hour)
	for name, text := range map[string]string{
		"index.html.br": "as br", "index.html.zst": "as zst", "index.html.gz": "as gz", "atom.xml.gz": "as gz", "members.json.gz": "old",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(filepath.Join(dir, "members.json.gz"), past, past); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, path, accept, coding, body string }{
		{"the smallest that is taken", "/", "gzip, deflate, br, zstd", "br", "as br"},
		{"one that is taken", "/", "gzip, zstd;q=0.9", "zstd", "as zst"},
		{"none that is refused", "/", "br;q=0, GZIP", "gzip", "as gz"},
		{"none with a weight that is none", "/", "br;q=x", "", "front"},
		{"the file as it is for who takes none", "/", "", "", "front"},
		{"the file as it is for who takes all", "/", "*", "", "front"},
		{"one that is there", "/atom.xml", "br, gzip", "gzip", "as gz"},
		{"not one of an older file", "/members.json", "gzip", "", "[]"},
		{"a file that has none", "/feed.json", "gzip", "", "{}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "http://planet.example"+tt.path, nil)
			r.Header.Set("Accept-Encoding", tt.accept)
			w := httptest.NewRecorder()
			Files(dir, "/").ServeHTTP(w, r)
			if w.Code != 200 || w.Header().Get("Content-Encoding") != tt.coding || w.Body.String() != tt.body {
				t.Errorf("%d %q %q; want %q %q", w.Code, w.Header().Get("Content-Encoding"), w.Body, tt.coding, tt.body)
			}
			if vary := w.Header().Get("Vary"); (vary == "") != (tt.path == "/feed.json") {
				t.Errorf("Vary: %q", vary)
			}
		})
	}
}

// Who has the page already is told so, in whatever form; a part of it is the
// whole.
func TestFilesMadeSmallerAgain(t *testing.T) {
	dir := site(t)
	if err := os.WriteFile(filepath.Join(dir, "index.html.gz"), []byte("as gz"), 0o644); err != nil {
		t.Fatal(err)
	}
	ask := func(header, value string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", "http://planet.example/", nil)
		r.Header.Set("Accept-Encoding", "gzip")
		r.Header.Set(header, value)
		w := httptest.NewRecorder()
		Files(dir, "/").ServeHTTP(w, r)
		return w
	}
	if w := ask("If-Modified-Since", ask("X-None", "").Header().Get("Last-Modified")); w.Code != 304 {
		t.Errorf("asked again: %d; want 304", w.Code)
	}
	if w := ask("Range", "bytes=1-2"); w.Code != 200 || w.Body.String() != "as gz" {
		t.Errorf("a part: %d %q; want the whole", w.Code, w.Body)
	}
}
