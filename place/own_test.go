package place

import (
	"testing"

	"planet"
)

// LEAVE-4, SAFE-21: whose post it is beyond doubt, so that copies go with it.
func TestOwn(t *testing.T) {
	s := site()
	s.Members = append(s.Members,
		planet.Member{Slug: "ida", Site: "https://shared.example/~ida/", Feeds: []planet.Feed{{URL: "https://shared.example/~ida/feed"}}},
		planet.Member{Slug: "ann-de", Of: "ann", Feeds: []planet.Feed{{URL: "https://feeds.example/ann"}}},
		planet.Member{Slug: "joe", Feeds: []planet.Feed{{URL: "https://joe.example/feed"}}})
	tests := []struct {
		name, slug, feed, address string
		want                      bool
	}{
		{"at her site", "ann", "https://ann.example/feed", "http://ann.example/1", true},
		{"in another spelling of its host", "ann", "https://ann.example/feed", "http://WWW.ann.example/1", true},
		{"a post of somebody else that she passes on", "ann", "https://ann.example/feed", "http://bob.example/1", false},
		{"at a host that others share, below her page", "ida", "https://shared.example/~ida/feed", "http://shared.example/~ida/1", true},
		{"her page itself", "ida", "https://shared.example/~ida/feed", "http://shared.example/~ida", true},
		{"at a host that others share, beside her page", "ida", "https://shared.example/~ida/feed", "http://shared.example/~idaho/1", false},
		{"of a further item, at the member's site", "ann-de", "https://feeds.example/ann", "http://ann.example/de/1", true},
		{"of a further item, where only the feed is", "ann-de", "https://feeds.example/ann", "http://feeds.example/1", false},
		{"without a site, where the feed is", "joe", "https://joe.example/feed", "http://joe.example/1", true},
		{"without a site, elsewhere", "joe", "https://joe.example/feed", "http://ann.example/1", false},
		{"of who is not on the list any more", "zoe", "https://zoe.example/feed", "http://zoe.example/1", true},
		{"without an address", "joe", "https://joe.example/feed", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Own(s, &planet.Entry{Feed: tt.slug, FeedURL: tt.feed, Canonical: tt.address}); got != tt.want {
				t.Errorf("Own(%s of %s) = %t, want %t", tt.address, tt.slug, got, tt.want)
			}
		})
	}
}
