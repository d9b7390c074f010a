package render

import (
	"fmt"
	"strings"
	"testing"

	"planet"
)

// sizedFeed returns a feed of entries with so many kilobytes of text each; those
// after the first n are there only for their day.
func sizedFeed(n int, kilobytes ...int) feedDoc {
	d := emptyFeed()
	for i, kb := range kilobytes {
		it := annItem()
		it.AtomID = fmt.Sprintf("tag:ann.example,2026:%d", i)
		it.Recent = i >= n
		it.Text.Body = planet.TrustHTML(strings.Repeat("x", kb<<10))
		d.Items = append(d.Items, it)
	}
	d.Updated = newestUpdate(d.Items, d.Updated)
	return d
}

// shownKilobytes writes the kilobytes that are shown of each item.
func shownKilobytes(d feedDoc) string {
	var all []string
	for _, it := range d.Items {
		all = append(all, fmt.Sprint(len(it.shown().markup())>>10))
	}
	return strings.Join(all, " ")
}

// ATOM-18.
func TestFitFeed(t *testing.T) {
	tests := []struct {
		name string
		doc  feedDoc
		want string
	}{
		{"leaves a small feed alone", sizedFeed(1, 10, 20), "10 20"},
		{"drops what is there only for its day first", sizedFeed(3, 100, 200, 100, 200), "100 200 100"},
		{"then makes excerpts of the largest texts", sizedFeed(5, 100, 200, 50, 210, 100, 10), "100 200 50 0 100"},
		{"of as many as it takes", sizedFeed(9, 200, 201, 202, 203, 204, 205), "200 201 0 0 0 0"},
		{"counts a text over the entry's limit as the excerpt it is", sizedFeed(9, 300, 200, 201), "0 200 201"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := shownKilobytes(tt.doc)
			got, err := fitFeed(tt.doc)
			if err != nil || shownKilobytes(got) != tt.want {
				t.Errorf("fitFeed shows kilobytes %s, %v; want %s", shownKilobytes(got), err, tt.want)
			}
			if n := len(writtenFeed(t, writeAtom, got)); n > maxFeedBytes {
				t.Errorf("feed has %d bytes, want at most %d", n, maxFeedBytes)
			}
			if shownKilobytes(tt.doc) != before {
				t.Errorf("fitFeed changed its argument from %s to %s", before, shownKilobytes(tt.doc))
			}
		})
	}
}

// The feed's updated is that of the entries it still holds (ATOM-3).
func TestFitFeedUpdated(t *testing.T) {
	d := sizedFeed(3, 200, 200, 50, 200)
	d.Items[3].Updated, d.Items[3].Revision = november(9, 0), 2
	d.Updated = newestUpdate(d.Items, d.Updated)
	got, err := fitFeed(d)
	if err != nil || !got.Updated.Equal(newestUpdate(got.Items, november(1, 0))) || got.Updated.Equal(d.Updated) {
		t.Errorf("updated = %v, %v; want that of the three entries left", got.Updated, err)
	}
}
