package main

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"planet/check"
	"planet/config"
)

// Many hosts are asked side by side, and one request at a time goes to each,
// whatever the list allows; what a check suggests is asked for like that, too.
func TestCheckAsksEachHostOneByOne(t *testing.T) {
	b := newBlogger(t)
	var flying, most, all atomic.Int32
	for i := range 8 {
		b.answers[fmt.Sprintf("/%d/feed/", i)] = func(w http.ResponseWriter, _ *http.Request) {
			most.Store(max(most.Load(), flying.Add(1)))
			defer flying.Add(-1)
			all.Add(1)
			runtime.Gosched()
			fmt.Fprint(w, strings.ReplaceAll(goodFeed(), "ann.example", fmt.Sprintf("blog-%d.example", i)))
		}
	}
	list := strings.Replace(livePlanet, "host_delay: 0s", "host_delay: 0s, per_host: 64", 1) + "feeds:\n"
	for i := range 8 {
		list += fmt.Sprintf("  - {slug: s%d, feed: \"WEB/%d/feed/\"}\n", i, i)
	}
	rows, status, said := b.checks(t, b.writes(t, map[string]string{"feeds.yaml": list}), "--live")
	if status != exitDone || len(rows) > 0 {
		t.Fatalf("check ends with %d: %+v %s", status, rows, said)
	}
	if most.Load() != 1 || all.Load() != 8 {
		t.Errorf("%d requests, up to %d at once; want 8, one by one", all.Load(), most.Load())
	}
}

// What is off topic is told with the tag's feed if that is there, as on blogs
// of WordPress; it has been read.
func TestCheckFindsTheFeedOfATag(t *testing.T) {
	b := newBlogger(t)
	tagged := func(name string) string {
		return itemsOf(6, func(i int) string {
			return itemOf(i, float64(2*i+1), "", "<category>", []string{name, "Cooking"}[min(i, 1)], "</category>")
		})
	}
	b.says("/blog/feed/", tagged("Open Badges"))
	b.says("/blog/category/open-badges/feed/", goodFeed())
	list := livePlanet + "groups:\n  - {slug: open-badges, name: Open Badges}\nfeeds:\n  - {slug: ann, feed: \"WEB/blog/feed/\"}\n"
	rows, _, _ := b.checks(t, b.writes(t, map[string]string{"feeds.yaml": list}), "--live")
	want := "ann: 1 of your last 6 posts have the tag Open Badges. To send only those, use the tag's feed " + b.URL + "/blog/category/open-badges/feed/, or only: {categories: [Open Badges]}."
	if len(rows) != 1 || rows[0].Message != want {
		t.Errorf("check says %+v\nwant %s", rows, want)
	}
}

// A feed that a member of the list has already is found also if only the new
// one is asked (GET-28).
func TestCheckKnowsFeedsThatItDoesNotAsk(t *testing.T) {
	b := newBlogger(t)
	b.says("/ann", goodFeed())
	b.refuses("/ben", http.StatusFound, "Location", "/ann")
	folder := b.writes(t, map[string]string{"feeds.yaml": annFeed, "feeds.d/ben.yaml": "feed: WEB/ben\n"})
	rows, status, _ := b.checks(t, folder, "--live", "feeds.d/ben.yaml")
	if status != exitMend || len(rows) < 1 || rows[0].Code != "duplicate" || !strings.Contains(rows[0].Message, "of ann (line 3 of feeds.yaml)") {
		t.Errorf("check ends with %d and says %+v, want the duplicate of ann", status, rows)
	}
}

// If no host at all answers, the fault is nobody's of the list (GET-22).
func TestCheckBlamesNobodyForAnOutage(t *testing.T) {
	list := livePlanet + "feeds:\n"
	for i := range 3 {
		list += fmt.Sprintf("  - {slug: s%d, feed: \"http://blog.-nobody-%d.example/\"}\n", i, i)
	}
	b := newBlogger(t)
	rows, status, said := b.checks(t, b.writes(t, map[string]string{"feeds.yaml": list}), "--live")
	if status != exitFailed || len(rows) != 3 {
		t.Fatalf("check ends with %d: %+v %s; want 1 and three findings", status, rows, said)
	}
	for _, r := range rows {
		if r.Code != "unreachable" || r.Level != "U" || !strings.Contains(r.Message, "probably our network's") {
			t.Errorf("check says %+v, want that it could not tell", r)
		}
	}
}

