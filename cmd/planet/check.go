package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"planet"
	"planet/config"
)

func (c *call) check() *cobra.Command {
	var format string
	var also []string
	var theme themeCheck
	cmd := &cobra.Command{
		Use:   "check [FILE…]",
		Short: "Say all that is wrong with feeds.yaml, and ask nobody",
		Long: `Check reads feeds.yaml and the files of feeds.d, and says all that is wrong
with them in one go: file, line, what stands there, what to write instead. Of a
FILE in feeds.d it says what is wrong with that one.

With --theme it also looks at the theme: it makes a site of blogs that try to
break pages (in the program; nobody is asked), and says what is wrong with the
owner's templates, words and stylesheets. --dir keeps those pages, to look at.

The exit status is 2 if something must be mended, and 0 if all is well or there
are warnings and notes only.

For a job on GitHub, --format github marks the lines of a pull request, and
--format markdown is for its summary; json is for programs. With --also FORMAT=FILE
one check serves several: what it found goes to FILE in that format, too.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{c.config}
			}
			if theme.dir != "" && !theme.wanted {
				return mend("--dir is for the pages of --theme; write both")
			}
			return c.checkAll(cmd.Context(), cmd.OutOrStdout(), args, format, also, theme)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text, github, markdown or json")
	cmd.Flags().StringArrayVar(&also, "also", nil, "`FORMAT=FILE`: write it to a file, too; can be given several times")
	cmd.Flags().BoolVar(&theme.wanted, "theme", false, "look at the theme, too")
	cmd.Flags().StringVar(&theme.dir, "dir", "", "with --theme: keep the pages of hostile blogs in this `folder`")
	return cmd
}

// checkAll checks each file and prints what was found in one format.
func (c *call) checkAll(ctx context.Context, w io.Writer, files []string, format string, also []string, theme themeCheck) error {
	print, ok := formats[format]
	if !ok {
		return mend("--format is %q; write text, github, markdown or json", format)
	}
	copies, err := copiesOf(also)
	if err != nil {
		return err
	}
	subject, beside := "the list", wordFindings
	if theme.wanted {
		subject = "the list and its theme"
		beside = func(site *planet.Site, list string) ([]config.Problem, error) {
			return theme.findings(ctx, c, site, list)
		}
	}
	found, err := findings(files, beside)
	if err != nil {
		return err
	}
	if err := print(w, found, subject); err != nil {
		return err
	}
	for _, c := range copies {
		if err := c.write(found, subject); err != nil {
			return err
		}
	}
	if count(found, config.Blocks) > 0 {
		return mendable{errSaid}
	}
	if len(found) == 0 && format == "text" {
		what := strings.Join(files, ", ")
		if theme.wanted {
			what += " and its theme"
		}
		c.tell("nothing is wrong with %s", what)
	}
	return nil
}

// A findingsCopy is a file that gets what was found, too, so that one check, which
// asks feeds once, serves several readers.
type findingsCopy struct{ format, file string }

// copiesOf reads the values of --also.
func copiesOf(also []string) ([]findingsCopy, error) {
	var all []findingsCopy
	for _, said := range also {
		format, file, _ := strings.Cut(said, "=")
		if formats[format] == nil || file == "" {
			return nil, mend("--also is %q; write text, github, markdown or json, then = and the name of a file, like json=report.json", said)
		}
		all = append(all, findingsCopy{format, file})
	}
	return all, nil
}

func (fc findingsCopy) write(found []config.Problem, subject string) error {
	var b bytes.Buffer
	if err := formats[fc.format](&b, found, subject); err != nil {
		return err
	}
	return os.WriteFile(fc.file, b.Bytes(), 0o644)
}

// findings gathers what is found in all files, and beside each list that can be
// used. A file that isn't there is a finding, too.
func findings(files []string, beside func(*planet.Site, string) ([]config.Problem, error)) ([]config.Problem, error) {
	all := []config.Problem{} // JSON shows an empty list, not null
	for _, file := range files {
		list, only := listOf(file)
		if _, err := os.Stat(file); only != "" && errors.Is(err, fs.ErrNotExist) {
			return nil, mend("there is no %s", file)
		}
		site, found, err := loader().Check(list)
		if missing, ok := errors.AsType[*config.Problems](err); ok {
			found, err = missing.List, nil
		}
		if err != nil {
			return nil, err
		}
		if count(found, config.Blocks) == 0 {
			more, err := beside(site, list)
			if err != nil {
				return nil, err
			}
			found = append(found, more...)
		}
		for _, p := range found {
			if only == "" || p.File == only || p.File == "" {
				all = append(all, p)
			}
		}
	}
	return all, nil
}

// listOf gives the list that file is or belongs to: that of a file in feeds.d
// stands beside the folder, and what is wrong elsewhere is not asked for.
func listOf(file string) (list, only string) {
	folder := filepath.Dir(file)
	if filepath.Base(folder) != "feeds.d" {
		return file, ""
	}
	return filepath.Join(filepath.Dir(folder), "feeds.yaml"), filepath.ToSlash(filepath.Clean(file))
}

// count is how many of found have a level.
func count(found []config.Problem, level config.Level) int {
	n := 0
	for _, p := range found {
		if p.Level == level {
			n++
		}
	}
	return n
}

// formats are the ways to print what was found (PC-4).
var formats = map[string]func(w io.Writer, found []config.Problem, subject string) error{
	"text": printText, "github": printGitHub, "markdown": printMarkdown, "json": printJSON,
}

// levels are the words for what a finding means.
var levels = map[config.Level]struct{ before, name, github string }{
	config.Blocks: {"", "mistake", "error"},
	config.Warns:  {"warning: ", "warning", "warning"},
	config.Notes:  {"note: ", "note", "notice"},
}

func printText(w io.Writer, found []config.Problem, _ string) error {
	for _, p := range found {
		p.Message = levels[p.Level].before + p.Message
		if _, err := fmt.Fprintln(w, p); err != nil {
			return err
		}
	}
	return nil
}

// GitHub reads these signs in the text and in the properties of a command.
var (
	gitHubText     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	gitHubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// printGitHub writes annotations. What stands in the list must not speak to
// the runner (SAFE-17).
func printGitHub(w io.Writer, found []config.Problem, _ string) error {
	for _, p := range found {
		place := ""
		if p.File != "" {
			place = fmt.Sprintf("file=%s,line=%d,", gitHubProperty.Replace(p.File), max(p.Line, 1))
		}
		_, err := fmt.Fprintf(w, "::%s %stitle=%s::%s\n", levels[p.Level].github, place, gitHubProperty.Replace(string(p.Code)), gitHubText.Replace(p.Message))
		if err != nil {
			return err
		}
	}
	return nil
}

// printMarkdown writes a sentence and a list, for a summary or a comment.
func printMarkdown(w io.Writer, found []config.Problem, subject string) error {
	if len(found) == 0 {
		_, err := fmt.Fprintf(w, "Nothing is wrong with %s.\n", subject)
		return err
	}
	var parts []string
	for _, level := range []config.Level{config.Blocks, config.Warns, config.Notes} {
		if n := count(found, level); n > 0 {
			parts = append(parts, plural(n, levels[level].name))
		}
	}
	if _, err := fmt.Fprintf(w, "%s in %s.\n\n", strings.Join(parts, ", "), subject); err != nil {
		return err
	}
	for _, p := range found {
		place := ""
		if p.File != "" {
			place = " in " + inert(p.Place())
		}
		if _, err := fmt.Fprintf(w, "- %s%s: %s\n", levels[p.Level].name, place, inert(p.Message)); err != nil {
			return err
		}
	}
	return nil
}

// inert is a line of text as code: as it stands, to copy from, and nothing in
// it mentions people, closes issues or draws links (PRV-4).
func inert(s string) string {
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	return fence + " " + s + " " + fence
}

func printJSON(w io.Writer, found []config.Problem, _ string) error {
	type row struct {
		File    string       `json:"file"`
		Line    int          `json:"line"`
		Column  int          `json:"column"`
		Code    string       `json:"code"`
		Level   config.Level `json:"level"`
		Message string       `json:"message"`
	}
	rows := make([]row, len(found))
	for i, p := range found {
		rows[i] = row{p.File, p.Line, p.Column, string(p.Code), p.Level, p.Message}
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	enc.SetEscapeHTML(false)
	return enc.Encode(rows)
}
