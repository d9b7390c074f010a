package config_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"planet"
	"planet/config"
)

// The list at the top of the repository is one that check has nothing against,
// and holds what its comments say of it.
func TestShippedList(t *testing.T) {
	site, found, err := loader.Check("../feeds.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if len(found) > 0 {
		t.Errorf("check says of the shipped list\n%s", leveled(found))
	}
	slugs := map[string]planet.Member{}
	groups := map[string]int{}
	for _, m := range site.Members {
		slugs[m.Slug] = m
		for _, g := range m.Groups {
			groups[g.Group]++
		}
	}
	if len(site.Members) != 10 || slugs["weareopen"].Name != "We Are Open Co-op" || !slugs["laura-hilliger"].Feeds[0].Home || slugs["doug-belshaw"].Feeds[0].Home {
		t.Errorf("the members are %v; want ten, one with a slug of its own, some with a feed, some with a home page", slugs)
	}
	for _, g := range site.Groups {
		if groups[g.Slug] == 0 {
			t.Errorf("the group %s has no member", g.Slug)
		}
	}
}

// Who takes the # away from an example in a comment has a list that works.
func TestShippedExamples(t *testing.T) {
	src, err := os.ReadFile("../feeds.yaml")
	if err != nil {
		t.Fatal(err)
	}
	list := string(src)
	before := len(members(t, list))
	for _, begins := range []string{"#     - https://blog.example.net/", "  # - name: Ann Example"} {
		lines := strings.Split(list, "\n")
		first := slices.Index(lines, begins)
		if first < 0 {
			t.Fatalf("feeds.yaml has no line %q", begins)
		}
		var example []string
		for _, line := range lines[first:] {
			if line = strings.TrimLeft(line, " #"); line == "" {
				break
			}
			indent := "    "
			if strings.HasPrefix(line, "- ") {
				indent = "  "
			}
			example = append(example, indent+line)
		}
		list += strings.Join(example, "\n") + "\n"
	}
	all := members(t, list)
	if len(all) != before+2 {
		t.Fatalf("the examples make %d members, want 2", len(all)-before)
	}
	if ann := all[len(all)-1]; ann.Slug != "ann" || ann.Display != planet.DisplayExcerpt || !ann.Disabled || len(ann.Links) != 2 {
		t.Errorf("the last example makes %+v", ann)
	}
}

// members loads a list that may have warnings only.
func members(t *testing.T, list string) []planet.Member {
	t.Helper()
	here(t, map[string]string{"feeds.yaml": list})
	site, found, err := loader.Check("feeds.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if slices.ContainsFunc(found, func(p config.Problem) bool { return p.Level == config.Blocks }) {
		t.Fatalf("check says\n%s", leveled(found))
	}
	return site.Members
}
