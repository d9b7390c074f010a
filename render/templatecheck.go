package render

import (
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"text/template/parse"
)

const slotsFile = "slots.html"

// A source is one file with templates in it.
type source struct {
	from    layer
	name    string // below the theme: templates/front.html, slots.html
	text    string
	defines map[string]*parse.Tree
	asked   map[string][]ask // what it asks for by a name that stands in it, by function: "t", "asset", "template"
}

// An ask is one place of a template that asks for something by name.
type ask struct {
	word string
	line int
}

// page reports whether the file is a page of its own.
func (s *source) page() bool {
	return path.Dir(s.name) == "templates" && slices.Contains(pageKinds, kindOf(s.name))
}

// readTemplates reads each file by itself, so that one that is broken doesn't
// hide what is wrong with the next.
func (c *themeCheck) readTemplates() error {
	found, err := c.theme.top("templates", "*.html")
	if err != nil {
		return err
	}
	for _, l := range c.theme.layers {
		if _, err := fs.Stat(l.files, slotsFile); err == nil {
			if err := c.readTemplate(l, slotsFile); err != nil {
				return err
			}
		}
	}
	for _, name := range sortedKeys(found) {
		if err := c.readTemplate(found[name], name); err != nil {
			return err
		}
	}
	return nil
}

func (c *themeCheck) readTemplate(from layer, name string) error {
	text, err := readFile(from, name)
	if err != nil {
		return err
	}
	set, err := template.New(from.name(name)).Funcs(noFuncs).Parse(string(text))
	if err != nil {
		f := faultOf(err)
		c.say(from, name, f.line, blocks, "%s", f.words)
		c.broken[from.name(name)] = true
		return nil
	}
	s := &source{from: from, name: name, text: string(text), defines: map[string]*parse.Tree{}, asked: map[string][]ask{}}
	for _, t := range set.Templates() {
		if t.Tree == nil || t.Tree.Root == nil {
			continue
		}
		s.walk(t.Tree.Root)
		if t.Name() == from.name(name) {
			c.outside(s, t.Tree.Root)
			continue
		}
		s.defines[t.Name()] = t.Tree
	}
	c.sources = append(c.sources, s)
	return nil
}

// outside says if something stands outside of all blocks.
func (c *themeCheck) outside(s *source, root *parse.ListNode) {
	for _, n := range root.Nodes {
		if parse.IsEmptyTree(n) {
			continue
		}
		c.say(s.from, s.name, s.line(n.Position()), warns, `what stands outside of {{define "…"}} and {{end}} is shown nowhere`)
		return
	}
}

func (s *source) line(at parse.Pos) int {
	return 1 + strings.Count(s.text[:min(int(at), len(s.text))], "\n")
}

// walk keeps what is asked for below n.
func (s *source) walk(n parse.Node) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, inner := range n.Nodes {
			s.walk(inner)
		}
	case *parse.ActionNode:
		s.walk(n.Pipe)
	case *parse.IfNode:
		s.branch(&n.BranchNode)
	case *parse.RangeNode:
		s.branch(&n.BranchNode)
	case *parse.WithNode:
		s.branch(&n.BranchNode)
	case *parse.TemplateNode:
		s.ask("template", n.Name, n.Position())
		s.walk(n.Pipe)
	case *parse.PipeNode:
		if n == nil {
			return
		}
		for _, cmd := range n.Cmds {
			s.command(cmd)
		}
	}
}

func (s *source) branch(n *parse.BranchNode) {
	s.walk(n.Pipe)
	s.walk(n.List)
	s.walk(n.ElseList)
}

// command keeps what a function is asked for by name, like {{t "nav.latest"}}.
func (s *source) command(n *parse.CommandNode) {
	for _, arg := range n.Args {
		s.walk(arg)
	}
	if len(n.Args) < 2 {
		return
	}
	name, ok := n.Args[0].(*parse.IdentifierNode)
	if !ok {
		return
	}
	if word, ok := n.Args[1].(*parse.StringNode); ok {
		s.ask(name.Ident, word.Text, word.Position())
	}
}

func (s *source) ask(function, word string, at parse.Pos) {
	s.asked[function] = append(s.asked[function], ask{word, s.line(at)})
}

// templates finds what is wrong between the files: blocks that are missing or
// that nobody asks for, and what no page may have.
func (c *themeCheck) templates() error {
	shared, called := map[string]bool{}, map[string]bool{}
	for _, s := range c.sources {
		for _, a := range s.asked["template"] {
			called[a.word] = true
		}
		if s.page() {
			continue
		}
		for name := range s.defines {
			shared[name] = true
		}
	}
	for _, s := range c.sources {
		c.blocksOf(s, shared)
		c.inline(s)
		if s.from.own() {
			c.useless(s, called)
		}
		for _, a := range s.asked["asset"] {
			if _, ok := c.theme.assets[a.word]; !ok {
				c.say(s.from, s.name, a.line, blocks, "there is no file assets/%s", a.word)
			}
		}
	}
	c.missingPages()
	c.slots(called)
	return nil
}

