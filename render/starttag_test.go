package render

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// startTags returns the start tags of page, one a line, each attribute once.
func startTags(page string) (string, error) {
	var b strings.Builder
	err := eachStartTag([]byte(page), func(t startTag) {
		fmt.Fprintf(&b, "%s", lowered(t.name))
		seen := map[string]bool{}
		for _, a := range t.attrs {
			if name := lowered(a.name); !seen[name] {
				seen[name] = true
				fmt.Fprintf(&b, " %s=%q", name, text(a.value))
			}
		}
		b.WriteByte('\n')
	})
	return b.String(), err
}

// lowered changes the letters that HTML folds, and no other.
func lowered(name []byte) string {
	name = bytes.Clone(name)
	for i, c := range name {
		if 'A' <= c && c <= 'Z' {
			name[i] |= 0x20
		}
	}
	return string(name)
}

func TestEachStartTag(t *testing.T) {
	tests := []struct {
		name, page, want string
		err              error
	}{
		{"reads names and attributes", `<p><A HREF="/x" hidden>`, "p\na href=\"/x\" hidden=\"\"\n", nil},
		{"reads every way to write a value", `<a b='1"' c=2 d = "3" e=/f>`, "a b=\"1\\\"\" c=\"2\" d=\"3\" e=\"/f\"\n", nil},
		{"reads attributes that touch", `<a b="1"c="2"/d>`, "a b=\"1\" c=\"2\" d=\"\"\n", nil},
		{"takes a bare < for text", `1 < 2 <3 <`, "", nil},
		{"passes end tags over, quotes and all", `</p a=">">x<b>`, "b\n", nil},
		{"passes comments over", `<!-- <a> --><!--><b><!---><c><!--- <d> --!><e>`, "b\nc\ne\n", nil},
		{"passes over what is neither tag nor comment", `<!doctype html><?php <a>?><i></ b><u>`, "i\nu\n", nil},
		{"passes a script's content over", `<script src=x>"<a>"</scripty></SCRIPT ><b>`, "script src=\"x\"\nb\n", nil},
		{"looks into a title", `<title><a></title>`, "title\na\n", nil},
		{"finds a tag that is not closed", `<a href="x>`, "", errOpenTag},
		{"finds a tag that ends with the page", `<p><a href`, "p\n", errOpenTag},
		{"finds a comment that is not closed", `<p><!-- <a>`, "p\n", errOpenComment},
		{"finds a script that is not closed", `<script src=x></scrip>`, "script src=\"x\"\n", errOpenScript},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := startTags(tt.page)
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("%s gave\n%s%v; want\n%s%v", tt.page, got, err, tt.want, tt.err)
			}
		})
	}
}

// However a page is written, the scanner sees the tags and attributes that a
// browser's tokenizer does: nothing that SITE-4 forbids can hide from it.
func FuzzEachStartTag(f *testing.F) {
	for _, page := range []string{
		`<p><A HREF="/x" hidden>`, `<a b='1"' c=2 d = "3" e=/f =g>`, `<!-- <a> --><!--><b><!---><c><!--- <d> --!><e>`, "</p a=\">\">x<b>",
		`<!doctype html><?php <a>?></ b></>`, `<script src=x>"<a>"</scripty><!--</SCRIPT ><b>`, `<svg><title><a onclick="x">`, "<a\n\r\f\tb\n=\n'c'>",
	} {
		f.Add(page)
	}
	f.Fuzz(func(t *testing.T, page string) {
		want, comparable := tokenizedTags(page)
		if !comparable {
			return
		}
		if strings.ContainsAny(page, "&\r\x00") { // the other one also reads &copy without its ";", folds line ends and replaces NUL
			return
		}
		if got, _ := startTags(page); got != want {
			t.Errorf("%q gave\n%swant\n%s", page, got, want)
		}
	})
}

// tokenizedTags is startTags by another's tokenizer. It can't be compared if
// there is a comment in a script, after which the other one, like a browser,
// may take a script's end for text; ours then shows more, not less.
func tokenizedTags(page string) (tags string, comparable bool) {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(page))
	script := false
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			return b.String(), true
		case html.TextToken:
			if script && strings.Contains(string(z.Raw()), "<!--") {
				return "", false
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			if script = string(name) == "script"; !script {
				z.NextIsNotRawText()
			}
			fmt.Fprintf(&b, "%s", name)
			for more {
				var key, value []byte
				if key, value, more = z.TagAttr(); key != nil {
					fmt.Fprintf(&b, " %s=%q", key, value)
				}
			}
			b.WriteByte('\n')
		}
	}
}
