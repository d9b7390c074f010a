package render_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"planet"
	"planet/config"
	"planet/render"
	"planet/store"
)

// ARC-7, FY-7: the public list reads as the list did, but for what is never
// published.
func TestPublicListIsTheList(t *testing.T) {
	const list = `
planet:
  title: "Planet: & Co"
  url: https://planet.example/
  id: urn:uuid:60a76c80-d399-51d9-b91c-0003939e0af6
  timezone: Europe/London
  owner: {name: Ravi, email: secret@planet.example}
  front: {entries: 12, days: 2, per_feed_per_day: 4, text: title}
  topics: {open-badges: [badge, badges]}
  aliases: {rss20.xml: rss.xml}
  only: {keywords: [badge, "no"], language: en}
  everything: true
  scripts: false
groups:
  - {slug: sky, name: Sky, all: true, skip: {categories: [rain]}}
feeds:
  - https://plain.example/
  - name: Ann
    slug: ann
    feed: [https://ann.example/a, https://ann.example/b]
    site: https://ann.example/
    aliases: [anna]
    groups: [{slug: sky, only: {pattern: "a.*b"}}]
    links: {mastodon: "https://social.example/@ann"}
    joined: 2026-11-20
    fix: {zone: Europe/Paris, http1: true, base: entry}
    ignore: [author]
    max_per_day: 2
    everything: false
    extra: {colour: "#f00", deep: {a: [1, 2]}}
    contact: ann-secret@mail.example
    notes: a quiet note
  - {slug: old, status: removed}
`
	dir := t.TempDir()
	site := load(t, filepath.Join(dir, "feeds.yaml"), list)
	db, err := store.Open(context.Background(), filepath.Join(dir, "planet.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := render.Site(t.Context(), db.Reader, site, render.Options{Today: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC), Version: "1"}); err != nil {
		t.Fatal(err)
	}
	written, err := os.ReadFile(filepath.Join(site.Output, "archive", "planet.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"secret@planet.example", "ann-secret", "quiet note"} {
		if strings.Contains(string(written), secret) {
			t.Errorf("the public list says %q", secret)
		}
	}
	again := load(t, filepath.Join(dir, "again", "feeds.yaml"), string(written))
	site.Owner.Email = ""
	site.Members[0].Site = "https://plain.example/" // a bare address is a site's
	for i := range site.Members {
		site.Members[i].Contact, site.Members[i].Notes = "", ""
	}
	diff := cmp.Diff(site, again, cmpopts.IgnoreFields(planet.Site{}, "File", "Dir", "Output", "Database"), cmpopts.IgnoreFields(planet.Member{}, "Line", "File"),
		cmpopts.EquateEmpty(), cmp.Comparer(func(a, b *time.Location) bool { return a == b || a != nil && b != nil && a.String() == b.String() }))
	if diff != "" {
		t.Errorf("the public list reads differently (-list +public):\n%s\n%s", diff, written)
	}
}

func load(t *testing.T, path, list string) *planet.Site {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(list), 0o644); err != nil {
		t.Fatal(err)
	}
	site, err := config.Loader{}.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return site
}
