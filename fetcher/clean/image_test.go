package clean

import (
	"encoding/base64"
	"strings"
	"testing"
)

// shown is a picture as we publish it, its own attributes between ours.
func shown(alt, src, after string) string {
	if alt != "" {
		alt = `alt="` + alt + `" `
	}
	return `<img ` + alt + `decoding="async" loading="lazy" referrerpolicy="no-referrer" src="` + src + `"` + after + `/>`
}

func TestImages(t *testing.T) {
	a := "https://ana.example/blog/a.png"
	tests := []struct{ name, raw, want string }{
		{"describes it", `<img src=a.png alt=A>`, shown("A", a, "")},
		{"lets an empty description be (ENT-6)", `<img src=a.png alt>`, `<img alt="" decoding="async" loading="lazy" referrerpolicy="no-referrer" src="` + a + `"/>`},
		{"begins otherwise without one, for render to find", `<img src=a.png>`, shown("", a, "")},
		{"keeps its size", `<img src=a.png alt=A width=" 300 " height=20>`, `<img alt="A" decoding="async" height="20" loading="lazy" referrerpolicy="no-referrer" src="` + a + `" width="300"/>`},
		{"keeps no size that is none", `<img src=a.png alt=A width=100% height=-1>`, shown("A", a, "")},
		{"asks by https (IMG-3)", `<img src="http://b.example:80/a.png" alt=A>`, shown("A", "https://b.example/a.png", "")},
		{"asks by http who has nothing else (docs/decisions/006)", `<img src="http://127.0.0.1:8080/a.png" alt=A>`, shown("A", "http://127.0.0.1:8080/a.png", "")},
		{"reads where scripts keep the address", `<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src=a.png alt=A>`, shown("A", a, "")},
		{"takes the first candidate if there is no address", `<img srcset="a.png 1x, b.png 2x" alt=A>`, shown("A", a, ` srcset="https://ana.example/blog/a.png 1x, https://ana.example/blog/b.png 2x"`)},
		{"knows image for img", `<image src=a.png alt=A>`, shown("A", a, "")},
		{"is nothing without an address", `<img alt=A>`, ``},
		{"drops 1×1 pictures", `<img src=a.png width=1 height=1>`, ``},
		{"drops 1×0 pictures", `<img src=a.png width=1px height=0>`, ``},
		{"drops those made so small by style", `<img src=a.png style="height: 1px; WIDTH : 1px">`, ``},
		{"drops hidden ones", `<img src=a.png style="display : none">`, ``},
		{"keeps a line of 1 × 100", `<img src=a.png alt=A width=1 height=100>`, `<img alt="A" decoding="async" height="100" loading="lazy" referrerpolicy="no-referrer" src="` + a + `" width="1"/>`},
		{"drops a counter", `<img src="https://pixel.wp.com/g.gif?blog=1">`, ``},
		{"drops a counter by its path", `<img src="https://own.example/piwik.php?idsite=1">`, ``},
		{"drops the pixel of a newsletter", `<img src="https://medium.com/_/stat?event=post.clientViewed">`, ``},
		{"keeps a picture of a host that is named alike", `<img src="https://pixels.example/a.png" alt=A>`, shown("A", "https://pixels.example/a.png", "")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := HTML(tt.raw, anaPost).String(); got != tt.want {
				t.Errorf("HTML(%q) = %q, want %q", tt.raw, got, tt.want)
			}
		})
	}
}

// Candidates are read as browsers do, each is checked, and all are written
// anew (CLEAN-11).
func TestSrcset(t *testing.T) {
	tests := []struct{ name, raw, want string }{
		{"completes addresses", "a.png 1x, /b.png 2x", "https://ana.example/blog/a.png 1x, https://ana.example/b.png 2x"},
		{"takes a comma as a part of an address", "https://c.example/w_1,h_2/a.png 1x", "https://c.example/w_1,h_2/a.png 1x"},
		{"takes a comma at its end as an end", "a.png,b.png, c.png", "https://ana.example/blog/a.png,b.png, https://ana.example/blog/c.png"},
		{"needs no spaces before the next", "a.png 1x,b.png 2x", "https://ana.example/blog/a.png 1x, https://ana.example/blog/b.png 2x"},
		{"reads widths", "a.png 320w,\n\tb.png  1280w ", "https://ana.example/blog/a.png 320w, https://ana.example/blog/b.png 1280w"},
		{"reads fractions", "a.png 1.5x", "https://ana.example/blog/a.png 1.5x"},
		{"drops scripts", "javascript:x() 1x, a.png 2x", "https://ana.example/blog/a.png 2x"},
		{"drops data", "data:image/png;base64,AAAA 1x, a.png 2x", "https://ana.example/blog/a.png 2x"},
		{"completes hosts, by https", "//evil.example/a.png 1x, http://b.example/a 2x", "https://evil.example/a.png 1x, https://b.example/a 2x"},
		{"drops what has no such measure", "a.png 1y, b.png -1x, c.png 1x 2w, d.png 2x", "https://ana.example/blog/d.png 2x"},
		{"drops quotes and tags", `a.png"><script> 1x`, "https://ana.example/blog/a.png%22%3E%3Cscript%3E 1x"},
		{"is nothing if nothing is left", "javascript:x() 1x, , ,", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			raw := `<img src="s.png" srcset='` + tt.raw + `' sizes="100vw">`
			got := HTML(raw, anaPost).String()
			if value := valueOf(t, got, "srcset"); value != tt.want {
				t.Errorf("srcset of HTML(%q) = %q, want %q", raw, value, tt.want)
			}
			if strings.Contains(got, "sizes") || wrong(got) != "" {
				t.Errorf("HTML(%q) = %q: %s", raw, got, wrong(got))
			}
		})
	}
	raw := `<img src=s.png srcset="` + strings.Repeat("a.png 1x, ", 200) + `">`
	if got := strings.Count(HTML(raw, anaPost).String(), " 1x"); got != maxCandidates {
		t.Errorf("200 candidates leave %d, want %d", got, maxCandidates)
	}
}

