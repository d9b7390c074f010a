package render

import (
	"strings"
	"testing"

	"planet"
)

// FLOW-13, ENT-12, ATOM-13, ATOM-18.
func TestShown(t *testing.T) {
	huge := strings.Repeat("x", maxEntryBytes+1)
	tests := []struct {
		name    string
		display planet.Display
		cut     bool
		text    planet.Text
		want    string // content, excerpt, summary
	}{
		{"full shows all, and the publisher's summary", "full", false, textsOf("body", "excerpt", "short", "summary"), "body||summary"},
		{"excerpt shows at most half", "excerpt", false, textsOf("body", "excerpt", "short", "summary"), "|short|"},
		{"title shows nothing", "title", false, textsOf("body", "excerpt", "short", "summary"), "||"},
		{"a display nobody knows shows nothing", "", false, textsOf("body", "excerpt", "short", "summary"), "||"},
		{"a summary that is the title goes", "full", false, textsOf("body", "", "", "Title"), "body||"},
		{"a text too large is an excerpt", "full", false, textsOf(huge, "excerpt", "short", "summary"), "|excerpt|"},
		{"a text cut for the feed's size is one, too", "full", true, textsOf("body", "excerpt", "short", "summary"), "|excerpt|"},
		{"which is the short one if the text counts as whole", "full", true, textsOf("body", "", "short", "summary"), "|short|"},
		{"or the summary if there is neither", "full", true, textsOf("body", "", "", "summary"), "||summary"},
		{"a cut never widens what may be shown", "title", true, textsOf("body", "excerpt", "short", "summary"), "||"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			it := feedItem{Entry: planet.Entry{Title: "Title", Text: tt.text}, Display: tt.display, Cut: tt.cut}
			s := it.shown()
			if got := s.Content.String() + "|" + s.Excerpt.String() + "|" + s.Summary; got != tt.want {
				t.Errorf("shown = %.60q, want %q", got, tt.want)
			}
		})
	}
}

func textsOf(body, excerpt, short, summary string) planet.Text {
	return planet.Text{
		Body: planet.TrustHTML(body), Excerpt: planet.TrustHTML(excerpt), Short: planet.TrustHTML(short), Summary: summary,
	}
}
