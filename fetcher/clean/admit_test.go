package clean

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// Ordinary texts take the short way: bluemonday need not be asked for them.
func TestOrdinaryTextsAreAdmitted(t *testing.T) {
	sources, err := filepath.Glob("testdata/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range sources {
		raw, err := os.ReadFile(source)
		if err != nil {
			t.Fatal(err)
		}
		f := newFragment(anaPost)
		if f.open(string(raw)) != nil || f.render(f.root) != nil {
			t.Fatalf("%s can't be cleaned", source)
		}
		if !admits(f.out.buf) || !settled(f.root) {
			t.Errorf("%s: admitted %t, settled %t; want both: %s", source, admits(f.out.buf), settled(f.root), f.out.buf)
		}
	}
}

// Whatever a byte of our markup is changed to, what is still admitted is what
// bluemonday lets through unchanged.
func TestAdmitsNoMoreThanBluemonday(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 10))
	const signs = `<>"'&/= ;#abchx0:` + "\n\x00\r\x7f"
	still := 0
	for range randomRepeats {
		markup := []byte(HTML(random(r), anaPost).String())
		for range 20 {
			if len(markup) == 0 {
				break
			}
			i, c := r.IntN(len(markup)), signs[r.IntN(len(signs))]
			was := markup[i]
			markup[i] = c
			if admits(markup) {
				still++
				if got := policy.Sanitize(string(markup)); got != string(markup) {
					t.Fatalf("%q is admitted, but bluemonday makes it %q", markup, got)
				}
			} else {
				markup[i] = was
			}
		}
	}
	if still == 0 {
		t.Error("nothing was admitted")
	}
}

func TestAdmits(t *testing.T) {
	tests := []struct {
		name, markup string
		want         bool
	}{
		{"text", "a &amp; b\n", true},
		{"our own link", `<a href="https://b.example/" rel="noopener noreferrer">x</a>`, true},
		{"a link without our rel's value", `<a href="https://b.example/" rel="nofollow">x</a>`, false},
		{"an element that is not kept", `<script>x</script>`, false},
		{"an attribute that is not kept", `<p onclick="x()">a</p>`, false},
		{"an attribute of another element", `<p href="https://b.example/">a</p>`, false},
		{"a class that is not ours", `<div class="e-content">a</div>`, false},
		{"an address that is a script", `<a href="javascript:x()">a</a>`, false},
		{"an address that is written otherwise", `<a href="https://b.example/ä">a</a>`, false},
		{"an address with a space", `<a href="mailto: ">a</a>`, false},
		{"an attribute that is there twice", `<p dir="rtl" dir="ltr">a</p>`, false},
		{"a name in capitals", `<P>a</P>`, false},
		{"a value without quotes", `<p dir=rtl>a</p>`, false},
		{"a comment", `<!-- a -->`, false},
		{"a bare sign", `a > b`, false},
		{"a bare ampersand", `a & b`, false},
		{"a tag that doesn't end", `<p`, false},
		{"a value that doesn't end", `<p dir="rtl`, false},
		{"nothing after <", `a<`, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := admits([]byte(tt.markup)); got != tt.want {
				t.Errorf("admits(%q) = %t, want %t", tt.markup, got, tt.want)
			}
			if same := policy.Sanitize(tt.markup) == tt.markup; tt.want && !same {
				t.Errorf("admits(%q), but bluemonday makes it %q", tt.markup, policy.Sanitize(tt.markup))
			}
		})
	}
}
