package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"planet"
	"planet/config"
	"planet/render"
)

// wordFindings says where the pages of a site will speak English because its
// language has no words for them (I18N-2), or that the words of its theme
// can't be read. The list must be one that can be used.
func wordFindings(site *planet.Site, list string) ([]config.Problem, error) {
	p := config.Problem{File: filepath.ToSlash(list)}
	n, err := render.Untranslated(site)
	switch {
	case err != nil:
		said, _, _ := strings.Cut(err.Error(), "\n")
		p.Code, p.Level, p.Message = planet.CodeBadValue, config.Blocks, said
	case n > 0:
		p.Code, p.Level = planet.CodeTranslation, config.Warns
		p.Message = fmt.Sprintf("the language %s has no text for %d places; English is used there, until theme/locales/%s.yaml has them", site.Language, n, site.Language)
	default:
		return nil, nil
	}
	return []config.Problem{p}, nil
}
