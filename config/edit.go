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
	"time"

	"github.com/goccy/go-yaml/token"

	"planet"
)

// An Addition is what was written for a new member.
type Addition struct {
	File string // as the list's path names it
	Text string // what was added to it, or is in it
}

// HasFolder reports whether there is a folder feeds.d beside the list at path.
func HasFolder(path string) bool {
	info, err := os.Lstat(filepath.Join(filepath.Dir(path), folderName))
	return err == nil && info.IsDir()
}

// Add writes m into the list at path, as its last item, or with inFolder as
// feeds.d/SLUG.yaml beside it. All other bytes of the list stay as they are,
// comments too (FY-7), and so do its rights; if it is a link, the file behind
// it is written.
//
// What would be written is read first: if that is not the list as it was and
// m besides, nothing is written, and the error is a [*Problems] that says why.
// A list that can't be loaded is such an error, too. The file is replaced in
// one step, and nobody else of us writes into the list meanwhile.
func (l Loader) Add(path string, m planet.Member, inFolder bool) (*Addition, error) {
	free, err := alone(path)
	if err != nil {
		return nil, err
	}
	defer free()
	was, err := l.Load(path)
	if err != nil {
		return nil, err
	}
	src, err := readList(path)
	if err != nil {
		return nil, err
	}
	if inFolder {
		return l.addFile(path, src, was, m)
	}
	text, added, err := l.append(path, src, "feeds", func(indent int) string { return ItemText(m, indent) })
	if err != nil {
		return nil, err
	}
	is, found, err := l.check(path, text)
	if err == nil {
		err = oneMore(path, was, is, found)
	}
	if err == nil {
		err = replace(path, src, text)
	}
	return &Addition{File: path, Text: added}, err
}

