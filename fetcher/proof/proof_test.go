package proof

import (
	"strings"
	"testing"

	"planet"
)

var ann = Wanted{Planet: "https://planet.example/", Slugs: []string{"ann", "anna"}}

// OWN-2, OWN-3: what a page shows, and what it can't pretend.
func TestPage(t *testing.T) {
	const me, us, at = "https://planet.example/members/ann/", "https://planet.example/", "https://ann.example/blog/"
	verified, linked := planet.ConsentVerified, planet.ConsentLinked
	tests := []struct {
		name, page string
		want       planet.Consent
	}{
		{"nothing", `<p>Hello</p>`, ""},
		{"a link to the planet", `<a href="` + us + `">planet</a>`, linked},
		{"a link to the member's page", `<a href="` + me + `">me</a>`, linked},
		{"in another spelling", `<a HREF=' http://www.PLANET.example:80/members/ann/index.html#top '>me</a>`, linked},
		{"a picture map", `<map><area href="` + us + `"></map>`, linked},
		{"a link to another page of the planet", `<a href="` + us + `members/">all</a>`, ""},
		{"a link to another member", `<a rel="me" href="` + us + `members/bob/">bob</a>`, ""},
		{"a page below the member's", `<a rel="me" href="` + me + `atom.xml">feed</a>`, ""},
		{"with a query", `<a rel="me" href="` + me + `?x=1">me</a>`, ""},
		{"another host of the same path", `<a rel="me" href="https://planet.example.evil.example/members/ann/">me</a>`, ""},
		{"the planet as a user name", `<a rel="me" href="https://planet.example@evil.example/members/ann/">me</a>`, ""},
		{"another port", `<a rel="me" href="https://planet.example:8443/members/ann/">me</a>`, ""},
		{"another scheme", `<a rel="me" href="gopher://planet.example/members/ann/">me</a>`, ""},

		{"rel=me in the head", `<link rel="me" href="` + me + `">`, verified},
		{"rel=me in the text", `<a class="x" rel="nofollowed ME external" href="` + me + `">me</a>`, verified},
		{"rel=me without the last slash", `<link rel=me href=https://planet.example/members/ann>`, verified},
		{"rel=me to a former slug, which leads to the page", `<link rel="me" href="` + us + `members/anna/">`, verified},
		{"rel=me to the planet is a link", `<a rel="me" href="` + us + `">me</a>`, linked},
		{"rel=me in a link nobody sees, to the planet", `<link rel="me" href="` + us + `">`, ""},
		{"rel=home to the page in the head", `<link rel="home" href="` + me + `">`, ""},
		{"a word that holds me", `<link rel="home meme" href="` + me + `">`, ""},
		{"the first link is no proof, the second is", `<a href="` + us + `">x</a><a rel=me href="` + me + `">x</a><a href="` + us + `">x</a>`, verified},
		{"a base elsewhere", `<base href="https://planet.example/"><link rel="me" href="members/ann/">`, verified},
		{"only the first base counts", `<base href="https://ann.example/"><base href="https://planet.example/"><link rel="me" href="/members/ann/">`, ""},

		{"in a comment", `<!-- <link rel="me" href="` + me + `"> -->`, ""},
		{"in a conditional comment", `<!--[if IE]><a href="` + us + `">x</a><![endif]-->`, ""},
		{"in a script", `<script>document.write('<a rel="me" href="` + me + `">')</script>`, ""},
		{"in JSON for programs", `<script type="application/ld+json">{"sameAs": "` + me + `"}</script>`, ""},
		{"in a style", `<style>a::after{content:'<a rel="me" href="` + me + `">'}</style>`, ""},
		{"in a template", `<template><p><a rel="me" href="` + me + `">x</a></p></template>`, ""},
		{"after a template", `<template><a href="x">x</a></template><a rel="me" href="` + me + `">x</a>`, verified},
		{"in noscript", `<noscript><a rel="me" href="` + me + `">x</a></noscript>`, ""},
		{"in a field for text", `<textarea><a rel="me" href="` + me + `">x</a></textarea>`, ""},
		{"in the title", `<title><a rel="me" href="` + me + `">x</a></title>`, ""},
		{"in an old frame", `<iframe><a rel="me" href="` + me + `">x</a></iframe>`, ""},
		{"in an attribute", `<p title='<a rel="me" href="` + me + `">'>x</p>`, ""},
		{"as text", `<p>` + me + `</p>`, ""},
		{"escaped", `<pre>&lt;a rel="me" href="` + me + `"&gt;</pre>`, ""},
		{"a visitor's", `<a rel="me ugc" href="` + me + `">x</a>`, ""},
		{"a visitor's, as older programs mark it", `<a rel="external nofollow" href="` + us + `">x</a>`, ""},
		{"paid for", `<a rel="sponsored" href="` + us + `">x</a>`, ""},
		{"an attribute given twice", `<a rel="x" rel="me" href="https://x.example/" href="` + me + `">x</a>`, ""},
		{"beyond what is read", strings.Repeat(" ", maxPage) + `<a rel="me" href="` + me + `">x</a>`, ""},
		{"no address", `<a rel="me" href>x</a><a rel="me" href="::">x</a>`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, _ := ann.Page([]byte(tt.page), at); got != tt.want {
				t.Errorf("Page(%q) = %q, want %q", tt.page, got, tt.want)
			}
		})
	}
}

