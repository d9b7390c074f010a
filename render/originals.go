package render

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"planet/themes"
)

// An Original is one file of a theme in the program, for an owner to begin
// from. Its text belongs to the caller. The first line is a comment that names
// the version and the theme; pages are the same with and without it.
type Original struct {
	Name string // below the folder of a theme: templates/front.html
	Text []byte
}

// originalKinds are the files that have words or code in them. A picture has
// no line to name a version in: any other one of its name stands in for it.
var originalKinds = []string{"slots.html", "templates/*.html", "locales/*.yaml", "assets/*.css", "assets/*.js", "files/*.css"}

// Originals gives the files of a theme in the program, by name: what it lacks
// it has from classic (THEME-1, THEME-2). The error is that there is no such
// theme.
func Originals(name, version string) ([]Original, error) {
	if !isBuiltin(name) {
		return nil, fmt.Errorf("there is no theme %s in the program; there are %s", name, strings.Join(builtins(), ", "))
	}
	from := map[string]string{} // file to theme
	for _, theme := range slices.Compact([]string{defaultTheme, name}) {
		for _, kind := range originalKinds {
			found, err := fs.Glob(themes.Files, path.Join(theme, kind))
			if err != nil {
				return nil, err
			}
			for _, file := range found {
				from[strings.TrimPrefix(file, theme+"/")] = theme
			}
		}
	}
	var all []Original
	for _, file := range slices.Sorted(maps.Keys(from)) {
		text, err := fs.ReadFile(themes.Files, path.Join(from[file], file))
		if err != nil {
			return nil, err
		}
		all = append(all, Original{file, append([]byte(originLine(file, from[file], version)), text...)})
	}
	return all, nil
}

// IsTheme reports whether a theme of that name is in the program.
func IsTheme(name string) bool { return isBuiltin(name) }

// originLine is a comment in the language of a file.
func originLine(file, theme, version string) string {
	said := fmt.Sprintf("the original %s of planet %s, theme %s", file, version, theme)
	switch path.Ext(file) {
	case ".html":
		return "{{/* " + said + " */}}\n"
	case ".yaml":
		return "# " + said + "\n"
	}
	return "/* " + said + " */\n"
}

// origin reads such a line; it gives version and theme.
var origin = regexp.MustCompile(`^(?:\{\{/\*|/\*|#) the original \S+ of planet (\S+), theme (\S+)(?: \*/\}\}| \*/)?\r?\n`)

// withoutOrigin is a file without the line that says where it came from: what
// an owner exported and left alone gives the bytes that pages had before.
func withoutOrigin(text []byte) []byte {
	return bytes.TrimPrefix(text, origin.Find(text))
}
