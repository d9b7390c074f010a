package render

import (
	"bytes"
	"html/template"
	"maps"
	"slices"
	"text/template/parse"
)

// linking are the functions of templates that give links. They are the same on
// all pages of entries, if they lead to a fixed place, since those pages lie
// equally deep. All other functions look at nothing but their arguments
// (THEME-6).
var linking = []string{"rel", "asset"}

// alike are the fields of a page that are the same on most pages of a kind:
// what was folded on one page serves those that are like it in all of them.
var alike = []string{"Kind", "Section", "Robots", "Lang", "Dir", "Locale", "Feed", "Feeds", "Prev"}

// like reports whether two pages are the same in the fields of alike, and lie
// equally.
func (p *pageView) like(other *pageView) bool {
	return p.Kind == other.Kind && p.Section == other.Section && p.Robots == other.Robots && p.Lang == other.Lang && p.Dir == other.Dir && p.Locale == other.Locale &&
		p.Feed == other.Feed && p.Prev == other.Prev && p.base == other.base && slices.Equal(p.Feeds, other.Feeds)
}

// A worth says what a value is on other pages.
type worth int

const (
	own   worth = iota // another one, or who knows
	fixed              // the same one
	page               // the page, some fields of which are fixed
	whole              // the view, of which the site is fixed
)

// field gives what a field of a value is worth, or a field of that, and so on.
func (v worth) field(names ...string) worth {
	for _, name := range names {
		switch {
		case v == whole && name == "Site":
			v = fixed
		case v == whole && name == "Page":
			v = page
		case v == page && slices.Contains(alike, name):
			v = fixed
		case v != fixed:
			v = own
		}
	}
	return v
}

// A folding replaces what comes out the same on each page of a kind by the text
// that comes out: of a layout nearly all, so a page costs what is its own.
type folding struct {
	press *press
	set   *template.Template
	view  *view // some page of the kind
	links bool  // links are the same, too

	dot     worth
	vars    map[string]worth // by name, "$" too
	said    []parse.Node     // declares those that aren't own
	changed map[string]bool  // variables that change somewhere
	deep    int              // templates inside of templates
}

const deepest = 8 // templates inside of each other that are looked through: they may call themselves

// foldFixed changes a set that has printed v before: by then the escapes are part
// of it. What can't be told to be the same is left alone.
func foldFixed(p *press, set *template.Template, v *view) {
	changed := map[string]bool{}
	for _, t := range set.Templates() {
		if t.Tree != nil {
			findChanged(t.Tree.Root, changed)
		}
	}
	for _, t := range set.Templates() {
		if t.Tree == nil || t.Tree.Root == nil {
			continue
		}
		f := folding{press: p, set: set, view: v, links: v.Page.Kind == "entry" && v.Page.base == "", changed: changed}
		if t.Name() == "layout" {
			f.dot = whole
		}
		f.vars = map[string]worth{"$": f.dot}
		f.list(t.Tree.Root)
	}
}