// OWN-2: the page that introduces the author is one of the same host.
func TestAbout(t *testing.T) {
	tests := []struct{ page, want string }{
		{`<a href="/post">post</a><a href="/about/">me</a><a href="/about-me">x</a>`, "https://ann.example/about/"},
		{`<a href="Über-mich.html">ich</a>`, "https://ann.example/%C3%9Cber-mich.html"},
		{`<a href="/fr/a-propos">moi</a>`, "https://ann.example/fr/a-propos"},
		{`<a href="http://www.ann.example/sobre">x</a>`, "http://www.ann.example/sobre"},
		{`<a href="https://bob.example/about">bob</a>`, ""},
		{`<a href="/about?x=1">x</a><a href="/about-badges">x</a><a href="mailto:about">x</a>`, ""},
		{`<!-- <a href="/about">x</a> -->`, ""},
	}
	for _, tt := range tests {
		if _, got := ann.Page([]byte(tt.page), "https://ann.example/"); got != tt.want {
			t.Errorf("Page(%q): about = %q, want %q", tt.page, got, tt.want)
		}
	}
	if found, about := ann.Page([]byte(`<a href="/about">x</a>`), "not an address"); found != "" || about != "" {
		t.Errorf("of a page nowhere: %q, %q", found, about)
	}
}

// OWN-3: /.well-known/planet.txt names planet and slug.
func TestFile(t *testing.T) {
	tests := []struct {
		name, file string
		want       bool
	}{
		{"the line", "https://planet.example/ ann\n", true},
		{"among others", "# whom I follow\r\n\r\nhttps://other.example/ ann\r\nhttps://planet.example\tann\r\n", true},
		{"with a mark at its beginning", "\ufeffhttps://planet.example/ ann", true},
		{"a former slug", "http://www.planet.example/ anna", true},
		{"another member", "https://planet.example/ bob", false},
		{"another planet", "https://planet2.example/ ann", false},
		{"a planet below", "https://planet.example/sub/ ann", false},
		{"set aside", "# https://planet.example/ ann", false},
		{"set aside without space", "#https://planet.example/ ann", false},
		{"a word too many", "not https://planet.example/ ann", false},
		{"the address alone", "https://planet.example/", false},
		{"nothing", "", false},
		{"beyond what is read", strings.Repeat("\n", maxFile) + "https://planet.example/ ann", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := ann.File([]byte(tt.file)); got != tt.want {
				t.Errorf("File(%q) = %t, want %t", tt.file, got, tt.want)
			}
		})
	}
}

// OWN-3: source:blogroll names our list, or us.
func TestBlogroll(t *testing.T) {
	for address, want := range map[string]bool{
		"https://planet.example/opml.xml": true, "http://www.planet.example/blogroll.opml": true, "https://planet.example/.well-known/recommendations.opml": true,
		"https://planet.example": true, "https://planet.example/atom.xml": false, "https://ann.example/opml.xml": false, "::": false,
		"https://planet.example/members/ann/": false,
	} {
		if got := ann.Blogroll([]string{"https://x.example/", address}); got != want {
			t.Errorf("Blogroll(%s) = %t, want %t", address, got, want)
		}
	}
	if ann.Blogroll(nil) {
		t.Error("no blogroll is a proof")
	}
}

// A planet below a folder, and one beside it.
func TestPlanetInAFolder(t *testing.T) {
	w := Wanted{Planet: "https://host.example/planet/", Slugs: []string{"ann"}}
	for page, want := range map[string]planet.Consent{
		`<a href="https://host.example/">x</a>`:                            "",
		`<a href="https://host.example/planet">x</a>`:                      planet.ConsentLinked,
		`<a rel="me" href="https://host.example/members/ann/">x</a>`:       "",
		`<a rel="me" href="https://host.example/planet/members/ann">x</a>`: planet.ConsentVerified,
	} {
		if got, _ := w.Page([]byte(page), "https://ann.example/"); got != want {
			t.Errorf("Page(%s) = %q, want %q", page, got, want)
		}
	}
}

// SAFE-8: whatever a page holds, reading it ends, and what is believed stands
// in it.
func FuzzPage(f *testing.F) {
	f.Add([]byte(`<link rel="me" href="https://planet.example/members/ann/">`))
	f.Add([]byte(`<template><a rel=me href=//planet.example/members/ann><base href=x><a href=about>`))
	f.Add([]byte("https://planet.example/ ann\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		found, _ := ann.Page(b, "https://ann.example/")
		if found == planet.ConsentVerified && !strings.Contains(strings.ToLower(string(b)), "me") {
			t.Errorf("%q is a proof", b)
		}
		if ann.File(b) && !strings.Contains(string(b), "ann") {
			t.Errorf("%q names ann", b)
		}
	})
}
