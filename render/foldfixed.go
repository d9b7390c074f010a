package render

import (
	"bytes"
	"html/template"
	"slices"
	"text/template/parse"
)

// timeless are the functions of templates that give the same for the same
// arguments, on whatever page.
var timeless = []string{"t", "script", "lang"}

// linking are those that give links: on all pages of entries the same ones, if
// they lead to a fixed place, since those pages lie equally deep.
var linking = []string{"rel", "asset"}

// A folding replaces what comes out the same on each page of a kind by the text
// that comes out: of a layout nearly all, so a page costs what is its own.
type folding struct {
	set   *template.Template
	view  *view // some page of the kind
	links bool  // links are the same, too
	root  bool  // the dot is the view
}

// foldFixed changes a set that has printed v before: by then the escapes are part
// of it. What can't be told to be the same is left alone.
func foldFixed(set *template.Template, v *view) {
	for _, t := range set.Templates() {
		if t.Tree == nil || t.Tree.Root == nil {
			continue
		}
		f := folding{set: set, view: v, links: v.Page.Kind == "entry" && v.Page.base == "", root: t.Name() == "layout"}
		f.list(t.Tree.Root)
	}
}

func (f folding) list(l *parse.ListNode) {
	if l == nil {
		return
	}
	var kept []parse.Node
	for _, node := range l.Nodes {
		if text, ok := f.node(node); ok {
			node = &parse.TextNode{NodeType: parse.NodeText, Pos: node.Position(), Text: text}
		}
		if n := len(kept); n > 0 && node.Type() == parse.NodeText && kept[n-1].Type() == parse.NodeText {
			before, _ := kept[n-1].(*parse.TextNode)
			after, _ := node.(*parse.TextNode)
			kept[n-1] = &parse.TextNode{NodeType: parse.NodeText, Pos: before.Pos, Text: slices.Concat(before.Text, after.Text)}
			continue
		}
		kept = append(kept, node)
	}
	l.Nodes = kept
}

// node folds what is inside of a node, and gives the text of one that is always
// the same.
func (f folding) node(node parse.Node) ([]byte, bool) {
	inner := f
	switch node := node.(type) {
	case *parse.ListNode:
		f.list(node)
	case *parse.IfNode:
		f.list(node.List)
		f.list(node.ElseList)
	case *parse.WithNode:
		f.list(node.ElseList)
		inner.root = false
		inner.list(node.List)
	case *parse.RangeNode:
		f.list(node.ElseList)
		inner.root = false
		inner.list(node.List)
	case *parse.ActionNode:
		if f.same(node.Pipe) {
			return f.print(node)
		}
	}
	return nil, false
}

// same reports whether a pipeline gives the same on all pages.
func (f folding) same(p *parse.PipeNode) bool {
	if len(p.Decl) > 0 || p.IsAssign {
		return false
	}
	for i, c := range p.Cmds {
		if i > 0 && (len(c.Args) > 1 || !isEscape(c.Args[0])) || i == 0 && !f.fixed(c) {
			return false
		}
	}
	return true
}

// isEscape reports whether a node is one of the functions that package template
// puts in: they look at nothing but their argument.
func isEscape(node parse.Node) bool {
	name, ok := node.(*parse.IdentifierNode)
	return ok && len(name.Ident) > 0 && name.Ident[0] == '_'
}

// fixed reports whether a command gives the same on all pages: something of the
// site, or a function of constants.
func (f folding) fixed(c *parse.CommandNode) bool {
	switch first := c.Args[0].(type) {
	case *parse.FieldNode:
		return f.root && first.Ident[0] == "Site" && len(c.Args) == 1
	case *parse.IdentifierNode:
		links := f.links && slices.Contains(linking, first.Ident)
		if !links && !slices.Contains(timeless, first.Ident) || len(c.Args) < 2 {
			return false
		}
		return !slices.ContainsFunc(c.Args[1:], func(arg parse.Node) bool {
			text, ok := arg.(*parse.StringNode)
			return !ok || links && startsWithDigit(text.Text) // a year, which may be that of the page
		})
	}
	return false
}

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// print gives what comes out of one action.
func (f folding) print(action *parse.ActionNode) ([]byte, bool) {
	layout := f.set.Lookup("layout").Tree
	whole := layout.Root
	defer func() { layout.Root = whole }()
	layout.Root = &parse.ListNode{NodeType: parse.NodeList, Pos: action.Pos, Nodes: []parse.Node{action}}
	var b bytes.Buffer
	if err := f.set.ExecuteTemplate(&b, "layout", f.view); err != nil {
		return nil, false // the page itself will say so
	}
	return b.Bytes(), true
}
