package parse

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// home is where the fixtures say they come from.
const home = "https://ana.example/feed.xml"

// Each fixture shows what one format or module can say (PARSE-13); beside it
// stands what we read of it.
func TestGolden(t *testing.T) {
	for _, name := range fixtures(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			doc := fixture(t, name)
			feed, err := Parse(doc, From{URL: home})
			got := dump(feed)
			if err != nil {
				got = "error: " + err.Error() + "\n"
			}
			checkGolden(t, strings.TrimSuffix(name, filepath.Ext(name))+".golden", got)
		})
	}
}

// fixtures are the files of testdata that are documents.
func fixtures(t testing.TB) []string {
	t.Helper()
	var all []string
	for _, pattern := range [...]string{"testdata/*.xml", "testdata/*.json"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found...)
	}
	if len(all) == 0 {
		t.Fatal("testdata holds no fixtures")
	}
	return all
}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	doc, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return doc
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
		t.Errorf("%s differs from what is read now (-file +now):\n%s", path, diff)
	}
}

// dump writes a value with one line a part, without what is empty.
func dump(value any) string {
	var b strings.Builder
	dumpValue(&b, "", "", reflect.ValueOf(value))
	return b.String()
}

func dumpValue(b *strings.Builder, indent, name string, v reflect.Value) {
	if !v.IsValid() || v.IsZero() {
		return
	}
	switch value := v.Interface().(type) {
	case time.Time:
		fmt.Fprintf(b, "%s%s: %s\n", indent, name, value.UTC().Format(time.RFC3339Nano))
		return
	case time.Duration, time.Weekday:
		fmt.Fprintf(b, "%s%s: %v\n", indent, name, value)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		dumpValue(b, indent, name, v.Elem())
	case reflect.Slice:
		for i := range v.Len() {
			if part := v.Index(i); part.IsZero() {
				fmt.Fprintf(b, "%s%s: %v\n", indent, name, part)
			} else {
				dumpValue(b, indent, name, part)
			}
		}
	case reflect.Struct:
		if name != "" {
			fmt.Fprintf(b, "%s%s:\n", indent, name)
			indent += "  "
		}
		for i := range v.NumField() {
			dumpValue(b, indent, v.Type().Field(i).Name, v.Field(i))
		}
	default:
		fmt.Fprintf(b, "%s%s: %v\n", indent, name, strings.ReplaceAll(fmt.Sprint(v), "\n", "⏎"))
	}
}
