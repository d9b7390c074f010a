package clean

import (
	"strings"
	"sync"
	"testing"

	"planet"
)

func TestHTML(t *testing.T) {
	tests := []struct{ name, raw, want string }{
		{"closes what was left open", `<b>a<p>c`, `<b>a<p>c</p></b>`},
		{"drops what was never opened", `a</div></section></b>b`, `ab`},
		{"crosses no tags", `<b>a<i>b</b>c</i>`, `<b>a<i>b</i></b>c`},
		{"drops comments, also conditional ones (CLEAN-6)", `a<!--[if IE]><script>x()</script><![endif]-->b`, `ab`},
		{"lets a comment without end hide the rest (CLEAN-18)", `a<!-- b <p>c</p>`, `a`},
		{"keeps the words of unknown elements (CLEAN-6)", `<x-y onclick=x()>a</x-y>`, `a`},
		{"keeps a word with a sign", `1 < 2 && a<b`, `1 &lt; 2 &amp;&amp; a`},
		{"decodes nothing twice", `&amp;lt;script&amp;gt;`, `&amp;lt;script&amp;gt;`},
		{"makes nothing live of what was escaped", `&lt;script&gt;x()&lt;/script&gt;`, `&lt;script&gt;x()&lt;/script&gt;`},
		{"drops characters that no page can hold (SAFE-16)", "a\x00b\x0bc\u0085d\ufffee", `abcde`},
		{"names the language of code (CLEAN-8)", `<code class="hl language-go h-entry">a</code>`, `<code class="language-go">a</code>`},
		{"keeps no class of microformats (CLEAN-8)", `<p class="p-name u-url dt-x e-content h-entry">a</p>`, `<p>a</p>`},
		{"keeps no style, ever (CLEAN-8)", `<p style="position:fixed">a</p><font color=red>b</font>`, `<p>a</p>b`},
		{
			"leads links away safely (CLEAN-15)", `<a href="https://b.example/?utm_source=x&amp;p=1" rel="nofollow me" target=_top>a</a>`,
			`<a href="https://b.example/?p=1" rel="noopener noreferrer">a</a>`,
		},
		{"drops a link that is a script, keeps its words", `<a href="java&#10;script:x()">a</a>`, `a`},
		{"keeps an address for mail", `<a href="mailto:ana@ana.example">a</a>`, `<a href="mailto:ana@ana.example" rel="noopener noreferrer">a</a>`},
		{"lets valid languages be (CLEAN-16)", `<p lang="pt-BR" dir=rtl>a</p>`, `<p dir="rtl" lang="pt-BR">a</p>`},
		{"breaks out of no attribute (CLEAN-16)", `<p lang="x onload=" dir='"><script>x()</script>'>a</p>`, `<p>a</p>`},
		{"knows a language by its name in XHTML", `<p xml:lang="de">a</p>`, `<p lang="de">a</p>`},
		{"renames what is out of date", `<center><strike>a</strike><tt>b</tt><acronym>c</acronym></center>`, `<div><s>a</s><code>b</code><abbr>c</abbr></div>`},
		{"leaves landmarks to the page", `<main><nav>a</nav><footer>b</footer></main>`, `<div><div>a</div><div>b</div></div>`},
		{"keeps white space in code", "<pre>\n\na\n  b</pre>", "<pre aria-label=\"Code\" role=\"region\" tabindex=\"0\">\n\na\n  b</pre>"},
		{"keeps TeX as text (ENT-1)", `$a &lt; b$ \(x\)`, `$a &lt; b$ \(x\)`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := HTML(tt.raw, anaPost).String(); got != tt.want {
				t.Errorf("HTML(%q) = %q, want %q", tt.raw, got, tt.want)
			}
		})
	}
}