// A picture may be its own address if the owner allows it, if it is small, and
// if nothing but a picture can be in it (CLEAN-12).
func TestDataImages(t *testing.T) {
	const png = "data:image/png;base64,iVBORw0KGgo="
	large := func(bytes int) string {
		head := "data:image/png;base64,"
		return head + base64.StdEncoding.EncodeToString(make([]byte, bytes))[:(bytes-len(head))/4*4]
	}
	tests := []struct{ name, markup, want string }{
		{"takes a png", `<img src="` + png + `">`, png},
		{"takes a webp, with line ends in it", "<img src=\" DATA:image/WebP;base64,AA\nAA\">", "data:image/webp;base64,AAAA"},
		{"takes 32 kB", `<img src="` + large(maxData) + `">`, large(maxData)},
		{"takes no 33 kB", `<img src="` + large(33<<10) + `">`, ""},
		{"takes no drawing", `<img src="data:image/svg+xml;base64,PHN2Zz4=">`, ""},
		{"takes no page", `<img src="data:text/html;base64,PHN2Zz4=">`, ""},
		{"takes none without a type", `<img src="data:;base64,PHN2Zz4=">`, ""},
		{"takes none that is not base64", `<img src="data:image/png,%3Csvg%3E">`, ""},
		{"takes none with a parameter", `<img src="data:image/png;charset=x;base64,AAAA">`, ""},
		{"takes none that is broken", `<img src="data:image/png;base64,iVBO*w0KGgo=">`, ""},
		{"takes none in a link", `<a href="` + png + `">x</a>`, ""},
		{"takes none in a candidate", `<img srcset="` + png + ` 1x">`, ""},
		{"takes none in a quotation", `<q cite="` + png + `">x</q>`, ""},
		{"takes none in a frame", `<iframe src="` + png + `"></iframe>`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for allowed, want := range map[bool]string{true: tt.want, false: ""} {
				got := HTML(tt.markup, Post{ShortID: "x", DataImages: allowed}).String()
				if value := valueOf(t, got, "src"); value != want || want == "" && strings.Contains(got, "data:") {
					t.Errorf("allowed %t: HTML(%.80q) = %.80q, want src = %.80q", allowed, tt.markup, got, want)
				}
			}
		})
	}
}

// What is told of the pictures of a text (ENT-6).
func TestImagesAreCounted(t *testing.T) {
	got := Entry(`<img src=a alt=A><img src=b alt=""><img src=c><img src=d><img><img src=e width=1 height=1>`, "", anaPost)
	if got.Images != 4 || got.NoAlt != 2 || got.Trackers != 1 {
		t.Errorf("images %d, without description %d, trackers %d; want 4, 2, 1", got.Images, got.NoAlt, got.Trackers)
	}
}

// Lists show a link in the place of a picture (IMG-1, IMG-2).
func TestList(t *testing.T) {
	link := func(words string) string {
		return `<a href="https://ana.example/blog/a.png" rel="noopener noreferrer">` + words + `</a>`
	}
	tests := []struct{ name, raw, want string }{
		{"says what the picture shows", `<p><img src=a.png alt="A  chain &quot;"></p>`, `<p>` + link(`A chain &#34;`) + `</p>`},
		{"has a word if nobody says it", `<p><img src=a.png></p>`, `<p>` + link("Image") + `</p>`},
		{"has a word if it adds nothing", `<p><img src=a.png alt=""></p>`, `<p>` + link("Image") + `</p>`},
		{"keeps the link around it", `<a href="/b"><img src=a.png alt=A></a>`, `<a href="https://ana.example/b" rel="noopener noreferrer">A</a>`},
		{"keeps words apart", `a<img src=a.png alt=A>b`, `a ` + link("A") + ` b`},
		{"puts no space before a comma", `a <img src=a.png alt=A>, b`, `a ` + link("A") + `, b`},
		{"keeps pictures apart", `<img src=a.png alt=A><img src=a.png alt=B>`, link("A") + ` ` + link("B")},
		{"cuts a description of 300 characters", `<img src=a.png alt="` + strings.Repeat("x", 400) + `">`, link(strings.Repeat("x", 299) + "…")},
		{"is empty if there are no pictures", `a`, ``},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Entry(tt.raw, "", anaPost).List.String(); got != tt.want {
				t.Errorf("List of %q = %q, want %q", tt.raw, got, tt.want)
			}
		})
	}
	data := Post{ShortID: "x", DataImages: true}
	if got := Entry(`<img alt=A src="data:image/png;base64,AAAA">`, "", data).List.String(); got != "A" {
		t.Errorf("List of a picture that is its own address = %q, want its description", got)
	}
}
