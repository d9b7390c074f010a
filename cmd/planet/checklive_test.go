package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// checkNoon is when the tests of check look at feeds.
var checkNoon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// A blogger is a server on loopback that holds the feeds of a test, and the
// clock of the planet that asks it.
type blogger struct {
	*httptest.Server
	mu      sync.Mutex
	now     time.Time
	answers map[string]http.HandlerFunc // by path
}

func newBlogger(t *testing.T) *blogger {
	b := &blogger{now: checkNoon, answers: map[string]http.HandlerFunc{}}
	b.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if answer := b.answers[r.URL.Path]; answer != nil {
			answer(w, r)
			return
		}
		http.NotFound(w, r)
	}))
	b.Config.ErrorLog = log.New(&bytes.Buffer{}, "", 0)
	b.Start()
	t.Cleanup(b.Close)
	return b
}

func (b *blogger) clock() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now
}

func (b *blogger) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now = b.now.Add(d)
}

// says answers with a document, in which WEB stands for the server.
func (b *blogger) says(path, doc string) {
	b.answers[path] = func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, strings.ReplaceAll(doc, "WEB", b.URL)) }
}

func (b *blogger) refuses(path string, status int, headers ...string) {
	b.answers[path] = func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], strings.ReplaceAll(headers[i+1], "WEB", b.URL))
		}
		w.WriteHeader(status)
	}
}

// A row is a finding as JSON shows it.
type row struct {
	File, Code, Level, Message string
	Line                       int
}

// checks runs planet check in a folder, and gives what it found and how it
// ended.
func (b *blogger) checks(t *testing.T, folder string, args ...string) (rows []row, status int, said string) {
	t.Helper()
	t.Chdir(folder)
	var stdout, stderr bytes.Buffer
	c := &call{env: func(string) string { return "" }, stderr: &stderr, now: b.clock}
	status = c.run(t.Context(), append([]string{"check", "--format", "json"}, args...), nil, &stdout)
	if stdout.Len() > 0 {
		if err := json.Unmarshal(stdout.Bytes(), &rows); err != nil {
			t.Fatalf("check says %s: %v", stdout.String(), err)
		}
	}
	return rows, status, stderr.String()
}

