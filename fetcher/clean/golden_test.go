package clean

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"planet"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// Each file of testdata holds what a feed may send and names the rule that it
// shows; the golden file beside it is all that becomes of it.
func TestGolden(t *testing.T) {
	sources, err := filepath.Glob("testdata/*.html")
	if err != nil || len(sources) == 0 {
		t.Fatalf("found %d sources, err = %v", len(sources), err)
	}
	for _, source := range sources {
		t.Run(filepath.Base(source), func(t *testing.T) {
			raw, err := os.ReadFile(source)
			if err != nil {
				t.Fatal(err)
			}
			text := Entry(string(raw), "", anaPost)
			checkForms(t, text)
			checkGolden(t, strings.TrimSuffix(source, ".html")+".golden", show(text))
		})
	}
}

// checkGolden compares got with a file, or rewrites it.
func checkGolden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; go test -update writes it", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs from what is made now (-file +now):\n%s", path, diff)
	}
}

// show writes all of a text, its markup with each tag that follows another on
// a line of its own.
func show(text planet.Text) string {
	var b strings.Builder
	fmt.Fprintf(&b, "words %d, images %d, without description %d, trackers %d, whole %t, uncleaned %t\n",
		text.Words, text.Images, text.NoAlt, text.Trackers, text.Whole, text.Uncleaned)
	fmt.Fprintf(&b, "summary %q\nline    %q\n", text.Summary, text.Line)
	for _, l := range text.Links {
		fmt.Fprintf(&b, "link    %s\n        %q in %q, reply %t\n", l.URL, l.Text, l.Sentence, l.Reply)
	}
	for _, form := range []struct {
		name string
		planet.SafeHTML
	}{{"body", text.Body}, {"list", text.List}, {"excerpt", text.Excerpt}, {"short", text.Short}} {
		if !form.IsZero() {
			fmt.Fprintf(&b, "\n## %s\n%s\n", form.name, strings.ReplaceAll(strings.TrimSpace(form.String()), "><", ">\n<"))
		}
	}
	return b.String()
}