func (f folding) list(l *parse.ListNode) {
	if l == nil {
		return
	}
	f.vars = maps.Clone(f.vars)
	f.said = slices.Clip(f.said)
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

// node gives the text of a node that is always the same, and folds what is
// inside of another one.
func (f *folding) node(node parse.Node) ([]byte, bool) {
	if action, ok := node.(*parse.ActionNode); ok && len(action.Pipe.Decl) > 0 {
		if f.declare(action.Pipe, f.pipe(action.Pipe)) != own {
			f.said = append(f.said, action)
		}
		return nil, false
	}
	if node.Type() != parse.NodeText && f.same(node) {
		if text, ok := f.print(node); ok {
			return text, true
		}
	}
	switch node := node.(type) {
	case *parse.IfNode:
		f.branch(&node.BranchNode, f.dot)
	case *parse.WithNode:
		f.branch(&node.BranchNode, own)
	case *parse.RangeNode:
		f.branch(&node.BranchNode, own)
	}
	return nil, false
}

// branch folds what is inside of a node that is not the same itself.
func (f folding) branch(b *parse.BranchNode, dot worth) {
	f.vars = maps.Clone(f.vars)
	f.declare(b.Pipe, own)
	f.list(b.ElseList)
	f.dot = dot
	f.list(b.List)
}

// declare notes what the variables of a pipeline are worth.
func (f *folding) declare(p *parse.PipeNode, v worth) worth {
	for _, decl := range p.Decl {
		if name := decl.Ident[0]; f.changed[name] {
			f.vars[name], v = own, own
		} else {
			f.vars[name] = v
		}
	}
	return v
}

// findChanged gathers the variables that get another value somewhere.
func findChanged(l *parse.ListNode, changed map[string]bool) {
	if l == nil {
		return
	}
	pipe := func(p *parse.PipeNode) {
		for _, decl := range p.Decl {
			changed[decl.Ident[0]] = changed[decl.Ident[0]] || p.IsAssign
		}
	}
	branch := func(b *parse.BranchNode) {
		pipe(b.Pipe)
		findChanged(b.List, changed)
		findChanged(b.ElseList, changed)
	}
	for _, node := range l.Nodes {
		switch node := node.(type) {
		case *parse.ActionNode:
			pipe(node.Pipe)
		case *parse.IfNode:
			branch(&node.BranchNode)
		case *parse.WithNode:
			branch(&node.BranchNode)
		case *parse.RangeNode:
			branch(&node.BranchNode)
		}
	}
}

// same reports whether a node prints the same on all pages.
func (f folding) same(node parse.Node) bool {
	switch node := node.(type) {
	case *parse.TextNode, *parse.CommentNode:
		return true
	case *parse.ListNode:
		return f.sameList(node)
	case *parse.ActionNode:
		return !node.Pipe.IsAssign && f.pipe(node.Pipe) == fixed
	case *parse.IfNode:
		return f.sameBranch(&node.BranchNode, f.dot)
	case *parse.WithNode:
		return f.sameBranch(&node.BranchNode, fixed)
	case *parse.RangeNode:
		return f.sameBranch(&node.BranchNode, fixed)
	case *parse.TemplateNode:
		return f.sameTemplate(node)
	}
	return false
}

func (f folding) sameList(l *parse.ListNode) bool {
	if l == nil {
		return true
	}
	f.vars = maps.Clone(f.vars)
	for _, node := range l.Nodes {
		if action, ok := node.(*parse.ActionNode); ok && len(action.Pipe.Decl) > 0 && !action.Pipe.IsAssign {
			f.declare(action.Pipe, f.pipe(action.Pipe))
			continue
		}
		if !f.same(node) {
			return false
		}
	}
	return true
}

func (f folding) sameBranch(b *parse.BranchNode, dot worth) bool {
	if b.Pipe.IsAssign || f.pipe(b.Pipe) != fixed {
		return false
	}
	f.vars = maps.Clone(f.vars)
	f.declare(b.Pipe, fixed)
	if !f.sameList(b.ElseList) {
		return false
	}
	f.dot = dot
	return f.sameList(b.List)
}

func (f folding) sameTemplate(node *parse.TemplateNode) bool {
	t := f.set.Lookup(node.Name)
	if t == nil || t.Tree == nil || f.deep == deepest {
		return false
	}
	dot := fixed // nil, without a pipeline
	if node.Pipe != nil {
		dot = f.pipe(node.Pipe)
	}
	f.dot, f.vars, f.deep = dot, map[string]worth{"$": dot}, f.deep+1
	return f.sameList(t.Tree.Root)
}

// pipe gives what a pipeline is worth.
func (f folding) pipe(p *parse.PipeNode) worth {
	v := own
	for i, c := range p.Cmds {
		if i > 0 && v != fixed {
			return own
		}
		if v = f.command(c); i > 0 && v != fixed {
			return own
		}
	}
	return v
}

// command gives what a command is worth: a function of what is fixed is fixed.
func (f folding) command(c *parse.CommandNode) worth {
	for _, arg := range c.Args[1:] {
		if f.value(arg) != fixed {
			return own
		}
	}
	return f.value(c.Args[0])
}

func (f folding) value(node parse.Node) worth {
	switch node := node.(type) {
	case *parse.StringNode, *parse.NumberNode, *parse.BoolNode:
		return fixed
	case *parse.DotNode:
		return f.dot
	case *parse.FieldNode:
		return f.dot.field(node.Ident...)
	case *parse.VariableNode:
		return f.vars[node.Ident[0]].field(node.Ident[1:]...)
	case *parse.PipeNode:
		return f.pipe(node)
	case *parse.ChainNode:
		return f.value(node.Node).field(node.Field...)
	case *parse.IdentifierNode:
		if f.links || !slices.Contains(linking, node.Ident) {
			return fixed
		}
	}
	return own
}

// print gives what comes out of one node.
func (f folding) print(node parse.Node) ([]byte, bool) {
	layout := f.set.Lookup("layout").Tree
	root := layout.Root
	defer func() { layout.Root = root }()
	layout.Root = &parse.ListNode{NodeType: parse.NodeList, Pos: node.Position(), Nodes: append(slices.Clip(f.said), node)}
	f.press.dated = false
	var b bytes.Buffer
	if err := f.set.ExecuteTemplate(&b, "layout", f.view); err != nil || f.press.dated {
		return nil, false // the page itself will say so, or links to a year, which may be its own
	}
	return b.Bytes(), true
}

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }
