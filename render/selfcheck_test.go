package render

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// CHECK-1, SITE-4, SAFE-14, URL-1, ATOM-1: one page with what is wrong on it.
func TestPageCheck(t *testing.T) {
	const page = "members/ann/index.html"
	tests := []struct {
		name, file, html string
		want             string // one problem; "" for none
	}{
		{"follows a link to a file", page, `<a href="../../index.html">`, ""},
		{"follows a link to a folder", page, `<a href="../../">`, ""},
		{"follows a link to its own folder", page, `<a href="./">`, ""},
		{"follows a link to the folder above", page, `<a href="..">`, "members/index.html, which is not there"},
		{"follows a link with a query", page, `<a href="../../?a=1&amp;b=2#c">`, ""},
		{"follows a link to itself", page, `<a href="">`, ""},
		{"follows a link from the base path", page, `<a href="/planet/atom.xml"><a href="/planet">`, ""},
		{"follows a picture", page, `<img src="x.png">`, "links to members/ann/x.png, which is not there"},
		{"follows each of several pictures", page, `<img srcset="../../x.png 1x, y.png 2x">`, "links to members/ann/y.png"},
		{"reads escapes in addresses", page, `<a href="../../%61tom.xml">`, ""},
		{"reads escapes in markup", page, `<a href="&#46;&#46;/../">`, ""},
		{"follows a refresh", page, `<meta http-equiv="Refresh" content="0; url=../annie/">`, "links to members/annie/index.html"},
		{"leaves links to others alone", page, `<a href="https://ana.example/x"><a href="//b.example/"><a href="mailto:a@b.example"><a href="/elsewhere/">`, ""},
		{"wants the slash after a folder", page, `<a href="../../members/ann">`, "links to members/ann, which is not there"},
		{"finds a link out of the site", page, `<a href="../../../x">`, "no address on this site"},
		{"finds a link to a script", page, "<a href=' java\nscript:x()'>", "which is a script"},
		{"asks of a link by name for the file only, as on other pages", page, `<a href="./#nowhere">`, ""},
		{"finds a place that is not on the page", page, `<p id="a"><a href="#a"><a href="#b">`, "links to #b, which is no id"},
		{"knows the top", page, `<a href="#"><a href="#top">`, ""},
		{"reads escapes in places", page, `<p id="ä b"><a href="#%C3%A4%20b">`, ""},
		{"finds an id that is there twice", page, `<p id="a"><p id="b"><p id="a">`, "has the id a twice"},
		{"finds a style", page, `<p STYLE="color:red">`, "with the attribute STYLE"},
		{"finds an event handler", page, `<p onclick="x()">`, "element p with the attribute onclick"},
		{"lets words begin with on", page, `<p on class="onclick">`, ""},
		{"finds a script in the text", page, `<script>x()</script>`, "script in its text"},
		{"finds data in a script", page, `<script type="application/ld+json">{}</script>`, "script in its text"},
		{"finds a script of others", page, `<script src="https://cdn.example/x.js"></script>`, "not ours"},
		{"lets our scripts be", page, `<script src="../../reader.js" defer></script>`, ""},
		{"finds a frame", page, `<iframe src="../../"></iframe>`, "element iframe"},
		{"finds a style sheet in the text", page, `<style>p{}</style>`, "element style"},
		{"finds a base", page, `<base target="_blank">`, "element base"},
		{"finds a control character", page, "a\nb\x0b", "line 2 holds U+000B"},
		{"finds half a character", page, "a\xc3", "line 1 holds a byte, 0xc3, that is no UTF-8"},
		{"finds a noncharacter", page, "\ufffe", "U+FFFE"},
		{"finds a tag that is not closed", page, `<p><a href="x`, "tag is not closed"},
		{"wants links from the base path where depth is unknown", "404.html", `<a href="members/ann/">`, "links begin with /planet/"},
		{"takes them there", "404.html", `<a href="/planet/members/ann/"><a href="#x"><p id="x">`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tr := opened(t, t.TempDir(), treeOptions{BasePath: "/planet/"})
			site := folder{page: "", "index.html": "", "atom.xml": "<a/>", "x.png": "", "reader.js": ""}
			site[tt.file] = tt.html
			site.put(t, tr)
			_, err := tr.publish(1, 0)
			checkProblem(t, err, tt.file, tt.want)
		})
	}
}

