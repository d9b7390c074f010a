package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/token"

	"planet"
)

// More is what a program adds to a list at once, with its comments: lines that
// begin with #, and "" for an empty line between two of them.
type More struct {
	Site     *planet.Site   // has the settings
	Settings []string       // keys below planet which the list doesn't have: "title", "front"
	Groups   []planet.Group // that the list doesn't have
	Above    []string       // comments for the planet
	Items    []Commented
	Below    []string // comments for the end
}

// A Commented is a member and the comments above its item. Slug is that which
// the member will have; the member itself has it only if it must be written.
type Commented struct {
	Member   planet.Member
	Slug     string
	Comments []string
}

// ListText is a whole list of what is in m. See [ListText].
func (m *More) ListText() string {
	site := *m.Site
	site.Members, site.Groups = nil, m.Groups
	settings, rest, _ := strings.Cut(ListText(&site), "\n") // "planet:"
	return settings + "\n" + commentText(m.Above, listIndent) + rest + m.itemsText(listIndent)
}

// itemsText is the text of all items, and the comments below. It begins with an
// empty line if a comment comes first.
func (m *More) itemsText(indent int) string {
	var b strings.Builder
	for i, one := range m.Items {
		if len(one.Comments) > 0 && i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(commentText(one.Comments, indent))
		b.WriteString(ItemText(one.Member, indent))
	}
	if len(m.Below) > 0 {
		b.WriteByte('\n')
	}
	b.WriteString(commentText(m.Below, indent))
	return b.String()
}

