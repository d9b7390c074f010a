package lists_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"planet/config"
	"planet/lists"
)

var update = flag.Bool("update", false, "accept what the lists give now")

// Each list in testdata is imported: what comes of it, and what is reported,
// stands in the golden file beside it. The number in its name is how many feeds
// a person counts in it; whatever becomes of them, the sum is that number, and
// planet check has nothing against the result (IMP-1).
func TestLists(t *testing.T) {
	files, err := filepath.Glob("testdata/*.*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, ".golden") {
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text, r := imported(t, src, "")
			if counted := strings.Split(filepath.Base(file), ".")[1]; strconv.Itoa(r.Feeds) != counted {
				t.Errorf("%s, but a person counts %s", r.Summary(), counted)
			}
			checked(t, text, r)
			golden(t, file+".golden", report(r)+"---\n"+text)
		})
	}
}

// imported is a list of ours, made of an old one.
func imported(t testing.TB, src []byte, format lists.Format) (string, *lists.Result) {
	t.Helper()
	old, err := lists.Read(src, format)
	if err != nil {
		t.Fatal(err)
	}
	return joined(t, old)
}

// joined is a list of ours with nothing but an old one in it.
func joined(t testing.TB, old *lists.Old) (string, *lists.Result) {
	t.Helper()
	d, err := config.Loader{}.Draft(filepath.Join(t.TempDir(), "feeds.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	r := old.Into(d)
	if sum := r.Added + r.Listed + r.Merged + r.Skipped; r.Feeds != sum || len(r.More.Items) != r.Added {
		t.Fatalf("%s, which are %d in all, with %d items", r.Summary(), sum, len(r.More.Items))
	}
	return r.More.ListText(), r
}

// checked loads a list of ours, as planet check does: each item is a member, with
// the slug that was foreseen.
func checked(t testing.TB, text string, r *lists.Result) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "feeds.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	site, err := config.Load(path)
	if err != nil {
		t.Fatalf("planet check refuses what was imported:\n%v\nof\n%s", err, text)
	}
	if len(site.Members) != r.Added {
		t.Fatalf("%d members of %d items in\n%s", len(site.Members), r.Added, text)
	}
	for i, m := range site.Members {
		if want := r.More.Items[i].Slug; m.Slug != want {
			t.Errorf("item %d has the slug %s, want %s in\n%s", i+1, m.Slug, want, text)
		}
	}
}

// report is the report as the command prints it.
func report(r *lists.Result) string {
	var b strings.Builder
	fmt.Fprintln(&b, r.Summary())
	for _, n := range r.Notes {
		fmt.Fprintf(&b, "%d: %s\n", n.Line, n)
	}
	return b.String()
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", file, got, want)
	}
}