func checkProblem(t *testing.T, err error, file, want string) {
	t.Helper()
	if want == "" && err != nil || want != "" && err == nil {
		t.Fatalf("publish = %v, want %q", err, want)
	}
	if err != nil && (!strings.Contains(err.Error(), "\n"+file+": ") || !strings.Contains(err.Error(), want) || strings.Count(err.Error(), "\n") != 1) {
		t.Errorf("publish = %v; want one line for %s: %s", err, file, want)
	}
}

// CHECK-1, RSS-6: feeds hold the expected entries, and no relative address.
func TestFeedCheck(t *testing.T) {
	const (
		atomHead = `<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:f</id><link href="https://p.example/"/>`
		entryA   = `<entry><id>urn:a</id><source><id>urn:s</id></source></entry>`
		entryB   = `<entry><id>urn:b</id></entry>`
		atomFoot = `</feed>`
		rssItem  = `<rss><channel><item><guid>urn:a</guid><link>https://a.example/</link>%s</item></channel></rss>`
		jsonFeed = `{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "urn:a", "url": %q, "content_html": %q}]}`
	)
	tests := []struct {
		name, file, doc string
		ids             []string
		want            string
	}{
		{"reads an Atom feed", "atom.xml", atomHead + entryA + entryB + atomFoot, []string{"urn:a", "urn:b"}, ""},
		{"in whatever order", "atom.xml", atomHead + entryA + entryB + atomFoot, []string{"urn:b", "urn:a"}, ""},
		{"finds that an entry is missing", "atom.xml", atomHead + entryA + atomFoot, []string{"urn:a", "urn:b"}, "lacks the entry urn:b"},
		{"finds that all are missing", "atom.xml", atomHead + atomFoot, []string{"urn:a"}, "lacks the entry urn:a"},
		{"finds an entry too many", "atom.xml", atomHead + entryA + entryB + atomFoot, []string{"urn:a"}, "the entry urn:b, which has no place"},
		{"finds an entry that is there twice", "atom.xml", atomHead + entryA + entryA + atomFoot, []string{"urn:a"}, "urn:a twice"},
		{"asks for no ids that it was not told", "atom.xml", atomHead + entryA + atomFoot, nil, ""},
		{"finds what is not closed", "atom.xml", atomHead + entryA, nil, "can't be read as XML"},
		{"finds a second root", "atom.xml", atomHead + atomFoot + `<x/>`, nil, "one root"},
		{"finds an empty file", "atom.xml", ``, nil, "one root"},
		{"finds text outside", "atom.xml", `<a/>x`, nil, "outside its root"},
		{"finds an unknown entity", "atom.xml", `<a>&nbsp;</a>`, nil, "can't be read as XML"},
		{"finds a control character", "atom.xml", "<a>\x1b</a>", nil, "U+001B"},
		{"finds a relative link", "atom.xml", `<feed><link href="/x"/></feed>`, nil, "address /x, which is not absolute"},
		{"finds a relative icon", "atom.xml", `<feed><icon>//x.example/i.png</icon></feed>`, nil, "address //x.example/i.png"},
		{"finds a relative link in a text", "atom.xml", `<feed><entry><content type="html">&lt;a href="x.html"></content></entry></feed>`, nil, "address x.html"},
		{"lets a text's own places be", "atom.xml", `<feed><entry><content type="html">&lt;a href="#fn"></content></entry></feed>`, nil, ""},
		{"finds a script that a text leaves open", "atom.xml", `<feed><entry><content type="html">&lt;script></content></entry></feed>`, nil, "a script is not closed"},
		{"knows text from markup", "atom.xml", `<feed><entry><content type="text">On &lt;script> and &lt;a href="x.html"></content></entry></feed>`, nil, ""},
		{"reads an RSS feed", "rss.xml", fmt.Sprintf(rssItem, ``), []string{"urn:a"}, ""},
		{"finds what it lacks", "rss.xml", fmt.Sprintf(rssItem, ``), []string{"urn:b", "urn:a"}, "lacks the entry urn:b"},
		{"finds a relative picture in it", "rss.xml", fmt.Sprintf(rssItem, `<description>&lt;img src="i.png"></description>`), nil, "address i.png"},
		{"finds a relative enclosure", "rss.xml", fmt.Sprintf(rssItem, `<enclosure url="a.mp3"/>`), nil, "address a.mp3"},
		{"reads a JSON Feed", "feed.json", fmt.Sprintf(jsonFeed, "https://a.example/", `<a href='https://a.example/'>`), []string{"urn:a"}, ""},
		{"finds what that lacks", "feed.json", fmt.Sprintf(jsonFeed, "https://a.example/", ``), []string{"urn:b", "urn:a"}, "lacks the entry urn:b"},
		{"finds a relative address in that", "feed.json", fmt.Sprintf(jsonFeed, "x", ``), nil, "address x"},
		{"finds one in its text", "feed.json", fmt.Sprintf(jsonFeed, "", `<a href='x'>`), nil, "address x"},
		{"reads other JSON", "members.json", `[{"url": "x"}]`, nil, ""},
		{"finds what is no JSON", "members.json", `[1,]`, nil, "can't be read as JSON"},
		{"finds JSON that is cut off", "members.json", `{"a": [1, 2`, nil, "can't be read as JSON"},
		{"finds a feed that is cut off", "feed.json", `{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "urn:a"}`, []string{"urn:a"}, "can't be read as JSON"},
		{"finds an empty file", "feed.json", ``, nil, "can't be read as JSON"},
		{"finds a second value", "members.json", `{} {}`, nil, "can't be read as JSON"},
		{"finds a control character in JSON", "members.json", "{}\x01", nil, "U+0001"},
		{"reads JSON with items of its own", "members.json", `{"items": {"id": 1}, "version": 2}`, nil, ""},
		{"reads OPML", "opml.xml", `<opml><outline xmlUrl="https://a.example/"/></opml>`, nil, ""},
		{"by each of its names", ".well-known/feeds", `<opml>`, nil, "can't be read as XML"},
		{"finds a relative feed in it", "blogroll.opml", `<opml><outline xmlUrl="feed"/></opml>`, nil, "address feed"},
		{"finds a relative page in a sitemap", "sitemap.xml", `<urlset><url><loc>/x</loc></url></urlset>`, nil, "address /x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tr := opened(t, t.TempDir(), treeOptions{})
			if tt.ids != nil {
				tr.expectIDs(tt.file, tt.ids)
			}
			folder{tt.file: tt.doc}.put(t, tr)
			_, err := tr.publish(1, 0)
			checkProblem(t, err, tt.file, tt.want)
		})
	}
}

