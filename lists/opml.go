package lists

import (
	"cmp"
	"encoding/xml"
	"errors"
	"html"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"planet/config"
)

// maxEnded is how often something may go on to the end of a document that should
// have ended before, such as a quotation: each time all of the rest is read.
const maxEnded = 5

// maxParents is how many of the outlines around a feed become its groups, the
// nearest ones.
const maxParents = 8

// opmlReader is what has been read of an OPML document.
type opmlReader struct {
	*Old
	around   []*parent // outlines that are open
	inHead   string    // the element of the head whose text is being read
	inBody   bool
	comments []string // above the next feed
	headless []string // elements of the head that are not taken
	members  map[*feed][]*parent
}

// A parent is an outline around others: a group, if feeds stand in it.
type parent struct {
	name  string
	line  int      // 0 for a feed
	holds bool     // an outline
	slugs []string // of groups that all of its feeds say they are in, if asked
	asked bool
}

// opml reads every outline that has an xmlUrl, whatever its capitals and type.
// What is no XML is left out and reported, and the reading goes on behind it.
// Entities that the document declares are not replaced.
func (o *Old) opml(text string) {
	r := &opmlReader{Old: o, members: map[*feed][]*parent{}}
	line, ended := 1, 0
	for text != "" {
		size, err := r.read(text, line)
		if errors.Is(err, io.EOF) {
			break
		}
		next := nextOutline(text, size)
		if wrong, is := errors.AsType[*xml.SyntaxError](err); is && strings.Contains(wrong.Msg, "unexpected EOF") {
			if ended++; ended == maxEnded {
				next = len(text)
			}
		}
		r.broken(text[size:next], line+strings.Count(text[:size], "\n"), err)
		line += strings.Count(text[:next], "\n")
		text = text[next:]
	}
	r.settle()
	o.settings = slices.DeleteFunc(o.settings, func(s setting) bool { // ours names the planet where nobody is
		return s.key == "owner.name" && slices.ContainsFunc(o.settings, func(t setting) bool { return t.key == "title" && t.value == s.value })
	})
	o.tail = r.comments
	if len(r.headless) > 0 {
		o.note(0, "of the head only title, ownerName and ownerEmail are taken, not %s", strings.Join(r.headless, ", "))
	}
}

var outlineBegin = regexp.MustCompile(`(?i)<outline[\s/>]`)

// nextOutline finds where an outline begins behind the broken one at from.
func nextOutline(text string, from int) int {
	behind := min(from+1, len(text))
	if at := outlineBegin.FindStringIndex(text[behind:]); at != nil {
		return behind + at[0]
	}
	return len(text)
}

var (
	feedAttribute = regexp.MustCompile(`(?i)\sxmlurl\s*=`)
	attribute     = regexp.MustCompile(`([A-Za-z_][\w:.-]*)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)`)
	outlineTag    = regexp.MustCompile(`(?is)^<outline((?:[^>"']|"[^"]*"|'[^']*')*)>`)
	outlineEnd    = regexp.MustCompile(`(?i)</outline\s*>`)
)

// broken reads what is no XML, up to the next outline: an outline whose
// attributes lack quotation marks, or hold a "<", is read nevertheless. Each
// other feed counts as one that is not taken.
func (r *opmlReader) broken(text string, line int, err error) {
	why := err.Error()
	if wrong, is := errors.AsType[*xml.SyntaxError](err); is {
		why = wrong.Msg
	}
	if tag := outlineTag.FindStringSubmatch(text); tag != nil {
		t := xml.StartElement{Name: xml.Name{Local: "outline"}}
		for _, m := range attribute.FindAllStringSubmatch(tag[1], -1) {
			value := html.UnescapeString(strings.Trim(m[2], `"'`))
			t.Attr = append(t.Attr, xml.Attr{Name: xml.Name{Local: m[1]}, Value: value})
		}
		if feedAttribute.MatchString(tag[1]) == slices.ContainsFunc(t.Attr, func(a xml.Attr) bool { return strings.EqualFold(a.Name.Local, "xmlurl") }) {
			r.note(line, "%s is no XML (%s), but can be read", quoted(tag[0]), short(why))
			r.start(t, line)
			if strings.HasSuffix(tag[0], "/>") {
				r.end("outline")
			}
			text = text[len(tag[0]):]
			for range outlineEnd.FindAllString(text, -1) {
				r.end("outline")
			}
			return
		}
	}
	n := len(feedAttribute.FindAllStringIndex(text, -1))
	if n == 0 {
		r.noteOnce(line, "what stands here cannot be read as XML, and holds no feed")
	}
	for range n {
		r.feeds = append(r.feeds, &feed{line: line, called: strings.ToValidUTF8(text[:min(len(text), 100)], ""), refused: "it cannot be read as XML (" + short(why) + ")"})
	}
}

