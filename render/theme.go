package render

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"planet"
	"planet/themes"
)

const (
	defaultTheme   = "classic"
	overrideFolder = "theme" // beside feeds.yaml: replaces single files of any theme (THEME-2)
	customCSS      = "custom.css"
	inProgram      = " (in the program)"
)

// A layer is one folder that a theme is made of. The last one that has a file
// wins; so an owner replaces one file and keeps all others (THEME-1, THEME-2).
type layer struct {
	files fs.FS
	root  string // how an owner finds it: "theme", or "classic (in the program)"
}

// name gives the path of a file as an owner finds it, for messages.
func (l layer) name(file string) string { return path.Join(l.root, file) }

// own reports whether a layer is the owner's: a folder beside the list.
func (l layer) own() bool { return !strings.HasSuffix(l.root, inProgram) }

// A theme is how a site looks: its templates, ready to be pressed, and its
// files. It is only read once it is open.
type theme struct {
	layers []layer
	words  *locale
	kinds  map[string]*template.Template // by the name of the page template
	assets map[string]asset              // by their name in templates
	close  []func() error
}

// An asset is a file of a theme that pages ask for.
type asset struct {
	path string // below the site, with a hash of its bytes, so that it may be kept for ever
	data []byte
}

// openTheme reads the theme that the site names, with the owner's own files
// on top. The caller closes it. A template that can't be read is an error that
// names file and line (THEME-7).
func openTheme(site *planet.Site) (*theme, error) {
	t := &theme{}
	if err := t.read(site); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return t, nil
}

func (t *theme) read(site *planet.Site) error {
	if err := t.stack(site); err != nil {
		return err
	}
	return t.load(site)
}

// load reads the files of the layers.
func (t *theme) load(site *planet.Site) error {
	var err error
	if t.words, err = newLocale(site, t.layers); err != nil {
		return err
	}
	if err := t.readAssets(); err != nil {
		return err
	}
	return t.parse()
}

// Close gives back the folders that were opened.
func (t *theme) Close() error {
	var err error
	for _, c := range t.close {
		err = errors.Join(err, c())
	}
	return err
}