// addFile writes a file of feeds.d.
func (l Loader) addFile(path, src string, was *planet.Site, m planet.Member) (*Addition, error) {
	folder := filepath.Join(filepath.Dir(path), folderName)
	file := filepath.Join(folder, m.Slug+".yaml")
	text := FileText(m)
	switch _, err := os.Lstat(file); {
	case err == nil:
		return nil, taken(file, was, m.Slug)
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	is, found, err := l.check(path, src, draft{file, text})
	if err != nil {
		return nil, err
	}
	if err := oneMore(path, was, is, found); err != nil {
		return nil, err
	}
	return &Addition{File: file, Text: text}, makeFile(file, text)
}

// taken says what to do about a file that stands where one was to be made. Who
// looks for a free slug does not see that of a file which says another.
func taken(file string, was *planet.Site, slug string) error {
	name := printable(filepath.ToSlash(file))
	for _, m := range was.Members {
		if m.File == name && m.Slug != slug {
			return wrong(file, 0, fmt.Sprintf("this file is there already, and its member has the slug %[1]s; rename it to %[1]s.yaml, or choose another name for the new one", m.Slug))
		}
	}
	return wrong(file, 0, justMade)
}

// justMade is said of a file that was not there a moment ago.
const justMade = "somebody else has just made this file; do the same again, which sees it"

// oneMore says what is wrong with a list to which one member was added: is,
// with what was found in it.
func oneMore(path string, was, is *planet.Site, found []Problem) error {
	found = slices.DeleteFunc(found, func(p Problem) bool { return p.Level != Blocks })
	if len(found) > 0 {
		return &Problems{List: found}
	}
	rest, others := *is, *was
	rest.Members, others.Members = nil, nil
	if !reflect.DeepEqual(rest, others) || !onlyAdded(was.Members, is.Members, 1) {
		return wrong(path, 0, "an item cannot be added to this list without changing others; write it in by hand")
	}
	return nil
}

// onlyAdded reports whether is holds the members of was, and so many besides.
// Where an item stands may have changed.
func onlyAdded(was, is []planet.Member, more int) bool {
	if len(is) != len(was)+more {
		return false
	}
	k := 0
	for _, m := range is {
		if k == len(was) {
			continue
		}
		old := was[k]
		if m.File == old.File {
			m.Line = old.Line
		}
		if reflect.DeepEqual(m, old) {
			k++
		}
	}
	return k == len(was)
}

// wrong is one mistake in a list.
func wrong(path string, line int, says string) error {
	return &Problems{List: []Problem{{File: printable(filepath.ToSlash(path)), Line: line, Code: planet.CodeYAML, Level: Blocks, Message: says}}}
}

// append gives the text of a list with more items at the end of its section
// name, and what of it is new. write gives their text, with dashes after indent
// spaces.
func (l Loader) append(path, src, name string, write func(indent int) string) (text, added string, err error) {
	r := newReading(l, path)
	plain, ok := r.readable(src, maxListBytes)
	if !ok {
		return "", "", &Problems{List: r.found}
	}
	e := edit{lines: splitLines(src), eol: lineEnd(src)}
	sections := r.sections(plain)
	k := slices.IndexFunc(sections, func(s section) bool { return s.key != nil && s.key.Value == name })
	switch {
	case k >= 0 && sections[k].list() != nil:
		added, ok = e.afterItems(sections[k].list(), write)
	case k >= 0:
		added, ok = e.firstItem(sections[k], write)
	case len(sections) > 0 && sections[0].key != nil:
		before := slices.IndexFunc(sections, func(s section) bool { return name != "feeds" && s.key.Value == "feeds" })
		n := len(e.lines)
		if before >= 0 {
			n = e.above(sections[before].key.Position.Line - 1)
		}
		added, ok = e.newSection(n, name, sections[0].key.Position.Column-1, write)
	default:
		ok = false
	}
	if !ok {
		line := 0
		if k >= 0 {
			line = sections[k].key.Position.Line
		}
		return "", "", wrong(path, line, name+" is not a list with each item on a line of its own, after a dash; write it so, and an item can be added")
	}
	return strings.Join(e.lines, ""), added, nil
}

// An edit is a list on its way to one item more.
type edit struct {
	lines []string // with their ends, byte for byte
	eol   string   // how its lines end
}

// splitLines cuts a text into lines as readable counts them.
func splitLines(src string) []string {
	var lines []string
	for src != "" {
		end := strings.IndexAny(src, "\r\n")
		switch {
		case end < 0:
			end = len(src)
		case strings.HasPrefix(src[end:], "\r\n"):
			end += 2
		default:
			end++
		}
		lines, src = append(lines, src[:end]), src[end:]
	}
	return lines
}

func lineEnd(src string) string {
	end := strings.IndexAny(src, "\r\n")
	switch {
	case end >= 0 && strings.HasPrefix(src[end:], "\r\n"):
		return "\r\n"
	case end >= 0:
		return src[end : end+1]
	}
	return "\n"
}

// insert puts text behind the first n lines.
func (e *edit) insert(n int, text string) {
	if n > 0 && !strings.HasSuffix(e.lines[n-1], "\n") && !strings.HasSuffix(e.lines[n-1], "\r") {
		e.lines[n-1] += e.eol
	}
	e.lines = slices.Insert(e.lines, n, strings.ReplaceAll(text, "\n", e.eol))
}

// afterItems adds behind the last item what looks like it: as far indented, and
// with an empty line before if there is one between the last two.
func (e *edit) afterItems(items []token.Tokens, write func(indent int) string) (added string, ok bool) {
	dash := items[len(items)-1][0].Position
	indent := dash.Column - 1
	if e.indent(dash.Line-1) != indent {
		return "", false
	}
	added = write(indent)
	if len(items) > 1 && !strings.HasPrefix(added, "\n") && e.apart(dash.Line-1) {
		e.insert(e.below(dash.Line, indent), "\n"+added)
		return added, true
	}
	e.insert(e.below(dash.Line, indent), added)
	return added, true
}

// below is the number of lines up to the last one that is further in than
// indent, from line n on (counted from 0): those of an item, with its comments.
func (e *edit) below(n, indent int) int {
	last := n
	for i := n; i < len(e.lines); i++ {
		if strings.TrimSpace(e.lines[i]) == "" {
			continue
		}
		if e.indent(i) <= indent {
			break
		}
		last = i + 1
	}
	return last
}

// indent is how many spaces line n, counted from 0, begins with.
func (e *edit) indent(n int) int {
	line := strings.TrimPrefix(e.lines[n], "\ufeff")
	return len(line) - len(strings.TrimLeft(line, " "))
}

// apart reports whether an empty line stands before line n and its comments.
func (e *edit) apart(n int) bool {
	for n--; n >= 0 && strings.HasPrefix(strings.TrimSpace(e.lines[n]), "#"); n-- {
	}
	return n >= 0 && strings.TrimSpace(e.lines[n]) == ""
}

// noItems is a line with the key of a list and nothing behind it, or a word for
// nothing: that is the one thing which adding takes away.
var noItems = onUse(`^(\x{feff}? *(?:[a-z]+|"[a-z]+"|'[a-z]+') *:)[ ]*(\[ *\]|~|null|Null|NULL)?([ ]+#.*)?[ ]*[\r\n]*$`)

// firstItem adds below "feeds:" and the comments there.
func (e *edit) firstItem(s section, write func(indent int) string) (added string, ok bool) {
	at := s.key.Position.Line - 1
	parts := noItems().FindStringSubmatchIndex(e.lines[at])
	if parts == nil || s.tokens[len(s.tokens)-1].Position.Line != s.key.Position.Line {
		return "", false
	}
	if parts[4] >= 0 {
		e.lines[at] = e.lines[at][:parts[3]] + e.lines[at][parts[5]:]
	}
	indent := e.indent(at)
	n := at + 1
	for n < len(e.lines) && strings.HasPrefix(strings.TrimSpace(e.lines[n]), "#") && e.indent(n) > indent {
		n++
	}
	added = write(indent + listIndent)
	e.insert(n, strings.TrimPrefix(added, "\n"))
	return added, true
}

// above is the number of lines before line n, counted from 0, and the comments
// right above it.
func (e *edit) above(n int) int {
	for n > 0 && strings.HasPrefix(strings.TrimSpace(e.lines[n-1]), "#") {
		n--
	}
	return n
}

// newSection adds a section behind n lines of a list that has none of its name.
func (e *edit) newSection(n int, name string, indent int, write func(indent int) string) (added string, ok bool) {
	added = strings.Repeat(" ", indent) + name + ":\n" + strings.TrimPrefix(write(indent+listIndent), "\n")
	if n == len(e.lines) {
		e.insert(n, "\n"+added)
	} else {
		e.insert(n, added)
	}
	return added, true
}

// replace writes text in place of src, which is what the list at path held. An
// editor may have changed it, who does not look whether we write.
func replace(path, src, text string) error {
	file, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	now, err := readList(file)
	if err != nil {
		return err
	}
	if now != src {
		return wrong(path, 0, "this file has changed in the meantime; try again")
	}
	return writeFile(file, text, info.Mode().Perm())
}

// patience is how long another program may take to write a list. One that
// takes longer was ended before it could take its mark away.
const patience = time.Minute

// alone lets nobody else of us write into the list at path, or its folder,
// until free is called: of two who read it at the same moment, the second would
// undo what the first wrote, or add the same feed in another file.
func alone(path string) (free func(), err error) {
	file, err := filepath.EvalSymlinks(path)
	if err != nil {
		file = path // there is no list yet, or nothing behind the link: who reads it says so
	}
	mark := filepath.Join(filepath.Dir(file), ".planet-writing")
	if info, err := os.Stat(mark); err == nil && time.Since(info.ModTime()) > patience {
		if err := os.Remove(mark); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	f, err := os.OpenFile(mark, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	switch {
	case errors.Is(err, fs.ErrExist):
		return nil, wrong(path, 0, "somebody else is writing into this list at this moment; try again, and if a planet was ended there, in a minute")
	case errors.Is(err, fs.ErrNotExist):
		return func() {}, nil // there is no folder, and so nobody
	case err != nil:
		return nil, fmt.Errorf("write beside %s: %w", path, err)
	}
	return func() { _ = os.Remove(mark) }, f.Close() // a mark that stays counts for a minute
}

// writeFile makes a file, or replaces it, in one step: readers see the whole of
// one or of the other.
func writeFile(file, text string, mode fs.FileMode) error {
	return complete(file, text, mode, os.Rename)
}

// makeFile makes a file that is not there yet, likewise in one step, and its
// folder. A file that came in the meantime stays as it is.
func makeFile(file, text string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	err := complete(file, text, 0o644, func(temp, file string) error { return become(temp, file, os.Link) })
	if errors.Is(err, fs.ErrExist) {
		return wrong(file, 0, justMade)
	}
	return err
}

// become gives the file temp its name, unless somebody has it: then the error is
// fs.ErrExist, and that file stays as it is. Where a disk has no links, the name
// is taken by an empty file first, which the whole one replaces at once.
func become(temp, file string, link func(temp, file string) error) error {
	err := link(temp, file)
	switch {
	case err == nil:
		return os.Remove(temp)
	case errors.Is(err, fs.ErrExist):
		return err
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Close(), os.Rename(temp, file)); err != nil {
		return errors.Join(err, os.Remove(file))
	}
	return nil
}

// complete writes a file under a passing name, which move makes its own. The
// name begins with a dot, so that nobody takes it for a file of feeds.d.
func complete(file, text string, mode fs.FileMode, move func(temp, file string) error) (err error) {
	temp, err := os.CreateTemp(filepath.Dir(file), ".planet-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(temp.Name())
		}
	}()
	_, err = temp.WriteString(text)
	if err = errors.Join(err, temp.Chmod(mode), temp.Sync(), temp.Close()); err != nil {
		if p, ok := errors.AsType[*fs.PathError](err); ok {
			err = p.Err // nobody knows the passing name
		}
		return fmt.Errorf("write %s: %w", file, err)
	}
	return move(temp.Name(), file)
}
