package render

import (
	"bytes"
	"cmp"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
)

// A feedReader is what a program that subscribes sees of a feed of ours.
type feedReader struct {
	ids      []string // of its entries, in their order
	problems []string
}

func (f *feedReader) say(what string) {
	if !slices.Contains(f.problems, what) {
		f.problems = append(f.problems, what)
	}
}

// isXML reports whether the file called name is XML.
func isXML(name string) bool {
	switch path.Ext(name) {
	case ".xml", ".opml":
		return true
	}
	return name == ".well-known/feeds"
}

// The elements of feeds, as paths from the root without namespaces, by what
// their text is.
var (
	idElements      = []string{"feed/entry/id", "rss/channel/item/guid"}
	markupElements  = []string{"feed/entry/content", "feed/entry/summary", "rss/channel/item/description", "rss/channel/item/encoded"}
	addressElements = []string{"link", "url", "uri", "icon", "logo", "loc", "comments", "commentRss", "docs"} // the last of a path
	addressAttrs    = []string{"href", "src", "url", "xmlUrl", "htmlUrl", "base"}
)

// readXMLFile reads a feed, an OPML file or a sitemap to its end.
func readXMLFile(r io.Reader) feedReader {
	var f feedReader
	x := xmlReader{feed: &f, decoder: xml.NewDecoder(&characterReader{r: r})}
	for {
		token, err := x.decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if bad := (badCharacter{}); errors.As(err, &bad) {
			f.say(bad.Error())
			return f
		}
		if err != nil {
			f.say("can't be read as XML: " + err.Error())
			return f
		}
		x.token(token)
	}
	if x.roots != 1 {
		f.say("can't be read as XML: it must have one root element")
	}
	return f
}

// An xmlReader is on its way through a document.
type xmlReader struct {
	feed    *feedReader
	decoder *xml.Decoder
	path    []byte // of the element it is in, like "feed/entry/id"
	roots   int
	text    []byte // of the element it is in, if that is one to look at
	kept    bool
}

func (x *xmlReader) token(token xml.Token) {
	switch t := token.(type) {
	case xml.StartElement:
		x.start(t)
	case xml.EndElement:
		x.end()
	case xml.CharData:
		if len(x.path) == 0 && len(bytes.TrimSpace(t)) > 0 {
			x.feed.say("can't be read as XML: text stands outside its root element")
		}
		if x.kept {
			x.text = append(x.text, t...)
		}
	}
}

func (x *xmlReader) start(t xml.StartElement) {
	if len(x.path) == 0 {
		x.roots++
	} else {
		x.path = append(x.path, '/')
	}
	x.path = append(x.path, t.Name.Local...)
	x.text = x.text[:0]
	x.kept = slices.Contains(idElements, string(x.path)) || slices.Contains(markupElements, string(x.path)) && !isPlain(t) || slices.Contains(addressElements, t.Name.Local)
	for _, a := range t.Attr {
		if slices.Contains(addressAttrs, a.Name.Local) {
			x.feed.address(a.Value)
		}
	}
}

// isPlain reports whether an element of Atom says that its text is no markup: a
// title about "<script>" may stand there as it is.
func isPlain(t xml.StartElement) bool {
	return slices.ContainsFunc(t.Attr, func(a xml.Attr) bool { return a.Name.Local == "type" && a.Value == "text" })
}

func (x *xmlReader) end() {
	here := string(x.path)
	switch last := path.Base(here); {
	case !x.kept:
	case slices.Contains(idElements, here):
		x.feed.ids = append(x.feed.ids, string(x.text))
	case slices.Contains(markupElements, here):
		x.feed.markup(x.text)
	case slices.Contains(addressElements, last):
		x.feed.address(strings.TrimSpace(string(x.text)))
	}
	x.kept = false
	x.path = x.path[:max(bytes.LastIndexByte(x.path, '/'), 0)]
}

// address says so if an address is not absolute: a feed is read far from where
// it stood.
func (f *feedReader) address(a string) {
	if a != "" && schemeOf(a) == "" {
		f.say("holds the address " + a + ", which is not absolute")
	}
}

