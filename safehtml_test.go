package planet_test

import (
	"testing"

	"planet"
)

// IMG-1: pictures go, and links that held nothing else; all other markup
// stays balanced.
func TestWithoutImages(t *testing.T) {
	tests := []struct{ name, markup, want string }{
		{"a picture", `<p>a<img alt="b" src="c"/>d</p>`, `<p>ad</p>`},
		{"a link around a picture", `<p>a<a href="x"><img alt="b" src="c"/></a>d</p>`, `<p>ad</p>`},
		{"a link with words beside the picture stays", `<a href="x">w<img src="c"/></a>`, `<a href="x">w</a>`},
		{"two pictures in one link", `<a href="x"><img src="c"/><img src="d"/></a>`, ``},
		{"a figure keeps its caption", `<figure><img src="c"/><figcaption>w</figcaption></figure>`, `<figure><figcaption>w</figcaption></figure>`},
		{"no picture changes nothing", `<p>a &lt;img &gt;</p>`, `<p>a &lt;img &gt;</p>`},
		{"nothing stays nothing", ``, ``},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := planet.TrustHTML(tt.markup).WithoutImages().String(); got != tt.want {
				t.Errorf("without images %s is %s, want %s", tt.markup, got, tt.want)
			}
		})
	}
}

// What is looked for, by readers and by filters, are words: markup inside of one leaves
// it whole, and markup between two keeps them apart (DB-10, FY-4).
func TestText(t *testing.T) {
	tests := []struct{ name, markup, want string }{
		{"a part of a word", `<p>the pla<b>n</b>et <em>H</em><sub>2</sub>O</p>`, ` the planet H2O `},
		{"a word that is cut in two, as some editors do", `<b>pla</b><b>net</b> <span lang="en">s</span>pace`, `planet space`},
		{"where a line may break", `inter<wbr>national`, `international`},
		{"a link on a part of a word", `<a href="x">badge</a>s and s<code>mall</code>`, `badges and small`},
		{"links without a space between them", `<a href="x">one</a><a href="y">two</a><a href="z">three</a>`, `one two three`},
		{"keys without a space between them", `<kbd>Ctrl</kbd><kbd>C</kbd>`, `Ctrl C`},
		{"a link within strong words", `<a href="x"><b>one</b></a><b><a href="y">two</a></b>`, `one two`},
		{"the mark of a footnote", `badges<sup><a href="#n">1</a></sup>`, `badges 1 `},
		{"old and new words", `<del>one</del><ins>two</ins>`, ` one  two `},
		{"paragraphs, items, cells", `<p>one</p><p>two</p><ul><li>three</li><li>four</li></ul><table><tr><td>five</td><td>six</td></tr></table>`, ` one  two   three  four     five  six   `},
		{"lines", `one<br/>two<hr/>three`, `one two three`},
		{"a picture", `one<img alt="x" src="y"/>two`, `one two`},
		{"how a word is read", `<ruby>字<rt>じ</rt></ruby>`, ` 字 じ  `},
		{"signs that are written otherwise", `a &lt;b&gt; &amp;c`, `a <b> &c`},
		{"nothing", ``, ``},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := planet.TrustHTML(tt.markup).Text(); got != tt.want {
				t.Errorf("the text of %s is %q, want %q", tt.markup, got, tt.want)
			}
		})
	}
}
