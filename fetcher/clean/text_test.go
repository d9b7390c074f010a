package clean

import (
	"strings"
	"testing"
)

// A title is text of one line (PARSE-16, SAFE-11, ENT-13). guess is true for
// RSS, where nobody knows whether it is markup.
func TestTitle(t *testing.T) {
	tests := []struct {
		name, markup string
		guess        bool
		want         string
	}{
		{"is decoded once", `AT&amp;amp;T`, false, `AT&amp;T`},
		{"is decoded once more if it has an entity", `AT&amp;T`, true, `AT&T`},
		{"is text if it has none", `AT&T`, true, `AT&T`},
		{"keeps a sign that is escaped", `1 &lt; 2`, false, `1 < 2`},
		{"keeps a sign", `1 < 2 > 0`, true, `1 < 2 > 0`},
		{"keeps a tag that is escaped", `Use &lt;b&gt;`, false, `Use <b>`},
		{"keeps a tag that is escaped, whoever guesses", `Use &lt;b&gt;`, true, `Use <b>`},
		{"keeps a tag that has no other half", `Use <b> sparingly`, true, `Use <b> sparingly`},
		{"loses it where all is known to be markup", `Use <b> sparingly`, false, `Use sparingly`},
		{"loses one that needs no other half", `a<BR/>b`, true, `a b`},
		{"loses tags of HTML", `A <b>bold</b> <em>word</em>`, true, `A bold word`},
		{"keeps tags that HTML doesn't know", `Vec<T> and <widget>`, true, `Vec<T> and <widget>`},
		{"keeps them beside those it knows", `<code>Vec<T></code>`, true, `Vec<T>`},
		{"has a space for each block and break", `a<br>b<p>c</p>d<div>e</div>`, false, `a b c d e`},
		{"has none in words", `o<b>n</b>e`, false, `one`},
		{"says nothing of a script", `a<script>x()</script><style>y</style>b`, false, `ab`},
		{"says nothing of a comment", `a<!-- x -->b`, false, `ab`},
		{"knows entities", `caf&eacute; &mdash; &#8217;&#x1F642;`, true, `café — ’🙂`},
		{"knows no others", `&nosuchthing; & &;`, true, `&nosuchthing; & &;`},
		{"is one line", " a\n\t b\u00a0\u2003c\r\n", true, `a b c`},
		{"holds no control characters", "a\x00b\x1bc\u009fd\ufeffe\ufffff", true, `abcdef`},
		{"turns nothing around", "Safe \u202e)moc.live( by\u2066 Ana\u2069", true, `Safe )moc.live( by Ana`},
		{"keeps the marks that scripts need", "a\u200e b\u200f c\u061c d\u200d\u200c", true, "a\u200e b\u200f c\u061c d\u200d\u200c"},
		{"bears three marks on a letter", "Z\u0300\u0301\u0302\u0303\u0304a\u0300\u0301\u0302\u0303", true, "Z\u0300\u0301\u0302a\u0300\u0301\u0302"},
		{"holds 300 characters", strings.Repeat("é", 300), true, strings.Repeat("é", 300)},
		{"holds no more", strings.Repeat("é", 301), true, strings.Repeat("é", 299) + "…"},
		{"ends in no space", strings.Repeat("e", 298) + " eee", true, strings.Repeat("e", 298) + "…"},
		{"is nothing of nothing", " <b> </b> ", true, ``},
		{"is valid", "a\xffb", true, "a\ufffdb"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Title(tt.markup, tt.guess); got != tt.want {
				t.Errorf("Title(%q, %t) = %q, want %q", tt.markup, tt.guess, got, tt.want)
			}
		})
	}
}

func TestText(t *testing.T) {
	tests := []struct{ name, markup, want string }{
		{"gives the words of a text", `<h1>A</h1><p>b <i>c</i></p><ul><li>d<li>e</ul>`, `A b c d e`},
		{"gives what was escaped", `&lt;b&gt;`, `<b>`},
		{"is not cut", strings.Repeat("word ", 200) + "end", strings.Repeat("word ", 200) + "end"},
		{"gives plain text as it is", "a b", "a b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Text(tt.markup); got != tt.want {
				t.Errorf("Text(%q) = %q, want %q", tt.markup, got, tt.want)
			}
		})
	}
}
