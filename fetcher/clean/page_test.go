package clean

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// anaPost is a post of which all is known.
var anaPost = Post{Base: "https://ana.example/blog/", ShortID: "ana7", Link: "https://ana.example/blog/post", Title: "A walk"}

// live holds the elements that could do something by themselves, or stand in
// for something of the page.
var live = strings.Fields(`applet audio base body button embed form frame frameset head html iframe input link
	meta noembed noframes noscript object plaintext script select style svg template textarea title video xmp`)

// addresses holds the attributes that a browser follows or loads.
var addresses = strings.Fields("action background cite data formaction href longdesc manifest ping poster src xlink:href")

// wrong says what is wrong with markup that is to stand in a page: "" if it is
// balanced and nothing in it lives. It asks a parser for whole pages, as
// browsers have it, and knows nothing of the policy.
func wrong(markup string) string {
	if problem := unbalanced(markup); problem != "" {
		return problem
	}
	page, err := html.Parse(strings.NewReader(`<!DOCTYPE html><body><div id="us">` + markup + `</div><hr id="after">`))
	if err != nil {
		return err.Error()
	}
	body := page.LastChild.LastChild
	us, after := body.FirstChild, body.LastChild
	if us == nil || us.NextSibling != after || after.Data != "hr" || len(after.Attr) != 1 {
		return "it changes the page around it"
	}
	var b strings.Builder
	for n := range us.ChildNodes() {
		if err := html.Render(&b, n); err != nil {
			return err.Error()
		}
	}
	if b.String() != markup {
		return "a browser mends it to " + b.String()
	}
	for n := range us.Descendants() {
		if problem := alive(n); problem != "" {
			return problem
		}
	}
	return ""
}

// alive says what could do something by itself.
func alive(n *html.Node) string {
	switch {
	case n.Type == html.TextNode:
		return ""
	case n.Type != html.ElementNode:
		return fmt.Sprintf("it holds a node of type %d", n.Type)
	case slices.Contains(live, n.Data) || n.Namespace != "" && n.Namespace != "math":
		return "it holds <" + n.Data + ">"
	}
	for _, a := range n.Attr {
		value := strings.ToLower(a.Val)
		switch {
		case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "srcdoc", a.Key == "target", a.Key == "name":
			return "it holds the attribute " + a.Key
		case a.Key == "id" && !strings.HasPrefix(a.Val, "e-ana7-"):
			return "it holds the id " + a.Val
		case a.Key == "class" && strings.ContainsAny(a.Val, " \t\n\f\r"):
			return "it holds several classes"
		case slices.Contains(addresses, a.Key) && !opens(value):
			return "it leads to " + a.Val
		}
	}
	return ""
}

func opens(address string) bool {
	return slices.ContainsFunc([]string{"http://", "https://", "mailto:", "#e-ana7-", "data:image/png;base64,", "data:image/gif;base64,"}, func(start string) bool {
		return strings.HasPrefix(address, start)
	})
}

// unbalanced says which tag has no other half; "" if all have.
func unbalanced(markup string) string {
	var open []string
	z := html.NewTokenizer(strings.NewReader(markup))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				return "it leaves open " + strings.Join(open, " ")
			}
			return ""
		case html.StartTagToken:
			name, _ := z.TagName()
			if !slices.Contains([]string{"br", "col", "hr", "img", "wbr"}, string(name)) {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				return "it closes " + string(name) + ", which is not what is open"
			}
			open = open[:len(open)-1]
		case html.CommentToken, html.DoctypeToken:
			return "it holds a comment or a doctype"
		}
	}
}

// The checks above would promise nothing if they let everything pass.
func TestWrongFindsWhatIsWrong(t *testing.T) {
	tests := []struct{ name, markup string }{
		{"a stray end", `a</div>b`},
		{"an element left open", `<b>a`},
		{"a block in a paragraph", `<p><div>a</div></p>`},
		{"a comment", `<!-- a -->`},
		{"a script", `<script>x()</script>`},
		{"a drawing", `<svg></svg>`},
		{"an event", `<b onclick="x()">a</b>`},
		{"an address that is a script", `<a href="javascript:x()">a</a>`},
		{"an address of our own site", `<a href="/admin">a</a>`},
		{"a name that hides ours", `<a id="location">a</a>`},
		{"a style", `<b style="position:fixed">a</b>`},
		{"a class of the page", `<b class="e-content h-entry">a</b>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if wrong(tt.markup) == "" {
				t.Errorf("wrong(%q) finds nothing", tt.markup)
			}
		})
	}
}
