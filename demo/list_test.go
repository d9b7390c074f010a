package demo

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"planet"
	"planet/config"
)

// load writes the list and the files of the demo and reads them as an owner's.
func load(t *testing.T, c *Community) *planet.Site {
	t.Helper()
	dir := t.TempDir()
	files := c.Files()
	files["feeds.yaml"] = c.List()
	for name, body := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	site, err := config.Load(filepath.Join(dir, "feeds.yaml"))
	if err != nil {
		t.Fatalf("the list has mistakes:\n%v", err)
	}
	return site
}

func TestListIsAList(t *testing.T) {
	site := load(t, New(noon, port))
	if site.URL != "http://localhost:8080/" || !site.Fetch.AllowPrivate || site.Fetch.HostDelay != 0 {
		t.Errorf("url %q, allow_private %t, host_delay %s; want http://localhost:8080/, true, 0s",
			site.URL, site.Fetch.AllowPrivate, site.Fetch.HostDelay)
	}
	if len(site.Members) < 12 || len(site.Groups) != 3 {
		t.Errorf("%d members in %d groups, want 12 or more in 3", len(site.Members), len(site.Groups))
	}
	var paused, excerpt, filtered, pictured int
	for _, m := range site.Members {
		paused += btoi(m.Disabled)
		excerpt += btoi(m.Display == planet.DisplayExcerpt)
		filtered += btoi(len(m.Skip.Categories) > 0)
		pictured += btoi(m.Avatar != "")
		if m.Joined.IsZero() || m.Joined.After(noon) || m.About == "" || len(m.Groups) == 0 {
			t.Errorf("%s joined %s, about %q, in %d groups; want a past day, words, one or more", m.Slug, m.Joined, m.About, len(m.Groups))
		}
	}
	if paused != 1 || excerpt != 1 || filtered != 1 || pictured != 3 {
		t.Errorf("%d paused, %d as excerpt, %d filtered, %d with avatar; want 1, 1, 1, 3", paused, excerpt, filtered, pictured)
	}
}

// All that the list asks for is answered as its comments say.
func TestListedAddressesAnswer(t *testing.T) {
	want := map[string]int{"ines": http.StatusMovedPermanently, "noor": http.StatusInternalServerError}
	c := New(noon, port)
	for _, m := range load(t, c).Members {
		feed := ask(c, http.MethodGet, m.Feeds[0].URL, "")
		if status := max(want[m.Slug], http.StatusOK); feed.Code != status {
			t.Errorf("%s answers %d, want %d", m.Feeds[0].URL, feed.Code, status)
		}
		home := ask(c, http.MethodGet, m.Site, "")
		if home.Code != http.StatusOK || !strings.Contains(home.Body.String(), `<link rel="alternate" type="application/`) {
			t.Errorf("%s answers %d, or names no feed; a blog's address must be enough (DISC-1)", m.Site, home.Code)
		}
	}
}