// read reads a text until something in it is wrong, and gives the place where
// that begins. The error is io.EOF at the end.
func (r *opmlReader) read(text string, line int) (size int, err error) {
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // it is text already
	for {
		size = int(d.InputOffset())
		at, _ := d.InputPos()
		token, err := d.RawToken() // without a stack of its own, which could grow
		if err != nil {
			if wrong, is := errors.AsType[*xml.SyntaxError](err); is && strings.Contains(wrong.Msg, "unexpected EOF") && !strings.Contains(text[size:], "<outline") {
				err = io.EOF // cut off behind the last outline
			}
			return size, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			r.start(t, line+at-1)
		case xml.EndElement:
			r.end(strings.ToLower(t.Name.Local))
		case xml.CharData:
			r.text(string(t))
		case xml.Comment:
			r.comment(string(t))
		}
	}
}

func (r *opmlReader) start(t xml.StartElement, line int) {
	switch name := strings.ToLower(t.Name.Local); {
	case name == "outline":
		r.inHead, r.inBody = "", true
		r.outline(t, line)
	case name == "body":
		r.inHead, r.inBody = "", true
	case !r.inBody && name != "opml" && name != "head":
		r.inHead = t.Name.Local
	}
}

func (r *opmlReader) end(name string) {
	switch {
	case name == "outline" && len(r.around) > 0:
		last := r.around[len(r.around)-1]
		if last.line > 0 && !last.holds {
			r.noteOnce(last.line, "an outline without a feed in it is not taken")
		}
		r.around = r.around[:len(r.around)-1]
	case name != "outline":
		r.inHead = ""
	}
}

// text is the text of an element of the head.
func (r *opmlReader) text(s string) {
	s = oneLine(s)
	if r.inHead == "" || s == "" {
		return
	}
	switch strings.ToLower(r.inHead) {
	case "title":
		r.set(option{key: "title"}, "title", s)
	case "ownername":
		r.set(option{key: "ownerName"}, "owner.name", s)
	case "owneremail":
		r.set(option{key: "ownerEmail"}, "owner.email", s)
	default:
		if name := short(r.inHead); !slices.Contains(r.headless, name) && len(r.headless) < 20 {
			r.headless = append(r.headless, name)
		}
	}
}

func (r *opmlReader) comment(s string) {
	for line := range strings.SplitSeq(s, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			r.comments = append(r.comments, comment(line))
		}
	}
}

// outline reads an outline: a feed, or one around feeds.
func (r *opmlReader) outline(t xml.StartElement, line int) {
	given := map[string]string{}
	var others []string
	for _, a := range t.Attr {
		key := strings.ToLower(a.Name.Local)
		if _, twice := given[key]; twice {
			continue
		}
		given[key] = strings.TrimSpace(a.Value)
		if given[key] != "" && !slices.Contains(read, key) && a.Name.Space != "xmlns" && key != "xmlns" {
			others = append(others, a.Name.Local)
		}
	}
	kind := strings.ToLower(given["type"])
	address := given["xmlurl"]
	if address == "" && (kind == "rss" || kind == "atom") {
		address = given["url"]
	}
	if n := len(r.around); n > 0 {
		r.around[n-1].holds = true
	}
	for _, name := range others {
		r.noteOnce(line, "the attribute "+short(name)+" is not taken")
	}
	p := &parent{name: oneLine(cmp.Or(given["text"], given["title"])), line: line}
	if !r.isFeed(given, kind, address) {
		r.around = append(r.around, p)
		return
	}
	f := &feed{line: line, called: cmp.Or(address, given["url"], p.name), address: address, above: r.comments}
	r.comments = nil
	if address == "" && given["htmlurl"] == "" {
		f.refused = "it is a remote list of feeds, not a feed; save it and run planet import FILE --format opml"
	}
	if address == "" && kind == "link" {
		f.refused = "it is a link, not a feed; to follow what is there, write an item with site:"
	}
	r.about(f, given)
	r.feeds = append(r.feeds, f)
	r.members[f] = r.parents()
	r.around = append(r.around, &parent{}) // its end is to come
}

// read are the attributes of an outline that are taken, or say nothing besides.
var read = []string{
	"xmlurl", "htmlurl", "text", "title", "description", "language", "created", "category", "type", "version", "url",
}

