package clean

import (
	"math"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// What is rendered is byte for byte what html.Render makes of it, edited or not
// (CLEAN-1).
func FuzzMarkup(f *testing.F) {
	addSeeds(f)
	for _, seed := range []string{"<pre>\n\na</pre>", "<pre>\n<b>\n", "<textarea>\n\n", "<script>a<b>&</script>", "<!-- a --><p a='<&\">\r'>&#13;\"'", "<plaintext>a", "<math><mi xlink:href=a>", "<noscript><p>a&amp;"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		if len(raw) > 4<<10 {
			return
		}
		nodes, err := html.ParseFragment(strings.NewReader(raw), newElement(atom.Div))
		if err != nil {
			return
		}
		for _, n := range nodes {
			checkMarkup(t, n)
		}
		fragment := newFragment(anaPost)
		defer fragment.release()
		if fragment.open(raw) == nil {
			checkMarkup(t, fragment.root)
		}
	})
}

// An element that can't have content is not made to look as if it had.
func TestMarkupOfImpossibleTrees(t *testing.T) {
	img := newElement(atom.Img)
	img.AppendChild(newText("a"))
	checkMarkup(t, img)
	checkMarkup(t, &html.Node{Type: html.RawNode, Data: "<a"})
	checkMarkup(t, &html.Node{Type: html.ErrorNode})
}

func checkMarkup(t *testing.T, n *html.Node) {
	t.Helper()
	got := output{max: math.MaxInt}
	var want strings.Builder
	err, wantErr := got.node(n), html.Render(&want, n)
	if (err == nil) != (wantErr == nil) || err == nil && string(got.buf) != want.String() {
		t.Errorf("rendered %q, %v; want %q, %v", got.buf, err, want.String(), wantErr)
	}
	if err == nil && len(got.buf) > 0 {
		small := output{max: len(got.buf) - 1}
		if small.node(n) == nil {
			t.Errorf("%q fits into %d bytes", got.buf, small.max)
		}
	}
}
