package config

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// docs/keys.md tells owners every key; it is made of the tables by which lists
// are read, as the schema is. make golden renews it.
func TestKeysAreDocumented(t *testing.T) {
	const file = "../docs/keys.md"
	src, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	var whole schema
	if err := json.Unmarshal(src, &whole); err != nil {
		t.Fatal(err)
	}
	got := reference(whole)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := read(t, file); got != want {
		t.Errorf("%s is stale: the keys have changed; run make golden and read the diff", file)
	}
}

// reference is the page of all keys.
func reference(whole schema) string {
	var b strings.Builder
	b.WriteString(`# The keys of feeds.yaml

Every key that there is. This page is made from the program (make golden), and so
is [feeds.schema.json](../feeds.schema.json), by which editors complete keys and
mark mistakes. [feeds.yaml](../feeds.yaml) shows the most useful ones at work. A key
that is not known is a mistake: ` + "`planet check`" + ` names its line and the nearest right
one.

`)
	chapter(&b, "Below `planet:`", "The planet itself. Paths are relative to the folder of feeds.yaml.", whole.Properties["planet"])
	chapter(&b, "Of a group, below `groups:`", "A list of mappings.", whole.Properties["groups"].Items)
	item := whole.Definitions["item"].AnyOf
	chapter(&b, "Of a member, below `feeds:` or in a file of feeds.d", "A list of items. An item is an address alone, or a mapping with `site`, `feed` or both.", item[len(item)-1])
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func chapter(b *strings.Builder, title, about string, s *schema) {
	fmt.Fprintf(b, "## %s\n\n%s\n\n| key | means | values |\n|---|---|---|\n", title, about)
	rows(b, "", s)
	b.WriteString("\n")
}

// rows writes the keys of s in order of the alphabet, each with those below it.
func rows(b *strings.Builder, prefix string, s *schema) {
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		p := s.Properties[name]
		must := ""
		if slices.Contains(s.Required, name) {
			must = " (needed)"
		}
		fmt.Fprintf(b, "| `%s%s`%s | %s | %s |\n", prefix, name, must, cell(p.Description), cell(values(p)))
		for _, below := range append([]*schema{p, p.Items}, p.AnyOf...) {
			if below == nil {
				continue
			}
			if below.Items != nil && below != p {
				below = below.Items
			}
			rows(b, prefix+name+".", below)
			for _, one := range below.AnyOf {
				if below != p {
					rows(b, prefix+name+".", one)
				}
			}
		}
	}
}

// values says what may stand behind a key.
func values(s *schema) string {
	var says string
	switch {
	case len(s.Enum) > 0:
		says = either(s.Enum)
	case len(s.AnyOf) > 0:
		kinds := make([]string, len(s.AnyOf))
		for i, one := range s.AnyOf {
			kinds[i] = values(one)
		}
		says = either(slices.Compact(kinds))
	case s.Type == "integer" && s.Minimum != nil:
		says = fmt.Sprintf("%d to %d", *s.Minimum, *s.Maximum)
	case s.Type == "integer":
		says = "a number"
	case s.Type == "boolean":
		says = "true or false"
	case s.Type == "array":
		says = "a list"
	case s.Type == "object":
		says = "keys"
	case s.Format == "iri":
		says = "an address"
	case s.Wanted != "":
		says = strings.TrimPrefix(s.Wanted, "write ")
	case len(s.Examples) > 0:
		says = fmt.Sprintf("such as %v", s.Examples[0])
	default:
		says = "a text"
	}
	if s.Default != nil {
		says += fmt.Sprintf("; %v if not given", s.Default)
	}
	return says
}

// cell is a text that can stand in a table.
func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