// isFeed reports whether an outline counts as a feed: it has the address of
// one, or says that it is one, or is a list or link elsewhere.
func (r *opmlReader) isFeed(given map[string]string, kind, address string) bool {
	elsewhere := given["url"] != "" && (kind == "include" || kind == "link" || kind == "opml")
	return address != "" || elsewhere || given["htmlurl"] != "" && (kind == "rss" || kind == "atom")
}

// parents are the nearest outlines around that have a name.
func (r *opmlReader) parents() []*parent {
	var all []*parent
	for _, p := range slices.Backward(r.around) {
		if p.name != "" && len(all) < maxParents {
			all = append(all, p)
		}
	}
	slices.Reverse(all)
	return all
}

// about reads what an outline says of its feed (IMP-9). Where text and title
// differ, text is the list's name for the feed, and title the feed's own: so
// our own OPML has them.
func (r *opmlReader) about(f *feed, given map[string]string) {
	give := func(was, key string, value any) { f.give(option{key: was, line: f.line}, key, value) }
	if name := oneLine(cmp.Or(given["text"], given["title"])); name != "" && name != f.address {
		give("text", "name", name)
	}
	if given["htmlurl"] != "" {
		give("htmlUrl", "site", oneLine(given["htmlurl"]))
	}
	if given["description"] != "" {
		give("description", "about", given["description"])
	}
	if l := given["language"]; l != "" && !strings.EqualFold(l, "unknown") {
		f.language(option{key: "language", value: l, line: f.line})
	}
	if given["created"] != "" {
		if day, ok := dayOf(given["created"]); ok {
			give("created", "joined", day)
		} else {
			r.noteOnce(f.line, "created is not taken: "+quoted(given["created"])+" is no date that we can read")
		}
	}
	for path := range strings.SplitSeq(given["category"], ",") {
		path = strings.TrimSpace(path)
		slug, is := strings.CutPrefix(path, "/group/")
		switch {
		case is && slug != "" && config.SlugOf(slug) != slug:
			f.groups = append(f.groups, group{name: slug})
		case is && slug != "":
			f.groups = append(f.groups, group{slug: slug})
		case path != "" && !strings.HasPrefix(path, "/lang/"):
			r.noteOnce(f.line, "category "+short(path)+" is not taken: only /group/ and a slug is")
		}
	}
}

// days are the ways in which OPML has dates.
var days = []string{time.RFC1123, time.RFC1123Z, time.RFC822, time.RFC822Z, "Mon, 2 Jan 2006 15:04:05 MST", "Mon, 2 Jan 2006 15:04:05 -0700", time.RFC3339, time.DateTime, time.DateOnly}

// dayOf reads a date as a day, in UTC if it says where it is.
func dayOf(s string) (string, bool) {
	for _, layout := range days {
		if t, err := time.Parse(layout, strings.TrimSpace(s)); err == nil {
			return t.UTC().Format(time.DateOnly), true
		}
	}
	return "", false
}

// settle gives each feed the groups of the outlines around it. Where all feeds
// of an outline say that they are in the same group, as in our own OPML, it is
// that one, whatever the outline is called.
func (r *opmlReader) settle() {
	for _, f := range r.feeds {
		for _, p := range r.members[f] {
			p.narrow(f.groups)
		}
	}
	names := map[string]string{} // by slug
	slug := map[*parent]string{}
	for _, f := range r.feeds {
		for _, p := range r.members[f] {
			if _, known := slug[p]; !known {
				slug[p] = p.slug(names)
			}
		}
	}
	for _, f := range r.feeds {
		said := f.groups
		f.groups = nil
		for _, p := range r.members[f] {
			f.groups = append(f.groups, group{slug[p], p.name})
		}
		for _, g := range said {
			if g.name = cmp.Or(g.name, names[g.slug]); !slices.Contains(f.groups, g) {
				f.groups = append(f.groups, g)
			}
		}
	}
}

// narrow leaves the groups which also this feed is in.
func (p *parent) narrow(groups []group) {
	var in []string
	for _, g := range groups {
		if !p.asked || slices.Contains(p.slugs, g.slug) {
			in = append(in, g.slug)
		}
	}
	p.slugs, p.asked = in, true
}

// slug is that of the group which the outline stands for, or "". names gives
// those that stand for one already their names.
func (p *parent) slug(names map[string]string) string {
	for _, s := range p.slugs {
		if name, taken := names[s]; s != "" && (!taken || name == p.name) {
			names[s] = p.name
			return s
		}
	}
	return ""
}
