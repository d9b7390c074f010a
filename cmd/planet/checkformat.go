package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"planet"
	"planet/config"
	"planet/docs"
)

// formats are the ways to print what was found (PC-4).
var formats = map[string]func(io.Writer, *checked) error{
	"text": printText, "github": printGitHub, "markdown": printMarkdown, "json": printJSON,
}

// levels are the words for what a finding means, in the order of weight.
var levels = []struct {
	level        config.Level
	before       string // a line of text
	one, many    string
	onGitHub     string
	whatToDoOnce bool // in text and markdown, of a finding about a feed
}{
	{config.Blocks, "", "mistake", "mistakes", "error", true},
	{config.Unsure, "could not tell: ", "could not tell", "could not tell", "warning", true},
	{config.Warns, "warning: ", "warning", "warnings", "warning", true},
	{config.Notes, "note: ", "note", "notes", "notice", false},
}

func levelAt(level config.Level) int {
	for i := range levels {
		if levels[i].level == level {
			return i
		}
	}
	return 0
}

// A todo says what to do about a code, once.
type todo map[planet.Code]bool

func (t todo) of(got *checked, p config.Problem) string {
	if !got.advise || t[p.Code] || !levels[levelAt(p.Level)].whatToDoOnce {
		return ""
	}
	t[p.Code] = true
	m, _ := docs.MessageOf(string(p.Code))
	return m.Todo
}

func printText(w io.Writer, got *checked) error {
	advice := todo{}
	for _, p := range got.found {
		p.Message = levels[levelAt(p.Level)].before + p.Message
		if _, err := fmt.Fprintln(w, p); err != nil {
			return err
		}
		if what := advice.of(got, p); what != "" {
			if _, err := fmt.Fprintf(w, "  %s: %s\n", p.Code, what); err != nil {
				return err
			}
		}
	}
	return printPreviews(w, got)
}

// GitHub reads these signs in the text and in the properties of a command.
var (
	gitHubText     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	gitHubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// mostOnGitHub is how many annotations of a kind GitHub shows for a step.
const mostOnGitHub = 10

// printGitHub writes annotations, and says how many more there are: the whole
// list belongs into the summary. What stands in the list must not speak to the
// runner (SAFE-17).
func printGitHub(w io.Writer, got *checked) error {
	written := map[string]int{}
	for _, p := range got.found {
		kind := levels[levelAt(p.Level)].onGitHub
		if written[kind]++; written[kind] > mostOnGitHub {
			continue
		}
		place := ""
		if p.File != "" {
			place = fmt.Sprintf("file=%s,line=%d,", gitHubProperty.Replace(p.File), max(p.Line, 1))
		}
		_, err := fmt.Fprintf(w, "::%s %stitle=%s::%s\n", kind, place, gitHubProperty.Replace(string(p.Code)), gitHubText.Replace(p.Message))
		if err != nil {
			return err
		}
	}
	for _, kind := range []string{"error", "warning", "notice"} {
		if more := written[kind] - mostOnGitHub; more > 0 {
			if _, err := fmt.Fprintf(w, "and %s more, in the summary\n", plural(more, kind)); err != nil {
				return err
			}
		}
	}
	return nil
}

// printJSON writes findings, and previews as findings: a job that may write
// comments takes no other shape from one that has read strangers' feeds (PRV-3).
func printJSON(w io.Writer, got *checked) error {
	type row struct {
		File    string       `json:"file"`
		Line    int          `json:"line"`
		Column  int          `json:"column"`
		Code    string       `json:"code"`
		Level   config.Level `json:"level"`
		Message string       `json:"message"`
	}
	rows := []row{} // an empty list, not null
	for _, p := range got.found {
		rows = append(rows, row{p.File, p.Line, p.Column, string(p.Code), p.Level, p.Message})
	}
	for i := range got.previews {
		p := &got.previews[i]
		for _, line := range previewLines(p) {
			rows = append(rows, row{p.File, p.Line, 0, string(planet.CodePreview), config.Notes, line})
		}
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	enc.SetEscapeHTML(false)
	return enc.Encode(rows)
}
