package check_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

	"planet"
	"planet/check"
	"planet/config"
	"planet/docs"
)

// Every code that the program can say has a level and a section in the manual,
// which tells the same level; and the manual has no others (PC-1, PC-5).
func TestManualHasEveryCode(t *testing.T) {
	words := map[config.Level]string{config.Blocks: "Blocks", config.Warns: "Warns", config.Notes: "Notes", config.Unsure: "Unsure"}
	codes := codesOf(t)
	if len(codes) < 50 {
		t.Fatalf("found only the codes %q", codes)
	}
	for _, code := range codes {
		m, found := docs.MessageOf(code)
		if !found {
			t.Errorf("docs/messages.md has no section on %s", code)
			continue
		}
		if want := words[check.LevelOf(planet.Code(code))]; want == "" || m.Level != want {
			t.Errorf("docs/messages.md says of %s that it %q; its level is %q", code, m.Level, check.LevelOf(planet.Code(code)))
		}
	}
	for _, code := range docs.Codes() {
		if !slices.Contains(codes, code) {
			t.Errorf("docs/messages.md has a section on %s, which nobody says", code)
		}
	}
}

// codesOf reads the codes from where they are declared.
func codesOf(t *testing.T) []string {
	file, err := parser.ParseFile(token.NewFileSet(), "../code.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(spec.Names[0].Name, "Code") {
			return true
		}
		if text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value); err == nil && text != "" {
			all = append(all, text)
		}
		return true
	})
	return all
}