// commentText is comments, each line after indent spaces.
func commentText(comments []string, indent int) string {
	var b strings.Builder
	for i, c := range comments {
		switch {
		case c != "":
			b.WriteString(strings.Repeat(" ", indent) + c + "\n")
		case i > 0 && i+1 < len(comments):
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// Merge writes m into the list at path, its items behind the others or, with
// inFolder, as files of feeds.d beside it; without a list there it makes one. It
// gives the files that it wrote: none if there was nothing to add. All other
// bytes of the list stay as they are, comments too (FY-7), and a comment that
// stands in the list already is not written again.
//
// As with [Loader.Add], what would be written is read first, and if that is not
// the list as it was and m besides, nothing is written.
func (l Loader) Merge(path string, m *More, inFolder bool) (files []string, err error) {
	free, err := alone(path)
	if err != nil {
		return nil, err
	}
	defer free()
	src, was, err := l.before(path)
	if err != nil {
		return nil, err
	}
	var text string
	if was == nil {
		was, text = defaults(path), m.head(inFolder).ListText()
	} else {
		m = m.unsaid(src)
		if text, err = l.merged(path, src, m.head(inFolder)); err != nil {
			return nil, err
		}
	}
	var drafts []draft
	if inFolder {
		drafts = m.drafts(filepath.Join(filepath.Dir(path), folderName))
	}
	if text == src && len(drafts) == 0 {
		return nil, nil
	}
	is, found, err := l.check(path, text, drafts...)
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(p Problem) bool { return p.Level != Blocks })
	if len(found) > 0 {
		return nil, &Problems{List: found}
	}
	if !onlyAdded(was.Members, is.Members, len(m.Items)) || !reflect.DeepEqual(is.Groups, slices.Concat(was.Groups, m.Groups)) {
		return nil, wrong(path, 0, "the items cannot be added to this list without changing others; put them in by hand")
	}
	return writeAll(path, src, text, drafts)
}

// before reads the list at path; the Site is nil if there is none.
func (l Loader) before(path string) (src string, was *planet.Site, err error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return "", nil, nil
	}
	if was, err = l.Load(path); err != nil {
		return "", nil, err
	}
	src, err = readList(path)
	return src, was, err
}

// head is what of m goes into feeds.yaml.
func (m *More) head(inFolder bool) *More {
	if !inFolder {
		return m
	}
	head := *m
	head.Items, head.Below = nil, nil
	return &head
}

// unsaid is m without the comments that src has already.
func (m *More) unsaid(src string) *More {
	said := map[string]bool{}
	for line := range strings.Lines(src) {
		said[strings.TrimSpace(line)] = true
	}
	fresh := func(comments []string) []string {
		comments = slices.DeleteFunc(slices.Clone(comments), func(c string) bool { return c != "" && said[c] })
		if !slices.ContainsFunc(comments, func(c string) bool { return c != "" }) {
			return nil
		}
		return comments
	}
	rest := *m
	rest.Above, rest.Below = fresh(m.Above), fresh(m.Below)
	rest.Items = slices.Clone(m.Items)
	for i := range rest.Items {
		rest.Items[i].Comments = fresh(rest.Items[i].Comments)
	}
	return &rest
}

// merged is the text of a list with m in it.
func (l Loader) merged(path, src string, m *More) (text string, err error) {
	text = src
	if len(m.Items)+len(m.Below) > 0 {
		text, _, err = l.append(path, text, "feeds", m.itemsText)
	}
	if len(m.Groups) > 0 && err == nil {
		text, _, err = l.append(path, text, "groups", func(indent int) string {
			var b strings.Builder
			for _, one := range groupList(&m.Groups).write().items {
				writeEntry(&b, one, indent, false)
			}
			return b.String()
		})
	}
	if len(m.Settings)+len(m.Above) > 0 && err == nil {
		text, err = l.set(path, text, m)
	}
	return text, err
}

// set is the text of a list with the settings of m below planet.
func (l Loader) set(path, src string, m *More) (string, error) {
	all := table[planet.Site]{m.Site, planetKeys}.write().without(table[planet.Site]{defaults(m.Site.File), planetKeys}.write())
	some := &node{kind: mapping, pairs: slices.DeleteFunc(all.pairs, func(p pair) bool { return !slices.Contains(m.Settings, p.key.text) })}
	r := newReading(l, path)
	plain, ok := r.readable(src, maxListBytes)
	if !ok {
		return "", &Problems{List: r.found}
	}
	sections := r.sections(plain)
	k := slices.IndexFunc(sections, func(s section) bool { return s.key != nil && s.key.Value == "planet" })
	e := edit{lines: splitLines(src), eol: lineEnd(src)}
	if k < 0 || !e.settings(sections[k], some, m.Above) {
		return "", wrong(path, 0, fmt.Sprintf("settings cannot be added to planet as it is written here; write each key on a line of its own, and add\n%s", pairsText(some, listIndent)))
	}
	return strings.Join(e.lines, ""), nil
}

func pairsText(n *node, indent int) string {
	var b strings.Builder
	writePairs(&b, n, indent)
	return b.String()
}

// settings adds keys to the section planet: below its last one, or before the
// bracket that closes it; then comments find no place, and stay out.
func (e *edit) settings(s section, more *node, comments []string) bool {
	if len(s.tokens) < 4 {
		return false
	}
	switch first, last := s.tokens[2], s.tokens[len(s.tokens)-1]; {
	case first.Type == token.MappingStartType && last.Type == token.MappingEndType:
		line := []rune(e.lines[last.Position.Line-1])
		at := last.Position.Column - 1
		if len(line) > 0 && line[0] == '\ufeff' {
			at++
		}
		if at < 0 || at >= len(line) || line[at] != '}' {
			return false
		}
		for _, p := range slices.Backward(more.pairs) {
			added := ", " + keyText(p.key, true) + ": " + flowText(p.value, true)
			line = slices.Insert(line, at, []rune(added)...)
		}
		e.lines[last.Position.Line-1] = string(line)
	case first.Position.Line > s.key.Position.Line:
		indent := first.Position.Column - 1
		e.insert(e.below(s.key.Position.Line, s.key.Position.Column-1), commentText(comments, indent)+pairsText(more, indent))
	default:
		return false
	}
	return true
}

// drafts are the files of feeds.d for the items of m.
func (m *More) drafts(folder string) []draft {
	var files []draft
	for i, one := range m.Items {
		one.Member.Slug = one.Slug
		text := commentText(one.Comments, 0) + FileText(one.Member)
		if i+1 == len(m.Items) && len(m.Below) > 0 {
			text += "\n" + commentText(m.Below, 0)
		}
		files = append(files, draft{filepath.Join(folder, one.Slug+".yaml"), text})
	}
	return files
}

// writeAll writes the list, if it has changed, and files that must be new.
func writeAll(path, src, text string, drafts []draft) (files []string, err error) {
	for _, d := range drafts {
		switch _, err := os.Lstat(d.path); {
		case err == nil:
			return nil, wrong(d.path, 0, "this file is there already; rename it, since a new member has its slug")
		case !errors.Is(err, fs.ErrNotExist):
			return nil, err
		}
	}
	switch _, there := os.Lstat(path); {
	case errors.Is(there, fs.ErrNotExist):
		err = makeFile(path, text)
	case text != src:
		err = replace(path, src, text)
	}
	if err != nil {
		return nil, err
	}
	if text != src {
		files = append(files, path)
	}
	for _, d := range drafts {
		if err := makeFile(d.path, d.text); err != nil {
			return files, err
		}
		files = append(files, d.path)
	}
	return files, nil
}
