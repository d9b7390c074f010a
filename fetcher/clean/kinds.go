package clean

import "golang.org/x/net/html/atom"

// A kind is what is special about an element for the balancer.
type kind uint32

const (
	unknown    kind = 1 << iota // no element that we know: it loses its tags
	void                        // has no content and no end tag
	block                       // ends an open paragraph
	formatting                  // a parser opens it again where it was left open
	heading                     // h1 to h6
	list                        // holds items
	root                        // of a table
	part                        // of a table: stands nowhere else
	section                     // a part that holds parts only
	cell                        // a part that holds anything
	foreign                     // root of MathML or SVG
	drop                        // is dropped with its content (CLEAN-6)
	hollow                      // its content is dropped
	form                        // loses its tags without being in the way of a table
	ignored                     // loses its tags
)

// kinds is every element of HTML that we have heard of.
var kinds = makeKinds()

func makeKinds() map[atom.Atom]kind {
	all := map[atom.Atom]kind{}
	for k, names := range map[kind][]atom.Atom{
		0: {
			atom.Abbr, atom.Acronym, atom.Audio, atom.Bdi, atom.Bdo, atom.Blink, atom.Canvas, atom.Cite, atom.Data,
			atom.Del, atom.Dfn, atom.Ins, atom.Kbd, atom.Label, atom.Map, atom.Mark, atom.Marquee, atom.Picture,
			atom.Q, atom.Rb, atom.Rp, atom.Rt, atom.Rtc, atom.Ruby, atom.Samp, atom.Slot, atom.Span, atom.Sub, atom.Sup,
			atom.Time, atom.Var, atom.Video,
		},
		void: {
			atom.Area, atom.Br, atom.Image, atom.Img, atom.Source, atom.Wbr,
		},
		void | block: {atom.Hr},
		void | part:  {atom.Col},
		block: {
			atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Center, atom.Dd, atom.Details,
			atom.Dialog, atom.Div, atom.Dt, atom.Fieldset, atom.Figcaption, atom.Figure, atom.Footer, atom.Header, atom.Hgroup,
			atom.Legend, atom.Li, atom.Listing, atom.Main, atom.Nav, atom.P, atom.Pre, atom.Search, atom.Section, atom.Summary,
		},
		block | list:    {atom.Dir, atom.Dl, atom.Menu, atom.Ol, atom.Ul},
		block | heading: {atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6},
		block | root:    {atom.Table},
		block | form:    {atom.Form},
		formatting: {
			atom.A, atom.B, atom.Big, atom.Code, atom.Em, atom.Font, atom.I, atom.Nobr, atom.S, atom.Small,
			atom.Strike, atom.Strong, atom.Tt, atom.U,
		},
		part | section: {atom.Colgroup, atom.Tbody, atom.Tfoot, atom.Thead, atom.Tr},
		part | cell:    {atom.Caption, atom.Td, atom.Th},
		foreign:        {atom.Math},
		foreign | hollow: {
			atom.Svg,
		},
		hollow: {atom.Iframe},
		drop: {
			atom.Applet, atom.Button, atom.Datalist, atom.Meter, atom.Noembed, atom.Noframes, atom.Noscript,
			atom.Object, atom.Optgroup, atom.Option, atom.Output, atom.Plaintext, atom.Progress, atom.Script,
			atom.Select, atom.Style, atom.Template, atom.Textarea, atom.Title, atom.Xmp,
		},
		ignored: {
			atom.Base, atom.Basefont, atom.Bgsound, atom.Body, atom.Embed, atom.Frame, atom.Frameset, atom.Head, atom.Html, atom.Input, atom.Keygen,
			atom.Link, atom.Meta, atom.Param, atom.Track,
		},
	} {
		for _, name := range names {
			all[name] = k
		}
	}
	return all
}

// mathToken holds the elements of MathML that hold text only (CLEAN-14).
var mathToken = set("mi", "mn", "mo", "ms", "mtext")

// mathDropped holds those that go with their content: the known ways to hide
// HTML in MathML, and notes for machines (CLEAN-14).
var mathDropped = set("annotation", "annotation-xml", "mglyph", "malignmark")

// breakouts holds the elements that end MathML and SVG where they begin (HTML
// 13.2.6.5).
var breakouts = set(
	"b", "big", "blockquote", "body", "br", "center", "code", "dd", "div", "dl", "dt", "em", "embed", "h1", "h2",
	"h3", "h4", "h5", "h6", "head", "hr", "i", "img", "li", "listing", "menu", "meta", "nobr", "ol", "p", "pre",
	"ruby", "s", "small", "span", "strong", "strike", "sub", "sup", "table", "tt", "u", "ul", "var",
)

func breaksOut(tag []byte) bool { return breakouts[string(tag)] }

// dropped holds the elements of HTML that go with their content.
var dropped = makeDropped()

func makeDropped() map[string]bool {
	all := map[string]bool{}
	for a, k := range kinds {
		if k&drop != 0 {
			all[a.String()] = true
		}
	}
	return all
}

func set(names ...string) map[string]bool {
	all := make(map[string]bool, len(names))
	for _, name := range names {
		all[name] = true
	}
	return all
}
