package config

import (
	"encoding/json"
	"flag"
	"os"
	"testing"
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

// An editor shows the description, so no key may lack one; and each key has to
// say what its values look like.
func TestSchemaDescribesEachKey(t *testing.T) {
	src, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	var whole map[string]any
	if err := json.Unmarshal(src, &whole); err != nil {
		t.Fatal(err)
	}
	if n := describedKeys(t, "", whole); n < 100 {
		t.Errorf("the schema describes %d keys, want all of contract.md, more than 100", n)
	}
}

// describedKeys counts the properties below value and complains of bare ones.
func describedKeys(t *testing.T, at string, value any) int {
	count := 0
	switch value := value.(type) {
	case []any:
		for _, v := range value {
			count += describedKeys(t, at, v)
		}
	case map[string]any:
		properties, _ := value["properties"].(map[string]any)
		for name, p := range properties {
			count++
			if s, _ := p.(map[string]any); s["description"] == nil || s["type"] == nil && s["anyOf"] == nil {
				t.Errorf("%s.%s has no description or no type: %v", at, name, p)
			}
		}
		for name, v := range value {
			count += describedKeys(t, at+"."+name, v)
		}
	}
	return count
}
