package parse

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"testing"
)

// names are all that gofeed may meet in a frame: those of our rules, and what
// holds them.
func names() map[string]bool {
	all := map[string]bool{"rss": true, "channel": true, "item": true, "feed": true, "entry": true}
	for _, rules := range [...]map[string]rule{rssRules, atomRules, otherRules} {
		for _, r := range rules {
			all[r.out] = true
		}
	}
	return all
}

// framed gives what is handed on of a document, or nil if nothing is.
func framed(doc []byte) []byte {
	d := decode(doc, "")
	d.dropIllegal()
	f, start, _ := sniff(d.text)
	if f != formatRSS && f != formatRDF && f != formatAtom {
		return nil
	}
	p := new(pass)
	p.reset(d.text, start, f, From{URL: home})
	if p.run() != nil {
		return nil
	}
	p.frame.limit(dates{})
	frame, err := io.ReadAll(p.frame.reader(f))
	if err != nil {
		return nil
	}
	return frame
}

// checkFrame wants one well-formed element with names of ours and not much in
// it.
func checkFrame(t *testing.T, frame []byte, known map[string]bool) {
	t.Helper()
	decoder := xml.NewDecoder(bytes.NewReader(frame))
	for depth := 0; ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			if depth != 0 {
				t.Errorf("the frame breaks off: %.500q", frame)
			}
			return
		}
		if err != nil {
			t.Errorf("%v in the frame %.500q", err, frame)
			return
		}
		switch token := token.(type) {
		case xml.StartElement:
			depth++
			name := token.Name.Local
			if token.Name.Space != "" {
				name = token.Name.Space + ":" + name
			}
			if !known[name] || depth > maxDepth+2 {
				t.Errorf("%s at depth %d in the frame", name, depth)
			}
		case xml.EndElement:
			depth--
		}
	}
}

// What gofeed gets is well-formed, whatever the document is like, and has no
// names but ours (PARSE-6, SAFE-7).
func FuzzFrame(f *testing.F) {
	for _, name := range fixtures(f) {
		f.Add(fixture(f, name))
	}
	for _, doc := range [...]string{
		"<rss><channel><item><title>a<item><b>&#0;&nbsp;&", "<feed><entry xml:base='//['><title type='xhtml'><div>a<br/>", `<rss><item><link href="&lt;'">]]></item>`,
		channel(nested(50, "<media:group>", "")), channel("<categories><category domain=''>x"), channel("</title></item></channel></rss>"),
	} {
		f.Add([]byte(doc))
	}
	known := names()
	f.Fuzz(func(t *testing.T, doc []byte) {
		if frame := framed(doc); frame != nil {
			checkFrame(t, frame, known)
		}
	})
}

// Neither texts nor addresses are handed on, only their numbers: so gofeed has
// little to do, and nothing to follow (PARSE-6, PARSE-8, PARSE-21).
func TestFrameIsSmall(t *testing.T) {
	markup := regexp.MustCompile(`https?:|spec\.example|We tried|&lt;|CDATA`)
	for _, format := range [...]string{"RSS", "Atom"} {
		doc := blog(format, 167<<10)
		frame := framed(doc)
		if len(frame) == 0 || len(frame) > len(doc)/10 {
			t.Errorf("%s: a frame of %d bytes for %d", format, len(frame), len(doc))
		}
		if found := markup.Find(frame); found != nil {
			t.Errorf("%s: the frame holds %q", format, found)
		}
	}
}
