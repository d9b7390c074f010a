package planet_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// graph is who may import what; the standard library, golang.org/ and
// github.com/ go without saying. "." is planet; a name covers those below it.
var graph = map[string]string{
	".":                "",
	"config":           ". goccy/go-yaml",
	"lists":            ". config fetcher/parse x/net/html/charset",
	"form":             ".",
	"fetcher":          ". fetcher store place avatar x/net/publicsuffix x/sync x/text/language x/text/unicode x/time",
	"fetcher/get":      ". code.dny.dev/ssrf klauspost/compress andybalholm/brotli x/net/idna x/net/http/httpproxy",
	"fetcher/parse":    ". mmcdole/gofeed x/net/html/charset x/text/encoding",
	"fetcher/clean":    ". microcosm-cc/bluemonday x/net/html",
	"fetcher/discover": ". fetcher/get fetcher/parse x/net/html",
	"fetcher/proof":    ". x/net/html",
	"store":            ". klauspost/compress modernc.org/sqlite",
	"avatar":           "x/image",
	"check":            ". config fetcher store place",
	"themes":           "",
	"docs":             "",
	"demo":             "",
	"start":            "",
	"place":            ". x/text",
	"render":           ". store place avatar themes andybalholm/brotli klauspost/compress gorilla/feeds goccy/go-yaml yuin/goldmark x/text",
	"serve":            ". store robfig/cron",
	"cmd/planet":       ". config form lists fetcher store place render themes serve demo spf13/cobra lmittmann/tint check docs start",
	"bench":            ". fetcher/clean store mmcdole/gofeed microcosm-cc/bluemonday modernc.org/sqlite",
}

func TestImports(t *testing.T) {
	for file, syntax := range sources(t) {
		may, known := graph[path.Dir(file)]
		if !known {
			t.Errorf("%s: add its folder to the graph, with what it may import", file)
		}
		for _, spec := range syntax.Imports {
			if dep := short(imported(spec)); dep != "" && !covers(may, dep) {
				t.Errorf("%s imports %s; it may import only: %s", file, dep, may)
			}
		}
	}
}

// The graph would hold nothing if these two let everything pass.
func TestGraphWords(t *testing.T) {
	tests := []struct {
		name, path, may string
		want            bool
	}{
		{"the standard library goes without saying", "net/http", "", true},
		{"planet is a dot", "planet", ".", true},
		{"planet must be named, too", "planet", "", false},
		{"a wing stays out of the other one", "planet/fetcher", graph["render"], false},
		{"a name covers what is below it", "planet/fetcher/get", "fetcher", true},
		{"a name does not cover what is above it", "planet/fetcher", "fetcher/get", false},
		{"a name is not a prefix", "planet/fetchers", "fetcher", false},
		{"a library has one home", "github.com/mmcdole/gofeed", graph["fetcher/parse"], true},
		{"and no other", "github.com/mmcdole/gofeed", graph["fetcher"], false},
		{"a version is below its library", "github.com/robfig/cron/v3", graph["serve"], true},
		{"golang.org is no standard library", "golang.org/x/net/html", graph["store"], false},
		{"nor is a host of its own", "modernc.org/sqlite", graph["render"], false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dep := short(tt.path)
			if got := dep == "" || covers(tt.may, dep); got != tt.want {
				t.Errorf("%s allowed by %q = %t, want %t", tt.path, tt.may, got, tt.want)
			}
		})
	}
}

// short is an import path as the graph spells it; "" for the standard library.
func short(importPath string) string {
	if importPath == "planet" {
		return "."
	}
	if ours, yes := strings.CutPrefix(importPath, "planet/"); yes {
		return ours
	}
	if first, _, _ := strings.Cut(importPath, "/"); !strings.Contains(first, ".") {
		return ""
	}
	return strings.TrimPrefix(strings.TrimPrefix(importPath, "golang.org/"), "github.com/")
}

// covers reports whether one of the words of may is dep or stands above it.
func covers(may, dep string) bool {
	return slices.ContainsFunc(strings.Fields(may), func(word string) bool {
		return dep == word || strings.HasPrefix(dep, word+"/")
	})
}

// imported is the path that spec names.
func imported(spec *ast.ImportSpec) string {
	name, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		panic(err) // the parser lets no such literal through
	}
	return name
}

// sources is every Go file of the module but its tests, by its path. It opens
// them itself: the answers of go list would come from the test cache.
func sources(t *testing.T) map[string]*ast.File {
	t.Helper()
	files := goFiles(t)
	maps.DeleteFunc(files, func(file string, _ *ast.File) bool { return strings.HasSuffix(file, "_test.go") })
	return files
}

// goFiles is every Go file of the module, by its path.
func goFiles(t *testing.T) map[string]*ast.File {
	t.Helper()
	files := map[string]*ast.File{}
	err := fs.WalkDir(os.DirFS("."), ".", func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && notGo(file):
			return fs.SkipDir
		case d.IsDir() || path.Ext(file) != ".go":
			return nil
		}
		files[file], err = parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < len(graph) {
		t.Fatalf("found %d Go files; is this the top of the module?", len(files))
	}
	return files
}

// notGo reports whether the go command passes over a folder, too.
func notGo(folder string) bool {
	name := path.Base(folder)
	return name == "testdata" || folder != "." && strings.ContainsRune("._", rune(name[0]))
}

// SAFE-22: below version 0.55 the tokenizer of x/net has known faults, and they
// are bluemonday's, too. govulncheck looks for newer ones.
func TestTokenizerIsNewEnough(t *testing.T) {
	b, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if version, ok := strings.CutPrefix(strings.TrimSpace(line), "golang.org/x/net v0."); ok {
			minor, _, _ := strings.Cut(version, ".")
			if n, err := strconv.Atoi(minor); err != nil || n < 55 {
				t.Errorf("golang.org/x/net is 0.%s; want 0.55 or newer", version)
			}
			return
		}
	}
	t.Error("go.mod does not name golang.org/x/net")
}
