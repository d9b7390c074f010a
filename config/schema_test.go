package config

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

var update = flag.Bool("update", false, "rewrite feeds.schema.json")

// feeds.schema.json is what the tables of keys say; make golden renews it.
func TestSchemaIsCurrent(t *testing.T) {
	const file = "../feeds.schema.json"
	got, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s is stale: the keys have changed; run make golden and read the diff", file)
	}
}

// An editor must not complain of lists that we read.
func TestSchemaAcceptsGoodLists(t *testing.T) {
	whole, item := compiled(t, "feeds.schema.json"), compiled(t, "feeds.schema.json#/$defs/item")
	for _, file := range []string{"../feeds.yaml", "testdata/full/feeds.yaml"} {
		if err := whole.Validate(decoded(t, read(t, file))); err != nil {
			t.Errorf("the schema refuses %s: %v", file, err)
		}
	}
	for _, file := range []string{"testdata/full/feeds.d/no.yaml", "testdata/full/feeds.d/zoe.yaml"} {
		if err := item.Validate(decoded(t, read(t, file))); err != nil {
			t.Errorf("the schema refuses %s: %v", file, err)
		}
	}
}

// What an editor marks, we refuse as well: it never cries wolf.
func TestSchemaRefuses(t *testing.T) {
	const title = "planet: {title: Planet Example}\n"
	tests := []struct{ name, list string }{
		{"a list without planet", "feeds: [https://ann.example/]\n"},
		{"a planet without a title", "planet: {url: https://planet.example/}\n"},
		{"a key of the list that is not known", title + "colour: red\n"},
		{"a key of planet that is not known", "planet: {title: Planet Example, colour: red}\n"},
		{"a key of a group that is not known", title + "groups: [{slug: a, colour: red}]\n"},
		{"a key of a member that is not known", title + "feeds: [{site: https://ann.example/, colour: red}]\n"},
		{"a key of a filter that is not known", title + "feeds: [{site: https://ann.example/, only: {colour: [red]}}]\n"},
		{"a key of a place in a group that is not known", title + "groups: [{slug: a}]\nfeeds: [{site: https://ann.example/, groups: [{slug: a, colour: red}]}]\n"},
		{"a group without a slug", title + "groups: [{name: A}]\n"},
		{"groups that are no list", title + "groups: standard\n"},
		{"an item that is no address", title + "feeds: [ann]\n"},
		{"a word that is none of three", "planet: {title: Planet Example, display: whole}\n"},
		{"a word instead of a truth", "planet: {title: Planet Example, scripts: no}\n"},
		{"a number over its limit", "planet: {title: Planet Example, front: {entries: 501}}\n"},
		{"a number below its limit", "planet: {title: Planet Example, front: {entries: 0}}\n"},
		{"half a number", "planet: {title: Planet Example, front: {entries: 1.5}}\n"},
		{"a time without a unit", "planet: {title: Planet Example, fetch: {timeout: 30}}\n"},
		{"a size with an odd unit", "planet: {title: Planet Example, fetch: {max_bytes: 5 barrels}}\n"},
		{"a slug with capitals", title + "groups: [{slug: A}]\n"},
		{"a topic with capitals", "planet: {title: Planet Example, topics: {A: [b]}}\n"},
		{"a language that is no code", "planet: {title: Planet Example, language: english}\n"},
		{"four zones", "planet: {title: Planet Example, call_zones: [UTC, UTC, UTC, UTC]}\n"},
		{"a title of 301 characters", "planet: {title: " + strings.Repeat("x", 301) + "}\n"},
	}
	whole := compiled(t, "feeds.schema.json")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if whole.Validate(decoded(t, tt.list)) == nil {
				t.Errorf("the schema accepts %q", tt.list)
			}
			path := filepath.Join(t.TempDir(), "feeds.yaml")
			if err := os.WriteFile(path, []byte(tt.list), 0o644); err != nil {
				t.Fatal(err)
			}
			if _, err := Load(path); err == nil {
				t.Errorf("the schema refuses %q, and Load accepts it", tt.list)
			}
		})
	}
}

// The example of every key would be none if a key were forgotten there.
func TestExampleHasEachKey(t *testing.T) {
	var whole map[string]any
	schemaJSON, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(schemaJSON, &whole); err != nil {
		t.Fatal(err)
	}
	example := decoded(t, read(t, "testdata/full/feeds.yaml"))
	defs, _ := whole["$defs"].(map[string]any)
	if n := absentKeys(t, "", whole, defs, []any{example}); n < 100 {
		t.Errorf("the schema names %d keys, want all of the contract, more than 100", n)
	}
}

// absentKeys counts the keys that a schema names, and complains of those that
// none of values has.
func absentKeys(t *testing.T, at string, schema, defs map[string]any, values []any) int {
	count := 0
	if ref, ok := schema["$ref"].(string); ok {
		schema, _ = defs[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
	}
	properties, _ := schema["properties"].(map[string]any)
	for name, p := range properties {
		count++
		var below []any
		for _, v := range values {
			if m, ok := v.(map[string]any); ok && m[name] != nil {
				below = append(below, m[name])
			}
		}
		if below == nil {
			t.Errorf("no value of the example has %s.%s", at, name)
		}
		one, _ := p.(map[string]any)
		if one["description"] == nil || one["type"] == nil && one["anyOf"] == nil && one["$ref"] == nil {
			t.Errorf("%s.%s has no description for editors to show, or no type", at, name)
		}
		count += absentKeys(t, at+"."+name, one, defs, below)
	}
	var entries []any
	for _, v := range values {
		list, _ := v.([]any)
		entries = append(entries, list...)
	}
	if items, ok := schema["items"].(map[string]any); ok {
		count += absentKeys(t, at+"[]", items, defs, entries)
	}
	choices, _ := schema["anyOf"].([]any)
	for _, c := range choices {
		one, _ := c.(map[string]any)
		count += absentKeys(t, at, one, defs, values)
	}
	return count
}

// Editors read patterns as JavaScript does, which lacks some of Go's.
func TestSchemaPatternsAreJavaScript(t *testing.T) {
	src := read(t, "../feeds.schema.json")
	patterns := regexp.MustCompile(`"pattern": (".*")`).FindAllStringSubmatch(src, -1)
	if len(patterns) < 20 {
		t.Fatalf("found %d patterns in the schema, want more", len(patterns))
	}
	goOnly := regexp.MustCompile(`\(\?[^:=!]|\\[AzQEC]|\\p[A-Z]|\[\[:`)
	for _, p := range patterns {
		var pattern string
		if err := json.Unmarshal([]byte(p[1]), &pattern); err != nil {
			t.Fatal(err)
		}
		if found := goOnly.FindString(pattern); found != "" {
			t.Errorf("the pattern %s holds %s, which JavaScript does not read", pattern, found)
		}
	}
}

// compiled reads the schema as an editor does: it must itself be right.
func compiled(t *testing.T, at string) *jsonschema.Schema {
	t.Helper()
	src, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(src))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("feeds.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(at)
	if err != nil {
		t.Fatalf("the schema is wrong: %v", err)
	}
	return s
}

// decoded is what an editor sees in a list.
func decoded(t *testing.T, list string) any {
	t.Helper()
	var v any
	if err := yaml.Unmarshal([]byte(list), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func read(t *testing.T, file string) string {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(src)
}
