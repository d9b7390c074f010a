package main

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The same attack in three formats: names, titles, labels and addresses that
// are no text and no addresses.
var hostileWords = map[string]string{
	"rss.xml": "<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>Bad\u202e title</title><link>javascript:alert(1)</link><description>d\u202e</description><copyright>c\u202e</copyright>" +
		"<item><guid isPermaLink=\"false\">javascript:alert(6)</guid><link>javascript:alert(2)</link><title>One\u202e</title><dc:creator>Eve\u202e evE</dc:creator><category domain=\"javascript:alert(8)\">cat\u202e</category>" +
		"<comments>javascript:alert(3)</comments><enclosure url=\"javascript:alert(4)\" type=\"audio/mpeg\u202e\" length=\"1\"/><source url=\"javascript:alert(5)\">s\u202e</source><description>text</description></item></channel></rss>",
	"atom.xml": "<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>javascript:alert(7)</id><title>Bad\u202e</title><updated>2026-10-01T00:00:00Z</updated><icon>javascript:alert(1)</icon><link href=\"javascript:alert(1)\"/><rights>r\u202e</rights>" +
		"<author><name>Eve\u202e</name><uri>javascript:alert(1)</uri></author><entry><id>javascript:alert(9)</id><title>Two</title><updated>2026-10-01T00:00:00Z</updated><link href=\"data:text/html,x\"/><category term=\"a\u202e\" scheme=\"javascript:x\" label=\"b\u202e\"/>" +
		"<source><id>javascript:alert(1)</id><title>s\u202e</title><link href=\"javascript:alert(1)\"/></source><content type=\"html\">text</content></entry></feed>",
	"feed.json": "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Bad\u202e\u009b31m\",\"home_page_url\":\"javascript:alert(1)\",\"authors\":[{\"name\":\"Eve\u202e\u009b\",\"url\":\"javascript:x\",\"avatar\":\"javascript:x\"}]," +
		"\"items\":[{\"id\":\"javascript:alert(3)\",\"url\":\"vbscript:x\",\"external_url\":\"javascript:x\",\"title\":\"Three\u009b\",\"content_text\":\"text\",\"tags\":[\"t\u202e\"],\"attachments\":[{\"url\":\"javascript:x\",\"mime_type\":\"a/b\",\"title\":\"\u202e\"}]}]}",
}

// SAFE-10, SAFE-11, SAFE-17: what strangers say outside of their texts is text,
// and their addresses are addresses, in every file that readers get, in what is
// exported and in what is told.
func TestStrangersWords(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(hostileWords[strings.TrimPrefix(r.URL.Path, "/")]))
	}))
	defer srv.Close()
	dir := t.TempDir()
	list := filepath.Join(dir, "feeds.yaml")
	text := "planet: {title: Words, url: https://planet.example/, fetch: {allow_private: true, host_delay: 0s}}\nfeeds:\n"
	for name := range hostileWords {
		text += "  - {slug: " + strings.ReplaceAll(name, ".", "-") + ", feed: \"" + srv.URL + "/" + name + "\"}\n"
	}
	if err := os.WriteFile(list, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"update"}, {"export"}, {"export", "--format", "atom"}, {"export", "--format", "opml"}, {"health"}, {"health", "--format", "json"}} {
		var out, said strings.Builder
		if status := run(t.Context(), os.Getenv, append([]string{"--config", list}, args...), strings.NewReader(""), &out, &said); status != exitDone {
			t.Fatalf("planet %v: status %d: %s", args, status, said.String())
		}
		harmless(t, "planet "+strings.Join(args, " "), out.String()+said.String())
		if args[0] == "export" && len(args) == 1 && strings.Count(out.String(), "\n") != len(hostileWords) {
			t.Errorf("%d posts are stored, want %d", strings.Count(out.String(), "\n"), len(hostileWords))
		}
	}
	err := filepath.WalkDir(filepath.Join(dir, "public"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) == ".png" || filepath.Ext(path) == ".ico" {
			return err
		}
		b, err := os.ReadFile(path)
		harmless(t, path, string(b))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// harmless fails if a text holds what turns text round, speaks to a terminal,
// or is a script's address.
func harmless(t *testing.T, where, text string) {
	t.Helper()
	for _, bad := range []string{"\u202e", "\u009b", "\\u202e", "javascript:", "vbscript:", "data:text"} {
		if i := strings.Index(text, bad); i >= 0 {
			t.Errorf("%s holds %q: %.200q", where, bad, text[max(0, i-60):])
		}
	}
}
