package parse

import (
	"fmt"
	"strings"
	"testing"

	"planet"
)

// Relative addresses of a post are completed by what stands nearest: an
// xml:base, the post's link, the site, the feed (PARSE-9, PARSE-15).
func TestBases(t *testing.T) {
	const feed = "https://ana.example/blog/feed.xml"
	tests := []struct {
		name    string
		url     string
		onRoot  string // xml:base of the root
		onPost  string // of the post
		onText  string // of its text
		site    string
		link    string
		wantURL string // of the link
		want    string // base of the text
	}{
		{"the feed's address, if nothing else is known", feed, "", "", "", "", "", "", feed},
		{"a link is relative to the feed", feed, "", "", "", "", "post/1", "https://ana.example/blog/post/1", "https://ana.example/blog/post/1"},
		{"or to the site, if the feed names it", feed, "", "", "", "https://ana.example/", "post/1", "https://ana.example/post/1", "https://ana.example/post/1"},
		{"a text without a link belongs to the site", feed, "", "", "", "https://ana.example/home/", "", "", "https://ana.example/home/"},
		{"a site that is relative itself is none", feed, "", "", "", "/", "post/1", "https://ana.example/blog/post/1", "https://ana.example/blog/post/1"},
		{"a base that is a file", feed, "https://ana.example/x/feed.xml", "", "", "", "post/1", "https://ana.example/x/post/1", "https://ana.example/x/feed.xml"},
		{"a base that is a folder", feed, "https://ana.example/x/", "", "", "", "post/1", "https://ana.example/x/post/1", "https://ana.example/x/"},
		{"a base that is a folder without its slash", feed, "https://ana.example/x", "", "", "", "post/1", "https://ana.example/post/1", "https://ana.example/x"},
		{"a base with a query", feed, "https://ana.example/x?feed=1", "", "", "", "post/1", "https://ana.example/post/1", "https://ana.example/x?feed=1"},
		{"a base that is relative to the feed", feed, "../x/", "", "", "", "post/1", "https://ana.example/x/post/1", "https://ana.example/x/"},
		{"nested bases", feed, "https://ana.example/x/", "2026/", "11/", "", "post/1", "https://ana.example/x/2026/post/1", "https://ana.example/x/2026/11/"},
		{"an absolute base in another", feed, "https://ana.example/x/", "https://ben.example/y/", "", "", "1", "https://ben.example/y/1", "https://ben.example/y/"},
		{"a base of the text alone", feed, "", "", "https://ana.example/t/", "", "/1", "https://ana.example/1", "https://ana.example/t/"},
		{"an empty base changes nothing", feed, "https://ana.example/x/", "", " ", "", "1", "https://ana.example/x/1", "https://ana.example/x/"},
		{"an absolute link stays as it is", feed, "https://ana.example/x/", "", "", "", "HTTPS://Ana.example/%7e/a b?q=1#f", "HTTPS://Ana.example/%7e/a b?q=1#f", "https://ana.example/x/"},
		{"an unknown address leaves all relative", "", "", "", "", "", "post/1", "post/1", ""},
		{"a base that can't be understood", feed, "https://[", "", "", "", "1", "1", "https://["},
		{"a query alone", feed, "", "", "", "https://ana.example/a/b.php?p=0", "?p=1", "https://ana.example/a/b.php?p=1", "https://ana.example/a/b.php?p=1"},
		{"a fragment alone", feed, "", "", "", "https://ana.example/a/", "#f", "https://ana.example/a/#f", "https://ana.example/a/#f"},
		{"another host", feed, "", "", "", "https://ana.example/a/", "//ben.example/x", "https://ben.example/x", "https://ben.example/x"},
		{"a folder above", feed, "", "", "", "https://ana.example/a/b/c", "../x", "https://ana.example/a/x", "https://ana.example/a/x"},
		{"more above than there is", feed, "", "", "", "https://ana.example/a", "../../../x", "https://ana.example/x", "https://ana.example/x"},
		{"blanks and line ends", feed, "", "", "", "https://ana.example/", "\n a b/\tc\n", "https://ana.example/a%20b/c", "https://ana.example/a%20b/c"},
	}
	for _, tt := range tests {
		for format, write := range map[string]string{
			"Atom": `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="%s"><link href="%s"/><entry xml:base="%s"><id>../1</id><title>x</title>` +
				`<link href="%s"/><content type="html" xml:base="%s">text</content></entry></feed>`,
			"RSS": `<rss xml:base="%s"><channel><link>%s</link><item xml:base="%s"><guid isPermaLink="false">../1</guid><title>x</title>` +
				`<link>%s</link><description xml:base="%s">text</description></item></channel></rss>`,
		} {
			t.Run(tt.name+", "+format, func(t *testing.T) {
				doc := fmt.Sprintf(write, tt.onRoot, tt.site, tt.onPost, tt.link, tt.onText)
				item := only(t, parsed(t, strings.ReplaceAll(doc, ` xml:base=""`, ""), From{URL: tt.url}))
				if item.Link != tt.wantURL || item.Base != tt.want {
					t.Errorf("link %q, base %q; want %q, %q", item.Link, item.Base, tt.wantURL, tt.want)
				}
				if item.GUID != "../1" {
					t.Errorf("id = %q; it was completed", item.GUID)
				}
			})
		}
	}
}