// stack finds the layers: what is in the program, the theme that the list
// names, and the owner's own files.
func (t *theme) stack(site *planet.Site) error {
	builtin, err := fs.Sub(themes.Files, defaultTheme)
	if err != nil {
		return err
	}
	t.layers = []layer{{builtin, defaultTheme + inProgram}}
	switch {
	case site.Theme == "" || site.Theme == defaultTheme:
	case isBuiltin(site.Theme):
		chosen, err := fs.Sub(themes.Files, site.Theme)
		if err != nil {
			return err
		}
		t.layers = append(t.layers, layer{chosen, site.Theme + inProgram})
	default:
		if err := t.push(site, site.Theme); err != nil {
			return fmt.Errorf("planet.theme is %s, and there is no such theme in the program or folder beside the list; write one of %s, or the name of a folder", site.Theme, strings.Join(builtins(), ", "))
		}
	}
	if site.Theme != overrideFolder {
		if err := t.push(site, overrideFolder); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// push puts a folder beside the list on top. All reading goes through a root
// that no path leads out of (SAFE-13).
func (t *theme) push(site *planet.Site, folder string) error {
	root, err := os.OpenRoot(filepath.Join(site.Dir, filepath.FromSlash(folder)))
	if err != nil {
		return err
	}
	t.close = append(t.close, root.Close)
	t.layers = append(t.layers, layer{root.FS(), folder})
	return nil
}

func isBuiltin(name string) bool { return slices.Contains(builtins(), name) }

// builtins names the themes in the program.
func builtins() []string {
	folders, err := themes.Files.ReadDir(".")
	if err != nil {
		return []string{defaultTheme}
	}
	var names []string
	for _, f := range folders {
		names = append(names, f.Name())
	}
	return names
}

// top gives the files of a folder, each from the last layer that has it.
func (t *theme) top(folder, pattern string) (map[string]layer, error) {
	found := map[string]layer{}
	for _, l := range t.layers {
		names, err := fs.Glob(l.files, path.Join(folder, pattern))
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			found[name] = l
		}
	}
	return found, nil
}

// readAssets reads what pages ask for, and gives each file a name that
// changes with its bytes. A stylesheet that names others is told their names.
func (t *theme) readAssets() error {
	found, err := t.top("assets", "*")
	if err != nil {
		return err
	}
	if l, ok := t.has(customCSS); ok {
		found[customCSS] = l
	}
	t.assets = map[string]asset{}
	names := slices.Sorted(maps.Keys(found))
	slices.SortStableFunc(names, func(a, b string) int { return isCSS(a) - isCSS(b) })
	for _, name := range names {
		data, err := fs.ReadFile(found[name].files, name)
		if err != nil {
			return fmt.Errorf("read %s: %w", found[name].name(name), err)
		}
		data = withoutOrigin(data)
		if isCSS(name) == 1 {
			data = t.linkAssets(data)
		}
		t.assets[path.Base(name)] = asset{hashedPath(path.Base(name), data), data}
	}
	return nil
}

func isCSS(name string) int {
	if path.Ext(name) == ".css" {
		return 1
	}
	return 0
}

// has finds a file at the top of a layer, the last one first.
func (t *theme) has(name string) (layer, bool) {
	for _, l := range slices.Backward(t.layers) {
		if _, err := fs.Stat(l.files, name); err == nil {
			return l, true
		}
	}
	return layer{}, false
}

// linkAssets puts the hashed names of files where a stylesheet names them.
func (t *theme) linkAssets(css []byte) []byte {
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(t.assets)) {
		pairs = append(pairs, "url("+name+")", "url("+path.Base(t.assets[name].path)+")")
	}
	return []byte(strings.NewReplacer(pairs...).Replace(string(css)))
}

func hashedPath(name string, data []byte) string {
	const digits = 10
	sum := sha256.Sum256(data)
	ext := path.Ext(name)
	return "assets/" + strings.TrimSuffix(name, ext) + "-" + hex.EncodeToString(sum[:])[:digits] + ext
}

// parse reads the templates: one set for each page template, which defines
// "main", with the partials that all share.
func (t *theme) parse() error {
	found, err := t.top("templates", "*.html")
	if err != nil {
		return err
	}
	shared := template.New("").Funcs(noFuncs)
	if err := t.parseSlots(shared); err != nil {
		return err
	}
	var pages []string
	for _, name := range slices.Sorted(maps.Keys(found)) {
		if slices.Contains(pageKinds, kindOf(name)) {
			pages = append(pages, name)
		} else if err := parseFile(shared, found[name], name); err != nil {
			return err
		}
	}
	t.kinds = map[string]*template.Template{}
	for _, name := range pages {
		set, err := shared.Clone()
		if err != nil {
			return err
		}
		if err := parseFile(set, found[name], name); err != nil {
			return err
		}
		t.kinds[kindOf(name)] = set
	}
	return nil
}

func kindOf(name string) string { return strings.TrimSuffix(path.Base(name), ".html") }

// parseSlots reads the empty places, then what an owner puts into some of
// them (THEME-3).
func (t *theme) parseSlots(set *template.Template) error {
	for _, l := range t.layers {
		if _, err := fs.Stat(l.files, "slots.html"); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err := parseFile(set, l, "slots.html"); err != nil {
			return err
		}
	}
	return nil
}

// parseFile reads one file into set. It goes by the path under which an owner
// finds it, since messages of package template begin with that.
func parseFile(set *template.Template, l layer, name string) error {
	b, err := fs.ReadFile(l.files, name)
	if err != nil {
		return fmt.Errorf("read %s: %w", l.name(name), err)
	}
	if _, err := set.New(l.name(name)).Parse(string(b)); err != nil {
		return templateError(err)
	}
	return nil
}
