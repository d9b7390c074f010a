package planet_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// trusted is who may say the words that let a string pass for markup, script
// or style. A whole package stands for all its words.
var trusted = map[string]string{
	"planet.TrustHTML":       "fetcher/clean store",
	"html/template.HTML":     "render",
	"html/template.HTMLAttr": "",
	"html/template.CSS":      "",
	"html/template.JS":       "",
	"html/template.JSStr":    "",
	"html/template.Srcset":   "",
	"html/template.URL":      "",
	"text/template":          "",
	"unsafe":                 "",
}

// No stranger's string reaches a page or a feed as markup unless package clean
// or the store vouch for it (SAFE-12).
func TestTrust(t *testing.T) {
	for file, syntax := range sources(t) {
		for _, word := range said(syntax) {
			folders, listed := trusted[word]
			if listed && !slices.Contains(strings.Fields(folders), path.Dir(file)) {
				t.Errorf("%s says %s; only these may: %q", file, word, folders)
			}
		}
	}
}

func TestSaid(t *testing.T) {
	tests := []struct{ name, source, want string }{
		{"a call", `import "planet"; var x = planet.TrustHTML(s)`, "planet.TrustHTML"},
		{"a value that is called later", `import "planet"; var f = planet.TrustHTML`, "planet.TrustHTML"},
		{"a conversion", `import "html/template"; var x = template.HTML(s)`, "html/template.HTML"},
		{"a type of a field", `import "html/template"; type T struct{ F template.JS }`, "html/template.JS"},
		{"an import by another name", `import h "html/template"; var x = h.URL(s)`, "html/template.URL"},
		{"an import that hides its words", `import . "planet"; var x = TrustHTML(s)`, "planet.TrustHTML"},
		{"an import that is forbidden as a whole", `import "text/template"`, "text/template"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			syntax, err := parser.ParseFile(token.NewFileSet(), "a.go", "package a; "+tt.source, 0)
			if err != nil {
				t.Fatal(err)
			}
			if got := said(syntax); !slices.Contains(got, tt.want) {
				t.Errorf("said(%s) = %q, want it to hold %q", tt.source, got, tt.want)
			}
		})
	}
}

// No test opens a database in memory: each connection would get an empty one
// of its own (DB-12).
func TestNoDatabaseInMemory(t *testing.T) {
	for file, syntax := range goFiles(t) {
		for _, text := range literals(syntax) {
			if strings.Contains(text, ":"+"memory:") {
				t.Errorf("%s opens a database in memory; use a file in t.TempDir()", file)
			}
		}
	}
}

// A feed is asked for by package get alone. What gofeed's ParseURL does has no
// conditions, no address guard and another agent (PARSE-1).
func TestNoParseURL(t *testing.T) {
	for file, syntax := range goFiles(t) {
		for _, name := range selected(syntax) {
			if strings.HasPrefix(name, "ParseURL") {
				t.Errorf("%s calls %s; ask through get.Client and parse what it brings", file, name)
			}
		}
	}
}

// said is each import of a file, and each word that it takes from one, like
// "html/template.HTML". An import by a dot hides which words are taken: then
// it is all of trusted that it could take.
func said(file *ast.File) []string {
	var words []string
	paths := map[string]string{} // by the name in this file
	for _, spec := range file.Imports {
		of := imported(spec)
		name := path.Base(of)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		paths[name] = of
		words = append(words, of)
		if name == "." {
			words = append(words, hidden(of)...)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, yes := n.(*ast.SelectorExpr); yes {
			if x, yes := sel.X.(*ast.Ident); yes && paths[x.Name] != "" {
				words = append(words, paths[x.Name]+"."+sel.Sel.Name)
			}
		}
		return true
	})
	return words
}

// hidden is what of trusted a package holds.
func hidden(importPath string) []string {
	var words []string
	for word := range trusted {
		if strings.HasPrefix(word, importPath+".") {
			words = append(words, word)
		}
	}
	return words
}

// selected is what stands behind a dot in a file.
func selected(file *ast.File) []string {
	var names []string
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, yes := n.(*ast.SelectorExpr); yes {
			names = append(names, sel.Sel.Name)
		}
		return true
	})
	return names
}

// literals is the strings that stand in a file.
func literals(file *ast.File) []string {
	var texts []string
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, yes := n.(*ast.BasicLit); yes && lit.Kind == token.STRING {
			text, err := strconv.Unquote(lit.Value)
			if err != nil {
				panic(err) // the parser lets no such literal through
			}
			texts = append(texts, text)
		}
		return true
	})
	return texts
}
