package clean

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// urls is what feeds write for addresses, and what we make of it in a text of
// https://ana.example/blog/ (CLEAN-10): "" if nothing leads there.
var urls = []struct{ raw, want string }{
	{"https://b.example/a", "https://b.example/a"},
	{"HTTPS://b.example/a", "https://b.example/a"},
	{"https://b.example", "https://b.example"},
	{"https://b.example:8443/a", "https://b.example:8443/a"},
	{"page.html", "https://ana.example/blog/page.html"},
	{"./page.html", "https://ana.example/blog/page.html"},
	{"/root", "https://ana.example/root"},
	{"../up", "https://ana.example/up"},
	{"../../../up", "https://ana.example/up"},
	{"?p=1", "https://ana.example/blog/?p=1"},
	{"//cdn.example/x", "https://cdn.example/x"},
	{"a b.png", "https://ana.example/blog/a%20b.png"},
	{" \n https://b.example/a \t ", "https://b.example/a"},
	{"https://b.ex\nample/\ta", "https://b.example/a"},
	{"https://b.example/a\"onload=x()", "https://b.example/a%22onload=x()"},
	{"https://b.example/<script>", "https://b.example/%3Cscript%3E"},
	{"https://b.example/100%", "https://b.example/100%25"},
	{"https://b.example/%zz", "https://b.example/%25zz"},
	{"https://b.example/?q=100%", "https://b.example/?q=100%"},
	{"https://b.example/ä", "https://b.example/%C3%A4"},
	{"https://b.example/?q=ä", "https://b.example/?q=%C3%A4"},
	{"https://b.example/a^b|c", "https://b.example/a%5Eb%7Cc"},
	{`https:\\evil.example\a`, ""},
	{`/\evil.example`, "https://ana.example/%5Cevil.example"},
	{"javascript:alert(1)", ""},
	{"JaVaScRiPt:alert(1)", ""},
	{"java\nscript:alert(1)", ""},
	{" javascript:alert(1)", ""},
	{"\x01javascript:alert(1)", ""},
	{"javascript://b.example/%0aalert(1)", ""},
	{"vbscript:x", ""},
	{"data:text/html,<script>x()</script>", ""},
	{"data:text/html;base64,PHNjcmlwdD4=", ""},
	{"blob:https://b.example/x", ""},
	{"file:///etc/passwd", ""},
	{"ftp://b.example/a", ""},
	{"entry:#e-ana7-x", ""},
	{"https://user:secret@b.example/", ""},
	{"https://", ""},
	{"https:///path", ""},
	{"https:b.example", ""},
	{"http://[::1", ""},
	{"tel:+32", ""},
	{"about:blank", ""},
}

// Each address is read alike wherever it stands (CLEAN-10, ENT-8).
func TestURLsOfEachAttribute(t *testing.T) {
	places := []struct{ markup, attribute string }{
		{`<a href="%s">x</a>`, "href"},
		{`<img src="%s">`, "src"},
		{`<img data-src="%s">`, "src"},
		{`<blockquote cite="%s">x</blockquote>`, "cite"},
		{`<q cite="%s">x</q>`, "cite"},
		{`<del cite="%s">x</del>`, "cite"},
		{`<ins cite="%s">x</ins>`, "cite"},
		{`<video src="%s"></video>`, "href"},
		{`<audio><source src="%s"></audio>`, "href"},
		{`<iframe src="%s"></iframe>`, "href"},
	}
	for _, place := range places {
		for _, tt := range urls {
			raw := fmt.Sprintf(place.markup, html.EscapeString(tt.raw))
			post := anaPost
			post.Link = "" // then nothing leads to the original instead
			got := HTML(raw, post).String()
			if value := valueOf(t, got, place.attribute); value != tt.want {
				t.Errorf("HTML(%q) has %s = %q, want %q", raw, place.attribute, value, tt.want)
			}
			if problem := wrong(got); problem != "" {
				t.Errorf("HTML(%q) = %q: %s", raw, got, problem)
			}
		}
	}
}

// What carries no address of ours keeps none of a stranger's.
func TestOtherAddressesGo(t *testing.T) {
	for _, markup := range []string{
		`<p background="%s">x</p>`, `<a href="/a" ping="%s">x</a>`, `<img src="/a" longdesc="%s" usemap="%s">`, `<form action="%s">x</form>`,
		`<table background="%s"><tr><th>x</table>`, `<video src="/a" poster="%s"></video>`, `<math href="%s"><mi>x</mi></math>`, `<p itemid="%s">x</p>`,
	} {
		raw := strings.ReplaceAll(markup, "%s", "https://evil.example/")
		if got := HTML(raw, anaPost).String(); strings.Contains(got, "evil.example") {
			t.Errorf("HTML(%q) = %q", raw, got)
		}
	}
}

// valueOf is the first attribute of that name in markup; "" if none has it.
func valueOf(t *testing.T, markup, name string) string {
	t.Helper()
	root, err := parse([]byte(markup))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if value, ok := attr(n, name); ok {
			return value
		}
	}
	return ""
}

// Without a base, relative addresses lead nowhere.
func TestNoBase(t *testing.T) {
	for _, base := range []string{"", "ana.example", "/blog/", "ftp://ana.example/", "javascript:x()", "https://user@ana.example/"} {
		post := Post{Base: base, ShortID: "x"}
		if got := HTML(`<a href="/a">x</a><img src="b.png"><a href="https://b.example/">y</a>`, post).String(); got != `x<a href="https://b.example/" rel="noopener noreferrer">y</a>` {
			t.Errorf("with base %q: %q", base, got)
		}
	}
}

// An address outside of texts is one that anybody may be sent to (SAFE-10).
func TestURL(t *testing.T) {
	const base = "https://ana.example/blog/"
	for _, tt := range urls {
		if got := URL(tt.raw, base); got != tt.want {
			t.Errorf("URL(%q) = %q, want %q", tt.raw, got, tt.want)
		}
	}
	tests := []struct{ name, raw, base, want string }{
		{"takes no mail address", "mailto:ana@ana.example", base, ""},
		{"takes no relative one without a base", "/a", "", ""},
		{"takes none without a scheme as a host", "ana.example/a", base, "https://ana.example/blog/ana.example/a"},
		{"keeps http", "http://b.example/", base, "http://b.example/"},
		{"keeps what counts clicks: it may be the address", "https://b.example/?utm_source=x", base, "https://b.example/?utm_source=x"},
		{"takes 2,048 bytes", "https://b.example/" + strings.Repeat("a", 2_030), base, "https://b.example/" + strings.Repeat("a", 2_030)},
		{"takes no more", "https://b.example/" + strings.Repeat("a", 2_031), base, ""},
		{"counts them as they are sent", "https://b.example/" + strings.Repeat(" ", 1_000) + "a", base, ""},
		{"takes no 10 kB", "https://b.example/" + strings.Repeat("a", 10_000), base, ""},
		{"makes nothing of nothing", " \n", base, ""},
		{"takes no control characters", "https://b.example/\x1b[2J", base, ""},
		{"takes none that turns text around", "https://b.example/\u202egpj.exe", base, "https://b.example/%E2%80%AEgpj.exe"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := URL(tt.raw, tt.base); got != tt.want {
				t.Errorf("URL(%q, %q) = %q, want %q", tt.raw, tt.base, got, tt.want)
			}
		})
	}
}
