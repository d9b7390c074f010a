package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"planet/config"
	"planet/serve"
)

func (c *call) check() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "check [FILE…]",
		Short: "Say all that is wrong with feeds.yaml, and ask nobody",
		Long: `Check reads feeds.yaml and the files of feeds.d, and says all that is wrong
with them in one go: file, line, what stands there, what to write instead.
The exit status is 2 if something must be mended, and 0 if all is well or
there are warnings only.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{c.config}
			}
			return c.checkAll(cmd.OutOrStdout(), args, format)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text, github, markdown or json")
	return cmd
}

// checkAll checks each list and prints what was found in one format.
func (c *call) checkAll(w io.Writer, lists []string, format string) error {
	print, ok := formats[format]
	if !ok {
		return mend("--format is %q; write text, github, markdown or json", format)
	}
	found, err := findings(lists)
	if err != nil {
		return err
	}
	if err := print(w, found); err != nil {
		return err
	}
	if slices.ContainsFunc(found, func(p config.Problem) bool { return p.Level == config.Blocks }) {
		return mendable{errSaid}
	}
	if len(found) == 0 && format == "text" {
		c.tell("nothing is wrong with %s", strings.Join(lists, ", "))
	}
	return nil
}

// findings gathers what is found in all lists. One that isn't there is a
// finding, too.
func findings(lists []string) ([]config.Problem, error) {
	loader := config.Loader{Schedule: serve.CheckSchedule}
	all := []config.Problem{} // JSON shows an empty list, not null
	for _, path := range lists {
		_, found, err := loader.Check(path)
		if missing, ok := errors.AsType[*config.Problems](err); ok {
			found, err = missing.List, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// formats are the ways to print what was found (PC-4).
var formats = map[string]func(io.Writer, []config.Problem) error{
	"text": printText, "github": printGitHub, "markdown": printMarkdown, "json": printJSON,
}

// levels are the words for what a finding means.
var levels = map[config.Level]struct{ word, github string }{
	config.Blocks: {"", "error"}, config.Warns: {"warning: ", "warning"}, config.Notes: {"note: ", "notice"},
}

func printText(w io.Writer, found []config.Problem) error {
	for _, p := range found {
		p.Message = levels[p.Level].word + p.Message
		if _, err := fmt.Fprintln(w, p); err != nil {
			return err
		}
	}
	return nil
}

// printGitHub writes annotations. What stands in the list must not speak to
// the runner (SAFE-17).
func printGitHub(w io.Writer, found []config.Problem) error {
	message := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	for _, p := range found {
		if _, err := fmt.Fprintf(w, "::%s file=%s,line=%d,title=%s::%s\n", levels[p.Level].github, property.Replace(p.File), max(p.Line, 1), property.Replace(string(p.Code)), message.Replace(p.Message)); err != nil {
			return err
		}
	}
	return nil
}

// printMarkdown writes a table for a summary or a comment. Nothing in it can
// mention people or draw links (PRV-4).
func printMarkdown(w io.Writer, found []config.Problem) error {
	if len(found) == 0 {
		_, err := fmt.Fprintln(w, "Nothing is wrong with the list.")
		return err
	}
	if _, err := fmt.Fprint(w, "| where | what |\n|---|---|\n"); err != nil {
		return err
	}
	for _, p := range found {
		if _, err := fmt.Fprintf(w, "| %s:%d | %s%s |\n", inert(p.File), p.Line, levels[p.Level].word, inert(p.Message)); err != nil {
			return err
		}
	}
	return nil
}

var inert = strings.NewReplacer(
	"@", "&#64;", "#", "&#35;", "<", "&lt;", ">", "&gt;", "[", "&#91;", "]", "&#93;", "|", "&#124;", "`", "&#96;", "\n", " ",
).Replace

func printJSON(w io.Writer, found []config.Problem) error {
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