// What is dropped goes with all that is in it (CLEAN-6, ENT-1).
func TestDroppedWithContent(t *testing.T) {
	for name := range strings.FieldsSeq(`script style noscript template title textarea select object applet noembed
		noframes xmp button datalist meter progress output iframe audio video`) {
		t.Run(name, func(t *testing.T) {
			raw := "a<" + name + " x=1><p>secret</p>secret<b>secret</b></" + name + ">b"
			post := anaPost
			post.Link = "" // then no card leads to what can't be shown
			if got := HTML(raw, post).String(); got != "ab" {
				t.Errorf("HTML(%q) = %q, want %q", raw, got, "ab")
			}
		})
	}
	for raw, want := range map[string]string{
		`a<plaintext>secret</plaintext>secret`:                                      `a`,
		`a<select><option>secret<optgroup label=x><option>secret</select>b`:         `ab`,
		`a<input value=secret><embed src=x>b`:                                       `ab`,
		`<math><mi>a</mi><annotation>secret</annotation></math>`:                    `<math><mi>a</mi></math>`,
		`<math><annotation-xml encoding="text/html"><p>x</annotation-xml></math>`:   `<math></math>`,
		`a<script>"</script><b>b</b>"`:                                              `a<b>b</b>&#34;`,
		`a<style><!--</style>b<!--</style><img src=x onerror=x()>-->c`:              `abc`,
		`a<noscript><p title="</noscript><img src=x onerror=x()>">b`:                `a<img decoding="async" loading="lazy" referrerpolicy="no-referrer" src="https://ana.example/blog/x"/>&#34;&gt;b`,
		`a<svg width=9><style>secret</style><text>secret</text></svg>b`:             `ab`,
		`a<svg width=9><style><img src=x onerror=x()></style></svg>b`:               `a<img decoding="async" loading="lazy" referrerpolicy="no-referrer" src="https://ana.example/blog/x"/>b`, // as in browsers
		`a<svg width=24 height=24><foreignObject><p>secret</foreignObject></svg> b`: `a b`,
	} {
		if got := HTML(raw, anaPost).String(); got != want {
			t.Errorf("HTML(%q) = %q, want %q", raw, got, want)
		}
	}
}

// MathML keeps its core, and nothing that a parser could take for HTML again
// (CLEAN-14).
func TestMath(t *testing.T) {
	tests := []struct{ name, raw, want string }{
		{"keeps a formula", `<math display="inline"><mrow><mi mathvariant="bold">x</mi><mo>=</mo><mn>1</mn></mrow></math>`, `<math display="inline"><mrow><mi mathvariant="bold">x</mi><mo>=</mo><mn>1</mn></mrow></math>`},
		{"holds only text in its words", `<math><mtext><b>a</b><img src=x></mtext></math>`, `<math><mtext>a</mtext></math>`},
		{"drops links and styles", `<math href="javascript:x()" style="x"><mi xlink:href="javascript:x()" onclick="x()">a</mi></math>`, `<math><mi>a</mi></math>`},
		{"drops the known ways back to HTML", `<math><mtext><table><mglyph><style><img src=x onerror=x()></style></mglyph></table></mtext></math>`, `<math><mtext></mtext></math>`},
		{"makes groups of what it doesn't know", `<math><mfrac><maction>a</maction><mn>2</mn></mfrac></math>`, `<math><mfrac><mrow>a</mrow><mn>2</mn></mfrac></math>`},
		{
			"puts a formula on its own into a box (look.md 10)", `<p>a<math display="block"><mi>x</mi></math>b</p>`,
			`<p>a</p><div aria-label="Formula" class="math-box" role="region" tabindex="0"><math display="block"><mi>x</mi></math></div><p>b</p>`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := HTML(tt.raw, anaPost).String()
			if got != tt.want {
				t.Errorf("HTML(%q) = %q, want %q", tt.raw, got, tt.want)
			}
			if problem := wrong(got); problem != "" {
				t.Errorf("HTML(%q) = %q: %s", tt.raw, got, problem)
			}
		})
	}
}

