package render

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"planet"
)

const (
	contentFolder = "content" // beside feeds.yaml: the owner's own words for some pages (THEME-4)
	maxContent    = 256 << 10 // bytes of one file
	contentLevel  = 3         // first level of headings that is free inside a section
)

// contentNames are the texts that an owner may write.
var contentNames = []string{"about", "join", "hosts", "policy"}

// readContent reads the owner's own texts, written in Markdown, by name. Raw
// HTML in them is left out: pages allow no markup but what a theme has.
func readContent(site *planet.Site, words *locale) (map[string]template.HTML, error) {
	root, err := os.OpenRoot(filepath.Join(site.Dir, contentFolder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", contentFolder, err)
	}
	defer root.Close()
	texts := map[string]template.HTML{}
	markdown := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Linkify, extension.DefinitionList))
	for _, name := range contentNames {
		shown := contentFolder + "/" + name + ".md"
		b, err := root.ReadFile(name + ".md")
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return nil, fmt.Errorf("read %s: %w", shown, err)
		case len(b) > maxContent:
			return nil, fmt.Errorf("%s is %d kB; keep it below %d kB", shown, len(b)>>10, maxContent>>10)
		}
		var out bytes.Buffer
		if err := markdown.Convert(b, &out); err != nil {
			return nil, fmt.Errorf("%s: %w", shown, err)
		}
		s := &setting{words: words, level: contentLevel}
		texts[name] = s.shifted(out.String())
	}
	return texts, nil
}
