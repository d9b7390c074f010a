package clean

import (
	"slices"

	"golang.org/x/net/html/atom"
)

// A rule is what becomes of an element that stays.
type rule struct {
	as    atom.Atom // its name in our markup, if another
	attrs []string  // what may stay of its attributes, besides dir, id and lang
	ours  []string  // attributes that only we add
}

// kept holds the elements that stay; all others lose their tags (ENT-1). From
// it bluemonday's policy is made, too.
var kept = makeKept()

func makeKept() map[atom.Atom]rule {
	all := map[atom.Atom]rule{
		atom.A:          {attrs: []string{"href", "title"}, ours: []string{"class", "rel"}},
		atom.Abbr:       {attrs: []string{"title"}},
		atom.Acronym:    {as: atom.Abbr, attrs: []string{"title"}},
		atom.Blockquote: {attrs: []string{"cite"}},
		atom.Code:       {attrs: []string{"class"}},
		atom.Col:        {attrs: []string{"span"}},
		atom.Colgroup:   {attrs: []string{"span"}},
		atom.Del:        {attrs: []string{"cite"}},
		atom.Details:    {attrs: []string{"open"}},
		atom.Dfn:        {attrs: []string{"title"}},
		atom.Dir:        {as: atom.Ul},
		atom.Div:        {ours: []string{"aria-label", "class", "role", "tabindex"}},
		atom.Img: {
			attrs: []string{"alt", "height", "src", "srcset", "title", "width"},
			ours:  []string{"decoding", "loading", "referrerpolicy"},
		},
		atom.Ins:     {attrs: []string{"cite"}},
		atom.Li:      {attrs: []string{"value"}},
		atom.Listing: {as: atom.Pre},
		atom.Menu:    {as: atom.Ul},
		atom.Ol:      {attrs: []string{"reversed", "start", "type"}},
		atom.Pre:     {attrs: []string{"class"}, ours: []string{"aria-label", "role", "tabindex"}},
		atom.Q:       {attrs: []string{"cite"}},
		atom.Strike:  {as: atom.S},
		atom.Td:      {attrs: []string{"colspan", "rowspan"}},
		atom.Th:      {attrs: []string{"colspan", "rowspan", "scope"}},
		atom.Tt:      {as: atom.Code},
	}
	for _, name := range []atom.Atom{
		atom.B, atom.Bdi, atom.Bdo, atom.Br, atom.Caption, atom.Cite, atom.Dd, atom.Dl, atom.Dt, atom.Em, atom.Figcaption,
		atom.Figure, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Hr, atom.I, atom.Kbd, atom.Mark, atom.P,
		atom.Rp, atom.Rt, atom.Ruby, atom.S, atom.Samp, atom.Small, atom.Span, atom.Strong, atom.Sub, atom.Summary,
		atom.Sup, atom.Table, atom.Tbody, atom.Tfoot, atom.Thead, atom.Tr, atom.U, atom.Ul, atom.Var, atom.Wbr,
	} {
		all[name] = rule{}
	}
	// Landmarks of a page are ours to set, and so are its forms.
	for _, name := range []atom.Atom{
		atom.Address, atom.Article, atom.Aside, atom.Center, atom.Dialog, atom.Fieldset, atom.Footer, atom.Header, atom.Hgroup,
		atom.Legend, atom.Main, atom.Nav, atom.Search, atom.Section,
	} {
		all[name] = rule{as: atom.Div}
	}
	for name, r := range all {
		r.attrs = append(r.attrs, "dir", "id", "lang")
		slices.Sort(r.attrs)
		all[name] = r
	}
	return all
}

// mathKept holds the elements of MathML that stay as they are (CLEAN-14).
var mathKept = set(
	"math", "merror", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom", "mprescripts",
	"mroot", "mrow", "ms", "mspace", "msqrt", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder",
	"munderover", "semantics",
)

// mathAttrs holds what may stay of the attributes of MathML.
var mathAttrs = []string{
	"accent", "accentunder", "columnspan", "depth", "dir", "display", "displaystyle", "fence", "form", "height",
	"largeop", "linethickness", "lspace", "mathvariant", "maxsize", "minsize", "movablelimits", "rowspan", "rspace",
	"scriptlevel", "separator", "stretchy", "symmetric", "voffset", "width",
}
