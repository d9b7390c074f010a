//go:build outside && linux

package start_test

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

// commenting is a forge with one pull request, whose check left a report, and what
// the event says of it.
func commenting(t *testing.T, report []byte) (*forge, *repo, []string) {
	f := newForge(t, "github")
	f.report = report
	f.pulls = []map[string]any{
		{"number": 3, "head": map[string]any{"sha": "bbbb"}},
		{"number": 5, "head": map[string]any{"sha": "aaaa"}},
	}
	r := &repo{dir: t.TempDir(), env: checkout(t, f).env, forge: f}
	return f, r, []string{"RUN=42", "SHA=aaaa", "OWNER=zoe", `BRANCH=x";touch hurt;$(touch hurt)`, "RESULT=failure", "TMPDIR=" + r.dir}
}

// The comment says what was found, once, and is written anew when the check ran again.
func TestComment(t *testing.T) {
	t.Parallel()
	script := step(t, "github", "comment.yml", "Comment on the pull request")
	report := "1 mistake in what changed in the list and its feeds.\n\n" +
		"- mistake in ` feeds.d/ann.yaml:3 `: `` colour is not `known` here `` (yaml)\n\n" +
		"### ` Ann ` (new)\n\n- licence: ` CC BY 4.0 `; consent: not recorded\n  - 20 November 2026: ` On @ana & <b> `\n"
	f, r, event := commenting(t, zipped(t, "report.md", []byte(report)))
	r.must(t, script, event...)
	want := "<!-- planet: check -->\n**Something has to be mended** before this can be merged.\n\n" + report +
		"\n\n[All of it, and a small site with this member to download](" + f.URL + "/web/ana/planet/actions/runs/42)\n\n"
	got := f.comment(t, "issues/5/comments")
	if got != want {
		t.Errorf("the comment is\n%s\nwant\n%s", got, want)
	}
	inert(t, got, 1)

	f.report = zipped(t, "report.md", []byte("Nothing is wrong with the list.\n"))
	r.must(t, script, append(event, "RESULT=success")...)
	if got := f.comment(t, "issues/5/comments"); !strings.Contains(got, "**This can be merged**") || !strings.Contains(got, "\nNothing is wrong with the list.\n") {
		t.Errorf("after it was mended, the comment is\n%s", got)
	}

	// Somebody who begins a comment like ours does not get ours into theirs.
	f.comments[0]["user"] = map[string]any{"login": "zoe"}
	f.comments[0]["at"] = "elsewhere"
	r.must(t, script, event...)
	f.comment(t, "issues/5/comments")
}

// Nothing that strangers put into a report mentions people, draws links, shows markup,
// closes issues or makes the comment long (PRV-3, PRV-4).
func TestCommentOnHostileReports(t *testing.T) {
	t.Parallel()
	script := step(t, "github", "comment.yml", "Comment on the pull request")
	tests := []struct{ name, report string }{
		{"a mention", "hello @ana and @org/team"},
		{"a mention after a code span was closed", "- ` @ana `` @ana ``` @ana"},
		{"a mention between code spans", "- `a` @ana `b`"},
		{"a code span that is none, for its sign is escaped", "\\`@ana` \\``@ana``"},
		{"a code span over lines", "- `a\n@ana\n` b"},
		{"new lines of all kinds", "x\n\n@ana\r\n# @ana\r@ana\n<b>\u2028@ana\u0085@ana\v@ana"},
		{"closing keywords", "closes #1, fixes ana/planet#2, GH-3"},
		{"links and pictures", "[x](https://evil.example) ![x](https://evil.example/x.png)\nhttps://evil.example\nwww.evil.example\n<https://evil.example>\n[x]\n\n[x]: https://evil.example"},
		{"links without signs", "see http://evil.example and WWW.evil.example, ftp://evil.example or mailto:ana@evil.example"},
		{"a commit", "as in 0123456789abcdef0123456789abcdef01234567"},
		{"markup", "<img src=x onerror=alert(1)> <!-- -->\n</code> &#64;ana &commat;ana\n<details>\n- <b>x"},
		{"fences", "```\n@ana\n```\n@ana\n~~~\n@ana\n````x`\n@ana"},
		{"headings, quotes, rules, tables", "# a\n## a\n> @ana\n***\na\n===\n|@ana|\n|-|\n|@ana|\n- | @ana"},
		{"indented", "      @ana\n\t@ana\n- a\n\n      `@ana\n"},
		{"a line of the check's own with more in it", "- mistake in ` x `: ` y ` (yaml) @ana"},
		{"only signs that are cut away", "`\n``\n\u200b\n"},
		{"directions and other invisible signs", "x\u202e\u200b\ufeff@ana"},
		{"very long lines", strings.Repeat("@ana ", 9_000) + "\n" + strings.Repeat("long ", 9_000)},
		{"very many lines", strings.Repeat("- @ana\n", 12_000)},
		{"a megabyte and more", strings.Repeat("@ana ", 250_000)},
		{"bytes", "\x00\xff\xfe@ana"},
		{"nothing", ""},
		{"all of it mixed", mixed(1500)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, r, event := commenting(t, zipped(t, "report.md", []byte(tt.report)))
			r.must(t, script, event...)
			inert(t, f.comment(t, "issues/5/comments"), 1)
		})
	}
}