func TestExpectedFeedThatIsNotWritten(t *testing.T) {
	tr := opened(t, t.TempDir(), treeOptions{})
	tr.expectIDs("atom.xml", nil)
	_, err := tr.publish(1, 0)
	checkProblem(t, err, "atom.xml", "is not written")
}

// What our own feed writers make of a hostile entry passes (CHECK-1, CHECK-4).
func TestOurFeedsPassTheCheck(t *testing.T) {
	tr := opened(t, t.TempDir(), treeOptions{})
	d := fuzzedFeed(hostileText, hostileMarkup, "https://eve.example/\x00?<>", "tag:x", "en")
	var ids []string
	for _, it := range d.distinct() {
		ids = append(ids, it.AtomID)
	}
	for _, f := range []struct {
		name string
		doc  string
	}{{"atom.xml", writtenFeed(t, writeAtom, d)}, {"rss.xml", writtenFeed(t, writeRSS, d)}, {"feed.json", writtenFeed(t, writeJSONFeed, d)}} {
		tr.expectIDs(f.name, ids)
		folder{f.name: f.doc}.put(t, tr)
	}
	if _, err := tr.publish(1, 0); err != nil {
		t.Error(err)
	}
}

// DET-5: a site with a mistake leaves the old one, and all mistakes are said
// at once, on one screen, the same ones each time.
func TestProblemsLeaveTheOldSite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	old := folder{"index.html": "old"}
	old.published(t, dir)
	const pages = 400
	var first string
	for range 3 {
		tr := opened(t, dir, treeOptions{})
		var wg sync.WaitGroup
		for i := range pages {
			wg.Go(func() {
				page := fmt.Sprintf(`<p style="x" onclick="y"><iframe></iframe><a href="../gone/"><a href="../%d/">`, i)
				if err := tr.put(fmt.Sprintf("%d/index.html", i), []byte(page)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		_, err := tr.publish(1, 0)
		tr.discard()
		if err == nil {
			t.Fatal("a site full of mistakes was published")
		}
		lines := strings.Split(err.Error(), "\n")
		if len(lines) != 20 || !strings.Contains(lines[0], "1201") || lines[19] != "and 1183 more" {
			t.Errorf("%d lines, from %q to %q; want 20 about %d problems of pages and one broken link", len(lines), lines[0], lines[len(lines)-1], 3*pages)
		}
		if want := "0/index.html: links to gone/index.html, which is not there (so do 399 other pages)"; !slices.Contains(lines, want) {
			t.Errorf("%s\nlacks one line for a link that stands on each page: %s", err, want)
		}
		if first == "" {
			first = err.Error()
		}
		if err.Error() != first {
			t.Errorf("another time it says %s; first it said %s", err, first)
		}
	}
	checkHeld(t, dir, old)
}

// FLOW-15: what a publisher got wrong inside a text, where package clean could
// not know it, is told and stops nothing.
func TestLooseLinkInsideAnEntry(t *testing.T) {
	var warned []string
	tr := opened(t, t.TempDir(), treeOptions{Warn: func(format string, args ...any) { warned = append(warned, fmt.Sprintf(format, args...)) }})
	folder{"b.html": `<a href="#e-abcdefghij-fn1">`, "a.html": `<a href="#e-abcdefghij-fn1">`, "c.html": `<p id="e-abcdefghij-fn1"><a href="#e-abcdefghij-fn1">`}.put(t, tr)
	if _, err := tr.publish(1, 0); err != nil {
		t.Error(err)
	}
	if len(warned) != 1 || !strings.HasPrefix(warned[0], "a.html: ") || !strings.HasSuffix(warned[0], "(so does 1 other page)") {
		t.Errorf("warned %q; want one line for both pages", warned)
	}
}

// A page of anything is judged without a fall, the same each time.
func FuzzPageCheck(f *testing.F) {
	f.Add(`<a href="../x/?a#b"><img srcset="a 1x,b,,c 2x">`, "/planet/")
	f.Add(`<meta http-equiv=refresh content="0;url='..//../%2e%2e/'"><a href="%">`, "/")
	f.Fuzz(func(t *testing.T, page, base string) {
		read := func() pageReader {
			p := pageReader{name: "a/b/index.html", base: base}
			p.read([]byte(page))
			return p
		}
		p := read()
		for to := range p.links {
			if strings.HasPrefix(to, "../") || strings.HasPrefix(to, "/") || to == ".." {
				t.Errorf("a link of %q leads to %q, out of the site", page, to)
			}
		}
		if again := read(); fmt.Sprint(again.links) != fmt.Sprint(p.links) || len(again.problems) != len(p.problems) {
			t.Errorf("%q: %v, then %v", page, p.problems, again.problems)
		}
	})
}
