package check

import (
	"slices"
	"testing"

	"planet"
	"planet/store"
)

// By which tags a feed can be said to be on topic.
func TestTopicsOf(t *testing.T) {
	site := &planet.Site{
		Title:   "Open Badges Planet",
		Groups:  []planet.Group{{Slug: "standard", Name: "Standard Group", Only: planet.Filter{Categories: []string{"spec"}}}, {Slug: "bakers", Name: "Bakers"}},
		Topics:  map[string][]string{"wallets": {"wallet apps"}},
		Members: []planet.Member{{Slug: "ann", Only: planet.Filter{Categories: []string{"micro-credentials"}}}},
	}
	in := &planet.Member{Groups: []planet.Membership{{Group: "standard"}}}
	tests := []struct {
		name, tag string
		member    *planet.Member
		want      bool
	}{
		{"the planet's own name", "open-badge", in, true},
		{"a group of the member, in another spelling", "Standard_Group", in, true},
		{"what a group sends on", "SPEC", in, true},
		{"a group of others", "bakers", in, false},
		{"any group, for who is in none", "#Bakers", &planet.Member{}, true},
		{"a topic, and what it joins", "Wallet App", in, true},
		{"what another member is narrowed to", "Micro Credentials", in, true},
		{"another tag", "cooking", in, false},
		{"the word planet alone", "planet", in, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tag := foldTag(tt.tag)
			if got := topicsOf(site)[tag] || groupTopics(site, tt.member)[tag]; got != tt.want {
				t.Errorf("the planet is about %q: %t, want %t", tt.tag, got, tt.want)
			}
		})
	}
}

// Where platforms keep the feed of a tag.
func TestTagFeeds(t *testing.T) {
	tests := []struct {
		name, feed, tag string
		want            []string
	}{
		{"WordPress", "https://ann.example/blog/feed/", "Open Badges", []string{"https://ann.example/blog/tag/open-badges/feed/", "https://ann.example/blog/category/open-badges/feed/"}},
		{"WordPress without the last slash", "https://ann.example/feed", "badges", []string{"https://ann.example/tag/badges/feed/", "https://ann.example/category/badges/feed/"}},
		{"Blogger", "https://ann.blogspot.example/feeds/posts/default?alt=rss", "Open Badges", []string{"https://ann.blogspot.example/feeds/posts/default/-/Open%20Badges"}},
		{"Ghost", "https://ann.example/rss/", "badges", []string{"https://ann.example/tag/badges/rss/"}},
		{"Medium", "https://medium.com/feed/@ann", "badges", []string{"https://medium.com/feed/@ann/tagged/badges"}},
		{"a tag in other letters", "https://ann.example/feed/", "バッジ/a", []string{"https://ann.example/tag/%E3%83%90%E3%83%83%E3%82%B8%2Fa/feed/", "https://ann.example/category/%E3%83%90%E3%83%83%E3%82%B8%2Fa/feed/"}},
		{"a platform that nobody can tell", "https://ann.example/index.xml", "badges", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := &look{address: store.Address{Final: tt.feed}, topic: &topic{tag: tt.tag}}
			if got := l.tagFeeds(); !slices.Equal(got, tt.want) {
				t.Errorf("tagFeeds of %s = %q, want %q", tt.feed, got, tt.want)
			}
		})
	}
}

// What is to be pasted into a list can be pasted.
func TestYAMLWord(t *testing.T) {
	for said, want := range map[string]string{"open badges": "open badges", "micro-credentials": "micro-credentials", "Größe": "Größe", "c#": "'c#'", "it's": "'it''s'", "a: b": "'a: b'", "a, b": "'a, b'", "- a": "'- a'", "": "''"} {
		if got := yamlWord(said); got != want {
			t.Errorf("yamlWord(%q) = %s, want %s", said, got, want)
		}
	}
}
