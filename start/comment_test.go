//go:build outside

package start_test

import (
	"bytes"
	"encoding/json"
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
	report := func(message string) []byte {
		return zipped(t, "report.json", []byte(`[{"file": "feeds.d/ann.yaml", "line": 3, "column": 1, "code": "yaml", "level": "B", "message": "`+message+`"},
			{"file": "", "line": 0, "column": 0, "code": "old", "level": "N", "message": "Newest post is from March 2023."}]`))
	}
	f, r, event := commenting(t, report("colour is not known here; did you mean language?"))
	r.must(t, script, event...)
	want := "<!-- planet: check -->\n**Something has to be mended** before this can be merged.\n\n" +
		"- **mistake** in `feeds.d/ann.yaml:3`: `colour is not known here; did you mean language?`\n" +
		"- **note**: `Newest post is from March 2023.`\n\n[The whole report](" + f.URL + "/web/ana/planet/actions/runs/42)\n\n"
	if got := f.comment(t, "issues/5/comments"); got != want {
		t.Errorf("the comment is\n%s\nwant\n%s", got, want)
	}

	f.report = zipped(t, "report.json", []byte("[]"))
	r.must(t, script, append(event, "RESULT=success")...)
	if got := f.comment(t, "issues/5/comments"); !strings.Contains(got, "**This can be merged**") || !strings.Contains(got, "nothing against it") {
		t.Errorf("after it was mended, the comment is\n%s", got)
	}

	// Somebody who begins a comment like ours does not get ours into theirs.
	f.comments[0]["user"] = map[string]any{"login": "zoe"}
	f.comments[0]["at"] = "elsewhere"
	r.must(t, script, event...)
	f.comment(t, "issues/5/comments")
}

// Nothing that strangers put into a report mentions people, draws links, shows markup,
// closes issues or makes the comment long; and what has another shape is not shown
// (PRV-3, PRV-4).
func TestCommentOnHostileReports(t *testing.T) {
	t.Parallel()
	script := step(t, "github", "comment.yml", "Comment on the pull request")
	finding := func(message string) string {
		b, err := json.Marshal([]map[string]any{{"file": message, "line": 1, "column": 1, "code": "yaml", "level": "B", "message": message}})
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	many := strings.TrimSuffix(strings.TrimPrefix(finding("@ana "+strings.Repeat("long ", 200)), "["), "]")
	tests := []struct {
		name, report string
		shown        bool // as findings
	}{
		{"a mention", finding("hello @ana and @org/team"), true},
		{"a mention after a code span was closed", finding("` @ana `` @ana ``` @ana"), true},
		{"new lines begin no blocks", finding("x\n\n@ana\r\n# @ana\n\n<b>\u2028@ana\u0085@ana\v@ana"), true},
		{"closing keywords", finding("closes #1, fixes ana/planet#2, GH-3"), true},
		{"links and pictures", finding("[x](https://evil.example) ![x](https://evil.example/x.png) https://evil.example www.evil.example <https://evil.example> [x]\n\n[x]: https://evil.example"), true},
		{"markup", finding(`<img src=x onerror=alert(1)> <!-- --> </code> &#64;ana &commat;ana`), true},
		{"only signs that are cut away", finding("\n\n"), true},
		{"only back-ticks", finding("```"), true},
		{"a back-slash at the end", finding(`x\`), true},
		{"directions and other invisible signs", finding("x\u202e\u200b\ufeff@ana"), true},
		{"four hundred", "[" + strings.Repeat(many+",", 400) + many + "]", true},
		{"more than a thousand", "[" + strings.Repeat(`{"file":"","line":0,"column":0,"code":"x","level":"B","message":"@ana"},`, 1200) + "null]", false},
		{"an unknown level", `[{"file":"","line":0,"column":0,"code":"x","level":"@ana","message":"x"}]`, false},
		{"a key too many", `[{"file":"","line":0,"column":0,"code":"x","level":"B","message":"x","more":"@ana"}]`, false},
		{"a key too few", `[{"level":"B","message":"@ana"}]`, false},
		{"a line that is text", `[{"file":"","line":"@ana","column":0,"code":"x","level":"B","message":"x"}]`, false},
		{"a message that is a list", `[{"file":"","line":0,"column":0,"code":"x","level":"B","message":["@ana"]}]`, false},
		{"an object", `{"@ana": "@ana"}`, false},
		{"no JSON", "@ana <b>", false},
		{"half a JSON", `[{"file":"@ana`, false},
		{"nothing", "", false},
		{"a megabyte and more", finding(strings.Repeat("@ana ", 250_000)), false},
		{"bytes", "\x00\xff\xfe@ana", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, r, event := commenting(t, zipped(t, "report.json", []byte(tt.report)))
			r.must(t, script, event...)
			got := f.comment(t, "issues/5/comments")
			if shown := !strings.Contains(got, "no report that can be shown"); shown != tt.shown {
				t.Errorf("findings are shown: %t, want %t\n%.2000s", shown, tt.shown, got)
			}
			inert(t, got, 1)
		})
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
		case *ast.Heading:
			t.Error("a heading")
		case *ast.Text:
			if s := n.Value(source); regexp.MustCompile(`@|ana\b|#1\b|GH-|evil`).Match(s) {
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
		{"a bomb", zipped(t, "report.json", bytes.Repeat([]byte(" "), 300<<20)), 0},
		{"larger than it says", zipped(t, "report.json", randomBytes(3<<20)), 1000},
		{"as large as it says", zipped(t, "report.json", randomBytes(3<<20)), 0},
		{"a path outside", zipped(t, "../../report.json", []byte("[]")), 0},
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
	f, r, event := commenting(t, zipped(t, "report.json", []byte(`[]`)))
	out := r.must(t, script, append(event, "SHA=cccc")...)
	if len(f.comments) > 0 || !strings.Contains(out, "nothing to say") {
		t.Errorf("there are comments %v; %s", f.comments, out)
	}
	f.broken["GET /repos/ana/planet/pulls"] = http.StatusInternalServerError
	if status, _ := r.run(t, script, event...); status == 0 || len(f.comments) > 0 {
		t.Errorf("without an answer: status %d, comments %v", status, fmt.Sprint(f.comments))
	}
}
