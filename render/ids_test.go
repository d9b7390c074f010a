package render

import (
	"testing"

	"planet"
)

// ATOM-2. The wanted ones come from another implementation of UUID v5.
func TestFeedID(t *testing.T) {
	named := &planet.Site{ID: "urn:uuid:60a76c80-d399-11d9-b91c-0003939e0af6", URL: "https://planet.example/"}
	moved := &planet.Site{ID: named.ID, URL: "https://new.example/"}
	unnamed := &planet.Site{URL: "https://planet.example/"}
	tests := []struct {
		name string
		site *planet.Site
		path string
		want string
	}{
		{"is the planet's own for the merged feed", named, "atom.xml", "urn:uuid:60a76c80-d399-11d9-b91c-0003939e0af6"},
		{"is made from it and the path for others", named, "members/ann/atom.xml", "urn:uuid:4355ca97-55d2-541d-9907-99ce4fd8d248"},
		{"stays when the site moves", moved, "members/ann/atom.xml", "urn:uuid:4355ca97-55d2-541d-9907-99ce4fd8d248"},
		{"is made from the address if the planet has none", unnamed, "atom.xml", "urn:uuid:77ab5edd-e482-5231-9d1d-5d965088dd6a"},
		{"and so are those of others", unnamed, "groups/x/atom.xml", "urn:uuid:2e49f7af-4b96-59ea-a352-d5cb7586fb86"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := feedID(tt.site, tt.path); got != tt.want {
				t.Errorf("feedID(%q) = %s, want %s", tt.path, got, tt.want)
			}
		})
	}
}
