package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"planet/check"
	"planet/config"
)

// maxComment is the most that is written as Markdown, in bytes: a forge takes
// 65,536 characters in a comment (PRV-3).
const maxComment = 60_000

// A comment is Markdown in lines, which ends before it is too long.
type comment struct {
	b    strings.Builder
	left int // lines that had no room
}

// tail is what is kept free for the line that says that some are missing.
const tail = 200

func (c *comment) line(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if c.left > 0 || c.b.Len()+len(text)+1 > maxComment-tail {
		c.left++
		return
	}
	c.b.WriteString(text + "\n")
}

// printMarkdown writes what was found, and how members will look, for a
// summary or a comment.
func printMarkdown(w io.Writer, got *checked) error {
	c := &comment{}
	switch {
	case len(got.found) == 0 && got.same:
		c.line("Nothing changed in the list: %s.", asBefore)
	case len(got.found) == 0:
		c.line("Nothing is wrong with %s.", got.subject)
	default:
		c.line("%s in %s.\n", tallied(got.found), got.subject)
	}
	advice := todo{}
	for _, p := range got.found {
		place := ""
		if p.File != "" {
			place = " in " + inert(p.Place())
		}
		c.line("- %s%s: %s (%s)", levels[levelAt(p.Level)].one, place, inert(p.Message), p.Code)
		if what := advice.of(got, p); what != "" {
			c.line("  What to do: %s", what)
		}
	}
	for i := range got.previews {
		c.preview(&got.previews[i])
	}
	if len(got.found) > 0 {
		c.line("\n`planet check --explain CODE` tells what a code means, and what to do.")
	}
	if c.left > 0 {
		c.b.WriteString("\n" + plural(c.left, "line") + " more had no room here; the text or JSON of the check has them all.\n")
	}
	_, err := io.WriteString(w, c.b.String())
	return err
}

// tallied counts findings by level: "1 mistake, 2 warnings".
func tallied(found []config.Problem) string {
	var parts []string
	for _, l := range levels {
		switch n := count(found, l.level); {
		case n == 1:
			parts = append(parts, "1 "+l.one)
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %s", n, l.many))
		}
	}
	return strings.Join(parts, ", ")
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

// preview writes how a member will look (PRV-1).
func (c *comment) preview(p *check.Preview) {
	c.line("\n### %s%s\n", inert(p.Name), bracketed(p.Change))
	c.line("- slug: %s; picture: %s", inert(p.Slug), orNone(p.Avatar, "none, so initials"))
	c.line("- site: %s", orNone(p.Site, "none named"))
	c.line("- licence: %s; consent: %s", orNone(p.Licence, "none named"), p.Consent)
	if p.Unproved != "" {
		c.line("  - whether its page links to this planet was not seen: %s", inert(p.Unproved))
	}
	for i := range p.Feeds {
		c.feed(&p.Feeds[i])
	}
}

// bracketed is a word in brackets, with a space before; nothing of none.
func bracketed(word string) string {
	if word == "" {
		return ""
	}
	return " (" + word + ")"
}

// orNone is a stranger's text, or what is said if there is none.
func orNone(s, none string) string {
	if s == "" {
		return none
	}
	return inert(s)
}

func (c *comment) feed(f *check.FeedPreview) {
	if f.Format == "" {
		c.line("- feed: %s, which could not be read", inert(f.Address))
		return
	}
	c.line("- feed: %s, %s, %s, language %s; %s, %s", inert(f.Feed), orNone(f.Title, "without a title"), f.Format, inert(f.Language), plural(f.Posts, "post"), plural(f.Images, "image"))
	for _, h := range f.Newest {
		c.line("  - %s: %s", postDay(h.Date), inert(h.Title))
	}
	if f.First != "" {
		c.line("- the newest begins: %s", inert(f.First))
	}
	if !f.Filtered {
		return
	}
	kept, dropped := split(f.Tried)
	c.line("- the filters keep %d of the last %s", len(kept), plural(len(f.Tried), "post"))
	for _, v := range dropped {
		c.line("  - dropped: %s, since %s", inert(v.Title), inert(v.Why))
	}
}

func postDay(t time.Time) string {
	if t.IsZero() {
		return "no date"
	}
	return t.UTC().Format("2 January 2006")
}

func split(all []check.Verdict) (kept, dropped []check.Verdict) {
	for _, v := range all {
		if v.Kept {
			kept = append(kept, v)
		} else {
			dropped = append(dropped, v)
		}
	}
	return kept, dropped
}

// printPreviews writes the same as text.
func printPreviews(w io.Writer, got *checked) error {
	t := healthText{w: w}
	for i := range got.previews {
		lines := previewLines(&got.previews[i])
		t.line("\n%s", lines[0])
		for _, line := range lines[1:] {
			t.line("  %s", line)
		}
	}
	return t.err
}

func orText(s, none string) string {
	if s == "" {
		return none
	}
	return oneText(s)
}

// oneText is a stranger's text as a part of a line for a terminal.
func oneText(s string) string { return printable(strings.Join(strings.Fields(s), " ")) }

// previewLines is a preview in lines of text, each whole by itself.
func previewLines(p *check.Preview) []string {
	lines := []string{fmt.Sprintf("%s%s: %s; picture %s; licence %s; consent %s", oneText(p.Name), bracketed(p.Change), p.Slug, orText(p.Avatar, "none, so initials"), orText(p.Licence, "none named"), p.Consent)}
	lines = append(lines, "site: "+orText(p.Site, "none named"))
	if p.Unproved != "" {
		lines = append(lines, "whether its page links to this planet was not seen: "+oneText(p.Unproved))
	}
	for i := range p.Feeds {
		f := &p.Feeds[i]
		if f.Format == "" {
			lines = append(lines, f.Address+" could not be read")
			continue
		}
		lines = append(lines, fmt.Sprintf("%s: %s, %s, language %s; %s, %s", f.Feed, orText(f.Title, "without a title"), f.Format, oneText(f.Language), plural(f.Posts, "post"), plural(f.Images, "image")))
		for _, h := range f.Newest {
			lines = append(lines, postDay(h.Date)+": "+h.Title)
		}
		if f.First != "" {
			lines = append(lines, "the newest begins: "+f.First)
		}
		if !f.Filtered {
			continue
		}
		kept, dropped := split(f.Tried)
		lines = append(lines, fmt.Sprintf("the filters keep %d of the last %s", len(kept), plural(len(f.Tried), "post")))
		for _, v := range dropped {
			lines = append(lines, fmt.Sprintf("dropped: %s, since %s", v.Title, v.Why))
		}
	}
	return lines
}
