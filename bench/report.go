//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A report is all that was measured.
type report struct {
	machine, version      string
	date                  time.Time
	loadBefore, loadAfter string
	took                  time.Duration
	binary                int64
	help                  usage
	cycles                []cycleRow
	archives              []archiveRow
	weather               []weatherRow
}

// write writes the table and the plot.
func (r *report) write(folder string) error {
	return errors.Join(
		os.WriteFile(filepath.Join(folder, "performance.md"), r.markdown(), 0o644),
		os.WriteFile(filepath.Join(folder, "performance.svg"), r.plot(), 0o644),
	)
}

// intro says how to read the tables.
const intro = `# Performance

Made by ` + "`make bench`" + `; what stands here was measured, and nothing is rounded in our favour.
CPU is user and system time of the process, memory its largest resident set. The blogs
run on the same machine, so that wall time is shared with them; compare CPU seconds, and
compare within a round: absolute times drift with the machine.

- **get**: the same downloads by net/http alone, with validators, and nothing else
- **all**: download, gofeed, bluemonday and SQLite, a transaction a feed: no rules, no search, no links
- **smart**: the same without what need not be done again, 64 feeds a transaction
- **fetch**, **update**: the program, with all its rules; update writes the site, too

Cold: nothing is stored yet. Warm: nothing has changed. Changed: one blog in fifty has a
new post. Ratios are of CPU: cold against all, warm and changed against smart. The blogs'
home pages are elsewhere: the two or three small requests a month by which we look for
proofs of consent are not among these.

`

func (r *report) markdown() []byte {
	var b bytes.Buffer
	b.WriteString(intro)
	fmt.Fprintf(&b, "Measured on %s in %s, planet %s, on %s.\n", r.date.Format("2 January 2006"), r.took.Round(time.Second), r.version, r.machine)
	if r.loadBefore != "" {
		fmt.Fprintf(&b, "Load when it began %s, when it ended %s: the less work of others it tells of, the more the wall times say.\n", r.loadBefore, r.loadAfter)
	}
	fmt.Fprintf(&b, "\n![CPU seconds of 1,000 feeds and more](performance.svg)\n\n## Start\n\nThe program has %.1f MB and says what it can do (`planet --help`) in %d ms.\n", float64(r.binary)/1e6, r.help.wall.Milliseconds())
	r.feedTables(&b)
	r.archiveTable(&b)
	r.weatherTable(&b)
	return b.Bytes()
}

// feedTables writes a table for each list.
func (r *report) feedTables(b *bytes.Buffer) {
	last := ""
	for _, row := range r.cycles {
		title := fmt.Sprintf("%s feeds", thousands(row.feeds))
		if row.latency > 0 {
			title += fmt.Sprintf(", each answer after %d ms (median)", row.latency.Milliseconds())
		}
		if title != last {
			fmt.Fprintf(b, "\n## %s\n\nMedians of %d.\n\n| | | CPU s | ratio | wall s | memory MiB | requests | not modified | MB sent |\n|---|---|--:|--:|--:|--:|--:|--:|--:|\n", title, row.runs)
			last = title
		}
		fmt.Fprintf(b, "| %s | %s | %.2f | %s | %.2f | %d | %d | %d | %.2f |\n", row.phase, row.subject, row.cpu.Seconds(), r.ratio(row), row.wall.Seconds(), row.memory>>20, row.requests, row.unchanged, float64(row.bytes)/1e6)
	}
}

// ratio compares the program with its floor of the same round.
func (r *report) ratio(row cycleRow) string {
	if row.subject != "fetch" && row.subject != "update" {
		return ""
	}
	against := floorSmart
	if row.phase == "cold" {
		against = floorAll
	}
	for _, f := range r.cycles {
		if f.feeds == row.feeds && f.latency == row.latency && f.phase == row.phase && f.subject == against && f.cpu > 0 {
			return fmt.Sprintf("%.2f", row.cpu.Seconds()/f.cpu.Seconds())
		}
	}
	return ""
}

func (r *report) archiveTable(b *bytes.Buffer) {
	if len(r.archives) == 0 {
		return
	}
	b.WriteString("\n## Archives\n\nOf 50 members, 100 and 500, the more the larger; queries and searches are asked of the store. The file system's cache is warm.\n\n| entries | | CPU s | wall s | memory MiB | files written |\n|--:|---|--:|--:|--:|--:|\n")
	for _, row := range r.archives {
		memory, files := "", ""
		if row.memory > 0 {
			memory = fmt.Sprint(row.memory >> 20)
		}
		if row.touched >= 0 {
			files = fmt.Sprint(row.touched)
		}
		fmt.Fprintf(b, "| %s | %s | %.6f | %.6f | %s | %s |\n", thousands(row.entries), row.what, row.cpu.Seconds(), row.wall.Seconds(), memory, files)
	}
}

// thousands writes a number as people read it.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Sizes of the plot, in its own units.
const (
	plotWidth = 760
	barHeight = 16
	barRoom   = 20
	labelRoom = 230
)

// plot draws the CPU seconds of each subject as bars, a group for each list and
// phase, each group on a scale of its own.
func (r *report) plot() []byte {
	var bars strings.Builder
	y := 40
	last := ""
	for i, row := range r.cycles {
		group := fmt.Sprintf("%s feeds, %s", thousands(row.feeds), row.phase)
		if row.latency > 0 {
			group += ", with latency"
		}
		if group != last {
			y += barRoom
			fmt.Fprintf(&bars, `<text x="10" y="%d" class="g">%s</text>`+"\n", y+12, group)
			y += barRoom
			last = group
		}
		width := float64(plotWidth-labelRoom-70) * row.cpu.Seconds() / r.largest(i)
		kind := "f"
		if row.subject == "fetch" || row.subject == "update" {
			kind = "p"
		}
		fmt.Fprintf(&bars, `<text x="%d" y="%d" class="l">%s</text><rect x="%d" y="%d" width="%.1f" height="%d" class="%s"/><text x="%.1f" y="%d">%.2f s</text>`+"\n",
			labelRoom-8, y+12, row.subject, labelRoom, y, width, barHeight, kind, float64(labelRoom)+width+6, y+12, row.cpu.Seconds())
		y += barRoom
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="CPU seconds of planet and of its floors">
<style>text{font:13px sans-serif;fill:#333}.g{font-weight:bold}.l{text-anchor:end}.f{fill:#9aa5b1}.p{fill:#1f6feb}@media(prefers-color-scheme:dark){text{fill:#ddd}}</style>
<text x="10" y="24">CPU seconds: planet (blue) beside its floors (grey); each group has a scale of its own</text>
`, plotWidth, y+20)
	b.WriteString(bars.String())
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// largest is the most CPU seconds among the rows of row i's group.
func (r *report) largest(i int) float64 {
	of, most := r.cycles[i], 0.001
	for _, row := range r.cycles {
		if row.feeds == of.feeds && row.phase == of.phase && row.latency == of.latency {
			most = max(most, row.cpu.Seconds())
		}
	}
	return most
}
