package parse

import (
	"strings"
	"testing"

	"planet"
)

// atomWith is Atom with one entry that holds this markup.
func atomWith(markup string) string {
	return `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:x="http://www.w3.org/1999/xhtml">` +
		`<entry><id>1</id><link href="https://ana.example/1"/>` + markup + `</entry></feed>`
}

// Text constructs of Atom arrive as HTML, whatever their type (PARSE-8). For
// titles the type says what package clean has to do (PARSE-16).
func TestAtomTexts(t *testing.T) {
	tests := []struct{ name, construct, want string }{
		{"text is escaped once more", `type="text">1 &lt; 2 &amp;amp; <`, `1 &lt; 2 &amp;amp;`},
		{"no type is text", `>AT&amp;amp;T <`, `AT&amp;amp;T`},
		{"html is as it is", `type="html">Use &lt;b>bold&lt;/b> &amp;amp; 1 &amp;lt; 2<`, `Use <b>bold</b> &amp; 1 &lt; 2`},
		{"html in CDATA", `type="html"><![CDATA[a <em>b</em> &amp; c]]><`, `a <em>b</em> &amp; c`},
		{"html in several sections", `type="html"><![CDATA[<p>a]]>b<![CDATA[</p>]]><`, `<p>ab</p>`},
		{"text in CDATA", `type="text"><![CDATA[a <em>b</em>]]><`, `a &lt;em&gt;b&lt;/em&gt;`},
		{"xhtml without its div", `type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">a <em>b</em></div><`, `a <em>b</em>`},
		{"xhtml with a prefix", `type="xhtml"><x:div>a <x:em x:class="c">b</x:em></x:div><`, `a <em>b</em>`},
		{"xhtml with a div that is no wrapper", `type="xhtml"><div>a</div><div>b</div><`, `<div>a</div><div>b</div>`},
		{"xhtml with text beside its div", `type="xhtml"><div>a</div> b<`, `<div>a</div> b`},
		{"xhtml without a div", `type="xhtml">a <em>b</em><`, `a <em>b</em>`},
		{"self-closing tags", `type="xhtml"><div><a id="x"/>b<script/>c<i/>d</div><`, `<a id="x"></a>b<script></script>c<i></i>d`},
		{"void elements", `type="xhtml"><div>a<br/>b<hr></hr>c<img src="i.png"/></div><`, `a<br>b<hr>c<img src="i.png">`},
		{"void elements that nobody closed", `type="xhtml"><div>a<br>b<img src="i.png">c</div><`, `a<br>b<img src="i.png">c`},
		{"CDATA in xhtml stays text", `type="xhtml"><div><![CDATA[<script>x()</script>]]></div><`, `&lt;script&gt;x()&lt;/script&gt;`},
		{"references in xhtml stay text", `type="xhtml"><div>1 &lt; 2 &amp;&nbsp;3</div><`, "1 &lt; 2 &amp;\u00a03"},
		{"attributes are quoted anew", `type="xhtml"><div><a href='?a=1&amp;b="2"'>x</a></div><`, `<a href="?a=1&amp;b=&#34;2&#34;">x</a>`},
		{"a language in xhtml", `type="xhtml"><div><q xml:lang="fr" xml:space="preserve">x</q></div><`, `<q lang="fr">x</q>`},
		{"a tag that nobody closed", `type="xhtml"><div><b>a<i>b</div><`, `<b>a<i>b</i></b>`},
		{"an end that nobody began", `type="xhtml"><div>a</b>c</div><`, `ac`},
		{"comments and instructions", `type="xhtml"><div>a<!-- <b> -->b<?php x ?>c</div><`, `abc`},
		{"html that is no text but elements", `type="html"><p>a <b>b</b> &lt;</p><`, `<p>a <b>b</b> &lt;</p>`},
		{"elements where nobody gave a type", `><p>a</p><`, `<p>a</p>`},
		{"capitals", `type="XHTML"><DIV>a <EM CLASS="c">b</EM></DIV><`, `a <em class="c">b</em>`},
		{"text/html as in Atom 0.3", `type="text/html" mode="escaped">&lt;p>a&lt;/p><`, `<p>a</p>`},
		{"text/plain", `type="text/plain; charset=utf-8">1 &lt; 2<`, `1 &lt; 2`},
		{"application/xhtml+xml", `type="application/xhtml+xml"><div>a</div><`, `a`},
		{"base64", `type="text/html" mode="base64">PHA+YTwvcD4=<`, `<p>a</p>`},
		{"base64 that is none", `type="text/html" mode="base64">*<`, ``},
		{"base64 of what is no UTF-8", `type="text/html" mode="base64">Yf9i<`, "a\uFFFDb"},
		{"nothing", `type="html"><`, ``},
	}
	for _, tt := range tests {
		for _, name := range [...]string{"title", "summary", "content", "rights"} {
			t.Run(tt.name+" as "+name, func(t *testing.T) {
				item := only(t, parsed(t, atomWith("<"+name+" "+tt.construct+"/"+name+">"), From{}))
				got := map[string]string{"title": item.Title.Markup, "summary": item.Summary, "content": item.Content}
				if name == "rights" {
					if item.Rights != plain(tt.want) {
						t.Errorf("rights = %q, want %q", item.Rights, plain(tt.want))
					}
				} else if got[name] != tt.want {
					t.Errorf("%s = %q, want %q", name, got[name], tt.want)
				}
				if item.Title.Guess {
					t.Error("the title counts as a guess; Atom says what it is")
				}
			})
		}
	}
}