// PRV-1: the preview tells how far it is known that a member wants to be here:
// by the list, or by what its own page shows.
func TestPreviewTellsOfConsent(t *testing.T) {
	tests := []struct{ name, item, home, want string }{
		{"somebody proposed the blog", "{site: WEB/home, feed: WEB/ann}", "", "consent listed"},
		{"its author said yes", "{site: WEB/home, feed: WEB/ann, consent: agreed}", "", "consent agreed"},
		{"its home page links here", "{site: WEB/home, feed: WEB/ann, slug: ann}", `<a href="https://planet.example/">a planet</a>`, "consent linked"},
		{"its home page names its page here", "{site: WEB/home, feed: WEB/ann, slug: ann}", `<a rel=me href="https://planet.example/members/ann/">me</a>`, "consent verified"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBlogger(t)
			b.says("/ann", goodFeed())
			b.says("/home", "<!doctype html><title>Ann</title>"+tt.home)
			t.Chdir(b.writes(t, map[string]string{"feeds.yaml": livePlanet, "feeds.d/ann.yaml": tt.item + "\n"}))
			var stdout, stderr bytes.Buffer
			c := &call{env: func(string) string { return "" }, stderr: &stderr, now: b.clock}
			status := c.run(t.Context(), []string{"check", "--live", "feeds.d/ann.yaml"}, nil, &stdout)
			if status != exitDone || !strings.Contains(stdout.String(), tt.want) {
				t.Errorf("check ends with %d and says\n%s%s\nwant %s", status, stdout.String(), stderr.String(), tt.want)
			}
		})
	}
}

// PRV-1: the preview names the site, and says why that could not show whether the
// member wants to be here; silence would read as "it does not".
func TestPreviewTellsWhatWasNotSeen(t *testing.T) {
	b := newBlogger(t)
	b.says("/ann", goodFeed())
	b.refuses("/busy", http.StatusServiceUnavailable)
	elsewhere := strings.Replace(b.URL, "127.0.0.1", "localhost", 1) + "/home"
	const unseen = "whether its page links to this planet was not seen: "
	tests := []struct {
		name, site string
		want       []string
	}{
		{"its host gives no answer", "WEB/busy", []string{"  site: WEB/busy\n", unseen + "127.0.0.1 answered 503"}},
		{"it is on another host than the feed", elsewhere, []string{"  site: " + elsewhere + "\n", unseen + elsewhere + " is on another host than the feed"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Chdir(b.writes(t, map[string]string{"feeds.yaml": livePlanet, "feeds.d/ann.yaml": "{slug: ann, site: " + tt.site + ", feed: WEB/ann}\n"}))
			for _, format := range []string{"text", "markdown"} {
				var stdout, stderr bytes.Buffer
				c := &call{env: func(string) string { return "" }, stderr: &stderr, now: b.clock}
				c.run(t.Context(), []string{"check", "--live", "--format", format, "feeds.d/ann.yaml"}, nil, &stdout)
				for _, want := range tt.want {
					want = strings.ReplaceAll(want, "WEB", b.URL)
					if format == "markdown" {
						want = strings.Replace(strings.TrimSuffix(strings.TrimPrefix(want, "  "), "\n"), ": ", ": ` ", 1)
					}
					if !strings.Contains(stdout.String(), want) {
						t.Errorf("check says\n%s%s\nwant %s", stdout.String(), stderr.String(), want)
					}
				}
			}
		})
	}
}

// A further feed of a member stands for itself in a site that holds nothing
// else (PRV-2).
func TestSmallSiteOfAFurtherFeed(t *testing.T) {
	b := newBlogger(t)
	b.says("/photos", goodFeed())
	folder := b.writes(t, map[string]string{"feeds.yaml": annFeed, "feeds.d/photos.yaml": "member: ann\nfeed: WEB/photos\n"})
	if _, status, said := b.checks(t, folder, "--live", "--dir", "small", "feeds.d/photos.yaml"); status != exitDone {
		t.Fatalf("check ends with %d: %s", status, said)
	}
	page, err := os.ReadFile(filepath.Join(folder, "small", "members", "photos", "index.html"))
	if shown := string(page); err != nil || !strings.Contains(shown, ">Post number 4<") || strings.Contains(shown, ">Post number 5<") {
		t.Errorf("the member's page (%v) does not show the newest five of six posts:\n%s", err, shown)
	}
	if _, err := os.Stat(filepath.Join(folder, "small", "members", "ann")); err == nil {
		t.Error("the site has another member, too")
	}
}

