package fetcher

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"planet"
)

// FLOW-12: when a post counts as taken out by its author. Each document is
// read the given time after the one before it; newest posts have the highest
// numbers.
func TestWithdrawn(t *testing.T) {
	type read struct {
		after time.Duration
		posts string
	}
	const h = time.Hour
	tests := []struct {
		name string
		docs []read
		want string // withdrawn
	}{
		{"missing twice, its neighbours side by side", []read{{0, "5 4 3 2 1"}, {h, "5 4 2 1"}, {h, "5 4 2 1 "}}, "3"},
		{"the second time the document is the same", []read{{0, "5 4 3 2 1"}, {h, "5 4 2 1"}, {h, "5 4 2 1"}}, "3"},
		{"once is not enough", []read{{0, "5 4 3 2 1"}, {h, "5 4 2 1"}}, ""},
		{"nor twice within the hour", []read{{0, "5 4 3 2 1"}, {h, "5 4 2 1"}, {h / 2, "5 4 2 1 "}}, ""},
		{"but then the third time", []read{{0, "5 4 3 2 1"}, {h, "5 4 2 1"}, {h / 2, "5 4 2 1 "}, {h / 2, "5 4 2 1"}}, "3"},
		{"what slides off the end stays", []read{{0, "5 4 3 2 1"}, {h, "6 5 4 3 2"}, {h, "7 6 5 4 3"}, {h, "7 6 5 4 3"}}, ""},
		{"and off the beginning, where the newest come last", []read{{0, "1 2 3 4 5"}, {h, "2 3 4 5 6"}, {h, "3 4 5 6 7"}, {h, "3 4 5 6 7"}}, ""},
		{"nine of ten slide off", []read{{0, "9 8 7 6 5 4 3 2 1 0"}, {h, "9"}, {h, "9"}}, ""},
		{"it is back the second time", []read{{0, "5 4 3 2 1"}, {h, "5 4 2 1"}, {h, "5 4 3 2 1"}, {h, "5 4 3 2 1 "}}, ""},
		{"it comes back later", []read{{0, "5 4 3 2 1"}, {h, "5 4 2 1"}, {h, "5 4 2 1"}, {day, "5 4 3 2 1"}}, ""},
		{"a neighbour has gone, too, by the second time", []read{{0, "5 4 3 2 1"}, {h, "5 4 2 1"}, {h, "5 4"}}, ""},
		{"something else stands between its neighbours", []read{{0, "5 4 3 2 1"}, {h, "5 4 6 2 1"}, {h, "5 4 6 2 1 "}}, ""},
		{"the newest, taken back at once", []read{{0, "5 4 3 2 1"}, {h, "4 3 2 1"}, {h, "4 3 2 1"}}, "5"},
		{"and another one in its place", []read{{0, "5 4 3 2 1"}, {h, "6 4 3 2 1"}, {h, "6 4 3 2 1"}}, "5"},
		{"the newest, where the newest come last", []read{{0, "1 2 3 4 5"}, {h, "1 2 3 4"}, {h, "1 2 3 4"}}, "5"},
		{"two side by side", []read{{0, "5 4 3 2 1"}, {h, "5 2 1"}, {h, "5 2 1"}}, "3 4"},
		{"more at once look like a broken export", []read{{0, "9 8 7 6 5 4 3 2 1"}, {h, "9 8 2 1"}, {h, "9 8 2 1"}}, ""},
		{"an empty document takes nothing (GET-27)", []read{{0, "5 4 3 2 1"}, {h, ""}, {h, ""}, {h, "5 4 3 2 1"}}, ""},
		{"not even what stands there after it is compared with nothing", []read{{0, "5 4 3 2 1"}, {h, ""}, {h, "5 4 2 1"}, {h, "5 4 2 1"}}, "3"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, "ann")
			w.force = true
			for _, doc := range tt.docs {
				var posts []post
				for _, n := range strings.Fields(doc.posts) {
					posts = append(posts, p(n, 10-float64(n[0]-'0')))
				}
				w.publish("/ann", rss(posts...)+strings.Repeat(" ", len(doc.posts)-len(strings.TrimSpace(doc.posts))))
				if r := w.update(doc.after)[0]; r.Err != nil {
					t.Fatal(r.Err)
				}
			}
			if got := w.withdrawn(); got != tt.want {
				t.Errorf("withdrawn: %q, want %q", got, tt.want)
			}
			if said := strings.Contains(codes(w.address("ann").Findings), "withdrawn"); said != (tt.want != "") {
				t.Errorf("findings %+v; want withdrawn among them: %v", w.address("ann").Findings, tt.want != "")
			}
		})
	}
}

// withdrawn names the posts that are out, the oldest first.
func (w *world) withdrawn() string {
	w.t.Helper()
	var out []string
	for _, e := range w.entries() {
		if !e.Withdrawn.IsZero() {
			out = append([]string{strings.TrimPrefix(e.Title, "A post called ")}, out...)
		}
	}
	return strings.Join(out, " ")
}

// FLOW-12: a feed that says itself what was taken out is believed at once
// (RFC 6721), about its own posts that do not stand in it.
func TestDeletedEntries(t *testing.T) {
	entry := func(n int) string {
		return fmt.Sprintf(`<entry><id>tag:ann.example,2026:%d</id><title>A post called %d</title><link href="https://ann.example/%d"/><updated>2026-11-%02dT00:00:00Z</updated></entry>`, n, n, n, n+10)
	}
	doc := func(parts ...string) string {
		return `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><id>urn:ann</id><title>Ann</title><updated>2026-11-20T00:00:00Z</updated>` + strings.Join(parts, "") + `</feed>`
	}
	deleted := func(n int) string {
		return fmt.Sprintf(`<at:deleted-entry ref="tag:ann.example,2026:%d" when="2026-11-21T00:00:00Z"/>`, n)
	}
	w := newWorld(t, "ann", "bob")
	w.publish("/ann", doc(entry(1), entry(2), entry(3)))
	w.publish("/bob", doc(entry(4)))
	w.update(0)
	w.force = true
	w.publish("/ann", doc(entry(1), entry(2), deleted(2), deleted(3), deleted(4)))
	w.update(time.Hour)
	if got := w.withdrawn(); got != "3" {
		t.Errorf("withdrawn: %q, want 3: 2 stands in the feed, 4 is bob's", got)
	}
	w.publish("/ann", doc(entry(1), entry(2), entry(3)))
	w.update(time.Hour)
	if got := w.withdrawn(); got != "" {
		t.Errorf("withdrawn: %q, want none: it is back", got)
	}
}

// FLOW-12: what another address of the member still holds was not taken out.
func TestStillInAnotherFeed(t *testing.T) {
	w := newWorld(t, "ann")
	w.site.Members[0].Feeds = append(w.site.Members[0].Feeds, planet.Feed{Slug: "ann", URL: w.srv.URL + "/second"})
	w.force = true
	w.publish("/second", rss(p("3", 3), p("1", 5)))
	w.publish("/ann", rss(p("4", 2), p("3", 3), p("2", 4), p("1", 5)))
	w.update(0)
	w.publish("/ann", rss(p("4", 2), p("1", 5)))
	w.update(time.Hour)
	w.update(time.Hour)
	if got := w.withdrawn(); got != "2" {
		t.Errorf("withdrawn: %q, want 2 alone", got)
	}
}
