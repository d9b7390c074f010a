package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"planet"
)

// LEAVE-3: who was removed stays in the list by slug and status alone, and
// nobody else gets the slug.
func TestRemovedKeepsItsSlug(t *testing.T) {
	const removed = "planet: {title: P, url: https://planet.example/}\nfeeds:\n  - {slug: ann, status: removed}\n"
	path := filepath.Join(t.TempDir(), "feeds.yaml")
	load := func(list string) (*planet.Site, error) {
		t.Helper()
		if err := os.WriteFile(path, []byte(list), 0o600); err != nil {
			t.Fatal(err)
		}
		return Load(path)
	}
	site, err := load(removed)
	if err != nil || len(site.Members) != 1 || site.Members[0].Slug != "ann" || site.Members[0].Status != planet.StatusRemoved || len(site.Members[0].Feeds) != 0 {
		t.Fatalf("Load = %+v, %v", site, err)
	}
	if _, err := load(removed + "  - {slug: ann, name: Another Ann, site: https://another.example/}\n"); err == nil || !strings.Contains(err.Error(), "ann") {
		t.Errorf("the slug went to somebody else: %v", err)
	}
}