// mixed is so many lines of signs that mean something, in no order, always the same.
func mixed(lines int) string {
	signs := []string{
		"`", "``", "```", "\\", "@ana", "#1", "[", "](", ")", "<", ">", "!", "- ", "  ", "    ", "### ", "# ", "1. ", "|", "~~~", "*", "_", "=", "&#64;",
		"https://evil.example", "www.evil.example", "GH-1", " ", " ", "x", "(yaml)", "\t", "\u2028", "\u200b", ": ", "<!--", "-->", "$", "+ ", "0123456789abcdef",
	}
	x := uint32(7)
	var b strings.Builder
	for range lines {
		for range 12 {
			x = x*1664525 + 1013904223
			b.WriteString(signs[int(x>>16)%len(signs)])
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// What makes reports inert stands in two places, word for word.
func TestInertIsTheSame(t *testing.T) {
	all := files(t, "github")
	var inside strings.Builder
	for line := range strings.Lines(all["bin/inert.jq"]) {
		inside.WriteString("          " + line)
	}
	if !strings.Contains(all[".github/workflows/comment.yml"], inside.String()) {
		t.Errorf("comment.yml does not hold bin/inert.jq word for word:\n%s", inside.String())
	}
}

// inert looks at a comment as the forge shows it: strangers' words stand as code only,
// and it has no links but so many of our own.
func inert(t *testing.T, comment string, links int) {
	t.Helper()
	if len(comment) > 65_000 {
		t.Errorf("the comment has %d bytes", len(comment))
	}
	source := []byte(comment)
	doc := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(source))
	err := ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.CodeSpan, *ast.FencedCodeBlock:
			return ast.WalkSkipChildren, nil
		case *ast.Link, *ast.AutoLink, *ast.Image:
			links--
		case *ast.HTMLBlock:
			if b := bytes.TrimSpace(n.Lines().Value(source)); !bytes.HasPrefix(b, []byte("<!-- planet: ")) || bytes.Contains(b, []byte("ana")) {
				t.Errorf("markup: %s", b)
			}
		case *ast.RawHTML:
			t.Errorf("markup: %s", n.Segments.Value(source))
		case *ast.Text:
			if s := n.Value(source); regexp.MustCompile(`@|#[0-9]|GH-[0-9]|evil|[0-9a-f]{7}`).Match(s) {
				t.Errorf("speaks to people: %s", s)
			}
		}
		return ast.WalkContinue, nil
	})
	if err != nil || links < 0 {
		t.Errorf("the comment has %d links too many (%v)\n%.2000s", -links, err, comment)
	}
}

// An archive that is too large, or grows too large, is not read; nor is one that
// brings other files.
func TestCommentOnHostileArchives(t *testing.T) {
	t.Parallel()
	script := step(t, "github", "comment.yml", "Comment on the pull request")
	tests := []struct {
		name   string
		report []byte
		claims int
	}{
		{"none at all", nil, 0},
		{"a bomb", zipped(t, "report.md", bytes.Repeat([]byte(" "), 300<<20)), 0},
		{"larger than it says", zipped(t, "report.md", randomBytes(3<<20)), 1000},
		{"as large as it says", zipped(t, "report.md", randomBytes(3<<20)), 0},
		{"a path outside", zipped(t, "../../report.md", []byte("x")), 0},
		{"no archive", []byte("@ana"), 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, r, event := commenting(t, tt.report)
			f.claimed = tt.claims
			status, out := r.run(t, script, event...)
			if status != 0 { // stopped before it said anything
				if len(f.comments) > 0 {
					t.Errorf("status %d, and there is a comment; %s", status, out)
				}
				return
			}
			if got := f.comment(t, "issues/5/comments"); !strings.Contains(got, "no report that can be shown") {
				t.Errorf("the comment is %.500s", got)
			}
		})
	}
}

// randomBytes don't get smaller when packed; always the same ones.
func randomBytes(n int) []byte {
	b, x := make([]byte, n), uint32(1)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = byte(x >> 24)
	}
	return b
}

// The number comes from the event: a commit that no open pull request ends in gets no
// comment, whatever the report says.
func TestCommentKnowsItsPlace(t *testing.T) {
	t.Parallel()
	script := step(t, "github", "comment.yml", "Comment on the pull request")
	f, r, event := commenting(t, zipped(t, "report.md", []byte("x")))
	out := r.must(t, script, append(event, "SHA=cccc")...)
	if len(f.comments) > 0 || !strings.Contains(out, "nothing to say") {
		t.Errorf("there are comments %v; %s", f.comments, out)
	}
	f.broken["GET /repos/ana/planet/pulls"] = http.StatusInternalServerError
	if status, _ := r.run(t, script, event...); status == 0 || len(f.comments) > 0 {
		t.Errorf("without an answer: status %d, comments %v", status, fmt.Sprint(f.comments))
	}
}
