package lists_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"planet/config"
	"planet/lists"
)

// Whatever stands in a list, no reader panics; it says that no feed is there, or
// each feed is counted once and planet check has nothing against the result
// (IMP-1). Imported again, the result is not changed by it.
func fuzz(f *testing.F, format lists.Format, pattern string) {
	f.Helper()
	files, err := filepath.Glob("testdata/" + pattern)
	if err != nil || len(files) == 0 {
		f.Fatalf("%d lists to begin with, %v", len(files), err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, ".golden") {
			continue
		}
		src, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if _, err := lists.Read(src, format); err != nil {
			return
		}
		text, r := imported(t, src, format)
		checked(t, text, r)
		path := filepath.Join(t.TempDir(), "feeds.yaml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		again(t, path, src, format, r.Added)
	})
}

// again merges a list into what came of it: that changes nothing.
func again(t *testing.T, path string, src []byte, format lists.Format, members int) {
	t.Helper()
	old, err := lists.Read(src, format)
	if err != nil {
		t.Fatal(err)
	}
	d, err := config.Loader{}.Draft(path)
	if err != nil {
		t.Fatal(err)
	}
	r := old.Into(d)
	if r.Added != 0 || r.Listed != members {
		t.Errorf("the second time: %s, want %d already listed", r.Summary(), members)
	}
	files, err := config.Loader{}.Merge(path, &r.More, false)
	if err != nil || len(files) > 0 {
		now, _ := os.ReadFile(path)
		t.Errorf("the second time %q are written, %v:\n%s", files, err, now)
	}
}

func FuzzVenus(f *testing.F) { fuzz(f, lists.Venus, "[vp][el][na][un]*.ini") }
func FuzzPluto(f *testing.F) { fuzz(f, lists.Pluto, "pluto*.ini") }
func FuzzOPML(f *testing.F)  { fuzz(f, lists.OPML, "opml*.opml") }
func FuzzURLs(f *testing.F)  { fuzz(f, lists.URLs, "urls*.txt") }