// blocksOf says which blocks a file asks for or must have, and which are
// nowhere.
func (c *themeCheck) blocksOf(s *source, shared map[string]bool) {
	for _, a := range s.asked["template"] {
		if shared[a.word] || s.defines[a.word] != nil || !s.page() && c.inEveryPage(a.word) {
			continue
		}
		c.say(s.from, s.name, a.line, blocks, "there is no block %q", a.word)
	}
	if s.page() && s.defines["main"] == nil && !shared["main"] {
		c.say(s.from, s.name, 0, blocks, `the page has no block "main"; write {{define "main"}} before it and {{end}} after it`)
	}
}

// inEveryPage reports whether each page defines a block: then a file that all
// share may ask for it. A page that lacks "main" is told so itself.
func (c *themeCheck) inEveryPage(block string) bool {
	if block == "main" {
		return true
	}
	for _, s := range c.sources {
		if s.page() && s.defines[block] == nil {
			return false
		}
	}
	return true
}

// useless says if nothing asks for what a file holds: a slip in its name.
func (c *themeCheck) useless(s *source, called map[string]bool) {
	switch {
	case s.page():
		return
	case s.name == slotsFile:
		for _, name := range sortedKeys(s.defines) {
			if !called[name] {
				c.say(s.from, s.name, s.line(s.defines[name].Root.Position()), warns, "no page has an empty place %q; there are %s", name, strings.Join(c.slotNames(), ", "))
			}
		}
		return
	}
	for name := range s.defines {
		if called[name] || name == "layout" {
			return
		}
	}
	c.say(s.from, s.name, 0, warns, "no page is called %s, and no template asks for a block of this file; the pages are %s", kindOf(s.name), strings.Join(pageKinds, ", "))
}

// slotNames are the empty places that a theme has (THEME-3).
func (c *themeCheck) slotNames() []string {
	for _, s := range c.sources {
		if s.name == slotsFile && !s.from.own() {
			return sortedKeys(s.defines)
		}
	}
	return nil
}

// missingPages says which page templates no layer has.
func (c *themeCheck) missingPages() {
	for _, kind := range pageKinds {
		if _, ok := c.theme.kinds[kind]; !ok {
			top := c.theme.layers[len(c.theme.layers)-1]
			c.say(top, "templates/"+kind+".html", 0, blocks, "the theme has no such page, and needs one")
		}
	}
}

// slots says which empty places an owner's template left out: what somebody
// writes for them is shown nowhere.
func (c *themeCheck) slots(called map[string]bool) {
	for _, slot := range c.slotNames() {
		if called[slot] {
			continue
		}
		for _, s := range c.sources {
			if s.from.own() && c.originalAsks(s.name, slot) {
				c.say(s.from, s.name, 0, warns, "the empty place %q is left out; write {{template %q .}} where it belongs", slot, slot)
			}
		}
	}
}

// originalAsks reports whether the file of that name in the program asks for a
// block.
func (c *themeCheck) originalAsks(name, block string) bool {
	for _, l := range slices.Backward(c.theme.layers) {
		if l.own() {
			continue
		}
		if text, err := fs.ReadFile(l.files, name); err == nil {
			return strings.Contains(string(text), fmt.Sprintf("{{template %q", block))
		}
	}
	return false
}

// inlined are what no page may have (SITE-4, PG-12): pages forbid it, so a
// browser would pass it over.
var inlined = []struct {
	found *regexp.Regexp
	words string
	told  *regexp.Regexp // what the check of a page says of it
}{
	{
		regexp.MustCompile(`(?i)<style[\s>]`), "pages take no styles from the markup; put them into custom.css",
		regexp.MustCompile(`^has the element style,`),
	},
	{
		regexp.MustCompile(`(?i)\sstyle\s*=\s*["'_]`), "pages take no style from an attribute; give the element a class, and put the style into custom.css",
		regexp.MustCompile(`^has an element \S+ with the attribute style,`),
	},
	{
		regexp.MustCompile(`(?i)<script(\s+(type|async|defer)\b[^\s>]*)*\s*>`), "pages run no script that stands in the markup",
		regexp.MustCompile(`^has a script in its text`),
	},
	{
		regexp.MustCompile(`(?i)\son[a-z]+\s*=\s*["'_]`), "pages run no script that stands in an attribute",
		regexp.MustCompile(`^has an element \S+ with the attribute on`),
	},
	{
		regexp.MustCompile(`(?i)<(iframe|frame|frameset|object|embed|applet|base)[\s>]`), "pages show nothing of others inside of themselves",
		regexp.MustCompile(`^has the element (iframe|frame|frameset|object|embed|applet|base),`),
	},
}

// inline finds them in what a file says between its actions.
func (c *themeCheck) inline(s *source) {
	text := blankActions(s.text)
	for _, in := range inlined {
		for _, at := range in.found.FindAllStringIndex(text, -1) {
			begin := at[1] - len(strings.TrimLeft(text[at[0]:at[1]], " \t\r\n"))
			c.say(s.from, s.name, 1+strings.Count(text[:begin], "\n"), blocks, "%s", in.words)
			c.pages.told = append(c.pages.told, in.told)
		}
	}
}

var action = regexp.MustCompile(`(?s)\{\{.*?\}\}`)

// blankActions puts spaces in the place of actions and comments, so that what
// is left is markup, with every line where it was.
func blankActions(text string) string {
	return action.ReplaceAllStringFunc(text, func(found string) string {
		return strings.Map(func(r rune) rune {
			if r == '\n' {
				return r
			}
			return '_'
		}, found)
	})
}
