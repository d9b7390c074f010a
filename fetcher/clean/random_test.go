package clean

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// pieces is the alphabet of random fragments: all that a parser treats in a
// way of its own, whole and broken (CLEAN-1, CLEAN-14).
var pieces = strings.Split(strings.TrimSpace(`
<a href="https://b.example/">
<iframe src="//%B3">
<a href="javascript:x()">
<a href='#f' name=f>
<a>
<b>
<i>
<code class="language-go">
<font color=red>
<nobr>
<u>
<strong>
<small
<p>
<p id=f>
<div>
<div class=table-box>
<div class="math-box" role=region>
<section>
<center>
<address>
<blockquote cite=/q>
<pre>
<pre
>
<listing>
<ul>
<ol start=3>
<li>
<li value=4>
<dl>
<dd>
<dt>
<dir>
<h1>
<h2 id=h>
<h3>
<h6>
<table>
<table border=1>
<caption>
<colgroup>
<col>
<tbody>
<thead>
<tfoot>
<tr>
<td>
<td colspan=2>
<th>
<ruby>
<rt>
<rp>
<rb>
<details>
<details open>
<summary>
<figure>
<figcaption>
<img src=/a.png>
<img src="x" alt="a" onerror=x()>
<img src="data:image/png;base64,iVBORw0KGgo=">
<img alt=b srcset="a.png 1x, b.png 2x" src=c.png>
<image src=d.png>
<br>
<br/>
</br>
<hr>
<wbr>
<input>
<form>
<button>
<select>
<option>
<optgroup>
<textarea>
<title>
<style>
<script>
<script src=//evil.example/x.js>
<noscript>
<noembed>
<noframes>
<iframe src=https://v.example/embed/1?utm_source=x>
<iframe srcdoc="<script>x()</script>">
<video src=v.mp4>
<audio>
<source src=s.mp3>
<object>
<embed>
<applet>
<marquee>
<template>
<xmp>
<plaintext>
<frameset>
<body onload=x()>
<html>
<head>
<base href=//evil.example/>
<meta http-equiv=refresh content=0>
<link rel=stylesheet href=x>
<svg>
<svg/>
<path>
<foreignObject>
<desc>
<math>
<math display=block>
<mi>
<mo>
<mn>
<ms>
<mtext>
<mrow>
<mglyph>
<malignmark>
<annotation-xml encoding="text/html">
<annotation>
<semantics>
<mtable>
<mtd>
<mspace width=1em>
<math href="javascript:x()">
<span>
<span lang=fr dir=rtl>
<span onclick=x() style=x>
<bdo>
<bdo dir=rtl>
<q>
<time datetime=2026>
<x-y>
</a>
</b>
</i>
</code>
</font>
</nobr>
</p>
</div>
</section>
</blockquote>
</pre>
</ul>
</ol>
</li>
</dl>
</dd>
</dt>
</h1>
</h2>
</table>
</caption>
</colgroup>
</tbody>
</tr>
</td>
</th>
</ruby>
</rt>
</details>
</summary>
</figure>
</figcaption>
</form>
</select>
</textarea>
</title>
</style>
</script>
</noscript>
</iframe>
</video>
</object>
</template>
</xmp>
</svg>
</foreignObject>
</desc>
</math>
</mi>
</mtext>
</mrow>
</annotation-xml>
</annotation>
</span>
</x-y>
</body>
</html>
<!--
-->
<!-- a -->
<![CDATA[
]]>
<!DOCTYPE html>
<?php x ?>
</
<
>
&lt;script&gt;
&amp;
&
&#0;
&#60;
"
'
=
/>
text
 a
日本語
A walk
<h1>A walk</h1>
<h2>A walk
<a name=g>
<a href=#g>g</a>
<a href="https://ana.example/blog/post#f">
<a class="card-link" href="https://b.example/">Video at b.example – opens there
<a class=card-link href="https://ana.example/blog/post">Drawing – see it on the site</a>
<p><math display=block>
<math display=block><mi>x</mi></math>
<ruby>a<rt>b</rt></ruby>
<table><tr><td>
<table><th>
<br><br>
<img src=/x width=1 height=1>
<svg width=100></svg>
</iframe>
`), "\n")

// random is a fragment of some pieces.
func random(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(24) {
		b.WriteString(pieces[r.IntN(len(pieces))])
		if r.IntN(4) == 0 {
			b.WriteString(" w ")
		}
	}
	return b.String()
}

// Whatever comes in, what comes out is balanced, holds nothing that lives, and
// would not be changed by cleaning it again. The steps that we pass over would
// have changed nothing (CLEAN-1, CLEAN-7, CLEAN-14).
func TestRandomFragments(t *testing.T) {
	const parts = 4 // side by side, for there are many
	for part := range uint64(parts) {
		t.Run(fmt.Sprint(part), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(1, part))
			for range randomFragments / parts {
				checkFragment(t, random(r))
			}
		})
	}
}

func checkFragment(t *testing.T, raw string) {
	post := anaPost
	post.DataImages = true
	once := HTML(raw, post)
	if problem := wrong(once.String()); problem != "" {
		t.Fatalf("HTML(%q) = %q: %s", raw, once, problem)
	}
	if twice := HTML(once.String(), post); twice != once {
		t.Fatalf("HTML(%q) = %q, but cleaned again %q", raw, once, twice)
	}
	if plain := plainOrder(raw, post); plain != once {
		t.Fatalf("HTML(%q) = %q, but in the plain order %q", raw, once, plain)
	}
}
