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