// markup looks at the addresses in an entry's text (RSS-6). Those that stay in
// the text are right: xml:base and the text's own ids are there for them.
func (f *feedReader) markup(b []byte) {
	err := eachStartTag(b, func(t startTag) {
		for _, a := range t.attrs {
			switch {
			case is(a.name, "href"), is(a.name, "src"), is(a.name, "poster"), is(a.name, "cite"):
				if address := text(a.value); !strings.HasPrefix(address, "#") {
					f.address(address)
				}
			case is(a.name, "srcset"):
				for _, address := range candidates(text(a.value)) {
					f.address(address)
				}
			}
		}
	})
	if err != nil {
		f.say("holds markup in which " + err.Error())
	}
}

// readJSONFile reads a JSON Feed as one, and other JSON to its end: of a
// directory, say, or of the search.
func readJSONFile(r io.Reader) feedReader {
	var f feedReader
	j := jsonReader{feed: &f, decoder: json.NewDecoder(&characterReader{r: r})}
	err := j.read()
	if bad := (badCharacter{}); errors.As(err, &bad) {
		f.say(bad.Error())
	} else if err != nil {
		f.say("can't be read as JSON")
	}
	return f
}

// A jsonReader is on its way through a document. It holds one item at a time.
type jsonReader struct {
	feed    *feedReader
	decoder *json.Decoder
	isFeed  bool
}

// read reads the one value that a file holds.
func (j *jsonReader) read() error {
	first, err := j.decoder.Token()
	switch first {
	case json.Delim('{'):
		err = j.members()
	case json.Delim('['):
		err = j.elements(j.skip)
	}
	if err != nil {
		return err
	}
	if _, err = j.decoder.Token(); !errors.Is(err, io.EOF) {
		return cmp.Or(err, errors.New("more than one value"))
	}
	return nil
}

// members reads an object to its end.
func (j *jsonReader) members() error {
	for j.decoder.More() {
		key, err := j.decoder.Token()
		if err != nil {
			return err
		}
		switch key {
		case "items":
			err = j.items()
		case "version", "home_page_url", "feed_url", "next_url":
			err = j.word(key)
		default:
			err = j.skip()
		}
		if err != nil {
			return err
		}
	}
	_, err := j.decoder.Token()
	return err
}

// word reads one of the values that a feed begins with.
func (j *jsonReader) word(key json.Token) error {
	var word string
	if err := j.value(&word); err != nil {
		return err
	}
	if key == "version" {
		j.isFeed = word == jsonFeedVersion
	} else if j.isFeed {
		j.feed.address(word)
	}
	return nil
}

func (j *jsonReader) items() error {
	if !j.isFeed {
		return j.skip()
	}
	if first, err := j.decoder.Token(); err != nil || first != json.Delim('[') {
		return cmp.Or(err, errors.New("items are no list"))
	}
	return j.elements(j.item)
}

// elements reads what a list holds, to its end.
func (j *jsonReader) elements(one func() error) error {
	for j.decoder.More() {
		if err := one(); err != nil {
			return err
		}
	}
	_, err := j.decoder.Token()
	return err
}

func (j *jsonReader) item() error {
	var it struct {
		ID      string `json:"id"`
		URL     string `json:"url"`
		Image   string `json:"image"`
		Content string `json:"content_html"`
	}
	if err := j.value(&it); err != nil {
		return err
	}
	j.feed.ids = append(j.feed.ids, it.ID)
	j.feed.address(it.URL)
	j.feed.address(it.Image)
	j.feed.markup([]byte(it.Content))
	return nil
}

func (j *jsonReader) skip() error { return j.value(&json.RawMessage{}) }

// value reads one. That it is of another kind is not what is looked for here.
func (j *jsonReader) value(into any) error {
	err := j.decoder.Decode(into)
	if other := (*json.UnmarshalTypeError)(nil); errors.As(err, &other) {
		return nil
	}
	return err
}
