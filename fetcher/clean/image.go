package clean

import (
	"encoding/base64"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxData is the longest data: picture, in bytes of its address (CLEAN-12).
const maxData = 32 << 10

// image edits a picture (ENT-6). One without a usable address goes, and so
// does one that is there to watch readers.
func (f *fragment) image(n *html.Node) {
	src := f.source(n)
	srcset, _ := attr(n, "srcset")
	candidates := f.srcset(srcset)
	if src == "" && len(candidates) > 0 {
		src = candidates[0].address
	}
	switch {
	case isTracker(n, src):
		f.trackers++
		remove(n)
		return
	case src == "":
		remove(n)
		return
	}
	f.attributes(n, kept[atom.Img])
	if _, ok := attr(n, "alt"); !ok {
		f.noAlt++ // what it is called then depends on the page's language
	}
	f.images++
	n.Attr = append(
		n.Attr,
		html.Attribute{Key: "decoding", Val: "async"}, html.Attribute{Key: "loading", Val: "lazy"},
		html.Attribute{Key: "referrerpolicy", Val: "no-referrer"}, html.Attribute{Key: "src", Val: src},
	)
	if len(candidates) > 0 {
		n.Attr = append(n.Attr, html.Attribute{Key: "srcset", Val: formatSrcset(candidates)})
	}
	sortAttrs(n)
}

// source gives the address of a picture. Pages that load pictures by a script
// keep it elsewhere, and a small placeholder in its place.
func (f *fragment) source(n *html.Node) string {
	raw, _ := attr(n, "src")
	raw = strings.TrimSpace(raw)
	isData := strings.HasPrefix(strings.ToLower(raw), "data:")
	if raw == "" || isData {
		for _, name := range [...]string{"data-src", "data-lazy-src", "data-original"} {
			if later, ok := attr(n, name); ok && f.picture(later) != "" {
				return f.picture(later)
			}
		}
	}
	switch {
	case raw == "" || isData && !f.post.DataImages:
		return ""
	case isData:
		return dataImage(raw)
	}
	return f.picture(raw)
}

// dataImage gives a picture that is its own address, if it is small and of a
// kind that can't hold a script; else "".
func dataImage(raw string) string {
	head, data, _ := strings.Cut(raw, ",")
	kind, ok := strings.CutSuffix(strings.ToLower(head), ";base64")
	switch kind {
	case "data:image/png", "data:image/gif", "data:image/jpeg", "data:image/webp":
	default:
		return ""
	}
	if _, err := base64.StdEncoding.DecodeString(data); err != nil || !ok || data == "" || len(raw) > maxData {
		return ""
	}
	return kind + ";base64," + strings.Map(noLineEnd, data)
}

func noLineEnd(r rune) rune {
	if r == '\n' || r == '\r' {
		return -1
	}
	return r
}

// isTracker reports whether a picture is there to be asked for, not to be
// seen: so small, hidden, or from one who is known for it.
func isTracker(n *html.Node, src string) bool {
	width, height := pixels(n, "width"), pixels(n, "height")
	if width >= 0 && width <= 1 && height >= 0 && height <= 1 {
		return true
	}
	style, _ := attr(n, "style")
	if strings.Contains(strings.ReplaceAll(strings.ToLower(style), " ", ""), "display:none") {
		return true
	}
	for _, sign := range trackers {
		if strings.Contains(src, sign) {
			return true
		}
	}
	return false
}

// trackers are parts of addresses whose pictures count readers.
var trackers = [...]string{
	"//pixel.", "//stats.", "//www.google-analytics.com/", "//www.googletagmanager.com/",
	"//b.scorecardresearch.com/", "//c.statcounter.com/", "//counter.", "//feeds.wordpress.com/1.0/",
	"//feeds.feedburner.com/~r/", "//feedproxy.google.com/~r/", "//googleads.", "//hits.", "//mc.yandex.ru/watch/",
	"//sb.scorecardresearch.com/", "//visitor-badge.", "//www.facebook.com/tr?", ".doubleclick.net/",
	".quantserve.com/pixel", "/b.gif?", "/matomo.php?", "/open.php?", "/piwik.php?", "/tracking/open",
	"blogger.googleusercontent.com/tracker/", "medium.com/_/stat?",
}

// pixels gives a measure in whole pixels, from its attribute or from style;
// -1 if there is none.
func pixels(n *html.Node, name string) int {
	raw, ok := attr(n, name)
	if !ok {
		raw = styled(n, name)
	}
	size, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(raw), "px"))
	if err != nil {
		return -1
	}
	return size
}

// styled gives what style says of a property; "" if it doesn't.
func styled(n *html.Node, property string) string {
	style, _ := attr(n, "style")
	for declaration := range strings.SplitSeq(strings.ToLower(style), ";") {
		if name, value, ok := strings.Cut(declaration, ":"); ok && strings.TrimSpace(name) == property {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
