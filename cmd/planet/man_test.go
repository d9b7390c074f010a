package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// manFolder holds the manual pages, which are made here of what the commands say in
// their help: the program itself has no need to know roff.
const manFolder = "../../docs/man"

// Every command has a manual page, and each says what the command's help says.
func TestManPages(t *testing.T) {
	root := newRoot(&call{stderr: io.Discard}, func() {})
	pages := map[string]string{"planet.1": manPage(root)}
	for _, cmd := range root.Commands() {
		pages["planet-"+cmd.Name()+".1"] = manPage(cmd)
	}
	there, err := filepath.Glob(filepath.Join(manFolder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range there {
		if _, made := pages[filepath.Base(name)]; !made {
			t.Errorf("%s is of no command; remove it", name)
		}
	}
	for name, page := range pages {
		name = filepath.Join(manFolder, name)
		if *update {
			if err := os.WriteFile(name, []byte(page), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		had, err := os.ReadFile(name)
		if diff := cmp.Diff(string(had), page); err != nil || diff != "" {
			t.Errorf("%s is not what the help says (%v); make golden writes it anew (-there +help):\n%s", name, err, diff)
		}
	}
}

// What a page says is text, whatever signs it begins with.
func TestManPagesAreText(t *testing.T) {
	cmd := &cobra.Command{Use: "x -y", Short: "Do .x or 'y'", Long: "A line.\n.x\n'y \\n é…\n\n    planet x\n\n    .z\n\nThe end.", Run: func(*cobra.Command, []string) {}}
	cmd.Flags().StringP("list", "l", "a-b", "the `FILE` to read\n.and more")
	want := `.TH X 1 "" planet "Manual of planet"
.SH NAME
x \- do .x or 'y'
.SH SYNOPSIS
.B x \-y [flags]
.SH DESCRIPTION
A line.
\&.x
\&'y \en \[u00E9]\[u2026]
.PP
.nf
.RS
planet x
.RE
.fi
.PP
.nf
.RS
\&.z
.RE
.fi
.PP
The end.
.SH OPTIONS
.TP
\fB\-l\fR, \fB\-\-list\fR \fIFILE\fR
the FILE to read
\&.and more (a\-b if not given)
`
	if diff := cmp.Diff(want, manPage(cmd)); diff != "" {
		t.Errorf("the page differs (-want +got):\n%s", diff)
	}
}

// manPage is the manual page of a command, in the language of man.
func manPage(cmd *cobra.Command) string {
	m := &man{}
	name := strings.ReplaceAll(cmd.CommandPath(), " ", "-")
	m.line(`.TH %s 1 "" planet "Manual of planet"`, roff(strings.ToUpper(name)))
	m.line(".SH NAME")
	short := strings.ToLower(cmd.Short[:1]) + cmd.Short[1:]
	m.line(`%s \- %s`, roff(name), roff(short))
	m.line(".SH SYNOPSIS")
	if cmd.HasSubCommands() {
		m.line(".B %s", roff(cmd.CommandPath()+" COMMAND [flags]"))
	} else {
		m.line(".B %s", roff(cmd.UseLine()))
	}
	m.line(".SH DESCRIPTION")
	long := cmd.Long
	if long == "" {
		long = cmd.Short + "."
	}
	m.text(long)
	m.commands(cmd)
	m.flags("OPTIONS", cmd.NonInheritedFlags())
	m.flags("OPTIONS OF ALL COMMANDS", cmd.InheritedFlags())
	if cmd.HasParent() {
		m.line(".SH SEE ALSO")
		m.line(".BR %s (1)", roff(strings.ReplaceAll(cmd.Parent().CommandPath(), " ", "-")))
	}
	return m.b.String()
}

// A man is a manual page in lines.
type man struct{ b strings.Builder }

func (m *man) line(format string, args ...any) { fmt.Fprintf(&m.b, format+"\n", args...) }

// text writes paragraphs; what is indented stands as it is.
func (m *man) text(s string) {
	for i, paragraph := range strings.Split(strings.TrimSpace(s), "\n\n") {
		if i > 0 {
			m.line(".PP")
		}
		if rest, indented := strings.CutPrefix(paragraph, "    "); indented {
			m.line(".nf\n.RS\n%s\n.RE\n.fi", roff(strings.ReplaceAll(rest, "\n    ", "\n")))
			continue
		}
		m.line("%s", roff(paragraph))
	}
}

// commands lists those of a command, each of which has a page of its own.
func (m *man) commands(cmd *cobra.Command) {
	if !cmd.HasSubCommands() {
		return
	}
	m.line(".SH COMMANDS")
	for _, sub := range cmd.Commands() {
		m.line(".TP\n.BR %s (1)\n%s", roff(strings.ReplaceAll(sub.CommandPath(), " ", "-")), roff(sub.Short))
	}
}

func (m *man) flags(heading string, flags *pflag.FlagSet) {
	if !flags.HasAvailableFlags() {
		return
	}
	m.line(".SH %s", heading)
	flags.VisitAll(func(f *pflag.Flag) {
		value, says := pflag.UnquoteUsage(f)
		head := `\fB` + roff("--"+f.Name) + `\fR`
		if f.Shorthand != "" {
			head = `\fB` + roff("-"+f.Shorthand) + `\fR, ` + head
		}
		if value != "" {
			head += ` \fI` + roff(value) + `\fR`
		}
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "0" && f.DefValue != "[]" {
			says += " (" + f.DefValue + " if not given)"
		}
		m.line(".TP\n%s\n%s", head, roff(says))
	})
}

// requests are lines that roff would take for its own.
var requests = regexp.MustCompile(`(?m)^[.']`)

// roff writes text so that it is shown as it is.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(s)
	s = requests.ReplaceAllString(s, `\&$0`)
	var b strings.Builder
	for _, r := range s {
		if r > 0x7e {
			fmt.Fprintf(&b, `\[u%04X]`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