// Content that lies elsewhere, or is neither text nor HTML, is a link only
// (PARSE-8).
func TestAtomContentThatIsNone(t *testing.T) {
	for _, content := range [...]string{
		`<content src="https://ana.example/1.html" type="text/html"/>`,
		`<content src="https://ana.example/1.html">text</content>`,
		`<content type="image/svg+xml"><svg xmlns="http://www.w3.org/2000/svg"><script>x()</script></svg></content>`,
		`<content type="application/xml"><title>not the entry's</title></content>`,
		`<content type="application/octet-stream" mode="base64">PHA+YTwvcD4=</content>`,
		`<content type="image/png">iVBORw0KGgo=</content>`,
	} {
		item := only(t, parsed(t, atomWith(content), From{}))
		if item.Text() != "" || item.Title.Markup != "" || item.Link != "https://ana.example/1" {
			t.Errorf("%s: text %q, title %q, link %q", content, item.Text(), item.Title.Markup, item.Link)
		}
	}
}

// Programs forget the type of what they put into Atom.
func TestAtomTextThatIsHTML(t *testing.T) {
	tests := []struct{ name, content, want string }{
		{"nothing but markup", `<content>&lt;p>a&lt;/p></content>`, `<p>a</p>`},
		{"a picture", `<content>&lt;img src="i.png"/></content>`, `<img src="i.png"/>`},
		{"words about markup", `<content>Use &lt;b>bold&lt;/b></content>`, `Use &lt;b&gt;bold&lt;/b&gt;`},
		{"markup that says it is text", `<content type="text">&lt;p>a&lt;/p></content>`, `&lt;p&gt;a&lt;/p&gt;`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := only(t, parsed(t, atomWith(tt.content), From{})).Content; got != tt.want {
				t.Errorf("content = %q, want %q", got, tt.want)
			}
		})
	}
}

// Texts of RSS have no type. Elements in them are markup as they stand; all
// else is decoded once (PARSE-8).
func TestRSSTexts(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"escaped once", `&lt;p>a &amp;amp; b&lt;/p>`, `<p>a &amp; b</p>`},
		{"in CDATA", `<![CDATA[<p>a &amp; b</p>]]>`, `<p>a &amp; b</p>`},
		{"as elements", `<p>a <b>b</b> &lt;</p>`, `<p>a <b>b</b> &lt;</p>`},
		{"as elements, with CDATA in them", `<p><![CDATA[<script>x()</script>]]></p>`, `<p>&lt;script&gt;x()&lt;/script&gt;</p>`},
		{"as elements that nobody closed", `a<p>b<p>c`, `a<p>b<p>c</p></p>`},
		{"as elements of a prefix", `<x:p>a</x:p>`, `<p>a</p>`},
		{"text", `1 &lt; 2`, `1 < 2`},
		{"a bare sign", `1 < 2 & 3`, `1 < 2 & 3`},
		{"line ends of another system", "a\r\nb\rc", "a\nb\nc"},
	}
	for _, tt := range tests {
		for _, name := range [...]string{"title", "description", "content:encoded", "itunes:summary"} {
			t.Run(tt.name+" as "+name, func(t *testing.T) {
				doc := `<rss><channel><item><link>https://ana.example/</link><` + name + ">" + tt.text + "</" + name + "></item></channel></rss>"
				item := only(t, parsed(t, doc, From{}))
				got := item.Text()
				if name == "title" {
					got = item.Title.Markup
				}
				if got != tt.want {
					t.Errorf("%s = %q, want %q", name, got, tt.want)
				}
			})
		}
	}
}

