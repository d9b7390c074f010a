package render

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml"

	"planet"
	"planet/store"
)

// The levels of what is found about a theme (PC-1).
const (
	blocks = "B" // pages can't be made, or are broken
	warns  = "W"
	notes  = "N"
)

// A ThemeFault is one thing found about a theme, in a sentence to who wrote it.
type ThemeFault struct {
	File    string // below the folder of the list, with slashes; "" if it is none of the owner's
	Line    int    // from 1; 0 for the file as a whole
	Level   string // B, W or N (PC-1)
	Code    planet.Code
	Message string // one line without control characters; no capital, no full stop
}

// A themeCheck looks for what is wrong with a theme.
type themeCheck struct {
	site   *planet.Site
	theme  *theme
	broken map[string]bool // files that can't be read, by the name under which an owner finds them
	faults []ThemeFault

	sources []*source
	pages   pageFaults
}

// CheckTheme renders the site with its theme into its output folder, as [Site]
// does, and gives all that is wrong with the theme, sorted by file and line:
// templates that fail, with file and line; page templates and blocks that are
// missing; styles and scripts inside of pages; links that lead nowhere; words
// that nobody wrote; lines of the stylesheet that every theme keeps (THEME-8).
//
// A file that can't be read doesn't hide what is wrong with others: it is left
// out, and the theme below it steps in. If nothing blocks, the output folder
// holds the site; in a dry run nothing is written. The error is that of the
// store, the disk, or the folder that the list names as its theme.
func CheckTheme(ctx context.Context, r *store.Reader, site *planet.Site, o Options) ([]ThemeFault, error) {
	c := &themeCheck{site: site, theme: &theme{}, broken: map[string]bool{}}
	defer c.theme.Close()
	if err := c.theme.stack(site); err != nil {
		return nil, err
	}
	for _, find := range []func() error{c.unread, c.api, c.readTemplates, c.readWords} {
		if err := find(); err != nil {
			return nil, err
		}
	}
	c.leaveOut()
	if err := c.theme.load(site); err != nil {
		return nil, err
	}
	for _, find := range []func() error{c.templates, c.words, c.styles, c.unused, func() error { return c.origins(o.Version) }} {
		if err := find(); err != nil {
			return nil, err
		}
	}
	if err := c.render(ctx, r, o); err != nil {
		return nil, err
	}
	slices.SortStableFunc(c.faults, func(a, b ThemeFault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return slices.Compact(c.faults), nil
}

// say keeps a fault of a file. One in the program is named in the sentence: its
// path means nothing to an owner.
func (c *themeCheck) say(from layer, name string, line int, level, format string, args ...any) {
	f := ThemeFault{Line: line, Level: level, Code: planet.CodeTheme, Message: oneLine(fmt.Sprintf(format, args...))}
	if from.own() {
		f.File = from.name(name)
	} else {
		f.Line, f.Message = 0, fmt.Sprintf("%s: %s", from.name(name), f.Message)
	}
	c.faults = append(c.faults, f)
}

// Blocked reports whether one of faults keeps pages from being made, or breaks
// them.
func Blocked(faults []ThemeFault) bool {
	return slices.ContainsFunc(faults, func(f ThemeFault) bool { return f.Level == blocks })
}

func (c *themeCheck) blocked() bool { return Blocked(c.faults) }

// unread finds files that no part of the program reads: an owner who wrote one
// wonders why nothing changes.
func (c *themeCheck) unread() error {
	for _, l := range c.theme.layers {
		if !l.own() {
			continue
		}
		err := fs.WalkDir(l.files, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || isRead(name) {
				return err
			}
			c.say(l, name, 0, warns, "nothing reads this file; a theme has slots.html, custom.css, templates/NAME.html, assets/NAME, files/NAME and locales/LANGUAGE.yaml")
			return nil
		})
		if err != nil {
			return fmt.Errorf("read %s: %w", l.root, err)
		}
	}
	return nil
}

// isRead reports whether a file of a theme is of use, or is meant for people.
func isRead(name string) bool {
	base := path.Base(name)
	if strings.HasPrefix(base, ".") || path.Ext(base) == ".md" || strings.HasPrefix(base, "LICEN") {
		return true
	}
	switch path.Dir(name) {
	case ".":
		return base == "theme.yaml" || base == "slots.html" || base == customCSS
	case "templates":
		return path.Ext(base) == ".html"
	case "locales":
		return path.Ext(base) == ".yaml"
	}
	return path.Dir(name) == "assets" || path.Dir(name) == "files"
}

// api says if a theme is made for another program than this one (THEME-7).
func (c *themeCheck) api() error {
	const file, ours = "theme.yaml", 1
	for _, l := range c.theme.layers {
		b, err := fs.ReadFile(l.files, file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", l.name(file), err)
		}
		said := struct {
			API int `yaml:"api"`
		}{ours}
		if err := yaml.Unmarshal(b, &said); err != nil {
			line, words := yamlFault(err)
			c.say(l, file, line, blocks, "%s", words)
		} else if said.API != ours {
			c.say(l, file, 0, blocks, "this theme is for api %d, and this program has api %d", said.API, ours)
		}
	}
	return nil
}

// leaveOut hides the files that can't be read, so that all others can be
// looked at.
func (c *themeCheck) leaveOut() {
	for i := range c.theme.layers {
		l := &c.theme.layers[i]
		l.files = without{l.files, func(name string) bool { return c.broken[l.name(name)] }}
	}
}

// A without is a folder without some of its files.
type without struct {
	fs.FS
	hidden func(name string) bool
}

func (w without) Open(name string) (fs.File, error) {
	if w.hidden(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return w.FS.Open(name)
}

func (w without) ReadDir(name string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(w.FS, name)
	return slices.DeleteFunc(all, func(d fs.DirEntry) bool { return w.hidden(path.Join(name, d.Name())) }), err
}

// unused finds files that no page and no stylesheet asks for.
func (c *themeCheck) unused() error {
	found, err := c.theme.top("assets", "*")
	if err != nil {
		return err
	}
	asked := map[string]bool{}
	for _, s := range c.sources {
		for _, a := range s.asked["asset"] {
			asked[a.word] = true
		}
	}
	sheets, err := c.stylesheets()
	if err != nil {
		return err
	}
	for i := range sheets {
		for _, d := range sheets[i].lines {
			for _, m := range urlInCSS.FindAllStringSubmatch(d.value, -1) {
				asked[strings.Trim(m[1], `"'`)] = true
			}
		}
	}
	for _, name := range sortedKeys(found) {
		if found[name].own() && !asked[path.Base(name)] && !c.original(name) {
			c.say(found[name], name, 0, warns, "no template and no stylesheet asks for this file")
		}
	}
	return nil
}

// original reports whether a theme in the program has a file of that name: then
// something asks for it.
func (c *themeCheck) original(name string) bool {
	return slices.ContainsFunc(c.theme.layers, func(l layer) bool {
		if l.own() {
			return false
		}
		_, err := fs.Stat(l.files, name)
		return err == nil
	})
}

// origins says which files an owner exported and left alone, and which are
// those of another version.
func (c *themeCheck) origins(version string) error {
	same := map[string]int{} // by folder
	for _, l := range c.theme.layers {
		if !l.own() {
			continue
		}
		err := fs.WalkDir(l.files, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := readFile(l, name)
			if err != nil {
				return err
			}
			m := origin.FindSubmatch(text)
			switch {
			case m == nil:
			case c.isOriginal(name, withoutOrigin(text)):
				same[l.root]++
			case string(m[1]) != version:
				c.say(l, name, 1, notes, "made from that of planet %s; see what is new in planet %s: export it again under another name and compare", m[1], version)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	for _, root := range sortedKeys(same) {
		c.faults = append(c.faults, ThemeFault{File: root, Level: notes, Code: planet.CodeTheme, Message: fmt.Sprintf("%d of the files are as they came with the program; delete those, so that they follow new versions of it", same[root])})
	}
	return nil
}

// isOriginal reports whether the theme in the program has just this file.
func (c *themeCheck) isOriginal(name string, text []byte) bool {
	for _, l := range slices.Backward(c.theme.layers) {
		if l.own() {
			continue
		}
		if ours, err := fs.ReadFile(l.files, name); err == nil {
			return string(ours) == string(text)
		}
	}
	return false
}

func readFile(l layer, name string) ([]byte, error) {
	b, err := fs.ReadFile(l.files, name)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", l.name(name), err)
	}
	return b, nil
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// oneLine makes text fit for a line of a message (SAFE-17).
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return ' '
		}
		return r
	}, text)
	return short(strings.Join(strings.Fields(text), " "))
}

// short cuts what is too long for a message.
func short(text string) string {
	const longest = 300 // characters
	r := []rune(text)
	if len(r) <= longest {
		return text
	}
	return string(r[:longest]) + " …"
}