// Frames, films and sounds are cards, whatever stands in them (CLEAN-13, ENT-7).
func TestEmbedded(t *testing.T) {
	card := func(address, label string) string {
		return `<p><a class="card-link" href="` + address + `" rel="noopener noreferrer">` + label + `</a></p>`
	}
	site := "https://ana.example/blog/post"
	tests := []struct{ name, raw, want string }{
		{"names the host", `<iframe src="https://v.example/watch/1"></iframe>`, card("https://v.example/watch/1", "Video at v.example – opens there")},
		{"names the title", `<iframe src="https://m.example/x" title=" A   map "></iframe>`, card("https://m.example/x", "Page at m.example – opens there: A map")},
		{"leads to the page of a film", `<iframe src="//www.youtube-nocookie.com/embed/a_b-c?autoplay=1"></iframe>`, card("https://www.youtube.com/watch?v=a_b-c", "Video at www.youtube.com – opens there")},
		{"drops what counts clicks", `<iframe src="https://m.example/x?utm_source=y&amp;z=1"></iframe>`, card("https://m.example/x?z=1", "Page at m.example – opens there")},
		{"follows no script", `<iframe src="javascript:x()"></iframe>`, card(site, "Page – see it on the site")},
		{"follows no data", `<video src="data:text/html,x"></video>`, card(site, "Video – see it on the site")},
		{"shows no srcdoc", `<iframe srcdoc="&lt;script&gt;x()&lt;/script&gt;"></iframe>`, card(site, "Page – see it on the site")},
		{"finds the first source", `<audio><source src="javascript:x()"><source src="/a.mp3"></audio>`, card("https://ana.example/a.mp3", "Audio at ana.example – opens there")},
		{"drops poster and script", `<video src="/v.mp4" poster="javascript:x()" onplay="x()" autoplay></video>`, card("https://ana.example/v.mp4", "Video at ana.example – opens there")},
		{"doesn't forge a card", `<p><a class="card-link" href="https://evil.example/">Video at good.example – opens there</a></p>`, `<p><a href="https://evil.example/" rel="noopener noreferrer">Video at good.example – opens there</a></p>`},
		{"links a drawing to the original (ENT-1)", `<svg viewBox="0 0 100 100"><a href="javascript:x()"><text>x</text></a></svg>`, card(site, "Drawing – see it on the site")},
		{"drops a drawing that is a sign", `<p>a<svg aria-hidden="true"><path/></svg></p>`, `<p>a</p>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := HTML(tt.raw, anaPost).String(); got != tt.want {
				t.Errorf("HTML(%q) = %q, want %q", tt.raw, got, tt.want)
			}
		})
	}
	bare := Post{ShortID: "x"}
	if got := HTML(`a<iframe></iframe>b`, bare).String(); got != "ab" {
		t.Errorf("a frame without address in a post without link = %q, want nothing of it", got)
	}
}

// Nothing of an attribute gets by because it is called like one of ours: what
// ENT adds is ours alone (CLEAN-7, ENT-2).
func TestAttributesAreOurs(t *testing.T) {
	ours := map[string]string{
		"tabindex": "0", "role": "region", "aria-label": "Code", "rel": "noopener noreferrer", "loading": "lazy",
		"decoding": "async", "referrerpolicy": "no-referrer",
	}
	for name, value := range ours {
		for element := range kept {
			hostile := "<" + element.String() + " " + name + `="hostile">x`
			if got := HTML(hostile, anaPost).String(); strings.Contains(got, "hostile") {
				t.Errorf("HTML(%q) = %q", hostile, got)
			}
			plain, named := HTML("<"+element.String()+">x", anaPost), HTML("<"+element.String()+" "+name+"='"+value+"'>x", anaPost)
			if plain != named {
				t.Errorf("%s=%q on %s changes %q to %q", name, value, element, plain, named)
			}
		}
	}
}

// A text that can't be cleaned safely gives nothing but that (ENT-14).
func TestEntryUncleaned(t *testing.T) {
	for name, raw := range map[string]string{
		"too large": strings.Repeat("a", maxInput+1),
		"too deep":  strings.Repeat("<div>", 100_000),
		"too many":  strings.Repeat("<br>", maxTags+1),
	} {
		got := Entry(raw, "A summary that would be fine.", anaPost)
		if !got.Uncleaned || !got.Body.IsZero() || got.Summary != "" || got.Line != "" || got.Words != 0 || got.Links != nil {
			t.Errorf("Entry of a text that is %s = %+v, want nothing but Uncleaned", name, got)
		}
	}
}

// All goroutines share one policy and one pool of buffers (CLEAN-4).
func TestConcurrentUse(t *testing.T) {
	raws := []string{essay, `<p>a <a href="/b">b</a></p>`, strings.Repeat("<b>x", 12), `<img src=a.png><a href=#x id=x>y</a>`}
	want := make([]planet.Text, len(raws))
	for i, raw := range raws {
		want[i] = Entry(raw, "", anaPost)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				for i, raw := range raws {
					got := Entry(raw, "", anaPost)
					if got.Body != want[i].Body || got.Excerpt != want[i].Excerpt || got.List != want[i].List {
						t.Errorf("Entry(%.40q) differs when others clean, too", raw)
					}
				}
			}
		})
	}
	wg.Wait()
}