// Each address of a feed and of a post is completed; ids never are.
func TestRelativeAddresses(t *testing.T) {
	const doc = `<rss xmlns:atom="http://www.w3.org/2005/Atom"><channel><link>https://ana.example/blog/</link><image><url>logo.png</url></image>
<atom:link rel="self" href="rss.xml"/><atom:link rel="hub" href="//hub.example/"/><atom:icon>/icon.png</atom:icon>
<item><guid>post/1</guid><link>post/1</link><comments>1#c</comments><enclosure url="1.mp3"/><media:content medium="image" url="1.png"/>
<atom:link rel="related" href="/about"/><source url="/source.xml">S</source><thr:in-reply-to href="0"/>
<atom:author><name>Ana</name><uri>/ana</uri></atom:author></item></channel></rss>`
	feed := parsed(t, doc, From{URL: "https://ana.example/feeds/rss"})
	item := only(t, feed)
	tests := []struct{ name, got, want string }{
		{"self", feed.Self, "https://ana.example/feeds/rss.xml"},
		{"hub", feed.Hubs[0], "https://hub.example/"},
		{"logo", feed.Logo, "https://ana.example/feeds/logo.png"},
		{"icon", feed.Icon, "https://ana.example/icon.png"},
		{"id", item.GUID, "post/1"},
		{"link", item.Link, "https://ana.example/blog/post/1"},
		{"comments", item.Comments, "https://ana.example/blog/post/1#c"},
		{"enclosure", item.Enclosures[0].URL, "https://ana.example/blog/post/1.mp3"},
		{"picture", item.Image, "https://ana.example/blog/post/1.png"},
		{"related", item.External, "https://ana.example/about"},
		{"source", item.Source.FeedURL, "https://ana.example/source.xml"},
		{"answered", item.InReplyTo[0], "https://ana.example/blog/post/0"},
		{"author", item.Authors[0].URL, "https://ana.example/ana"},
		{"finding", message(feed, planet.CodeRelativeLinks), "Links without a host were completed with https://ana.example/feeds/rss."},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%s = %q, want %q", tt.name, tt.got, tt.want)
		}
	}
}

// The owner of the list knows better (FY-4).
func TestBaseAsTheOwnerSays(t *testing.T) {
	const url = "https://ana.example/feeds/atom"
	const doc = `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://localhost:4000/"><entry><id>1</id><title>x</title>` +
		`<link href="p/1"/><content type="html">&lt;img src="i.png"></content></entry></feed>`
	const jsonFeed = `{"version": "https://jsonfeed.org/version/1", "home_page_url": "http://localhost:4000/",
"items": [{"id": "1", "url": "p/1", "content_html": "<img src='i.png'>"}]}`
	tests := []struct{ fix, link, base, jsonBase string }{
		{"", "http://localhost:4000/p/1", "http://localhost:4000/", "http://localhost:4000/p/1"},
		{"feed", "https://ana.example/feeds/p/1", url, url},
		{"entry", "http://localhost:4000/p/1", "http://localhost:4000/p/1", "http://localhost:4000/p/1"},
		{"https://ana.example/blog/", "https://ana.example/blog/p/1", "https://ana.example/blog/", "https://ana.example/blog/"},
	}
	for _, tt := range tests {
		from := From{URL: url, Fix: planet.Fix{Base: tt.fix}}
		if item := only(t, parsed(t, doc, from)); item.Link != tt.link || item.Base != tt.base {
			t.Errorf("fix.base %q: link %q, base %q; want %q, %q", tt.fix, item.Link, item.Base, tt.link, tt.base)
		}
		if item := only(t, parsed(t, jsonFeed, from)); item.Link != tt.link || item.Base != tt.jsonBase {
			t.Errorf("fix.base %q, JSON: link %q, base %q; want %q, %q", tt.fix, item.Link, item.Base, tt.link, tt.jsonBase)
		}
	}
}

// Relative links in a text are completed by package clean; the member hears
// of them here.
func TestRelativeLinksInTexts(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"from the root", `<a href="/about">x</a>`, "Links without a host were completed with https://ana.example/1."},
		{"a picture above", `<img alt="" src="../x.png">`, "Links without a host were completed with https://ana.example/1."},
		{"absolute ones", `<a href="https://ana.example/about">x</a>`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc := `<rss><channel><item><link>https://ana.example/1</link><description><![CDATA[` + tt.text + `]]></description></item></channel></rss>`
			if got := message(parsed(t, doc, From{URL: home}), planet.CodeRelativeLinks); got != tt.want {
				t.Errorf("found %q, want %q", got, tt.want)
			}
		})
	}
}

// The language of a text is that of what stands nearest (PARSE-9).
func TestLanguages(t *testing.T) {
	tests := []struct{ name, doc, feed, post string }{
		{"none", atomWith(`<title>x</title>`), "", ""},
		{"of the root", strings.Replace(atomWith(`<title>x</title>`), "<feed", `<feed xml:lang="de"`, 1), "de", ""},
		{"of the post", strings.Replace(atomWith(`<title>x</title>`), "<entry", `<entry xml:lang=" pt-BR "`, 1), "", "pt-BR"},
		{"of the text", atomWith(`<title xml:lang="en">x</title><content xml:lang="ar">x</content>`), "", "ar"},
		{"of the post, not of its text", strings.Replace(atomWith(`<content xml:lang="ar">x</content>`), "<entry", `<entry xml:lang="he"`, 1), "", "he"},
		{"of the channel", `<rss xml:lang="fr"><channel><language>en-us</language><item><title>x</title></item></channel></rss>`, "en-us", ""},
		{"Dublin Core's", `<rss><channel><dc:language>en</dc:language><item><title>x</title><dc:language>fr</dc:language></item></channel></rss>`, "en", "fr"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			feed := parsed(t, tt.doc, From{})
			if got := only(t, feed).Language; feed.Language != tt.feed || got != tt.post {
				t.Errorf("languages %q, %q; want %q, %q", feed.Language, got, tt.feed, tt.post)
			}
		})
	}
}