// Nobody knows whether a title of RSS is text or HTML: it is handed on decoded
// once, as a guess, unless the owner says what it is (PARSE-16, FY-4).
func TestTitleTypes(t *testing.T) {
	tests := []struct {
		name, title, fix string
		want             Title
	}{
		{"escaped twice", `AT&amp;amp;T`, "", Title{`AT&amp;T`, true}},
		{"a sign", `1 &lt; 2`, "", Title{`1 < 2`, true}},
		{"words about a tag", `Use &lt;b&gt;`, "", Title{`Use <b>`, true}},
		{"a tag", `A <b>bold</b> word`, "", Title{`A <b>bold</b> word`, false}},
		{"CDATA", `<![CDATA[A <b>bold</b> &amp; word]]>`, "", Title{`A <b>bold</b> &amp; word`, true}},
		{"text, says the owner", `Use &lt;b&gt; &amp;amp;`, "text", Title{`Use &lt;b&gt; &amp;amp;`, false}},
		{"HTML, says the owner", `AT&amp;amp;T`, "html", Title{`AT&amp;T`, false}},
		{"elements are elements", `A <b>bold</b> word`, "text", Title{`A <b>bold</b> word`, false}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			item := only(t, parsed(t, inRSS(tt.title), From{Fix: planet.Fix{TitleType: tt.fix}}))
			if item.Title != tt.want {
				t.Errorf("title = %+v, want %+v", item.Title, tt.want)
			}
		})
	}
}

// In Atom the owner is believed more than the type.
func TestTitleTypesInAtom(t *testing.T) {
	tests := []struct{ construct, fix, want string }{
		{`type="text">AT&amp;amp;T &lt;b><`, "html", `AT&amp;T <b>`},
		{`type="html">1 &lt; 2 &amp;amp;<`, "text", `1 &lt; 2 &amp;amp;`},
	}
	for _, tt := range tests {
		feed := parsed(t, atomWith("<title "+tt.construct+"/title><content>AT&amp;amp;T</content>"), From{Fix: planet.Fix{TitleType: tt.fix}})
		if item := only(t, feed); item.Title != (Title{Markup: tt.want}) || item.Content != "AT&amp;amp;T" {
			t.Errorf("%s, %s: title %+v, content %q", tt.construct, tt.fix, item.Title, item.Content)
		}
	}
}

// Formatting that is open is repeated by html.Parse in each new block: 75 KB
// of it cost gofeed alone 250 MB and more. No form of it reaches html.Parse
// here (PARSE-8, PARSE-12).
func TestFormattingBombs(t *testing.T) {
	const formats, blocks = 180, 9_000
	open := "<p>" + attributes(formats, "<b id='%d'>") + strings.Repeat("<p>x</p>", blocks)
	whole := open + strings.Repeat("</b>", formats) + "</p>"
	escaped := strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace
	tests := []struct{ name, doc string }{
		{"RSS, escaped", channel("<description>" + escaped(open) + "</description>")},
		{"RSS, in CDATA", channel("<content:encoded><![CDATA[" + open + "]]></content:encoded>")},
		{"RSS, as elements", channel("<description>" + whole + "</description>")},
		{"RSS, as elements that nobody closes", channel("<description>" + open + "</description>")},
		{"RSS, with pictures to look for", channel("<description>" + escaped("<img src='i'>"+open) + "</description>")},
		{"Atom, html and a base", atomWith(`<content type="html" xml:base="https://ana.example/">` + escaped(open) + "</content>")},
		{"Atom, html in CDATA and a base", atomWith(`<content type="html" xml:base="https://ana.example/"><![CDATA[` + open + "]]></content>")},
		{"Atom, html as elements", atomWith(`<content type="html">` + open + "</content>")},
		{"Atom, xhtml", atomWith(`<content type="xhtml"><div>` + whole + "</div></content>")},
		{"Atom, xhtml that nobody closes", atomWith(`<content type="xhtml"><div>` + open + "</div></content>")},
		{"Atom, as a title", atomWith(`<title type="xhtml"><div>` + whole + "</div></title>")},
		{"JSON", `{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "content_html": "` + open + `"}]}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var item *Item
			bytes := allocated(func() { item = only(t, parsed(t, tt.doc, From{URL: home})) })
			if n := strings.Count(item.Text()+item.Title.Markup, "<p>x"); n != blocks {
				t.Errorf("%d of %d blocks came through", n, blocks)
			}
			if bytes > 4*megabyte {
				t.Errorf("%d bytes of it cost %d bytes", len(tt.doc), bytes)
			}
		})
	}
}
