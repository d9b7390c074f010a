package render

import (
	"html/template"
	"text/template/parse"
)

// namesIn gives the names of all fields and methods that a page's templates
// ask for: a page can't show what no template of it names. What they would
// name of something else by the same word counts, too.
func namesIn(set *template.Template) map[string]bool {
	n := names{set: set, found: map[string]bool{}, seen: map[string]bool{}}
	n.template("layout")
	return n.found
}

// A names walks through the templates that a page is made of.
type names struct {
	set   *template.Template
	found map[string]bool
	seen  map[string]bool // templates
}

func (n *names) template(name string) {
	t := n.set.Lookup(name)
	if n.seen[name] || t == nil || t.Tree == nil {
		return
	}
	n.seen[name] = true
	n.list(t.Tree.Root)
}

func (n *names) list(l *parse.ListNode) {
	if l == nil {
		return
	}
	for _, node := range l.Nodes {
		n.node(node)
	}
}

func (n *names) node(node parse.Node) {
	switch node := node.(type) {
	case *parse.ListNode:
		n.list(node)
	case *parse.ActionNode:
		n.pipe(node.Pipe)
	case *parse.IfNode:
		n.branch(&node.BranchNode)
	case *parse.WithNode:
		n.branch(&node.BranchNode)
	case *parse.RangeNode:
		n.branch(&node.BranchNode)
	case *parse.TemplateNode:
		n.pipe(node.Pipe)
		n.template(node.Name)
	case *parse.PipeNode:
		n.pipe(node)
	case *parse.FieldNode:
		n.add(node.Ident)
	case *parse.VariableNode:
		n.add(node.Ident[1:])
	case *parse.ChainNode:
		n.node(node.Node)
		n.add(node.Field)
	}
}

func (n *names) branch(b *parse.BranchNode) {
	n.pipe(b.Pipe)
	n.list(b.List)
	n.list(b.ElseList)
}

func (n *names) pipe(p *parse.PipeNode) {
	if p == nil {
		return
	}
	for _, c := range p.Cmds {
		for _, arg := range c.Args {
			n.node(arg)
		}
	}
}

func (n *names) add(idents []string) {
	for _, i := range idents {
		n.found[i] = true
	}
}