func (b *blogger) writes(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(strings.ReplaceAll(text, "WEB", b.URL)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// A planet that has nothing said against it; the second may ask loopback.
const (
	goodPlanet = "planet: {title: Badges Planet, url: \"https://planet.example/\", id: \"urn:uuid:5b1c0000-0000-4000-8000-000000000000\"}\n"
	livePlanet = "planet: {title: Badges Planet, url: \"https://planet.example/\", id: \"urn:uuid:5b1c0000-0000-4000-8000-000000000000\", fetch: {allow_private: true, host_delay: 0s}}\n"
	annFeed    = livePlanet + "feeds:\n  - {name: Ann, slug: ann, feed: \"WEB/ann\"}\n"
)

// rssOf is a feed in English of items.
func rssOf(items ...string) string {
	return `<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Ann writes</title><link>https://ann.example/</link><description>d</description><language>en</language>` +
		strings.Join(items, "") + "</channel></rss>"
}

// itemOf is the n-th post, so many days old, with a text of its own.
func itemOf(n int, days float64, text string, more ...string) string {
	date := checkNoon.Add(-time.Duration(days * 24 * float64(time.Hour))).Format(time.RFC1123Z)
	return fmt.Sprintf("<item><guid>https://ann.example/%d</guid><link>https://ann.example/%[1]d</link><title>Post number %[1]d</title><pubDate>%s</pubDate><description>%s</description>%s</item>",
		n, date, escaped(fmt.Sprintf("<p>The text of number %d says enough to be told from others. ", n)+text), strings.Join(more, ""))
}

func escaped(s string) string { return strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(s) }

// itemsOf are n posts, one every other day.
func itemsOf(n int, item func(i int) string) string {
	var all []string
	for i := range n {
		all = append(all, item(i))
	}
	return rssOf(all...)
}

func goodFeed() string {
	return itemsOf(6, func(i int) string { return itemOf(i, float64(2*i+1), "") })
}

// neverChecked are the codes that a look with fresh eyes can't end in, and why.
var neverChecked = map[string]string{
	"changing-ids": "needs the memory of an earlier look",
	"republished":  "likewise", "late": "likewise", "withdrawn": "likewise", "held": "likewise",
	"preview":   "is no fault: see the script check-live",
	"turn":      "is no fault: see TestTurns and the script check-live",
	"panic":     "no feed is known to break the program",
	"http-only": "see TestCheckFindsHTTPS: it needs a certificate",
}

// knownBad are lists and feeds that have something said against them. {code,
// level, status} is what must come of it (PC-6).
var knownBad = []struct {
	name   string
	list   string // of one planet; WEB stands for the server
	files  map[string]string
	serve  func(b *blogger)
	args   []string
	code   string
	level  string
	status int
	says   string // a part of the message
}{
	// The list.
	{name: "an unknown key", list: goodPlanet + "feeds:\n  - {sitee: https://ann.example/}\n", code: "yaml", level: "B", status: 2, says: "did you mean site?"},
	{name: "tabs", list: goodPlanet + "feeds:\n\t- https://ann.example/\n", code: "yaml", level: "B", status: 2, says: "indent with spaces"},
	{name: "a bomb of aliases", list: goodPlanet + "feeds:\n  - site: https://ann.example/\n    extra:\n      a: &a [x, x]\n      b: [*a, *a]\n", code: "yaml", level: "B", status: 2, says: "begins with &"},
	{name: "10 MB", list: goodPlanet + "feeds:\n" + strings.Repeat("  - https://ann.example/\n", 400_000), code: "yaml", level: "B", status: 2, says: "larger than 8MiB"},
	{name: "an unclosed quotation mark", list: goodPlanet + "feeds:\n  - name: \"Ann\n", code: "yaml", level: "B", status: 2, says: "write the second one"},
	{name: "a display that is none", list: goodPlanet + "feeds:\n  - {site: https://ann.example/, display: whole}\n", code: "bad-value", level: "B", status: 2, says: "full"},
	{name: "a slug with a slash", list: goodPlanet + "feeds:\n  - {slug: a/b, site: https://ann.example/}\n", code: "bad-value", level: "B", status: 2, says: "write a-b"},
	{name: "marks of direction in a name", list: goodPlanet + "feeds:\n  - {name: \"Ann\\u202Ecod.exe\", site: https://ann.example/}\n", code: "bad-value", level: "B", status: 2, says: "U+202E"},
	{name: "no address", list: goodPlanet + "feeds:\n  - {name: Ann}\n", code: "no-address", level: "B", status: 2, says: "neither site nor feed"},
	{name: "two members with one slug", list: goodPlanet + "feeds:\n  - {slug: ann, site: https://ann.example/}\n  - {slug: ann, site: https://ben.example/}\n", code: "slug-taken", level: "B", status: 2, says: "already belongs to"},
	{name: "a group that is not there", list: goodPlanet + "groups:\n  - {slug: standard, name: Standard}\nfeeds:\n  - {site: https://ann.example/, groups: [standart]}\n", code: "unknown-group", level: "B", status: 2, says: "standard"},
	{name: "a pattern that RE2 can't read", list: goodPlanet + "feeds:\n  - {site: https://ann.example/, only: {pattern: '(?!x)'}}\n", code: "bad-filter", level: "B", status: 2, says: "(?!"},
	{name: "an address that is none", list: goodPlanet + "feeds:\n  - ftp://ann.example/\n", code: "bad-address", level: "B", status: 2, says: "https://ann.example/"},
	{name: "a password in an address", list: goodPlanet + "feeds:\n  - https://ann:secret@ann.example/\n", code: "bad-address", level: "B", status: 2, says: "user name"},
	{name: "a private address", list: goodPlanet + "feeds:\n  - http://10.0.0.1/feed\n", code: "private-host", level: "B", status: 2, says: "private network"},
	{name: "a local name", list: goodPlanet + "feeds:\n  - http://printer.local/\n", code: "private-host", level: "B", status: 2},
	{name: "our own feed", list: goodPlanet + "feeds:\n  - https://planet.example/atom.xml\n", code: "own-feed", level: "B", status: 2, says: "feed itself"},
	{name: "the same feed in another spelling", list: goodPlanet + "feeds:\n  - https://www.ann.example/feed/\n  - http://ann.example/feed\n", code: "duplicate", level: "B", status: 2, says: "already listed on line 3"},
	{name: "the same feed in two files", list: goodPlanet + "feeds:\n  - https://ann.example/feed\n", files: map[string]string{"feeds.d/ann.yaml": "feed: https://ann.example/feed\n"}, code: "duplicate", level: "B", status: 2, says: "feeds.yaml, line 3"},
	{name: "a picture that is missing", list: goodPlanet + "feeds:\n  - {site: https://ann.example/, avatar: ann.png}\n", code: "avatar", level: "W", says: "missing"},
	{name: "no id", list: "planet: {title: P, url: https://planet.example/}\n", code: "no-planet-id", level: "N", says: "id: urn:uuid:"},
	{name: "no address of the planet", list: "planet: {title: P}\n", code: "no-planet-url", level: "W"},
	{name: "a planet in a folder", list: "planet: {title: P, url: https://example.org/planet/, id: \"urn:uuid:5b1c0000-0000-4000-8000-000000000000\"}\n", code: "base-path", level: "N"},
	{name: "a proxy", list: strings.Replace(goodPlanet, "}", ", fetch: {proxy: environment}}", 1), code: "proxy", level: "W"},
	{name: "an hour that summer time skips", list: strings.Replace(goodPlanet, "}", ", schedule: \"30 2 * * *\", timezone: Europe/London}", 1), code: "schedule", level: "N"},
	{name: "too often", list: strings.Replace(goodPlanet, "}", ", fetch: {min_interval: 1m}}", 1), code: "manners", level: "W"},
	{name: "a language without words", list: strings.Replace(goodPlanet, "}", ", language: fi}", 1), code: "translation", level: "W"},
	{name: "a broken template", list: goodPlanet, files: map[string]string{"theme/templates/front.html": "{{ .Nothing }}"}, args: []string{"--theme"}, code: "theme", level: "B", status: 2},

	// Feeds that can't be read.
	{name: "a page instead of a feed", list: annFeed, serve: func(b *blogger) {
		b.says("/ann", `<!doctype html><html><head><link rel=alternate type="application/rss+xml" href="/real"></head></html>`)
	}, code: "not-a-feed", level: "B", status: 2, says: "/real on it"},
	{name: "an address that is no blog", list: livePlanet + "feeds:\n  - WEB/\n", serve: func(b *blogger) {
		b.answers["/"] = func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, "<!doctype html><html><title>Shop</title></html>")
		}
	}, code: "no-feed-found", level: "B", status: 2, says: "we tried /feed, /atom.xml, /rss.xml, /index.xml, /feed.json"},
	{name: "nonsense", list: annFeed, serve: func(b *blogger) { b.says("/ann", "hello") }, code: "unreadable", level: "B", status: 2, says: "line 1"},
	{name: "a list of feeds", list: annFeed, serve: func(b *blogger) { b.says("/ann", "<opml version='2.0'><body/></opml>") }, code: "unreadable", level: "B", status: 2, says: "OPML"},
	{name: "gone", list: annFeed, serve: func(b *blogger) { b.refuses("/ann", 410) }, code: "gone", level: "B", status: 2, says: "410"},
	{name: "not there", list: annFeed, code: "not-found", level: "B", status: 2, says: "404"},
	{name: "no such host", list: livePlanet + "feeds:\n  - {name: Ann, feed: \"http://blog.-nobody.example/feed\"}\n", code: "no-host", level: "B", status: 2, says: "blog.-nobody.example"},
	{name: "a certificate that nobody knows", list: annFeed, serve: (*blogger).encrypt, code: "cert", level: "B", status: 2, says: "Browsers will warn"},
	{name: "round in a circle", list: annFeed, serve: func(b *blogger) {
		b.refuses("/ann", 302, "Location", "/b")
		b.refuses("/b", 302, "Location", "/ann")
	}, code: "redirect-loop", level: "B", status: 2, says: "round in a circle"},
	{name: "on to what is no address", list: annFeed, serve: func(b *blogger) { b.refuses("/ann", 302, "Location", "ftp://ann.example/") }, code: "bad-address", level: "B", status: 2},
	{name: "too large", list: strings.Replace(annFeed, "host_delay", "max_bytes: 100kB, host_delay", 1), serve: func(b *blogger) {
		b.says("/ann", goodFeed()+strings.Repeat(" ", 200_000))
	}, code: "too-big", level: "B", status: 2, says: "Offer fewer posts"},
	{name: "our own feed at another address", list: annFeed, serve: func(b *blogger) {
		b.says("/ann", `<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:uuid:5b1c0000-0000-4000-8000-000000000000</id><title>P</title></feed>`)
	}, code: "own-feed", level: "B", status: 2},
	{name: "one feed behind two addresses", list: livePlanet + "feeds:\n  - {name: Ann, feed: \"WEB/ann\"}\n  - {name: Ben, feed: \"WEB/ben\"}\n", serve: func(b *blogger) {
		b.says("/ann", goodFeed())
		b.refuses("/ben", 302, "Location", "/ann")
	}, code: "duplicate", level: "B", status: 2, says: "twice"},

	// Hosts that gave no answer.
	{name: "behind a password", list: annFeed, serve: func(b *blogger) { b.refuses("/ann", 401) }, code: "blocked", level: "U", status: 1, says: "let it read the feed without one"},
	{name: "forbidden", list: annFeed, serve: func(b *blogger) { b.refuses("/ann", 403) }, code: "blocked", level: "U", status: 1, says: "allow the user agent planet/"},
	{name: "asked to come back later", list: annFeed, serve: func(b *blogger) { b.refuses("/ann", 429, "Retry-After", "3600") }, code: "wait", level: "U", status: 1, says: "60 min"},
	{name: "nobody answers", list: annFeed, serve: func(b *blogger) { b.Listener.Close() }, code: "unreachable", level: "U", status: 1},
	{name: "a fault of the host", list: annFeed, serve: func(b *blogger) { b.refuses("/ann", 500) }, code: "server-error", level: "U", status: 1, says: "500"},

	// Feeds that could be better.
	{name: "moved for good", list: annFeed, serve: func(b *blogger) {
		b.refuses("/ann", 301, "Location", "WEB/new")
		b.says("/new", goodFeed())
	}, code: "redirect", level: "W", says: "line 3 of feeds.yaml"},
	{name: "a bare ampersand", list: annFeed, serve: func(b *blogger) { b.says("/ann", strings.Replace(goodFeed(), "Ann writes", "Ann & Ben", 1)) }, code: "malformed", level: "W", says: "Line 1"},
	{name: "no posts", list: annFeed, serve: func(b *blogger) { b.says("/ann", rssOf()) }, code: "empty", level: "W"},
	{name: "no dates", list: annFeed, serve: func(b *blogger) {
		b.says("/ann", rssOf("<item><guid>https://ann.example/1</guid><title>Hello</title></item>"))
	}, code: "no-dates", level: "W"},
	{name: "one date for all", list: annFeed, serve: func(b *blogger) {
		b.says("/ann", itemsOf(6, func(i int) string { return itemOf(i, 3, "") }))
	}, code: "same-dates", level: "W", says: "6 posts share one date"},
	{name: "dated ahead", list: annFeed, serve: func(b *blogger) { b.says("/ann", rssOf(itemOf(1, -30, ""), itemOf(2, 3, ""))) }, code: "future-date", level: "W", says: "22 December 2026"},
	{name: "two members with one id", list: livePlanet + "feeds:\n  - {name: Ann, feed: \"WEB/ann\"}\n  - {name: Ben, feed: \"WEB/ben\"}\n", serve: func(b *blogger) {
		b.says("/ann", goodFeed())
		b.says("/ben", rssOf(strings.Replace(itemOf(1, 3, ""), "<link>https://ann.", "<link>https://ben.", 1)))
	}, code: "shared-id", level: "W", says: "the same id as a post of "},
	{name: "few posts on topic", list: annFeed, serve: func(b *blogger) {
		b.says("/ann", itemsOf(6, func(i int) string {
			return itemOf(i, float64(2*i+1), "", "<category>", []string{"Badge", "Cooking"}[min(i, 1)], "</category>")
		}))
	}, code: "off-topic", level: "W", says: "only: {categories: [Badge]}"},
	{name: "a filter that keeps nothing", list: strings.Replace(annFeed, "slug: ann", "slug: ann, only: {categories: [gardens]}", 1), serve: func(b *blogger) {
		b.says("/ann", itemsOf(6, func(i int) string { return itemOf(i, float64(2*i+1), "", "<category>Gardening</category>") }))
	}, code: "filter-empty", level: "W", says: "Categories in the feed: Gardening"},
	{name: "many posts a day", list: annFeed, serve: func(b *blogger) {
		b.says("/ann", itemsOf(30, func(i int) string { return itemOf(i, float64(i)/10+0.01, "") }))
	}, code: "high-volume", level: "W", says: "At most 5 a day"},
	{name: "slow", list: annFeed, serve: func(b *blogger) {
		b.answers["/ann"] = func(w http.ResponseWriter, _ *http.Request) {
			b.pass(12 * time.Second)
			fmt.Fprint(w, goodFeed())
		}
	}, code: "slow", level: "W", says: "12 s"},
	{name: "a picture that can't be had", list: strings.Replace(annFeed, "slug: ann", "slug: ann, avatar: \"WEB/ann.png\"", 1), serve: func(b *blogger) { b.says("/ann", goodFeed()) }, code: "avatar", level: "W", says: "ann.png"},

	// Good to know.
	{name: "no ids", list: annFeed, serve: func(b *blogger) {
		b.says("/ann", strings.NewReplacer("<guid>", "<x>", "</guid>", "</x>").Replace(goodFeed()))
	}, code: "no-ids", level: "N"},
	{name: "an old blog", list: annFeed, serve: func(b *blogger) { b.says("/ann", rssOf(itemOf(1, 1000, ""))) }, code: "old", level: "N", says: "February 2024"},
	{name: "beginnings only", list: annFeed, serve: func(b *blogger) {
		b.says("/ann", itemsOf(4, func(i int) string { return itemOf(i, float64(2*i+1), "And it goes on […]") }))
	}, code: "summary-only", level: "N", says: "16 words"},
	{name: "no language", list: annFeed, serve: func(b *blogger) { b.says("/ann", strings.Replace(goodFeed(), "<language>en</language>", "", 1)) }, code: "no-language", level: "N", says: "We assume en"},
	{name: "a picture without description", list: annFeed, serve: func(b *blogger) {
		b.says("/ann", rssOf(itemOf(1, 3, `<img src="https://ann.example/a.png" width=300 height=300>`)))
	}, code: "no-alt", level: "N", says: "1 image has no description"},
	{name: "a picture over http", list: annFeed, serve: func(b *blogger) {
		b.says("/ann", rssOf(itemOf(1, 3, `<img alt="a" src="http://ann.example/a.png" width=300 height=300>`)))
	}, code: "http-images", level: "N", says: "1 image uses http"},
	{name: "a frame", list: annFeed, serve: func(b *blogger) { b.says("/ann", rssOf(itemOf(1, 3, `<iframe src="https://v.example/1"></iframe>`))) }, code: "markup-lost", level: "N", says: "1 post"},
	{name: "links without a host", list: annFeed, serve: func(b *blogger) {
		b.says("/ann", strings.Replace(goodFeed(), "<link>https://ann.example/0<", "<link>/0<", 1))
	}, code: "relative-links", level: "N"},
	{name: "a tracking pixel", list: annFeed, serve: func(b *blogger) {
		b.says("/ann", rssOf(itemOf(1, 3, `<img src="https://t.example/p.gif" width="1" height="1">`)))
	}, code: "trackers", level: "N", says: "1 tracking pixel was"},
	{name: "an encoding that it doesn't have", list: annFeed, serve: func(b *blogger) {
		b.says("/ann", strings.Replace(goodFeed(), "Ann writes", "\xc4nn writes", 1))
	}, code: "encoding", level: "N"},
	{name: "a post as long as a book", list: annFeed, serve: func(b *blogger) {
		b.says("/ann", rssOf(itemOf(1, 3, strings.Repeat("<p>Another paragraph of this book.</p>", 9_000))))
	}, code: "large-entry", level: "N", says: "kB"},
	{name: "more posts than anybody reads", list: annFeed, serve: func(b *blogger) {
		b.says("/ann", itemsOf(1_001, func(i int) string { return itemOf(i, float64(2*i+1), "") }))
	}, code: "truncated-list", level: "N", says: "1001"},
	{name: "a home page whose feed was found", list: livePlanet + "feeds:\n  - {name: Ann, site: \"WEB/home\"}\n", serve: func(b *blogger) {
		b.says("/home", `<!doctype html><html><head><link rel=alternate type="application/rss+xml" href="/ann"></head></html>`)
		b.says("/ann", goodFeed())
	}, code: "feed-found", level: "N", says: "write feed: http"},
}

// encrypt lets the blogger answer over TLS, with a certificate that nobody
// knows.
func (b *blogger) encrypt() {
	handler := b.Config.Handler
	b.Close()
	b.Server = httptest.NewUnstartedServer(handler)
	b.Config.ErrorLog = log.New(&bytes.Buffer{}, "", 0)
	b.StartTLS()
}

func TestCheckKnowsWhatIsBad(t *testing.T) {
	for _, tt := range knownBad {
		t.Run(tt.name, func(t *testing.T) {
			b := newBlogger(t)
			if tt.serve != nil {
				tt.serve(b)
				t.Cleanup(b.Close)
			}
			files := map[string]string{"feeds.yaml": tt.list}
			for name, text := range tt.files {
				files[name] = text
			}
			folder := b.writes(t, files)
			was := strings.ReplaceAll(tt.list, "WEB", b.URL)
			args := tt.args
			if strings.Contains(tt.list, "allow_private") {
				args = append(args, "--live")
			}
			rows, status, said := b.checks(t, folder, args...)
			var found bool
			for _, r := range rows {
				found = found || r.Code == tt.code && r.Level == tt.level && strings.Contains(r.Message, tt.says)
				if strings.ContainsAny(r.Message, "\n\x1b\u202e") {
					t.Errorf("the message %q is not one harmless line", r.Message)
				}
			}
			if !found || status != tt.status {
				t.Errorf("check ends with %d and says\n%+v\n%s\nwant %d, and %s (%s) with %q", status, rows, said, tt.status, tt.code, tt.level, tt.says)
			}
			if is, err := os.ReadFile(filepath.Join(folder, "feeds.yaml")); err != nil || string(is) != was {
				t.Errorf("the list is no longer what it was (%v)", err)
			}
			there, err := os.ReadDir(folder)
			if err != nil || len(there) > 1+len(tt.files) {
				t.Errorf("the check left files behind: %v, %v", there, err)
			}
		})
	}
}

// PC-6: each code that check can say is said of something known to be bad.
func TestEveryCodeIsShown(t *testing.T) {
	shown := map[string]bool{}
	for _, tt := range knownBad {
		shown[tt.code] = true
	}
	file, err := parser.ParseFile(token.NewFileSet(), "../../code.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	codes := 0
	ast.Inspect(file, func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		if !ok {
			return true
		}
		code, err := strconv.Unquote(lit.Value)
		if err != nil || code == "" || strings.HasPrefix(code, "json:") {
			return true
		}
		codes++
		if !shown[code] && neverChecked[code] == "" {
			t.Errorf("nothing in the table is known to be %s", code)
		}
		if shown[code] && neverChecked[code] != "" {
			t.Errorf("%s is in the table, and said to be impossible", code)
		}
		return true
	})
	if codes < 50 {
		t.Errorf("found only %d codes", codes)
	}
}

// A good list of a good feed has nothing said against it: the checks would
// mean nothing otherwise.
func TestCheckFindsNothingInWhatIsGood(t *testing.T) {
	b := newBlogger(t)
	b.says("/ann", goodFeed())
	rows, status, said := b.checks(t, b.writes(t, map[string]string{"feeds.yaml": annFeed}), "--live")
	for _, r := range rows {
		t.Errorf("check says %+v", r)
	}
	if status != exitDone {
		t.Errorf("check ends with %d: %s", status, said)
	}
}