// many makes so many findings of a level.
func many(n int, level config.Level) []config.Problem {
	all := make([]config.Problem, n)
	for i := range all {
		all[i] = config.Problem{File: "feeds.yaml", Line: i + 1, Code: "gone", Level: level, Message: strings.Repeat("word ", 20)}
	}
	return all
}

// PC-4: GitHub shows ten annotations of a kind; the others are counted.
func TestAnnotationsAreFew(t *testing.T) {
	var b bytes.Buffer
	got := &checked{found: append(append(many(12, config.Blocks), many(7, config.Warns)...), many(5, config.Unsure)...)}
	if err := printGitHub(&b, got); err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct {
		text string
		n    int
	}{{"::error ", 10}, {"::warning ", 10}, {"and 2 errors more, in the summary\n", 1}, {"and 2 warnings more, in the summary\n", 1}} {
		if n := strings.Count(b.String(), want.text); n != want.n {
			t.Errorf("%q stands there %d times, want %d", want.text, n, want.n)
		}
	}
}

// PRV-3: a comment is never longer than a forge takes, and says so.
func TestCommentIsCapped(t *testing.T) {
	var b bytes.Buffer
	got := &checked{subject: "the list", found: many(2_000, config.Blocks), advise: true}
	if err := printMarkdown(&b, got); err != nil {
		t.Fatal(err)
	}
	if n := b.Len(); n > 60_000 || n < 50_000 {
		t.Errorf("the comment has %d bytes, want nearly 60,000 at most", n)
	}
	if end := "lines more had no room here; the text or JSON of the check has them all.\n"; !strings.HasSuffix(b.String(), end) {
		t.Errorf("the comment ends with %q", b.String()[b.Len()-100:])
	}
}

// PRV-4: whatever strangers write stands in a comment as code, all of it on one
// line, so that nothing of it can mention people, close issues or draw links.
func FuzzPreviewIsInert(f *testing.F) {
	f.Add("@ann closes #1 [a](https://e.example) ![b](c) <b>|")
	f.Add("``` `a` ``")
	f.Add("`")
	f.Fuzz(func(t *testing.T, said string) {
		title := oneText(said)
		p := check.Preview{Name: title, Slug: "ann", Feeds: []check.FeedPreview{{Format: "RSS 2.0", Title: title, Newest: []check.Headline{{Title: title}}, First: title, Filtered: true, Tried: []check.Verdict{{Title: title, Why: title}}}}}
		c := &comment{}
		c.preview(&p)
		for line := range strings.Lines(c.b.String()) {
			if rest := outsideCode(strings.TrimSuffix(line, "\n")); strings.ContainsAny(rest, "@<>[]|`") {
				t.Errorf("%q leaves %q outside of code", line, rest)
			}
		}
	})
}

// outsideCode is what remains of a line of Markdown without its code: from a
// run of backticks to the next one of the same length.
func outsideCode(line string) string {
	var out strings.Builder
	for {
		at := strings.IndexByte(line, '`')
		if at < 0 {
			return out.String() + line
		}
		out.WriteString(line[:at])
		rest := strings.TrimLeft(line[at:], "`")
		fence := len(line) - at - len(rest)
		end := closing(rest, fence)
		if end < 0 {
			return out.String() + line[at:]
		}
		line = rest[end:]
	}
}

// closing is where code ends that began with so many backticks; -1 for nowhere.
func closing(s string, fence int) int {
	for at := 0; at < len(s); {
		i := strings.IndexByte(s[at:], '`')
		if i < 0 {
			return -1
		}
		rest := strings.TrimLeft(s[at+i:], "`")
		n := len(s) - at - i - len(rest)
		at += i + n
		if n == fence {
			return at
		}
	}
	return -1
}
