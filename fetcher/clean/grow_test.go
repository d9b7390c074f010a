package clean

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A tree that is grown is the one that the parser makes of it, node by node
// (CLEAN-1).
func FuzzGrow(f *testing.F) {
	addSeeds(f)
	for _, seed := range oddMarkup {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		if len(raw) <= maxInput {
			checkGrown(t, raw)
		}
	})
}

var oddMarkup = []string{
	"<p A=b>", "<p a='1' a='2'>", "<p a='&amp;&#39;&lt;&quot;'>", "<p a='&copy=1&not;it&notit;&#0;&ampx'>", "<a href='?a=1&b=2'>", "<p a='\r\n'>", "<p a>", "<p a />", "<p a=''/>", "<br a='b'/>",
	"<pre>\n\na</pre>", "<pre>\n<b>\n</b></pre>", "<pre>\r\na\rb", "<pre><!-- a -->\nb", "a\x00b", "<p>&#13;&#0;&ltx&notit;", "<b><b><b><b>a</b></b></b></b>b", "<b><p>a</p></b>", "<a>b</a><a href=c>d",
	"<nobr>a<nobr>b", "<image src=a>", "<ul>a<li>b</li></ul>", "<div><li>a", "<dl><div><dt>a</dt></div></dl>", "<h1><b><h2>a", "<picture><source srcset=a><img src=b></picture>", "<p><details>a", "<video><p>a</video>b",
	"<listing>\na", "<hr><p><hr>", "<i>a<div>b</i>c</div>", "<font><font><font><font>a", "<table><tr><td>a", "<ruby>a<rt>b", "<math><mi>a", "<label>a<p>b", "<summary><p>a", "<dialog><p><dialog>",
}

func TestGrow(t *testing.T) {
	grown := 0
	for _, raw := range oddMarkup {
		checkGrown(t, raw)
	}
	r := rand.New(rand.NewPCG(3, 8))
	for range 20_000 {
		var b strings.Builder
		for range 1 + r.IntN(7) {
			b.WriteString(pieces[r.IntN(len(pieces))])
			b.WriteString(oddMarkup[r.IntN(len(oddMarkup))])
		}
		grown += min(1, checkGrown(t, b.String()))
	}
	if grown < 500 {
		t.Errorf("%d of 20,000 trees were grown; want more to see", grown)
	}
}

// An ordinary post is grown: otherwise there would be no use in it.
func TestPostsAreGrown(t *testing.T) {
	for _, raw := range []string{
		"<p>A <a href=\"https://ana.example/?a=1&amp;b=2\">walk</a>, <em>again</em>.<br>And &quot;more&quot;.</p>\n<figure><img src='a.png' alt=\"b\"/><figcaption>c</figcaption></figure>\n<ul>\n<li>d</li>\n</ul>",
		"plain text",
		"<!-- wp:paragraph --><p>from WordPress</p><!-- /wp:paragraph -->",
	} {
		if checkGrown(t, raw) == 0 {
			t.Errorf("%q is left to the parser", raw)
		}
	}
}

// checkGrown gives how many nodes were grown.
func checkGrown(t *testing.T, raw string) int {
	t.Helper()
	balanced, err := balance(nil, raw)
	if err != nil {
		return 0
	}
	root := grow(balanced)
	if root == nil {
		return 0
	}
	nodes, err := html.ParseFragment(strings.NewReader(string(balanced)), newElement(atom.Div))
	if err != nil {
		t.Fatalf("%q is grown, but can't be parsed: %v", raw, err)
	}
	want := newElement(atom.Div)
	for _, n := range nodes {
		want.AppendChild(n)
	}
	all := treeOf(root)
	if parsed := treeOf(want); all != parsed {
		t.Fatalf("%q is balanced to %q; grown and parsed differ:\n%s", raw, balanced, cmp.Diff(parsed, all))
	}
	return strings.Count(all, "\n")
}

// treeOf lists the nodes of a tree.
func treeOf(n *html.Node) string {
	var b strings.Builder
	var list func(*html.Node, int)
	list = func(n *html.Node, depth int) {
		fmt.Fprintf(&b, "%*s%v %q %q %v %q\n", depth, "", n.Type, n.Data, n.Namespace, n.DataAtom, n.Attr)
		for c := range n.ChildNodes() {
			if c.Parent != n || (c.PrevSibling == nil) != (c == n.FirstChild) || (c.NextSibling == nil) != (c == n.LastChild) {
				b.WriteString("not linked")
			}
			list(c, depth+1)
		}
	}
	list(n, 0)
	return b.String()
}
