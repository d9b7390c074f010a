package clean

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// cardClass is the class of a link that stands for what we don't embed.
const cardClass = "card-link"

// embedded puts a link card in the place of a frame, film or sound: no reader
// is led to a third party unasked (ENT-7, CLEAN-13).
func (f *fragment) embedded(n *html.Node, at place) {
	u := f.embeddedAddress(n)
	if u == nil {
		f.elsewhere(n, at, kindOf(n, nil))
		return
	}
	untracked(u)
	label := kindOf(n, u) + wordAt + u.Hostname() + wordOpens
	if title, _ := attr(n, "title"); !isBlank(title) {
		label += ": " + oneLine(title, maxTitle)
	}
	f.card(n, at, u.String(), label)
}

// embeddedAddress gives what a reader can open of an embedded thing; nil for
// nothing.
func (f *fragment) embeddedAddress(n *html.Node) *url.URL {
	for _, name := range [...]string{"src", "data-src", "data-lazy-src"} {
		raw, _ := attr(n, name)
		if u := resolve(raw, f.base); !isBlank(raw) && u != nil && fit(u) {
			return watchable(u)
		}
	}
	for c := range n.Descendants() {
		if c.DataAtom == atom.Source {
			raw, _ := attr(c, "src")
			if u := resolve(raw, f.base); !isBlank(raw) && u != nil && fit(u) {
				return u
			}
		}
	}
	return nil
}

// watchable gives the page of a film instead of its frame, which some hosts
// refuse to show by itself.
func watchable(u *url.URL) *url.URL {
	switch strings.TrimPrefix(u.Hostname(), "www.") {
	case "youtube.com", "youtube-nocookie.com":
		if id, ok := strings.CutPrefix(u.Path, "/embed/"); ok && id != "" && id != "videoseries" {
			return &url.URL{Scheme: "https", Host: "www.youtube.com", Path: "/watch", RawQuery: url.Values{"v": {id}}.Encode()}
		}
	case "player.vimeo.com":
		if id, ok := strings.CutPrefix(u.Path, "/video/"); ok && id != "" {
			return &url.URL{Scheme: "https", Host: "vimeo.com", Path: "/" + id}
		}
	}
	return u
}

// kindOf says what an embedded thing is. Of a frame only its address can tell.
func kindOf(n *html.Node, u *url.URL) string {
	switch {
	case n.DataAtom == atom.Video:
		return wordVideo
	case n.DataAtom == atom.Audio:
		return wordAudio
	case u == nil:
		return wordPage
	}
	address := strings.ToLower(u.Host + u.Path)
	for _, sign := range [...]string{"audio", "bandcamp.", "podcast", "soundcloud.", "spotify."} {
		if strings.Contains(address, sign) {
			return wordAudio
		}
	}
	for _, sign := range [...]string{"/embed/", "dailymotion.", "player", "tube", "twitch.", "video", "vimeo.", "watch"} {
		if strings.Contains(address, sign) {
			return wordVideo
		}
	}
	return wordPage
}

// drawing puts a link to the original in the place of an inline SVG (ENT-1).
// Small ones and ornaments are signs beside words, which tell it all.
func (f *fragment) drawing(n *html.Node, at place) {
	hidden, _ := attr(n, "aria-hidden")
	width, height := pixels(n, "width"), pixels(n, "height")
	if at.link || hidden == "true" || width >= 0 && width <= 48 || height >= 0 && height <= 48 {
		remove(n)
		return
	}
	f.elsewhere(n, at, wordDrawing)
}

// elsewhere puts a link to the original in the place of n, which can't be
// shown.
func (f *fragment) elsewhere(n *html.Node, at place, what string) {
	if f.origin == nil {
		remove(n)
		return
	}
	f.card(n, at, f.origin.String(), what+wordElsewhere)
}

// card puts a link card in the place of n. In a link, only its words.
func (f *fragment) card(n *html.Node, at place, address, label string) {
	label = legal(label)
	if at.link {
		replace(n, newText(label))
		return
	}
	a := newElement(atom.A, linkAttrs(address, true)...)
	a.AppendChild(newText(label))
	if holdsBlocks(n.Parent) {
		p := newElement(atom.P)
		p.AppendChild(a)
		replace(n, p)
		return
	}
	replace(n, a)
}

// holdsBlocks reports whether a paragraph may stand in n.
func holdsBlocks(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Blockquote, atom.Dd, atom.Details, atom.Div, atom.Figure, atom.Li, atom.Td, atom.Th:
		return true
	}
	return kept[n.DataAtom].as == atom.Div
}

// isOurCard reports whether a link is one that we made: it says of itself
// what we would have said, and so may a stranger's.
func (f *fragment) isOurCard(n *html.Node) bool {
	if !hasClass(n, cardClass) || n.FirstChild == nil || n.FirstChild != n.LastChild || n.FirstChild.Type != html.TextNode {
		return false
	}
	label := n.FirstChild.Data
	for _, what := range [...]string{wordAudio, wordDrawing, wordPage, wordVideo} {
		rest, ok := strings.CutPrefix(label, what)
		if !ok {
			continue
		}
		raw, _ := attr(n, "href")
		u := resolve(raw, f.base)
		return u != nil && fit(u) && (rest == wordElsewhere || strings.HasPrefix(rest, wordAt+u.Hostname()+wordOpens))
	}
	return false
}
