package clean

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Losses tells of markup as published what our pages do otherwise, for a word
// to its author.
type Losses struct {
	Embedded   int // frames, films and sounds, which become links (ENT-7)
	HTTPImages int // pictures that are asked for over http, where we ask over https (CLEAN-10)
}

// LossesOf counts them. It reads tags alone, once and in linear time.
func LossesOf(raw string) Losses {
	var l Losses
	z := html.NewTokenizer(strings.NewReader(raw))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return l
		case html.StartTagToken, html.SelfClosingTagToken:
			l.tag(z)
		}
	}
}

func (l *Losses) tag(z *html.Tokenizer) {
	name, more := z.TagName()
	switch atom.Lookup(name) {
	case atom.Iframe, atom.Video, atom.Audio, atom.Embed, atom.Object:
		l.Embedded++
		return
	case atom.Img:
	default:
		return
	}
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		if string(key) == "src" {
			if scheme, _, ok := strings.Cut(strings.TrimSpace(string(value)), "://"); ok && strings.EqualFold(scheme, "http") {
				l.HTTPImages++
			}
			return
		}
	}
}
